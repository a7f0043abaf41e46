//! Status, priority, time and people, as they stand in rows and panels.

use crate::i18n::{format, t};
use domain::clock::Timestamp;
use domain::ticket::{Priority, Status};
use leptos::prelude::*;
use ui::{Avatar, Glyph, Icon, Pill, Tone};

const fn tone(status: Status) -> Tone {
    match status {
        Status::Open => Tone::Info,
        Status::InProgress => Tone::Warn,
        Status::WaitingOnCustomer | Status::Closed => Tone::Calm,
        Status::Resolved => Tone::Good,
    }
}

/// A status as staff say it.
#[component]
pub(crate) fn StatusPill(status: Status) -> AnyView {
    view! { <Pill tone=tone(status)>{move || (t().words.status)(status)}</Pill> }.into_any()
}

/// A status as the requester reads it. What waits for them stands out.
#[component]
pub(crate) fn PlainStatusPill(status: Status) -> AnyView {
    let (tone, glyph) = match status {
        Status::WaitingOnCustomer => (Tone::Warn, Glyph::Reply),
        Status::InProgress => (Tone::Info, Glyph::Pencil),
        Status::Open => (Tone::Info, Glyph::Inbox),
        Status::Resolved => (Tone::Good, Glyph::Check),
        Status::Closed => (Tone::Calm, Glyph::Lock),
    };
    view! { <Pill tone glyph>{move || (t().words.plain_status)(status)}</Pill> }.into_any()
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
#[component]
pub(crate) fn PriorityMark(priority: Priority) -> AnyView {
    view! {
        <span class=format!("priority priority-{priority}")>
            <Icon glyph=priority_glyph(priority) />
            {move || (t().words.priority)(priority)}
        </span>
    }
    .into_any()
}

/// How long ago, with the moment itself on hover and for machines.
#[component]
pub(crate) fn Ago(at: Timestamp) -> AnyView {
    view! {
        <time datetime=at.to_rfc3339() title=move || format::moment(at)>
            {move || format::ago(at)}
        </time>
    }
    .into_any()
}

/// The moment, with how long ago on hover.
#[component]
pub(crate) fn Moment(at: Timestamp) -> AnyView {
    view! {
        <time datetime=at.to_rfc3339() title=move || format::ago(at)>
            {move || format::moment(at)}
        </time>
    }
    .into_any()
}

/// A name with its circle.
#[component]
pub(crate) fn Person(#[prop(into)] name: String) -> AnyView {
    view! {
        <span class="person">
            <Avatar name=name.clone() />
            <span class="person-name">{name}</span>
        </span>
    }
    .into_any()
}
