//! The service levels, for admins: what is promised, and which hours count.

use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::marks::priority_mark;
use crate::components::page::{loaded, page_title};
use crate::components::week_picture::week_picture;
use crate::i18n::{format, t, tr};
use crate::routes::{AdminRoute, Route};
use crate::state::policy_form::{PRIORITIES, TARGETS, minutes, of_priority};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::week::{spans, total};
use crate::state::{App, app, duration};
use domain::id::QueueId;
use domain::sla::TargetKind;
use domain::ticket::Priority;
use dto::sla::{CalendarView, ReappliedView, SlaPolicyView};
use std::rc::Rc;
use ui::{
    ButtonKind, Dialog, El, Glyph, Row, Signal, Text, View, button, dialog, dialog_foot, div, el, empty_state, link, p,
    rows, span, switch,
};

/// A policy or a calendar: what can be done about them is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Terms {
    Policy(SlaPolicyView),
    Calendar(CalendarView),
}

impl Terms {
    fn name(&self) -> &str {
        match self {
            Self::Policy(policy) => &policy.name,
            Self::Calendar(calendar) => &calendar.name,
        }
    }

    fn queues(&self) -> &[QueueId] {
        match self {
            Self::Policy(policy) => &policy.queues,
            Self::Calendar(calendar) => &calendar.queues,
        }
    }

    fn id(&self) -> String {
        match self {
            Self::Policy(policy) => policy.id.to_string(),
            Self::Calendar(calendar) => calendar.id.to_string(),
        }
    }

    /// Where it is changed.
    fn route(&self) -> Route {
        Route::Admin(match self {
            Self::Policy(policy) => AdminRoute::Policy(Some(policy.id)),
            Self::Calendar(calendar) => AdminRoute::Calendar(Some(calendar.id)),
        })
    }
}

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Page {
    app: App,
    policies: Signal<Vec<SlaPolicyView>>,
    calendars: Signal<Vec<CalendarView>>,
    policies_progress: Progress,
    calendars_progress: Progress,
    /// The one that something is done with.
    chosen: Signal<Option<Terms>>,
    applies: Signal<bool>,
    deletes: Signal<bool>,
    /// Whether it is said why it cannot be deleted.
    refuses: Signal<bool>,
    busy: Signal<bool>,
}

/// The page.
pub(crate) fn service_levels() -> El {
    let page = Page {
        app: app(),
        policies: Signal::default(),
        calendars: Signal::default(),
        policies_progress: Progress::new(),
        calendars_progress: Progress::new(),
        chosen: Signal::new(None),
        applies: Signal::new(false),
        deletes: Signal::new(false),
        refuses: Signal::new(false),
        busy: Signal::new(false),
    };
    page.load_policies();
    page.load_calendars();
    let policies = Section {
        id: "policies",
        title: tr!(sla.policies),
        lead: tr!(sla.policies_lead),
        new: (AdminRoute::Policy(None), tr!(sla.new_policy)),
        content: loaded(page.policies_progress, 6, move || page.load_policies(), move || policies(page)),
    };
    let calendars = Section {
        id: "calendars",
        title: tr!(sla.calendars),
        lead: tr!(sla.calendars_lead),
        new: (AdminRoute::Calendar(None), tr!(sla.new_calendar)),
        content: loaded(page.calendars_progress, 6, move || page.load_calendars(), move || calendars(page)),
    };
    div("narrow").child((
        el("div").child((page_title(None, tr!(shell.sla)), p("lead").child(tr!(sla.lead)))),
        section(policies),
        section(calendars),
        confirm(apply_question(page), move || page.apply()),
        confirm(delete_question(page), move || page.delete()),
        in_use(page),
    ))
}

impl Page {
    fn load_policies(self) {
        self.policies_progress.load(self.app.api.policies(), move |found| {
            self.policies.set(found);
            self.app.navigation.settled();
        });
    }

    fn load_calendars(self) {
        self.calendars_progress.load(self.app.api.calendars(), move |found| {
            self.calendars.set(found);
            self.app.navigation.settled();
        });
    }

    fn name(self) -> String {
        self.chosen.with(|chosen| chosen.as_ref().map(|chosen| chosen.name().to_owned())).unwrap_or_default()
    }

    /// The names of the queues that go by it.
    fn queues(self) -> String {
        let ids = self.chosen.with(|chosen| chosen.as_ref().map(|chosen| chosen.queues().to_vec()));
        self.named(&ids.unwrap_or_default())
    }

    fn named(self, queues: &[QueueId]) -> String {
        queues.iter().map(|queue| self.app.catalogue.queue(*queue)).collect::<Vec<_>>().join(", ")
    }

    fn apply(self) {
        let api = self.app.api;
        let answer = match self.chosen.get_untracked() {
            Some(Terms::Policy(policy)) => api.reapply_policy(policy.id),
            Some(Terms::Calendar(calendar)) => api.reapply_calendar(calendar.id),
            None => return,
        };
        run(self.busy, answer, move |ReappliedView { tickets }| {
            self.applies.set(false);
            self.app.notices.good((t().sla.applied)(tickets, &format::number(tickets)));
        });
    }

    fn delete(self) {
        let api = self.app.api;
        let (answer, words) = match self.chosen.get_untracked() {
            Some(Terms::Policy(policy)) => (api.delete_policy(policy.id, policy.version), t().sla.policy_deleted),
            Some(Terms::Calendar(calendar)) => {
                (api.delete_calendar(calendar.id, calendar.version), t().sla.calendar_deleted)
            }
            None => return,
        };
        run(self.busy, answer, move |_| {
            self.deletes.set(false);
            self.app.notices.good(words);
            self.load_policies();
            self.load_calendars();
            browser::rescue_focus();
        });
    }
}

struct Section {
    id: &'static str,
    title: Text,
    lead: Text,
    new: (AdminRoute, Text),
    content: View,
}

fn section(Section { id, title, lead, new: (route, word), content }: Section) -> El {
    let new = link("button", Route::Admin(route).href()).glyph(Glyph::Plus).child(word);
    el("section").class("terms").attr("aria-labelledby", id).child((
        div("terms-head").child((el("div").child((el("h2").id(id).child(title), p("form-note").child(lead))), new)),
        el("div").child(content),
    ))
}

fn policies(page: Page) -> View {
    let nothing = || div("card").child(empty_state(Glyph::Clock, tr!(sla.no_policies), tr!(sla.no_policies_text)));
    let row = move |policy: SlaPolicyView| {
        let terms = Terms::Policy(policy.clone());
        Row::new(format!("{} {}", policy.id, policy.version), move || {
            let warn = policy.warn_percent;
            card(page, &terms, move || (t().sla.warns)(warn), promised(&policy))
        })
    };
    let lines = move || div("terms-list").child(rows(move || page.policies.get().into_iter().map(row).collect()));
    switch(move || page.policies.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() })
}

fn calendars(page: Page) -> View {
    let nothing = || div("card").child(empty_state(Glyph::Clock, tr!(sla.no_calendars), tr!(sla.no_calendars_text)));
    let row = move |calendar: CalendarView| {
        let terms = Terms::Calendar(calendar.clone());
        Row::new(format!("{} {}", calendar.id, calendar.version), move || {
            let days = spans(calendar.week);
            let (hours, zone, holidays) = (duration::write(total(&days)), calendar.time_zone, calendar.holidays.len());
            let facts =
                move || format!("{zone} · {} · {}", (t().sla.per_week)(&hours), (t().sla.holiday_count)(holidays));
            card(page, &terms, facts, week_picture(move || days.clone()))
        })
    };
    let lines = move || div("terms-list").child(rows(move || page.calendars.get().into_iter().map(row).collect()));
    switch(move || page.calendars.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() })
}

fn card(page: Page, terms: &Terms, facts: impl Fn() -> String + 'static, picture: El) -> El {
    let id = terms.id();
    let queues = terms.queues().to_vec();
    let used = !queues.is_empty();
    let holds = move || if used { (t().sla.used_by)(&page.named(&queues)) } else { t().sla.unused.to_owned() };
    let name: Rc<str> = terms.name().into();
    let labelled = |label: fn() -> fn(&str) -> String| {
        let name = name.clone();
        move || Some(label()(&name))
    };
    let choose = |open: Signal<bool>| {
        let terms = terms.clone();
        move || {
            page.chosen.set(Some(terms.clone()));
            open.set(true);
        }
    };
    let change = link("button", terms.route().href())
        .id(format!("change-{id}"))
        .attr("aria-label", labelled(|| t().configuration.change_one))
        .child(tr!(configuration.change));
    let apply = used.then(|| {
        button(ButtonKind::Plain, tr!(sla.apply))
            .attr("aria-label", labelled(|| t().sla.apply_one))
            .press(choose(page.applies))
    });
    let delete = button(ButtonKind::Plain, tr!(configuration.delete))
        .attr("aria-label", labelled(|| t().configuration.delete_one))
        .press(choose(if used { page.refuses } else { page.deletes }));
    let title = format!("terms-{id}");
    el("article").class("card card-inset terms-card").attr("aria-labelledby", &title).child((
        el("div").child((
            el("h3").id(title).child(name.to_string()),
            p("form-note").child(facts),
            p("form-note").child(holds),
        )),
        picture,
        div("page-actions").child((change, apply, delete)),
    ))
}

/// What a policy promises, as a table.
fn promised(policy: &SlaPolicyView) -> El {
    let head = |kind: TargetKind| el("th").attr("scope", "col").child(move || (t().sla.target)(kind));
    let line = |priority: Priority| {
        let targets = of_priority(&policy.targets, priority);
        let cell = |kind: TargetKind| match minutes(targets, kind) {
            Some(minutes) => el("td").child(duration::write(minutes)),
            None => el("td").child((
                span("quiet").attr("aria-hidden", "true").child("–"),
                span("hidden-text").child(tr!(sla.not_promised)),
            )),
        };
        el("tr").child((el("th").attr("scope", "row").child(priority_mark(priority)), TARGETS.map(cell)))
    };
    let head = (el("th").attr("scope", "col").child(tr!(sla.priority)), TARGETS.map(head));
    el("table").class("targets").child((
        el("caption").class("hidden-text").child(tr!(sla.targets)),
        el("thead").child(el("tr").child(head)),
        el("tbody").child(PRIORITIES.map(line)),
    ))
}

fn apply_question(page: Page) -> Question {
    Question {
        id: "apply-terms",
        open: page.applies,
        title: (move || (t().sla.apply_title)(&page.name())).into(),
        text: (move || format!("{}. {}", (t().sla.used_by)(&page.queues()), t().sla.apply_text)).into(),
        go: tr!(sla.apply_go),
        busy: page.busy,
    }
}

fn delete_question(page: Page) -> Question {
    let go = move || {
        let calendar = page.chosen.with(|chosen| matches!(chosen, Some(Terms::Calendar(_))));
        if calendar { t().sla.delete_calendar } else { t().sla.delete_policy }
    };
    Question {
        id: "delete-terms",
        open: page.deletes,
        title: (move || (t().sla.delete_title)(&page.name())).into(),
        text: tr!(sla.delete_text),
        go: go.into(),
        busy: page.busy,
    }
}

/// Says what has to happen before it can be deleted.
fn in_use(page: Page) -> El {
    let open = page.refuses;
    let title = move || (t().sla.in_use_title)(&page.name());
    dialog(Dialog { id: "terms-in-use", open, title: title.into(), close_label: tr!(common.close) }, move || {
        (
            p("form-note").child(move || (t().sla.in_use_text)(&page.queues())),
            dialog_foot((
                link("button", Route::Admin(AdminRoute::Queues).href()).child(tr!(sla.to_queues)),
                button(ButtonKind::Primary, tr!(common.close)).press(move || open.set(false)),
            )),
        )
    })
}
