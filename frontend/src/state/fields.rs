//! What is wrong with a form, field by field: from the rules the server has too, or from its answer.

use crate::i18n::{format, t};
use domain::text::{CommentBody, Description, Name, Reason, ResolutionText, Subject};
use dto::field::{FieldCode, FieldError, FieldErrors};
use dto::problem::Code;
use ui::Signal;

/// What is said of an error: its pointer and code, in words.
pub(crate) type Words = fn(&str, FieldCode) -> String;

/// Errors by JSON pointer.
#[derive(Clone, Copy)]
pub(crate) struct FormErrors {
    errors: Signal<FieldErrors>,
    words: Words,
}

/// The limit of the text at a pointer.
fn limit(pointer: &str) -> Option<usize> {
    match pointer {
        "/name" | "/name_de" | "/name_en" => Some(Name::MAX),
        "/subject" => Some(Subject::MAX),
        "/description" => Some(Description::MAX),
        "/body" => Some(CommentBody::MAX),
        "/resolution_text" => Some(ResolutionText::MAX),
        "/reason" => Some(Reason::MAX),
        _ => None,
    }
}

/// What is wrong with a field, in words.
pub(crate) fn sentence(pointer: &str, code: FieldCode) -> String {
    match (pointer, code) {
        ("/category", FieldCode::Required) => t().errors.missing_category.to_owned(),
        ("/tag" | "/tags" | "/add_tags" | "/remove_tags", _) => t().bulk.tag_wrong.to_owned(),
        ("/name", FieldCode::Contradiction) => (t().errors.code)(Code::NameTaken).to_owned(),
        ("/participants", _) => t().writing.participants_wrong.to_owned(),
        ("/mentions", _) => t().sending.mention_unseen.to_owned(),
        ("/into", FieldCode::Contradiction) => t().handling.into_itself.to_owned(),
        ("/into", FieldCode::UnknownValue) => t().handling.into_unknown.to_owned(),
        ("/comments", _) => t().handling.split_missing.to_owned(),
        ("/email", FieldCode::OutOfRange) => t().handling.too_many_participants.to_owned(),
        ("/url", FieldCode::UnknownValue) => t().errors.url_wrong.to_owned(),
        ("/scopes", _) => t().identity.no_scope.to_owned(),
        ("/on_behalf_of", FieldCode::UnknownValue) => t().errors.requester_unknown.to_owned(),
        _ => (t().errors.field)(code, limit(pointer)),
    }
}

impl FormErrors {
    pub(crate) fn new() -> Self {
        Self::saying(sentence)
    }

    /// Those of a form that has words of its own for what can be wrong with it.
    pub(crate) fn saying(words: Words) -> Self {
        Self { errors: Signal::new(FieldErrors::new()), words }
    }

    pub(crate) fn set(self, errors: FieldErrors) {
        self.errors.set(errors);
    }

    pub(crate) fn clear(self) {
        self.errors.set(FieldErrors::new());
    }

    pub(crate) fn is_empty(self) -> bool {
        self.errors.with_untracked(Vec::is_empty)
    }

    /// As [`Self::is_empty`], followed.
    pub(crate) fn none(self) -> bool {
        self.errors.with(Vec::is_empty)
    }

    /// What is wrong at a pointer, as a sentence.
    pub(crate) fn at(self, pointer: &'static str) -> impl Fn() -> Option<String> + Copy {
        move || self.of(pointer)
    }

    /// The same for a pointer that is known only while the page is there.
    pub(crate) fn of(self, pointer: &str) -> Option<String> {
        self.errors.with(|errors| {
            let found = errors.iter().find(|error| error.pointer == pointer);
            found.map(|error| (self.words)(pointer, error.code))
        })
    }

    /// What is wrong at a pointer or below it.
    pub(crate) fn below(self, pointer: &str) -> Option<String> {
        self.errors.with(|errors| {
            let found = errors.iter().find(|error| is_below(error, pointer));
            found.map(|error| (self.words)(&error.pointer, error.code))
        })
    }

    /// Everything that is wrong, each with the id of its field, for a form whose fields come and go: `label` says what the one at
    /// a pointer is called, and its id is made of the pointer.
    pub(crate) fn lines(self, label: impl Fn(&str) -> String) -> Vec<(String, String)> {
        self.errors.with(|errors| {
            let line = |error: &FieldError| {
                let pointer = &error.pointer;
                (field_id(pointer), format!("{}: {}", label(pointer), (self.words)(pointer, error.code)))
            };
            errors.iter().map(line).collect()
        })
    }

    /// Forgets what is wrong at a pointer and below it.
    pub(crate) fn forget(self, pointer: &str) {
        self.errors.update(|errors| errors.retain(|error| !is_below(error, pointer)));
    }

    /// Everything that is wrong, each with the id of its field. What belongs to no field of the form comes last.
    pub(crate) fn summary(self, fields: &'static [Field]) -> Vec<(String, String)> {
        self.errors.with(|errors| {
            let line = |field: &Field| {
                let error = errors.iter().find(|error| error.pointer == field.pointer)?;
                Some((field.id.to_owned(), format!("{}: {}", (field.label)(), (self.words)(field.pointer, error.code))))
            };
            let strangers = errors.iter().filter(|error| fields.iter().all(|field| field.pointer != error.pointer));
            let first = fields.first().map(|field| field.id).unwrap_or_default();
            let rest = strangers.map(|error| (first.to_owned(), (self.words)(&error.pointer, error.code)));
            fields.iter().filter_map(line).chain(rest).collect()
        })
    }
}

fn is_below(error: &FieldError, pointer: &str) -> bool {
    error.pointer.strip_prefix(pointer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The id of the field at a pointer, in a form whose fields come and go.
pub(crate) fn field_id(pointer: &str) -> String {
    pointer.trim_start_matches('/').replace('/', "-")
}

/// A field of a form.
pub(crate) struct Field {
    pub(crate) pointer: &'static str,
    pub(crate) id: &'static str,
    pub(crate) label: fn() -> &'static str,
}

/// "12 characters left", once the end of what fits is near.
pub(crate) fn characters_left(text: Signal<String>, max: usize) -> impl Fn() -> Option<String> {
    move || {
        let used = text.with(|text| text.chars().count());
        if used * 10 < max * 9 {
            return None;
        }
        let left = u64::try_from(max.saturating_sub(used)).unwrap_or_default();
        Some((t().common.characters_left)(&format::number(left)))
    }
}
