//! Choosing one of several: by radio buttons, or from the browser's own select.

use crate::call::{Make, Take};
use crate::effect::bind;
use crate::element::{El, div, el, span};
use crate::field::{Frame, Told, foot, invalid};
use crate::icon::{Glyph, icon};
use crate::signal::Signal;
use crate::text::Text;
use crate::view::{Show, append};
use reactive_graph::graph::untrack;
use std::rc::Rc;
use web_sys::{HtmlSelectElement, Node};

/// A set of which one is chosen: its content is some [`Choice`]s.
pub fn choices(
    id: &'static str,
    label: impl Into<Text>,
    error: impl Fn() -> Option<String> + 'static,
    content: impl Show,
) -> El {
    let label_id = format!("{id}-label");
    let legend = el("legend").class("field-label").id(&label_id).child(label.into());
    el("fieldset")
        .class("field")
        .id(id)
        .attr("tabindex", "-1")
        .attr("role", "radiogroup")
        .attr("aria-required", "true")
        .attr("aria-labelledby", label_id)
        .attr("aria-describedby", format!("{id}-foot"))
        .child((legend, div("choices").child(content), foot(id, Some(Rc::new(error)), None)))
}

/// One of a set.
pub struct Choice {
    /// The set's name.
    pub name: &'static str,
    pub value: String,
    pub label: Text,
    pub hint: Option<Text>,
    pub glyph: Option<Glyph>,
}

/// The radio button of a choice; `chosen` holds the value of the one that is chosen.
pub fn choice(Choice { name, value, label, hint, glyph }: Choice, chosen: Signal<String>) -> El {
    let id = format!("{name}-{value}");
    let hint_id = format!("{id}-hint");
    let input = el("input")
        .attr("type", "radio")
        .id(id)
        .attr("name", name)
        .attr("value", &value)
        .attr("aria-describedby", hint.as_ref().map(|_| &hint_id));
    let is = value.clone();
    let input =
        input.checked(move || chosen.with(|chosen| *chosen == is)).on("change", move |_| chosen.set(value.clone()));
    el("label").class("choice").child((
        input,
        span("choice-name").child((glyph.map(|glyph| icon(glyph, 16)), label)),
        // Describes the choice instead of naming it.
        hint.map(|hint| span("choice-hint").id(hint_id).attr("aria-hidden", "true").child(hint)),
    ))
}

/// A line of a [`Select`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectOption {
    pub value: String,
    pub text: String,
    pub disabled: bool,
}

impl SelectOption {
    /// A line that can be chosen.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), disabled: false }
    }

    /// A line that cannot; its text says why.
    #[must_use]
    pub fn disabled(self) -> Self {
        Self { disabled: true, ..self }
    }
}

/// The browser's own select: it works with every keyboard, screen reader and thumb.
#[must_use = "a select is on the page once it is put into an element"]
pub struct Select {
    frame: Frame,
    labelled: bool,
    options: Box<dyn Make<Vec<SelectOption>>>,
    value: Rc<dyn Make<String>>,
    choose: Box<dyn Take<String>>,
}

/// A select. It shows `value` and changes only when that does, so that a refused choice goes back by itself.
pub fn select(
    id: &'static str,
    label: impl Into<Text>,
    options: impl Fn() -> Vec<SelectOption> + 'static,
    value: impl Fn() -> String + 'static,
) -> Select {
    Select {
        frame: Frame::new(id, label.into()),
        labelled: true,
        options: Box::new(options),
        value: Rc::new(value),
        choose: Box::new(drop),
    }
}

impl Select {
    /// What follows when a line is chosen.
    pub fn choose(self, choose: impl Fn(String) + 'static) -> Self {
        Self { choose: Box::new(choose), ..self }
    }

    /// Without the label above it; that is only its name then.
    pub fn bare(self) -> Self {
        Self { labelled: false, ..self }
    }

    /// The key that leads to it, shown beside its label.
    pub fn key(mut self, usual: &'static str) -> Self {
        self.frame.key = Some(usual);
        self
    }

    pub fn error(mut self, error: impl Fn() -> Option<String> + 'static) -> Self {
        let error: Told = Rc::new(error);
        self.frame.error = Some(error);
        self
    }
}

impl Show for Select {
    fn show(self, parent: &Node) {
        let Self { frame, labelled, options, value, choose } = self;
        let id = frame.id;
        let control = el("select").class("input").id(id).attr("name", id);
        let control = match frame.key {
            Some(key) => control.keyed(key),
            None => control,
        };
        let field: HtmlSelectElement = control.known();
        let (shown, shows) = (field.clone(), value.clone());
        let mut lines = Vec::new();
        bind(move || show_lines(&shown, &mut lines, options.make(), &shows.make()));
        let control = control.on("change", move |_| {
            let chosen = field.value();
            field.set_value(&untrack(|| value.make()));
            choose.take(chosen);
        });
        let around = |control: El| span("select-box").child((control, icon(Glyph::ChevronDown, 16)));
        if labelled {
            let control = control.attr("aria-describedby", format!("{id}-foot"));
            let control = invalid(control, frame.error.clone());
            frame.around(around(control)).show(parent);
        } else {
            around(control.attr("aria-label", frame.label)).show(parent);
        }
    }
}

/// Makes the lines anew where they are others: a list that is open at the moment would jump.
fn show_lines(select: &HtmlSelectElement, shown: &mut Vec<SelectOption>, lines: Vec<SelectOption>, value: &str) {
    if *shown != lines {
        select.set_inner_html("");
        for SelectOption { value, text, disabled } in &lines {
            let line = el("option").attr("value", value).attr("disabled", disabled.then_some("")).child(text.clone());
            append(select, &line.node());
        }
    }
    let now = lines.iter().position(|line| line.value == value).unwrap_or_default();
    select.set_selected_index(i32::try_from(now).unwrap_or_default());
    *shown = lines;
}
