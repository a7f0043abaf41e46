//! Words that a thing has, such as tags: each can be taken off, and another one put on.

use crate::i18n::{t, tr};
use std::rc::Rc;
use ui::{El, Glyph, Make, Row, Signal, Text, div, el, form, given, icon, icon_button, rows, span, when};

/// What there is and what follows a change.
pub(crate) struct WordList {
    /// Unique on the page.
    pub(crate) id: &'static str,
    pub(crate) label: Text,
    /// The name of the field for another one.
    pub(crate) add_label: Text,
    /// The type of that field.
    pub(crate) kind: &'static str,
    pub(crate) words: Box<dyn Make<Vec<String>>>,
    /// What the field offers.
    pub(crate) known: Box<dyn Make<Vec<String>>>,
    pub(crate) error: Box<dyn Make<Option<String>>>,
    /// Whether it only tells.
    pub(crate) locked: Box<dyn Make<bool>>,
    pub(crate) add: Box<dyn Fn(String)>,
    pub(crate) remove: Box<dyn Fn(String)>,
}

/// The list with its field.
pub(crate) fn word_list(list: WordList) -> El {
    let WordList { id, label, add_label, kind, words, known, error, locked, add, remove } = list;
    let locked: Rc<dyn Make<bool>> = Rc::from(locked);
    let remove: Rc<dyn Fn(String)> = Rc::from(remove);
    let of_lines = locked.clone();
    let lines = rows(move || {
        let row = |word: String| {
            let (locked, remove) = (of_lines.clone(), remove.clone());
            Row::new(word.clone(), move || line(word, locked, remove))
        };
        words.make().into_iter().map(row).collect()
    });
    let text = Signal::new(String::new());
    let send = move || {
        let word = text.get_untracked().trim().to_owned();
        if !word.is_empty() {
            text.set(String::new());
            add(word);
        }
    };
    let (options, error_id) = (format!("{id}-known"), format!("{id}-error"));
    let field = el("input")
        .class("input")
        .id(format!("{id}-add"))
        .attr("type", kind)
        .attr("autocomplete", "off")
        .attr("aria-label", add_label.clone())
        .attr("placeholder", add_label)
        .attr("list", &options)
        .attr("aria-describedby", &error_id)
        .bound(text);
    let offers = el("datalist").id(&options).child(rows(move || {
        let row = |word: String| Row::new(word.clone(), move || el("option").attr("value", word));
        known.make().into_iter().map(row).collect()
    }));
    let wrong = given(
        move || error.make(),
        |text: &String| span("field-error").child((icon(Glyph::Warning, 14), text.clone())),
    );
    let adding = form("word-add", send).child((
        field,
        offers,
        icon_button(Glyph::Plus, tr!(handling.add)).attr("type", "submit"),
    ));
    div("field word-list").attr("role", "group").attr("aria-labelledby", format!("{id}-label")).child((
        span("field-label").id(format!("{id}-label")).child(label),
        el("ul").class("words").child(lines),
        adding.flag("hidden", move || locked.make()),
        div("field-foot").id(error_id).child(wrong),
    ))
}

fn line(word: String, locked: Rc<dyn Make<bool>>, remove: Rc<dyn Fn(String)>) -> El {
    let name = word.clone();
    el("li").class("word").child((
        span("word-text").child(word.clone()),
        when(
            move || !locked.make(),
            move || {
                let (label, word, remove) = (name.clone(), word.clone(), remove.clone());
                icon_button(Glyph::Close, move || (t().handling.remove)(&label)).press(move || remove(word.clone()))
            },
        ),
    ))
}
