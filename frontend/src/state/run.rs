//! Calls that a button makes.

use super::app;
use crate::api::Answer;
use dto::read::Read;
use ui::Signal;

/// Calls, unless something of the page is under way already, and does something with a good answer; what goes wrong is told.
/// Nothing happens once the page is gone.
pub(crate) fn run<T: Read + 'static>(busy: Signal<bool>, answer: Answer<T>, done: impl FnOnce(T) + 'static) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    answer.then(move |outcome| {
        if busy.is_gone() {
            return;
        }
        busy.set(false);
        match outcome {
            Ok(value) => done(value),
            Err(error) => app().notices.bad(error.text()),
        }
    });
}
