//! What came of sending a form, where that is about no field of it.

use crate::i18n::tr;
use crate::state::form::Form;
use dto::problem::Code;
use std::rc::Rc;
use ui::{ButtonKind, El, Glyph, Show, Tone, banner, button, div, el, given, p};

/// One sentence. What somebody else has changed meanwhile is loaded anew by a button, since that takes away what was typed.
pub(crate) fn form_outcome(form: Form, reload: impl Fn() + 'static) -> El {
    let reload: Rc<dyn Fn()> = Rc::new(reload);
    let said = move || {
        let error = form.failure.get()?;
        Some((error.code() == Some(Code::StaleVersion), error.beside_fields()?))
    };
    let shown = given(said, move |(stale, text)| {
        if !stale {
            return p("form-failure").child((text.clone(), " ", tr!(common.unsaved))).view();
        }
        let reload = reload.clone();
        let again = button(ButtonKind::Plain, tr!(configuration.load_anew)).press(move || reload());
        let words = p("banner-text").child(tr!(configuration.changed));
        banner(Tone::Bad, Glyph::Warning, (words, div("banner-actions").child(again))).view()
    });
    el("div").attr("role", "alert").child(shown)
}
