//! Tickets, alone and in lists.

use super::attachments::{file, ticket_file};
use super::conversation::{customer_conversation, held, staff_conversation};
use super::person;
use crate::app::drafts;
use crate::app::tickets::{
    BulkRefusal, BulkResult, BulkResults, Detail, Listed, Shown, ShownConversation, Surroundings,
};
use crate::http::problem::ApiError;
use crate::markdown::Markdown;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::id::TicketRef;
use domain::listing::Asked;
use domain::policy::{Actor, Audience};
use domain::snippet::Part;
use domain::tag::{Tag, Tags};
use domain::ticket::{Resolution, Ticket, allowed_transitions};
use dto::draft::TicketDraft;
use dto::page::Page;
use dto::sla::SlaView;
use dto::ticket as wire;
use persistence::repo::drafts::Draft;
use persistence::repo::listing::Summary;
use persistence::repo::search::Hit;
use persistence::{Error, People};

pub(in crate::http) fn ticket(shown: Shown) -> Result<wire::TicketView, Error> {
    Ok(match shown.standing.audience() {
        Audience::Staff => wire::TicketView::Staff(Box::new(staff_ticket(shown)?)),
        Audience::Everybody => wire::TicketView::Customer(Box::new(customer_ticket(shown)?)),
    })
}

pub(in crate::http) fn detail(detail: Detail) -> Result<wire::TicketDetail, Error> {
    let Detail { shown, conversation, surroundings } = detail;
    Ok(match shown.standing.audience() {
        Audience::Staff => wire::TicketDetail::Staff(Box::new(staff_detail(shown, conversation, surroundings)?)),
        Audience::Everybody => {
            wire::TicketDetail::Customer(Box::new(customer_detail(shown, conversation, surroundings)?))
        }
    })
}

fn staff_detail(
    shown: Shown,
    conversation: ShownConversation,
    surroundings: Surroundings,
) -> Result<wire::StaffTicketDetail, Error> {
    let Surroundings {
        participants,
        watchers,
        watching,
        attachments,
        held: replies,
        mut held_files,
        drafts,
        last_event,
        first_unread,
        follow_up_of,
        follow_ups,
        absorbed,
    } = surroundings;
    Ok(wire::StaffTicketDetail {
        ticket: staff_ticket(shown)?,
        conversation: staff_conversation(conversation)?,
        participants: participants.into_iter().map(|who| who.email.as_str().to_owned()).collect(),
        attachments: attachments.iter().filter_map(|file| ticket_file(file, held_files.unscanned)).collect(),
        held: replies.into_iter().map(|reply| held(reply, &mut held_files)).collect(),
        drafts: drafts.into_iter().map(draft).collect(),
        last_event,
        first_unread,
        follow_up_of: follow_up_of.map(link),
        follow_ups: follow_ups.into_iter().map(link).collect(),
        absorbed: absorbed.into_iter().map(link).collect(),
        watchers: watchers.into_iter().map(|id| person(&watching, id)).collect::<Result<_, _>>()?,
    })
}

fn customer_detail(
    shown: Shown,
    conversation: ShownConversation,
    surroundings: Surroundings,
) -> Result<wire::CustomerTicketDetail, Error> {
    let Surroundings {
        participants,
        watchers: _,
        watching: _,
        attachments,
        held: replies,
        mut held_files,
        drafts,
        last_event,
        first_unread,
        follow_up_of,
        follow_ups,
        absorbed: _,
    } = surroundings;
    Ok(wire::CustomerTicketDetail {
        ticket: customer_ticket(shown)?,
        conversation: customer_conversation(conversation)?,
        participants: participants.into_iter().map(|who| who.email.as_str().to_owned()).collect(),
        attachments: attachments.iter().map(|attachment| file(attachment, held_files.unscanned)).collect(),
        held: replies.into_iter().map(|reply| held(reply, &mut held_files)).collect(),
        drafts: drafts.into_iter().map(draft).collect(),
        last_event,
        first_unread,
        follow_up_of: follow_up_of.map(link),
        follow_ups: follow_ups.into_iter().map(link).collect(),
    })
}

fn draft((kind, draft): (DraftKind, Draft)) -> TicketDraft {
    TicketDraft { kind, draft: drafts::view(draft) }
}

fn link(to: Summary) -> wire::TicketLink {
    wire::TicketLink { number: to.number, subject: to.subject, status: to.status }
}

pub(in crate::http) fn customer_ticket(shown: Shown) -> Result<wire::CustomerTicketView, Error> {
    let Shown { standing, ticket, people, merged_into, reopening_can_be_requested, markdown, sla: _ } = shown;
    let allowed_transitions = steps(&ticket, standing.actor);
    Ok(wire::CustomerTicketView {
        id: ticket.id,
        number: ticket.number,
        requester: person(&people, ticket.requester)?,
        resolution: ticket.resolution.map(|given| resolution(given, &people, &markdown)).transpose()?,
        subject: ticket.subject.into_string(),
        description_html: markdown.html(ticket.description.as_str()).to_string(),
        description: ticket.description.into_string(),
        category: ticket.category.to_string(),
        priority: ticket.priority,
        status: ticket.status,
        version: ticket.version,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        resolved_at: ticket.resolved_at,
        closed_at: ticket.closed_at,
        close_requested_at: ticket.close_requested_at,
        reopen_requested_at: ticket.reopen_request.map(|request| request.at),
        reopening_can_be_requested,
        merged_into,
        allowed_transitions,
    })
}

pub(super) fn staff_ticket(shown: Shown) -> Result<wire::StaffTicketView, Error> {
    let Shown { standing, ticket, people, merged_into, reopening_can_be_requested: _, markdown, sla } = shown;
    let (promised, now) = sla;
    let allowed_transitions = steps(&ticket, standing.actor);
    let (reopen_requested_at, reopen_reason) =
        ticket.reopen_request.map(|request| (request.at, request.reason.into_string())).unzip();
    Ok(wire::StaffTicketView {
        id: ticket.id,
        number: ticket.number,
        requester: person(&people, ticket.requester)?,
        requester_email: people.get(ticket.requester)?.email.as_str().to_owned(),
        queue: ticket.queue,
        team: ticket.team,
        tags: words(&ticket.tags),
        assignee: ticket.assignee.map(|id| person(&people, id)).transpose()?,
        created_by: person(&people, ticket.created_by)?,
        resolution: ticket.resolution.map(|given| resolution(given, &people, &markdown)).transpose()?,
        subject: ticket.subject.into_string(),
        description_html: markdown.html(ticket.description.as_str()).to_string(),
        description: ticket.description.into_string(),
        category: ticket.category.to_string(),
        priority: ticket.priority,
        status: ticket.status,
        version: ticket.version,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        first_response_at: ticket.first_response_at,
        resolved_at: ticket.resolved_at,
        closed_at: ticket.closed_at,
        close_requested_at: ticket.close_requested_at,
        reopen_requested_at,
        reopen_reason,
        merged_into,
        sla: SlaView::of(promised, now),
        allowed_transitions,
    })
}

fn steps(ticket: &Ticket, actor: Actor) -> Vec<wire::StepView> {
    allowed_transitions(ticket, actor).into_iter().map(wire::StepView::from).collect()
}

fn words(tags: &Tags) -> Vec<String> {
    tags.iter().map(Tag::to_string).collect()
}

fn resolution(given: Resolution, people: &People, markdown: &Markdown) -> Result<wire::ResolutionView, Error> {
    let Resolution { cycle, revision, text, kind, author, at } = given;
    let author = person(people, author)?;
    let text_html = markdown.html(text.as_str()).to_string();
    Ok(wire::ResolutionView { cycle, revision, text: text.into_string(), text_html, kind, author, at })
}

pub(in crate::http) fn page(listed: Listed) -> Result<wire::TicketPage, Error> {
    let Listed { audience, rows, mut hits, unread, people, next, count, at } = listed;
    Ok(match audience {
        Audience::Staff => {
            let row = |row: Summary| {
                let new = unread.contains(&row.id);
                let hit = hits.remove(&row.id).map(staff_hit);
                staff_row(row, new, &people, at).map(|row| wire::StaffTicketRow { hit, ..row })
            };
            let items = rows.into_iter().map(row).collect::<Result<_, _>>()?;
            wire::TicketPage::Staff(Page { items, next, count })
        }
        Audience::Everybody => {
            let row = |row: Summary| {
                let new = unread.contains(&row.id);
                let hit = hits.remove(&row.id).and_then(customer_hit);
                wire::CustomerTicketRow { hit, ..customer_row(row, new) }
            };
            wire::TicketPage::Customer(Page { items: rows.into_iter().map(row).collect(), next, count })
        }
    })
}

fn staff_hit(hit: Hit) -> wire::StaffHit {
    let Hit { source, visibility, parts } = hit;
    wire::StaffHit { source, visibility, parts: parts.into_iter().map(hit_part).collect() }
}

/// A customer's list looks at public texts alone; this is the second lock on the same door.
fn customer_hit(hit: Hit) -> Option<wire::CustomerHit> {
    let Hit { source, visibility, parts } = hit;
    let public = visibility == Visibility::Public;
    public.then(|| wire::CustomerHit { source, parts: parts.into_iter().map(hit_part).collect() })
}

fn hit_part(part: Part) -> wire::HitPart {
    let Part { text, hit } = part;
    wire::HitPart { text, hit }
}

fn customer_row(row: Summary, unread: bool) -> wire::CustomerTicketRow {
    let Summary {
        id,
        number,
        subject,
        category,
        priority,
        status,
        requester: _,
        queue: _,
        team: _,
        assignee: _,
        tags: _,
        close_requested: _,
        reopen_requested: _,
        created_at,
        updated_at,
        sla: _,
    } = row;
    let category = category.to_string();
    wire::CustomerTicketRow {
        id,
        number,
        subject,
        category,
        priority,
        status,
        created_at,
        updated_at,
        unread,
        hit: None,
    }
}

fn staff_row(row: Summary, unread: bool, people: &People, now: Timestamp) -> Result<wire::StaffTicketRow, Error> {
    let Summary {
        id,
        number,
        subject,
        category,
        priority,
        status,
        requester,
        queue,
        team,
        assignee,
        tags,
        close_requested,
        reopen_requested,
        created_at,
        updated_at,
        sla,
    } = row;
    let reopening = reopen_requested.then_some(Asked::Reopening);
    Ok(wire::StaffTicketRow {
        id,
        number,
        subject,
        category: category.to_string(),
        priority,
        status,
        requester: person(people, requester)?,
        queue,
        team,
        tags: words(&tags),
        assignee: assignee.map(|id| person(people, id)).transpose()?,
        created_at,
        updated_at,
        asked: reopening.or(close_requested.then_some(Asked::Closing)),
        sla: SlaView::of(sla, now),
        unread,
        hit: None,
    })
}

pub(in crate::http) fn bulk(results: BulkResults, dry_run: bool) -> wire::BulkView {
    let BulkResults { results, next } = results;
    wire::BulkView { dry_run, items: results.into_iter().map(bulk_item).collect(), next }
}

fn bulk_item(result: BulkResult) -> wire::BulkItem {
    let BulkResult { reference, outcome } = result;
    let named = match reference {
        TicketRef::Id(id) => id.to_string(),
        TicketRef::Number(number) => number.get().to_string(),
    };
    match outcome {
        Ok((ticket, changed)) => {
            let outcome = if changed { wire::BulkOutcome::Changed } else { wire::BulkOutcome::Unchanged };
            bulk_ticket(named, Some(ticket), outcome)
        }
        Err(BulkRefusal { error, ticket }) => {
            let error = ApiError::from(error);
            let problem = error.problem();
            wire::BulkItem {
                code: Some(problem.code.clone()),
                errors: problem.errors.clone(),
                ..bulk_ticket(named, ticket, wire::BulkOutcome::Refused)
            }
        }
    }
}

fn bulk_ticket(named: String, ticket: Option<Ticket>, outcome: wire::BulkOutcome) -> wire::BulkItem {
    wire::BulkItem {
        ticket: named,
        id: ticket.as_ref().map(|ticket| ticket.id),
        number: ticket.as_ref().map(|ticket| ticket.number),
        version: ticket.as_ref().map(|ticket| ticket.version),
        subject: ticket.map(|ticket| ticket.subject.into_string()),
        outcome,
        code: None,
        errors: Vec::new(),
    }
}
