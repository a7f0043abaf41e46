//! Who is told of what happened to a ticket, and how loudly.

use crate::comment::Visibility;
use crate::id::UserId;
use crate::ticket::{Status, TicketEvent};
use crate::words;
use std::collections::BTreeMap;

words! {
    /// What somebody is told of. The later ones say more: of several at once, the last in this order is told.
    NoticeKind {
        /// The status moved, without settling anything.
        StatusChanged => "status_changed",
        /// A ticket came in.
        Created => "created",
        /// Somebody was asked to read along.
        Added => "added",
        /// Staff wrote an internal note.
        Noted => "noted",
        /// Somebody wrote a public reply.
        Replied => "replied",
        /// Staff said no to a request for closing or reopening.
        RequestDeclined => "request_declined",
        /// The requester says that it is done.
        CloseRequested => "close_requested",
        /// The requester says that it is not done.
        ReopenRequested => "reopen_requested",
        /// A settled ticket was taken up again.
        Reopened => "reopened",
        /// The ticket was given to somebody, or to their team.
        Assigned => "assigned",
        /// An internal note calls upon somebody.
        Mentioned => "mentioned",
        /// A target of the service level is nearly used up.
        SlaDueSoon => "sla_due_soon",
        /// A target of the service level is used up.
        SlaBreached => "sla_breached",
        /// The ticket was resolved, or the text that says how was revised.
        Resolved => "resolved",
        /// The ticket was closed. Where a text came with that, this says more.
        Closed => "closed",
        /// A reply that was held back could not be sent.
        ReplyStopped => "reply_stopped",
        /// A file that somebody sent does not go out: a virus was found in it, or nobody can look.
        FileWithheld => "file_withheld",
        /// A webhook failed for so long that it was switched off.
        WebhookDisabled => "webhook_disabled",
        /// A run of retention would reach too far, or the clock moved: it waits for an admin.
        RetentionWaits => "retention_waits",
    }
}

words! {
    /// How somebody wants to be told.
    Loudness {
        /// By mail at once, and in the inbox.
        AtOnce => "at_once",
        /// In one mail a day, and in the inbox.
        DailyDigest => "daily_digest",
        /// In the inbox alone.
        InboxOnly => "inbox_only",
        /// Not at all.
        Off => "off",
    }
}

words! {
    /// Whether a notification goes into a daily summary.
    DigestState {
        /// No.
        None => "none",
        /// Into the next one.
        Due => "due",
        /// It went.
        Sent => "sent",
    }
}

impl NoticeKind {
    /// How somebody is told who has chosen nothing.
    #[must_use]
    pub const fn usual(self, staff: bool) -> Loudness {
        match self {
            Self::Assigned
            | Self::Mentioned
            | Self::Replied
            | Self::CloseRequested
            | Self::ReopenRequested
            | Self::Reopened
            | Self::RequestDeclined
            | Self::Added
            | Self::FileWithheld
            | Self::SlaDueSoon
            | Self::SlaBreached
            | Self::WebhookDisabled
            | Self::RetentionWaits => Loudness::AtOnce,
            Self::Resolved | Self::Closed | Self::StatusChanged | Self::Created if !staff => Loudness::AtOnce,
            Self::Resolved | Self::Closed | Self::StatusChanged | Self::Created | Self::Noted | Self::ReplyStopped => {
                Loudness::InboxOnly
            }
        }
    }

    /// Whether it can reach somebody of this kind at all, so that it makes sense to ask them about it.
    #[must_use]
    pub const fn concerns(self, staff: bool, admin: bool) -> bool {
        match self {
            Self::Assigned
            | Self::Mentioned
            | Self::Noted
            | Self::CloseRequested
            | Self::ReopenRequested
            | Self::SlaDueSoon
            | Self::SlaBreached => staff,
            Self::WebhookDisabled | Self::RetentionWaits => admin,
            _ => true,
        }
    }
}

/// Everybody around a ticket who can be told of something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Whose request it is.
    pub requester: Option<UserId>,
    /// Who reads along with them and has an account.
    pub participants: Vec<UserId>,
    /// Who works on it.
    pub assignee: Option<UserId>,
    /// Who is in the team that has it.
    pub team: Vec<UserId>,
    /// Who is in the teams that serve its queue.
    pub queue: Vec<UserId>,
    /// Which staff follow it.
    pub watchers: Vec<UserId>,
    /// Who is told when a promise was broken, whoever works on it: the admins.
    pub admins: Vec<UserId>,
}

impl Around {
    fn customers(&self) -> impl Iterator<Item = UserId> {
        self.requester.into_iter().chain(self.participants.iter().copied())
    }

    /// Who is to look after it: whoever works on it, else the team that has it, else those who serve the queue.
    fn on_duty(&self) -> Vec<UserId> {
        match self.assignee {
            Some(assignee) => vec![assignee],
            None if self.team.is_empty() => self.queue.clone(),
            None => self.team.clone(),
        }
    }

    fn staff(&self) -> impl Iterator<Item = UserId> {
        self.on_duty().into_iter().chain(self.watchers.iter().copied())
    }
}

/// Something that happened, with what is needed to know whom it concerns.
#[derive(Debug, Clone, Copy)]
pub struct Happening<'a> {
    /// What.
    pub event: &'a TicketEvent,
    /// Whom a note calls upon.
    pub mentioned: &'a [UserId],
    /// The account of a participant who was added, where they have one.
    pub added: Option<UserId>,
}

/// What one person is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Of what kind.
    pub kind: NoticeKind,
    /// Whether only staff may be told.
    pub visibility: Visibility,
}

/// Who is told of what happened in one unit of work, each with everything that concerns them, what says most last. Nobody
/// is told of their own doing. Of all this a person is told once: [`choose`] says of what.
///
/// Whether somebody may see the ticket at all is not decided here but when they are told, by what is so at that moment.
#[must_use]
pub fn audience(happenings: &[Happening<'_>], actor: Option<UserId>, around: &Around) -> BTreeMap<UserId, Vec<Notice>> {
    let mut notices: BTreeMap<UserId, Vec<Notice>> = BTreeMap::new();
    for happening in happenings {
        for (user, notice) in concerned(*happening, around) {
            if Some(user) == actor {
                continue;
            }
            let there = notices.entry(user).or_default();
            if !there.contains(&notice) {
                there.push(notice);
            }
        }
    }
    for notices in notices.values_mut() {
        notices.sort_by_key(|notice| notice.kind);
    }
    notices
}

/// Of what somebody is told, and how: as loudly as they want to hear of any of it, and among those of what says most. Nothing
/// where they want to hear of none.
#[must_use]
pub fn choose(notices: &[Notice], preferences: &NotificationPreferences, staff: bool) -> Option<(Notice, Loudness)> {
    notices
        .iter()
        .filter(|notice| staff || notice.visibility == Visibility::Public)
        .map(|notice| (*notice, preferences.loudness(notice.kind, staff)))
        .filter(|(_, loudness)| *loudness != Loudness::Off)
        // The words of loudness stand from loud to quiet.
        .max_by_key(|(notice, loudness)| (std::cmp::Reverse(*loudness), notice.kind))
}

/// Whom one happening concerns.
fn concerned(happening: Happening<'_>, around: &Around) -> Vec<(UserId, Notice)> {
    use NoticeKind as K;
    let public = |kind| Notice { kind, visibility: Visibility::Public };
    let internal = |kind| Notice { kind, visibility: Visibility::Internal };
    let everybody = |kind| {
        let all = around.customers().chain(around.staff());
        all.map(|user| (user, public(kind))).collect::<Vec<_>>()
    };
    let staff = |notice: Notice| around.staff().map(|user| (user, notice)).collect::<Vec<_>>();
    match happening.event {
        TicketEvent::Created => everybody(K::Created),
        TicketEvent::Commented { visibility: Visibility::Public, .. } => everybody(K::Replied),
        TicketEvent::Commented { visibility: Visibility::Internal, .. } => {
            let mentioned = happening.mentioned.iter().map(|user| (*user, internal(K::Mentioned)));
            staff(internal(K::Noted)).into_iter().chain(mentioned).collect()
        }
        TicketEvent::StatusChanged { from, to, .. } => everybody(status_kind(*from, *to)),
        // A revised text; the first one comes with its status.
        TicketEvent::ResolutionGiven(_) => around.customers().map(|user| (user, public(K::Resolved))).collect(),
        TicketEvent::AssigneeChanged { to: Some(to), .. } => vec![(*to, internal(K::Assigned))],
        TicketEvent::TeamChanged { to: Some(_), .. } if around.assignee.is_none() => {
            around.team.iter().map(|user| (*user, internal(K::Assigned))).collect()
        }
        TicketEvent::CloseRequested => staff(public(K::CloseRequested)),
        TicketEvent::ReopenRequested { .. } => staff(public(K::ReopenRequested)),
        TicketEvent::RequestDeclined => {
            around.requester.map(|user| (user, public(K::RequestDeclined))).into_iter().collect()
        }
        TicketEvent::ParticipantAdded { .. } => {
            happening.added.map(|user| (user, public(K::Added))).into_iter().collect()
        }
        // To those who can still do something. Who only follows it need not.
        TicketEvent::SlaDueSoon { .. } => {
            around.on_duty().into_iter().map(|user| (user, internal(K::SlaDueSoon))).collect()
        }
        // Escalation: whoever was to see to it did not, so others are told as well.
        TicketEvent::SlaBreached { .. } => {
            let all = around.staff().chain(around.admins.iter().copied());
            all.map(|user| (user, internal(K::SlaBreached))).collect()
        }
        TicketEvent::SubjectChanged { .. }
        | TicketEvent::DescriptionChanged
        | TicketEvent::AssigneeChanged { to: None, .. }
        | TicketEvent::PriorityChanged { .. }
        | TicketEvent::CategoryChanged { .. }
        | TicketEvent::TeamChanged { .. }
        | TicketEvent::QueueChanged { .. }
        | TicketEvent::TagsChanged { .. }
        | TicketEvent::CommentEdited { .. }
        | TicketEvent::CommentRedacted { .. }
        | TicketEvent::ParticipantRemoved { .. }
        | TicketEvent::MergedInto { .. }
        | TicketEvent::UnmergedFrom { .. }
        | TicketEvent::Absorbed { .. }
        | TicketEvent::Released { .. }
        | TicketEvent::SplitOff { .. }
        | TicketEvent::SplitFrom { .. }
        | TicketEvent::FollowedUp { .. }
        | TicketEvent::FollowsUp { .. } => Vec::new(),
    }
}

const fn status_kind(from: Status, to: Status) -> NoticeKind {
    match (from, to) {
        (_, Status::Resolved) => NoticeKind::Resolved,
        (_, Status::Closed) => NoticeKind::Closed,
        (Status::Resolved | Status::Closed, _) => NoticeKind::Reopened,
        _ => NoticeKind::StatusChanged,
    }
}

/// What somebody has chosen, by kind; the others are as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotificationPreferences {
    /// Their choices.
    pub chosen: BTreeMap<NoticeKind, Loudness>,
}

impl NotificationPreferences {
    /// How they are told of a kind.
    #[must_use]
    pub fn loudness(&self, kind: NoticeKind, staff: bool) -> Loudness {
        self.chosen.get(&kind).copied().unwrap_or_else(|| kind.usual(staff))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::CommentId;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn user(number: u128) -> UserId {
        UserId::new(Uuid::from_u128(number))
    }

    const REQUESTER: u128 = 1;
    const PARTICIPANT: u128 = 2;
    const ASSIGNEE: u128 = 3;
    const MEMBER: u128 = 4;
    const SERVING: u128 = 5;
    const WATCHER: u128 = 6;
    const MENTIONED: u128 = 7;
    const ADMIN: u128 = 8;

    fn around() -> Around {
        Around {
            requester: Some(user(REQUESTER)),
            participants: vec![user(PARTICIPANT)],
            assignee: Some(user(ASSIGNEE)),
            team: vec![user(MEMBER)],
            queue: vec![user(SERVING)],
            watchers: vec![user(WATCHER)],
            admins: vec![user(ADMIN)],
        }
    }

    fn commented(visibility: Visibility) -> TicketEvent {
        TicketEvent::Commented { comment: CommentId::new(Uuid::nil()), visibility }
    }

    fn told(events: &[TicketEvent], actor: Option<u128>, around: &Around) -> Vec<(u128, NoticeKind)> {
        let mentioned = [user(MENTIONED)];
        let happenings: Vec<_> =
            events.iter().map(|event| Happening { event, mentioned: &mentioned, added: None }).collect();
        let notices = audience(&happenings, actor.map(user), around);
        let most = |notices: &Vec<Notice>| notices.last().expect("a reason to be told").kind;
        notices.iter().map(|(user, notices)| (user.uuid().as_u128(), most(notices))).collect()
    }

    fn moved(from: Status, to: Status) -> TicketEvent {
        TicketEvent::StatusChanged { from, to, reason: None }
    }

    #[test]
    fn a_reply_reaches_everybody_but_its_author() {
        let reached = told(&[commented(Visibility::Public)], Some(ASSIGNEE), &around());
        let kind = NoticeKind::Replied;
        assert_eq!(reached, [(REQUESTER, kind), (PARTICIPANT, kind), (WATCHER, kind)]);
    }

    #[test]
    fn a_note_reaches_staff_only_and_who_is_called_upon_most_clearly() {
        let reached = told(&[commented(Visibility::Internal)], Some(WATCHER), &around());
        assert_eq!(reached, [(ASSIGNEE, NoticeKind::Noted), (MENTIONED, NoticeKind::Mentioned)]);
    }

    #[test]
    fn who_looks_after_it_is_the_assignee_else_the_team_else_the_queue() {
        let mut there = around();
        there.watchers.clear();
        let reached = |there: &Around| told(&[TicketEvent::CloseRequested], Some(REQUESTER), there);
        assert_eq!(reached(&there), [(ASSIGNEE, NoticeKind::CloseRequested)]);
        there.assignee = None;
        assert_eq!(reached(&there), [(MEMBER, NoticeKind::CloseRequested)]);
        there.team.clear();
        assert_eq!(reached(&there), [(SERVING, NoticeKind::CloseRequested)]);
    }

    #[test]
    fn a_broken_promise_reaches_admins_as_well_and_a_warning_only_those_who_can_keep_it() {
        let (target, cycle) = (crate::sla::TargetKind::Resolution, 1);
        let mut there = around();
        let soon = |there: &Around| told(&[TicketEvent::SlaDueSoon { target, cycle }], None, there);
        let breached = |there: &Around| told(&[TicketEvent::SlaBreached { target, cycle }], None, there);
        let (warned, broken) = (NoticeKind::SlaDueSoon, NoticeKind::SlaBreached);
        assert_eq!(soon(&there), [(ASSIGNEE, warned)]);
        assert_eq!(breached(&there), [(ASSIGNEE, broken), (WATCHER, broken), (ADMIN, broken)]);
        there.assignee = None;
        assert_eq!(soon(&there), [(MEMBER, warned)]);
        assert_eq!(breached(&there), [(MEMBER, broken), (WATCHER, broken), (ADMIN, broken)]);
    }

    #[test]
    fn of_several_at_once_each_hears_what_says_most() {
        let events = [commented(Visibility::Public), moved(Status::InProgress, Status::WaitingOnCustomer)];
        assert_eq!(told(&events, Some(ASSIGNEE), &around())[0], (REQUESTER, NoticeKind::Replied));
        let events = [moved(Status::InProgress, Status::Resolved)];
        assert_eq!(told(&events, Some(ASSIGNEE), &around())[0], (REQUESTER, NoticeKind::Resolved));
        let events = [
            TicketEvent::AssigneeChanged { from: None, to: Some(user(ASSIGNEE)) },
            moved(Status::Open, Status::InProgress),
        ];
        let reached = told(&events, Some(WATCHER), &around());
        assert!(
            reached.contains(&(ASSIGNEE, NoticeKind::Assigned))
                && reached.contains(&(REQUESTER, NoticeKind::StatusChanged))
        );
    }

    #[test]
    fn what_is_settled_and_goes_on_is_reopened() {
        let reached = told(&[moved(Status::Resolved, Status::InProgress)], Some(REQUESTER), &around());
        assert_eq!(reached[1], (ASSIGNEE, NoticeKind::Reopened));
        assert_eq!(
            told(&[moved(Status::Resolved, Status::Closed)], None, &around())[0],
            (REQUESTER, NoticeKind::Closed)
        );
    }

    #[test]
    fn choices_come_before_what_is_usual() {
        let mut preferences = NotificationPreferences::default();
        assert_eq!(preferences.loudness(NoticeKind::Resolved, false), Loudness::AtOnce);
        assert_eq!(preferences.loudness(NoticeKind::Resolved, true), Loudness::InboxOnly);
        preferences.chosen.insert(NoticeKind::Resolved, Loudness::Off);
        assert_eq!(preferences.loudness(NoticeKind::Resolved, false), Loudness::Off);
    }

    #[test]
    fn what_is_wanted_is_not_swallowed_by_what_says_more() {
        let reply_and_resolution = [commented(Visibility::Public), moved(Status::InProgress, Status::Resolved)];
        let happenings: Vec<_> =
            reply_and_resolution.iter().map(|event| Happening { event, mentioned: &[], added: None }).collect();
        let notices = &audience(&happenings, Some(user(ASSIGNEE)), &around())[&user(REQUESTER)];
        let chosen = |preferences: &NotificationPreferences| {
            choose(notices, preferences, false).map(|(notice, loudness)| (notice.kind, loudness))
        };
        let mut preferences = NotificationPreferences::default();
        assert_eq!(chosen(&preferences), Some((NoticeKind::Resolved, Loudness::AtOnce)));
        preferences.chosen.insert(NoticeKind::Resolved, Loudness::Off);
        assert_eq!(chosen(&preferences), Some((NoticeKind::Replied, Loudness::AtOnce)));
        preferences.chosen.insert(NoticeKind::Replied, Loudness::Off);
        assert_eq!(chosen(&preferences), None);
        let note = [Notice { kind: NoticeKind::Mentioned, visibility: Visibility::Internal }];
        assert_eq!(choose(&note, &NotificationPreferences::default(), false), None, "a note is for staff");
    }

    proptest! {
        #[test]
        fn no_customer_is_told_of_what_is_internal(internal in prop::collection::vec(any::<bool>(), 1..6), actor in 1_u128..8) {
            let events: Vec<_> = internal
                .iter()
                .map(|internal| commented(if *internal { Visibility::Internal } else { Visibility::Public }))
                .collect();
            let happenings: Vec<_> = events.iter().map(|event| Happening { event, mentioned: &[], added: None }).collect();
            let notices = audience(&happenings, Some(user(actor)), &around());
            prop_assert!(!notices.contains_key(&user(actor)));
            for customer in [REQUESTER, PARTICIPANT] {
                for notice in notices.get(&user(customer)).into_iter().flatten() {
                    prop_assert_eq!(notice.visibility, Visibility::Public);
                }
                prop_assert_eq!(
                    notices.contains_key(&user(customer)),
                    actor != customer && internal.contains(&false)
                );
            }
        }
    }
}
