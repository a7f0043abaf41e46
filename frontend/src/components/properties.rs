//! The panel beside a ticket: how it is sorted, by whom, since when, and the steps that it can take.

use super::marks::{due, moment, person};
use super::sla_peek::sla_peek;
use super::word_list::{WordList, word_list};
use crate::i18n::{category_name, format, t, tr};
use crate::routes::{AdminRoute, Route};
use crate::state::staff_ticket::{Settling, StaffTicket};
use domain::account::Role;
use domain::clock::Timestamp;
use domain::ticket::{Priority, Status};
use dto::catalogue::PersonView;
use dto::patch::Patch;
use dto::ticket::{ParticipantRequest, StaffTicketView, StepView, TicketLink, UpdateTicketRequest};
use ui::{
    ButtonKind, El, Glyph, SelectOption, Show, Text, View, button, div, el, given, link, p, select, untrack, when,
};

/// Nobody, in the select of assignees.
const NOBODY: &str = "none";

/// The panel.
pub(crate) fn properties(state: StaffTicket) -> El {
    el("aside").class("card card-inset properties").attr("aria-label", tr!(ticket.details)).child((
        step_buttons(state),
        given(move || state.panel_failure(), |text| p("form-failure").child(text.clone())),
        (status_select(state), assignee_select(state), team_select(state), queue_select(state)),
        (priority_select(state), category_select(state)),
        (word_list(tags(state)), word_list(participants(state)), watch_switch(state)),
        related(state),
        facts(state),
        more(state),
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
        when(reopen, move || plain(tr!(ticket.reopen)).press(move || state.open(state.reopening))),
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
    select("status", tr!(ticket.status), options, value).key("s").error(state.errors.at("/status")).choose(
        move |word| {
            if let Ok(to) = word.parse() {
                state.step(to);
            }
        },
    )
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
        state.update(UpdateTicketRequest { priority: Patch::Value(word), ..UpdateTicketRequest::default() });
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
        state.update(UpdateTicketRequest { category: Patch::Value(key), ..UpdateTicketRequest::default() });
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
            lines.extend(agents.iter().map(|agent| {
                SelectOption::new(agent.id.to_string(), counted(&agent.display_name, agent.open_tickets))
            }));
            if let Some(person) = assigned.filter(|person| !known(person.id)) {
                lines.push(SelectOption::new(person.id.to_string(), person.display_name));
            }
        });
        lock(state, lines)
    };
    select("assignee", tr!(ticket.assignee), options, now).key("a").error(state.errors.at("/assignee")).choose(
        move |id| {
            let assignee = if id == NOBODY { Patch::Null } else { Patch::Value(id) };
            state.update(UpdateTicketRequest { assignee, ..UpdateTicketRequest::default() });
        },
    )
}

/// A name with how many tickets they have that are not settled.
fn counted(name: &str, count: u64) -> String {
    (t().handling.with_count)(name, &format::number(count))
}

fn team_select(state: StaffTicket) -> impl Show {
    let now = move || state.with(|ticket| ticket.team.map_or_else(|| NOBODY.to_owned(), |team| team.to_string()));
    let options = move || {
        let mut lines = vec![SelectOption::new(NOBODY, t().handling.no_team)];
        let now = now();
        state.app.catalogue.teams.with(|teams| {
            let shown = teams.iter().filter(|team| team.active || team.id.to_string() == now);
            lines.extend(
                shown.map(|team| SelectOption::new(team.id.to_string(), counted(&team.name, team.open_tickets))),
            );
        });
        lock(state, lines)
    };
    select("team", tr!(handling.team), options, now).error(state.errors.at("/team")).choose(move |id| {
        let team = if id == NOBODY { Patch::Null } else { Patch::Value(id) };
        state.update(UpdateTicketRequest { team, ..UpdateTicketRequest::default() });
    })
}

fn queue_select(state: StaffTicket) -> impl Show {
    let now = move || state.with(|ticket| Some(ticket.queue.to_string())).unwrap_or_default();
    let options = move || {
        let now = now();
        let lines = state.app.catalogue.queues.with(|queues| {
            let shown = queues.iter().filter(|queue| queue.active || queue.id.to_string() == now);
            shown.map(|queue| SelectOption::new(queue.id.to_string(), queue.name.clone())).collect()
        });
        lock(state, lines)
    };
    select("queue", tr!(handling.queue), options, now).error(state.errors.at("/queue")).choose(move |id| {
        state.update(UpdateTicketRequest { queue: Patch::Value(id), ..UpdateTicketRequest::default() });
    })
}

fn tags(state: StaffTicket) -> WordList {
    let set = move |tags: Vec<String>| {
        state.update(UpdateTicketRequest { tags: Patch::Value(tags), ..UpdateTicketRequest::default() });
        state.app.catalogue.reload_tags();
    };
    let now = move || untrack(|| state.with(|ticket| ticket.tags.clone()));
    WordList {
        id: "tags",
        label: tr!(handling.tags),
        add_label: tr!(handling.add_tag),
        kind: "text",
        words: Box::new(move || state.with(|ticket| ticket.tags.clone())),
        known: Box::new(move || state.app.catalogue.tags.get()),
        error: Box::new(move || state.errors.at("/tags")().map(|_| t().handling.tag_wrong.to_owned())),
        locked: Box::new(move || closed(state)),
        add: Box::new(move |word| {
            let mut tags = now();
            tags.push(word);
            set(tags);
        }),
        remove: Box::new(move |word| set(now().into_iter().filter(|tag| *tag != word).collect())),
    }
}

fn participants(state: StaffTicket) -> WordList {
    WordList {
        id: "participants",
        label: tr!(handling.participants),
        add_label: tr!(handling.add_participant),
        kind: "email",
        words: Box::new(move || state.company.with(|company| company.participants.clone())),
        known: Box::new(Vec::new),
        error: Box::new(state.errors.at("/email")),
        locked: Box::new(move || closed(state)),
        add: Box::new(move |email| {
            let request = ParticipantRequest { email: email.clone() };
            match request.parse() {
                Ok(_) => state.beside(state.app.api.add_participant(state.number, email)),
                Err(errors) => state.errors.set(errors),
            }
        }),
        remove: Box::new(move |email| state.beside(state.app.api.remove_participant(state.number, &email))),
    }
}

fn watch_switch(state: StaffTicket) -> El {
    let input = el("input")
        .attr("type", "checkbox")
        .id("watch")
        .checked(move || state.is_watched())
        .on("change", move |_| state.watch(!untrack(|| state.is_watched())));
    let others = move || Some(state.other_watchers()).filter(|names| !names.is_empty());
    div("watch").child((
        el("label").class("switch").child((input, tr!(handling.watch))),
        given(others, |names| {
            let names = names.join(", ");
            p("field-hint").child(move || (t().handling.watchers)(&names))
        }),
    ))
}

/// Tickets that this one is tied to.
fn related(state: StaffTicket) -> View {
    let found = move || {
        let company = state.company.get();
        let any = company.follow_up_of.is_some() || !company.follow_ups.is_empty() || !company.absorbed.is_empty();
        any.then_some(company)
    };
    given(found, |company| {
        let links = |label: Text, links: &[TicketLink]| -> Vec<El> {
            links.iter().map(|link| el("li").child((label.clone(), ": ", ticket_link(link)))).collect()
        };
        let of: Vec<TicketLink> = company.follow_up_of.iter().cloned().collect();
        div("related").child((
            p("field-label").child(tr!(handling.related)),
            el("ul").child((
                links(tr!(handling.goes_on_from), &of),
                links(tr!(handling.follow_up), &company.follow_ups),
                links(tr!(handling.taken_up), &company.absorbed),
            )),
        ))
    })
}

/// Number and subject, as a link.
pub(crate) fn ticket_link(ticket: &TicketLink) -> El {
    let text = format!("{} {}", ticket.number, ticket.subject);
    link("related-link", Route::Ticket(ticket.number).href()).child(text)
}

/// What is done seldom.
fn more(state: StaffTicket) -> El {
    let merge = move || state.status().is_some() && state.with(|ticket| ticket.merged_into.is_none());
    div("steps steps-more").attr("role", "group").attr("aria-label", tr!(handling.more)).child((
        when(merge, move || {
            button(ButtonKind::Quiet, tr!(handling.merge)).glyph(Glyph::Merge).press(move || state.open(state.merging))
        }),
        button(ButtonKind::Quiet, tr!(handling.split)).glyph(Glyph::Split).press(move || state.open(state.splitting)),
        when(
            move || state.app.session.actor().is_some_and(|actor| actor.role == Role::Admin),
            move || {
                let to = Route::Admin(AdminRoute::Ticket(state.number));
                link("button button-quiet", to.href()).child(tr!(shell.administration))
            },
        ),
    ))
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
        (promise(state), fact(tr!(ticket.created), of(|ticket| Some(ticket.created_at)))),
        fact(tr!(ticket.first_response), of(|ticket| ticket.first_response_at)),
        fact(tr!(ticket.updated), of(|ticket| Some(ticket.updated_at))),
        fact(tr!(ticket.resolved), of(|ticket| ticket.resolved_at)),
        fact(tr!(ticket.closed), of(|ticket| ticket.closed_at)),
    ))
}

/// What is due next, which leads to why.
fn promise(state: StaffTicket) -> View {
    given(
        move || state.with(|ticket| ticket.sla.due_at.map(|_| ticket.sla)),
        move |sla| {
            let target = sla.target;
            let name = move || target.map_or("", |target| (t().words.target)(target));
            (el("dt").child(name), sla_peek(state.number, due(sla)))
        },
    )
}

fn mail(state: StaffTicket) -> El {
    let address = move || state.with(|ticket| ticket.requester_email.clone());
    el("a").attr("href", move || Some(format!("mailto:{}", address()))).child(address)
}

fn fact(name: Text, at: impl Fn() -> Option<Timestamp> + 'static) -> View {
    given(at, move |&at| (el("dt").child(name.clone()), el("dd").child(moment(at))))
}
