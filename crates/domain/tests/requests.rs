//! What requesters ask for, what time does by itself, and merging with its undoing.

use domain::account::Role;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::id::{TicketId, TicketNumber, UserId};
use domain::policy::Actor;
use domain::queue::DEFAULT_QUEUE;
use domain::settings::Settings;
use domain::tag::Tags;
use domain::text::{Description, Reason, ResolutionText, Subject};
use domain::ticket::{
    Changed, Merged, NewTicket, Outcome, Priority, Refusal, ResolutionDraft, ResolutionKind, Status, Ticket,
    TicketEvent, TicketPatch,
};
use uuid::Uuid;

const DAY: i64 = 86_400;

fn actor(number: u128, role: Role) -> Actor {
    Actor { id: UserId::new(Uuid::from_u128(number)), role }
}

fn requester() -> Actor {
    actor(1, Role::Customer)
}

fn agent() -> Actor {
    actor(2, Role::Agent)
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range").plus_seconds(second)
}

fn reason(text: &str) -> Reason {
    Reason::parse(text).expect("a reason")
}

fn ticket(number: i64) -> Ticket {
    let new = NewTicket {
        subject: Subject::parse("subject").expect("a subject"),
        description: Description::parse("description").expect("a text"),
        category: CategoryKey::parse("it").expect("a key"),
        priority: Priority::Medium,
        queue: DEFAULT_QUEUE,
        tags: Tags::default(),
        requester: requester().id,
    };
    let id = TicketId::new(Uuid::from_u128(u128::from(number.unsigned_abs())));
    Ticket::create(id, TicketNumber::new(number), new, requester(), at(0)).ticket
}

/// A ticket that was taken to a status.
fn in_status(number: i64, status: Status) -> Ticket {
    let taken = |ticket: Ticket| ticket.take(agent(), at(1)).expect("taken").ticket;
    let resolution = Some(draft());
    let step = |ticket: Ticket, status, resolution| {
        let patch = TicketPatch { status: Some(status), resolution, ..TicketPatch::default() };
        ticket.apply(patch, agent(), at(2)).expect("a step").ticket
    };
    match status {
        Status::Open => ticket(number),
        Status::InProgress => taken(ticket(number)),
        Status::WaitingOnCustomer => step(taken(ticket(number)), status, None),
        Status::Resolved => step(taken(ticket(number)), status, resolution),
        Status::Closed => step(ticket(number), status, resolution),
    }
}

fn draft() -> ResolutionDraft {
    ResolutionDraft { text: ResolutionText::parse("Done.").expect("a text"), kind: ResolutionKind::Solved }
}

#[test]
fn a_confirmation_closes_what_is_resolved_and_is_a_request_otherwise() {
    let settings = Settings::default();
    let (changed, outcome) =
        in_status(1, Status::Resolved).request_closing(&settings, requester(), at(3)).expect("closed");
    assert_eq!((changed.ticket.status, outcome), (Status::Closed, Outcome::Done));
    for (status, settings) in [
        (Status::Open, settings.clone()),
        (Status::WaitingOnCustomer, settings.clone()),
        (Status::Resolved, Settings { close_on_confirmation: false, ..settings.clone() }),
    ] {
        let (asked, outcome) = in_status(1, status).request_closing(&settings, requester(), at(3)).expect("recorded");
        assert_eq!((asked.ticket.status, outcome), (status, Outcome::Recorded));
        assert_eq!(asked.events, [TicketEvent::CloseRequested]);
        let (again, _) = asked.ticket.clone().request_closing(&settings, requester(), at(4)).expect("recorded");
        assert_eq!(again, Changed { ticket: asked.ticket, events: Vec::new() }, "asking again changes nothing");
    }
    let closed = in_status(1, Status::Closed).request_closing(&settings, requester(), at(3));
    assert_eq!(closed, Err(Refusal::TicketClosed));
}

#[test]
fn reopening_is_asked_for_within_its_window() {
    let settings = Settings::default();
    let ask = |ticket: Ticket, settings: &Settings, now| {
        ticket.request_reopening(reason("Not done."), settings, requester(), now)
    };
    let (changed, outcome) = ask(in_status(1, Status::Resolved), &settings, at(3)).expect("reopened");
    assert_eq!((changed.ticket.status, outcome), (Status::InProgress, Outcome::Done));
    let manual = Settings { reopen_on_request: false, ..settings.clone() };
    let (asked, outcome) = ask(in_status(1, Status::Resolved), &manual, at(3)).expect("recorded");
    assert_eq!((asked.ticket.status, outcome), (Status::Resolved, Outcome::Recorded));
    let closed = in_status(1, Status::Closed);
    let last = at(2 + 30 * DAY);
    assert_eq!(ask(closed.clone(), &settings, last).expect("recorded").1, Outcome::Recorded);
    assert!(closed.reopening_can_be_requested(&settings, last));
    let late = last.plus_seconds(1);
    assert_eq!(ask(closed.clone(), &settings, late), Err(Refusal::ReopenWindowOver));
    assert!(!closed.reopening_can_be_requested(&settings, late));
    for status in [Status::Open, Status::InProgress, Status::WaitingOnCustomer] {
        let refused = ask(in_status(1, status), &settings, at(3));
        assert!(matches!(refused, Err(Refusal::InvalidTransition { .. })), "{status}: {refused:?}");
    }
}

#[test]
fn resolved_tickets_are_closed_by_time_unless_the_requester_objects() {
    let settings = Settings::default();
    let resolved = in_status(1, Status::Resolved);
    let due = at(2 + 7 * DAY);
    assert_eq!(resolved.clone().close_by_time(&settings, due.plus_seconds(-1)), None);
    let closed = resolved.clone().close_by_time(&settings, due).expect("closed").ticket;
    assert_eq!((closed.status, closed.updated_by, closed.closed_at), (Status::Closed, None, Some(due)));
    assert!(closed.resolution.is_some());
    let manual = Settings { reopen_on_request: false, ..settings.clone() };
    let objected = resolved.request_reopening(reason("No."), &manual, requester(), at(3)).expect("recorded").0.ticket;
    assert_eq!(objected.clone().close_by_time(&settings, due), None);
    let declined = objected.decline_request(agent(), at(4)).expect("declined");
    assert_eq!(declined.events, [TicketEvent::RequestDeclined]);
    assert!(declined.ticket.close_by_time(&settings, due).is_some());
    assert_eq!(in_status(1, Status::InProgress).close_by_time(&settings, due), None);
}

#[test]
fn a_merging_is_undone_exactly() {
    let text = || ResolutionText::parse("Goes on in #2.").expect("a text");
    for &status in Status::ALL {
        let (source, target) = (in_status(1, status), in_status(2, Status::InProgress));
        let before = source.before_merge();
        let merged = source.clone().merge(target.clone(), text(), agent(), at(5)).expect("merged");
        let Merged { source: taken_up, target: with_it } = merged;
        assert_eq!(taken_up.ticket.status, Status::Closed);
        assert_eq!(taken_up.ticket.merged_into, Some(target.id));
        assert_eq!(taken_up.ticket.version, source.version + 1, "one change, one version");
        assert_eq!(with_it.events, [TicketEvent::Absorbed { ticket: source.number }]);
        let undone = taken_up.ticket.unmerge(with_it.ticket, before, agent(), at(6)).expect("undone");
        let Ticket { version, updated_at, updated_by, cycles, .. } = undone.source.ticket.clone();
        assert_eq!(undone.source.ticket, Ticket { version, updated_at, updated_by, cycles, ..source }, "from {status}");
        let Ticket { version, updated_at, updated_by, .. } = undone.target.ticket.clone();
        assert_eq!(undone.target.ticket, Ticket { version, updated_at, updated_by, ..target });
    }
}

#[test]
fn what_cannot_be_merged() {
    let text = || ResolutionText::parse("Goes on in #2.").expect("a text");
    let merge = |source: &Ticket, target: &Ticket| source.clone().merge(target.clone(), text(), agent(), at(5));
    let (one, two, three) = (ticket(1), ticket(2), ticket(3));
    assert_eq!(merge(&one, &one), Err(Refusal::MergeIntoItself));
    assert_eq!(merge(&one, &in_status(4, Status::Closed)), Err(Refusal::TicketClosed));
    let Merged { source: one, target: two } = merge(&one, &two).expect("merged");
    let (one, two) = (one.ticket, two.ticket);
    assert_eq!(merge(&two, &one), Err(Refusal::TicketMerged), "both ways");
    assert_eq!(merge(&one, &three), Err(Refusal::TicketMerged), "twice");
    assert_eq!(merge(&three, &one), Err(Refusal::TicketMerged), "into what is merged");
    assert_eq!(one.clone().reopen(reason("No."), actor(3, Role::Admin), at(6)), Err(Refusal::TicketMerged));
    let asked = one.clone().request_reopening(reason("No."), &Settings::default(), requester(), at(6));
    assert_eq!(asked, Err(Refusal::TicketMerged));
    assert_eq!(one.clone().unmerge(three, one.before_merge(), agent(), at(6)), Err(Refusal::NotMerged));
}
