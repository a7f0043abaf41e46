//! Service levels: what is promised, when people work, and the clocks of tickets. For staff; customers see none of it.

use crate::field::{FieldCode, FieldErrors, Fields};
use domain::clock::Timestamp;
use domain::id::{CalendarId, EventId, QueueId, SlaPolicyId};
use domain::sla::{
    Calendar, Cause, Clock, ClockPhase, ClockStep, Day, Entry, Holiday, Holidays, HolidaysError, Interval, MinuteOfDay,
    Minutes, Policy, SlaState, Standing, TargetKind, Targets, TargetsByPriority, WarnShare, Week, WeekError, Weekday,
    ZoneName,
};
use domain::text::Name;
use domain::ticket::{Priority, Status};
use domain::words;
use serde::{Deserialize, Serialize};

/// How a ticket stands to what was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlaView {
    /// In a word: of the target that is due first.
    pub state: SlaState,
    /// When that is due, or was. Null while its clocks pause, and where nothing is promised.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub due_at: Option<Timestamp>,
    /// Which target that is.
    pub target: Option<TargetKind>,
}

impl SlaView {
    /// As it is at a moment: the row is written anew a little after something is due, and what is overdue shall not be shown
    /// otherwise meanwhile.
    #[must_use]
    pub fn of(standing: Standing, now: Timestamp) -> Self {
        let Standing { state, due_at, target, next_at: _ } = standing;
        let state = if due_at.is_some_and(|due| due <= now) { SlaState::Breached } else { state };
        Self { state, due_at, target }
    }
}

/// What a queue promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueSlaView {
    /// The policy.
    pub policy: SlaPolicyId,
    /// The calendar in which its minutes are counted.
    pub calendar: CalendarId,
}

/// The body of `PUT /queues/{id}/sla`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueSlaRequest {
    /// The id of a policy.
    pub policy: String,
    /// The id of a calendar.
    pub calendar: String,
}

impl QueueSlaRequest {
    /// Checks both.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<QueueSlaView, FieldErrors> {
        let mut fields = Fields::new();
        let (policy, calendar) = (fields.word("/policy", &self.policy), fields.word("/calendar", &self.calendar));
        fields.finish(policy.zip(calendar).map(|(policy, calendar)| QueueSlaView { policy, calendar }))
    }
}

/// Targets of one priority, in minutes of working time. What is null is not promised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TargetsView {
    /// Until staff first answer in public.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 525_600))]
    pub first_response_minutes: Option<u32>,
    /// Until staff answer again.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 525_600))]
    pub next_response_minutes: Option<u32>,
    /// Until the ticket is solved.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 525_600))]
    pub resolution_minutes: Option<u32>,
}

impl TargetsView {
    fn of(targets: Targets) -> Self {
        let Targets { first_response, next_response, resolution } = targets;
        Self {
            first_response_minutes: first_response.map(Minutes::get),
            next_response_minutes: next_response.map(Minutes::get),
            resolution_minutes: resolution.map(Minutes::get),
        }
    }

    fn parse(self, fields: &mut Fields, pointer: &str) -> Targets {
        let mut minutes = |name: &str, minutes: Option<u32>| {
            let checked = minutes.map(Minutes::new).transpose();
            checked.map_err(|error| fields.push(&format!("{pointer}/{name}"), FieldCode::OutOfRange, error)).ok()?
        };
        Targets {
            first_response: minutes("first_response_minutes", self.first_response_minutes),
            next_response: minutes("next_response_minutes", self.next_response_minutes),
            resolution: minutes("resolution_minutes", self.resolution_minutes),
        }
    }
}

/// The targets of each priority.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriorityTargetsView {
    /// What can wait.
    pub low: TargetsView,
    /// The usual.
    pub medium: TargetsView,
    /// What hinders somebody's work.
    pub high: TargetsView,
    /// Where work stands still.
    pub urgent: TargetsView,
}

/// A policy: how much time there is for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlaPolicyView {
    /// Its id.
    pub id: SlaPolicyId,
    /// What people call it.
    pub name: String,
    /// A target is due soon after so many percent of its time.
    pub warn_percent: u8,
    /// The targets.
    pub targets: PriorityTargetsView,
    /// Grows with every change; also the ETag. A ticket keeps the version that it came in under.
    pub version: i64,
    /// When it was last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
    /// The queues that use it.
    pub queues: Vec<QueueId>,
}

impl SlaPolicyView {
    /// The targets of a policy.
    #[must_use]
    pub fn targets(policy: &Policy) -> PriorityTargetsView {
        let of = |priority| TargetsView::of(policy.targets.of(priority));
        PriorityTargetsView {
            low: of(Priority::Low),
            medium: of(Priority::Medium),
            high: of(Priority::High),
            urgent: of(Priority::Urgent),
        }
    }
}

/// The body of `POST /admin/sla-policies` and `PUT /admin/sla-policies/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlaPolicyRequest {
    /// 1 to 80 characters, and no other policy's.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub name: String,
    /// A target is due soon after so many percent of its time; 80 where absent.
    #[serde(default = "usual_share")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 99))]
    pub warn_percent: u32,
    /// The targets; at least one of them.
    pub targets: PriorityTargetsView,
}

fn usual_share() -> u32 {
    u32::from(WarnShare::default().percent())
}

impl SlaPolicyRequest {
    /// Checks every field.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<Policy, FieldErrors> {
        let mut fields = Fields::new();
        let name = fields.text("/name", &self.name, Name::parse);
        let warn = u8::try_from(self.warn_percent).ok().and_then(|percent| WarnShare::new(percent).ok());
        if warn.is_none() {
            fields.push("/warn_percent", FieldCode::OutOfRange, "must be 1 to 99");
        }
        let PriorityTargetsView { low, medium, high, urgent } = self.targets;
        let none_given = [low, medium, high, urgent].iter().all(|targets| *targets == TargetsView::default());
        let mut of = |pointer, targets: TargetsView| targets.parse(&mut fields, pointer);
        let (low, medium) = (of("/targets/low", low), of("/targets/medium", medium));
        let (high, urgent) = (of("/targets/high", high), of("/targets/urgent", urgent));
        let targets = TargetsByPriority::new(|priority| match priority {
            Priority::Low => low,
            Priority::Medium => medium,
            Priority::High => high,
            Priority::Urgent => urgent,
        });
        if none_given {
            fields.push("/targets", FieldCode::Required, "needs at least one target");
        }
        let complete = name.zip(warn).zip(targets.ok());
        fields.finish(complete.map(|((name, warn), targets)| Policy { name, targets, warn }))
    }
}

/// Hours of a day, from a time on and before another. `24:00` is the end of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IntervalView {
    /// As on the wall clock of the zone.
    #[cfg_attr(feature = "openapi", schema(example = "09:00"))]
    pub from: String,
    /// After `from`. Hours past midnight are two intervals.
    #[cfg_attr(feature = "openapi", schema(example = "17:00"))]
    pub to: String,
}

/// The hours of each weekday, up to 12 intervals a day, which may touch and must not overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WeekView {
    /// The first day.
    pub monday: Vec<IntervalView>,
    /// The second.
    pub tuesday: Vec<IntervalView>,
    /// The third.
    pub wednesday: Vec<IntervalView>,
    /// The fourth.
    pub thursday: Vec<IntervalView>,
    /// The fifth.
    pub friday: Vec<IntervalView>,
    /// The sixth.
    pub saturday: Vec<IntervalView>,
    /// The last.
    pub sunday: Vec<IntervalView>,
}

impl WeekView {
    fn of(week: &Week) -> Self {
        let day = |weekday| {
            let view = |hours: &Interval| IntervalView { from: hours.from().to_string(), to: hours.to().to_string() };
            week.hours(weekday).iter().map(view).collect()
        };
        Self {
            monday: day(Weekday::Monday),
            tuesday: day(Weekday::Tuesday),
            wednesday: day(Weekday::Wednesday),
            thursday: day(Weekday::Thursday),
            friday: day(Weekday::Friday),
            saturday: day(Weekday::Saturday),
            sunday: day(Weekday::Sunday),
        }
    }

    fn parse(self, fields: &mut Fields) -> Option<Week> {
        let Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday } = self;
        let given = [monday, tuesday, wednesday, thursday, friday, saturday, sunday];
        let mut days: [Vec<Interval>; 7] = Default::default();
        let mut readable = true;
        for ((weekday, given), day) in Weekday::ALL.iter().zip(given).zip(&mut days) {
            // More than there may be are not read one by one.
            for (index, interval) in given.into_iter().take(Week::MAX_INTERVALS + 1).enumerate() {
                let interval = hours(fields, &format!("/week/{weekday}/{index}"), &interval);
                readable &= interval.is_some();
                day.extend(interval);
            }
        }
        let errors = match Week::new(days) {
            Ok(week) => return readable.then_some(week),
            Err(errors) => errors,
        };
        for error in errors {
            match error {
                // Said already, of what is given and cannot be read.
                WeekError::NoHours if !readable => {}
                WeekError::NoHours => fields.push("/week", FieldCode::Required, error),
                WeekError::TooMany { weekday } => {
                    fields.push(&format!("/week/{weekday}"), FieldCode::OutOfRange, error);
                }
                WeekError::Overlap { weekday, index } if readable => {
                    fields.push(&format!("/week/{weekday}/{index}"), FieldCode::Contradiction, error);
                }
                // Places are not those of the request where some were left out.
                WeekError::Overlap { weekday, index: _ } => {
                    fields.push(&format!("/week/{weekday}"), FieldCode::Contradiction, error);
                }
            }
        }
        None
    }
}

fn hours(fields: &mut Fields, pointer: &str, view: &IntervalView) -> Option<Interval> {
    let mut time = |name: &str, text: &str| {
        let read = text.parse::<MinuteOfDay>();
        read.map_err(|error| fields.push(&format!("{pointer}/{name}"), FieldCode::UnknownValue, error)).ok()
    };
    let (from, to) = (time("from", &view.from), time("to", &view.to));
    let (from, to) = from.zip(to)?;
    Interval::new(from, to).map_err(|error| fields.push(pointer, FieldCode::Contradiction, error)).ok()
}

/// A date on which nobody works, in the zone of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HolidayView {
    /// From 1970-01-01 to 2199-12-31.
    #[cfg_attr(feature = "openapi", schema(format = Date, example = "2026-12-25"))]
    pub date: String,
    /// 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub name: String,
}

/// A calendar: when people work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarView {
    /// Its id.
    pub id: CalendarId,
    /// What people call it.
    pub name: String,
    /// By its IANA name.
    pub time_zone: String,
    /// The hours of each weekday, in order.
    pub week: WeekView,
    /// The dates on which nobody works, in order.
    pub holidays: Vec<HolidayView>,
    /// Grows with every change; also the ETag. A ticket keeps the version that it came in under.
    pub version: i64,
    /// When it was last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub updated_at: Timestamp,
    /// The queues that use it.
    pub queues: Vec<QueueId>,
}

impl CalendarView {
    /// The hours of a calendar.
    #[must_use]
    pub fn week(calendar: &Calendar) -> WeekView {
        WeekView::of(&calendar.week)
    }

    /// The holidays of a calendar.
    #[must_use]
    pub fn holidays(calendar: &Calendar) -> Vec<HolidayView> {
        let view =
            |holiday: &Holiday| HolidayView { date: holiday.day.to_string(), name: holiday.name.as_str().to_owned() };
        calendar.holidays.iter().map(view).collect()
    }
}

/// The body of `POST /admin/calendars` and `PUT /admin/calendars/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarRequest {
    /// 1 to 80 characters, and no other calendar's.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 80))]
    pub name: String,
    /// A zone of the IANA database, such as `Europe/Berlin`.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Berlin"))]
    pub time_zone: String,
    /// The hours of each weekday; at least one interval in the week.
    pub week: WeekView,
    /// Up to 500, each date once.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(max_items = 500))]
    pub holidays: Vec<HolidayView>,
}

impl CalendarRequest {
    /// Checks every field. Whether there is such a zone, only the server knows.
    ///
    /// # Errors
    /// Names each bad field.
    pub fn parse(self) -> Result<Calendar, FieldErrors> {
        let mut fields = Fields::new();
        let name = fields.text("/name", &self.name, Name::parse);
        let zone = ZoneName::parse(&self.time_zone);
        let zone = zone.map_err(|error| fields.push("/time_zone", FieldCode::UnknownValue, error)).ok();
        let week = self.week.parse(&mut fields);
        let holidays = holidays(&mut fields, &self.holidays);
        let complete = name.zip(zone).zip(week).zip(holidays);
        fields.finish(complete.map(|(((name, zone), week), holidays)| Calendar { name, zone, week, holidays }))
    }
}

fn holidays(fields: &mut Fields, given: &[HolidayView]) -> Option<Holidays> {
    if given.len() > Holidays::MAX {
        fields.push("/holidays", FieldCode::OutOfRange, HolidaysError::TooMany);
        return None;
    }
    let mut holidays = Vec::with_capacity(given.len());
    // Their places in the request: one that cannot be read is left out here.
    let mut places = Vec::with_capacity(given.len());
    for (index, HolidayView { date, name }) in given.iter().enumerate() {
        let pointer = format!("/holidays/{index}");
        let day = date.parse::<Day>();
        let day = day.map_err(|error| fields.push(&format!("{pointer}/date"), FieldCode::UnknownValue, error)).ok();
        let name = fields.text(&format!("{pointer}/name"), name, Name::parse);
        if let Some((day, name)) = day.zip(name) {
            holidays.push(Holiday { day, name });
            places.push(index);
        }
    }
    match Holidays::new(holidays) {
        Ok(holidays) => Some(holidays),
        Err(errors) => {
            for error in errors {
                match error {
                    HolidaysError::TooMany => fields.push("/holidays", FieldCode::OutOfRange, error),
                    HolidaysError::Duplicate { index, .. } => {
                        let place = places.get(index).copied().unwrap_or(index);
                        fields.push(&format!("/holidays/{place}/date"), FieldCode::Contradiction, error);
                    }
                }
            }
            None
        }
    }
}

/// The answer of `POST …/reapply`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReappliedView {
    /// How many tickets go by what is promised in their queue now.
    pub tickets: u64,
}

/// An edition that a ticket goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlaPolicyEditionView {
    /// The policy. It may be gone.
    pub id: SlaPolicyId,
    /// Which version of it.
    pub version: i64,
    /// What it was called.
    pub name: String,
    /// A target is due soon after so many percent of its time.
    pub warn_percent: u8,
}

/// An edition that a ticket goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarEditionView {
    /// The calendar. It may be gone.
    pub id: CalendarId,
    /// Which version of it.
    pub version: i64,
    /// What it was called.
    pub name: String,
    /// By its IANA name.
    pub time_zone: String,
}

/// The answer of `GET /tickets/{id}/sla`: where each figure comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlaLedgerView {
    /// For which moment it was computed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// How the ticket stands.
    pub sla: SlaView,
    /// By which policy; null where nothing is promised.
    pub policy: Option<SlaPolicyEditionView>,
    /// In which calendar.
    pub calendar: Option<CalendarEditionView>,
    /// The clocks in the order in which they started; of very many the last 100.
    pub clocks: Vec<SlaClockView>,
    /// How many earlier clocks are left out.
    pub earlier: u32,
}

impl SlaLedgerView {
    /// The most clocks that an answer holds.
    pub const MAX_CLOCKS: usize = 100;
}

/// A clock of a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlaClockView {
    /// What it measures the time until.
    pub target: TargetKind,
    /// The how-manieth of its kind on this ticket, from 1.
    pub cycle: u32,
    /// Minutes of working time that it may take; null where nothing is promised.
    pub target_minutes: Option<u32>,
    /// Whether it runs.
    pub phase: ClockPhase,
    /// When it started.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub started_at: Timestamp,
    /// When it stopped.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub stopped_at: Option<Timestamp>,
    /// Working time in seconds.
    pub elapsed_seconds: i64,
    /// What is left of the target in seconds, less than 0 by how far it is exceeded.
    pub remaining_seconds: Option<i64>,
    /// When it is due soon, or was. Null while it pauses before that.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub warn_at: Option<Timestamp>,
    /// When it is due, was, or would have been. Null while it pauses before that, and where that is more than twenty years
    /// away.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub due_at: Option<Timestamp>,
    /// Whether the warning was reached.
    pub warned: bool,
    /// Whether the target was used up.
    pub breached: bool,
    /// All that happened to it, in order.
    pub ledger: Vec<SlaEntryView>,
}

words! {
    /// Why something happened to a clock.
    SlaCause {
        /// The ticket was created.
        Created => "created",
        /// It has another priority.
        Priority => "priority",
        /// It has another status.
        Status => "status",
        /// The requester or a participant said something.
        CustomerSpoke => "customer_spoke",
        /// Staff said something.
        StaffAnswered => "staff_answered",
        /// Time has passed.
        Time => "time",
    }
}

/// A line of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlaEntryView {
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// What happened to the clock.
    pub step: ClockStep,
    /// Why.
    pub cause: SlaCause,
    /// With `status`: which.
    pub status: Option<Status>,
    /// With `priority` and `created`: which.
    pub priority: Option<Priority>,
    /// The event of the history that it was; null where time alone did it.
    pub event: Option<EventId>,
    /// Working time until then, in seconds.
    pub elapsed_seconds: i64,
}

impl From<Clock> for SlaClockView {
    fn from(clock: Clock) -> Self {
        let remaining_seconds = clock.remaining();
        let Clock {
            target,
            cycle,
            allowed,
            phase,
            started_at,
            stopped_at,
            elapsed,
            warn_at,
            due_at,
            warned,
            breached,
            ledger,
        } = clock;
        Self {
            target,
            cycle,
            target_minutes: allowed.map(Minutes::get),
            phase,
            started_at,
            stopped_at,
            elapsed_seconds: elapsed,
            remaining_seconds,
            warn_at,
            due_at,
            warned,
            breached,
            ledger: ledger.into_iter().map(SlaEntryView::from).collect(),
        }
    }
}

impl From<Entry> for SlaEntryView {
    fn from(entry: Entry) -> Self {
        let Entry { at, step, cause, event, elapsed } = entry;
        let (cause, status, priority) = match cause {
            Cause::Created => (SlaCause::Created, None, None),
            Cause::Priority(priority) => (SlaCause::Priority, None, Some(priority)),
            Cause::Status(status) => (SlaCause::Status, Some(status), None),
            Cause::CustomerSpoke => (SlaCause::CustomerSpoke, None, None),
            Cause::StaffAnswered => (SlaCause::StaffAnswered, None, None),
            Cause::Time => (SlaCause::Time, None, None),
        };
        Self { at, step, cause, status, priority, event, elapsed_seconds: elapsed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar(week: &serde_json::Value, holidays: &serde_json::Value) -> Result<Calendar, FieldErrors> {
        let body =
            serde_json::json!({"name": "Hours", "time_zone": "Europe/Berlin", "week": week, "holidays": holidays});
        serde_json::from_value::<CalendarRequest>(body).expect("the form of a request").parse()
    }

    fn wrong<T>(parsed: Result<T, FieldErrors>) -> Vec<(String, FieldCode)> {
        let Err(errors) = parsed else { return Vec::new() };
        errors.into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    #[test]
    fn every_bad_field_of_a_calendar_is_named_where_it_stands() {
        use FieldCode as F;
        use serde_json::json;
        let place = |pointer: &str, code| (pointer.to_owned(), code);
        assert_eq!(wrong(calendar(&json!({}), &json!([]))), [place("/week", F::Required)]);
        let week = json!({
            "monday": [{"from": "13:00", "to": "17:00"}, {"from": "09:00", "to": "13:01"}],
            "friday": [{"from": "17:00", "to": "09:00"}],
            "sunday": [{"from": "9:00", "to": "25:00"}],
        });
        assert_eq!(
            wrong(calendar(&week, &json!([]))),
            [
                place("/week/friday/0", F::Contradiction),
                place("/week/sunday/0/from", F::UnknownValue),
                place("/week/sunday/0/to", F::UnknownValue),
                place("/week/monday", F::Contradiction),
            ]
        );
        let overlap = json!({"monday": [{"from": "13:00", "to": "17:00"}, {"from": "09:00", "to": "13:01"}]});
        assert_eq!(wrong(calendar(&overlap, &json!([]))), [place("/week/monday/0", F::Contradiction)]);
        let hours = json!({"monday": [{"from": "00:00", "to": "24:00"}]});
        let holidays = json!([
            {"date": "2026-12-25", "name": "Christmas"}, {"date": "2026-02-30", "name": "x"},
            {"date": "2026-12-25", "name": "Again"}, {"date": "2026-12-26", "name": " "},
        ]);
        assert_eq!(
            wrong(calendar(&hours, &holidays)),
            [
                place("/holidays/1/date", F::UnknownValue),
                place("/holidays/3/name", F::Required),
                place("/holidays/2/date", F::Contradiction),
            ]
        );
        let parsed = calendar(&hours, &json!([])).expect("a calendar");
        assert_eq!(CalendarView::week(&parsed).monday, [IntervalView { from: "00:00".into(), to: "24:00".into() }]);
    }

    #[test]
    fn every_bad_field_of_a_policy_is_named_where_it_stands() {
        use serde_json::json;
        let policy = |targets: serde_json::Value, warn: u32| {
            let body = json!({"name": "Standard", "warn_percent": warn, "targets": targets});
            serde_json::from_value::<SlaPolicyRequest>(body).expect("the form of a request").parse()
        };
        let place = |pointer: &str, code| (pointer.to_owned(), code);
        assert_eq!(wrong(policy(json!({}), 80)), [place("/targets", FieldCode::Required)]);
        let targets = json!({"low": {"resolution_minutes": 0}, "urgent": {"first_response_minutes": 525_601}});
        assert_eq!(
            wrong(policy(targets, 100)),
            [
                place("/warn_percent", FieldCode::OutOfRange),
                place("/targets/low/resolution_minutes", FieldCode::OutOfRange),
                place("/targets/urgent/first_response_minutes", FieldCode::OutOfRange),
            ]
        );
        let parsed = policy(json!({"high": {"next_response_minutes": 60}}), 99).expect("a policy");
        assert_eq!(SlaPolicyView::targets(&parsed).high.next_response_minutes, Some(60));
        assert_eq!(SlaPolicyView::targets(&parsed).low, TargetsView::default());
    }
}
