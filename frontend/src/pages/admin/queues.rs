//! The queues, for admins: where tickets wait, who sees them, and what is promised.

use crate::browser;
use crate::components::check_list::{CheckList, check_list};
use crate::components::confirm::{Question, confirm};
use crate::components::listing::item;
use crate::components::page::{loaded, page_title};
use crate::components::small_form::small_form;
use crate::i18n::{t, tr};
use crate::state::progress::Progress;
use crate::state::queue_form::{EVERYBODY, QueueForm, SHEET, TEAMS_ONLY};
use crate::state::run::run;
use crate::state::{App, app};
use domain::queue::DEFAULT_QUEUE;
use dto::desk::{QueueRequest, QueueView, TeamView};
use dto::sla::{CalendarView, QueueSlaView, SlaPolicyView};
use ui::{
    ButtonKind, Choice, Dialog, El, Glyph, Row, SelectOption, Show, Signal, Tone, View, button, choice, choices,
    dialog, div, el, empty_state, p, pill, rows, select, span, switch, when,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Queues {
    app: App,
    list: Signal<Vec<QueueView>>,
    teams: Signal<Vec<TeamView>>,
    policies: Signal<Vec<SlaPolicyView>>,
    calendars: Signal<Vec<CalendarView>>,
    progress: [Progress; 4],
    form: QueueForm,
    /// The one that is disabled.
    chosen: Signal<Option<QueueView>>,
    disables: Signal<bool>,
    /// Whether it is asked if everybody shall see one.
    opens: Signal<bool>,
    busy: Signal<bool>,
}

/// The page.
pub(crate) fn queues() -> El {
    let state = Queues {
        app: app(),
        list: Signal::default(),
        teams: Signal::default(),
        policies: Signal::default(),
        calendars: Signal::default(),
        progress: [(); 4].map(|()| Progress::new()),
        form: QueueForm::new(app()),
        chosen: Signal::new(None),
        disables: Signal::new(false),
        opens: Signal::new(false),
        busy: Signal::new(false),
    };
    // What a new queue promises can fail to be saved once the queue itself is made, so the list is loaded also where saving
    // was given up.
    ui::watch(
        move || state.form.form.open.get(),
        move |&open| {
            if !open {
                state.load();
            }
        },
    );
    let new = button(ButtonKind::Primary, tr!(queues.new)).glyph(Glyph::Plus).press(move || state.form.show(None));
    let title = el("div").child((page_title(None, tr!(desk.queues)), p("lead").child(tr!(queues.lead))));
    div("narrow").child((
        div("page-head").child((title, div("page-actions").child(new))),
        all_loaded(state, 0),
        form_dialog(state),
        confirm(open_question(state), move || state.save()),
        confirm(disable_question(state), move || state.switch(false)),
    ))
}

/// The list, once that and everything else is there that its lines and the form name.
fn all_loaded(state: Queues, first: usize) -> View {
    match state.progress.get(first) {
        Some(&progress) => loaded(progress, 6, move || state.load(), move || all_loaded(state, first + 1)),
        None => content(state),
    }
}

impl Queues {
    fn load(self) {
        let [list, teams, policies, calendars] = self.progress;
        let api = self.app.api;
        teams.load(api.teams(), move |found| self.teams.set(found));
        policies.load(api.policies(), move |found| self.policies.set(found));
        calendars.load(api.calendars(), move |found| self.calendars.set(found));
        list.load(api.queues(), move |found| {
            self.list.set(found);
            self.app.navigation.settled();
        });
    }

    /// Saves at once, but asks before everybody can read what was kept from them.
    fn check(self) {
        if self.form.opens() {
            self.opens.set(true);
        } else {
            self.save();
        }
    }

    fn save(self) {
        self.opens.set(false);
        self.form.save(move || self.changed(t().queues.saved));
    }

    /// Enables or disables the chosen one.
    fn switch(self, active: bool) {
        let Some(QueueView { id, name, restricted, teams, .. }) = self.chosen.get_untracked() else { return };
        let teams = teams.iter().map(ToString::to_string).collect();
        let words = if active { t().queues.enabled } else { t().queues.disabled };
        let answer = self.app.api.put_queue(id, &QueueRequest { name, restricted, active, teams });
        run(self.busy, answer, move |_| {
            self.changed(words);
            self.load();
        });
    }

    fn changed(self, words: &'static str) {
        self.form.form.open.set(false);
        self.disables.set(false);
        self.app.notices.good(words);
        // They stand in the navigation too.
        self.app.catalogue.reload_queues();
        browser::rescue_focus();
    }

    fn team_names(self, queue: &QueueView) -> Vec<String> {
        self.teams.with(|teams| {
            teams.iter().filter(|team| queue.teams.contains(&team.id)).map(|team| team.name.clone()).collect()
        })
    }

    fn promise(self, QueueSlaView { policy, calendar }: QueueSlaView) -> String {
        let policy = self.policies.with(|all| all.iter().find(|of| of.id == policy).map(|of| of.name.clone()));
        let calendar = self.calendars.with(|all| all.iter().find(|of| of.id == calendar).map(|of| of.name.clone()));
        [policy, calendar].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

fn content(state: Queues) -> View {
    let row = move |queue: QueueView| {
        let QueueView { id, name, restricted, active, teams, sla } = &queue;
        Row::new(format!("{id} {name} {restricted} {active} {teams:?} {sla:?}"), move || line(state, queue))
    };
    let lines = move || {
        let lines = rows(move || state.list.get().into_iter().map(row).collect());
        el("ul").class("card items").child(lines)
    };
    let nothing = || div("card").child(empty_state(Glyph::Inbox, tr!(queues.nothing), tr!(queues.nothing_text)));
    switch(move || state.list.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() })
}

fn line(state: Queues, queue: QueueView) -> El {
    let QueueView { id, name, restricted, active, sla, .. } = queue.clone();
    let closed = restricted.then(|| pill(Tone::Info, Some(Glyph::Lock), tr!(queues.teams_only)));
    let off = (!active).then(|| pill(Tone::Calm, None, tr!(queues.is_off)));
    let labelled = |label: fn() -> fn(&str) -> String| {
        let name = name.clone();
        move || Some(label()(&name))
    };
    let changed = queue.clone();
    let change = button(ButtonKind::Plain, tr!(configuration.change))
        .id(format!("queue-{id}"))
        .attr("aria-label", labelled(|| t().configuration.change_one))
        .press(move || state.form.show(Some(changed.clone())));
    let word = if active { tr!(queues.disable) } else { tr!(queues.enable) };
    let label: fn() -> fn(&str) -> String = if active { || t().queues.disable_one } else { || t().queues.enable_one };
    let switched = queue.clone();
    let toggle = (id != DEFAULT_QUEUE).then(|| {
        button(ButtonKind::Plain, word).attr("aria-label", labelled(label)).press(move || {
            state.chosen.set(Some(switched.clone()));
            if active { state.disables.set(true) } else { state.switch(true) }
        })
    });
    let served = move || {
        let names = state.team_names(&queue);
        if names.is_empty() { t().queues.served_by_nobody.to_owned() } else { names.join(", ") }
    };
    let promised = move || sla.map_or_else(|| t().queues.promises_nothing.to_owned(), |sla| state.promise(sla));
    item((span("").child(name), closed, off).view(), (served, " · ", promised).view(), (change, toggle).view())
}

fn form_dialog(state: Queues) -> El {
    let title = move || if state.form.queue.with(Option::is_none) { t().queues.new } else { t().queues.queue };
    let open = state.form.form.open;
    let about = Dialog { id: SHEET.id, open, title: title.into(), close_label: tr!(common.close) };
    dialog(about, move || small_form(state.form.form, more(state), move || state.check()))
}

fn more(state: Queues) -> View {
    let (form, errors) = (state.form, state.form.form.errors);
    let options = move || {
        let chosen = form.teams.get_untracked();
        // One that is disabled only where it is chosen.
        let fits = |team: &&TeamView| team.active || chosen.contains(&team.id.to_string());
        let line = |team: &TeamView| (team.id.to_string(), team.name.clone());
        state.teams.with(|teams| teams.iter().filter(fits).map(line).collect())
    };
    let teams = CheckList {
        id: "queue-teams",
        label: tr!(queues.teams),
        hint: tr!(queues.teams_hint),
        nothing: tr!(queues.no_teams),
        options: Box::new(options),
        chosen: form.teams,
        error: Box::new(move || errors.below("/teams")),
    };
    let nobody = move || form.is_restricted() && form.teams.with(Vec::is_empty);
    (who(form), check_list(teams), when(nobody, || p("form-note").child(tr!(queues.admins_only))), promise(state))
        .view()
}

/// Who sees its tickets. Nothing to choose for the one that everybody sees.
fn who(form: QueueForm) -> View {
    if ui::untrack(|| form.is_default()) {
        return p("form-note").child(tr!(queues.stays_open)).view();
    }
    let everybody = Choice {
        name: "queue-who",
        value: EVERYBODY.to_owned(),
        label: tr!(queues.everybody),
        hint: Some(tr!(queues.everybody_hint)),
        glyph: Some(Glyph::Eye),
    };
    let teams_only = Choice {
        name: "queue-who",
        value: TEAMS_ONLY.to_owned(),
        label: tr!(queues.teams_only),
        hint: Some(tr!(queues.teams_only_hint)),
        glyph: Some(Glyph::Lock),
    };
    let both = (choice(everybody, form.who), choice(teams_only, form.who));
    choices("queue-who", tr!(queues.who), form.form.errors.at("/restricted"), both).view()
}

fn promise(state: Queues) -> View {
    let (form, errors) = (state.form, state.form.form.errors);
    let policies = move || {
        let nothing = SelectOption::new("", t().queues.promises_nothing);
        let line = |policy: &SlaPolicyView| SelectOption::new(policy.id.to_string(), policy.name.clone());
        state.policies.with(|all| std::iter::once(nothing).chain(all.iter().map(line)).collect())
    };
    let calendars = move || {
        let line = |calendar: &CalendarView| SelectOption::new(calendar.id.to_string(), calendar.name.clone());
        let none = form.calendar.with(String::is_empty).then(|| SelectOption::new("", t().queues.choose_calendar));
        state.calendars.with(|all| none.into_iter().chain(all.iter().map(line)).collect())
    };
    let calendar = move || {
        select("queue-calendar", tr!(queues.calendar), calendars, move || form.calendar.get())
            .error(errors.at("/calendar"))
            .choose(move |id| form.calendar.set(id))
    };
    (
        select("queue-policy", tr!(queues.policy), policies, move || form.policy.get())
            .error(errors.at("/policy"))
            .choose(move |id| form.policy.set(id)),
        when(move || form.policy.with(|policy| !policy.is_empty()), calendar),
        p("form-note").child(tr!(queues.sla_hint)),
    )
        .view()
}

fn open_question(state: Queues) -> Question {
    let name = move || state.form.queue.with(|queue| queue.as_ref().map(|queue| queue.name.clone()));
    Question {
        id: "open-queue",
        open: state.opens,
        title: (move || (t().queues.open_title)(&name().unwrap_or_default())).into(),
        text: tr!(queues.open_text),
        go: tr!(queues.open_go),
        busy: state.form.form.busy,
    }
}

fn disable_question(state: Queues) -> Question {
    let name = move || state.chosen.with(|queue| queue.as_ref().map(|queue| queue.name.clone()));
    Question {
        id: "disable-queue",
        open: state.disables,
        title: (move || (t().queues.disable_title)(&name().unwrap_or_default())).into(),
        text: tr!(queues.disable_text),
        go: tr!(queues.disable_go),
        busy: state.busy,
    }
}
