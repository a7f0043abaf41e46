//! What stands at an address that leads nowhere.

use crate::components::page::{Lost, PageTitle};
use crate::i18n::t;
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn NotFound() -> AnyView {
    view! {
        <div class="narrow">
            <PageTitle text=move || t().shell.not_found.to_owned() />
            <div class="card">
                <Lost />
            </div>
        </div>
    }
    .into_any()
}
