//! Making a calendar, and making another of one that is there.

use super::App;
use super::fields::{Field, sentence};
use super::form::{Form, Sheet};
use super::week::{Days, Hours, of_day, overlapping, tidy};
use crate::i18n::{format, t};
use domain::id::CalendarId;
use domain::sla::{MinuteOfDay, Weekday};
use dto::field::{FieldCode, FieldError, FieldErrors};
use dto::sla::{CalendarRequest, CalendarView, HolidayView, IntervalView, WeekView};
use ui::Signal;

const SHEET: Sheet = Sheet {
    id: "calendar",
    errors: "calendar-errors",
    fields: &[Field { pointer: "/name", id: "name", label: || t().sla.name }],
    kinds: &[],
    go: || t().common.save,
};

/// A date on which nobody works, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holiday {
    /// By which the line is known, wherever it stands.
    pub(crate) key: u32,
    pub(crate) date: String,
    pub(crate) name: String,
}

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct CalendarForm {
    app: App,
    /// The name and the time zone.
    pub(crate) form: Form,
    pub(crate) days: Signal<Days<Hours>>,
    pub(crate) holidays: Signal<Vec<Holiday>>,
    /// The one that is changed; none: a new one.
    pub(crate) calendar: Signal<Option<CalendarView>>,
    last_key: Signal<u32>,
}

impl CalendarForm {
    /// With what most begin with: this zone, and the usual hours from Monday to Friday.
    pub(crate) fn new(app: App) -> Self {
        let state = Self {
            app,
            form: Form::saying(&SHEET, words),
            days: Signal::default(),
            holidays: Signal::default(),
            calendar: Signal::new(None),
            last_key: Signal::new(0),
        };
        state.form.values[1].set(format::browser_zone());
        let usual = || Hours { key: state.next_key(), from: "09:00".to_owned(), to: "17:00".to_owned() };
        state.days.set(std::array::from_fn(|day| if day < 5 { vec![usual()] } else { Vec::new() }));
        state
    }

    fn next_key(self) -> u32 {
        self.last_key.update(|key| *key += 1);
        self.last_key.get_untracked()
    }

    /// Puts a calendar into the fields.
    pub(crate) fn fill(self, calendar: CalendarView) {
        self.form.clear();
        let [name, zone] = self.form.values;
        name.set(calendar.name.clone());
        zone.set(calendar.time_zone.clone());
        let mut week = calendar.week.clone();
        let hours = |IntervalView { from, to }| Hours { key: self.next_key(), from, to };
        let days = |day: usize| Weekday::ALL.get(day).map(|&day| std::mem::take(of_day(&mut week, day)));
        self.days.set(std::array::from_fn(days).map(|day| day.unwrap_or_default().into_iter().map(hours).collect()));
        let holiday = |HolidayView { date, name }| Holiday { key: self.next_key(), date, name };
        self.holidays.set(calendar.holidays.iter().cloned().map(holiday).collect());
        self.calendar.set(Some(calendar));
    }

    /// Adds hours to a day, after those it has; gives the key of their line.
    pub(crate) fn add_hours(self, day: Weekday) -> u32 {
        let key = self.next_key();
        self.days.update(|days| days[day.index()].push(Hours { key, from: String::new(), to: String::new() }));
        key
    }

    pub(crate) fn remove_hours(self, day: Weekday, key: u32) {
        // Those after it stand at other places now.
        self.form.errors.forget(&format!("/week/{day}"));
        self.days.update(|days| days[day.index()].retain(|hours| hours.key != key));
    }

    pub(crate) fn change_hours(self, day: Weekday, key: u32, change: impl FnOnce(&mut Hours)) {
        self.days.update(|days| {
            if let Some(hours) = days[day.index()].iter_mut().find(|hours| hours.key == key) {
                change(hours);
            }
        });
    }

    /// Gives the other workdays the hours of Monday.
    pub(crate) fn repeat_monday(self) {
        self.form.errors.forget("/week");
        self.days.update(|days| {
            let monday = days[0].clone();
            for day in days.iter_mut().take(5).skip(1) {
                *day = monday.iter().map(|hours| Hours { key: self.next_key(), ..hours.clone() }).collect();
            }
        });
    }

    /// Adds a holiday; gives the key of its line.
    pub(crate) fn add_holiday(self) -> u32 {
        let key = self.next_key();
        self.holidays.update(|all| all.push(Holiday { key, date: String::new(), name: String::new() }));
        key
    }

    pub(crate) fn remove_holiday(self, key: u32) {
        self.form.errors.forget("/holidays");
        self.holidays.update(|all| all.retain(|holiday| holiday.key != key));
    }

    pub(crate) fn change_holiday(self, key: u32, change: impl FnOnce(&mut Holiday)) {
        self.holidays.update(|all| {
            if let Some(holiday) = all.iter_mut().find(|holiday| holiday.key == key) {
                change(holiday);
            }
        });
    }

    /// Saves it as the calendar with this id, or as a new one.
    pub(crate) fn save(self, id: Option<CalendarId>, done: impl FnOnce() + 'static) {
        let request = self.request();
        let mut wrong = request.clone().parse().err().unwrap_or_default();
        tell_apart(&mut wrong, request.week.clone());
        let version = self.calendar.with_untracked(|calendar| calendar.as_ref().map(|calendar| calendar.version));
        let answer = match id.zip(version) {
            Some((id, version)) => self.app.api.put_calendar(id, version, &request),
            None => self.app.api.create_calendar(&request),
        };
        self.form.send(wrong, answer, move |_| done());
    }

    fn request(self) -> CalendarRequest {
        let [name, time_zone] = self.form.typed();
        let mut week = WeekView::default();
        for (&day, hours) in Weekday::ALL.iter().zip(self.days.get_untracked()) {
            let view = |hours: Hours| IntervalView { from: tidy(&hours.from), to: tidy(&hours.to) };
            *of_day(&mut week, day) = hours.into_iter().map(view).collect();
        }
        let view = |Holiday { key: _, date, name }| HolidayView { date, name };
        let holidays = self.holidays.get_untracked().into_iter().map(view).collect();
        CalendarRequest { name, time_zone, week, holidays }
    }
}

/// Hours that end before they begin contradict themselves, those that overlap contradict others: the rules have one word for
/// both, people get two. The first is moved to the end of the hours. And where some hours cannot be read, the rules say of others
/// only on which day they overlap; people are told where.
fn tell_apart(wrong: &mut FieldErrors, mut week: WeekView) {
    for &day in Weekday::ALL {
        for (index, IntervalView { from, to }) in of_day(&mut week, day).iter().enumerate() {
            let minute = |text: &str| text.parse().map(MinuteOfDay::minutes).ok();
            let ends_first = minute(from).zip(minute(to)).is_some_and(|(from, to)| from >= to);
            let pointer = format!("/week/{day}/{index}");
            for error in wrong.iter_mut().filter(|error| ends_first && error.pointer == pointer) {
                error.pointer.push_str("/to");
            }
        }
        let pointer = format!("/week/{day}");
        let of_day_alone = |error: &FieldError| error.pointer == pointer && error.code == FieldCode::Contradiction;
        if wrong.iter().any(of_day_alone) {
            wrong.retain(|error| !of_day_alone(error));
            let place = |place| FieldError::new(format!("{pointer}/{place}"), FieldCode::Contradiction, "");
            wrong.extend(overlapping(of_day(&mut week, day)).into_iter().map(place));
        }
    }
}

fn words(pointer: &str, code: FieldCode) -> String {
    let texts = &t().sla;
    let part = |index: usize| pointer.split('/').nth(index);
    let text = match (part(1), part(3), part(4), code) {
        (Some("time_zone"), ..) => texts.zone_wrong,
        (Some("week"), None, _, FieldCode::Required) => texts.no_hours,
        (Some("week"), None, _, FieldCode::OutOfRange) => texts.too_many_hours,
        (Some("week"), _, Some("from" | "to"), FieldCode::UnknownValue) => texts.time_wrong,
        (Some("week"), _, Some("to"), _) => texts.ends_first,
        (Some("week"), ..) => texts.overlap,
        (Some("holidays"), None, ..) => texts.too_many_holidays,
        (Some("holidays"), Some("date"), _, FieldCode::Contradiction) => texts.date_twice,
        (Some("holidays"), Some("date"), ..) => texts.date_wrong,
        (Some("holidays"), Some("name"), ..) => return sentence("/name", code),
        _ => return sentence(pointer, code),
    };
    text.to_owned()
}
