//! The conversation under a ticket: what was written as cards, what happened as quiet lines.

use super::marks::ago;
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::thread::{Thread, item_id};
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::ticket::Status;
use dto::catalogue::PersonView;
use dto::ticket::{ResolutionView, StaffChange, StaffComment, StaffEvent, StaffItem};
use ui::{ButtonKind, El, Glyph, Row, Tone, avatar, button, div, el, given, icon, p, pill, rows, span, when};

/// What opens the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opening {
    pub(crate) author: PersonView,
    /// HTML of the server.
    pub(crate) html: String,
    pub(crate) at: Timestamp,
}

/// The whole of it, oldest first.
pub(crate) fn conversation(
    opening: impl Fn() -> Option<Opening> + 'static,
    thread: Thread,
    earlier: impl Fn() + Copy + 'static,
) -> El {
    let first = given(opening, |Opening { author, html, at }| message(author, html, *at, false));
    let more = when(
        move || thread.previous.with(Option::is_some),
        move || el("li").class("earlier").child(button(ButtonKind::Quiet, tr!(ticket.earlier)).press(earlier)),
    );
    let row = |item: StaffItem| Row::new(item_id(&item), move || line(item));
    let lines = rows(move || thread.items.get().into_iter().filter(is_shown).map(row).collect());
    el("section").class("card conversation").attr("aria-label", tr!(ticket.conversation)).child(el("ol").child((
        el("li").child(first),
        more,
        lines,
    )))
}

/// That somebody wrote the comment itself tells.
fn is_shown(item: &StaffItem) -> bool {
    match item {
        StaffItem::Comment(_) => true,
        StaffItem::Event(event) => !matches!(event.change, StaffChange::Commented { .. } | StaffChange::Created),
    }
}

fn line(item: StaffItem) -> El {
    let line = el("li").id(item_id(&item));
    match item {
        StaffItem::Comment(StaffComment { author, body_html, visibility, created_at, .. }) => {
            line.child(message(&author, &body_html, created_at, visibility == Visibility::Internal))
        }
        StaffItem::Event(event) => {
            let at = event.at;
            line.class("event").child(el("span").child((move || event_text(&event), " · ", ago(at))))
        }
    }
}

fn message(author: &PersonView, html: &str, at: Timestamp, internal: bool) -> El {
    let session = app().session;
    let PersonView { id, display_name: name, is_staff } = author.clone();
    let is_own = move || session.actor().is_some_and(|actor| actor.id == id);
    let mark = || span("message-mark").child((icon(Glyph::Lock, 14), tr!(ticket.internal_note)));
    let header = el("header").child((
        internal.then(mark),
        el("strong").child(name.clone()),
        when(is_own, || el("span").child(("(", tr!(ticket.sent_by_you), ")"))),
        (is_staff && !internal).then(|| pill(Tone::Calm, None, tr!(ticket.support))),
        el("span").child(ago(at)),
        internal.then(|| el("span").child(tr!(ticket.team_only))),
    ));
    el("article")
        .class("message")
        .class_if("message-note", internal)
        .class_if("message-staff", is_staff)
        .class_when("message-own", is_own)
        .child((avatar(&name, true), div("message-body").child((header, div("message-text").sanitised(html)))))
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
    }
}

/// Enough of a long text to know it again.
fn shortened(text: &str) -> String {
    const MAX: usize = 100;
    if text.chars().count() <= MAX {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(MAX).collect();
    short.push('…');
    short
}
