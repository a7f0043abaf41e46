//! Dates, times and numbers by the browser's `Intl`, in the language of the app and the time zone of the person, or of the
//! browser where they have chosen none.

use super::locale;
use crate::browser;
use domain::account::Locale;
use domain::clock::Timestamp;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use std::cell::{OnceCell, RefCell};
use ui::Signal;
use wasm_bindgen::{JsCast, JsValue};

/// English in the form that most of the world outside the USA reads: day before month, 24 hours.
const fn tag(locale: Locale) -> &'static str {
    match locale {
        Locale::De => "de-DE",
        Locale::En => "en-GB",
    }
}

/// Making one of these takes longer than using it a thousand times.
#[derive(Default)]
struct Formats {
    /// With the zone that it is for.
    moment: RefCell<Option<(Option<String>, Intl::DateTimeFormat)>>,
    relative: OnceCell<Intl::RelativeTimeFormat>,
    number: OnceCell<Intl::NumberFormat>,
}

/// In milliseconds.
const DAY: f64 = 86_400_000.0;

thread_local! {
    static GERMAN: Formats = Formats::default();
    static ENGLISH: Formats = Formats::default();
    /// Milliseconds; moved on by [`start_clock`], so that "a minute ago" does not stay that.
    /// The person's own time zone.
    static ZONE: Signal<Option<String>> = Signal::lasting(None);
    static NOW: Signal<f64> = Signal::lasting(Date::now());
}

fn with<T>(format: impl FnOnce(&Formats, &Array) -> T) -> T {
    let locale = locale();
    let tags = Array::of1(&JsValue::from_str(tag(locale)));
    match locale {
        Locale::De => GERMAN.with(|formats| format(formats, &tags)),
        Locale::En => ENGLISH.with(|formats| format(formats, &tags)),
    }
}

fn options(entries: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in entries {
        // A fresh plain object takes every property.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    object
}

fn date(at: Timestamp) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of every year up to 9999 fit")]
    let millis = (at.unix_micros() / 1_000) as f64;
    Date::new(&JsValue::from_f64(millis))
}

/// The moment for machines. The browser's own writer is there already; the one of [`Timestamp`] would be downloaded.
pub(crate) fn machine(at: Timestamp) -> String {
    date(at).to_iso_string().into()
}

/// Day and time, such as "24 Nov 2026, 17:52".
pub(crate) fn moment(at: Timestamp) -> String {
    let zone = ZONE.with(|zone| zone.get());
    with(|formats, tags| {
        let mut kept = formats.moment.borrow_mut();
        let format = match kept.take().filter(|(of, _)| *of == zone) {
            Some((_, format)) => format,
            None => moments(tags, zone.as_deref()),
        };
        let text = format.format().call1(&JsValue::UNDEFINED, &date(at));
        *kept = Some((zone, format));
        text.ok().and_then(|text| text.as_string()).unwrap_or_else(|| machine(at))
    })
}

fn moments(tags: &Array, zone: Option<&str>) -> Intl::DateTimeFormat {
    let parts = [("dateStyle", "medium"), ("timeStyle", "short"), ("timeZone", zone.unwrap_or_default())];
    let made = zone.and_then(|_| {
        let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
        let class: Function = Reflect::get(&intl, &JsValue::from_str("DateTimeFormat")).ok()?.dyn_into().ok()?;
        // Fails for a zone that this browser does not know.
        Reflect::construct(&class, &Array::of2(tags, &options(&parts))).ok()
    });
    made.map_or_else(|| Intl::DateTimeFormat::new(tags, &options(&parts[..2])), JsCast::unchecked_into)
}

/// The person's own zone; without one, times are in that of the browser.
pub(crate) fn set_zone(zone: Option<String>) {
    ZONE.with(|signal| {
        if signal.with_untracked(|now| *now != zone) {
            signal.set(zone);
        }
    });
}

/// The zone of the browser.
pub(crate) fn browser_zone() -> String {
    let options = with(|_, tags| Intl::DateTimeFormat::new(tags, &Object::new())).resolved_options();
    let zone = Reflect::get(&options, &JsValue::from_str("timeZone")).ok();
    zone.and_then(|zone| zone.as_string()).unwrap_or_default()
}

/// When a day begins that an input of dates has written, or one so many days later, in the person's zone: for machines.
/// Nothing where none was written.
pub(crate) fn day_start(day: &str, later: i32) -> Option<String> {
    let wanted = Date::new(&JsValue::from_str(&format!("{day}T00:00:00Z"))).get_time() + f64::from(later) * DAY;
    if wanted.is_nan() {
        return None;
    }
    // Twice, because the zone's clock may be another at midnight than it is at the first guess.
    let begin = (0..2).fold(wanted, |guess, _| wanted - (wall(guess) - guess));
    Some(Date::new(&JsValue::from_f64(begin)).to_iso_string().into())
}

/// The zone of the person, or of the browser where they have chosen none.
pub(crate) fn zone() -> String {
    ZONE.with(|zone| zone.get()).unwrap_or_else(browser_zone)
}

/// The day that it was so many days ago in the person's zone, as an input of dates writes it.
pub(crate) fn day_ago(days: u32) -> String {
    let there = wall(Date::now()) - f64::from(days) * DAY;
    String::from(Date::new(&JsValue::from_f64(there)).to_iso_string()).chars().take(10).collect()
}

/// How many days lie between two that an input of dates has written; none where one of them is no day.
pub(crate) fn days_between(from: &str, until: &str) -> u32 {
    let at = |day: &str| Date::new(&JsValue::from_str(&format!("{day}T00:00:00Z"))).get_time();
    let days = (at(until) - at(from)) / DAY;
    // No day is not a number, which is 0 as a whole one.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped, and a whole number")]
    let days = days.clamp(0.0, 1_000_000.0) as u32;
    days
}

/// A day, such as "24 Nov 2026", of one that an input of dates has written.
pub(crate) fn day(day: &str) -> String {
    let at = Date::new(&JsValue::from_str(&format!("{day}T00:00:00Z")));
    let options = options(&[("dateStyle", "medium"), ("timeZone", "UTC")]);
    if at.get_time().is_nan() { day.to_owned() } else { at.to_locale_date_string(tag(locale()), &options).into() }
}

/// What the clock on the wall shows in the person's zone, as if that were UTC.
fn wall(millis: f64) -> f64 {
    let zone = ZONE.with(|zone| zone.get_untracked()).unwrap_or_else(browser_zone);
    // Swedish writes dates as ISO 8601 does.
    let options = options(&[("timeZone", &zone)]);
    let text = Date::new(&JsValue::from_f64(millis)).to_locale_string("sv-SE", &options);
    let text = String::from(text).replace(' ', "T");
    let shown = Date::new(&JsValue::from_str(&format!("{text}Z"))).get_time();
    if shown.is_nan() { millis } else { shown }
}

/// All zones that the browser knows.
pub(crate) fn zones() -> Vec<String> {
    let known = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).and_then(|intl| {
        let list: Function = Reflect::get(&intl, &JsValue::from_str("supportedValuesOf"))?.dyn_into()?;
        list.call1(&intl, &JsValue::from_str("timeZone"))
    });
    // Browsers before 2022 have no list; what the person has chosen is offered all the same.
    let known = known.map(|known| Array::from(&known)).unwrap_or_default();
    known.iter().filter_map(|zone| zone.as_string()).collect()
}

/// How long ago, such as "3 hours ago".
pub(crate) fn ago(at: Timestamp) -> String {
    let seconds = (date(at).get_time() - NOW.with(|now| now.get())) / 1_000.0;
    let (value, unit) = in_units(seconds);
    relative(value, unit)
}

/// How soon or how long ago, such as "in 3 hours".
pub(crate) fn from_now(at: Timestamp) -> String {
    let seconds = (date(at).get_time() - NOW.with(|now| now.get())) / 1_000.0;
    let (value, unit) = in_units(-seconds.abs());
    relative(if seconds > 0.0 { -value } else { value }, unit)
}

/// How soon, such as "in 3 minutes".
pub(crate) fn later(seconds: u32) -> String {
    if seconds > 90 { relative(f64::from(seconds.div_ceil(60)), "minute") } else { relative(seconds.into(), "second") }
}

fn relative(value: f64, unit: &str) -> String {
    with(|formats, tags| {
        let format =
            formats.relative.get_or_init(|| Intl::RelativeTimeFormat::new(tags, &options(&[("numeric", "auto")])));
        String::from(format.format(value, unit))
    })
}

fn in_units(seconds: f64) -> (f64, &'static str) {
    const UNITS: [(f64, &str); 5] =
        [(31_557_600.0, "year"), (2_629_800.0, "month"), (604_800.0, "week"), (86_400.0, "day"), (3_600.0, "hour")];
    // A clock that is a little ahead of the server's must not show times to come.
    let seconds = seconds.min(0.0);
    let fits = UNITS.into_iter().find(|(length, _)| seconds.abs() >= *length);
    match fits {
        Some((length, unit)) => ((seconds / length).trunc(), unit),
        None if seconds.abs() < 60.0 => (0.0, "second"),
        None => ((seconds / 60.0).trunc(), "minute"),
    }
}

/// A number of bytes, as people say it.
pub(crate) fn size(bytes: u64) -> String {
    const KB: u64 = 1_024;
    if bytes < 10_000 * KB {
        format!("{} kB", number(bytes.div_ceil(KB)))
    } else {
        format!("{} MB", number(bytes / KB / KB))
    }
}

/// A whole number with its separators.
pub(crate) fn number(value: u64) -> String {
    with(|formats, tags| {
        let format = formats.number.get_or_init(|| Intl::NumberFormat::new(tags, &Object::new()));
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let text = format.format().call1(&JsValue::UNDEFINED, &JsValue::from_f64(value as f64));
        text.ok().and_then(|text| text.as_string()).unwrap_or_else(|| value.to_string())
    })
}

/// The hour of the day here, for a greeting.
pub(crate) fn hour() -> u32 {
    Date::new_0().get_hours()
}

/// Keeps relative times true while a page stays open.
pub(crate) fn start_clock() {
    browser::every(30_000, set_clock);
}

/// Makes relative times true now, for a page that just got its content.
pub(crate) fn set_clock() {
    NOW.with(|now| now.set(Date::now()));
}
