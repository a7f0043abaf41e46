//! Who may do what. The server asks here for every operation, the app asks here for what to show.

use crate::account::Role;
use crate::comment::Visibility;
use crate::id::{QueueId, UserId};
use crate::words;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub id: UserId,
    /// Their role now, not when they signed in.
    pub role: Role,
}

words! {
    /// What somebody wants to do.
    Action {
        /// See and change one's own account, drafts and the like.
        UseOwnAccount => "use_own_account",
        /// See the categories.
        ListCategories => "list_categories",
        /// See agents, teams, queues, tags and canned replies.
        SeeDesk => "see_desk",
        /// See a list of tickets (of those that one may see).
        ListTickets => "list_tickets",
        /// Ask for help.
        CreateTicket => "create_ticket",
        /// Ask for help in somebody else's name.
        CreateTicketForOther => "create_ticket_for_other",
        /// Change many tickets in one call, each as far as one may.
        ChangeInBulk => "change_in_bulk",
        /// Write replies in advance.
        KeepCannedReplies => "keep_canned_replies",
        /// Send files along.
        Upload => "upload",
        /// See figures about the tickets that one works on.
        SeeReports => "see_reports",
        /// See and change settings.
        Administer => "administer",
        /// See a ticket, its public comments and its history.
        ReadTicket => "read_ticket",
        /// See internal notes and how staff sort a ticket.
        ReadInternal => "read_internal",
        /// Change subject and description.
        EditText => "edit_text",
        /// Change status, assignee, team, queue, priority, category or tags.
        Triage => "triage",
        /// Make oneself the assignee.
        Take => "take",
        /// Close with a resolution.
        Close => "close",
        /// Take up again what is resolved; what is closed, the status machine leaves to admins.
        Reopen => "reopen",
        /// Ask for closing or reopening.
        RequestStep => "request_step",
        /// Say no to such a request.
        DeclineRequest => "decline_request",
        /// Say who else reads along.
        ChangeParticipants => "change_participants",
        /// Follow a ticket.
        Watch => "watch",
        /// Merge into another ticket, undo that, and split.
        MergeAndSplit => "merge_and_split",
        /// Write what everybody on the ticket reads.
        CommentPublicly => "comment_publicly",
        /// Write what only staff read.
        CommentInternally => "comment_internally",
        /// Delete a file that somebody sent.
        DeleteFile => "delete_file",
        /// Delete the ticket for good.
        DeleteTicket => "delete_ticket",
        /// Show an internal note to everybody on the ticket.
        PublishNote => "publish_note",
        /// Take the words of a comment away.
        RedactComment => "redact_comment",
        /// See who else is looking or writing.
        SeePresence => "see_presence",
    }
}

words! {
    /// How the actor stands to the ticket in question.
    Relation {
        /// It is their request.
        Requester => "requester",
        /// They were asked to read along.
        Participant => "participant",
        /// It is somebody else's.
        Other => "other",
    }
}

/// The answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Go on.
    Allow,
    /// They may know that it exists, but not do this (403).
    Forbid,
    /// They may not know that it exists (404).
    Hide,
}

/// Decides an action. `role` is the actor's on the ticket ([`Standing`]), `relation` theirs to it; actions that concern
/// no ticket ignore the relation.
#[must_use]
pub fn decide(role: Role, action: Action, relation: Relation) -> Decision {
    use Action as A;
    match action {
        A::UseOwnAccount | A::ListCategories | A::ListTickets | A::CreateTicket | A::Upload => Decision::Allow,
        A::SeeDesk | A::CreateTicketForOther | A::ChangeInBulk | A::KeepCannedReplies | A::SeeReports => {
            staff_only(role)
        }
        A::Administer => allow_if(matches!(role, Role::Admin)),
        A::ReadTicket
        | A::ReadInternal
        | A::EditText
        | A::Triage
        | A::Take
        | A::Close
        | A::Reopen
        | A::RequestStep
        | A::DeclineRequest
        | A::ChangeParticipants
        | A::Watch
        | A::MergeAndSplit
        | A::CommentPublicly
        | A::CommentInternally
        | A::DeleteFile
        | A::DeleteTicket
        | A::PublishNote
        | A::RedactComment
        | A::SeePresence => {
            if may_see(role, relation) {
                on_ticket(role, action, relation)
            } else {
                Decision::Hide
            }
        }
    }
}

/// Decides an action on a ticket that the actor sees.
fn on_ticket(role: Role, action: Action, relation: Relation) -> Decision {
    use Action as A;
    let asked = relation == Relation::Requester;
    match action {
        A::ReadTicket | A::CommentPublicly => Decision::Allow,
        // The words are the requester's; agents add a note instead of changing them. Admins correct what must not
        // stay, such as a password somebody typed.
        A::EditText => allow_if(asked || role == Role::Admin),
        // Staff take the step itself instead of asking for it.
        A::RequestStep => allow_if(asked),
        A::ChangeParticipants => allow_if(asked || role.is_staff()),
        // Whoever sent it may for a while ([`crate::attachment::can_be_taken_back`]); later it is part of what was said.
        A::DeleteFile | A::DeleteTicket | A::PublishNote | A::RedactComment => allow_if(role == Role::Admin),
        _ => staff_only(role),
    }
}

const fn allow_if(allowed: bool) -> Decision {
    if allowed { Decision::Allow } else { Decision::Forbid }
}

const fn staff_only(role: Role) -> Decision {
    allow_if(role.is_staff())
}

const fn may_see(role: Role, relation: Relation) -> bool {
    role.is_staff() || matches!(relation, Relation::Requester | Relation::Participant)
}

/// Somebody who looks at tickets, with what is hidden from them: an agent does not see the tickets of a restricted queue
/// that none of their teams serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub actor: Actor,
    /// Queues whose tickets they do not see as staff. Always empty for admins, and of no meaning for customers.
    pub hidden: Vec<QueueId>,
}

/// Whose a ticket is and where it waits: all that decides who sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Where it waits.
    pub queue: QueueId,
    /// Whose request it is.
    pub requester: UserId,
    /// Whether the viewer was asked to read along.
    pub participant: bool,
}

/// How a viewer stands to a ticket that they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The viewer with the role they have on this ticket: an agent who sees it only as requester or participant acts as
    /// a customer.
    pub actor: Actor,
    /// What the ticket is to them.
    pub relation: Relation,
}

impl Standing {
    /// Decides an action on the ticket.
    #[must_use]
    pub fn decide(self, action: Action) -> Decision {
        decide(self.actor.role, action, self.relation)
    }

    /// What the viewer reads below the ticket.
    #[must_use]
    pub const fn audience(self) -> Audience {
        Audience::of(self.actor)
    }
}

impl Viewer {
    /// How they stand to a ticket; nothing where they do not see it. [`TicketScope`] says the same for a query.
    #[must_use]
    pub fn stands(&self, access: Access) -> Option<Standing> {
        let Access { queue, requester, participant } = access;
        let relation = if requester == self.actor.id {
            Relation::Requester
        } else if participant {
            Relation::Participant
        } else {
            Relation::Other
        };
        let as_staff = self.actor.role.is_staff() && !self.hidden.contains(&queue);
        let role = if as_staff { self.actor.role } else { Role::Customer };
        may_see(role, relation).then_some(Standing { actor: Actor { id: self.actor.id, role }, relation })
    }
}

/// Which comments and events an actor sees on a ticket that they see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// What everybody on the ticket reads.
    Everybody,
    /// Internal notes and sorting as well.
    Staff,
}

impl Audience {
    /// The audience that an actor belongs to, with the role they have on the ticket.
    #[must_use]
    pub const fn of(actor: Actor) -> Self {
        if actor.role.is_staff() { Self::Staff } else { Self::Everybody }
    }

    /// What it reads.
    #[must_use]
    pub const fn reads(self) -> &'static [Visibility] {
        match self {
            Self::Everybody => &[Visibility::Public],
            Self::Staff => &[Visibility::Public, Visibility::Internal],
        }
    }
}

/// Which tickets a viewer sees; the condition that every query for tickets carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TicketScope {
    /// All of them.
    Everything,
    /// All but those in these queues.
    AllBut(Vec<QueueId>),
    /// All but those in these queues, and of these the ones that this person asked or takes part in.
    AllButOrOwn(Vec<QueueId>, UserId),
    /// Those this person asked or takes part in.
    Own(UserId),
}

impl TicketScope {
    /// What a viewer can open.
    #[must_use]
    pub fn of(viewer: &Viewer) -> Self {
        let Viewer { actor, hidden } = viewer;
        match (actor.role.is_staff(), hidden.is_empty()) {
            (false, _) => Self::Own(actor.id),
            (true, true) => Self::Everything,
            (true, false) => Self::AllButOrOwn(hidden.clone(), actor.id),
        }
    }

    /// What a viewer works on as staff; for customers what is theirs.
    #[must_use]
    pub fn desk(viewer: &Viewer) -> Self {
        match Self::of(viewer) {
            Self::AllButOrOwn(hidden, _) => Self::AllBut(hidden),
            scope => scope,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ME: UserId = UserId::new(Uuid::from_u128(1));
    const SOMEBODY: UserId = UserId::new(Uuid::from_u128(2));
    const OPEN: QueueId = QueueId::new(Uuid::from_u128(3));
    const RESTRICTED: QueueId = QueueId::new(Uuid::from_u128(4));

    /// The role and relation of a viewer on a ticket, or nothing.
    fn stands(
        role: Role,
        hidden: bool,
        queue: QueueId,
        requester: UserId,
        participant: bool,
    ) -> Option<(Role, Relation)> {
        let hidden = if hidden { vec![RESTRICTED] } else { Vec::new() };
        let viewer = Viewer { actor: Actor { id: ME, role }, hidden };
        let standing = viewer.stands(Access { queue, requester, participant })?;
        Some((standing.actor.role, standing.relation))
    }

    #[test]
    fn outside_a_restricted_queue_an_agent_is_a_customer() {
        use Relation as R;
        let agent = |queue, requester, participant| stands(Role::Agent, true, queue, requester, participant);
        assert_eq!(agent(OPEN, SOMEBODY, false), Some((Role::Agent, R::Other)));
        assert_eq!(agent(RESTRICTED, SOMEBODY, false), None);
        assert_eq!(agent(RESTRICTED, SOMEBODY, true), Some((Role::Customer, R::Participant)));
        assert_eq!(agent(RESTRICTED, ME, false), Some((Role::Customer, R::Requester)));
        assert_eq!(stands(Role::Agent, false, RESTRICTED, ME, false), Some((Role::Agent, R::Requester)));
        assert_eq!(stands(Role::Customer, false, OPEN, SOMEBODY, false), None);
    }

    /// What a query finds is what `stands` lets through; the database tests hold the queries to the scope.
    #[test]
    fn scope_and_standing_agree() {
        let within = |scope: &TicketScope, queue: QueueId, own: bool| match scope {
            TicketScope::Everything => true,
            TicketScope::AllBut(hidden) => !hidden.contains(&queue),
            TicketScope::AllButOrOwn(hidden, _) => !hidden.contains(&queue) || own,
            TicketScope::Own(_) => own,
        };
        for &role in Role::ALL {
            for hidden in [Vec::new(), vec![RESTRICTED]] {
                let viewer = Viewer { actor: Actor { id: ME, role }, hidden };
                for (queue, requester, participant) in [OPEN, RESTRICTED]
                    .into_iter()
                    .flat_map(|queue| [(queue, ME, false), (queue, SOMEBODY, true), (queue, SOMEBODY, false)])
                {
                    let standing = viewer.stands(Access { queue, requester, participant });
                    let own = requester == ME || participant;
                    assert_eq!(standing.is_some(), within(&TicketScope::of(&viewer), queue, own));
                    let works = standing.is_some_and(|standing| standing.actor.role == role);
                    let desk = within(&TicketScope::desk(&viewer), queue, own);
                    assert_eq!(works, desk, "{role} {queue} {requester} {participant}");
                }
            }
        }
    }
}
