//! The conversation under a ticket. Customers and staff get different types from the server; here both are the staff's,
//! since theirs says all that a customer's says too (`api` reads them so).

use super::App;
use super::files::Item as File;
use crate::api::Around;
use crate::browser;
use crate::i18n::t;
use domain::id::{EventId, TicketNumber, UserId};
use dto::ticket::{StaffChange, StaffConversation, StaffItem};
use std::rc::Rc;
use ui::{Signal, document};

/// For so long after a key somebody is still writing.
const TYPES_MS: i64 = 20_000;

/// An item of a conversation; shared, since lists of them are made anew often.
pub(crate) type Item = Rc<StaffItem>;

/// What was loaded of a conversation, oldest first.
#[derive(Clone, Copy)]
pub(crate) struct Thread {
    app: App,
    pub(crate) number: TicketNumber,
    pub(crate) items: Signal<Vec<Item>>,
    /// What came with the ticket itself.
    pub(crate) files: Signal<Vec<Rc<File>>>,
    /// Leads to what came before.
    previous: Signal<Option<String>>,
    pub(crate) loading: Signal<bool>,
    /// The newest event that the person was shown.
    pub(crate) seen: Signal<Option<EventId>>,
    /// The newest one that there is.
    last: Signal<Option<EventId>>,
    /// What came in while the person was writing: it is shown once they ask for it, so that nothing moves under their hands.
    pub(crate) waiting: Signal<Vec<Item>>,
    /// Where what they had not read before begins.
    pub(crate) unread: Signal<Option<EventId>>,
    /// Whether that was in sight.
    pub(crate) unread_seen: Signal<bool>,
    /// Counts how often it was asked to be loaded again; the page follows it.
    asks: Signal<u32>,
    /// When the person last wrote something below it, in milliseconds.
    pub(crate) typed: Signal<i64>,
    /// Whether the next part is shown whatever is being written.
    show: Signal<bool>,
}

impl Thread {
    pub(crate) fn new(app: App, number: TicketNumber) -> Self {
        Self {
            app,
            number,
            items: Signal::new(Vec::new()),
            files: Signal::new(Vec::new()),
            previous: Signal::new(None),
            loading: Signal::new(false),
            seen: Signal::new(None),
            last: Signal::new(None),
            waiting: Signal::new(Vec::new()),
            unread: Signal::new(None),
            unread_seen: Signal::new(false),
            asks: Signal::new(0),
            typed: Signal::new(0),
            show: Signal::new(false),
        }
    }

    /// Calls `load` whenever the conversation may have moved: the person comes back to the tab, the server says so, or
    /// something of theirs went out.
    pub(crate) fn follow(self, load: impl Fn() + Copy + 'static) {
        let Self { app, number, asks, .. } = self;
        ui::listen(&ui::window(), "focus", move |_| load());
        let news = move || app.news.last.with(|news| news.as_ref().filter(|news| news.ticket == number).cloned());
        let mut first = true;
        ui::watch(
            move || (asks.get(), news(), app.news.resets.get(), app.outbox.due(number)),
            move |_| {
                // The page itself loads what it begins with.
                if !std::mem::take(&mut first) {
                    load();
                }
            },
        );
    }

    /// Says again how far the person has read, whenever something comes into their inbox: it may be about what they were
    /// shown a moment before, and would count as unread.
    pub(crate) fn follow_inbox(self) {
        let mut first = true;
        ui::watch(
            move || self.app.inbox.arrivals.get(),
            move |_| {
                if std::mem::take(&mut first) || document().hidden() {
                    return;
                }
                let shown = self.seen.get_untracked();
                if let Some(last) = self.last.get_untracked().filter(|last| shown == Some(*last)) {
                    self.mark_read(last);
                }
            },
        );
    }

    fn mark_read(self, up_to: EventId) {
        let app = self.app;
        // Not to know is no loss: it is said again the next time.
        app.api.mark_read(self.number, up_to).then(move |_| app.inbox.look());
    }

    pub(crate) fn reload(self) {
        self.asks.update(|asks| *asks += 1);
    }

    /// Loads it again, and shows all of it whatever is being written.
    pub(crate) fn reload_all(self) {
        self.show.set(true);
        self.reload();
    }

    /// Takes the newest part. What was loaded of earlier parts stays, where the two meet. While the person `writes`, what
    /// others did since waits.
    pub(crate) fn take(self, around: Around, writes: bool) {
        let Around { conversation: StaffConversation { items, previous }, last_event, first_unread, files, .. } =
            around;
        // Made anew only where there are others: pictures would be loaded again.
        let ids = |files: &Vec<Rc<File>>| files.iter().map(|file| file.id.get()).collect::<Vec<_>>();
        let files = files.into_iter().map(|view| Rc::new(File::there(view))).collect();
        if self.files.with_untracked(ids) != ids(&files) {
            self.files.set(files);
        }
        let items: Vec<Item> = items.into_iter().map(Rc::new).collect();
        let (me, seen) = (self.app.session.me_untracked().map(|me| me.id), self.seen.get_untracked());
        let holds = writes && !self.show.get_untracked();
        let is_new = |item: &Item| holds && seen.is_some_and(|seen| event(item) > seen) && person(item) != me;
        let (waiting, items): (Vec<_>, Vec<_>) = items.into_iter().partition(is_new);
        let waits = waiting.iter().any(|item| is_shown(item));
        self.show.set(false);
        self.last.set(Some(last_event));
        if waits {
            self.waiting.set(waiting);
        } else {
            self.waiting.set(Vec::new());
            self.seen.set(Some(last_event));
        }
        self.announce(&items, seen, me);
        match self.items.with_untracked(|old| before(old, &items)) {
            Some(older) => self.items.set(older.into_iter().chain(items).collect()),
            None => {
                self.items.set(items);
                self.previous.set(previous);
            }
        }
        if let Some(first) = first_unread.filter(|_| !waits) {
            self.unread.set(Some(first));
            if !document().hidden() {
                self.mark_read(last_event);
            }
        }
    }

    /// Says to those who listen who has written.
    fn announce(self, items: &[Item], seen: Option<EventId>, me: Option<UserId>) {
        let Some(seen) = seen else { return };
        let mut new = items.iter().rev().take_while(|item| event(item) > seen);
        let author = new.find_map(|item| match &**item {
            StaffItem::Comment(comment) if Some(comment.author.id) != me => Some(&comment.author.display_name),
            StaffItem::Comment(_) | StaffItem::Event(_) => None,
        });
        if let Some(author) = author {
            self.app.notices.whisper((t().sending.new_message)(author));
        }
    }

    /// Whether the person is writing at this moment, so that nothing may move under their hands.
    pub(crate) fn is_typing(self) -> bool {
        browser::millis() - self.typed.get_untracked() < TYPES_MS
    }

    /// Shows what has waited. Gives the id of the first of it.
    pub(crate) fn show_waiting(self) -> Option<String> {
        let waiting = self.waiting.get_untracked();
        let first = waiting.iter().find(|item| is_shown(item))?;
        let id = item_id(first);
        self.unread.set(Some(event(first)));
        self.seen.set(self.last.get_untracked());
        self.items.update(|items| {
            // Each to its place: sorting would bring kilobytes along (docs/style.md, Size).
            for item in waiting {
                let place = items.partition_point(|other| event(other) <= event(&item));
                items.insert(place, item);
            }
        });
        self.waiting.set(Vec::new());
        if let Some(last) = self.last.get_untracked() {
            self.app.api.mark_read(self.number, last).then(drop);
        }
        Some(id)
    }

    pub(crate) fn has_earlier(self) -> bool {
        self.previous.with(Option::is_some)
    }

    /// Loads the part before; `done` is called just before it is put in.
    pub(crate) fn load_earlier(self, done: impl FnOnce() + 'static) {
        let Some(cursor) = self.previous.get_untracked() else { return };
        if self.loading.get_untracked() {
            return;
        }
        self.loading.set(true);
        self.app.api.earlier(self.number, &cursor).then(move |earlier| {
            if self.loading.is_gone() {
                return;
            }
            self.loading.set(false);
            match earlier {
                Ok(StaffConversation { items, previous }) => {
                    done();
                    self.items.update(|now| {
                        now.splice(0..0, items.into_iter().map(Rc::new));
                    });
                    self.previous.set(previous);
                }
                Err(error) => self.app.notices.bad(error.text()),
            }
        });
    }

    /// The index of the first item that the person had not read before, where there is something before it.
    pub(crate) fn first_unread(self, items: &[Item]) -> Option<usize> {
        let unread = self.unread.get()?;
        let index = items.iter().position(|item| event(item) >= unread)?;
        (index > 0 || self.has_earlier()).then_some(index)
    }
}

/// What of `old` stands before the first of `new`; nothing where they do not meet.
fn before(old: &[Item], new: &[Item]) -> Option<Vec<Item>> {
    let first = item_id(new.first()?);
    let index = old.iter().position(|item| item_id(item) == first)?;
    Some(old[..index].to_vec())
}

/// That somebody wrote the comment itself tells.
pub(crate) fn is_shown(item: &StaffItem) -> bool {
    match item {
        StaffItem::Comment(_) => true,
        StaffItem::Event(event) => !matches!(event.change, StaffChange::Commented { .. } | StaffChange::Created),
    }
}

/// Unique among all items; also the `id` of its element.
pub(crate) fn item_id(item: &StaffItem) -> String {
    match item {
        StaffItem::Comment(comment) => format!("comment-{}", comment.id),
        StaffItem::Event(event) => format!("event-{}", event.id),
    }
}

fn event(item: &StaffItem) -> EventId {
    match item {
        StaffItem::Comment(comment) => comment.event,
        StaffItem::Event(event) => event.id,
    }
}

fn person(item: &StaffItem) -> Option<UserId> {
    match item {
        StaffItem::Comment(comment) => Some(comment.author.id),
        StaffItem::Event(event) => event.actor.as_ref().map(|actor| actor.id),
    }
}
