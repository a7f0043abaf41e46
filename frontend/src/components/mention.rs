//! Calling upon colleagues in a note: behind an `@` the names that fit are offered, after the combobox of the ARIA Authoring
//! Practices. The focus stays in the text; the list is told by `aria-activedescendant`.

use crate::browser;
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::writing::Writing;
use dto::catalogue::AgentView;
use ui::{El, Row, Show, Signal, View, avatar, div, el, rows, window};
use wasm_bindgen::JsCast;
use web_sys::{HtmlTextAreaElement, KeyboardEvent};

const LIST: &str = "mention-list";
/// So many are offered; more letters find the others.
const OFFERED: usize = 6;

/// What is offered now. Lives as long as the field.
#[derive(Clone, Copy)]
pub(crate) struct Mention {
    writing: Writing,
    /// What stands between the `@` and the cursor, while that could become a name.
    typed: Signal<Option<String>>,
    active: Signal<usize>,
}

impl Mention {
    pub(crate) fn new(writing: Writing) -> Self {
        Self { writing, typed: Signal::new(None), active: Signal::new(0) }
    }

    fn offered(self) -> Vec<AgentView> {
        let Some(typed) = self.typed.get() else { return Vec::new() };
        app().catalogue.agents.with(|agents| {
            let fits = |agent: &&AgentView| begins(&agent.display_name, &typed);
            agents.iter().filter(fits).take(OFFERED).cloned().collect()
        })
    }

    /// What the field has so that it offers names.
    pub(crate) fn control(self, field: El) -> El {
        let node: HtmlTextAreaElement = field.known();
        let (looks, keys) = (node.clone(), node);
        let option = move || Some(option_id(self.offered().get(self.active.get())?));
        field
            .attr("aria-autocomplete", "list")
            .attr("aria-haspopup", "listbox")
            .attr("aria-controls", move || (!self.offered().is_empty()).then_some(LIST))
            .attr("aria-activedescendant", option)
            .on("input", move |_| self.look(&looks))
            .on("blur", move |_| self.close())
            .on_key(move |event| self.on_key(&keys, event))
    }

    fn look(self, field: &HtmlTextAreaElement) {
        let (start, end) = browser::selection(field);
        let text = before(field, end);
        let typed = Some(text).filter(|_| start == end).and_then(|text| name_begun(&text).map(str::to_owned));
        let is_new = typed.is_some() && self.typed.get_untracked() != typed;
        self.active.set(0);
        self.typed.set(typed);
        if is_new {
            app().notices.whisper((t().sending.mention_found)(self.offered().len()));
        }
    }

    fn close(self) {
        // Also comes while the field is taken off the page.
        if self.typed.try_get_untracked().flatten().is_some() {
            self.typed.set(None);
        }
    }

    fn on_key(self, field: &HtmlTextAreaElement, event: &KeyboardEvent) {
        let count = self.offered().len();
        if count == 0 || event.ctrl_key() || event.meta_key() || event.is_composing() {
            return;
        }
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.active.set((active + 1) % count),
            "ArrowUp" => self.active.set((active + count - 1) % count),
            "Enter" | "Tab" => self.choose(field, active),
            "Escape" => self.close(),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn choose(self, field: &HtmlTextAreaElement, index: usize) {
        let (Some(agent), Some(typed)) = (self.offered().into_iter().nth(index), self.typed.get_untracked()) else {
            return;
        };
        let (_, end) = browser::selection(field);
        // The browser counts in UTF-16.
        let length = u32::try_from(typed.encode_utf16().count()).unwrap_or_default();
        browser::replace(field, end.saturating_sub(length), end, &format!("{} ", agent.display_name));
        self.writing.typed();
        self.close();
    }

    /// The list under the field.
    pub(crate) fn list(self) -> View {
        ui::when(
            move || !self.offered().is_empty(),
            move || {
                let line = move |(index, agent): (usize, AgentView)| {
                    let id = option_id(&agent);
                    Row::new(format!("{id} {index}"), move || self.option(index, agent))
                };
                div("mention-list")
                    .attr("role", "listbox")
                    .id(LIST)
                    .attr("aria-label", tr!(sending.mention_list))
                    .child(rows(move || self.offered().into_iter().enumerate().map(line).collect()))
            },
        )
        .view()
    }

    fn option(self, index: usize, agent: AgentView) -> El {
        let id = option_id(&agent);
        el("div")
            .class("menu-item")
            .id(id)
            .attr("role", "option")
            .says("aria-selected", move || self.active.get() == index)
            // A click would take the focus first, and the list with it.
            .on("mousedown", move |event| {
                event.prevent_default();
                let field = window().document().and_then(|page| page.get_element_by_id(self.writing.field()));
                if let Some(field) = field.and_then(|field| field.dyn_into().ok()) {
                    self.choose(&field, index);
                }
            })
            .child((avatar(&agent.display_name, false), agent.display_name))
    }
}

fn option_id(agent: &AgentView) -> String {
    format!("mention-{}", agent.id)
}

/// The text of a field up to a place.
fn before(field: &HtmlTextAreaElement, end: u32) -> String {
    let end = usize::try_from(end).unwrap_or_default();
    let units: Vec<u16> = field.value().encode_utf16().take(end).collect();
    String::from_utf16_lossy(&units)
}

/// What stands behind the last `@`, where that begins a word and a name could go on from there.
fn name_begun(text: &str) -> Option<&str> {
    const LONGEST: usize = 40;
    let place = text.rfind('@')?;
    let (lead, name) = (&text[..place], &text[place + 1..]);
    let starts = lead.chars().next_back().is_none_or(|before| !before.is_alphanumeric());
    let fits = name.chars().count() <= LONGEST && !name.contains('\n') && !name.ends_with("  ");
    (starts && fits && !name.starts_with(' ')).then_some(name)
}

/// Whether a name, or one of its words, begins so.
fn begins(name: &str, typed: &str) -> bool {
    let (name, typed) = (name.to_lowercase(), typed.to_lowercase());
    name.starts_with(&typed) || name.split_whitespace().any(|word| word.starts_with(&typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_begins_behind_an_at_sign() {
        for (text, expected) in [
            ("@", Some("")),
            ("ask @an", Some("an")),
            ("(@Anna B", Some("Anna B")),
            ("mail me@example", None),
            ("@ not", None),
            ("@a\nb", None),
            ("nothing", None),
        ] {
            assert_eq!(name_begun(text), expected, "{text:?}");
        }
    }

    #[test]
    fn each_word_of_a_name_finds_it() {
        assert!(begins("Anna Berg", "be") && begins("Anna Berg", "anna b") && begins("Anna Berg", ""));
        assert!(!begins("Anna Berg", "erg"));
    }
}
