//! What is wrong with a form, in one place.

use crate::call::Make;
use crate::element::{El, div, el};
use crate::focus::focus_id;
use crate::part::{switch, when};
use crate::text::Text;
use crate::view::View;
use std::rc::Rc;

/// The id of a field, and what is wrong with it.
pub type Wrong = (String, String);

/// What is wrong with a form, with a link to each field. Give it the focus when it appears.
pub fn error_summary(id: &'static str, title: impl Into<Text>, errors: impl Fn() -> Vec<Wrong> + 'static) -> View {
    fn erased(id: &'static str, title: Text, errors: Rc<dyn Make<Vec<Wrong>>>) -> View {
        let some = errors.clone();
        when(
            move || !some.make().is_empty(),
            move || {
                let (title_id, errors) = (format!("{id}-title"), errors.clone());
                let lines = switch(move || errors.make(), |errors| errors.iter().map(line).collect::<Vec<_>>());
                div("error-summary")
                    .id(id)
                    .attr("tabindex", "-1")
                    .attr("role", "group")
                    .attr("aria-labelledby", &title_id)
                    .child((el("h2").id(title_id).child(title.clone()), el("ul").child(lines)))
            },
        )
    }
    erased(id, title.into(), Rc::new(errors))
}

fn line((field, text): &Wrong) -> El {
    let id = field.clone();
    let to = el("a").attr("href", format!("#{field}")).child(text.clone());
    el("li").child(to.on("click", move |event| {
        event.prevent_default();
        focus_id(&id);
    }))
}
