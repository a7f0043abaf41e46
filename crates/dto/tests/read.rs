//! The app's reader and serde agree: on what is read, and on what is refused. Each sample is damaged in every place.

use domain::account::{Locale, Role, UserStatus};
use domain::attachment::FileState;
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::draft::DraftKind;
use domain::explain::Reason;
use domain::health::{Condition, Part};
use domain::held::Stop;
use domain::id::TicketNumber;
use domain::listing::Asked;
use domain::listing::Sort;
use domain::notification::{Loudness, NoticeKind};
use domain::outbox::{Channel, OutboxState};
use domain::policy::Relation;
use domain::preferences::{Preferences, Shortcut};
use domain::presence::PresenceState;
use domain::privacy::{ErasureMode, HoldKind};
use domain::report::{Grouping, Step};
use domain::retention::{Basis, RetentionAction, RunStop, ScopeKind};
use domain::scope::Scope;
use domain::sign_in::{LinkKind, SignInMethod};
use domain::sla::{ClockPhase, ClockStep, SlaState, TargetKind};
use domain::snippet::HitSource;
use domain::ticket::{EventKind, HeirKind, Need, Priority, ResolutionKind, Status, WhyNot};
use dto::account::{DemoAccount, Me, SessionView, SignInMethods};
use dto::attachment::{
    FileAddress, FileView, QuarantinePartView, QuarantinedView, ScanningView, TicketFileView, UploadRulesView,
    UploadView,
};
use dto::audit::{AuditFact, AuditPartView, AuditView};
use dto::catalogue::{AgentView, CategoryView, PersonView, TagView};
use dto::desk::{CannedReplyView, QueueView, SettingsRequest, TeamView};
use dto::draft::{DraftView, TicketDraft};
use dto::field::{FieldCode, FieldError};
use dto::handover::{HandoverProgress, HandoverView};
use dto::identity::{
    IdentityView, LinkView, LoggedOutView, NewTokenView, ProviderView, RedirectView, SessionInfo, TokenView, UserPart,
    UserView,
};
use dto::live::{CrowdView, HereView, TicketNews};
use dto::notification::{
    AttemptView, InboxView, KeptMailView, NotificationView, OutboxDetailView, OutboxPartView, OutboxSummaryView,
    OutboxView, PreferenceView, ReplayedView, TallyView, UnreadView,
};
use dto::page::{Count, Page};
use dto::privacy::{ErasurePreview, ErasureView, LegalHoldView};
use dto::problem::{Code, Missed, Moved, Problem, Refusal};
use dto::read::Read;
use dto::report::{FiguresView, GroupView, KeptByTargetView, KeptView, ReportView, SpanView, TimesView};
use dto::retention::{RetentionPreviewView, RulePreviewView, RuleView, RunView};
use dto::saved_view::{SavedViewView, ViewCountView};
use dto::sla::{
    CalendarEditionView, CalendarView, HolidayView, IntervalView, PriorityTargetsView, QueueSlaView, ReappliedView,
    SlaCause, SlaClockView, SlaEntryView, SlaLedgerView, SlaPolicyEditionView, SlaPolicyView, SlaView, TargetsView,
    WeekView,
};
use dto::status::{ExplanationView, PartView, StatusView};
use dto::ticket::*;
use dto::ticket::{CustomerHit, HitPart, StaffHit};
use dto::webhook::{TestStarted, WebhookSecretView, WebhookView};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;
use std::str::FromStr;

fn id<T: FromStr<Err: Debug>>() -> T {
    "01890a5d-ac96-774b-bcce-b302099a8057".parse().expect("an id")
}

fn at() -> Timestamp {
    Timestamp::parse("2026-11-24T10:00:00.25Z").expect("a time")
}

fn person() -> PersonView {
    PersonView { id: id(), display_name: "Änne \"Q\"".to_owned(), is_staff: true }
}

fn resolution() -> ResolutionView {
    ResolutionView {
        cycle: 2,
        revision: 1,
        text: "Line one.\n\nLine two.".to_owned(),
        text_html: "<p>Line one.</p>\n<p>Line two.</p>\n".to_owned(),
        kind: ResolutionKind::Workaround,
        author: person(),
        at: at(),
    }
}

fn steps() -> Vec<StepView> {
    vec![
        StepView { to: Status::Closed, allowed: true, needs: Some(Need::ResolutionKept), why_not: None },
        StepView { to: Status::Open, allowed: false, needs: None, why_not: Some(WhyNot::NoSuchStep) },
    ]
}

fn staff_ticket() -> StaffTicketView {
    StaffTicketView {
        id: id(),
        number: TicketNumber::new(10_421),
        subject: "VPN".to_owned(),
        description: "It drops.".to_owned(),
        description_html: "<p>It drops.</p>".to_owned(),
        category: CategoryKey::parse("it").expect("a key").to_string(),
        priority: Priority::Urgent,
        status: Status::Resolved,
        requester: person(),
        requester_email: "customer@example.org".to_owned(),
        queue: id(),
        team: Some(id()),
        tags: vec!["vpn".to_owned(), "zertifikat".to_owned()],
        assignee: Some(person()),
        resolution: Some(resolution()),
        version: 7,
        created_at: at(),
        created_by: person(),
        updated_at: at(),
        first_response_at: Some(at()),
        resolved_at: Some(at()),
        closed_at: None,
        close_requested_at: Some(at()),
        reopen_requested_at: Some(at()),
        reopen_reason: Some("Still down.".to_owned()),
        merged_into: Some(TicketNumber::new(10_422)),
        sla: sla(),
        allowed_transitions: steps(),
    }
}

fn customer_ticket() -> CustomerTicketView {
    let StaffTicketView { id, number, subject, description, category, priority, status, requester, .. } =
        staff_ticket();
    CustomerTicketView {
        id,
        number,
        subject,
        description,
        description_html: "<p></p>".to_owned(),
        category,
        priority,
        status,
        requester,
        resolution: None,
        version: 1,
        created_at: at(),
        updated_at: at(),
        resolved_at: None,
        closed_at: Some(at()),
        close_requested_at: None,
        reopen_requested_at: Some(at()),
        reopening_can_be_requested: true,
        merged_into: None,
        allowed_transitions: steps(),
    }
}

fn customer_events() -> Vec<CustomerEvent> {
    use CustomerChange as C;
    let (text, number) = (|| "words".to_owned(), TicketNumber::new(10_001));
    let changes = [
        C::Created,
        C::Commented { comment: id() },
        C::SubjectChanged { from: text(), to: text() },
        C::DescriptionChanged,
        C::StatusChanged { from: Status::Resolved, to: Status::InProgress, reason: Some(text()) },
        C::ResolutionGiven { cycle: 1, revision: 2, text: text(), text_html: text(), kind: ResolutionKind::Spam },
        C::CommentEdited { comment: id() },
        C::CommentRedacted { comment: id() },
        C::CloseRequested,
        C::ReopenRequested { reason: text() },
        C::RequestDeclined,
        C::ParticipantAdded { email: text() },
        C::ParticipantRemoved { email: text() },
        C::MergedInto { ticket: number },
        C::UnmergedFrom { ticket: number },
        C::FollowedUp { ticket: number },
        C::FollowsUp { ticket: number },
    ];
    let event = |change| CustomerEvent { id: id(), at: at(), actor: Some(person()), change, from_ticket: None };
    changes.map(event).into()
}

fn staff_events() -> Vec<StaffEvent> {
    use StaffChange as C;
    let (text, number) = (|| "words".to_owned(), TicketNumber::new(10_001));
    let changes = [
        C::Created,
        C::Commented { comment: id(), visibility: Visibility::Internal },
        C::SubjectChanged { from: text(), to: text() },
        C::DescriptionChanged,
        C::StatusChanged { from: Status::Open, to: Status::InProgress, reason: None },
        C::AssigneeChanged { from: None, to: Some(person()) },
        C::PriorityChanged { from: Priority::Low, to: Priority::High },
        C::CategoryChanged { from: text(), to: text() },
        C::ResolutionGiven { cycle: 1, revision: 2, text: text(), text_html: text(), kind: ResolutionKind::Solved },
        C::CommentEdited { comment: id(), visibility: Visibility::Public },
        C::CommentRedacted { comment: id(), visibility: Visibility::Internal },
        C::CloseRequested,
        C::ReopenRequested { reason: text() },
        C::RequestDeclined,
        C::ParticipantAdded { email: text() },
        C::ParticipantRemoved { email: text() },
        C::MergedInto { ticket: number },
        C::UnmergedFrom { ticket: number },
        C::FollowedUp { ticket: number },
        C::FollowsUp { ticket: number },
        C::SlaDueSoon { target: TargetKind::FirstResponse, cycle: 1 },
        C::SlaBreached { target: TargetKind::Resolution, cycle: 2 },
        C::TeamChanged { from: Some(id()), to: None },
        C::QueueChanged { from: id(), to: id() },
        C::TagsChanged { from: Vec::new(), to: vec![text()] },
        C::Absorbed { ticket: number },
        C::Released { ticket: number },
        C::SplitOff { ticket: number },
        C::SplitFrom { ticket: number },
    ];
    let event = |change| StaffEvent { id: id(), at: at(), actor: None, change, from_ticket: Some(number) };
    changes.map(event).into()
}

fn public_comment() -> PublicComment {
    PublicComment {
        id: id(),
        event: id(),
        author: person(),
        body: "Hello.".to_owned(),
        body_html: "<p>Hello.</p>".to_owned(),
        created_at: at(),
        edited_at: Some(at()),
        redacted_at: Some(at()),
        redacted_by: Some(person()),
        from_ticket: None,
        attachments: vec![file()],
    }
}

fn file() -> FileView {
    FileView {
        attachment_id: id(),
        file_name: "Größe.png".to_owned(),
        content_type: "image/png".to_owned(),
        size: 26_214_400,
        checksum: "46277894".to_owned(),
        state: FileState::Scanning,
        available: false,
        previewable: true,
    }
}

fn staff_comment() -> StaffComment {
    let PublicComment { id, event, author, body, body_html, created_at, attachments, .. } = public_comment();
    StaffComment {
        id,
        event,
        author,
        body,
        body_html,
        visibility: Visibility::Public,
        mentions: vec![person()],
        created_at,
        edited_at: None,
        redacted_at: None,
        redacted_by: None,
        from_ticket: Some(TicketNumber::new(10_002)),
        attachments,
    }
}

fn held() -> HeldView {
    HeldView {
        id: id(),
        body: "Wait.".to_owned(),
        visibility: Visibility::Public,
        status: Some(Status::WaitingOnCustomer),
        release_at: at(),
        stopped: Some(Stop::ConversationMoved),
        attachments: vec![file()],
    }
}

fn link() -> TicketLink {
    TicketLink { number: TicketNumber::new(10_003), subject: "Earlier".to_owned(), status: Status::Closed }
}

/// Every object key and array entry of a value, as paths from the root.
fn places(value: &Value, path: &str, found: &mut Vec<String>) {
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(array) => array.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => Vec::new(),
    };
    for (key, value) in entries {
        let path = format!("{path}/{key}");
        places(value, &path, found);
        found.push(path);
    }
}

/// Not by `assert_eq!`: a session shows no tokens in logs, so it has no `Debug`.
fn agree<T: Read + Serialize + DeserializeOwned + PartialEq>(sample: &T) {
    let whole = serde_json::to_value(sample).expect("JSON");
    assert!(T::read(&&whole).as_ref() == Some(sample), "{whole}");
    let mut paths = Vec::new();
    places(&whole, "", &mut paths);
    let compare = |damaged: &Value, what: &str| {
        let by_serde = serde_json::from_value::<T>(damaged.clone()).ok();
        assert!(T::read(&damaged) == by_serde, "{what}: {damaged}");
    };
    for path in &paths {
        // Null is left out: the reader takes it for absent everywhere, serde only where a field is an Option.
        for damage in [json!(-1), json!(1e30), json!("?"), json!(true), json!({})] {
            let mut damaged = whole.clone();
            *damaged.pointer_mut(path).expect("a place") = damage.clone();
            compare(&damaged, &format!("{path} is {damage}"));
        }
        let (parent, key) = path.rsplit_once('/').expect("a path");
        let mut damaged = whole.clone();
        if let Some(Value::Object(object)) = damaged.pointer_mut(parent) {
            object.remove(key);
            compare(&damaged, &format!("{path} is gone"));
        }
    }
}

#[test]
fn session() {
    let user = Me {
        id: id(),
        email: "a@example.org".to_owned(),
        display_name: "A".to_owned(),
        role: Role::Admin,
        locale: Locale::De,
        time_zone: Some("Europe/Berlin".to_owned()),
        preferences: Preferences { shortcuts_enabled: false, shortcuts: [(Shortcut::Take, 't')].into() },
        has_password: false,
    };
    let text = || "x".to_owned();
    agree(&SessionView { access_token: text(), token_type: text(), expires_in: 600, user });
    let demo = DemoAccount { email: text(), password: text(), role: Role::Customer };
    agree(&SignInMethods {
        password: true,
        demo_accounts: vec![demo],
        sign_up: true,
        sign_up_domains: vec![text()],
        providers: vec![ProviderView { name: text(), label: text() }],
    });
}

fn sla() -> SlaView {
    SlaView { state: SlaState::DueSoon, due_at: Some(at()), target: Some(TargetKind::NextResponse) }
}

#[test]
fn service_levels() {
    let text = || "x".to_owned();
    let targets =
        TargetsView { first_response_minutes: Some(60), next_response_minutes: None, resolution_minutes: Some(480) };
    agree(&SlaPolicyView {
        id: id(),
        name: text(),
        warn_percent: 80,
        targets: PriorityTargetsView { urgent: targets, ..PriorityTargetsView::default() },
        version: 3,
        updated_at: at(),
        queues: vec![id()],
    });
    let hours = IntervalView { from: "09:00".to_owned(), to: "24:00".to_owned() };
    agree(&CalendarView {
        id: id(),
        name: text(),
        time_zone: "Europe/Berlin".to_owned(),
        week: WeekView { monday: vec![hours], ..WeekView::default() },
        holidays: vec![HolidayView { date: "2026-12-25".to_owned(), name: text() }],
        version: 1,
        updated_at: at(),
        queues: Vec::new(),
    });
    agree(&ReappliedView { tickets: 12 });
    let entry = |cause, status, priority| SlaEntryView {
        at: at(),
        step: ClockStep::Paused,
        cause,
        status,
        priority,
        event: Some(id()),
        elapsed_seconds: 61,
    };
    let clock = SlaClockView {
        target: TargetKind::Resolution,
        cycle: 2,
        target_minutes: Some(60),
        phase: ClockPhase::Paused,
        started_at: at(),
        stopped_at: None,
        elapsed_seconds: 3_661,
        remaining_seconds: Some(-61),
        warn_at: None,
        due_at: Some(at()),
        warned: true,
        breached: true,
        ledger: vec![
            entry(SlaCause::Status, Some(Status::Resolved), None),
            entry(SlaCause::Priority, None, Some(Priority::High)),
        ],
    };
    let (name, time_zone) = (text(), "UTC".to_owned());
    agree(&SlaLedgerView {
        at: at(),
        sla: sla(),
        policy: Some(SlaPolicyEditionView { id: id(), version: 1, name: name.clone(), warn_percent: 80 }),
        calendar: Some(CalendarEditionView { id: id(), version: 1, name, time_zone }),
        clocks: vec![clock],
        earlier: 7,
    });
}

#[test]
fn identity() {
    let text = || "x".to_owned();
    agree(&LinkView { kind: LinkKind::Invite, email: text(), display_name: text(), expires_at: at() });
    agree(&SessionInfo {
        id: id(),
        current: true,
        created_at: at(),
        last_used_at: at(),
        expires_at: at(),
        device: Some(text()),
        method: SignInMethod::Provider,
    });
    agree(&LoggedOutView { provider_url: Some(text()) });
    agree(&RedirectView { url: text() });
    agree(&IdentityView {
        id: id(),
        provider: text(),
        email: Some(text()),
        created_at: at(),
        last_used_at: Some(at()),
    });
    let token = TokenView {
        id: id(),
        name: text(),
        prefix: text(),
        scopes: vec![Scope::TicketsRead],
        created_at: at(),
        expires_at: at(),
        last_used_at: Some(at()),
    };
    agree(&NewTokenView { secret: text(), token });
    let user = UserView {
        id: id(),
        email: text(),
        display_name: text(),
        role: Role::Agent,
        status: UserStatus::Invited,
        locale: Locale::En,
        created_at: at(),
        last_used_at: Some(at()),
    };
    agree(&UserPart { items: vec![user], next: Some(text()) });
}

fn hit_parts() -> Vec<HitPart> {
    vec![HitPart { text: "a ".to_owned(), hit: false }, HitPart { text: "word".to_owned(), hit: true }]
}

#[test]
fn lists() {
    let StaffTicketView { id, number, subject, category, priority, status, requester, assignee, .. } = staff_ticket();
    let (created_at, updated_at) = (at(), at());
    let row = CustomerTicketRow {
        id,
        number,
        subject: subject.clone(),
        category: category.clone(),
        priority,
        status,
        created_at,
        updated_at,
        unread: true,
        hit: Some(CustomerHit { source: HitSource::Description, parts: hit_parts() }),
    };
    let staff_row = StaffTicketRow {
        id,
        number,
        subject,
        category,
        priority,
        status,
        requester,
        queue: self::id(),
        team: None,
        tags: vec!["vpn".to_owned()],
        assignee,
        created_at,
        updated_at,
        asked: Some(Asked::Closing),
        sla: sla(),
        unread: false,
        hit: Some(StaffHit { source: HitSource::Comment, visibility: Visibility::Internal, parts: hit_parts() }),
    };
    let count = Count { value: 1_000, more: true };
    agree(&Page { items: vec![row], next: Some("AAAA".to_owned()), count });
    agree(&Page { items: vec![staff_row], next: None, count });
    let text = || "x".to_owned();
    let category = CategoryView {
        key: text(),
        name_de: text(),
        name_en: text(),
        default_priority: Priority::Low,
        queue: Some(self::id()),
        active: false,
    };
    agree(&vec![category]);
    let agent = AgentView { id: self::id(), display_name: text(), role: Role::Agent, open_tickets: 3 };
    agree(&vec![agent]);
}

#[test]
fn desk() {
    let text = || "x".to_owned();
    agree(&TeamView { id: id(), name: text(), active: true, members: vec![id()], open_tickets: 12 });
    let sla = Some(QueueSlaView { policy: id(), calendar: id() });
    agree(&QueueView { id: id(), name: text(), restricted: true, active: false, teams: vec![id()], sla });
    let sort = Some(Sort::Due);
    agree(&SavedViewView { id: id(), name: text(), team: Some(id()), q: text(), sort, position: 3, editable: true });
    agree(&ViewCountView { id: id(), count: Some(Count { value: 7, more: false }) });
    agree(&CannedReplyView { id: id(), title: text(), body: text(), shared: true });
    agree(&SettingsRequest {
        auto_close_days: 7,
        close_on_confirmation: true,
        reopen_on_request: false,
        reopen_window_days: 30,
        sign_up: true,
        sign_up_domains: vec![text()],
    });
    agree(&DraftView { content: text(), revision: 3, updated_at: at() });
    let draft = DraftView { content: text(), revision: 3, updated_at: at() };
    agree(&TicketDraft { kind: DraftKind::Note, draft });
    let here = HereView { id: id(), display_name: text(), is_staff: true, state: PresenceState::Writing };
    agree(&CrowdView { ticket: TicketNumber::new(10_001), people: vec![here] });
    agree(&TicketNews { ticket: TicketNumber::new(10_001), version: 3, kind: text(), event: id() });
    let item = BulkItem {
        ticket: text(),
        id: Some(id()),
        number: Some(TicketNumber::new(10_001)),
        subject: Some(text()),
        version: Some(3),
        outcome: BulkOutcome::Refused,
        code: Some(text()),
        errors: vec![FieldError::new("/assignee", FieldCode::Required, "is required")],
    };
    agree(&BulkView { dry_run: true, items: vec![item], next: Some(text()) });
}

#[test]
fn inbox() {
    let notification = NotificationView {
        id: id(),
        kind: NoticeKind::Replied,
        ticket: Some(TicketNumber::new(10_001)),
        subject: Some("VPN".to_owned()),
        event: Some(id()),
        actor: Some(person()),
        created_at: at(),
        read: false,
    };
    agree(&InboxView { items: vec![notification], next: Some("AAAA".to_owned()), unread: 100 });
    agree(&UnreadView { unread: 3 });
    agree(&PreferenceView { kind: NoticeKind::Noted, loudness: Loudness::Off, usual: Loudness::InboxOnly });
}

#[test]
fn outbox() {
    let text = || "words".to_owned();
    let row = || OutboxView {
        id: id(),
        channel: Channel::Mail,
        state: OutboxState::Dead,
        kind: text(),
        ticket: Some(TicketNumber::new(10_001)),
        recipient: Some(text()),
        webhook: Some(id()),
        attempts: 3,
        outcome: Some(text()),
        created_at: at(),
        due_at: Some(at()),
        settled_at: None,
    };
    agree(&OutboxPartView { items: vec![row()], next: Some(text()) });
    agree(&OutboxDetailView {
        row: row(),
        attempts: vec![AttemptView { at: at(), took_ms: 12, outcome: text() }],
        kept: Some(KeptMailView { recipient: text(), subject: text(), text: text() }),
        body: Some(text()),
    });
    let tally = TallyView { channel: Channel::FanOut, pending: 1, dead: 2, oldest: Some(at()) };
    agree(&OutboxSummaryView { channels: vec![tally], mail_server: true });
    agree(&ReplayedView { replayed: 7 });
}

#[test]
fn files() {
    let text = || "words".to_owned();
    agree(&TicketFileView { attachment: file(), visibility: Visibility::Internal });
    agree(&FileAddress { state: FileState::Clean, available: true, url: text(), preview_url: Some(text()) });
    agree(&UploadView {
        token: text(),
        attachment: file(),
        draft: Some(DraftKind::Reply),
        ticket: Some(TicketNumber::new(10_001)),
    });
    agree(&UploadRulesView {
        enabled: true,
        max_bytes: 26_214_400,
        max_files: 20,
        types: vec![text()],
        extensions: vec![text()],
    });
    let quarantined = QuarantinedView {
        attachment: file(),
        finding: Some(text()),
        scanned_at: Some(at()),
        uploaded_by: person(),
        created_at: at(),
        ticket: None,
    };
    agree(&QuarantinePartView { items: vec![quarantined], next: Some(text()) });
    agree(&ScanningView {
        scanner: true,
        signatures: Some(text()),
        serves_unscanned: false,
        scanning: 1,
        infected: 2,
        unscannable: 3,
    });
}

#[test]
fn webhooks() {
    let text = || "words".to_owned();
    let webhook = WebhookView {
        id: id(),
        name: text(),
        url: text(),
        kinds: vec![EventKind::Commented],
        internal: true,
        active: false,
        failing_since: Some(at()),
        disabled_at: Some(at()),
        disabled_because: Some(text()),
        old_secret_until: None,
        created_at: at(),
    };
    agree(&WebhookSecretView { webhook, secret: text() });
    agree(&TestStarted { delivery: id() });
}

#[test]
fn tickets() {
    agree(&staff_ticket());
    agree(&customer_ticket());
    agree(&held());
    agree(&link());
    let events = staff_events().into_iter().map(StaffItem::Event);
    let items = events.chain([StaffItem::Comment(staff_comment())]).collect();
    agree(&StaffConversation { items, previous: Some("AAAA".to_owned()) });
}

/// The app reads a customer's conversation as one of staff, with what it does not say about visibility taken for public. So
/// whatever is only in the types of staff has to be null where it is absent.
#[test]
fn a_customers_conversation_reads_as_one_of_staff() {
    fn publish(value: &mut Value) {
        match value {
            Value::Object(object) => {
                object.values_mut().for_each(publish);
                object.entry("visibility").or_insert_with(|| json!("public"));
            }
            Value::Array(items) => items.iter_mut().for_each(publish),
            _ => {}
        }
    }
    let events = customer_events().into_iter().map(CustomerItem::Event);
    let items: Vec<_> = events.chain([CustomerItem::Comment(public_comment())]).collect();
    let count = items.len();
    let mut whole = serde_json::to_value(CustomerConversation { items, previous: None }).expect("JSON");
    publish(&mut whole);
    let read = StaffConversation::read(&&whole).expect("a conversation");
    assert_eq!(read.items.len(), count);
    let Some(StaffItem::Comment(comment)) = read.items.last() else { panic!("no comment at the end") };
    let PublicComment {
        id,
        event,
        author,
        body,
        body_html,
        created_at,
        edited_at,
        redacted_at,
        redacted_by,
        from_ticket,
        attachments,
    } = public_comment();
    let (visibility, mentions) = (Visibility::Public, Vec::new());
    let expected = StaffComment {
        id,
        event,
        author,
        body,
        body_html,
        visibility,
        mentions,
        created_at,
        edited_at,
        redacted_at,
        redacted_by,
        from_ticket,
        attachments,
    };
    assert_eq!(*comment, expected);
}

#[test]
fn the_audit_log() {
    let text = || "words".to_owned();
    let fact = || AuditFact { name: text(), before: Some(text()), after: Some(text()) };
    let entry = AuditView {
        sequence: 7,
        at: at(),
        actor: Some(person()),
        kind: text(),
        target_kind: Some(text()),
        target: Some(text()),
        target_name: Some(text()),
        facts: vec![fact(), AuditFact { before: None, after: None, ..fact() }],
        erased: true,
        hash: "0".repeat(64),
    };
    agree(&AuditPartView { items: vec![entry], next: Some(text()) });
}

#[test]
fn an_explanation() {
    let explanation = ExplanationView {
        person: person(),
        role: Role::Agent,
        status: UserStatus::Active,
        ticket: TicketNumber::new(7),
        subject: "words".to_owned(),
        queue: id(),
        queue_name: "Support".to_owned(),
        sees: true,
        acts_as: Some(Role::Customer),
        relation: Some(Relation::Participant),
        reads_notes: true,
        reasons: Reason::ALL.to_vec(),
    };
    agree(&explanation);
    agree(&ExplanationView { acts_as: None, relation: None, reasons: Vec::new(), ..explanation });
}

#[test]
fn handovers() {
    let last = HandoverProgress {
        to: HeirKind::Agent,
        agent: Some(person()),
        team: None,
        requested_at: at(),
        requested_by: person(),
        tickets: 9,
        moved: 7,
        refused: 2,
        finished_at: Some(at()),
    };
    agree(&HandoverView { open: 2, last: Some(last.clone()) });
    let team = Some(id());
    let running = HandoverProgress { to: HeirKind::Team, agent: None, team, finished_at: None, ..last };
    agree(&HandoverView { open: 2, last: Some(running.clone()) });
    agree(&HandoverProgress { to: HeirKind::Nobody, team: None, ..running });
    agree(&HandoverView { open: 0, last: None });
}

#[test]
fn retention() {
    let rule = RuleView {
        id: id(),
        scope: ScopeKind::Queue,
        queue: Some(id()),
        category: Some("it".to_owned()),
        basis: Basis::Closed,
        days: 30,
        action: RetentionAction::Delete,
        active: true,
    };
    agree(&rule);
    for (&basis, &action) in Basis::ALL.iter().zip(RetentionAction::ALL) {
        agree(&RuleView { queue: None, category: None, basis, action, ..rule.clone() });
    }
    let of_rule = RulePreviewView { rule, due: 1, held: 2, samples: vec![TicketNumber::new(7)] };
    for stops in [Some(RunStop::Share), Some(RunStop::Clock), None] {
        agree(&RetentionPreviewView { tickets: 9, due: 3, rules: vec![of_rule.clone()], stops });
    }
    let run = RunView {
        id: id(),
        as_of: at(),
        started_by: Some(person()),
        tickets: 9,
        due: 3,
        held: 1,
        deleted: 2,
        anonymised: 0,
        stopped: Some(RunStop::Share),
        waits: true,
        decided_at: Some(at()),
        decided_by: Some(person()),
        finished_at: Some(at()),
        cancelled: false,
    };
    agree(&run);
    let bare =
        RunView { started_by: None, stopped: None, decided_at: None, decided_by: None, finished_at: None, ..run };
    agree(&bare);
}

#[test]
fn privacy() {
    let preview = ErasurePreview {
        person: person(),
        tickets: 1,
        files: 2,
        participations: 3,
        drafts: 4,
        working_on: 5,
        legal_holds: 6,
        refused: Some("legal_hold".to_owned()),
    };
    agree(&preview);
    agree(&ErasurePreview { refused: None, ..preview });
    for &mode in ErasureMode::ALL {
        let erasure = ErasureView {
            id: id(),
            user: person().id,
            mode,
            requested_at: at(),
            requested_by: person(),
            tickets: 8,
            deleted: 3,
            finished_at: Some(at()),
            receipt: Some("a.b.c".to_owned()),
        };
        agree(&erasure);
        agree(&ErasureView { finished_at: None, receipt: None, ..erasure });
    }
    let hold = LegalHoldView {
        id: id(),
        kind: HoldKind::User,
        person: Some(person()),
        ticket: None,
        reason: "words".to_owned(),
        created_at: at(),
        created_by: person(),
    };
    agree(&hold);
    agree(&LegalHoldView { kind: HoldKind::Ticket, person: None, ticket: Some(TicketNumber::new(7)), ..hold });
}

#[test]
fn a_report() {
    let times = TimesView { count: 3, median: 60, p90: 7_200 };
    let kept = |kept| KeptView { kept, breached: 1 };
    let kept = KeptByTargetView { first_response: kept(1), next_response: kept(2), resolution: kept(3) };
    let figures = FiguresView {
        created: 4,
        settled: 3,
        reopened: 2,
        backlog: 1,
        first_response: times.clone(),
        solution: times,
        kept,
    };
    let day = || "2026-11-28".to_owned();
    let group = |key| GroupView { key, figures: figures.clone() };
    for (&step, &by) in Step::ALL.iter().cycle().zip(Grouping::ALL) {
        let span = SpanView { first: day(), last: day(), created: 1, settled: 2, reopened: 3, backlog: 4 };
        let groups = vec![group(Some("it".to_owned())), group(None)];
        agree(&ReportView { zone: "UTC".to_owned(), step, by, spans: vec![span], total: figures.clone(), groups });
    }
}

#[test]
fn tags() {
    agree(&TagView { tag: "vpn".to_owned(), tickets: 3 });
}

#[test]
fn the_status() {
    let part = |part: Part, condition: Condition| PartView {
        part,
        condition,
        kind: Some("sqlite".to_owned()),
        says: Some("words".to_owned()),
        waiting: Some(3),
        oldest: Some(at()),
        given_up: Some(0),
    };
    let mut parts: Vec<PartView> = Part::ALL.iter().map(|which| part(*which, Condition::Attention)).collect();
    parts.extend(Condition::ALL.iter().map(|condition| part(Part::Mail, *condition)));
    let bare = PartView { kind: None, says: None, waiting: None, oldest: None, given_up: None, ..parts[0].clone() };
    agree(&StatusView { version: "1.0.0".to_owned(), parts: [parts, vec![bare]].concat() });
}

#[test]
fn problems() {
    let errors = vec![FieldError::new("/subject", FieldCode::TooLong, "must have at most 200 characters")];
    let staff = Missed::Staff(staff_events());
    let samples = [
        Problem::new(Code::NotFound),
        Problem { errors, allowed: Some(steps()), ..Problem::new(Code::ValidationFailed) }.with_detail("why"),
        Problem { request_id: "1".to_owned(), instance: Some("/api".to_owned()), ..Problem::new(Code::InternalError) },
        Problem { missed: Some(staff), ..Problem::new(Code::StaleVersion) },
        Problem { missed: Some(Missed::Customer(customer_events())), ..Problem::new(Code::StaleVersion) },
        Problem {
            moved: Some(Moved::Staff(vec![StaffItem::Comment(staff_comment())])),
            ..Problem::new(Code::ConversationMoved)
        },
        Problem {
            draft: Some(DraftView { content: "x".to_owned(), revision: 1, updated_at: at() }),
            ..Problem::new(Code::DraftConflict)
        },
        Problem { retry_after: Some(30), ..Problem::new(Code::RateLimited) },
        Problem { code: "not_thought_of_yet".to_owned(), ..Problem::new(Code::NotFound) },
    ];
    for problem in samples {
        let whole = serde_json::to_value(&problem).expect("JSON");
        let read = Refusal::read(&&whole).expect("a refusal");
        let code = problem.known_code();
        let Problem { title, status, request_id, retry_after, errors, missed, moved, draft, used_by, .. } = problem;
        let moved = match moved {
            Some(Moved::Staff(items)) => Some(items),
            Some(Moved::Customer(_)) | None => None,
        };
        let missed = match missed {
            Some(Missed::Staff(events)) => Some(events),
            Some(Missed::Customer(_)) | None => None,
        };
        let request_id = Some(request_id).filter(|id| !id.is_empty());
        assert_eq!(
            read,
            Refusal { status, code, title, request_id, retry_after, errors, missed, moved, draft, used_by }
        );
    }
    for other in [json!("<html>"), json!({}), json!({"status": "404"}), json!([])] {
        assert_eq!(Refusal::read(&&other), None, "{other}");
    }
}
