//! The clocks of tickets as people would tell them, in office hours in Berlin: Monday to Friday, 9 to 17.

use domain::clock::Timestamp;
use domain::id::EventId;
use domain::sla::{
    Calendar, Clock, Event, Happened, Holidays, Interval, Minutes, Policy, Reached, ReachedKind, SlaState, Standing,
    TargetKind, Targets, TargetsByPriority, Terms, WarnShare, Week, WorkingTime, ZoneName, clocks, reached,
};
use domain::text::Name;
use domain::ticket::{Priority, Status};
use expect_test::expect;
use uuid::Uuid;

const HOUR: u32 = 60;

fn calendar() -> Calendar {
    let day = vec![Interval::new("09:00".parse().expect("a time"), "17:00".parse().expect("a time")).expect("hours")];
    Calendar {
        name: Name::parse("Office hours").expect("a name"),
        zone: ZoneName::parse("Europe/Berlin").expect("a zone"),
        week: Week::new([day.clone(), day.clone(), day.clone(), day.clone(), day, vec![], vec![]]).expect("a week"),
        holidays: Holidays::default(),
    }
}

/// Four hours for the first response, two for the next, sixteen for the resolution; an eighth of that when it is urgent,
/// and no promise when it is low.
fn policy() -> Policy {
    let minutes = |minutes| Some(Minutes::new(minutes).expect("a target"));
    let by = |part: u32| Targets {
        first_response: minutes(4 * HOUR / part),
        next_response: minutes(2 * HOUR / part),
        resolution: minutes(16 * HOUR / part),
    };
    let targets = TargetsByPriority::new(|priority| match priority {
        Priority::Low => Targets::default(),
        Priority::Medium | Priority::High => by(1),
        Priority::Urgent => by(8),
    });
    Policy {
        name: Name::parse("Standard").expect("a name"),
        targets: targets.expect("targets"),
        warn: WarnShare::default(),
    }
}

/// A moment of the week that begins on Monday, 2026-11-23; 10:00 in Berlin is 09:00 UTC.
fn at(day: u32, time: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-11-{day}T{time}+01:00")).expect("a time")
}

fn run(life: &[(Timestamp, Happened)], now: Timestamp) -> Vec<Clock> {
    let event = |(number, &(at, what)): (usize, &(Timestamp, Happened))| Event {
        id: EventId::new(Uuid::from_u128(number as u128)),
        at,
        what,
    };
    let events: Vec<_> = life.iter().enumerate().map(event).collect();
    let working = WorkingTime::open(&calendar()).expect("a zone");
    clocks(&events, Terms { policy: &policy(), working: &working }, now)
}

/// Times of day in Berlin, so that a reader can do the sums.
fn print(clocks: &[Clock]) -> String {
    let moment = |at: Option<Timestamp>| {
        at.map_or("-".to_owned(), |at| at.plus_seconds(3600).to_rfc3339()[8..].replace('T', " ").replace('Z', ""))
    };
    let duration = |seconds: i64| format!("{}:{:02}:{:02}", seconds / 3600, seconds % 3600 / 60, seconds % 60);
    let mut text = String::new();
    for clock in clocks {
        let Clock { target, cycle, phase, elapsed, warned, breached, .. } = clock;
        let left = clock
            .remaining()
            .map_or("-".to_owned(), |left| if left < 0 { format!("-{}", duration(-left)) } else { duration(left) });
        text += &format!(
            "{target} {cycle}: {phase}, {} elapsed, {left} left, due {}{}{}\n",
            duration(*elapsed),
            moment(clock.due_at),
            if *warned { ", warned" } else { "" },
            if *breached { ", breached" } else { "" },
        );
        for entry in &clock.ledger {
            let cause = format!("{:?}", entry.cause);
            text += &format!("  {} {} {} ({cause})\n", moment(Some(entry.at)), entry.step, duration(entry.elapsed));
        }
    }
    text
}

const CREATED: Happened = Happened::Created(Priority::Medium);

#[test]
fn an_answer_after_a_weekend_is_in_time_and_waiting_pauses() {
    let life = [
        (at(27, "15:00:00"), CREATED),
        (at(30, "10:30:00"), Happened::Status(Status::InProgress)),
        (at(30, "10:30:00"), Happened::StaffAnswered),
        (at(30, "10:30:00"), Happened::Status(Status::WaitingOnCustomer)),
        (at(30, "13:00:00"), Happened::CustomerSpoke),
        (at(30, "13:00:00"), Happened::Status(Status::InProgress)),
    ];
    expect![[r#"
        first_response 1: stopped, 3:30:00 elapsed, 0:30:00 left, due 30 11:00:00, warned
          27 15:00:00 started 0:00:00 (Created)
          30 10:12:00 due_soon 3:12:00 (Time)
          30 10:30:00 stopped 3:30:00 (StaffAnswered)
        resolution 1: running, 4:30:00 elapsed, 11:30:00 left, due 02 09:30:00
          27 15:00:00 started 0:00:00 (Created)
          30 10:30:00 paused 3:30:00 (Status(WaitingOnCustomer))
          30 13:00:00 resumed 3:30:00 (Status(InProgress))
        next_response 1: running, 1:00:00 elapsed, 1:00:00 left, due 30 15:00:00
          30 13:00:00 started 0:00:00 (CustomerSpoke)
          30 13:00:00 paused 0:00:00 (Status(WaitingOnCustomer))
          30 13:00:00 resumed 0:00:00 (Status(InProgress))
    "#]]
    .assert_eq(&print(&run(&life, at(30, "14:00:00"))));
}

#[test]
fn another_priority_has_another_target_and_what_has_elapsed_stays() {
    let life = [
        (at(23, "09:00:00"), CREATED),
        (at(23, "10:00:00"), Happened::Priority(Priority::Urgent)),
        (at(23, "11:00:00"), Happened::Priority(Priority::High)),
        (at(23, "12:00:00"), Happened::Priority(Priority::Low)),
    ];
    let urgent = run(&life[..2], at(23, "10:00:00"));
    assert_eq!(
        Standing::of(&urgent).due_at,
        Some(at(23, "10:00:00")),
        "an hour is more than an eighth of four: at once"
    );
    expect![[r#"
        first_response 1: running, 2:30:00 elapsed, 1:30:00 left, due 23 13:00:00
          23 09:00:00 started 0:00:00 (Created)
          23 10:00:00 retargeted 1:00:00 (Priority(Urgent))
          23 10:00:00 due_soon 1:00:00 (Time)
          23 10:00:00 breached 1:00:00 (Time)
          23 11:00:00 retargeted 2:00:00 (Priority(High))
        resolution 1: running, 2:30:00 elapsed, 13:30:00 left, due 24 17:00:00
          23 09:00:00 started 0:00:00 (Created)
          23 10:00:00 retargeted 1:00:00 (Priority(Urgent))
          23 10:36:00 due_soon 1:36:00 (Time)
          23 11:00:00 breached 2:00:00 (Time)
          23 11:00:00 retargeted 2:00:00 (Priority(High))
    "#]]
    .assert_eq(&print(&run(&life[..3], at(23, "11:30:00"))));
    let low = run(&life, at(27, "12:00:00"));
    assert_eq!(Standing::of(&low), Standing::NOTHING, "nothing is promised");
    assert_eq!(low[0].elapsed, 35 * 3600, "and yet it is known how long it takes");
}

#[test]
fn a_resolution_answers_and_pauses_and_closing_ends() {
    let life = [
        (at(23, "09:00:00"), CREATED),
        (at(23, "10:00:00"), Happened::Status(Status::InProgress)),
        (at(23, "11:00:00"), Happened::Status(Status::Resolved)),
        (at(24, "09:00:00"), Happened::CustomerSpoke),
        (at(24, "09:00:00"), Happened::Status(Status::InProgress)),
        (at(24, "12:00:00"), Happened::Status(Status::Closed)),
        (at(26, "09:00:00"), Happened::Status(Status::InProgress)),
    ];
    let resolved = run(&life[..3], at(23, "16:00:00"));
    assert_eq!(Standing::of(&resolved), Standing { state: SlaState::Paused, ..Standing::NOTHING });
    expect![[r#"
        first_response 1: stopped, 2:00:00 elapsed, 2:00:00 left, due 23 13:00:00
          23 09:00:00 started 0:00:00 (Created)
          23 11:00:00 stopped 2:00:00 (Status(Resolved))
        resolution 1: stopped, 5:00:00 elapsed, 11:00:00 left, due 25 15:00:00
          23 09:00:00 started 0:00:00 (Created)
          23 11:00:00 paused 2:00:00 (Status(Resolved))
          24 09:00:00 resumed 2:00:00 (Status(InProgress))
          24 12:00:00 stopped 5:00:00 (Status(Closed))
        next_response 1: stopped, 3:00:00 elapsed, -1:00:00 left, due 24 11:00:00, warned, breached
          24 09:00:00 started 0:00:00 (CustomerSpoke)
          24 09:00:00 paused 0:00:00 (Status(Resolved))
          24 09:00:00 resumed 0:00:00 (Status(InProgress))
          24 10:36:00 due_soon 1:36:00 (Time)
          24 11:00:00 breached 2:00:00 (Time)
          24 12:00:00 stopped 3:00:00 (Status(Closed))
        resolution 2: running, 1:00:00 elapsed, 15:00:00 left, due 27 17:00:00
          26 09:00:00 started 0:00:00 (Status(InProgress))
    "#]]
    .assert_eq(&print(&run(&life, at(26, "10:00:00"))));
    assert_eq!(Standing::of(&run(&life[..6], at(25, "09:00:00"))), Standing::NOTHING);
}

#[test]
fn the_first_of_several_comments_in_a_row_has_waited_longest() {
    let life = [
        (at(23, "09:00:00"), CREATED),
        (at(23, "09:30:00"), Happened::CustomerSpoke),
        (at(23, "10:00:00"), Happened::StaffAnswered),
        (at(23, "11:00:00"), Happened::CustomerSpoke),
        (at(23, "12:00:00"), Happened::CustomerSpoke),
        (at(23, "12:30:00"), Happened::StaffAnswered),
        (at(23, "13:00:00"), Happened::CustomerSpoke),
    ];
    let clocks = run(&life, at(23, "13:00:00"));
    let next: Vec<_> = clocks.iter().filter(|clock| clock.target == TargetKind::NextResponse).collect();
    assert_eq!(next.iter().map(|clock| (clock.cycle, clock.elapsed)).collect::<Vec<_>>(), [(1, 5400), (2, 0)]);
    let standing = Standing::of(&clocks);
    assert_eq!((standing.target, standing.due_at), (Some(TargetKind::NextResponse), Some(at(23, "15:00:00"))));
}

#[test]
fn the_standing_is_that_of_what_is_due_first_and_says_when_to_look_again() {
    let life = [(at(23, "09:00:00"), CREATED)];
    let standing = |time| Standing::of(&run(&life, at(23, time)));
    let (due_at, target) = (Some(at(23, "13:00:00")), Some(TargetKind::FirstResponse));
    let warn_at = Some(at(23, "12:12:00"));
    assert_eq!(standing("12:11:59"), Standing { state: SlaState::Running, due_at, target, next_at: warn_at });
    assert_eq!(standing("12:12:00"), Standing { state: SlaState::DueSoon, due_at, target, next_at: due_at });
    let resolution_warns = Some(at(24, "13:48:00"));
    assert_eq!(standing("13:00:00"), Standing { state: SlaState::Breached, due_at, target, next_at: resolution_warns });
}

#[test]
fn each_thing_is_told_once_and_the_lesser_not_after_the_greater() {
    let life = [(at(23, "09:00:00"), CREATED), (at(24, "10:00:00"), Happened::StaffAnswered)];
    let first = |kind| Reached { kind, target: TargetKind::FirstResponse, cycle: 1 };
    let (soon, breached) = (first(ReachedKind::DueSoon), first(ReachedKind::Breached));
    let at_noon = run(&life[..1], at(23, "12:30:00"));
    assert_eq!(reached(&at_noon, &[]), [soon]);
    assert_eq!(reached(&at_noon, &[soon]), []);
    assert_eq!(reached(&at_noon, &[breached]), [], "it got a longer target after its breach");
    let later = run(&life[..1], at(23, "14:00:00"));
    assert_eq!(reached(&later, &[]), [breached], "the worker was away");
    assert_eq!(reached(&later, &[soon]), [breached]);
    assert_eq!(reached(&run(&life, at(24, "10:00:00")), &[soon]), [], "it is answered");
}

#[test]
fn a_clock_ten_years_ahead_is_breached_and_nothing_more() {
    let life = [(at(23, "09:00:00"), CREATED)];
    let clocks = run(&life, Timestamp::parse("2036-11-23T08:00:00Z").expect("a time"));
    assert!(clocks.iter().all(|clock| clock.breached));
    assert_eq!(clocks[0].elapsed, 522 * 40 * 3600, "522 weeks of 40 hours");
    let end = run(&life, Timestamp::parse("9999-12-31T23:59:59Z").expect("a time"));
    assert_eq!(end[0].due_at, Some(at(23, "13:00:00")));
}

#[test]
fn machines_that_disagree_about_the_time_do_no_harm() {
    let life = [
        (at(23, "10:00:00"), CREATED),
        (at(23, "09:59:58"), Happened::Status(Status::InProgress)),
        (at(23, "09:59:59"), Happened::StaffAnswered),
    ];
    let clocks = run(&life, at(23, "09:59:57"));
    assert_eq!(clocks.iter().map(|clock| clock.elapsed).collect::<Vec<_>>(), [0, 0]);
    assert_eq!(clocks[0].stopped_at, Some(at(23, "10:00:00")));
    assert_eq!(run(&[], at(23, "10:00:00")), []);
}
