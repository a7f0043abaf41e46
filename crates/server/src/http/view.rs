//! From domain types to what a caller of their role sees. Each role has its own function and type; staff fields cannot
//! reach a customer by a forgotten condition.

use crate::app::Missed;
use crate::app::tickets::{Commented, Listed, Shown, ShownConversation, ShownHistory};
use domain::category::CategoryKey;
use domain::comment::Comment;
use domain::id::UserId;
use domain::policy::Actor;
use domain::ticket::{Resolution, Ticket, TicketEvent, allowed_transitions};
use dto::catalogue::PersonView;
use dto::page::Page;
use dto::problem;
use dto::ticket as wire;
use persistence::repo::conversation::{Entry, StoredEvent};
use persistence::repo::tickets::Summary;
use persistence::{Error, People};

pub(super) fn ticket(shown: Shown) -> Result<wire::TicketView, Error> {
    Ok(if shown.actor.role.is_staff() {
        wire::TicketView::Staff(Box::new(staff_ticket(shown)?))
    } else {
        wire::TicketView::Customer(Box::new(customer_ticket(shown)?))
    })
}

pub(super) fn detail(shown: Shown, conversation: ShownConversation) -> Result<wire::TicketDetail, Error> {
    Ok(if shown.actor.role.is_staff() {
        let ticket = staff_ticket(shown)?;
        let conversation = staff_conversation(conversation)?;
        wire::TicketDetail::Staff(Box::new(wire::StaffTicketDetail { ticket, conversation }))
    } else {
        let ticket = customer_ticket(shown)?;
        let conversation = customer_conversation(conversation)?;
        wire::TicketDetail::Customer(Box::new(wire::CustomerTicketDetail { ticket, conversation }))
    })
}

pub(super) fn conversation(shown: ShownConversation) -> Result<wire::Conversation, Error> {
    Ok(if shown.actor.role.is_staff() {
        wire::Conversation::Staff(staff_conversation(shown)?)
    } else {
        wire::Conversation::Customer(customer_conversation(shown)?)
    })
}

pub(super) fn history(shown: ShownHistory) -> Result<wire::History, Error> {
    let ShownHistory { actor, events, people, next } = shown;
    Ok(if actor.role.is_staff() {
        wire::History::Staff(wire::HistoryPart { items: staff_events(events, &people)?, next })
    } else {
        wire::History::Customer(wire::HistoryPart { items: customer_events(events, &people)?, next })
    })
}

pub(super) fn missed(missed: Missed) -> Result<problem::Missed, Error> {
    let Missed { actor, events, people } = missed;
    Ok(if actor.role.is_staff() {
        problem::Missed::Staff(staff_events(events, &people)?)
    } else {
        problem::Missed::Customer(customer_events(events, &people)?)
    })
}

pub(super) fn commented(done: Commented) -> Result<wire::CommentCreated, Error> {
    let Commented { comment, shown } = done;
    Ok(if shown.actor.role.is_staff() {
        let comment = staff_comment(comment, &shown.people)?;
        let ticket = staff_ticket(shown)?;
        wire::CommentCreated::Staff(Box::new(wire::StaffCommentCreated { comment, ticket }))
    } else {
        let comment = public_comment(comment, &shown.people)?;
        let ticket = customer_ticket(shown)?;
        wire::CommentCreated::Customer(Box::new(wire::CustomerCommentCreated { comment, ticket }))
    })
}

pub(super) fn page(listed: Listed) -> Result<wire::TicketPage, Error> {
    let Listed { actor, rows, people, next, count } = listed;
    Ok(if actor.role.is_staff() {
        let items = rows.into_iter().map(|row| staff_row(row, &people)).collect::<Result<_, _>>()?;
        wire::TicketPage::Staff(Page { items, next, count })
    } else {
        let items = rows.into_iter().map(customer_row).collect();
        wire::TicketPage::Customer(Page { items, next, count })
    })
}

fn customer_ticket(shown: Shown) -> Result<wire::CustomerTicketView, Error> {
    let Shown { actor, ticket, people } = shown;
    let allowed_transitions = steps(&ticket, actor);
    Ok(wire::CustomerTicketView {
        id: ticket.id,
        number: ticket.number,
        requester: person(&people, ticket.requester)?,
        resolution: ticket.resolution.map(|given| resolution(given, &people)).transpose()?,
        subject: ticket.subject.into_string(),
        description: ticket.description.into_string(),
        category: ticket.category.to_string(),
        priority: ticket.priority,
        status: ticket.status,
        version: ticket.version,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        resolved_at: ticket.resolved_at,
        closed_at: ticket.closed_at,
        allowed_transitions,
    })
}

fn staff_ticket(shown: Shown) -> Result<wire::StaffTicketView, Error> {
    let Shown { actor, ticket, people } = shown;
    let allowed_transitions = steps(&ticket, actor);
    Ok(wire::StaffTicketView {
        id: ticket.id,
        number: ticket.number,
        requester: person(&people, ticket.requester)?,
        requester_email: people.get(ticket.requester)?.email.as_str().to_owned(),
        assignee: ticket.assignee.map(|id| person(&people, id)).transpose()?,
        created_by: person(&people, ticket.created_by)?,
        resolution: ticket.resolution.map(|given| resolution(given, &people)).transpose()?,
        subject: ticket.subject.into_string(),
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
        allowed_transitions,
    })
}

fn steps(ticket: &Ticket, actor: Actor) -> Vec<wire::StepView> {
    allowed_transitions(ticket, actor).into_iter().map(wire::StepView::from).collect()
}

fn resolution(given: Resolution, people: &People) -> Result<wire::ResolutionView, Error> {
    let Resolution { cycle, revision, text, kind, author, at } = given;
    let author = person(people, author)?;
    Ok(wire::ResolutionView { cycle, revision, text: text.into_string(), kind, author, at })
}

fn person(people: &People, id: UserId) -> Result<PersonView, Error> {
    let person = people.get(id)?;
    Ok(PersonView { id, display_name: person.display_name.as_str().to_owned(), is_staff: person.role.is_staff() })
}

fn customer_row(row: Summary) -> wire::CustomerTicketRow {
    let Summary { id, number, subject, category, priority, status, requester: _, assignee: _, created_at, updated_at } =
        row;
    let category = category.to_string();
    wire::CustomerTicketRow { id, number, subject, category, priority, status, created_at, updated_at }
}

fn staff_row(row: Summary, people: &People) -> Result<wire::StaffTicketRow, Error> {
    let Summary { id, number, subject, category, priority, status, requester, assignee, created_at, updated_at } = row;
    Ok(wire::StaffTicketRow {
        id,
        number,
        subject,
        category: category.to_string(),
        priority,
        status,
        requester: person(people, requester)?,
        assignee: assignee.map(|id| person(people, id)).transpose()?,
        created_at,
        updated_at,
    })
}

fn customer_conversation(shown: ShownConversation) -> Result<wire::CustomerConversation, Error> {
    let ShownConversation { actor: _, entries, people, previous } = shown;
    let mut items = Vec::with_capacity(entries.len());
    for entry in entries {
        match entry {
            Entry::Comment(comment) => items.push(wire::CustomerItem::Comment(public_comment(comment, &people)?)),
            Entry::Event(event) => items.extend(customer_event(event, &people)?.map(wire::CustomerItem::Event)),
        }
    }
    Ok(wire::CustomerConversation { items, previous })
}

fn staff_conversation(shown: ShownConversation) -> Result<wire::StaffConversation, Error> {
    let ShownConversation { actor: _, entries, people, previous } = shown;
    let item = |entry| match entry {
        Entry::Comment(comment) => staff_comment(comment, &people).map(wire::StaffItem::Comment),
        Entry::Event(event) => staff_event(event, &people).map(wire::StaffItem::Event),
    };
    let items = entries.into_iter().map(item).collect::<Result<_, _>>()?;
    Ok(wire::StaffConversation { items, previous })
}

fn public_comment(comment: Comment, people: &People) -> Result<wire::PublicComment, Error> {
    let Comment { id, ticket: _, author, body, visibility: _, created_at } = comment;
    let author = person(people, author)?;
    Ok(wire::PublicComment { id, author, body: body.into_string(), created_at })
}

fn staff_comment(comment: Comment, people: &People) -> Result<wire::StaffComment, Error> {
    let Comment { id, ticket: _, author, body, visibility, created_at } = comment;
    let author = person(people, author)?;
    Ok(wire::StaffComment { id, author, body: body.into_string(), visibility, created_at })
}

fn customer_events(events: Vec<StoredEvent>, people: &People) -> Result<Vec<wire::CustomerEvent>, Error> {
    let shown = events.into_iter().map(|event| customer_event(event, people));
    shown.filter_map(Result::transpose).collect()
}

fn staff_events(events: Vec<StoredEvent>, people: &People) -> Result<Vec<wire::StaffEvent>, Error> {
    events.into_iter().map(|event| staff_event(event, people)).collect()
}

/// Nothing for an event that is staff's, should the query ever let one through.
fn customer_event(stored: StoredEvent, people: &People) -> Result<Option<wire::CustomerEvent>, Error> {
    use TicketEvent as E;
    use wire::CustomerChange as C;
    let StoredEvent { id, at, actor, version: _, event } = stored;
    let change = match event {
        E::Created => C::Created,
        E::Commented { comment, visibility: domain::comment::Visibility::Public } => C::Commented { comment },
        E::SubjectChanged { from, to } => C::SubjectChanged { from: from.into_string(), to: to.into_string() },
        E::DescriptionChanged => C::DescriptionChanged,
        E::StatusChanged { from, to, reason } => {
            C::StatusChanged { from, to, reason: reason.map(domain::text::Reason::into_string) }
        }
        E::ResolutionGiven(Resolution { cycle, revision, text, kind, author: _, at: _ }) => {
            C::ResolutionGiven { cycle, revision, text: text.into_string(), kind }
        }
        E::Commented { visibility: domain::comment::Visibility::Internal, .. }
        | E::AssigneeChanged { .. }
        | E::PriorityChanged { .. }
        | E::CategoryChanged { .. } => return Ok(None),
    };
    let actor = actor.map(|id| person(people, id)).transpose()?;
    Ok(Some(wire::CustomerEvent { id, at, actor, change }))
}

fn staff_event(stored: StoredEvent, people: &People) -> Result<wire::StaffEvent, Error> {
    use TicketEvent as E;
    use wire::StaffChange as C;
    let StoredEvent { id, at, actor, version: _, event } = stored;
    let person_or_none = |id: Option<UserId>| id.map(|id| person(people, id)).transpose();
    let key = |key: CategoryKey| key.to_string();
    let change = match event {
        E::Created => C::Created,
        E::Commented { comment, visibility } => C::Commented { comment, visibility },
        E::SubjectChanged { from, to } => C::SubjectChanged { from: from.into_string(), to: to.into_string() },
        E::DescriptionChanged => C::DescriptionChanged,
        E::StatusChanged { from, to, reason } => {
            C::StatusChanged { from, to, reason: reason.map(domain::text::Reason::into_string) }
        }
        E::AssigneeChanged { from, to } => C::AssigneeChanged { from: person_or_none(from)?, to: person_or_none(to)? },
        E::PriorityChanged { from, to } => C::PriorityChanged { from, to },
        E::CategoryChanged { from, to } => C::CategoryChanged { from: key(from), to: key(to) },
        E::ResolutionGiven(Resolution { cycle, revision, text, kind, author: _, at: _ }) => {
            C::ResolutionGiven { cycle, revision, text: text.into_string(), kind }
        }
    };
    Ok(wire::StaffEvent { id, at, actor: person_or_none(actor)?, change })
}
