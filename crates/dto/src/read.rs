//! Reading answers, for the app.
//!
//! Every view derives `Deserialize` for Rust clients that want it. The app does not use that: the code that serde makes
//! for each type is made for speed and for any format, and was a sixth of the app's download. [`Read`] goes over a
//! parsed [`Source`] by plain calls and says only whether it worked, which is all the app can do with an answer that it
//! does not understand. What is here is what the app reads; a test compares the two ways for every type.

use crate::account::{DemoAccount, Me, SessionView, SignInMethods};
use crate::attachment::{
    FileAddress, FileView, QuarantinePartView, QuarantinedView, ScanningView, TicketFileView, UploadRulesView,
    UploadView,
};
use crate::audit::{AuditFact, AuditPartView, AuditView};
use crate::catalogue::{AgentView, CategoryView, PersonView, TagView};
use crate::desk::{CannedReplyView, QueueView, SettingsRequest, TeamView};
use crate::draft::{DraftView, TicketDraft};
use crate::field::{FieldCode, FieldError};
use crate::handover::{HandoverProgress, HandoverView};
use crate::identity::{
    IdentityView, LinkView, LoggedOutView, NewTokenView, ProviderView, RedirectView, SessionInfo, TokenView, UserPart,
    UserView,
};
use crate::live::{CrowdView, HereView, TicketNews};
use crate::notification::{
    AttemptView, InboxView, KeptMailView, NotificationView, OutboxDetailView, OutboxPartView, OutboxSummaryView,
    OutboxView, PreferenceView, ReplayedView, TallyView, UnreadView,
};
use crate::page::{Count, Page};
use crate::privacy::{ErasurePreview, ErasureView, LegalHoldView};
use crate::problem::Refusal;
use crate::report::{FiguresView, GroupView, KeptByTargetView, KeptView, ReportView, SpanView, TimesView};
use crate::retention::{RetentionPreviewView, RulePreviewView, RuleView, RunView};
use crate::saved_view::{SavedViewView, ViewCountView};
use crate::sla::{
    CalendarEditionView, CalendarView, HolidayView, IntervalView, PriorityTargetsView, QueueSlaView, ReappliedView,
    SlaCause, SlaClockView, SlaEntryView, SlaLedgerView, SlaPolicyEditionView, SlaPolicyView, SlaView, TargetsView,
    WeekView,
};
use crate::status::{ExplanationView, PartView, StatusView};
use crate::ticket::{
    BulkItem, BulkOutcome, BulkView, CustomerHit, CustomerTicketRow, CustomerTicketView, HeldView, HitPart,
    ResolutionView, StaffChange, StaffComment, StaffConversation, StaffEvent, StaffHit, StaffItem, StaffTicketRow,
    StaffTicketView, StepView, TicketLink,
};
use crate::webhook::{TestStarted, WebhookSecretView, WebhookView};
use domain::account::{Locale, Role, UserStatus};
use domain::attachment::FileState;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::explain::Reason;
use domain::health::{Condition, Part};
use domain::held::Stop;
use domain::id::{
    ApiTokenId, AttachmentId, CalendarId, CannedReplyId, CommentId, ErasureId, EventId, IdentityId, LegalHoldId,
    NotificationId, OutboxId, QueueId, RetentionRuleId, RetentionRunId, SavedViewId, SessionId, SlaPolicyId, TeamId,
    TicketId, TicketNumber, UserId, WebhookId,
};
use domain::listing::{Asked, Sort};
use domain::notification::{Loudness, NoticeKind};
use domain::outbox::{Channel, OutboxState};
use domain::policy::Relation;
use domain::preferences::Preferences;
use domain::presence::PresenceState;
use domain::privacy::{ErasureMode, HoldKind};
use domain::report::{Grouping, Step};
use domain::retention::{Basis, RetentionAction, RunStop, ScopeKind};
use domain::scope::Scope;
use domain::sign_in::{LinkKind, SignInMethod};
use domain::sla::{ClockPhase, ClockStep, SlaState, TargetKind};
use domain::snippet::HitSource;
use domain::ticket::{EventKind, HeirKind, Need, Priority, ResolutionKind, Status, WhyNot};
use serde_json::Value;
use std::collections::BTreeMap;

/// A type that can be read from an answer.
pub trait Read: Sized {
    /// Reads it; nothing when the value is of another form.
    fn read<S: Source>(value: &S) -> Option<Self>;
}

/// A field of an object; nothing when it is of another form. One that is absent reads like null.
#[must_use]
pub fn field<T: Read>(object: &impl Source, name: &str) -> Option<T> {
    T::read(&object.field(name)?)
}

/// A parsed value, wherever it was parsed: the app leaves that to the browser.
pub trait Source: Sized {
    /// Whether there is nothing.
    fn is_null(&self) -> bool;
    /// The text that it is.
    fn text(&self) -> Option<String>;
    /// The whole number that it is.
    fn number(&self) -> Option<i64>;
    /// The answer to yes or no that it is.
    fn boolean(&self) -> Option<bool>;
    /// The entries of the list that it is.
    fn items(&self) -> Option<Vec<Self>>;
    /// A field of the object that it is; null where that has none of this name.
    fn field(&self, name: &str) -> Option<Self>;
    /// The case that it names, and what belongs to that.
    fn case(&self) -> Option<(String, Self)>;
    /// The fields of the object that it is.
    fn entries(&self) -> Option<Vec<(String, Self)>>;
}

impl Source for &Value {
    fn is_null(&self) -> bool {
        Value::is_null(self)
    }

    fn text(&self) -> Option<String> {
        self.as_str().map(str::to_owned)
    }

    fn number(&self) -> Option<i64> {
        self.as_i64()
    }

    fn boolean(&self) -> Option<bool> {
        self.as_bool()
    }

    fn items(&self) -> Option<Vec<Self>> {
        self.as_array().map(|items| items.iter().collect())
    }

    fn field(&self, name: &str) -> Option<Self> {
        Some(self.as_object()?.get(name).unwrap_or(&Value::Null))
    }

    fn case(&self) -> Option<(String, Self)> {
        match self {
            Value::String(name) => Some((name.clone(), &Value::Null)),
            Value::Object(object) => object.iter().next().map(|(name, value)| (name.clone(), value)),
            _ => None,
        }
    }

    fn entries(&self) -> Option<Vec<(String, Self)>> {
        Some(self.as_object()?.iter().map(|(name, value)| (name.clone(), value)).collect())
    }
}

/// Structs, field by field. The compiler complains when one is forgotten.
macro_rules! structs {
    ($($name:ty { $($field:ident),+ $(,)? })+) => {$(
        impl Read for $name {
            fn read<S: Source>(value: &S) -> Option<Self> {
                Some(Self { $($field: field(value, stringify!($field))?),+ })
            }
        }
    )+};
}

/// Structs in which what is absent is empty: they stand in requests too.
macro_rules! sparse_structs {
    ($($name:ty { $($field:ident),+ $(,)? })+) => {$(
        impl Read for $name {
            fn read<S: Source>(value: &S) -> Option<Self> {
                Some(Self { $($field: field::<Option<_>>(value, stringify!($field))?.unwrap_or_default()),+ })
            }
        }
    )+};
}

sparse_structs! {
    PriorityTargetsView { low, medium, high, urgent }
    WeekView { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
}

/// Texts that have to be one of a set, or of a form.
macro_rules! texts {
    ($($name:ty),+ $(,)?) => {$(
        impl Read for $name {
            fn read<S: Source>(value: &S) -> Option<Self> {
                value.text()?.parse().ok()
            }
        }
    )+};
}

texts!(
    Role,
    Locale,
    UserStatus,
    Scope,
    LinkKind,
    SignInMethod,
    Visibility,
    Need,
    Priority,
    HeirKind,
    ResolutionKind,
    Status,
    WhyNot,
    FieldCode,
    UserId,
    ApiTokenId,
    IdentityId,
    SessionId,
    TicketId,
    CommentId,
    EventId,
    TeamId,
    QueueId,
    CannedReplyId,
    SavedViewId,
    Sort,
    HitSource,
    Asked,
    Stop,
    BulkOutcome,
    PresenceState,
    DraftKind,
    NotificationId,
    NoticeKind,
    Loudness,
    OutboxId,
    Channel,
    OutboxState,
    WebhookId,
    EventKind,
    SlaPolicyId,
    CalendarId,
    SlaState,
    TargetKind,
    ClockPhase,
    ClockStep,
    SlaCause,
    AttachmentId,
    FileState,
    Part,
    Condition,
    Grouping,
    Step,
    ErasureId,
    ErasureMode,
    RetentionRuleId,
    RetentionRunId,
    Basis,
    RetentionAction,
    RunStop,
    ScopeKind,
    Reason,
    Relation,
    LegalHoldId,
    HoldKind,
);

structs! {
    SessionView { access_token, token_type, expires_in, user }
    Me { id, email, display_name, role, locale, time_zone, preferences, has_password }
    SignInMethods { password, demo_accounts, sign_up, sign_up_domains, providers }
    ProviderView { name, label }
    LinkView { kind, email, display_name, expires_at }
    SessionInfo { id, current, created_at, last_used_at, expires_at, device, method }
    LoggedOutView { provider_url }
    RedirectView { url }
    IdentityView { id, provider, email, created_at, last_used_at }
    TokenView { id, name, prefix, scopes, created_at, expires_at, last_used_at }
    NewTokenView { secret, token }
    UserView { id, email, display_name, role, status, locale, created_at, last_used_at }
    UserPart { items, next }
    DemoAccount { email, password, role }
    CategoryView { key, name_de, name_en, default_priority, queue, active }
    AgentView { id, display_name, role, open_tickets }
    TeamView { id, name, active, members, open_tickets }
    QueueView { id, name, restricted, active, teams, sla }
    QueueSlaView { policy, calendar }
    SlaView { state, due_at, target }
    TargetsView { first_response_minutes, next_response_minutes, resolution_minutes }
    SlaPolicyView { id, name, warn_percent, targets, version, updated_at, queues }
    IntervalView { from, to }
    HolidayView { date, name }
    CalendarView { id, name, time_zone, week, holidays, version, updated_at, queues }
    ReappliedView { tickets }
    SlaPolicyEditionView { id, version, name, warn_percent }
    CalendarEditionView { id, version, name, time_zone }
    SlaLedgerView { at, sla, policy, calendar, clocks, earlier }
    SlaClockView {
        target, cycle, target_minutes, phase, started_at, stopped_at, elapsed_seconds, remaining_seconds, warn_at, due_at,
        warned, breached, ledger,
    }
    SlaEntryView { at, step, cause, status, priority, event, elapsed_seconds }
    CannedReplyView { id, title, body, shared }
    SettingsRequest {
        auto_close_days, close_on_confirmation, reopen_on_request, reopen_window_days, sign_up, sign_up_domains,
    }
    DraftView { content, revision, updated_at }
    TicketDraft { kind, draft }
    HereView { id, display_name, is_staff, state }
    CrowdView { ticket, people }
    TicketNews { ticket, version, kind, event }
    NotificationView { id, kind, ticket, subject, event, actor, created_at, read }
    InboxView { items, next, unread }
    UnreadView { unread }
    PreferenceView { kind, loudness, usual }
    OutboxView {
        id, channel, state, kind, ticket, recipient, webhook, attempts, outcome, created_at, due_at, settled_at,
    }
    OutboxPartView { items, next }
    AttemptView { at, took_ms, outcome }
    TagView { tag, tickets }
    StatusView { version, parts }
    ExplanationView {
        person, role, status, ticket, subject, queue, queue_name, sees, acts_as, relation, reads_notes, reasons,
    }
    PartView { part, condition, kind, says, waiting, oldest, given_up }
    HandoverView { open, last }
    HandoverProgress { to, agent, team, requested_at, requested_by, tickets, moved, refused, finished_at }
    ErasurePreview { person, tickets, files, participations, drafts, working_on, legal_holds, refused }
    ErasureView { id, user, mode, requested_at, requested_by, tickets, deleted, finished_at, receipt }
    LegalHoldView { id, kind, person, ticket, reason, created_at, created_by }
    RuleView { id, scope, queue, category, basis, days, action, active }
    RetentionPreviewView { tickets, due, rules, stops }
    RulePreviewView { rule, due, held, samples }
    RunView {
        id, as_of, started_by, tickets, due, held, deleted, anonymised, stopped, waits, decided_at, decided_by,
        finished_at, cancelled,
    }
    ReportView { zone, step, by, spans, total, groups }
    SpanView { first, last, created, settled, reopened, backlog }
    FiguresView { created, settled, reopened, backlog, first_response, solution, kept }
    GroupView { key, figures }
    TimesView { count, median, p90 }
    KeptByTargetView { first_response, next_response, resolution }
    KeptView { kept, breached }
    AuditPartView { items, next }
    AuditView { sequence, at, actor, kind, target_kind, target, target_name, facts, erased, hash }
    AuditFact { name, before, after }
    KeptMailView { recipient, subject, text }
    OutboxDetailView { row, attempts, kept, body }
    TallyView { channel, pending, dead, oldest }
    OutboxSummaryView { channels, mail_server }
    ReplayedView { replayed }
    WebhookView {
        id, name, url, kinds, internal, active, failing_since, disabled_at, disabled_because, old_secret_until,
        created_at,
    }
    WebhookSecretView { webhook, secret }
    TestStarted { delivery }
    BulkView { dry_run, items, next }
    TicketLink { number, subject, status }
    HeldView { id, body, visibility, status, release_at, stopped, attachments }
    FileView { attachment_id, file_name, content_type, size, checksum, state, available, previewable }
    TicketFileView { attachment, visibility }
    FileAddress { state, available, url, preview_url }
    UploadView { token, attachment, draft, ticket }
    UploadRulesView { enabled, max_bytes, max_files, types, extensions }
    QuarantinedView { attachment, finding, scanned_at, uploaded_by, created_at, ticket }
    QuarantinePartView { items, next }
    ScanningView { scanner, signatures, serves_unscanned, scanning, infected, unscannable }
    PersonView { id, display_name, is_staff }
    FieldError { pointer, code, message, at }
    Count { value, more }
    ResolutionView { cycle, revision, text, text_html, kind, author, at }
    StepView { to, allowed, needs, why_not }
    CustomerTicketView {
        id, number, subject, description, description_html, category, priority, status, requester, resolution, version,
        created_at, updated_at, resolved_at, closed_at, close_requested_at, reopen_requested_at,
        reopening_can_be_requested, merged_into, allowed_transitions,
    }
    StaffTicketView {
        id, number, subject, description, description_html, category, priority, status, requester, requester_email,
        queue, team, tags, assignee, resolution, version, created_at, created_by, updated_at, first_response_at,
        resolved_at, closed_at, close_requested_at, reopen_requested_at, reopen_reason, merged_into, sla,
        allowed_transitions,
    }
    CustomerTicketRow { id, number, subject, category, priority, status, created_at, updated_at, unread, hit }
    CustomerHit { source, parts }
    StaffHit { source, visibility, parts }
    HitPart { text, hit }
    SavedViewView { id, name, team, q, sort, position, editable }
    ViewCountView { id, count }
    StaffTicketRow {
        id, number, subject, category, priority, status, requester, queue, team, tags, assignee, created_at, updated_at,
        asked, sla, unread, hit,
    }
    StaffEvent { id, at, actor, change, from_ticket }
    StaffConversation { items, previous }
}

impl Read for StaffComment {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Some(Self {
            id: field(value, "id")?,
            event: field(value, "event")?,
            author: field(value, "author")?,
            body: field(value, "body")?,
            body_html: field(value, "body_html")?,
            visibility: field(value, "visibility")?,
            // A customer's comment has none.
            mentions: field::<Option<_>>(value, "mentions")?.unwrap_or_default(),
            created_at: field(value, "created_at")?,
            edited_at: field(value, "edited_at")?,
            redacted_at: field(value, "redacted_at")?,
            redacted_by: field(value, "redacted_by")?,
            from_ticket: field(value, "from_ticket")?,
            attachments: field(value, "attachments")?,
        })
    }
}

impl Read for BulkItem {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Some(Self {
            ticket: field(value, "ticket")?,
            id: field(value, "id")?,
            number: field(value, "number")?,
            subject: field(value, "subject")?,
            version: field(value, "version")?,
            outcome: field(value, "outcome")?,
            code: field(value, "code")?,
            errors: field::<Option<_>>(value, "errors")?.unwrap_or_default(),
        })
    }
}

impl Read for Preferences {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let shortcuts = value.field("shortcuts")?;
        let mut chosen = BTreeMap::new();
        if !shortcuts.is_null() {
            for (name, key) in shortcuts.entries()? {
                chosen.insert(name.parse().ok()?, Self::key(&key.text()?)?);
            }
        }
        let shortcuts_enabled = field::<Option<_>>(value, "shortcuts_enabled")?.unwrap_or(true);
        Some(Self { shortcuts_enabled, shortcuts: chosen })
    }
}

impl Read for Refusal {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let missed = match value.field("missed")?.case() {
            Some((role, events)) if role == "staff" => Some(Read::read(&events)?),
            _ => None,
        };
        Some(Self {
            status: field(value, "status")?,
            code: field::<String>(value, "code")?.parse().ok(),
            title: field(value, "title")?,
            request_id: field::<Option<String>>(value, "request_id")?.filter(|id| !id.is_empty()),
            retry_after: field(value, "retry_after")?,
            errors: field::<Option<_>>(value, "errors")?.unwrap_or_default(),
            missed,
            moved: match value.field("moved")?.case() {
                Some((_, items)) => Some(Read::read(&items)?),
                None => None,
            },
            draft: field(value, "draft")?,
            used_by: field(value, "used_by")?,
        })
    }
}

impl Read for StaffItem {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let (name, inner) = value.case()?;
        match name.as_str() {
            "comment" => Read::read(&inner).map(Self::Comment),
            "event" => Read::read(&inner).map(Self::Event),
            _ => None,
        }
    }
}

impl Read for StaffChange {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let (name, inner) = value.case()?;
        let inner = &inner;
        Some(match name.as_str() {
            "created" => Self::Created,
            "commented" => {
                Self::Commented { comment: field(inner, "comment")?, visibility: field(inner, "visibility")? }
            }
            "subject_changed" => Self::SubjectChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "description_changed" => Self::DescriptionChanged,
            "status_changed" => Self::StatusChanged {
                from: field(inner, "from")?,
                to: field(inner, "to")?,
                reason: field(inner, "reason")?,
            },
            "assignee_changed" => Self::AssigneeChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "priority_changed" => Self::PriorityChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "category_changed" => Self::CategoryChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "resolution_given" => Self::ResolutionGiven {
                cycle: field(inner, "cycle")?,
                revision: field(inner, "revision")?,
                text: field(inner, "text")?,
                text_html: field(inner, "text_html")?,
                kind: field(inner, "kind")?,
            },
            "comment_edited" => {
                Self::CommentEdited { comment: field(inner, "comment")?, visibility: field(inner, "visibility")? }
            }
            "comment_redacted" => {
                Self::CommentRedacted { comment: field(inner, "comment")?, visibility: field(inner, "visibility")? }
            }
            "close_requested" => Self::CloseRequested,
            "reopen_requested" => Self::ReopenRequested { reason: field(inner, "reason")? },
            "request_declined" => Self::RequestDeclined,
            "participant_added" => Self::ParticipantAdded { email: field(inner, "email")? },
            "participant_removed" => Self::ParticipantRemoved { email: field(inner, "email")? },
            "team_changed" => Self::TeamChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "queue_changed" => Self::QueueChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            "sla_due_soon" => Self::SlaDueSoon { target: field(inner, "target")?, cycle: field(inner, "cycle")? },
            "sla_breached" => Self::SlaBreached { target: field(inner, "target")?, cycle: field(inner, "cycle")? },
            "tags_changed" => Self::TagsChanged { from: field(inner, "from")?, to: field(inner, "to")? },
            other => return other_ticket(other, field(inner, "ticket")?),
        })
    }
}

/// The changes that name another ticket and nothing else.
fn other_ticket(name: &str, ticket: TicketNumber) -> Option<StaffChange> {
    use StaffChange as C;
    Some(match name {
        "merged_into" => C::MergedInto { ticket },
        "unmerged_from" => C::UnmergedFrom { ticket },
        "absorbed" => C::Absorbed { ticket },
        "released" => C::Released { ticket },
        "split_off" => C::SplitOff { ticket },
        "split_from" => C::SplitFrom { ticket },
        "followed_up" => C::FollowedUp { ticket },
        "follows_up" => C::FollowsUp { ticket },
        _ => return None,
    })
}

impl<T: Read> Read for Page<T> {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Some(Self { items: field(value, "items")?, next: field(value, "next")?, count: field(value, "count")? })
    }
}

impl<T: Read> Read for Vec<T> {
    fn read<S: Source>(value: &S) -> Option<Self> {
        let items = value.items()?;
        let mut all = Self::with_capacity(items.len());
        for item in &items {
            all.push(T::read(item)?);
        }
        Some(all)
    }
}

impl<T: Read> Read for Option<T> {
    fn read<S: Source>(value: &S) -> Option<Self> {
        if value.is_null() { Some(None) } else { T::read(value).map(Some) }
    }
}

impl Read for String {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.text()
    }
}

impl Read for bool {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.boolean()
    }
}

impl Read for i64 {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number()
    }
}

impl Read for u64 {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number()?.try_into().ok()
    }
}

impl Read for u32 {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number()?.try_into().ok()
    }
}

impl Read for u8 {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number()?.try_into().ok()
    }
}

impl Read for u16 {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number()?.try_into().ok()
    }
}

impl Read for TicketNumber {
    fn read<S: Source>(value: &S) -> Option<Self> {
        value.number().map(Self::new)
    }
}

impl Read for Timestamp {
    fn read<S: Source>(value: &S) -> Option<Self> {
        Self::parse(&value.text()?).ok()
    }
}
