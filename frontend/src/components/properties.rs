//! The panel beside a ticket: how it is sorted, by whom, since when, and the steps that it can take.

use super::marks::{moment, person};
use crate::i18n::{category_name, t, tr};
use crate::state::staff_ticket::{Settling, StaffTicket};
use domain::clock::Timestamp;
use domain::ticket::{Priority, Status};
use dto::catalogue::PersonView;
use dto::patch::Patch;
use dto::ticket::{StaffTicketView, StepView, UpdateTicketRequest};
use ui::{ButtonKind, El, Glyph, SelectOption, Show, Text, View, button, div, el, given, p, select, when};

/// Nobody, in the select of assignees.
const NOBODY: &str = "none";

/// The panel.
pub(crate) fn properties(state: StaffTicket) -> El {
    el("aside").class("card card-inset properties").attr("aria-label", tr!(ticket.details)).child((
        step_buttons(state),
        given(move || state.panel_failure(), |text| p("form-failure").child(text.clone())),
        status_select(state),
        priority_select(state),
        category_select(state),
        assignee_select(state),
        facts(state),
    ))
}

/// The steps that are taken most, as buttons; all of them are in the select of the status too.
fn step_buttons(state: StaffTicket) -> El {
    let can = move |to: Status| move || state.need(to).is_some();
    let (resolve, close) = (can(Status::Resolved), can(Status::Closed));
    let take = move || {
        let free = state.with(|ticket| ticket.assignee.is_none()) && state.status().is_some();
        let mine_to_start = state.is_mine() && state.status() == Some(Status::Open);
        (free || mine_to_start) && state.status() != Some(Status::Closed)
    };
    let back = move || state.status() == Some(Status::InProgress) && can(Status::Open)();
    let reopen = move || {
        let settled = state.status().is_some_and(Status::is_settled);
        settled && (state.need(Status::InProgress).is_some() || state.need(Status::Open).is_some())
    };
    let busy = move || state.busy.get();
    let plain = |label: Text| button(ButtonKind::Plain, label);
    div("steps").child((
        when(take, move || {
            button(ButtonKind::Primary, tr!(ticket.take)).busy(busy).key("m").press(move || state.take())
        }),
        when(resolve, move || {
            let open = move || state.open_settling(Settling::Resolve);
            plain(tr!(ticket.resolve)).glyph(Glyph::Check).key("e").press(open)
        }),
        when(reopen, move || plain(tr!(ticket.reopen)).press(move || state.open_reopening())),
        when(back, move || plain(tr!(ticket.hand_back)).busy(busy).press(move || state.step(Status::Open))),
        when(close, move || plain(tr!(ticket.close)).press(move || state.open_settling(Settling::Close))),
    ))
}

fn status_select(state: StaffTicket) -> impl Show {
    let options = move || {
        let steps = state.steps();
        let now = state.status();
        let line = |&status: &Status| {
            let word = (t().words.status)(status);
            let why = steps.iter().find(|step| step.to == status).filter(|step| !step.allowed);
            match why {
                Some(StepView { why_not, .. }) => {
                    let reason = why_not.map_or("–", |why| (t().words.why_not)(why));
                    SelectOption::new(status.as_str(), (t().steps.disabled)(word, reason)).disabled()
                }
                None => SelectOption::new(status.as_str(), word),
            }
        };
        Status::ALL.iter().map(line).filter(|_| now.is_some()).collect()
    };
    let value = move || state.status().map(|status| status.to_string()).unwrap_or_default();
    select("status", tr!(ticket.status), options, value).error(state.errors.at("/status")).choose(move |word| {
        if let Ok(to) = word.parse() {
            state.step(to);
        }
    })
}

/// Where a closed ticket cannot be changed, its selects only tell.
fn closed(state: StaffTicket) -> bool {
    state.status() == Some(Status::Closed)
}

fn priority_select(state: StaffTicket) -> impl Show {
    let options = move || {
        let line = |&priority: &Priority| SelectOption::new(priority.as_str(), (t().words.priority)(priority));
        lock(state, Priority::ALL.iter().rev().map(line).collect())
    };
    let value = move || state.with(|ticket| ticket.priority.as_str().to_owned());
    select("priority", tr!(ticket.priority), options, value).error(state.errors.at("/priority")).choose(move |word| {
        state.update(&UpdateTicketRequest { priority: Patch::Value(word), ..UpdateTicketRequest::default() });
    })
}

fn category_select(state: StaffTicket) -> impl Show {
    let options = move || {
        let now = state.with(|ticket| ticket.category.clone());
        let lines = state.app.catalogue.categories.with(|categories| {
            let shown = categories.iter().filter(|category| category.active || category.key == now);
            shown.map(|category| SelectOption::new(category.key.clone(), category_name(category))).collect()
        });
        lock(state, lines)
    };
    let value = move || state.with(|ticket| ticket.category.clone());
    select("category", tr!(ticket.category), options, value).error(state.errors.at("/category")).choose(move |key| {
        state.update(&UpdateTicketRequest { category: Patch::Value(key), ..UpdateTicketRequest::default() });
    })
}

fn assignee_select(state: StaffTicket) -> impl Show {
    let now = move || {
        state.with(|ticket| ticket.assignee.as_ref().map_or_else(|| NOBODY.to_owned(), |person| person.id.to_string()))
    };
    let options = move || {
        let mut lines = vec![SelectOption::new(NOBODY, t().words.nobody)];
        // Who is assigned stays in the list, also when they are no agent any more.
        let assigned = state.with(|ticket| ticket.assignee.clone());
        state.app.catalogue.agents.with(|agents| {
            let known = |id| agents.iter().any(|agent| agent.id == id);
            lines
                .extend(agents.iter().map(|agent| SelectOption::new(agent.id.to_string(), agent.display_name.clone())));
            if let Some(person) = assigned.filter(|person| !known(person.id)) {
                lines.push(SelectOption::new(person.id.to_string(), person.display_name));
            }
        });
        lock(state, lines)
    };
    select("assignee", tr!(ticket.assignee), options, now).error(state.errors.at("/assignee")).choose(move |id| {
        let assignee = if id == NOBODY { Patch::Null } else { Patch::Value(id) };
        state.update(&UpdateTicketRequest { assignee, ..UpdateTicketRequest::default() });
    })
}

fn lock(state: StaffTicket, lines: Vec<SelectOption>) -> Vec<SelectOption> {
    if closed(state) { lines.into_iter().map(SelectOption::disabled).collect() } else { lines }
}

fn facts(state: StaffTicket) -> El {
    let of = move |read: fn(&StaffTicketView) -> Option<Timestamp>| move || state.with(read);
    let by_other = move || {
        state.with(|ticket| Some(&ticket.created_by).filter(|person| person.id != ticket.requester.id).cloned())
    };
    el("dl").class("facts").child((
        el("dt").class("facts-wide").child(tr!(ticket.requester)),
        el("dd").class("facts-wide").child((
            given(
                move || state.with(|ticket| Some(ticket.requester.display_name.clone())),
                |name| person(name.clone()),
            ),
            mail(state),
        )),
        given(by_other, |PersonView { display_name, .. }| {
            (el("dt").child(tr!(ticket.created_by)), el("dd").child(display_name.clone()))
        }),
        fact(tr!(ticket.created), of(|ticket| Some(ticket.created_at))),
        fact(tr!(ticket.first_response), of(|ticket| ticket.first_response_at)),
        fact(tr!(ticket.updated), of(|ticket| Some(ticket.updated_at))),
        fact(tr!(ticket.resolved), of(|ticket| ticket.resolved_at)),
        fact(tr!(ticket.closed), of(|ticket| ticket.closed_at)),
    ))
}

fn mail(state: StaffTicket) -> El {
    let address = move || state.with(|ticket| ticket.requester_email.clone());
    el("a").attr("href", move || Some(format!("mailto:{}", address()))).child(address)
}

fn fact(name: Text, at: impl Fn() -> Option<Timestamp> + 'static) -> View {
    given(at, move |&at| (el("dt").child(name.clone()), el("dd").child(moment(at))))
}
