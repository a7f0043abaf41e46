//! A small form: one or two fields, and a button that sends them.

use super::fields::{Field, FormErrors, Words, sentence};
use crate::api::{Answer, ApiError, Done};
use crate::browser;
use dto::field::{FieldErrors, Fields};
use dto::identity::new_password;
use ui::Signal;

/// What a form asks for.
pub(crate) struct Sheet {
    /// Unique on the page.
    pub(crate) id: &'static str,
    /// That of the summary of what is wrong.
    pub(crate) errors: &'static str,
    pub(crate) fields: &'static [Field],
    /// Of each field its type, and what browsers may fill in. What comes after those are no inputs of text.
    pub(crate) kinds: &'static [(&'static str, &'static str)],
    /// The button.
    pub(crate) go: fn() -> &'static str,
}

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) sheet: &'static Sheet,
    /// Whether the dialog is open that it stands in, if it does.
    pub(crate) open: Signal<bool>,
    pub(crate) values: [Signal<String>; 2],
    /// Name and address of the person whose password it is about, where it is: they had better not make it of these.
    pub(crate) personal: Signal<[String; 2]>,
    pub(crate) errors: FormErrors,
    pub(crate) failure: Signal<Option<ApiError>>,
    pub(crate) busy: Signal<bool>,
}

impl Form {
    pub(crate) fn new(sheet: &'static Sheet) -> Self {
        Self::saying(sheet, sentence)
    }

    /// A form that has words of its own for what can be wrong with it.
    pub(crate) fn saying(sheet: &'static Sheet, words: Words) -> Self {
        Self {
            sheet,
            open: Signal::new(false),
            values: [Signal::new(String::new()), Signal::new(String::new())],
            personal: Signal::default(),
            errors: FormErrors::saying(words),
            failure: Signal::new(None),
            busy: Signal::new(false),
        }
    }

    /// What was typed, field by field.
    pub(crate) fn typed(self) -> [String; 2] {
        self.values.map(Signal::get_untracked)
    }

    /// Forgets what was typed, and what was wrong with it.
    pub(crate) fn clear(self) {
        for value in self.values {
            value.set(String::new());
        }
        self.errors.clear();
        self.failure.set(None);
    }

    /// What is wrong with a new password, as far as can be said here.
    pub(crate) fn judge(self, pointer: &str, password: &str) -> FieldErrors {
        let mut fields = Fields::new();
        self.personal.with(|personal| {
            new_password(&mut fields, pointer, password, &[personal[0].as_str(), personal[1].as_str()]);
        });
        fields.finish(Some(())).err().unwrap_or_default()
    }

    /// Sends it, unless something is known to be `wrong`.
    pub(crate) fn send(self, wrong: FieldErrors, answer: Answer<Done>, done: impl FnOnce(Done) + 'static) {
        self.send_boxed(wrong, answer, Box::new(done));
    }

    fn send_boxed(self, wrong: FieldErrors, answer: Answer<Done>, done: Box<dyn FnOnce(Done)>) {
        if self.busy.get_untracked() {
            return;
        }
        self.failure.set(None);
        self.refuse(wrong);
        if !self.errors.is_empty() {
            return;
        }
        self.busy.set(true);
        answer.then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(value) => done(value),
                Err(error) => self.fail(error),
            }
        });
    }

    /// Says what went wrong, and leads to where it can be mended.
    pub(crate) fn fail(self, error: ApiError) {
        let fields = error.fields();
        self.failure.set(Some(error));
        if let (true, Some(last)) = (fields.is_empty(), self.sheet.fields.last()) {
            ui::focus_id(last.id);
        }
        self.refuse(fields);
    }

    fn refuse(self, wrong: FieldErrors) {
        let some = !wrong.is_empty();
        self.errors.set(wrong);
        if some {
            let id = self.sheet.errors;
            browser::after_paint(move || {
                ui::focus_id(id);
            });
        }
    }
}
