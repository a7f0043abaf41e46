//! The conversation under a ticket: what was written as cards, what happened as quiet lines.

use super::files::{attached, shown};
use super::marks::ago;
use crate::browser;
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::thread::{Item, Thread, is_shown, item_id};
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::ticket::Status;
use dto::catalogue::PersonView;
use dto::ticket::{ResolutionView, StaffChange, StaffComment, StaffEvent, StaffItem};
use ui::{
    ButtonKind, El, Glyph, Row, Show, Signal, Tone, View, avatar, button, div, document, el, given, icon, live, p,
    pill, rows, span, when, window,
};

/// What opens the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) author: PersonView,
    /// HTML of the server.
    pub(crate) html: String,
    pub(crate) at: Timestamp,
}

/// The whole of it, oldest first; `last` is what comes after it.
pub(crate) fn conversation(opening: impl Fn() -> Option<Opening> + 'static, thread: Thread, last: View) -> El {
    let first = given(opening, move |Opening { author, html, at }| {
        let (author, html) = (author.clone(), html.clone());
        let files = live(move || shown(&thread.files.get()));
        let texts = Texts { author, html, at: *at, internal: false, files };
        message(texts, None)
    });
    let lines = rows(move || {
        let items: Vec<Item> = thread.items.get().into_iter().filter(|item| is_shown(item)).collect();
        let unread = thread.first_unread(&items);
        let mut lines = Vec::with_capacity(items.len() + 1);
        for (index, item) in items.into_iter().enumerate() {
            if unread == Some(index) {
                lines.push(Row::new(UNREAD.to_owned(), move || unread_mark(thread)));
            }
            // What was edited or redacted is another line.
            let edited = match &*item {
                StaffItem::Comment(StaffComment { redacted_at, edited_at, .. }) => {
                    redacted_at.or(*edited_at).map(Timestamp::unix_micros).unwrap_or_default()
                }
                StaffItem::Event(_) => 0,
            };
            lines.push(Row::new(format!("{} {edited}", item_id(&item)), move || line(&item)));
        }
        lines
    });
    el("section").class("card conversation").attr("aria-label", tr!(ticket.conversation)).child(el("ol").child((
        el("li").child(first),
        earlier(thread),
        lines,
        last,
    )))
}

const UNREAD: &str = "unread";

fn unread_mark(thread: Thread) -> El {
    let word = span("unread-word").child(tr!(sending.unread_from_here));
    let mark = el("li").class("unread").id(UNREAD).attr("tabindex", "-1").child(word);
    ui::sight(&mark.node(), "0px", move |is| {
        if is {
            thread.unread_seen.set(true);
        }
    });
    mark
}

/// Leads to what the person has not read, where that is not what they see first.
pub(crate) fn unread_button(thread: Thread) -> View {
    let is = move || {
        let items: Vec<Item> = thread.items.get().into_iter().filter(|item| is_shown(item)).collect();
        thread.first_unread(&items).is_some() && !thread.unread_seen.get()
    };
    when(is, || {
        button(ButtonKind::Plain, tr!(sending.first_unread))
            .class("button unread-button")
            .glyph(Glyph::Down)
            .press(|| browser::go_to(UNREAD))
    })
}

/// Loads what was before: at a press, and after the first one also when the person comes near it.
fn earlier(thread: Thread) -> View {
    let auto = Signal::new(false);
    let load = move || {
        auto.set(true);
        load_earlier(thread);
    };
    when(
        move || thread.has_earlier(),
        move || {
            let place = el("li")
                .class("earlier")
                .child(button(ButtonKind::Quiet, tr!(ticket.earlier)).busy(move || thread.loading.get()).press(load));
            let near = Signal::new(false);
            ui::sight(&place.node(), "800px", move |is| near.set(is));
            // Still near after a part of only a few lines has come in.
            ui::watch(
                move || near.get() && auto.get() && !thread.loading.get(),
                move |&wants| {
                    if wants {
                        browser::after_paint(move || load_earlier(thread));
                    }
                },
            );
            place
        },
    )
}

/// What the person reads stays where it is while lines come in above.
fn load_earlier(thread: Thread) {
    if thread.loading.is_gone() {
        return;
    }
    let first = thread.items.with_untracked(|items| items.iter().find(|item| is_shown(item)).map(|item| item_id(item)));
    let anchor = move || document().get_element_by_id(first.as_deref()?);
    thread.load_earlier(move || {
        let Some(anchor) = anchor() else { return };
        let before = browser::top_of(&anchor);
        browser::after_paint(move || window().scroll_by_with_x_and_y(0.0, browser::top_of(&anchor) - before));
    });
}

fn line(item: &StaffItem) -> El {
    let line = el("li").id(item_id(item)).attr("tabindex", "-1");
    match item {
        StaffItem::Comment(comment) => {
            let texts = Texts {
                author: comment.author.clone(),
                html: comment.body_html.clone(),
                at: comment.created_at,
                internal: comment.visibility == Visibility::Internal,
                files: attached(&comment.attachments).view(),
            };
            line.child(message(texts, Some(comment)))
        }
        StaffItem::Event(event) => {
            let (at, event) = (event.at, event.clone());
            line.class("event").child(el("span").child((move || event_text(&event), " · ", ago(at))))
        }
    }
}

/// What a message shows.
struct Texts {
    author: PersonView,
    html: String,
    at: Timestamp,
    internal: bool,
    files: View,
}

fn message(Texts { author, html, at, internal, files }: Texts, comment: Option<&StaffComment>) -> El {
    let session = app().session;
    let PersonView { id, display_name: name, is_staff } = author;
    let is_own = move || session.actor().is_some_and(|actor| actor.id == id);
    let mark = || span("message-mark").child((icon(Glyph::Lock, 14), tr!(ticket.internal_note)));
    let changed = comment.and_then(|comment| match comment.redacted_by.clone() {
        Some(by) => Some(el("span").child(move || (t().events.redacted)(&by.display_name))),
        None => comment.edited_at.map(|_| el("span").child(("(", tr!(sending.edited), ")"))),
    });
    let from = comment.and_then(|comment| comment.from_ticket);
    let header = el("header").child((
        internal.then(mark),
        el("strong").child(name.clone()),
        when(is_own, || el("span").child(("(", tr!(ticket.sent_by_you), ")"))),
        (is_staff && !internal).then(|| pill(Tone::Calm, None, tr!(ticket.support))),
        el("span").child(ago(at)),
        internal.then(|| el("span").child(tr!(ticket.team_only))),
        changed,
        from.map(|number| el("span").child(move || (t().sending.from_ticket)(&number.to_string()))),
    ));
    el("article")
        .class("message")
        .class_if("message-note", internal)
        .class_if("message-staff", is_staff)
        .class_when("message-own", is_own)
        .child((avatar(&name, true), div("message-body").child((header, div("message-text").sanitised(&html), files))))
}

/// How the ticket was settled.
pub(crate) fn solution(resolution: &ResolutionView) -> El {
    let ResolutionView { text_html, kind, author, at, .. } = resolution.clone();
    let heading = el("h2").child((tr!(ticket.solution), ": ", move || (t().words.kind)(kind)));
    let by = p("solution-by").child((author.display_name, ", ", ago(at)));
    el("section").class("banner banner-good solution").attr("aria-label", tr!(ticket.solution)).child((
        icon(Glyph::Check, 20),
        div("banner-text").child((heading, div("message-text").sanitised(&text_html), by)),
    ))
}

/// One line that says what happened.
pub(crate) fn event_text(event: &StaffEvent) -> String {
    let app = app();
    let texts = t();
    let staff = app.session.is_staff();
    let who = event.actor.as_ref().map_or(texts.words.system, |actor| &actor.display_name);
    let status = |status: Status| if staff { (texts.words.status)(status) } else { (texts.words.plain_status)(status) };
    let category = |key: &str| app.catalogue.category(key);
    let lines = &texts.events;
    match &event.change {
        StaffChange::Created => (lines.created)(who),
        StaffChange::Commented { comment: _, visibility: Visibility::Public } => (lines.commented)(who),
        StaffChange::Commented { comment: _, visibility: Visibility::Internal } => (lines.noted)(who),
        StaffChange::SubjectChanged { from, to } => (lines.subject)(who, from, to),
        StaffChange::DescriptionChanged => (lines.description)(who),
        StaffChange::StatusChanged { from, to, reason } => {
            let line = (lines.status)(who, status(*from), status(*to));
            match reason {
                Some(reason) => format!("{line}. {}", (lines.reason)(&shortened(reason))),
                None => line,
            }
        }
        StaffChange::AssigneeChanged { from: _, to: Some(to) } if Some(to.id) == event.actor.as_ref().map(|a| a.id) => {
            (lines.took)(who)
        }
        StaffChange::AssigneeChanged { from: _, to: Some(to) } => (lines.assigned)(who, &to.display_name),
        StaffChange::AssigneeChanged { from: _, to: None } => (lines.unassigned)(who),
        StaffChange::PriorityChanged { from, to } => {
            (lines.priority)(who, (texts.words.priority)(*from), (texts.words.priority)(*to))
        }
        StaffChange::CategoryChanged { from, to } => (lines.category)(who, &category(from), &category(to)),
        StaffChange::ResolutionGiven { text, .. } => (lines.solution)(who, &shortened(text)),
        StaffChange::CommentEdited { .. } => (lines.edited)(who),
        StaffChange::CommentRedacted { .. } => (lines.redacted)(who),
        StaffChange::CloseRequested => (lines.close_requested)(who),
        StaffChange::ReopenRequested { reason } => (lines.reopen_requested)(who, &shortened(reason)),
        StaffChange::RequestDeclined => (lines.declined)(who),
        StaffChange::ParticipantAdded { email } => (lines.participant_added)(who, email),
        StaffChange::ParticipantRemoved { email } => (lines.participant_removed)(who, email),
        StaffChange::TeamChanged { from: _, to } => {
            let team = to.and_then(|team| app.catalogue.team(team));
            (lines.team)(who, team.as_deref().unwrap_or(texts.words.nobody))
        }
        StaffChange::QueueChanged { from: _, to } => (lines.queue)(who, &app.catalogue.queue(*to)),
        StaffChange::TagsChanged { from: _, to } => (lines.tags)(who, &to.join(", ")),
        StaffChange::MergedInto { ticket } => (lines.merged_into)(who, *ticket),
        StaffChange::UnmergedFrom { ticket } => (lines.unmerged_from)(who, *ticket),
        StaffChange::Absorbed { ticket } => (lines.absorbed)(who, *ticket),
        StaffChange::Released { ticket } => (lines.released)(who, *ticket),
        StaffChange::SplitOff { ticket } => (lines.split_off)(who, *ticket),
        StaffChange::SplitFrom { ticket } => (lines.split_from)(who, *ticket),
        StaffChange::FollowedUp { ticket } => (lines.followed_up)(who, *ticket),
        StaffChange::FollowsUp { ticket } => (lines.follows_up)(who, *ticket),
        StaffChange::SlaDueSoon { target, cycle: _ } => (lines.due_soon)((texts.words.target)(*target)),
        StaffChange::SlaBreached { target, cycle: _ } => (lines.breached)((texts.words.target)(*target)),
    }
}

/// Enough of a long text to know it again.
pub(crate) fn shortened(text: &str) -> String {
    const MAX: usize = 100;
    if text.chars().count() <= MAX {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MAX).collect();
    short.push('…');
    short
}
