//! What stands at an address that leads nowhere.

use crate::components::page::{lost, page_title};
use crate::i18n::tr;
use ui::{El, div};

/// The page.
pub(crate) fn not_found() -> El {
    div("narrow").child((page_title(None, tr!(shell.not_found)), div("card").child(lost())))
}
