//! A look at a ticket beside the list: what was asked, and what was said last. Loaded when somebody wants it.
//!
//! It opens by Space and by its button, and then follows the row that has the focus; where the pointer rests on the button
//! it opens too, and closes when the pointer goes (WCAG 1.4.13: the pointer may go over to it, and Escape closes it).

use super::marks::{ago, priority_mark, status_pill};
use super::page::loaded;
use crate::api::Detail;
use crate::browser;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::progress::Progress;
use domain::comment::Visibility;
use domain::id::TicketNumber;
use dto::ticket::{StaffComment, StaffItem, StaffTicketView};
use ui::{El, Glyph, Show, Signal, View, div, el, given, icon, icon_button, link, span};

/// Until the pointer rests, and until it is gone.
const REST_MS: i32 = 350;

/// What is looked at. Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Peek {
    of: Signal<Option<TicketNumber>>,
    /// Whether it stays when the pointer goes.
    stays: Signal<bool>,
    /// Counts the moves of the pointer, of which only the last does something.
    moves: Signal<u32>,
}

impl Peek {
    pub(crate) fn new() -> Self {
        Self { of: Signal::new(None), stays: Signal::new(false), moves: Signal::new(0) }
    }

    pub(super) fn is_of(self, number: TicketNumber) -> bool {
        self.of.get() == Some(number)
    }

    pub(super) fn toggle(self, number: TicketNumber) {
        if self.of.get_untracked() == Some(number) && self.stays.get_untracked() {
            return self.close();
        }
        self.moves.update(|moves| *moves += 1);
        self.stays.set(true);
        self.of.set(Some(number));
    }

    /// The focus has gone to a row.
    pub(super) fn follow(self, number: TicketNumber) {
        if self.of.get_untracked().is_some() && self.stays.get_untracked() {
            self.of.set(Some(number));
        }
    }

    pub(super) fn hover(self, number: TicketNumber) {
        self.rest(move || {
            if !self.stays.get_untracked() {
                self.of.set(Some(number));
            }
        });
    }

    pub(super) fn leave(self) {
        self.rest(move || {
            if !self.stays.get_untracked() {
                self.of.set(None);
            }
        });
    }

    pub(crate) fn close(self) {
        self.moves.update(|moves| *moves += 1);
        self.stays.set(false);
        self.of.set(None);
    }

    /// Does something, unless the pointer moves on before.
    fn rest(self, act: impl FnOnce() + 'static) {
        self.moves.update(|moves| *moves += 1);
        let moves = self.moves.get_untracked();
        browser::after(REST_MS, move || {
            if self.moves.try_get_untracked() == Some(moves) {
                act();
            }
        });
    }
}

/// The panel, while there is something to look at.
pub(crate) fn peek_panel(peek: Peek) -> View {
    given(move || peek.of.get(), move |&number| panel(peek, number))
}

fn panel(peek: Peek, number: TicketNumber) -> El {
    let app = app();
    let progress = Progress::new();
    let found = Signal::new(None::<(StaffTicketView, Option<StaffComment>)>);
    let load = move || {
        progress.load(app.api.staff_ticket(number), move |Detail { ticket, around }| {
            let mut items = around.conversation.items.into_iter().rev();
            let last = items.find_map(|item| match item {
                StaffItem::Comment(comment) => Some(comment),
                StaffItem::Event(_) => None,
            });
            found.set(Some((ticket, last)));
        });
    };
    load();
    let close = move || {
        peek.close();
        ui::focus_id(&crate::state::queue::row_id(number));
    };
    let head = div("peek-head").child((
        el("strong").child(number.to_string()),
        link("button", Route::Ticket(number).href()).child(tr!(desk.preview_open)),
        icon_button(Glyph::Close, tr!(desk.preview_close)).keyed("Esc").press(close),
    ));
    let content = move || given(move || found.get(), |(ticket, last)| words(ticket, last.as_ref()));
    // A long text is scrolled by the keyboard too.
    let body = div("peek-body")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", move || Some((t().desk.preview_of)(&number.to_string())))
        .attr("aria-live", "polite");
    el("aside")
        .class("peek")
        .attr("aria-label", move || Some((t().desk.preview_of)(&number.to_string())))
        .on("pointerenter", move |_| peek.moves.update(|moves| *moves += 1))
        .on("pointerleave", move |_| peek.leave())
        .child((head, body.child(loaded(progress, 6, load, content))))
}

fn words(ticket: &StaffTicketView, last: Option<&StaffComment>) -> impl Show + use<> {
    let asked = div("peek-asked").child((
        el("p").child((el("strong").child(ticket.requester.display_name.clone()), " ", ago(ticket.created_at))),
        div("message-text").sanitised(&ticket.description_html),
    ));
    (
        el("h2").child(ticket.subject.clone()),
        div("peek-facts").child((status_pill(ticket.status), priority_mark(ticket.priority))),
        asked,
        last.map(latest),
    )
}

fn latest(comment: &StaffComment) -> El {
    let internal = comment.visibility == Visibility::Internal;
    let note = || span("message-mark").child((icon(Glyph::Lock, 14), tr!(ticket.internal_note)));
    let by = el("p").child((
        tr!(desk.preview_last),
        ": ",
        el("strong").child(comment.author.display_name.clone()),
        " ",
        ago(comment.created_at),
        internal.then(note),
    ));
    div("peek-last").class_if("peek-note", internal).child((by, div("message-text").sanitised(&comment.body_html)))
}
