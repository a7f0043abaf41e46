//! A calendar, for admins: when somebody is there.

use crate::components::form_outcome::form_outcome;
use crate::components::holiday_list::holiday_list;
use crate::components::page::{loaded, page_title};
use crate::components::week_editor::week_editor;
use crate::components::week_picture::week_picture;
use crate::i18n::{format, t, tr};
use crate::routes::{AdminRoute, Route};
use crate::state::calendar_form::CalendarForm;
use crate::state::fields::characters_left;
use crate::state::progress::Progress;
use crate::state::week::{total, typed_spans};
use crate::state::{App, app, duration};
use domain::id::CalendarId;
use domain::sla::Weekday;
use domain::text::Name;
use ui::{ButtonKind, El, SelectOption, Show, div, el, error_summary, form, link, p, select, submit, text_field};

/// The page of one, or of a new one.
pub(crate) fn calendar(id: Option<CalendarId>) -> El {
    let page = Page { app: app(), id, state: CalendarForm::new(app()), progress: Progress::new() };
    page.load();
    let name = move || {
        let name = page.state.calendar.with(|calendar| calendar.as_ref().map(|calendar| calendar.name.clone()));
        let word = if id.is_some() { t().sla.calendars } else { t().sla.new_calendar };
        name.unwrap_or_else(|| word.to_owned())
    };
    let to_list = link("", Route::Admin(AdminRoute::ServiceLevels).href()).child(tr!(sla.to_list));
    let content = if id.is_some() {
        loaded(page.progress, 8, move || page.load(), move || content(page))
    } else {
        content(page).view()
    };
    div("narrow").child((el("p").child(to_list), page_title(None, name), content))
}

#[derive(Clone, Copy)]
struct Page {
    app: App,
    /// None: a new one.
    id: Option<CalendarId>,
    state: CalendarForm,
    progress: Progress,
}

impl Page {
    fn load(self) {
        if let Some(id) = self.id {
            self.progress.load(self.app.api.calendar(id), move |found| {
                self.state.fill(found);
                self.app.navigation.settled();
            });
        }
    }

    fn save(self) {
        self.state.save(self.id, move || {
            self.app.notices.good(t().sla.calendar_saved);
            self.app.navigation.replace(&Route::Admin(AdminRoute::ServiceLevels));
        });
    }
}

fn content(page: Page) -> El {
    let state = page.state;
    let fields = state.form;
    let errors = fields.errors;
    let [name, zone] = fields.values;
    let title = move || (t().common.form_errors)(errors.lines(label).len());
    let spans = move || state.days.with(typed_spans);
    let week = move || (t().sla.per_week)(&duration::write(total(&spans())));
    let named =
        text_field("name", tr!(sla.name), name).error(errors.at("/name")).count(characters_left(name, Name::MAX));
    let zoned = div("field").child((
        select("time_zone", tr!(sla.zone), move || zones(&zone.get()), move || zone.get())
            .error(errors.at("/time_zone"))
            .choose(move |chosen| zone.set(chosen)),
        p("field-hint").child(tr!(sla.zone_hint)),
    ));
    form("card card-inset form", move || page.save()).child((
        error_summary("calendar-errors", title, move || errors.lines(label)),
        div("two-columns").child((named, zoned)),
        div("week-shown").child((week_picture(spans), p("field-hint").child(week))),
        week_editor(state),
        holiday_list(state),
        page.id.map(|_| p("form-note").child(tr!(sla.holds_for_new))),
        form_outcome(fields, move || page.load()),
        div("form-foot").child((
            link("button", Route::Admin(AdminRoute::ServiceLevels).href()).child(tr!(common.cancel)),
            submit(ButtonKind::Primary, tr!(common.save)).busy(move || fields.busy.get()),
        )),
    ))
}

/// All that the browser knows, and the one that is chosen in any case.
fn zones(chosen: &str) -> Vec<SelectOption> {
    let mut zones = format::zones();
    if zones.iter().all(|zone| zone != chosen) {
        zones.insert(0, chosen.to_owned());
    }
    zones.into_iter().map(|zone| SelectOption::new(zone.clone(), zone)).collect()
}

/// What the field at a pointer is called.
fn label(pointer: &str) -> String {
    let texts = &t().sla;
    let part = |index: usize| pointer.split('/').nth(index).unwrap_or_default();
    match part(1) {
        "name" => texts.name.to_owned(),
        "time_zone" => texts.zone.to_owned(),
        "holidays" => match part(2).parse::<usize>() {
            Ok(place) => (texts.holiday)(place + 1),
            Err(_) => texts.holidays.to_owned(),
        },
        _ => match (part(2).parse::<Weekday>(), part(3).parse::<usize>()) {
            (Ok(day), Ok(place)) => (texts.hours_of)((texts.weekday)(day), place + 1),
            (Ok(day), Err(_)) => (texts.weekday)(day).to_owned(),
            (Err(_), _) => texts.hours.to_owned(),
        },
    }
}
