//! Choosing some of several: a box to tick for each.

use super::line_field::line_foot;
use std::rc::Rc;
use ui::{El, Make, Row, Show, Signal, Text, div, el, p, rows, switch};

/// What there is to choose from, and what is chosen.
pub(crate) struct CheckList {
    /// Unique on the page.
    pub(crate) id: &'static str,
    pub(crate) label: Text,
    pub(crate) hint: Text,
    /// Stands there where there is nothing to choose.
    pub(crate) nothing: Text,
    /// Id and name of each.
    pub(crate) options: Box<dyn Make<Vec<(String, String)>>>,
    /// The ids of those that are chosen.
    pub(crate) chosen: Signal<Vec<String>>,
    pub(crate) error: Box<dyn Make<Option<String>>>,
}

/// The boxes.
pub(crate) fn check_list(list: CheckList) -> El {
    let CheckList { id, label, hint, nothing, options, chosen, error } = list;
    let options: Rc<dyn Make<Vec<(String, String)>>> = Rc::from(options);
    let of_rows = options.clone();
    let row =
        move |(value, name): (String, String)| Row::new(format!("{value} {name}"), move || option(value, name, chosen));
    let boxes = move || {
        let of_rows = of_rows.clone();
        div("boxes").child(rows(move || of_rows.make().into_iter().map(row).collect())).view()
    };
    let shown = switch(
        move || options.make().is_empty(),
        move |&none| if none { p("quiet").child(nothing.clone()).view() } else { boxes() },
    );
    let (hint_id, foot_id) = (format!("{id}-hint"), format!("{id}-foot"));
    let fieldset = el("fieldset").class("field").id(id).attr("tabindex", "-1");
    fieldset.attr("aria-describedby", format!("{hint_id} {foot_id}")).child((
        el("legend").class("field-label").child(label),
        p("field-hint").id(hint_id).child(hint),
        shown,
        line_foot(move || foot_id.clone(), move || error.make()),
    ))
}

fn option(value: String, name: String, chosen: Signal<Vec<String>>) -> El {
    let of_change = value.clone();
    let input = el("input").attr("type", "checkbox").checked(move || chosen.with(|chosen| chosen.contains(&value)));
    let input = input.on("change", move |_| {
        chosen.update(|chosen| match chosen.iter().position(|other| *other == of_change) {
            Some(place) => drop(chosen.remove(place)),
            None => chosen.push(of_change.clone()),
        });
    });
    el("label").class("switch").child((input, el("span").child(name)))
}
