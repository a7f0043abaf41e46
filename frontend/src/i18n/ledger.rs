//! How the service level of a ticket came about.

use domain::sla::{ClockPhase, ClockStep};
use dto::sla::SlaCause;

type Text = &'static str;

pub(crate) struct Ledger {
    pub(crate) title: fn(&str) -> String,
    pub(crate) lead: Text,
    pub(crate) terms: fn(&str, &str, &str) -> String,
    pub(crate) nothing: Text,
    pub(crate) nothing_text: Text,
    pub(crate) earlier: fn(u32) -> String,
    pub(crate) phase: fn(ClockPhase) -> Text,
    pub(crate) breached: Text,
    pub(crate) due_soon: Text,
    pub(crate) kept: Text,
    pub(crate) of: fn(&str, Option<&str>) -> String,
    pub(crate) due: fn(&str) -> String,
    pub(crate) when: Text,
    pub(crate) what: Text,
    pub(crate) why: Text,
    pub(crate) elapsed: Text,
    pub(crate) step: fn(ClockStep) -> Text,
    pub(crate) cause: fn(SlaCause) -> Text,
    /// Below a look at it.
    pub(crate) more: Text,
}

pub(super) const DE: Ledger = Ledger {
    title: |number| format!("Zusagen zu Ticket {number}"),
    lead: "Jede Uhr mit allem, was ihr geschah. Gezählt wird nur Arbeitszeit.",
    terms: |policy, calendar, zone| format!("Nach „{policy}“, Arbeitszeiten „{calendar}“ ({zone})."),
    nothing: "Zu diesem Ticket ist nichts zugesagt",
    nothing_text: "Seine Warteschlange hatte keine Zusage, als es hineinkam.",
    earlier: |count| format!("{count} frühere Uhren sind nicht gezeigt."),
    phase: |phase| match phase {
        ClockPhase::Running => "läuft",
        ClockPhase::Paused => "angehalten",
        ClockPhase::Stopped => "beendet",
    },
    breached: "überschritten",
    due_soon: "bald fällig",
    kept: "eingehalten",
    of: |elapsed, allowed| match allowed {
        Some(allowed) => format!("{elapsed} von {allowed}"),
        None => format!("{elapsed}, ohne Ziel"),
    },
    due: |at| format!("Fällig: {at}"),
    when: "Wann",
    what: "Was",
    why: "Warum",
    elapsed: "Verstrichen",
    step: |step| match step {
        ClockStep::Started => "beginnt",
        ClockStep::Paused => "hält an",
        ClockStep::Resumed => "läuft weiter",
        ClockStep::Retargeted => "bekommt ein anderes Ziel",
        ClockStep::DueSoon => "ist bald fällig",
        ClockStep::Breached => "ist überschritten",
        ClockStep::Stopped => "endet",
    },
    cause: |cause| match cause {
        SlaCause::Created => "Ticket angelegt",
        SlaCause::Priority => "andere Priorität",
        SlaCause::Status => "anderer Status",
        SlaCause::CustomerSpoke => "Kundenseite hat geschrieben",
        SlaCause::StaffAnswered => "Support hat geantwortet",
        SlaCause::Time => "Zeit verging",
    },
    more: "Der Link führt zu allem, was geschah.",
};

pub(super) const EN: Ledger = Ledger {
    title: |number| format!("Promises on ticket {number}"),
    lead: "Each clock with all that happened to it. Only working time counts.",
    terms: |policy, calendar, zone| format!("By “{policy}”, in the hours of “{calendar}” ({zone})."),
    nothing: "Nothing is promised for this ticket",
    nothing_text: "Its queue promised nothing when it came in.",
    earlier: |count| format!("{count} earlier clocks are not shown."),
    phase: |phase| match phase {
        ClockPhase::Running => "running",
        ClockPhase::Paused => "paused",
        ClockPhase::Stopped => "stopped",
    },
    breached: "breached",
    due_soon: "due soon",
    kept: "kept",
    of: |elapsed, allowed| match allowed {
        Some(allowed) => format!("{elapsed} of {allowed}"),
        None => format!("{elapsed}, without a target"),
    },
    due: |at| format!("Due: {at}"),
    when: "When",
    what: "What",
    why: "Why",
    elapsed: "Elapsed",
    step: |step| match step {
        ClockStep::Started => "starts",
        ClockStep::Paused => "pauses",
        ClockStep::Resumed => "runs again",
        ClockStep::Retargeted => "gets another target",
        ClockStep::DueSoon => "is due soon",
        ClockStep::Breached => "is breached",
        ClockStep::Stopped => "stops",
    },
    cause: |cause| match cause {
        SlaCause::Created => "ticket created",
        SlaCause::Priority => "another priority",
        SlaCause::Status => "another status",
        SlaCause::CustomerSpoke => "the customer wrote",
        SlaCause::StaffAnswered => "support answered",
        SlaCause::Time => "time passed",
    },
    more: "The link leads to all that happened.",
};
