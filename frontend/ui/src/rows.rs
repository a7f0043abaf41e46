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
        let mut list = List { slot, owner: Owner::new(), lines: Vec::new(), spare: Vec::new() };
        bind(move || {
            let rows = each.make();
            untrack(|| keep_focus(|| list.arrange(rows)));
        });
        view
    }
    erased(Box::new(each))
}

struct List {
    slot: Slot,
    /// Of all lines. It remembers every owner that was made under it, so those of lines that are gone are used again.
    owner: Owner,
    lines: Vec<Line>,
    spare: Vec<Owner>,
}

/// Finds one after the other in lists that go the same way most of the time: it looks first behind what it found last.
/// Looking from the beginning each time would take a list of thousands of lines seconds.
#[derive(Default)]
struct Finder {
    next: usize,
}

impl Finder {
    fn find(&mut self, count: usize, is: impl Fn(usize) -> bool) -> Option<usize> {
        let next = self.next.min(count);
        let found = (next..count).chain(0..next).find(|index| is(*index))?;
        self.next = found + 1;
        Some(found)
    }
}

struct Line {
    key: String,
    element: Element,
    owner: Owner,
}

impl List {
    /// Takes away the lines that are not in `rows`, makes the new ones, and moves only what stands at another place.
    fn arrange(&mut self, rows: Vec<Row>) {
        let mut wanted = Finder::default();
        let mut kept: Vec<Option<Line>> = Vec::new();
        for line in self.lines.drain(..) {
            if wanted.find(rows.len(), |index| rows[index].key == line.key).is_some() {
                kept.push(Some(line));
            } else {
                line.owner.cleanup();
                line.element.remove();
                self.spare.push(line.owner);
            }
        }
        let mut there = Finder::default();
        let Some(parent) = self.slot.end.parent_node() else { return };
        let mut before = self.slot.start.clone();
        for row in rows {
            let is_there = |index: usize| kept[index].as_ref().is_some_and(|line: &Line| line.key == row.key);
            let line = there.find(kept.len(), is_there).and_then(|index| kept[index].take());
            let line = line.unwrap_or_else(|| self.line(row));
            let next = before.next_sibling();
            if next.as_ref() != Some(&*line.element) {
                let _ = parent.insert_before(&line.element, next.as_ref());
            }
            before = line.element.clone().into();
            self.lines.push(line);
        }
    }

    fn line(&mut self, Row { key, make }: Row) -> Line {
        let owner = self.spare.pop().unwrap_or_else(|| self.owner.child());
        let element = owner.with(make).node();
        Line { key, element, owner }
    }
}
