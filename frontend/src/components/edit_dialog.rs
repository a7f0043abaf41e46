//! Putting subject and description of a ticket differently.

use crate::i18n::tr;
use crate::state::fields::{FormErrors, characters_left};
use domain::text::{Description, Subject};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, DialogFoot, TextArea, TextField, live};

/// The words as they are now, and where the new ones go.
#[component]
pub(crate) fn EditDialog(
    open: RwSignal<bool>,
    #[prop(into)] words: Signal<(String, String)>,
    errors: FormErrors,
    #[prop(into)] busy: Signal<bool>,
    /// What went wrong, where it is about no field.
    #[prop(into)]
    failure: Signal<Option<String>>,
    save: Callback<(String, String)>,
) -> AnyView {
    view! {
        <Dialog open id="edit" title=tr!(ticket.edit_title) close_label=tr!(common.close)>
            <EditForm open words errors busy failure save />
        </Dialog>
    }
    .into_any()
}

#[component]
fn EditForm(
    open: RwSignal<bool>,
    words: Signal<(String, String)>,
    errors: FormErrors,
    busy: Signal<bool>,
    failure: Signal<Option<String>>,
    save: Callback<(String, String)>,
) -> AnyView {
    let (subject, description) = words.get_untracked();
    let (subject, description) = (RwSignal::new(subject), RwSignal::new(description));
    view! {
        <form
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save.run((subject.get_untracked(), description.get_untracked()));
            }
        >
            <TextField
                id="edit-subject"
                label=tr!(new.subject)
                value=subject
                error=errors.at("/subject")
                count=characters_left(subject, Subject::MAX)
            />
            <TextArea
                id="edit-description"
                label=tr!(new.description)
                value=description
                rows=8
                error=errors.at("/description")
                count=characters_left(description, Description::MAX)
            />
            <FormFailure failure />
            <DialogFoot>
                <Button press=move |()| open.set(false)>{tr!(common.cancel)}</Button>
                <Button kind=ButtonKind::Primary submit=true busy=busy>
                    {tr!(common.save)}
                </Button>
            </DialogFoot>
        </form>
    }
    .into_any()
}

/// One sentence above the buttons of a dialog.
#[component]
pub(crate) fn FormFailure(failure: Signal<Option<String>>) -> AnyView {
    view! {
        <div role="alert">
            {live(move || failure.get().map(|text| view! { <p class="form-failure">{text} " " {tr!(common.unsaved)}</p> }))}
        </div>
    }
    .into_any()
}
