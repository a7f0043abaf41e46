//! Where the hours of a week are typed.

use super::line_field::{line_field, line_foot};
use crate::browser;
use crate::i18n::{t, tr};
use crate::state::calendar_form::CalendarForm;
use crate::state::fields::field_id;
use crate::state::week::{Hours, tidy};
use domain::sla::Weekday;
use ui::{ButtonKind, El, Glyph, Row, button, div, el, icon_button, p, rows, span, when};

/// The hours of each day, with what adds and removes some.
pub(crate) fn week_editor(state: CalendarForm) -> El {
    let errors = state.form.errors;
    let days: Vec<El> = Weekday::ALL.iter().map(|&of| day(state, of)).collect();
    el("fieldset")
        .class("field")
        .id("week")
        .attr("tabindex", "-1")
        .attr("aria-describedby", "week-hint week-foot")
        .child((
            el("legend").class("field-label").child(tr!(sla.hours)),
            p("field-hint").id("week-hint").child(tr!(sla.hours_hint)),
            div("week-days").child(days),
            line_foot(|| "week-foot".to_owned(), move || errors.of("/week")),
            el("div").child(button(ButtonKind::Plain, tr!(sla.repeat_monday)).press(move || state.repeat_monday())),
        ))
}

fn day(state: CalendarForm, day: Weekday) -> El {
    let place = day.index();
    let lines = rows(move || {
        let line = |hours: &Hours| {
            let key = hours.key;
            Row::new(key.to_string(), move || line(Line { state, day, key }))
        };
        state.days.with(|days| days[place].iter().map(line).collect())
    });
    let closed = when(move || state.days.with(|days| days[place].is_empty()), || span("quiet").child(tr!(sla.closed)));
    let name = move || (t().sla.weekday)(day);
    let add = move || {
        let key = state.add_hours(day);
        browser::after_paint(move || {
            ui::focus_id(&Line { state, day, key }.id("/from"));
        });
    };
    let add = button(ButtonKind::Quiet, tr!(sla.add_hours))
        .glyph(Glyph::Plus)
        .id(add_id(day))
        .attr("aria-label", move || Some((t().sla.add_hours_to)(name())))
        .press(add);
    let (pointer, label_id) = (format!("/week/{day}"), format!("name-{day}"));
    let (id, foot_id) = (field_id(&pointer), format!("{}-foot", field_id(&pointer)));
    div("week-day").id(id).attr("tabindex", "-1").attr("role", "group").attr("aria-labelledby", &label_id).child((
        span("week-day-name").id(label_id).child(name),
        div("week-hours").child((
            closed,
            lines,
            line_foot(move || foot_id.clone(), move || state.form.errors.of(&pointer)),
        )),
        add,
    ))
}

fn add_id(day: Weekday) -> String {
    format!("add-{day}")
}

/// Hours of a day, found by their key: where they stand changes.
#[derive(Clone, Copy)]
struct Line {
    state: CalendarForm,
    day: Weekday,
    key: u32,
}

impl Line {
    fn place(self) -> usize {
        let is = |hours: &Hours| hours.key == self.key;
        self.state.days.with(|days| days[self.day.index()].iter().position(is)).unwrap_or_default()
    }

    fn pointer(self, part: &str) -> String {
        format!("/week/{}/{}{part}", self.day, self.place())
    }

    fn id(self, part: &str) -> String {
        field_id(&self.pointer(part))
    }

    fn foot(self) -> String {
        self.id("/foot")
    }

    fn name(self) -> String {
        (t().sla.hours_of)((t().sla.weekday)(self.day), self.place() + 1)
    }

    fn read(self, part: fn(&Hours) -> &String) -> String {
        let found = |hours: &&Hours| hours.key == self.key;
        self.state.days.with(|days| days[self.day.index()].iter().find(found).map(part).cloned()).unwrap_or_default()
    }

    fn error(self, parts: &[&str]) -> Option<String> {
        parts.iter().find_map(|part| self.state.form.errors.of(&self.pointer(part)))
    }

    /// Takes it away. The focus goes to what adds some again, since there may be no other hours of the day.
    fn remove(self) {
        self.state.remove_hours(self.day, self.key);
        ui::focus_id(&add_id(self.day));
    }
}

/// The beginning or the end of hours.
#[derive(Clone, Copy)]
struct End {
    pointer: &'static str,
    label: fn() -> &'static str,
    read: fn(&Hours) -> &String,
    write: fn(&mut Hours) -> &mut String,
}

const FROM: End =
    End { pointer: "/from", label: || t().sla.from, read: |hours| &hours.from, write: |hours| &mut hours.from };
const TO: End = End { pointer: "/to", label: || t().sla.until, read: |hours| &hours.to, write: |hours| &mut hours.to };

fn end(line: Line, End { pointer, label, read, write }: End) -> El {
    let Line { state, day, key } = line;
    let label = move || format!("{}, {}", line.name(), label());
    let change = move |text| state.change_hours(day, key, |hours| *write(hours) = text);
    line_field(label.into(), move || line.read(read), change)
        .id(move || Some(line.id(pointer)))
        .attr("type", "text")
        .attr("inputmode", "numeric")
        .attr("placeholder", "00:00")
        .attr("aria-describedby", move || Some(line.foot()))
        .attr("aria-invalid", move || line.error(&["", pointer]).map(|_| "true"))
        .on("change", move |_| state.change_hours(day, key, |hours| *write(hours) = tidy(write(hours))))
}

fn line(line: Line) -> El {
    let remove = icon_button(Glyph::Close, move || format!("{}: {}", t().sla.remove, line.name()));
    div("week-span").id(move || Some(line.id(""))).attr("tabindex", "-1").child((
        end(line, FROM),
        span("week-dash").attr("aria-hidden", "true").child("–"),
        end(line, TO),
        remove.press(move || line.remove()),
        line_foot(move || line.foot(), move || line.error(&["", "/from", "/to"])),
    ))
}
