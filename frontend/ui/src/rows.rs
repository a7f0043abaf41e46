//! Lists whose lines stay while the list changes.

use crate::call::Make;
use crate::effect::bind;
use crate::element::El;
use crate::focus::keep_focus;
use crate::part::Slot;
use crate::view::View;
use reactive_graph::graph::untrack;
use reactive_graph::owner::Owner;
use web_sys::Element;

/// A line of a list that changes.
pub struct Row {
    key: String,
    make: Box<dyn FnOnce() -> El>,
}

impl Row {
    /// `make` is called where no line with this key is there yet.
    pub fn new(key: String, make: impl FnOnce() -> El + 'static) -> Self {
        Self { key, make: Box::new(make) }
    }
}

/// A list of which the lines stay that have the same key as before, and with them the focus.
pub fn rows(each: impl Fn() -> Vec<Row> + 'static) -> View {
    fn erased(each: Box<dyn Make<Vec<Row>>>) -> View {
        let slot = Slot::new();
        let view = slot.view();
        let around = Owner::new();
        let mut lines = Vec::<Line>::new();
        bind(move || {
            let rows = each.make();
            untrack(|| keep_focus(|| arrange(&slot, &around, &mut lines, rows)));
        });
        view
    }
    erased(Box::new(each))
}

struct Line {
    key: String,
    element: Element,
    owner: Owner,
}

/// Takes away the lines that are not in `rows`, makes the new ones, and moves only what stands at another place.
fn arrange(slot: &Slot, around: &Owner, lines: &mut Vec<Line>, rows: Vec<Row>) {
    let (mut kept, gone): (Vec<_>, Vec<_>) =
        lines.drain(..).partition(|line| rows.iter().any(|row| row.key == line.key));
    for line in gone {
        line.owner.cleanup();
        line.element.remove();
    }
    let Some(parent) = slot.end.parent_node() else { return };
    let mut before = slot.start.clone();
    for Row { key, make } in rows {
        let line = match kept.iter().position(|line| line.key == key) {
            Some(index) => kept.swap_remove(index),
            None => {
                let owner = around.child();
                let element = owner.with(make).node();
                Line { key, element, owner }
            }
        };
        let next = before.next_sibling();
        if next.as_ref() != Some(&*line.element) {
            let _ = parent.insert_before(&line.element, next.as_ref());
        }
        before = line.element.clone().into();
        lines.push(line);
    }
}
