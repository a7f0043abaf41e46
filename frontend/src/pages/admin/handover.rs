//! The question who takes over the tickets that somebody works on: before they are switched off, or erased.

use crate::i18n::{format, t, tr};
use crate::state::run::run;
use crate::state::{App, app};
use domain::id::UserId;
use domain::ticket::HeirKind;
use dto::catalogue::AgentView;
use dto::desk::TeamView;
use dto::handover::{HandoverRequest, HandoverView};
use dto::identity::UserRequest;
use dto::patch::Patch;
use ui::{ButtonKind, Dialog, El, SelectOption, Show, Signal, button, dialog, dialog_foot, p, select};

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(super) struct Handover {
    app: App,
    /// Whether they are switched off as well.
    disables: bool,
    busy: Signal<bool>,
    open: Signal<bool>,
    person: Signal<Option<(UserId, String)>>,
    tickets: Signal<u64>,
    heirs: Signal<Vec<SelectOption>>,
    /// The kind, and the id where there is one.
    heir: Signal<String>,
}

impl Handover {
    pub(super) fn new(disables: bool, busy: Signal<bool>) -> Self {
        Self {
            app: app(),
            disables,
            busy,
            open: Signal::new(false),
            person: Signal::new(None),
            tickets: Signal::new(0),
            heirs: Signal::default(),
            heir: Signal::default(),
        }
    }

    /// Looks how many there are and who could take them, then asks.
    pub(super) fn ask(self, person: UserId, name: String, then: impl FnOnce() + 'static) {
        let api = self.app.api;
        run(self.busy, api.handover(person), move |HandoverView { open, last: _ }| {
            self.person.set(Some((person, name)));
            self.tickets.set(open);
            self.heir.set(HeirKind::Nobody.to_string());
            let show = move || {
                then();
                self.open.set(true);
            };
            if open == 0 {
                return show();
            }
            run(self.busy, api.agents(), move |agents| {
                run(self.busy, api.teams(), move |teams| {
                    self.heirs.set(heirs(person, agents, teams));
                    show();
                });
            });
        });
    }

    fn go(self, done: impl FnOnce() + 'static) {
        let Some((person, _)) = self.person.get_untracked() else { return };
        let api = self.app.api;
        let heir = self.heir.get_untracked();
        let (to, id) = heir.split_once(' ').map_or((heir.as_str(), None), |(to, id)| (to, Some(id.to_owned())));
        let heir = HandoverRequest { to: to.to_owned(), id };
        let answer = if self.disables {
            let hand_over_to = (self.tickets.get_untracked() > 0).then_some(heir);
            let request = UserRequest { active: Patch::Value(false), hand_over_to, ..UserRequest::default() };
            api.change_user(&person.to_string(), &request)
        } else {
            api.hand_over(person, &heir)
        };
        run(self.busy, answer, move |_| {
            self.open.set(false);
            done();
        });
    }

    fn name(self) -> String {
        self.person.with(|person| person.as_ref().map(|(_, name)| name.clone()).unwrap_or_default())
    }
}

fn heirs(person: UserId, agents: Vec<AgentView>, teams: Vec<TeamView>) -> Vec<SelectOption> {
    let nobody = SelectOption::new(HeirKind::Nobody.as_str(), t().people.heir_nobody);
    let agents = agents.into_iter().filter(|agent| agent.id != person);
    let agents = agents.map(|agent| SelectOption::new(format!("{} {}", HeirKind::Agent, agent.id), agent.display_name));
    let teams = teams
        .into_iter()
        .filter(|team| team.active)
        .map(|team| SelectOption::new(format!("{} {}", HeirKind::Team, team.id), (t().people.heir_team)(&team.name)));
    std::iter::once(nobody).chain(agents).chain(teams).collect()
}

/// The dialog; `done` comes after it is closed.
pub(super) fn handover_dialog(state: Handover, done: impl Fn() + Copy + 'static) -> El {
    let Handover { disables, open, heir, heirs, busy, .. } = state;
    let title = move || if disables { t().people.disable_title } else { t().people.hand_over_title };
    let title = move || title()(&state.name());
    let about = Dialog { id: "handover", open, title: title.into(), close_label: tr!(common.close) };
    dialog(about, move || {
        let tickets = state.tickets.get_untracked();
        let choice = (tickets > 0).then(|| {
            let words = move || (t().people.works_on)(tickets, &format::number(tickets));
            (
                p("form-note").child(words),
                select("heir", tr!(people.heir), move || heirs.get(), move || heir.get())
                    .choose(move |word| heir.set(word)),
                p("form-note").child(tr!(people.heir_note)),
            )
        });
        let go = if disables { tr!(people.disable) } else { tr!(people.hand_over) };
        (
            disables.then(|| p("form-note").child(tr!(people.disable_text))),
            choice,
            dialog_foot((
                button(ButtonKind::Plain, tr!(common.cancel)).press(move || open.set(false)),
                button(ButtonKind::Primary, go).busy(move || busy.get()).press(move || state.go(done)),
            )),
        )
            .view()
    })
}
