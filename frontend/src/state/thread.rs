//! The conversation under a ticket. Customers and staff get different types from the server; here both are the staff's,
//! since theirs says all that a customer's says too (`api` reads them so).

use dto::ticket::{StaffConversation, StaffItem};
use ui::Signal;

/// What was loaded of a conversation, oldest first.
#[derive(Clone, Copy)]
pub(crate) struct Thread {
    pub(crate) items: Signal<Vec<StaffItem>>,
    /// Leads to what came before.
    pub(crate) previous: Signal<Option<String>>,
}

impl Thread {
    pub(crate) fn new() -> Self {
        Self { items: Signal::new(Vec::new()), previous: Signal::new(None) }
    }

    /// Takes the newest part. What was loaded of earlier parts stays, where the two meet.
    pub(crate) fn set_newest(self, newest: StaffConversation) {
        let StaffConversation { items, previous } = newest;
        let older = self.items.with_untracked(|old| before(old, &items));
        match older {
            Some(older) => self.items.set(older.into_iter().chain(items).collect()),
            None => {
                self.items.set(items);
                self.previous.set(previous);
            }
        }
    }

    pub(crate) fn add_earlier(self, earlier: StaffConversation) {
        let StaffConversation { items, previous } = earlier;
        self.items.update(|now| {
            now.splice(0..0, items);
        });
        self.previous.set(previous);
    }
}

/// What of `old` stands before the first of `new`; nothing where they do not meet.
fn before(old: &[StaffItem], new: &[StaffItem]) -> Option<Vec<StaffItem>> {
    let first = item_id(new.first()?);
    let index = old.iter().position(|item| item_id(item) == first)?;
    Some(old[..index].to_vec())
}

/// Unique among all items; also the `id` of its element.
pub(crate) fn item_id(item: &StaffItem) -> String {
    match item {
        StaffItem::Comment(comment) => format!("comment-{}", comment.id),
        StaffItem::Event(event) => format!("event-{}", event.id),
    }
}
