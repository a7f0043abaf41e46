//! The teams, for admins: who works together.

use crate::browser;
use crate::components::check_list::{CheckList, check_list};
use crate::components::confirm::{Question, confirm};
use crate::components::listing::item;
use crate::components::page::{loaded, page_title};
use crate::components::small_form::small_form;
use crate::i18n::{format, t, tr};
use crate::state::fields::{Field, sentence};
use crate::state::form::{Form, Sheet};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::{App, app};
use domain::id::UserId;
use dto::catalogue::AgentView;
use dto::desk::{TeamRequest, TeamView};
use dto::field::FieldCode;
use ui::{
    ButtonKind, Dialog, El, Glyph, Row, Show, Signal, Tone, View, button, dialog, div, el, empty_state, p, pill, rows,
    span, switch, when,
};

const SHEET: Sheet = Sheet {
    id: "team",
    errors: "team-errors",
    fields: &[
        Field { pointer: "/name", id: "team-name", label: || t().teams.name },
        Field { pointer: "/members", id: "team-members", label: || t().teams.members },
    ],
    kinds: &[("text", "off")],
    go: || t().common.save,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Teams {
    app: App,
    list: Signal<Vec<TeamView>>,
    /// Who can be in one.
    agents: Signal<Vec<AgentView>>,
    progress: Progress,
    agents_progress: Progress,
    form: Form,
    /// The one that is changed or disabled; none: a new one.
    chosen: Signal<Option<TeamView>>,
    members: Signal<Vec<String>>,
    disables: Signal<bool>,
    busy: Signal<bool>,
}

/// The page.
pub(crate) fn teams() -> El {
    let state = Teams {
        app: app(),
        list: Signal::default(),
        agents: Signal::default(),
        progress: Progress::new(),
        agents_progress: Progress::new(),
        form: Form::saying(&SHEET, words),
        chosen: Signal::new(None),
        members: Signal::default(),
        disables: Signal::new(false),
        busy: Signal::new(false),
    };
    state.load();
    let new = button(ButtonKind::Primary, tr!(teams.new)).glyph(Glyph::Plus).press(move || state.show(None));
    let title = el("div").child((page_title(None, tr!(desk.teams)), p("lead").child(tr!(teams.lead))));
    let list = move || loaded(state.progress, 6, move || state.load(), move || content(state));
    div("narrow").child((
        div("page-head").child((title, div("page-actions").child(new))),
        loaded(state.agents_progress, 6, move || state.load(), list),
        form_dialog(state),
        confirm(question(state), move || state.switch(false)),
    ))
}

impl Teams {
    fn load(self) {
        self.agents_progress.load(self.app.api.agents(), move |found| self.agents.set(found));
        self.progress.load(self.app.api.teams(), move |found| {
            self.list.set(found);
            self.app.navigation.settled();
        });
    }

    fn show(self, team: Option<TeamView>) {
        self.form.clear();
        let [name, _] = self.form.values;
        name.set(team.as_ref().map(|team| team.name.clone()).unwrap_or_default());
        self.members.set(team.as_ref().map(|team| self.working(team)).unwrap_or_default());
        self.chosen.set(team);
        self.form.open.set(true);
    }

    /// The ids of those members who still work on tickets: a team with others in it is refused.
    fn working(self, team: &TeamView) -> Vec<String> {
        self.agents.with(|agents| {
            let works = |id: &&UserId| agents.iter().any(|agent| agent.id == **id);
            team.members.iter().filter(works).map(ToString::to_string).collect()
        })
    }

    /// Who is in a team, by name.
    fn people(self, team: &TeamView) -> String {
        let mut names: Vec<String> = self.agents.with(|agents| {
            let in_it = agents.iter().filter(|agent| team.members.contains(&agent.id));
            in_it.map(|agent| agent.display_name.clone()).collect()
        });
        let gone = team.members.len().saturating_sub(names.len());
        if gone > 0 {
            names.push((t().teams.gone)(gone));
        }
        if names.is_empty() { t().teams.nobody.to_owned() } else { names.join(", ") }
    }

    fn save(self) {
        let [name, _] = self.form.typed();
        let team = self.chosen.get_untracked();
        let active = team.as_ref().is_none_or(|team| team.active);
        let request = TeamRequest { name, active, members: self.members.get_untracked() };
        let wrong = request.clone().parse().err().unwrap_or_default();
        let answer = match team {
            Some(team) => self.app.api.put_team(team.id, &request),
            None => self.app.api.create_team(&request),
        };
        self.form.send(wrong, answer, move |_| self.changed(t().teams.saved));
    }

    /// Enables or disables the chosen one.
    fn switch(self, active: bool) {
        let Some(team) = self.chosen.get_untracked() else { return };
        let request = TeamRequest { members: ui::untrack(|| self.working(&team)), name: team.name, active };
        let words = if active { t().teams.enabled } else { t().teams.disabled };
        run(self.busy, self.app.api.put_team(team.id, &request), move |_| self.changed(words));
    }

    fn changed(self, words: &'static str) {
        self.form.open.set(false);
        self.disables.set(false);
        self.app.notices.good(words);
        // What is offered when a ticket is given away.
        self.app.catalogue.reload_people();
        self.load();
        browser::rescue_focus();
    }
}

fn words(pointer: &str, code: FieldCode) -> String {
    if pointer.starts_with("/members/") { t().teams.member_gone.to_owned() } else { sentence(pointer, code) }
}

fn content(state: Teams) -> View {
    let row = move |team: TeamView| {
        let TeamView { id, name, active, members, open_tickets } = &team;
        Row::new(format!("{id} {name} {active} {members:?} {open_tickets}"), move || line(state, team))
    };
    let lines = move || {
        let lines = rows(move || state.list.get().into_iter().map(row).collect());
        el("ul").class("card items").child(lines)
    };
    let nothing = || div("card").child(empty_state(Glyph::Team, tr!(teams.nothing), tr!(teams.nothing_text)));
    switch(move || state.list.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() })
}

fn line(state: Teams, team: TeamView) -> El {
    let TeamView { id, name, active, open_tickets, .. } = team.clone();
    let off = (!active).then(|| pill(Tone::Calm, None, tr!(teams.is_off)));
    let labelled = |label: fn() -> fn(&str) -> String| {
        let name = name.clone();
        move || Some(label()(&name))
    };
    let changed = team.clone();
    let change = button(ButtonKind::Plain, tr!(configuration.change))
        .id(format!("team-{id}"))
        .attr("aria-label", labelled(|| t().configuration.change_one))
        .press(move || state.show(Some(changed.clone())));
    let word = if active { tr!(teams.disable) } else { tr!(teams.enable) };
    let label: fn() -> fn(&str) -> String = if active { || t().teams.disable_one } else { || t().teams.enable_one };
    let switched = team.clone();
    let toggle = button(ButtonKind::Plain, word).attr("aria-label", labelled(label)).press(move || {
        state.chosen.set(Some(switched.clone()));
        if active { state.disables.set(true) } else { state.switch(true) }
    });
    let facts = (move || state.people(&team), " · ", move || counted(open_tickets));
    item((span("").child(name), off).view(), facts.view(), (change, toggle).view())
}

fn counted(tickets: u64) -> String {
    (t().teams.open_tickets)(tickets, &format::number(tickets))
}

fn form_dialog(state: Teams) -> El {
    let title = move || if state.chosen.with(Option::is_none) { t().teams.new } else { t().teams.team };
    let about = Dialog { id: SHEET.id, open: state.form.open, title: title.into(), close_label: tr!(common.close) };
    dialog(about, move || small_form(state.form, more(state), move || state.save()))
}

fn more(state: Teams) -> View {
    let Form { errors, .. } = state.form;
    let options = move || {
        let line = |agent: &AgentView| (agent.id.to_string(), agent.display_name.clone());
        state.agents.with(|agents| agents.iter().map(line).collect())
    };
    let members = CheckList {
        id: "team-members",
        label: tr!(teams.members),
        hint: tr!(teams.members_hint),
        nothing: tr!(teams.no_agents),
        options: Box::new(options),
        chosen: state.members,
        error: Box::new(move || errors.below("/members")),
    };
    let loses = move || {
        state.chosen.with(|team| team.as_ref().is_some_and(|team| state.working(team).len() < team.members.len()))
    };
    (check_list(members), when(loses, || p("form-note").child(tr!(teams.gone_note)))).view()
}

fn question(state: Teams) -> Question {
    let name = move || state.chosen.with(|team| team.as_ref().map(|team| team.name.clone())).unwrap_or_default();
    let tickets = move || state.chosen.with(|team| team.as_ref().map(|team| team.open_tickets)).unwrap_or_default();
    Question {
        id: "disable-team",
        open: state.disables,
        title: (move || (t().teams.disable_title)(&name())).into(),
        text: (move || (t().teams.disable_text)(&counted(tickets()))).into(),
        go: tr!(teams.disable_go),
        busy: state.busy,
    }
}
