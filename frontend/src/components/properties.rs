//! The panel beside a ticket: how it is sorted, by whom, since when, and the steps that it can take.

use super::marks::{Moment, Person};
use crate::i18n::{category_name, t, tr};
use crate::state::staff_ticket::{Settling, StaffTicket};
use domain::clock::Timestamp;
use domain::ticket::{Priority, Status};
use dto::patch::Patch;
use dto::ticket::{StaffTicketView, StepView, UpdateTicketRequest};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Glyph, Select, SelectOption, When, live};

/// Nobody, in the select of assignees.
const NOBODY: &str = "none";

/// The panel.
#[component]
pub(crate) fn Properties(state: StaffTicket) -> AnyView {
    view! {
        <aside class="card card-inset properties" aria-label=tr!(ticket.details)>
            <StepButtons state />
            {live(move || state.panel_failure().map(|text| view! { <p class="form-failure">{text}</p> }))}
            <StatusSelect state />
            <PrioritySelect state />
            <CategorySelect state />
            <AssigneeSelect state />
            <Facts state />
        </aside>
    }
    .into_any()
}

/// The steps that are taken most, as buttons; all of them are in the select of the status too.
#[component]
fn StepButtons(state: StaffTicket) -> AnyView {
    let status = Memo::new(move |_| state.status());
    let can = move |to: Status| Memo::new(move |_| state.need(to).is_some());
    let (resolve, close, hand_back) = (can(Status::Resolved), can(Status::Closed), can(Status::Open));
    let take = Memo::new(move |_| {
        let free = state.with(|ticket| ticket.assignee.is_none()) && state.status().is_some();
        let mine_to_start = state.is_mine() && state.status() == Some(Status::Open);
        (free || mine_to_start) && state.status() != Some(Status::Closed)
    });
    let back = Memo::new(move |_| state.status() == Some(Status::InProgress) && hand_back.get());
    let reopen = Memo::new(move |_| {
        let settled = status.get().is_some_and(Status::is_settled);
        settled && (state.need(Status::InProgress).is_some() || state.need(Status::Open).is_some())
    });
    view! {
        <div class="steps">
            <When is=move || take.get()>
                <Button kind=ButtonKind::Primary busy=state.busy key="m" press=move |()| state.take()>
                    {tr!(ticket.take)}
                </Button>
            </When>
            <When is=move || resolve.get()>
                <Button glyph=Glyph::Check key="e" press=move |()| state.open_settling(Settling::Resolve)>
                    {tr!(ticket.resolve)}
                </Button>
            </When>
            <When is=move || reopen.get()>
                <Button press=move |()| state.open_reopening()>{tr!(ticket.reopen)}</Button>
            </When>
            <When is=move || back.get()>
                <Button busy=state.busy press=move |()| state.step(Status::Open)>
                    {tr!(ticket.hand_back)}
                </Button>
            </When>
            <When is=move || close.get()>
                <Button press=move |()| state.open_settling(Settling::Close)>
                    {tr!(ticket.close)}
                </Button>
            </When>
        </div>
    }
    .into_any()
}

#[component]
fn StatusSelect(state: StaffTicket) -> AnyView {
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
        Status::ALL.iter().map(line).filter(|_| now.is_some()).collect::<Vec<_>>()
    };
    let choose = move |word: String| {
        if let Ok(to) = word.parse() {
            state.step(to);
        }
    };
    view! {
        <Select
            id="status"
            label=tr!(ticket.status)
            options=options
            value=move || state.status().map(|status| status.to_string()).unwrap_or_default()
            choose=choose
            error=state.errors.at("/status")
        />
    }
    .into_any()
}

/// Where a closed ticket cannot be changed, its selects only tell.
fn closed(state: StaffTicket) -> bool {
    state.status() == Some(Status::Closed)
}

#[component]
fn PrioritySelect(state: StaffTicket) -> AnyView {
    let options = move || {
        let line = |&priority: &Priority| SelectOption::new(priority.as_str(), (t().words.priority)(priority));
        lock(state, Priority::ALL.iter().rev().map(line).collect())
    };
    let choose = move |word: String| {
        state.update(UpdateTicketRequest { priority: Patch::Value(word), ..UpdateTicketRequest::default() });
    };
    view! {
        <Select
            id="priority"
            label=tr!(ticket.priority)
            options=options
            value=move || state.with(|ticket| ticket.priority.as_str().to_owned())
            choose=choose
            error=state.errors.at("/priority")
        />
    }
    .into_any()
}

#[component]
fn CategorySelect(state: StaffTicket) -> AnyView {
    let options = move || {
        let now = state.with(|ticket| ticket.category.clone());
        let lines = state.app.catalogue.categories.with(|categories| {
            let shown = categories.iter().filter(|category| category.active || category.key == now);
            shown.map(|category| SelectOption::new(category.key.clone(), category_name(category))).collect()
        });
        lock(state, lines)
    };
    let choose = move |key: String| {
        state.update(UpdateTicketRequest { category: Patch::Value(key), ..UpdateTicketRequest::default() });
    };
    view! {
        <Select
            id="category"
            label=tr!(ticket.category)
            options=options
            value=move || state.with(|ticket| ticket.category.clone())
            choose=choose
            error=state.errors.at("/category")
        />
    }
    .into_any()
}

#[component]
fn AssigneeSelect(state: StaffTicket) -> AnyView {
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
    let choose = move |id: String| {
        let assignee = if id == NOBODY { Patch::Null } else { Patch::Value(id) };
        state.update(UpdateTicketRequest { assignee, ..UpdateTicketRequest::default() });
    };
    view! {
        <Select
            id="assignee"
            label=tr!(ticket.assignee)
            options=options
            value=now
            choose=choose
            error=state.errors.at("/assignee")
        />
    }
    .into_any()
}

fn lock(state: StaffTicket, lines: Vec<SelectOption>) -> Vec<SelectOption> {
    if closed(state) { lines.into_iter().map(SelectOption::disabled).collect() } else { lines }
}

#[component]
fn Facts(state: StaffTicket) -> AnyView {
    let facts = move || {
        state.ticket.get().map(|ticket| {
            let StaffTicketView { requester, requester_email, created_by, .. } = ticket.clone();
            let by_other = (created_by.id != requester.id).then_some(created_by);
            let address = format!("mailto:{requester_email}");
            view! {
                <dt class="facts-wide">{tr!(ticket.requester)}</dt>
                <dd class="facts-wide">
                    <Person name=requester.display_name />
                    <a href=address>{requester_email}</a>
                </dd>
                {by_other.map(|person| fact_text(|| t().ticket.created_by, person.display_name))}
                {fact(|| t().ticket.created, Some(ticket.created_at))}
                {fact(|| t().ticket.first_response, ticket.first_response_at)}
                {fact(|| t().ticket.updated, Some(ticket.updated_at))}
                {fact(|| t().ticket.resolved, ticket.resolved_at)}
                {fact(|| t().ticket.closed, ticket.closed_at)}
            }
        })
    };
    view! { <dl class="facts">{live(facts)}</dl> }.into_any()
}

fn fact(name: fn() -> &'static str, at: Option<Timestamp>) -> Option<AnyView> {
    at.map(|at| {
        view! {
            <dt>{name}</dt>
            <dd>
                <Moment at />
            </dd>
        }
        .into_any()
    })
}

fn fact_text(name: fn() -> &'static str, text: String) -> AnyView {
    view! {
        <dt>{name}</dt>
        <dd>{text}</dd>
    }
    .into_any()
}
