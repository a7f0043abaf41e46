//! A question before something that cannot be taken back, or reaches far.

use crate::i18n::tr;
use std::rc::Rc;
use ui::{ButtonKind, Dialog, El, Signal, Text, button, dialog, dialog_foot, p};

/// What is asked.
pub(crate) struct Question {
    /// Unique on the page.
    pub(crate) id: &'static str,
    pub(crate) open: Signal<bool>,
    pub(crate) title: Text,
    pub(crate) text: Text,
    /// The button that does it.
    pub(crate) go: Text,
    pub(crate) busy: Signal<bool>,
}

/// The dialog. It stays open until `open` says otherwise, so that what goes wrong can be tried again.
pub(crate) fn confirm(question: Question, act: impl Fn() + 'static) -> El {
    let Question { id, open, title, text, go, busy } = question;
    let act: Rc<dyn Fn()> = Rc::new(act);
    dialog(Dialog { id, open, title, close_label: tr!(common.close) }, move || {
        let act = act.clone();
        (
            p("form-note").child(text.clone()),
            dialog_foot((
                button(ButtonKind::Plain, tr!(common.cancel)).press(move || open.set(false)),
                button(ButtonKind::Primary, go.clone()).busy(move || busy.get()).press(move || act()),
            )),
        )
    })
}
