//! Where the holidays of a calendar are typed.

use super::line_field::{line_field, line_foot};
use crate::browser;
use crate::i18n::{t, tr};
use crate::state::calendar_form::{CalendarForm, Holiday};
use crate::state::fields::field_id;
use ui::{ButtonKind, El, Glyph, Row, button, div, el, icon_button, p, rows};

/// The holidays, with what adds and removes some.
pub(crate) fn holiday_list(state: CalendarForm) -> El {
    let lines = rows(move || {
        let line = |holiday: &Holiday| {
            let key = holiday.key;
            Row::new(key.to_string(), move || line(Line { state, key }))
        };
        state.holidays.with(|all| all.iter().map(line).collect())
    });
    let add = move || {
        let key = state.add_holiday();
        browser::after_paint(move || {
            ui::focus_id(&Line { state, key }.id("/date"));
        });
    };
    let attributes = "holidays-hint holidays-foot";
    el("fieldset").class("field").id("holidays").attr("tabindex", "-1").attr("aria-describedby", attributes).child((
        el("legend").class("field-label").child(tr!(sla.holidays)),
        p("field-hint").id("holidays-hint").child(tr!(sla.holidays_hint)),
        el("ul").class("holidays").child(lines),
        line_foot(|| "holidays-foot".to_owned(), move || state.form.errors.of("/holidays")),
        el("div").child(button(ButtonKind::Plain, tr!(sla.add_holiday)).glyph(Glyph::Plus).id(ADD).press(add)),
    ))
}

const ADD: &str = "add-holiday";

/// A holiday, found by its key: where it stands changes.
#[derive(Clone, Copy)]
struct Line {
    state: CalendarForm,
    key: u32,
}

impl Line {
    fn place(self) -> usize {
        let is = |holiday: &Holiday| holiday.key == self.key;
        self.state.holidays.with(|all| all.iter().position(is)).unwrap_or_default()
    }

    fn pointer(self, part: &str) -> String {
        format!("/holidays/{}{part}", self.place())
    }

    fn id(self, part: &str) -> String {
        field_id(&self.pointer(part))
    }

    fn name(self) -> String {
        (t().sla.holiday)(self.place() + 1)
    }

    fn read(self, part: fn(&Holiday) -> &String) -> String {
        let found = |holiday: &&Holiday| holiday.key == self.key;
        self.state.holidays.with(|all| all.iter().find(found).map(part).cloned()).unwrap_or_default()
    }

    fn error(self, part: &str) -> Option<String> {
        self.state.form.errors.of(&self.pointer(part))
    }

    fn remove(self) {
        self.state.remove_holiday(self.key);
        ui::focus_id(ADD);
    }
}

fn line(line: Line) -> El {
    let Line { state, key } = line;
    let date = line_field(
        (move || format!("{}: {}", line.name(), t().sla.date)).into(),
        move || line.read(|holiday| &holiday.date),
        move |date| state.change_holiday(key, |holiday| holiday.date = date),
    );
    let name = line_field(
        (move || format!("{}: {}", line.name(), t().sla.name)).into(),
        move || line.read(|holiday| &holiday.name),
        move |name| state.change_holiday(key, |holiday| holiday.name = name),
    );
    let [date, name] = [(date, "date", "/date"), (name, "text", "/name")].map(|(input, kind, part)| {
        input
            .id(move || Some(line.id(part)))
            .attr("type", kind)
            .attr("aria-describedby", move || Some(line.id("/foot")))
            .attr("aria-invalid", move || line.error(part).map(|_| "true"))
    });
    let remove = icon_button(Glyph::Close, move || format!("{}: {}", t().sla.remove, line.name()));
    el("li").class("holiday").child((
        date,
        name.attr("placeholder", tr!(sla.name)),
        remove.press(move || line.remove()),
        div("holiday-foot")
            .child(line_foot(move || line.id("/foot"), move || line.error("/date").or_else(|| line.error("/name")))),
    ))
}
