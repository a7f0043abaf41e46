//! English.

use super::texts::{
    Common, Composer, Errors, Events, Home, Keys, List, NewTicket, Queue, Shell, SignIn, Steps, Ticket, Words,
};
use domain::account::Role;
use domain::sla::TargetKind;
use domain::ticket::{Priority, ResolutionKind, Status, WhyNot};
use dto::field::FieldCode;
use dto::problem::Code;

pub(super) const COMMON: Common = Common {
    cancel: "Cancel",
    close: "Close",
    yes: "yes",
    save: "Save",
    retry: "Try again",
    loading: "Loading …",
    optional: "(optional)",
    load_more: "Load more",
    dismiss: "Dismiss",
    characters_left: |left| format!("{left} characters left"),
    form_errors: |count| {
        if count == 1 {
            "One thing needs your attention".to_owned()
        } else {
            format!("{count} things need your attention")
        }
    },
    unsaved: "Your text is still here.",
};

pub(super) const WORDS: Words = Words {
    status: |status| match status {
        Status::Open => "Open",
        Status::InProgress => "In progress",
        Status::WaitingOnCustomer => "Waiting on customer",
        Status::Resolved => "Resolved",
        Status::Closed => "Closed",
    },
    plain_status: |status| match status {
        Status::Open => "Open",
        Status::InProgress => "In progress",
        Status::WaitingOnCustomer => "Waiting for you",
        Status::Resolved => "Solved",
        Status::Closed => "Closed",
    },
    priority: |priority| match priority {
        Priority::Low => "Low",
        Priority::Medium => "Medium",
        Priority::High => "High",
        Priority::Urgent => "Urgent",
    },
    target: |target| match target {
        TargetKind::FirstResponse => "first response",
        TargetKind::NextResponse => "next response",
        TargetKind::Resolution => "resolution",
    },
    priority_hint: |priority| match priority {
        Priority::Low => "A question or a wish, without hurry",
        Priority::Medium => "It bothers you, but you can go on working",
        Priority::High => "It keeps you from part of your work",
        Priority::Urgent => "Work stands still, for you or for several people",
    },
    kind: |kind| match kind {
        ResolutionKind::Solved => "Solved",
        ResolutionKind::Workaround => "Workaround",
        ResolutionKind::Duplicate => "Duplicate of another ticket",
        ResolutionKind::NotReproducible => "Could not be reproduced",
        ResolutionKind::Declined => "Will not be done",
        ResolutionKind::Spam => "Spam",
    },
    role: |role| match role {
        Role::Customer => "Customer",
        Role::Agent => "Agent",
        Role::Admin => "Admin",
    },
    why_not: |why| match why {
        WhyNot::NoSuchStep => "not from here",
        WhyNot::StaffOnly => "staff only",
        WhyNot::AdminOnly => "admins only",
        WhyNot::HasAssignee => "goes back to its assignee",
        WhyNot::HasNoAssignee => "nobody is assigned",
        WhyNot::Merged => "goes on in another ticket",
    },
    nobody: "Nobody",
    system: "Lotse",
};

pub(super) const SHELL: Shell = Shell {
    skip: "Skip to content",
    main_navigation: "Main navigation",
    home: "Overview",
    my_tickets: "My requests",
    new_request: "New request",
    new_ticket: "New ticket",
    views: "Views",
    language: "Language",
    theme: "Appearance",
    theme_system: "Like the system",
    theme_light: "Light",
    theme_dark: "Dark",
    account: "Account",
    sign_out: "Sign out",
    signed_out: "You are signed out.",
    keyboard: "Keyboard shortcuts",
    notifications: "Notifications",
    error_notifications: "Error messages",
    not_found: "Page not found",
    not_found_text: "There is nothing at this address, or it is not meant for you.",
    to_start: "To the start page",
    failed: "This could not be loaded",
    administration: "Administration",
    users: "People",
    outbox: "Outbox",
    webhooks: "Webhooks",
    quarantine: "Quarantine",
    audit: "Audit log",
    reports: "Reports",
    privacy: "Privacy",
    retention: "Retention",
    status: "System status",
    categories: "Categories",
    tags: "Tags",
    sla: "Service levels",
    settings: "Settings",
};

pub(super) const SESSION: SignIn = SignIn {
    title: "Sign in",
    lead: "Welcome to Lotse. Please sign in to see your requests.",
    email: "E-mail",
    password: "Password",
    submit: "Sign in",
    demo_title: "Demo accounts",
    demo_text: "This is a demonstration with invented data. Look around as:",
    demo_button: |role| match role {
        Role::Customer => "Sign in as customer",
        Role::Agent => "Sign in as agent",
        Role::Admin => "Sign in as admin",
    },
};

pub(super) const HOME: Home = Home {
    greeting: |hour, name| {
        let greeting = match hour {
            5..=11 => "Good morning",
            12..=17 => "Good afternoon",
            _ => "Good evening",
        };
        format!("{greeting}, {name}")
    },
    waiting: |count| {
        if count == 1 {
            "One request waits for your answer.".to_owned()
        } else {
            format!("{count} requests wait for your answer.")
        }
    },
    nothing_waiting: "Nothing waits for your answer.",
    for_you: "Waiting for you",
    in_work: "With us",
    settled: "Recently settled",
    all: "All my requests",
    empty: "No requests yet",
    empty_text: "Tell us what you need; we will answer here.",
    answer: "Answer",
    open: "Open",
};

pub(super) const LIST: List = List {
    title: "My requests",
    status: "Status",
    any_status: "All",
    empty: "No requests here",
    empty_text: "There is no request with this status.",
    count: |count, one| format!("{count} {}", if one { "request" } else { "requests" }),
};

pub(super) const NEW: NewTicket = NewTicket {
    title: "New request",
    lead: "The more precisely you describe it, the faster we can help.",
    category: "What is it about?",
    priority: "How pressing is it?",
    subject: "Subject",
    subject_hint: "One line that says what it is about",
    description: "Description",
    description_hint: "What did you do, what did you expect, what happened instead?",
    on_behalf_of: "On behalf of",
    submit: "Send request",
    submit_staff: "Create ticket",
    created: |number| format!("Thank you. Your request has the number #{number}."),
    created_next: "We read it and answer here. You need not do anything until then.",
    created_staff: |number| format!("Ticket #{number} is created."),
};

pub(super) const TICKET: Ticket = Ticket {
    conversation: "Conversation",
    details: "Details",
    status: "Status",
    priority: "Priority",
    category: "Category",
    assignee: "Assignee",
    requester: "Requester",
    created: "Created",
    created_by: "Created by",
    updated: "Last change",
    first_response: "First answer",
    resolved: "Resolved",
    closed: "Closed",
    earlier: "Load earlier messages",
    internal_note: "Internal note",
    team_only: "only for the team",
    support: "Support",
    solution: "Solution",
    edit: "Edit request",
    edit_title: "Edit subject and description",
    edited: "Your changes are saved.",
    waiting_hint: "We need something from you before we can go on.",
    missed: "The ticket was changed meanwhile:",
    missed_check: "You now see the latest state. Please check it and try again.",
    saved: "Saved.",
    taken: "The ticket is yours now.",
    take: "Take it",
    hand_back: "Hand back",
    resolve: "Resolve …",
    close: "Close ticket …",
    reopen: "Reopen …",
    sent_by_you: "you",
};

pub(super) const EVENTS: Events = Events {
    created: |who| format!("{who} created the ticket"),
    commented: |who| format!("{who} wrote a reply"),
    noted: |who| format!("{who} wrote an internal note"),
    subject: |who, from, to| format!("{who} changed the subject: “{from}” → “{to}”"),
    description: |who| format!("{who} changed the description"),
    status: |who, from, to| format!("{who}: {from} → {to}"),
    reason: |reason| format!("Reason: {reason}"),
    took: |who| format!("{who} took the ticket"),
    assigned: |who, to| format!("{who} assigned the ticket to {to}"),
    unassigned: |who| format!("{who} removed the assignee"),
    priority: |who, from, to| format!("{who} changed the priority: {from} → {to}"),
    category: |who, from, to| format!("{who} changed the category: {from} → {to}"),
    solution: |who, text| format!("{who} gave a solution: “{text}”"),
    edited: |who| format!("{who} edited a comment"),
    redacted: |who| format!("{who} removed the text of a comment"),
    close_requested: |who| format!("{who} asks to close the ticket"),
    reopen_requested: |who, reason| format!("{who} asks to reopen the ticket: “{reason}”"),
    declined: |who| format!("{who} declined the request"),
    participant_added: |who, email| format!("{who} added {email}"),
    participant_removed: |who, email| format!("{who} removed {email}"),
    team: |who, team| format!("{who} gave the ticket to a team: {team}"),
    queue: |who, queue| format!("{who} moved the ticket: {queue}"),
    tags: |who, tags| format!("{who} changed the tags: {tags}"),
    merged_into: |who, ticket| format!("{who} merged the ticket into {ticket}"),
    unmerged_from: |who, ticket| format!("{who} took the ticket out of {ticket} again"),
    absorbed: |who, ticket| format!("{who} merged ticket {ticket} into this one"),
    released: |who, ticket| format!("{who} took ticket {ticket} out again"),
    split_off: |who, ticket| format!("{who} split comments off to ticket {ticket}"),
    split_from: |who, ticket| format!("{who} split this ticket off from {ticket}"),
    followed_up: |who, ticket| format!("{who} wrote the follow-up {ticket}"),
    follows_up: |who, ticket| format!("{who} goes on from ticket {ticket}"),
    due_soon: |target| format!("The time that was promised is nearly used up: {target}"),
    breached: |target| format!("The time that was promised is used up: {target}"),
};

pub(super) const COMPOSER: Composer = Composer {
    label: "Write",
    answer_label: "Your answer",
    send_answer: "Send answer",
    reply: "Reply to customer",
    note: "Internal note",
    reply_label: "Text of the reply",
    note_label: "Text of the note",
    reply_hint: |name| format!("{name} reads this."),
    note_hint: "Only the team reads this.",
    save_note: "Save note",
    sent: "Your answer is sent.",
    note_saved: "The note is saved.",
    reply_closed: "A closed ticket takes no replies. Reopen it first, or write a note.",
};

pub(super) const STEPS: Steps = Steps {
    resolve_title: |number| format!("Resolve ticket #{number}"),
    close_title: |number| format!("Close ticket #{number}"),
    reopen_title: |number| format!("Reopen ticket #{number}"),
    text: "Solution",
    text_hint: "The customer reads this. Say what was wrong and what helps.",
    text_kept_hint: "Leave it as it is to keep the solution that was given.",
    kind: "Kind of solution",
    preview: "What the customer reads",
    preview_empty: "Nothing yet",
    resolve_note: "The customer can object by answering; the ticket is then in progress again.",
    close_note: "Closing is final for the customer: only an admin can reopen the ticket.",
    resolve: "Resolve ticket",
    close: "Close ticket",
    reopen: "Reopen ticket",
    reason: "Reason",
    reason_hint: "The customer reads this.",
    resolved: "The ticket is resolved.",
    closed: "The ticket is closed.",
    reopened: "The ticket is open again.",
    disabled: |status, why| format!("{status} ({why})"),
};

pub(super) const QUEUE: Queue = Queue {
    waiting_for_us: "Waiting for us",
    mine: "Mine",
    unassigned: "Unassigned",
    waiting_on_customer: "Waiting on customer",
    resolved: "Resolved",
    all: "All tickets",
    filters: "Filters",
    me: "Me",
    sort: "Order",
    by_newest: "Newest first",
    by_oldest: "Oldest first",
    by_updated: "Last changed first",
    by_priority: "Most pressing first",
    by_due: "Due first",
    clear: "Clear filters",
    count: |count, one| format!("{count} {}", if one { "ticket" } else { "tickets" }),
    number: "Number",
    subject: "Subject",
    empty_waiting: "Nobody waits for us",
    empty_mine: "You have no tickets",
    empty_unassigned: "Every ticket has somebody",
    empty_other: "No tickets here",
    empty_text: "What comes in next stands here.",
    empty_filtered: "No ticket fits these filters",
    empty_filtered_text: "Other filters may show more.",
};

pub(super) const KEYS: Keys = Keys {
    title: "Keyboard shortcuts",
    lead: "Single keys do nothing while you are typing in a field.",
    switch: "Use single-key shortcuts",
    key: "Key",
    meaning: "What it does",
    send: "Send what you are writing",
    then: "then",
};

pub(super) const ERRORS: Errors = Errors {
    network: "Lotse cannot be reached. Please check your connection.",
    signed_out: "You are signed out. Please sign in again.",
    unreadable: "Lotse was updated meanwhile. Please reload the page.",
    code: |code| match code {
        Code::ValidationFailed => "Some entries are missing or wrong.",
        Code::MalformedJson
        | Code::InvalidIfMatch
        | Code::InvalidIdempotencyKey
        | Code::IdempotencyKeyReused
        | Code::UnsupportedMediaType
        | Code::MethodNotAllowed => "The app and the server do not understand each other. Please reload the page.",
        Code::InvalidCursor => "The list has changed. Please load it again.",
        Code::Unauthenticated | Code::TokenExpired | Code::SessionEnded => "You are signed out. Please sign in again.",
        Code::InvalidCredentials => "E-mail or password is wrong.",
        Code::Forbidden | Code::CrossSite | Code::InsufficientScope | Code::SessionRequired => "You may not do this.",
        Code::StepNotPermitted => "Only an admin may take this step.",
        Code::NotFound => "This does not exist, or it is not meant for you.",
        Code::InvalidTransition => "The ticket cannot take this step any more.",
        Code::TicketClosed => "The ticket is closed.",
        Code::TicketSettled => "The ticket is settled; its text stays as it is.",
        Code::TicketMerged => "The ticket goes on in another one.",
        Code::NotMerged => "The ticket is not merged any more.",
        Code::NotClosed => "Only a closed ticket can be followed up.",
        Code::ReopenWindowOver => "The ticket was closed too long ago. Please write a follow-up.",
        Code::NothingRequested => "There is no request any more.",
        Code::ConversationMoved => "Something came in meanwhile. Your text is not sent yet.",
        Code::EditWindowOver => "This comment can no longer be changed.",
        Code::AlreadyReleased => "The reply is sent already.",
        Code::DraftConflict => "The draft was changed elsewhere.",
        Code::NameTaken => "This name is taken.",
        Code::InUse => "It is still in use.",
        Code::RequestInProgress => "This is being sent already. Please wait a moment.",
        Code::SignUpClosed => "You cannot make an account here with this address.",
        Code::InvalidLink => "This link is not valid any more. Please ask for a new one.",
        Code::TooManyAttempts => "Too many wrong passwords.",
        Code::RateLimited => "These were too many requests at once.",
        Code::ReauthenticationRequired => "Please prove first that it is you.",
        Code::LastAdmin => "This is the last person who can administer Lotse.",
        Code::OwnAccount => "You cannot do this with your own account.",
        Code::AccountErased => "This account is erased.",
        Code::LegalHold => "A legal hold forbids this. Lift it first.",
        Code::AlreadyHeld => "There is a legal hold on it already.",
        Code::ErasureRunning => "This person is being erased already.",
        Code::StillWorking => "This person still works on tickets. Hand them over first.",
        Code::EmailTaken => "An account has this address already.",
        Code::LastSignInMethod => "This is your only way to sign in. Set a password first.",
        Code::ProviderUnavailable => "The sign-in provider cannot be reached at the moment.",
        Code::AlreadyAssigned => "Somebody else has taken the ticket.",
        Code::StaleVersion => "The ticket was changed meanwhile.",
        Code::AttachmentScanning => "The file is still being checked for viruses.",
        Code::AttachmentUnscannable => "The file cannot be checked for viruses.",
        Code::AttachmentInfected => "A virus was found in the file.",
        Code::AttachmentErased => "The file was deleted.",
        Code::NoPreview => "There is no preview of this file.",
        Code::MalformedMultipart => "The file did not arrive completely.",
        Code::FileTypeRefused => "Files of this kind are not taken.",
        Code::FileTypeMismatch => "The content does not match the name of the file.",
        Code::UploadsOff => "No files can be sent here.",
        Code::RangeNotSatisfiable => "The file is not that long.",
        Code::PayloadTooLarge => "That is too large.",
        Code::Unavailable => "Lotse is busy at the moment. Please try again shortly.",
        Code::InternalError => "Something went wrong on our side. Please try again.",
    },
    request_id: |id| format!("(Reference: {id})"),
    again: |when| format!("Please try again {when}."),
    field: |code, max| match (code, max) {
        (FieldCode::Required, _) => "Please fill this in.".to_owned(),
        (FieldCode::TooLong, Some(max)) => format!("At most {max} characters, please."),
        (FieldCode::TooLong, None) => "This is too long.".to_owned(),
        (FieldCode::ForbiddenCharacter, _) => "This contains a character that is not allowed.".to_owned(),
        (FieldCode::InvalidEmail, _) => "This is not an e-mail address, such as name@example.org.".to_owned(),
        (FieldCode::UnknownValue, _) => "This value does not exist.".to_owned(),
        (FieldCode::Contradiction, _) => "This contradicts another entry.".to_owned(),
        (FieldCode::TooShort, _) => "At least 12 characters, please.".to_owned(),
        (FieldCode::TooCommon, _) => "Anybody would try this password first. Please choose another one.".to_owned(),
        (FieldCode::Personal, _) => "Please choose a password without your name and address.".to_owned(),
        (FieldCode::WrongPassword, _) => "The password is wrong.".to_owned(),
        (FieldCode::NotExpected, _) => "This does not belong here.".to_owned(),
        (FieldCode::UnknownField | FieldCode::WrongType | FieldCode::NotNullable | FieldCode::OutOfRange, _) => {
            "This entry is wrong.".to_owned()
        }
    },
    requester_unknown: "There is no customer with this address.",
    missing_category: "Please choose what it is about.",
    url_wrong: "Lotse may not call this address. It has to be https at a public address, port 443 or 8443.",
};
