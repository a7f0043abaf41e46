//! The life of a ticket under arbitrary people doing arbitrary things: whatever is tried, the invariants of
//! [`domain::ticket::Ticket`] hold, and what is refused changes nothing.

use domain::account::Role;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::comment::{Comment, Visibility};
use domain::id::{CommentId, TicketId, TicketNumber, UserId};
use domain::policy::Actor;
use domain::queue::DEFAULT_QUEUE;
use domain::settings::Settings;
use domain::tag::Tags;
use domain::text::{CommentBody, Description, Reason, ResolutionText, Subject};
use domain::ticket::{
    Changed, Mover, Need, NewTicket, Priority, Refusal, ResolutionDraft, ResolutionKind, Status, TABLE, Ticket,
    TicketEvent, TicketPatch, allowed_transitions,
};
use proptest::prelude::*;
use uuid::Uuid;

const REQUESTER: u128 = 1;

fn actor(number: u128) -> Actor {
    let role = match number {
        1 | 2 => Role::Customer,
        3 | 4 => Role::Agent,
        _ => Role::Admin,
    };
    Actor { id: UserId::new(Uuid::from_u128(number)), role }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range").plus_seconds(second)
}

fn new_ticket() -> Ticket {
    let new = NewTicket {
        subject: Subject::parse("subject").expect("a subject"),
        description: Description::parse("description").expect("a text"),
        category: CategoryKey::parse("it").expect("a key"),
        priority: Priority::Medium,
        queue: DEFAULT_QUEUE,
        tags: Tags::default(),
        requester: actor(REQUESTER).id,
    };
    Ticket::create(TicketId::new(Uuid::from_u128(99)), TicketNumber::new(1), new, actor(REQUESTER), at(0)).ticket
}

fn draft(text: &str) -> ResolutionDraft {
    ResolutionDraft { text: ResolutionText::parse(text).expect("a text"), kind: ResolutionKind::Solved }
}

/// Something that somebody tries.
#[derive(Debug, Clone, Copy)]
enum Attempt {
    Take,
    Close(bool),
    Reopen,
    RequestClosing,
    RequestReopening,
    Decline,
    /// So many days pass, and Lotse closes what is due.
    Wait(u8),
    Say(Visibility),
    Patch {
        status: Option<Status>,
        assignee: Option<Option<u128>>,
        priority: Option<Priority>,
        resolution: bool,
        reason: bool,
    },
    Retitle(u8),
}

fn settings() -> impl Strategy<Value = Settings> {
    (1_u32..8, any::<bool>(), any::<bool>(), 0_u32..5).prop_map(
        |(auto_close_days, close_on_confirmation, reopen_on_request, reopen_window_days)| Settings {
            auto_close_days,
            close_on_confirmation,
            reopen_on_request,
            reopen_window_days,
            ..Settings::default()
        },
    )
}

fn attempts() -> impl Strategy<Value = Vec<(u128, Attempt)>> {
    let patch = (
        proptest::option::of(proptest::sample::select(Status::ALL)),
        proptest::option::weighted(0.4, proptest::option::of(3_u128..=5)),
        proptest::option::weighted(0.2, proptest::sample::select(Priority::ALL)),
        any::<bool>(),
        any::<bool>(),
    );
    let attempt = prop_oneof![
        2 => Just(Attempt::Take),
        1 => any::<bool>().prop_map(Attempt::Close),
        1 => Just(Attempt::Reopen),
        1 => Just(Attempt::RequestClosing),
        1 => Just(Attempt::RequestReopening),
        1 => Just(Attempt::Decline),
        1 => (1_u8..10).prop_map(Attempt::Wait),
        2 => prop_oneof![Just(Visibility::Public), Just(Visibility::Internal)].prop_map(Attempt::Say),
        5 => patch.prop_map(|(status, assignee, priority, resolution, reason)| {
            Attempt::Patch { status, assignee, priority, resolution, reason }
        }),
        1 => any::<u8>().prop_map(Attempt::Retitle),
    ];
    proptest::collection::vec((1_u128..=5, attempt), 0..40)
}

fn attempt(ticket: Ticket, settings: &Settings, by: Actor, what: Attempt, now: Timestamp) -> Result<Changed, Refusal> {
    let again = || Reason::parse("again").expect("a reason");
    match what {
        Attempt::RequestClosing => ticket.request_closing(settings, by, now).map(|(changed, _)| changed),
        Attempt::RequestReopening => ticket.request_reopening(again(), settings, by, now).map(|(changed, _)| changed),
        Attempt::Decline => ticket.decline_request(by, now),
        Attempt::Wait(days) => {
            let later = now.plus_seconds(i64::from(days) * 86_400);
            Ok(ticket.clone().close_by_time(settings, later).unwrap_or(Changed { ticket, events: Vec::new() }))
        }
        Attempt::Take => ticket.take(by, now),
        Attempt::Close(with_text) => ticket.close(with_text.then(|| draft("closed")), by, now),
        Attempt::Reopen => ticket.reopen(again(), by, now),
        Attempt::Say(visibility) => {
            let id = CommentId::new(Uuid::from_u128(now.unix_micros().unsigned_abs().into()));
            let body = CommentBody::parse("words").expect("a text");
            let comment = Comment {
                id,
                ticket: ticket.id,
                author: by.id,
                body,
                visibility,
                mentions: Vec::new(),
                created_at: now,
                edited_at: None,
                redacted: None,
            };
            ticket.comment(&comment, settings, by).map(|effect| effect.changed)
        }
        Attempt::Patch { status, assignee, priority, resolution, reason } => {
            let patch = TicketPatch {
                status,
                assignee: assignee.map(|user| user.map(|number| actor(number).id)),
                priority,
                resolution: resolution.then(|| draft("resolved")),
                reason: reason.then(|| Reason::parse("because").expect("a reason")),
                ..TicketPatch::default()
            };
            ticket.apply(patch, by, now)
        }
        Attempt::Retitle(number) => {
            let subject = Subject::parse(&format!("subject {number}")).expect("a subject");
            ticket.apply(TicketPatch { subject: Some(subject), ..TicketPatch::default() }, by, now)
        }
    }
}

fn hold_invariants(ticket: &Ticket) -> Result<(), TestCaseError> {
    use Status as S;
    let worked_on = matches!(ticket.status, S::InProgress | S::WaitingOnCustomer | S::Resolved);
    prop_assert!(!worked_on || ticket.assignee.is_some(), "{} without assignee", ticket.status);
    prop_assert_eq!(ticket.status.is_settled(), ticket.resolution.is_some());
    prop_assert_eq!(ticket.status == S::Closed, ticket.closed_at.is_some());
    prop_assert!(ticket.status != S::Resolved || ticket.resolved_at.is_some());
    prop_assert!(ticket.status.is_settled() || ticket.resolved_at.is_none());
    prop_assert!(ticket.reopen_request.is_none() || ticket.status.is_settled());
    prop_assert!(ticket.close_requested_at.is_none() || ticket.status != S::Closed);
    prop_assert!(ticket.close_requested_at.is_none() || ticket.reopen_request.is_none());
    if let Some(resolution) = &ticket.resolution {
        prop_assert_eq!(resolution.cycle, ticket.cycles);
        prop_assert!(resolution.revision >= 1);
    }
    Ok(())
}

/// Every status step that an event tells of stands in the table.
fn steps_stand_in_the_table(before: Status, changed: &Changed, by: Actor, what: Attempt) -> Result<(), TestCaseError> {
    let mut status = before;
    for event in &changed.events {
        if let TicketEvent::StatusChanged { from, to, reason } = event {
            prop_assert_eq!(*from, status);
            let rule = TABLE.iter().find(|rule| rule.from == *from && rule.to == *to);
            let rule = rule.ok_or_else(|| TestCaseError::fail(format!("no step from {from} to {to}")))?;
            let mover = match by.role {
                Role::Customer => Mover::Requester,
                Role::Agent => Mover::Agent,
                Role::Admin => Mover::Admin,
            };
            // A waiting ticket goes back into work by itself when the requester answers, whoever that is; what is
            // confirmed, or was resolved long ago, is closed by Lotse.
            let by_reply = by.id == actor(REQUESTER).id && *to == Status::InProgress;
            let by_request = matches!(what, Attempt::RequestClosing | Attempt::RequestReopening | Attempt::Wait(_));
            let moved = rule.movers.contains(&mover) || by_reply;
            let asked = by_request && [Mover::System, Mover::Requester].iter().any(|mover| rule.movers.contains(mover));
            prop_assert!(moved || asked, "{:?} by {mover}", rule);
            prop_assert!(changed.ticket.close_requested_at.is_none() && changed.ticket.reopen_request.is_none());
            prop_assert_eq!(rule.need == Need::Reason, reason.is_some());
            status = *to;
        }
    }
    prop_assert_eq!(status, changed.ticket.status);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn the_invariants_hold_whatever_is_tried(attempts in attempts(), settings in settings()) {
        let mut ticket = new_ticket();
        for (second, (by, what)) in (1..).zip(attempts) {
            let (before, by, now) = (ticket.clone(), actor(by), at(second));
            match attempt(ticket, &settings, by, what, now) {
                Ok(changed) => {
                    hold_invariants(&changed.ticket)?;
                    steps_stand_in_the_table(before.status, &changed, by, what)?;
                    let changes = changed.events.iter().filter(|event| !matches!(event, TicketEvent::Commented { .. }));
                    // The version grows exactly with changes of the ticket itself, never by a comment alone.
                    prop_assert_eq!(changed.ticket.version > before.version, changes.count() > 0);
                    if matches!(what, Attempt::Say(Visibility::Internal)) {
                        prop_assert_eq!(&changed.ticket, &before);
                    }
                    prop_assert!(changed.ticket.cycles >= before.cycles);
                    prop_assert_eq!(changed.ticket.requester, before.requester);
                    ticket = changed.ticket;
                }
                Err(_) => ticket = before,
            }
        }
    }

    /// What the app offers, the server takes; what it does not offer, the server refuses.
    #[test]
    fn what_is_offered_is_what_is_taken(attempts in attempts(), by in 3_u128..=5) {
        let mut ticket = new_ticket();
        for (second, (by, what)) in (1..).zip(attempts) {
            let before = ticket.clone();
            let changed = attempt(ticket, &Settings::default(), actor(by), what, at(second));
            ticket = changed.map_or(before, |changed| changed.ticket);
        }
        for step in allowed_transitions(&ticket, actor(by)) {
            let patch = TicketPatch {
                status: Some(step.to),
                // Everything that a step can ask for; handing back takes nobody.
                assignee: (step.outcome == Ok(Need::Assignee)).then(|| Some(actor(by).id)),
                resolution: step.to.is_settled().then(|| draft("given")),
                reason: Some(Reason::parse("given").expect("a reason")),
                ..TicketPatch::default()
            };
            let taken = ticket.clone().apply(patch, actor(by), at(1_000));
            prop_assert_eq!(taken.is_ok(), step.outcome.is_ok(), "{} to {}: {:?}", ticket.status, step.to, taken);
        }
    }
}

#[test]
fn a_customer_is_offered_no_step() {
    let steps = allowed_transitions(&new_ticket(), actor(REQUESTER));
    assert_eq!(steps.len(), Status::ALL.len() - 1);
    assert!(steps.iter().all(|step| step.outcome.is_err()));
}

#[test]
fn the_first_public_answer_of_staff_is_the_first_response() {
    let say = |ticket: Ticket, by, visibility, second| {
        let said = attempt(ticket, &Settings::default(), actor(by), Attempt::Say(visibility), at(second));
        said.expect("allowed").ticket
    };
    let ticket = say(new_ticket(), REQUESTER, Visibility::Public, 1);
    assert_eq!(ticket.first_response_at, None);
    let ticket = say(ticket, 3, Visibility::Internal, 2);
    assert_eq!(ticket.first_response_at, None);
    let ticket = say(ticket, 3, Visibility::Public, 3);
    let ticket = say(ticket, 4, Visibility::Public, 4);
    assert_eq!(ticket.first_response_at, Some(at(3)));
}

#[test]
fn a_new_text_while_resolved_is_a_revision_and_closing_keeps_it() {
    let agent = actor(3);
    let ticket = new_ticket().take(agent, at(1)).expect("taken").ticket;
    let settle = |status, text: &str| TicketPatch { status, resolution: Some(draft(text)), ..TicketPatch::default() };
    let ticket = ticket.apply(settle(Some(Status::Resolved), "one"), agent, at(2)).expect("resolved").ticket;
    let ticket = ticket.apply(settle(None, "two"), agent, at(3)).expect("revised").ticket;
    let closed = ticket.clone().close(None, agent, at(4)).expect("closed").ticket;
    let kept = closed.resolution.expect("a resolution");
    assert_eq!((kept.cycle, kept.revision, kept.text.as_str()), (1, 2, "two"));
    assert_eq!(closed.resolved_at, Some(at(2)));
    let again = ticket.close(Some(draft("three")), agent, at(4)).expect("closed").ticket;
    assert_eq!(again.resolution.expect("a resolution").revision, 3);
}
