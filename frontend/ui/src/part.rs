//! Parts of a view that come and go.

use crate::call::Make;
use crate::dom::document;
use crate::effect::bind;
use crate::focus::keep_focus;
use crate::view::{Show, View, append, fragment};
use reactive_graph::graph::untrack;
use reactive_graph::owner::Owner;
use web_sys::Node;

/// A part that is made anew whenever what it reads changes.
pub fn live<S: Show>(make: impl Fn() -> S + 'static) -> View {
    fn erased(make: Box<dyn Make<View>>) -> View {
        let slot = Slot::new();
        let view = slot.view();
        bind(move || keep_focus(|| slot.put(|| make.make())));
        view
    }
    erased(Box::new(move || make().view()))
}

/// A part that is there while something is so. It is not made anew while that stays so, and what it reads while it is made
/// is not followed.
pub fn when<S: Show>(is: impl Fn() -> bool + 'static, make: impl Fn() -> S + 'static) -> View {
    struct When {
        is: Box<dyn Make<bool>>,
        make: Box<dyn Make<View>>,
        now: bool,
    }
    impl Part for When {
        fn changes(&mut self) -> bool {
            let before = std::mem::replace(&mut self.now, self.is.make());
            before != self.now
        }
        fn make(&self) -> View {
            if self.now { self.make.make() } else { View::none() }
        }
    }
    fn erased(is: Box<dyn Make<bool>>, make: Box<dyn Make<View>>) -> View {
        part(Box::new(When { is, make, now: false }))
    }
    erased(Box::new(is), Box::new(move || make().view()))
}

/// A part that is made anew when a value becomes another one, and for nothing else: what it reads while it is made is not
/// followed.
pub fn switch<T: PartialEq + 'static, S: Show>(of: impl Fn() -> T + 'static, make: impl Fn(&T) -> S + 'static) -> View {
    struct Switch<T, F, M> {
        of: F,
        make: M,
        now: Option<T>,
    }
    impl<T: PartialEq, S: Show, F: Fn() -> T, M: Fn(&T) -> S> Part for Switch<T, F, M> {
        fn changes(&mut self) -> bool {
            let value = (self.of)();
            let changes = self.now.as_ref() != Some(&value);
            self.now = Some(value);
            changes
        }
        fn make(&self) -> View {
            self.now.as_ref().map(|value| (self.make)(value).view()).unwrap_or_default()
        }
    }
    part(Box::new(Switch { of, make, now: None }))
}

/// A part about a value, while there is one; made anew as by [`switch`].
pub fn given<T: PartialEq + 'static, S: Show>(
    of: impl Fn() -> Option<T> + 'static,
    make: impl Fn(&T) -> S + 'static,
) -> View {
    switch(of, move |value| value.as_ref().map(&make))
}

trait Part {
    /// Looks anew, and tells whether the part has to be made anew.
    fn changes(&mut self) -> bool;
    fn make(&self) -> View;
}

fn part(mut part: Box<dyn Part>) -> View {
    let slot = Slot::new();
    let view = slot.view();
    // Not the effect's own owner: that one is emptied at each run, also when the content stays.
    let owner = Owner::new();
    bind(move || {
        if part.changes() {
            keep_focus(|| owner.with_cleanup(|| untrack(|| slot.put(|| part.make()))));
        }
    });
    view
}

/// A place in the page whose content changes: what is between two marks.
pub(crate) struct Slot {
    pub(crate) start: Node,
    pub(crate) end: Node,
}

impl Slot {
    pub(crate) fn new() -> Self {
        let mark = || Node::from(document().create_comment(""));
        Self { start: mark(), end: mark() }
    }

    pub(crate) fn view(&self) -> View {
        let fragment = fragment();
        append(&fragment, &self.start);
        append(&fragment, &self.end);
        View::of(fragment)
    }

    /// Puts something in the place of what is there.
    fn put(&self, make: impl FnOnce() -> View) {
        let Some(parent) = self.end.parent_node() else { return };
        while let Some(node) = self.start.next_sibling().filter(|node| *node != self.end) {
            let _ = parent.remove_child(&node);
        }
        make().insert_before(&self.end);
    }
}
