//! The groups of operations, in the order in which somebody new reads them.

use utoipa::openapi::Tag;
use utoipa::openapi::tag::TagBuilder;

const TAGS: [(&str, &str); 26] = [
    ("tickets", "What somebody asks for. Listed and searched, asked, read, changed, many at once, deleted."),
    ("conversation", "Public replies and internal notes under a ticket, and its history."),
    (
        "steps",
        "Steps in the life of a ticket that are more than a change of a field: taken, closed, reopened, merged, split.",
    ),
    ("people", "Who reads along, who follows a ticket, and how far they have read."),
    ("attachments", "Files: uploaded first, then sent with a ticket or comment, given out once they were looked at."),
    ("drafts", "What somebody is writing. It is theirs alone."),
    ("live", "What happens, as it happens, by server-sent events; and who is looking or writing at the moment."),
    ("catalogue", "What tickets can be about, whom they can be given to, and by which words they are found."),
    ("desk", "Teams, queues and canned replies: how staff divide the work."),
    ("views", "Queries that are kept by a name, one's own or a team's."),
    ("reports", "Figures of a period, and tickets as a file."),
    ("session", "Signing in, with a password or at a provider, and out; where one is signed in. For people."),
    ("accounts", "Making an account, and the mailed links to a password or another address. For people."),
    ("tokens", "API tokens, for programs. They are made by people who have signed in."),
    ("me", "One's own profile and data."),
    ("notifications", "What one is told of, and how."),
    ("users", "Accounts, as admins see them."),
    ("administration", "Settings, how the operation is, and why somebody sees what they see. For admins."),
    ("service-levels", "What is promised: policies, calendars, which queue promises what, and how each ticket stands."),
    ("webhooks", "Calls of other programs when something happens. For admins."),
    ("outbox", "Mails and calls that wait, went, or were given up. For admins."),
    ("quarantine", "Files that do not go out: a virus was found, or they cannot be looked at. For admins."),
    ("privacy", "Erasing people, and what is kept because a court asks. For admins."),
    ("retention", "How long tickets are kept. For admins."),
    (
        "audit",
        "What was done with accounts and configuration, in a chain that shows when something was changed. For admins.",
    ),
    ("operations", "For whoever runs Lotse: whether it is there, its keys, and this description."),
];

/// Every group.
pub(super) fn all() -> Vec<Tag> {
    let tag = |(name, description): (&str, &str)| TagBuilder::new().name(name).description(Some(description)).build();
    TAGS.into_iter().map(tag).collect()
}
