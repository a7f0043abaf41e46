//! What was said and what happened.

use super::attachments::files_of;
use super::person;
use super::tickets::{customer_ticket, staff_ticket};
use crate::app::Missed;
use crate::app::attachments::ShownFiles;
use crate::app::tickets::{Commented, ShownConversation, ShownHistory, Written};
use crate::markdown::Markdown;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::comment::{Comment, Redaction, Visibility};
use domain::held::HeldReply;
use domain::id::{EventId, TicketNumber, UserId};
use domain::policy::Audience;
use domain::tag::Tag;
use domain::text::Reason;
use domain::ticket::{Resolution, TicketEvent};
use dto::catalogue::PersonView;
use dto::problem;
use dto::ticket as wire;
use persistence::repo::conversation::{Entry, StoredEvent};
use persistence::{Error, People};

pub(in crate::http) fn conversation(shown: ShownConversation) -> Result<wire::Conversation, Error> {
    Ok(match shown.audience {
        Audience::Staff => wire::Conversation::Staff(staff_conversation(shown)?),
        Audience::Everybody => wire::Conversation::Customer(customer_conversation(shown)?),
    })
}

pub(in crate::http) fn moved(part: ShownConversation) -> Result<problem::Moved, Error> {
    Ok(match part.audience {
        Audience::Staff => problem::Moved::Staff(staff_conversation(part)?.items),
        Audience::Everybody => problem::Moved::Customer(customer_conversation(part)?.items),
    })
}

pub(in crate::http) fn history(shown: ShownHistory) -> Result<wire::History, Error> {
    let ShownHistory { audience, events, people, markdown, next } = shown;
    let teller = Teller { people: &people, markdown: &markdown };
    Ok(match audience {
        Audience::Staff => wire::History::Staff(wire::HistoryPart { items: teller.staff_events(events)?, next }),
        Audience::Everybody => {
            wire::History::Customer(wire::HistoryPart { items: teller.customer_events(events)?, next })
        }
    })
}

pub(in crate::http) fn missed(missed: Missed) -> Result<problem::Missed, Error> {
    let Missed { standing, events, people, markdown } = missed;
    let teller = Teller { people: &people, markdown: &markdown };
    Ok(match standing.audience() {
        Audience::Staff => problem::Missed::Staff(teller.staff_events(events)?),
        Audience::Everybody => problem::Missed::Customer(teller.customer_events(events)?),
    })
}

pub(in crate::http) fn commented(done: Commented) -> Result<wire::CommentCreated, Error> {
    let Commented { written, mut files, shown } = done;
    let audience = shown.standing.audience();
    let (comment, reply) = match written {
        Written::Comment { event, comment, people } => (Some((event, comment, people)), None),
        Written::Held(reply) => (None, Some(held(reply, &mut files))),
    };
    let markdown = shown.markdown.clone();
    Ok(match audience {
        Audience::Staff => {
            let comment = comment.map(|(event, comment, mentioned)| {
                let people = shown.people.clone().with(mentioned);
                Teller { people: &people, markdown: &markdown }.staff_comment(event, comment, None, &mut files)
            });
            let comment = comment.transpose()?;
            let ticket = staff_ticket(shown)?;
            wire::CommentCreated::Staff(Box::new(wire::StaffCommentCreated { comment, held: reply, ticket }))
        }
        Audience::Everybody => {
            let teller = Teller { people: &shown.people, markdown: &markdown };
            let comment = comment
                .map(|(event, comment, _)| teller.public_comment(event, comment, None, &mut files))
                .transpose()?;
            let ticket = customer_ticket(shown)?;
            wire::CommentCreated::Customer(Box::new(wire::CustomerCommentCreated { comment, held: reply, ticket }))
        }
    })
}

pub(super) fn held(reply: HeldReply, files: &mut ShownFiles) -> wire::HeldView {
    let HeldReply { id, body, visibility, status, release_at, stopped, .. } = reply;
    let stopped = stopped.map(|(_, why)| why);
    let attachments = files_of(files, id);
    wire::HeldView { id, body: body.into_string(), visibility, status, release_at, stopped, attachments }
}

pub(in crate::http) fn customer_conversation(shown: ShownConversation) -> Result<wire::CustomerConversation, Error> {
    let ShownConversation { audience: _, ticket: _, entries, sources, mut files, people, markdown, previous } = shown;
    let teller = Teller { people: &people, markdown: &markdown };
    let mut items = Vec::with_capacity(entries.len());
    for entry in entries {
        match entry {
            Entry::Comment { event, comment } => {
                let from = sources.get(&comment.ticket).copied();
                items.push(wire::CustomerItem::Comment(teller.public_comment(event, comment, from, &mut files)?));
            }
            Entry::Event { ticket, event } => {
                let from = sources.get(&ticket).copied();
                items.extend(teller.customer_event(event, from)?.map(wire::CustomerItem::Event));
            }
        }
    }
    Ok(wire::CustomerConversation { items, previous })
}

pub(super) fn staff_conversation(shown: ShownConversation) -> Result<wire::StaffConversation, Error> {
    let ShownConversation { audience: _, ticket: _, entries, sources, mut files, people, markdown, previous } = shown;
    let teller = Teller { people: &people, markdown: &markdown };
    let item = |entry| match entry {
        Entry::Comment { event, comment } => {
            let from = sources.get(&comment.ticket).copied();
            teller.staff_comment(event, comment, from, &mut files).map(wire::StaffItem::Comment)
        }
        Entry::Event { ticket, event } => {
            teller.staff_event(event, sources.get(&ticket).copied()).map(wire::StaffItem::Event)
        }
    };
    let items = entries.into_iter().map(item).collect::<Result<_, _>>()?;
    Ok(wire::StaffConversation { items, previous })
}

/// What it takes to tell of something.
struct Teller<'a> {
    people: &'a People,
    markdown: &'a Markdown,
}

impl Teller<'_> {
    fn public_comment(
        &self,
        event: EventId,
        comment: Comment,
        from_ticket: Option<TicketNumber>,
        files: &mut ShownFiles,
    ) -> Result<wire::PublicComment, Error> {
        let Comment { id, ticket: _, author, body, visibility: _, mentions: _, created_at, edited_at, redacted } =
            comment;
        let (redacted_at, redacted_by) = self.redacted(redacted)?;
        Ok(wire::PublicComment {
            id,
            event,
            author: person(self.people, author)?,
            body_html: self.markdown.html(body.as_str()).to_string(),
            body: body.into_string(),
            created_at,
            edited_at,
            redacted_at,
            redacted_by,
            from_ticket,
            attachments: files_of(files, id),
        })
    }

    fn staff_comment(
        &self,
        event: EventId,
        comment: Comment,
        from_ticket: Option<TicketNumber>,
        files: &mut ShownFiles,
    ) -> Result<wire::StaffComment, Error> {
        let Comment { id, ticket: _, author, body, visibility, mentions, created_at, edited_at, redacted } = comment;
        let (redacted_at, redacted_by) = self.redacted(redacted)?;
        Ok(wire::StaffComment {
            id,
            event,
            author: person(self.people, author)?,
            body_html: self.markdown.html(body.as_str()).to_string(),
            body: body.into_string(),
            visibility,
            mentions: mentions.into_iter().map(|id| person(self.people, id)).collect::<Result<_, _>>()?,
            created_at,
            edited_at,
            redacted_at,
            redacted_by,
            from_ticket,
            attachments: files_of(files, id),
        })
    }

    fn redacted(&self, mark: Option<Redaction>) -> Result<(Option<Timestamp>, Option<PersonView>), Error> {
        let Some(Redaction { by, at }) = mark else { return Ok((None, None)) };
        Ok((Some(at), Some(person(self.people, by)?)))
    }

    fn customer_events(&self, events: Vec<StoredEvent>) -> Result<Vec<wire::CustomerEvent>, Error> {
        let shown = events.into_iter().map(|event| self.customer_event(event, None));
        shown.filter_map(Result::transpose).collect()
    }

    fn staff_events(&self, events: Vec<StoredEvent>) -> Result<Vec<wire::StaffEvent>, Error> {
        events.into_iter().map(|event| self.staff_event(event, None)).collect()
    }

    /// Nothing for an event that is staff's, should the query ever let one through.
    fn customer_event(
        &self,
        stored: StoredEvent,
        from_ticket: Option<TicketNumber>,
    ) -> Result<Option<wire::CustomerEvent>, Error> {
        use TicketEvent as E;
        use wire::CustomerChange as C;
        let StoredEvent { id, at, actor, version: _, event } = stored;
        let change = match event {
            E::Created => C::Created,
            E::Commented { comment, visibility: Visibility::Public } => C::Commented { comment },
            E::CommentEdited { comment, visibility: Visibility::Public } => C::CommentEdited { comment },
            E::CommentRedacted { comment, visibility: Visibility::Public } => C::CommentRedacted { comment },
            E::SubjectChanged { from, to } => C::SubjectChanged { from: from.into_string(), to: to.into_string() },
            E::DescriptionChanged => C::DescriptionChanged,
            E::StatusChanged { from, to, reason } => {
                C::StatusChanged { from, to, reason: reason.map(Reason::into_string) }
            }
            E::ResolutionGiven(Resolution { cycle, revision, text, kind, author: _, at: _ }) => {
                let text_html = self.markdown.html(text.as_str()).to_string();
                C::ResolutionGiven { cycle, revision, text: text.into_string(), text_html, kind }
            }
            E::CloseRequested => C::CloseRequested,
            E::ReopenRequested { reason } => C::ReopenRequested { reason: reason.into_string() },
            E::RequestDeclined => C::RequestDeclined,
            E::ParticipantAdded { email } => C::ParticipantAdded { email: email.as_str().to_owned() },
            E::ParticipantRemoved { email } => C::ParticipantRemoved { email: email.as_str().to_owned() },
            E::MergedInto { ticket } => C::MergedInto { ticket },
            E::UnmergedFrom { ticket } => C::UnmergedFrom { ticket },
            E::FollowedUp { ticket } => C::FollowedUp { ticket },
            E::FollowsUp { ticket } => C::FollowsUp { ticket },
            E::Commented { visibility: Visibility::Internal, .. }
            | E::CommentEdited { visibility: Visibility::Internal, .. }
            | E::CommentRedacted { visibility: Visibility::Internal, .. }
            | E::AssigneeChanged { .. }
            | E::PriorityChanged { .. }
            | E::CategoryChanged { .. }
            | E::TeamChanged { .. }
            | E::QueueChanged { .. }
            | E::TagsChanged { .. }
            | E::Absorbed { .. }
            | E::Released { .. }
            | E::SplitOff { .. }
            | E::SplitFrom { .. }
            | E::SlaDueSoon { .. }
            | E::SlaBreached { .. } => return Ok(None),
        };
        let actor = actor.map(|id| person(self.people, id)).transpose()?;
        Ok(Some(wire::CustomerEvent { id, at, actor, change, from_ticket }))
    }

    fn staff_event(&self, stored: StoredEvent, from_ticket: Option<TicketNumber>) -> Result<wire::StaffEvent, Error> {
        use TicketEvent as E;
        use wire::StaffChange as C;
        let StoredEvent { id, at, actor, version: _, event } = stored;
        let person_or_none = |id: Option<UserId>| id.map(|id| person(self.people, id)).transpose();
        let key = |key: CategoryKey| key.to_string();
        let words = |tags: &domain::tag::Tags| tags.iter().map(Tag::to_string).collect();
        let change = match event {
            E::Created => C::Created,
            E::Commented { comment, visibility } => C::Commented { comment, visibility },
            E::CommentEdited { comment, visibility } => C::CommentEdited { comment, visibility },
            E::CommentRedacted { comment, visibility } => C::CommentRedacted { comment, visibility },
            E::SubjectChanged { from, to } => C::SubjectChanged { from: from.into_string(), to: to.into_string() },
            E::DescriptionChanged => C::DescriptionChanged,
            E::StatusChanged { from, to, reason } => {
                C::StatusChanged { from, to, reason: reason.map(Reason::into_string) }
            }
            E::AssigneeChanged { from, to } => {
                C::AssigneeChanged { from: person_or_none(from)?, to: person_or_none(to)? }
            }
            E::PriorityChanged { from, to } => C::PriorityChanged { from, to },
            E::CategoryChanged { from, to } => C::CategoryChanged { from: key(from), to: key(to) },
            E::TeamChanged { from, to } => C::TeamChanged { from, to },
            E::QueueChanged { from, to } => C::QueueChanged { from, to },
            E::TagsChanged { from, to } => C::TagsChanged { from: words(&from), to: words(&to) },
            E::ResolutionGiven(Resolution { cycle, revision, text, kind, author: _, at: _ }) => {
                let text_html = self.markdown.html(text.as_str()).to_string();
                C::ResolutionGiven { cycle, revision, text: text.into_string(), text_html, kind }
            }
            E::CloseRequested => C::CloseRequested,
            E::ReopenRequested { reason } => C::ReopenRequested { reason: reason.into_string() },
            E::RequestDeclined => C::RequestDeclined,
            E::ParticipantAdded { email } => C::ParticipantAdded { email: email.as_str().to_owned() },
            E::ParticipantRemoved { email } => C::ParticipantRemoved { email: email.as_str().to_owned() },
            E::MergedInto { ticket } => C::MergedInto { ticket },
            E::UnmergedFrom { ticket } => C::UnmergedFrom { ticket },
            E::Absorbed { ticket } => C::Absorbed { ticket },
            E::Released { ticket } => C::Released { ticket },
            E::SplitOff { ticket } => C::SplitOff { ticket },
            E::SplitFrom { ticket } => C::SplitFrom { ticket },
            E::FollowedUp { ticket } => C::FollowedUp { ticket },
            E::FollowsUp { ticket } => C::FollowsUp { ticket },
            E::SlaDueSoon { target, cycle } => C::SlaDueSoon { target, cycle },
            E::SlaBreached { target, cycle } => C::SlaBreached { target, cycle },
        };
        Ok(wire::StaffEvent { id, at, actor: person_or_none(actor)?, change, from_ticket })
    }
}
