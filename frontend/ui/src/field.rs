//! Form fields with label, hint, counter and error, tied together for assistive technology.

use crate::call::Make;
use crate::element::{El, div, el, p, span};
use crate::icon::{Glyph, icon};
use crate::keys::kbd;
use crate::part::given;
use crate::signal::Signal;
use crate::text::Text;
use crate::view::Show;
use std::rc::Rc;
use web_sys::Node;

/// What is said about a field, while there is something to say.
pub(crate) type Told = Rc<dyn Make<Option<String>>>;

/// One line of text.
pub fn text_field(id: &'static str, label: impl Into<Text>, value: Signal<String>) -> Field {
    let input = el("input").attr("type", "text").attr("autocomplete", "off");
    Field::new(id, label.into(), input, value)
}

/// Many lines of text.
pub fn text_area(id: &'static str, label: impl Into<Text>, value: Signal<String>, rows: u32) -> Field {
    Field::new(id, label.into(), el("textarea").attr("rows", rows.to_string()), value)
}

/// A field that people write in.
#[must_use = "a field is on the page once it is put into an element"]
pub struct Field {
    frame: Frame,
    control: El,
}

impl Field {
    fn new(id: &'static str, label: Text, control: El, value: Signal<String>) -> Self {
        let control = control.class("input").id(id).attr("name", id).bound(value);
        Self { frame: Frame::new(id, label), control }
    }

    /// The input's type, such as `email`, and what browsers may fill in.
    pub fn kind(self, kind: &'static str, autocomplete: &'static str) -> Self {
        Self { control: self.control.attr("type", kind).attr("autocomplete", autocomplete), ..self }
    }

    /// What else its control has, such as listeners.
    pub fn control(self, change: impl FnOnce(El) -> El) -> Self {
        Self { control: change(self.control), ..self }
    }

    pub fn hint(mut self, hint: impl Into<Text>) -> Self {
        self.frame.hint = Some(hint.into());
        self
    }

    /// May stay empty; `word` says so beside the label.
    pub fn optional(mut self, word: impl Into<Text>) -> Self {
        self.frame.optional = Some(word.into());
        self
    }

    pub fn error(mut self, error: impl Fn() -> Option<String> + 'static) -> Self {
        self.frame.error = Some(Rc::new(error));
        self
    }

    /// How much still fits.
    pub fn count(mut self, count: impl Fn() -> Option<String> + 'static) -> Self {
        self.frame.count = Some(Rc::new(count));
        self
    }
}

impl Show for Field {
    fn show(self, parent: &Node) {
        let Self { frame, control } = self;
        let id = frame.id;
        let described = if frame.hint.is_some() { format!("{id}-hint {id}-foot") } else { format!("{id}-foot") };
        let control = control
            .attr("aria-required", frame.optional.is_none().then_some("true"))
            .attr("aria-describedby", described);
        let control = invalid(control, frame.error.clone());
        frame.around(control).show(parent);
    }
}

/// What stands around a control: label above, hint and error below.
pub(crate) struct Frame {
    pub(crate) id: &'static str,
    pub(crate) label: Text,
    pub(crate) error: Option<Told>,
    /// The key that does as much as a click on it.
    pub(crate) key: Option<&'static str>,
    optional: Option<Text>,
    hint: Option<Text>,
    count: Option<Told>,
}

impl Frame {
    pub(crate) fn new(id: &'static str, label: Text) -> Self {
        Self { id, label, error: None, key: None, optional: None, hint: None, count: None }
    }

    pub(crate) fn around(self, control: El) -> El {
        let Self { id, label, error, key, optional, hint, count } = self;
        let optional = optional.map(|word| span("field-optional").child((" ", word)));
        let hint = hint.map(|hint| p("field-hint").id(format!("{id}-hint")).child(hint));
        let label = el("label").class("field-label").attr("for", id).child((label, optional, key.map(kbd)));
        div("field").child((label, hint, control, foot(id, error, count)))
    }
}

/// Says of a control that it is wrong, while it is.
pub(crate) fn invalid(control: El, error: Option<Told>) -> El {
    match error {
        Some(error) => control.attr("aria-invalid", move || error.make().map(|_| "true")),
        None => control,
    }
}

pub(crate) fn foot(id: &'static str, error: Option<Told>, count: Option<Told>) -> El {
    let warning = |text: &String| span("field-error").child((icon(Glyph::Warning, 14), text.clone()));
    div("field-foot").id(format!("{id}-foot")).child((
        error.map(|error| given(move || error.make(), warning)),
        count.map(|count| given(move || count.make(), |text| span("field-count").child(text.clone()))),
    ))
}
