//! Who may do what. The server asks here for every operation, the app asks here for what to show.

use crate::account::Role;
use crate::comment::Visibility;
use crate::id::UserId;
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
        /// See one's own account.
        ReadOwnAccount => "read_own_account",
        /// See the categories.
        ListCategories => "list_categories",
        /// See who can be assigned.
        ListAgents => "list_agents",
        /// See a list of tickets (of those that one may see).
        ListTickets => "list_tickets",
        /// Ask for help.
        CreateTicket => "create_ticket",
        /// Ask for help in somebody else's name.
        CreateTicketForOther => "create_ticket_for_other",
        /// See a ticket, its public comments and its history.
        ReadTicket => "read_ticket",
        /// See internal notes and how staff sort a ticket.
        ReadInternal => "read_internal",
        /// Change subject and description.
        EditText => "edit_text",
        /// Change status, assignee, priority or category.
        Triage => "triage",
        /// Make oneself the assignee.
        Take => "take",
        /// Close with a resolution.
        Close => "close",
        /// Take up again what is resolved; what is closed, the status machine leaves to admins.
        Reopen => "reopen",
        /// Write what everybody on the ticket reads.
        CommentPublicly => "comment_publicly",
        /// Write what only staff read.
        CommentInternally => "comment_internally",
    }
}

words! {
    /// How the actor stands to the ticket in question.
    Relation {
        /// It is their request.
        Requester => "requester",
        /// It is somebody else's.
        Other => "other",
    }
}

impl Relation {
    /// The relation of an actor to a ticket of this requester.
    #[must_use]
    pub fn of(actor: Actor, requester: UserId) -> Self {
        if actor.id == requester { Self::Requester } else { Self::Other }
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

/// Decides an action. `relation` is the actor's to the ticket; actions that concern no ticket ignore it.
#[must_use]
pub fn decide(role: Role, action: Action, relation: Relation) -> Decision {
    use Action as A;
    match action {
        A::ReadOwnAccount | A::ListCategories | A::ListTickets | A::CreateTicket => Decision::Allow,
        A::ListAgents | A::CreateTicketForOther => staff_only(role),
        A::ReadTicket
        | A::ReadInternal
        | A::EditText
        | A::Triage
        | A::Take
        | A::Close
        | A::Reopen
        | A::CommentPublicly
        | A::CommentInternally => {
            if !may_see(role, relation) {
                return Decision::Hide;
            }
            match action {
                A::ReadTicket | A::CommentPublicly => Decision::Allow,
                // The words are the requester's; agents add a note instead of changing them. Admins correct what must not
                // stay, such as a password somebody typed.
                A::EditText if relation == Relation::Requester || role == Role::Admin => Decision::Allow,
                A::EditText => Decision::Forbid,
                _ => staff_only(role),
            }
        }
    }
}

const fn staff_only(role: Role) -> Decision {
    if role.is_staff() { Decision::Allow } else { Decision::Forbid }
}

const fn may_see(role: Role, relation: Relation) -> bool {
    role.is_staff() || matches!(relation, Relation::Requester)
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
    /// The audience that an actor belongs to.
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

/// Which tickets an actor sees; the condition that every query for tickets carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketScope {
    /// All of them.
    Everything,
    /// Those this person asked.
    RequestedBy(UserId),
}

impl TicketScope {
    /// The scope of an actor.
    #[must_use]
    pub const fn of(actor: Actor) -> Self {
        if actor.role.is_staff() { Self::Everything } else { Self::RequestedBy(actor.id) }
    }
}
