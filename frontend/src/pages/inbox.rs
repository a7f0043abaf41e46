//! What the person was told of, the newest first.

use crate::browser;
use crate::components::marks::ago;
use crate::components::page::{loaded, page_title};
use crate::i18n::{t, tr};
use crate::routes::{AdminRoute, Route};
use crate::state::inbox::shown;
use crate::state::progress::Progress;
use crate::state::{App, app};
use domain::id::NotificationId;
use domain::notification::NoticeKind;
use dto::notification::{InboxView, NotificationView};
use ui::{
    ButtonKind, El, Glyph, Row, Show, Signal, button, div, el, empty_state, icon, link, p, rows, span, switch, when,
};

/// What was loaded.
#[derive(Clone, Copy)]
struct List {
    app: App,
    items: Signal<Vec<NotificationView>>,
    next: Signal<Option<String>>,
    progress: Progress,
    busy: Signal<bool>,
}

impl List {
    fn load(self) {
        self.progress.load(self.app.api.inbox(None), move |part| {
            self.take(part);
            self.app.navigation.settled();
        });
    }

    /// Takes the newest part. What was loaded of older ones stays, where they meet.
    fn take(self, InboxView { items, next, unread }: InboxView) {
        self.app.inbox.set(unread);
        let oldest = items.last().map(|item| item.id);
        let before = self.items.get_untracked();
        let meets = before.iter().any(|item| Some(item.id) == oldest);
        let mut all = items;
        let newest = all.len();
        if meets {
            all.extend(before.into_iter().filter(|item| oldest.is_some_and(|oldest| item.id < oldest)));
        }
        if all.len() == newest {
            self.next.set(next);
        }
        self.items.set(all);
    }

    fn load_older(self) {
        let Some(cursor) = self.next.get_untracked() else { return };
        self.busy.set(true);
        self.app.api.inbox(Some(&cursor)).then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(part) => {
                    self.items.update(|items| items.extend(part.items));
                    self.next.set(part.next);
                }
                Err(error) => self.app.notices.bad(error.text()),
            }
        });
    }

    /// The person opens it.
    fn open(self, id: NotificationId) {
        self.mark(|item| item.id == id);
        // Where it is not noted, it is still unread the next time.
        self.app.api.read_notification(id).then(move |_| self.app.inbox.look());
    }

    /// Reads all that are shown; what comes in meanwhile stays unread.
    fn read_all(self) {
        let Some(newest) = self.items.with_untracked(|items| items.first().map(|item| item.id)) else { return };
        self.busy.set(true);
        self.app.api.read_inbox(newest).then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(_) => {
                    self.mark(|item| item.id <= newest);
                    // An answer to an earlier question counts no more, whether this page stays or not.
                    self.app.inbox.look();
                    self.load();
                    self.app.notices.good(t().inbox.read_done);
                    browser::rescue_focus();
                }
                Err(error) => self.app.notices.bad(error.text()),
            }
        });
    }

    fn mark(self, is: impl Fn(&NotificationView) -> bool) {
        self.items.update(|items| {
            for item in items.iter_mut().filter(|item| is(item)) {
                item.read = true;
            }
        });
    }
}

/// The page.
pub(crate) fn inbox() -> El {
    let app = app();
    let (items, next, busy) = (Signal::new(Vec::new()), Signal::new(None), Signal::new(false));
    let list = List { app, items, next, progress: Progress::new(), busy };
    // Now, and whenever something comes in.
    ui::watch(move || app.inbox.arrivals.get(), move |_| list.load());
    let unread = move || app.inbox.unread.get();
    let lead = move || match unread() {
        _ if !list.progress.is_ready() || items.with(Vec::is_empty) => String::new(),
        0 => t().inbox.all_read.to_owned(),
        count => (t().inbox.unread)(count, &shown(count)),
    };
    let all = move || {
        button(ButtonKind::Plain, tr!(inbox.read_all))
            .glyph(Glyph::Check)
            .busy(move || busy.get())
            .press(move || list.read_all())
    };
    let title = div("inbox-title")
        .child((page_title(None, tr!(inbox.title)), p("lead").attr("aria-live", "polite").child(lead)));
    let settings = link("inbox-settings", Route::Preferences.href()).child(tr!(inbox.settings));
    let actions = div("page-actions").child((when(move || unread() > 0 && list.progress.is_ready(), all), settings));
    div("narrow").child((
        div("page-head").child((title, actions)),
        loaded(list.progress, 6, move || list.load(), move || content(list)),
    ))
}

fn content(list: List) -> impl Show {
    let row = move |item: NotificationView| Row::new(format!("{} {}", item.id, item.read), move || line(list, item));
    let lines = move || {
        let lines = rows(move || list.items.get().into_iter().map(row).collect());
        el("ul").class("card requests inbox").child(lines)
    };
    let nothing = || div("card").child(empty_state(Glyph::Bell, tr!(inbox.empty), tr!(inbox.empty_text)));
    let rows = switch(move || list.items.with(Vec::is_empty), move |&empty| if empty { nothing() } else { lines() });
    let more = move || {
        let more = button(ButtonKind::Plain, tr!(common.load_more));
        p("after-list").child(more.busy(move || list.busy.get()).press(move || list.load_older()))
    };
    (rows, when(move || list.next.with(Option::is_some), more))
}

fn line(list: List, item: NotificationView) -> El {
    let NotificationView { id, kind, ticket, subject, event: _, actor, created_at, read } = item;
    let who = actor.map(|actor| actor.display_name);
    let told = move || (t().inbox.told)(kind, who.as_deref().unwrap_or(t().words.system));
    let mark = || {
        span("unread-mark").attr("title", tr!(desk.unread)).child(span("hidden-text").child((tr!(desk.unread), " ")))
    };
    let number = ticket.map(|number| (span("request-number").child(number.to_string()), " "));
    // It is about no ticket, and has no name.
    let of_run = (kind == NoticeKind::RetentionWaits).then(|| tr!(shell.retention));
    let about = (number, of_run, subject.unwrap_or_default());
    let to = match (ticket, kind) {
        (Some(number), _) => Some(Route::Ticket(number)),
        (None, NoticeKind::WebhookDisabled) => Some(Route::Admin(AdminRoute::Webhooks)),
        (None, NoticeKind::RetentionWaits) => Some(Route::Admin(AdminRoute::Retention)),
        (None, _) => None,
    };
    let about = match to {
        Some(route) => link("row-link", route.href()).id(format!("notification-{id}")).child(about).press(move || {
            if !read {
                list.open(id);
            }
        }),
        None => span("inbox-about").child(about),
    };
    let what = p("inbox-what").child((
        (!read).then(mark),
        span("inbox-told").child(told),
        span("inbox-when").child(ago(created_at)),
    ));
    el("li")
        .class("request")
        .class_if("request-unread", !read)
        .child((span("inbox-glyph").child(icon(glyph(kind), 18)), div("inbox-main").child((what, about))))
}

const fn glyph(kind: NoticeKind) -> Glyph {
    match kind {
        NoticeKind::Created => Glyph::Inbox,
        NoticeKind::Replied => Glyph::Reply,
        NoticeKind::Noted | NoticeKind::Mentioned | NoticeKind::StatusChanged => Glyph::Pencil,
        NoticeKind::Added | NoticeKind::Assigned => Glyph::Person,
        NoticeKind::Resolved | NoticeKind::CloseRequested => Glyph::Check,
        NoticeKind::Closed => Glyph::Lock,
        NoticeKind::Reopened | NoticeKind::ReopenRequested => Glyph::Undo,
        NoticeKind::RequestDeclined => Glyph::Close,
        NoticeKind::ReplyStopped
        | NoticeKind::FileWithheld
        | NoticeKind::SlaDueSoon
        | NoticeKind::SlaBreached
        | NoticeKind::WebhookDisabled
        | NoticeKind::RetentionWaits => Glyph::Warning,
    }
}
