//! What surrounds the pages that one sees before signing in.

use super::shell::brand;
use super::switches::{language_switch, theme_switch};
use ui::{El, Show, div, el};

/// A bar with the two switches, and the page.
pub(crate) fn outside(page: impl Show) -> El {
    let top = el("header").class("sign-in-top").child((brand(false), language_switch(), theme_switch()));
    div("sign-in").child((top, el("main").id("main").attr("tabindex", "-1").child(page)))
}
