//! Putting subject and description of a ticket differently.

use crate::api::ApiError;
use crate::i18n::tr;
use crate::state::fields::{FormErrors, characters_left};
use domain::text::{Description, Subject};
use std::rc::Rc;
use ui::{
    ButtonKind, Dialog, El, Signal, button, dialog, dialog_foot, el, form, given, p, submit, text_area, text_field,
    untrack,
};

/// How putting the words of a ticket differently stands.
#[derive(Clone, Copy)]
pub(crate) struct Editing {
    pub(crate) open: Signal<bool>,
    pub(crate) errors: FormErrors,
    pub(crate) busy: Signal<bool>,
    pub(crate) failure: Signal<Option<ApiError>>,
}

/// `words` are subject and description as they are now, `save` takes the new ones.
pub(crate) fn edit_dialog(
    editing: Editing,
    words: impl Fn() -> (String, String) + 'static,
    save: impl Fn(String, String) + 'static,
) -> El {
    let save: Rc<dyn Fn(String, String)> = Rc::new(save);
    let title = tr!(ticket.edit_title);
    dialog(Dialog { id: "edit", open: editing.open, title, close_label: tr!(common.close) }, move || {
        edit_form(editing, untrack(&words), save.clone())
    })
}

fn edit_form(editing: Editing, words: (String, String), save: Rc<dyn Fn(String, String)>) -> El {
    let Editing { open, errors, busy, failure } = editing;
    let (subject, description) = (Signal::new(words.0), Signal::new(words.1));
    form("form", move || save(subject.get_untracked(), description.get_untracked())).child((
        text_field("edit-subject", tr!(new.subject), subject)
            .error(errors.at("/subject"))
            .count(characters_left(subject, Subject::MAX)),
        text_area("edit-description", tr!(new.description), description, 8)
            .error(errors.at("/description"))
            .count(characters_left(description, Description::MAX)),
        form_failure(failure),
        dialog_foot((
            button(ButtonKind::Plain, tr!(common.cancel)).press(move || open.set(false)),
            submit(ButtonKind::Primary, tr!(common.save)).busy(move || busy.get()),
        )),
    ))
}

/// One sentence above the buttons of a dialog: what went wrong, where it is about no field.
pub(crate) fn form_failure(failure: Signal<Option<ApiError>>) -> El {
    let shown = move || failure.get()?.beside_fields();
    let line = |text: &String| p("form-failure").child((text.clone(), " ", tr!(common.unsaved)));
    el("div").attr("role", "alert").child(given(shown, line))
}
