//! Kinds of events, as admins choose them for webhooks.

use domain::ticket::EventKind;

pub(super) const fn de(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Created => "Ticket angelegt",
        EventKind::Commented => "Antwort oder Notiz",
        EventKind::SubjectChanged => "Betreff geändert",
        EventKind::DescriptionChanged => "Beschreibung geändert",
        EventKind::StatusChanged => "Status geändert",
        EventKind::AssigneeChanged => "Zuständigkeit geändert",
        EventKind::PriorityChanged => "Priorität geändert",
        EventKind::CategoryChanged => "Kategorie geändert",
        EventKind::TeamChanged => "Team geändert",
        EventKind::QueueChanged => "Warteschlange geändert",
        EventKind::TagsChanged => "Schlagworte geändert",
        EventKind::ResolutionGiven => "Lösung genannt",
        EventKind::CommentEdited => "Beitrag bearbeitet",
        EventKind::CloseRequested => "Bitte um Schließen",
        EventKind::ReopenRequested => "Bitte um Wiederöffnen",
        EventKind::RequestDeclined => "Bitte abgelehnt",
        EventKind::ParticipantAdded => "Jemand beteiligt",
        EventKind::ParticipantRemoved => "Jemand entfernt",
        EventKind::MergedInto => "In anderes überführt",
        EventKind::UnmergedFrom => "Aus anderem gelöst",
        EventKind::Absorbed => "Anderes aufgenommen",
        EventKind::Released => "Anderes herausgelöst",
        EventKind::SplitOff => "Beiträge abgeteilt",
        EventKind::SplitFrom => "Von anderem abgeteilt",
        EventKind::FollowedUp => "Folgeticket angelegt",
        EventKind::FollowsUp => "Knüpft an anderes an",
        EventKind::SlaDueSoon => "Zeit läuft ab",
        EventKind::SlaBreached => "Zeit überschritten",
    }
}

pub(super) const fn en(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Created => "Ticket created",
        EventKind::Commented => "Reply or note",
        EventKind::SubjectChanged => "Subject changed",
        EventKind::DescriptionChanged => "Description changed",
        EventKind::StatusChanged => "Status changed",
        EventKind::AssigneeChanged => "Assignee changed",
        EventKind::PriorityChanged => "Priority changed",
        EventKind::CategoryChanged => "Category changed",
        EventKind::TeamChanged => "Team changed",
        EventKind::QueueChanged => "Queue changed",
        EventKind::TagsChanged => "Tags changed",
        EventKind::ResolutionGiven => "Solution given",
        EventKind::CommentEdited => "Comment edited",
        EventKind::CloseRequested => "Closing requested",
        EventKind::ReopenRequested => "Reopening requested",
        EventKind::RequestDeclined => "Request declined",
        EventKind::ParticipantAdded => "Participant added",
        EventKind::ParticipantRemoved => "Participant removed",
        EventKind::MergedInto => "Merged into another",
        EventKind::UnmergedFrom => "Unmerged from another",
        EventKind::Absorbed => "Another merged in",
        EventKind::Released => "Another unmerged",
        EventKind::SplitOff => "Comments split off",
        EventKind::SplitFrom => "Split from another",
        EventKind::FollowedUp => "Follow-up created",
        EventKind::FollowsUp => "Follows another up",
        EventKind::SlaDueSoon => "Due soon",
        EventKind::SlaBreached => "Overdue",
    }
}
