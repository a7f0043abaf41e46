//! Working time and clocks against slow models, equal to the second.
//!
//! The model of working time looks at the wall clock of every minute; hours, offsets and changes of the clock lie on whole
//! minutes in these zones and years. The model of the clocks walks minute by minute and adds seconds up.

use domain::clock::Timestamp;
use domain::id::EventId;
use domain::sla::{
    Calendar, Clock, ClockPhase, Event, Happened, Holiday, Holidays, Interval, Minutes, Policy, TargetKind, Targets,
    TargetsByPriority, Terms, WarnShare, Week, WorkingTime, ZoneName, clocks,
};
use domain::text::Name;
use domain::ticket::{Priority, Status};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use uuid::Uuid;

const DAY: i64 = 86_400;

/// Zones, each with moments around which something unusual happens.
const PLACES: &[(&str, &[&str])] = &[
    (
        "Europe/Berlin",
        &["2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2028-02-29T12:00:00Z", "2026-12-31T23:00:00Z"],
    ),
    ("America/New_York", &["2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z", "2024-02-29T05:00:00Z"]),
    ("Asia/Kolkata", &["2026-11-27T18:30:00Z", "2028-02-28T18:30:00Z"]),
    ("Pacific/Apia", &["2011-12-30T10:00:00Z", "2012-03-31T14:00:00Z", "2011-09-24T14:00:00Z", "2026-06-30T11:00:00Z"]),
    // Half an hour of daylight saving time, and a zone that changes at midnight.
    ("Australia/Lord_Howe", &["2026-04-04T15:00:00Z", "2026-10-03T15:30:00Z"]),
    ("America/Santiago", &["2026-04-05T03:00:00Z", "2026-09-06T04:00:00Z"]),
];

fn timestamp(second: i64) -> Timestamp {
    Timestamp::from_unix_micros(second * 1_000_000).expect("in range")
}

/// Hours that touch, end at midnight, lie within a night that is longer or shorter, or none.
fn hours() -> impl Strategy<Value = Vec<Interval>> {
    let interval = |from: u16, to: u16| {
        let at = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60).parse().expect("a time");
        Interval::new(at(from), at(to)).expect("an interval")
    };
    let usual =
        [vec![], vec![(540, 1020)], vec![(0, 1440)], vec![(120, 180)], vec![(1320, 1440)], vec![(0, 150), (150, 301)]];
    let usual = prop::sample::select(usual.to_vec());
    let any = prop::collection::btree_set(0_u16..=1440, 2..7).prop_map(|cuts| {
        let cuts: Vec<_> = cuts.into_iter().collect();
        cuts.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    });
    prop_oneof![usual, any].prop_map(move |pairs| pairs.into_iter().map(|(from, to)| interval(from, to)).collect())
}

/// A calendar, and a second near to something unusual in its zone. Holidays lie around it.
fn calendar() -> impl Strategy<Value = (Calendar, i64)> {
    let place = prop::sample::select(PLACES.to_vec());
    let week = prop::array::uniform7(hours());
    (place, any::<prop::sample::Index>(), week, -3 * DAY..DAY, prop::collection::btree_set(-4_i64..6, 0..4)).prop_map(
        |((zone, moments), moment, mut week, shift, holidays)| {
            if week.iter().all(Vec::is_empty) {
                week[3] = vec![
                    Interval::new("09:00".parse().expect("a time"), "17:00".parse().expect("a time")).expect("hours"),
                ];
            }
            let moment = Timestamp::parse(moment.get::<&str>(moments)).expect("a time").unix_seconds();
            let zoned = TimeZone::get(zone).expect("a zone");
            let day = |shift: &i64| {
                let at = jiff::Timestamp::from_second(moment + shift * DAY).expect("in range");
                zoned.to_datetime(at).date().to_string().parse().expect("a day")
            };
            let days: std::collections::BTreeSet<_> = holidays.iter().map(day).collect();
            let holiday = |day| Holiday { day, name: Name::parse("Feast").expect("a name") };
            let calendar = Calendar {
                name: Name::parse("Hours").expect("a name"),
                zone: ZoneName::parse(zone).expect("a name"),
                week: Week::new(week).expect("a week"),
                holidays: Holidays::new(days.into_iter().map(holiday).collect()).expect("holidays"),
            };
            (calendar, moment + shift)
        },
    )
}

/// Which minutes count: by looking at the wall clock.
struct Wall {
    calendar: Calendar,
    zone: TimeZone,
}

impl Wall {
    fn new(calendar: &Calendar) -> Self {
        Self { calendar: calendar.clone(), zone: TimeZone::get(calendar.zone.as_str()).expect("a zone") }
    }

    /// Whether the minute that begins at a second counts.
    fn counts(&self, minute: i64) -> bool {
        let there = self.zone.to_datetime(jiff::Timestamp::from_second(minute).expect("in range"));
        let date = there.date().to_string();
        let weekday =
            domain::sla::Weekday::ALL[usize::try_from(there.weekday().to_monday_zero_offset()).expect("a day")];
        let minute =
            u16::try_from(there.hour()).expect("an hour") * 60 + u16::try_from(there.minute()).expect("a minute");
        let within = |hours: &Interval| (hours.from().minutes()..hours.to().minutes()).contains(&minute);
        let holiday = self.calendar.holidays.iter().any(|holiday| holiday.day.to_string() == date);
        !holiday && self.calendar.week.hours(weekday).iter().any(within)
    }

    fn between(&self, from: i64, to: i64) -> i64 {
        pieces(from, to)
            .filter(|&(begin, _)| self.counts(begin - begin.rem_euclid(60)))
            .map(|(begin, end)| end - begin)
            .sum()
    }
}

/// A span cut at whole minutes.
fn pieces(from: i64, to: i64) -> impl Iterator<Item = (i64, i64)> {
    let mut at = from;
    std::iter::from_fn(move || {
        let begin = at;
        at = (begin - begin.rem_euclid(60) + 60).min(to);
        (begin < to).then_some((begin, at))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn time_between_is_what_the_wall_clock_shows((calendar, from) in calendar(), length in 0..4 * DAY) {
        let working = WorkingTime::open(&calendar).expect("a zone");
        prop_assert_eq!(working.between(timestamp(from), timestamp(from + length)), Wall::new(&calendar).between(from, from + length));
    }

    /// The moment after so many seconds is the first by which they have passed.
    #[test]
    fn time_after_undoes_time_between((calendar, from) in calendar(), seconds in 0_i64..40 * 3600) {
        let working = WorkingTime::open(&calendar).expect("a zone");
        if let Some(due) = working.after(timestamp(from), seconds) {
            prop_assert_eq!(working.between(timestamp(from), due), seconds);
            if seconds > 0 {
                prop_assert_eq!(working.between(timestamp(from), due.plus_seconds(-1)), seconds - 1);
            }
        } else {
            // Only hours that never come are too far away for this.
            prop_assert_eq!(working.between(timestamp(from), timestamp(from + 5 * 366 * DAY)), 0);
        }
    }

    #[test]
    fn spans_add_up((calendar, from) in calendar(), first in 0..9_000 * DAY, second in 0..9_000 * DAY) {
        let working = WorkingTime::open(&calendar).expect("a zone");
        let (start, middle, end) = (timestamp(from), timestamp(from + first), timestamp(from + first + second));
        prop_assert_eq!(working.between(start, middle) + working.between(middle, end), working.between(start, end));
    }
}

fn happened() -> impl Strategy<Value = Happened> {
    prop_oneof![
        prop::sample::select(Status::ALL).prop_map(Happened::Status),
        prop::sample::select(Priority::ALL).prop_map(Happened::Priority),
        Just(Happened::CustomerSpoke),
        Just(Happened::StaffAnswered),
    ]
}

fn targets() -> impl Strategy<Value = Targets> {
    let minutes =
        || prop::option::weighted(0.8, (1_u32..1200).prop_map(|minutes| Minutes::new(minutes).expect("a target")));
    (minutes(), minutes(), minutes()).prop_map(|(first_response, next_response, resolution)| Targets {
        first_response,
        next_response,
        resolution,
    })
}

/// A ticket's life: what happens, and how many seconds after what came before.
fn life() -> impl Strategy<Value = Vec<(Happened, i64)>> {
    let wait = prop_oneof![Just(0), 1_i64..300, 300_i64..20 * 3600];
    prop::collection::vec((happened(), wait), 0..10)
}

fn policy() -> impl Strategy<Value = Policy> {
    (prop::array::uniform4(targets()), 1_u8..=99).prop_filter_map("a target", |(targets, warn)| {
        let targets =
            TargetsByPriority::new(|priority| targets[usize::try_from(priority.rank()).expect("a rank")]).ok()?;
        Some(Policy {
            name: Name::parse("Policy").expect("a name"),
            targets,
            warn: WarnShare::new(warn).expect("a share"),
        })
    })
}

/// What the slow model knows of a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Slow {
    target: TargetKind,
    cycle: u32,
    allowed: Option<i64>,
    phase: ClockPhase,
    started: i64,
    stopped: Option<i64>,
    elapsed: i64,
    warned: Option<i64>,
    breached: Option<i64>,
}

/// A ticket, walked through minute by minute.
struct Model<'a> {
    policy: &'a Policy,
    wall: Wall,
    priority: Priority,
    status: Status,
    clocks: Vec<Slow>,
}

impl Model<'_> {
    fn allowed(&self, target: TargetKind) -> Option<i64> {
        let targets = self.policy.targets.of(self.priority);
        let minutes = match target {
            TargetKind::FirstResponse => targets.first_response,
            TargetKind::NextResponse => targets.next_response,
            TargetKind::Resolution => targets.resolution,
        };
        minutes.map(|minutes| i64::from(minutes.get()) * 60)
    }

    fn paused(&self) -> bool {
        self.status == Status::WaitingOnCustomer || self.status == Status::Resolved
    }

    fn start(&mut self, target: TargetKind, at: i64) {
        let cycle = 1 + u32::try_from(self.clocks.iter().filter(|clock| clock.target == target).count()).expect("few");
        let phase = if self.paused() { ClockPhase::Paused } else { ClockPhase::Running };
        let allowed = self.allowed(target);
        self.clocks.push(Slow {
            target,
            cycle,
            allowed,
            phase,
            started: at,
            stopped: None,
            elapsed: 0,
            warned: None,
            breached: None,
        });
    }

    fn stop(&mut self, resolution_too: bool, at: i64) {
        for clock in &mut self.clocks {
            if clock.phase != ClockPhase::Stopped && (resolution_too || clock.target != TargetKind::Resolution) {
                clock.phase = ClockPhase::Stopped;
                clock.stopped = Some(at);
            }
        }
    }

    /// Marks what is reached at a moment.
    fn mark(&mut self, at: i64) {
        for clock in self.clocks.iter_mut().filter(|clock| clock.phase == ClockPhase::Running) {
            let Some(allowed) = clock.allowed else { continue };
            if clock.elapsed >= self.policy.warn.of(allowed) && clock.warned.is_none() {
                clock.warned = Some(at);
            }
            if clock.elapsed >= allowed && clock.breached.is_none() {
                clock.breached = Some(at);
            }
        }
    }

    fn walk(&mut self, from: i64, to: i64) {
        self.mark(from);
        for (begin, end) in pieces(from, to) {
            if !self.wall.counts(begin - begin.rem_euclid(60)) {
                continue;
            }
            for clock in self.clocks.iter_mut().filter(|clock| clock.phase == ClockPhase::Running) {
                let reach = |share: i64| {
                    (clock.elapsed < share && clock.elapsed + end - begin >= share)
                        .then(|| begin + share - clock.elapsed)
                };
                if let Some(allowed) = clock.allowed {
                    clock.warned = clock.warned.or(reach(self.policy.warn.of(allowed)));
                    clock.breached = clock.breached.or(reach(allowed));
                }
                clock.elapsed += end - begin;
            }
        }
    }

    fn happen(&mut self, what: Happened, at: i64) {
        match what {
            Happened::Created(_) => unreachable!("only once"),
            Happened::Priority(priority) => {
                self.priority = priority;
                for place in 0..self.clocks.len() {
                    let allowed = self.allowed(self.clocks[place].target);
                    let clock = &mut self.clocks[place];
                    if clock.phase == ClockPhase::Stopped || clock.allowed == allowed {
                        continue;
                    }
                    clock.allowed = allowed;
                    clock.warned = clock
                        .warned
                        .filter(|_| allowed.is_some_and(|allowed| clock.elapsed >= self.policy.warn.of(allowed)));
                    clock.breached = clock.breached.filter(|_| allowed.is_some_and(|allowed| clock.elapsed >= allowed));
                }
            }
            Happened::Status(status) => {
                let before = self.status;
                self.status = status;
                if status == Status::Resolved || status == Status::Closed {
                    self.stop(status == Status::Closed, at);
                }
                let phase = if self.paused() { ClockPhase::Paused } else { ClockPhase::Running };
                for clock in self.clocks.iter_mut().filter(|clock| clock.phase != ClockPhase::Stopped) {
                    clock.phase = phase;
                }
                if before == Status::Closed && status != Status::Closed {
                    self.start(TargetKind::Resolution, at);
                }
            }
            Happened::CustomerSpoke => {
                let waits = self
                    .clocks
                    .iter()
                    .any(|clock| clock.phase != ClockPhase::Stopped && clock.target != TargetKind::Resolution);
                if self.status != Status::Closed && !waits {
                    self.start(TargetKind::NextResponse, at);
                }
            }
            Happened::StaffAnswered => self.stop(false, at),
        }
    }
}

fn compare(clock: &Clock, slow: &Slow, model: &Model<'_>, now: i64) -> TestCaseResult {
    let warned = clock.warn_at.filter(|_| clock.warned).map(Timestamp::unix_seconds);
    let breached = clock.due_at.filter(|_| clock.breached).map(Timestamp::unix_seconds);
    let seen = Slow {
        target: clock.target,
        cycle: clock.cycle,
        allowed: clock.allowed.map(|minutes| i64::from(minutes.get()) * 60),
        phase: clock.phase,
        started: clock.started_at.unix_seconds(),
        stopped: clock.stopped_at.map(Timestamp::unix_seconds),
        elapsed: clock.elapsed,
        warned,
        breached,
    };
    prop_assert_eq!(&seen, slow);
    // Letting time pass, the model reaches the target at that very second, where it is not too far for a slow walk.
    if let (ClockPhase::Running, false, Some(due), Some(allowed)) =
        (clock.phase, clock.breached, clock.due_at, clock.allowed)
        && due.unix_seconds() - now < 4 * DAY
    {
        let left = i64::from(allowed.get()) * 60 - clock.elapsed;
        prop_assert_eq!(model.wall.between(now, due.unix_seconds()), left);
        prop_assert_eq!(model.wall.between(now, due.unix_seconds() - 1), left - 1);
    }
    // The ledger is in order and ends with what the clock says.
    prop_assert!(clock.ledger.windows(2).all(|pair| pair[0].at <= pair[1].at && pair[0].elapsed <= pair[1].elapsed));
    if clock.phase == ClockPhase::Stopped {
        prop_assert_eq!(clock.ledger.last().map(|entry| entry.elapsed), Some(clock.elapsed));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn clocks_are_what_a_walk_minute_by_minute_counts(
        (calendar, start) in calendar(),
        policy in policy(),
        life in life(),
        rest in 0..2 * DAY,
    ) {
        let working = WorkingTime::open(&calendar).expect("a zone");
        let wall = Wall::new(&calendar);
        let mut model = Model { policy: &policy, wall, priority: Priority::Medium, status: Status::Open, clocks: Vec::new() };
        model.start(TargetKind::FirstResponse, start);
        model.start(TargetKind::Resolution, start);
        let id = |number: usize| EventId::new(Uuid::from_u128(number as u128));
        let mut events = vec![Event { id: id(0), at: timestamp(start), what: Happened::Created(Priority::Medium) }];
        let mut now = start;
        for (number, (what, wait)) in life.into_iter().enumerate() {
            model.walk(now, now + wait);
            now += wait;
            model.mark(now);
            model.happen(what, now);
            events.push(Event { id: id(number + 1), at: timestamp(now), what });
        }
        model.walk(now, now + rest);
        now += rest;
        model.mark(now);
        let seen = clocks(&events, Terms { policy: &policy, working: &working }, timestamp(now));
        let mut slow = model.clocks.clone();
        slow.sort_by_key(|clock| (clock.started, clock.target, clock.cycle));
        prop_assert_eq!(seen.len(), slow.len());
        for (clock, slow) in seen.iter().zip(&slow) {
            compare(clock, slow, &model, now)?;
        }
    }
}
