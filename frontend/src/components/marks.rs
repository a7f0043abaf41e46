//! Status, priority, time and people, as they stand in rows and panels.

use crate::i18n::{format, t};
use domain::clock::Timestamp;
use domain::sla::SlaState;
use domain::ticket::{Priority, Status};
use dto::sla::SlaView;
use ui::{El, Glyph, Tone, avatar, el, icon, pill, span};

const fn tone(status: Status) -> Tone {
    match status {
        Status::Open => Tone::Info,
        Status::InProgress => Tone::Warn,
        Status::WaitingOnCustomer | Status::Closed => Tone::Calm,
        Status::Resolved => Tone::Good,
    }
}

const fn glyph(status: Status) -> Glyph {
    match status {
        Status::WaitingOnCustomer => Glyph::Reply,
        Status::InProgress => Glyph::Pencil,
        Status::Open => Glyph::Inbox,
        Status::Resolved => Glyph::Check,
        Status::Closed => Glyph::Lock,
    }
}

/// A status as staff say it.
pub(crate) fn status_pill(status: Status) -> El {
    pill(tone(status), Some(glyph(status)), move || (t().words.status)(status))
}

/// A status as the requester reads it. What waits for them stands out.
pub(crate) fn plain_status_pill(status: Status) -> El {
    let tone = match status {
        Status::WaitingOnCustomer => Tone::Warn,
        Status::Open | Status::InProgress => Tone::Info,
        Status::Resolved => Tone::Good,
        Status::Closed => Tone::Calm,
    };
    pill(tone, Some(glyph(status)), move || (t().words.plain_status)(status))
}

pub(crate) const fn priority_glyph(priority: Priority) -> Glyph {
    match priority {
        Priority::Low => Glyph::ChevronDown,
        Priority::Medium => Glyph::Equal,
        Priority::High => Glyph::RisingChevron,
        Priority::Urgent => Glyph::Warning,
    }
}

/// A priority: icon and word.
pub(crate) fn priority_mark(priority: Priority) -> El {
    el("span")
        .attr("class", format!("priority priority-{priority}"))
        .child((icon(priority_glyph(priority), 16), move || (t().words.priority)(priority)))
}

/// How long ago, with the moment itself on hover and for machines.
pub(crate) fn ago(at: Timestamp) -> El {
    time(at, format::ago, format::moment)
}

/// The moment, with how long ago on hover.
pub(crate) fn moment(at: Timestamp) -> El {
    time(at, format::moment, format::ago)
}

fn time(at: Timestamp, text: fn(Timestamp) -> String, title: fn(Timestamp) -> String) -> El {
    el("time").attr("datetime", format::machine(at)).attr("title", move || Some(title(at))).child(move || text(at))
}

/// When the next promise on a ticket is due, which stands out once that is near; nothing where none is.
pub(crate) fn due(SlaView { state, due_at, target }: &SlaView) -> Option<El> {
    let (at, target) = ((*due_at)?, (*target)?);
    let class = match state {
        SlaState::Breached => "due due-late",
        SlaState::DueSoon => "due due-soon",
        SlaState::None | SlaState::Running | SlaState::Paused => "due",
    };
    let title = move || Some(format!("{}: {}", (t().words.target)(target), format::moment(at)));
    Some(span(class).attr("title", title).child((icon(Glyph::Clock, 14), move || format::from_now(at))))
}

/// A name with its circle.
pub(crate) fn person(name: String) -> El {
    span("person").child((avatar(&name, false), span("person-name").child(name)))
}
