//! The app's reader and serde agree: on what is read, and on what is refused. Each sample is damaged in every place.

use domain::account::{Locale, Role};
use domain::category::CategoryKey;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::TicketNumber;
use domain::ticket::{Need, Priority, ResolutionKind, Status, WhyNot};
use dto::account::{DemoAccount, Me, SessionView, SignInMethods};
use dto::catalogue::{AgentView, CategoryView, PersonView};
use dto::field::{FieldCode, FieldError};
use dto::page::{Count, Page};
use dto::problem::{Code, Missed, Problem, Refusal};
use dto::read::Read;
use dto::ticket::*;
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
    let text = "Line one.\n\nLine two.".to_owned();
    ResolutionView { cycle: 2, revision: 1, text, kind: ResolutionKind::Workaround, author: person(), at: at() }
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
        category: CategoryKey::parse("it").expect("a key").to_string(),
        priority: Priority::Urgent,
        status: Status::Resolved,
        requester: person(),
        requester_email: "customer@example.org".to_owned(),
        assignee: Some(person()),
        resolution: Some(resolution()),
        version: 7,
        created_at: at(),
        created_by: person(),
        updated_at: at(),
        first_response_at: Some(at()),
        resolved_at: Some(at()),
        closed_at: None,
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
        allowed_transitions: steps(),
    }
}

fn customer_events() -> Vec<CustomerEvent> {
    use CustomerChange as C;
    let text = || "words".to_owned();
    let changes = [
        C::Created,
        C::Commented { comment: id() },
        C::SubjectChanged { from: text(), to: text() },
        C::DescriptionChanged,
        C::StatusChanged { from: Status::Resolved, to: Status::InProgress, reason: Some(text()) },
        C::ResolutionGiven { cycle: 1, revision: 2, text: text(), kind: ResolutionKind::Spam },
    ];
    changes.map(|change| CustomerEvent { id: id(), at: at(), actor: Some(person()), change }).into()
}

fn staff_events() -> Vec<StaffEvent> {
    use StaffChange as C;
    let text = || "words".to_owned();
    let changes = [
        C::Created,
        C::Commented { comment: id(), visibility: Visibility::Internal },
        C::SubjectChanged { from: text(), to: text() },
        C::DescriptionChanged,
        C::StatusChanged { from: Status::Open, to: Status::InProgress, reason: None },
        C::AssigneeChanged { from: None, to: Some(person()) },
        C::PriorityChanged { from: Priority::Low, to: Priority::High },
        C::CategoryChanged { from: text(), to: text() },
        C::ResolutionGiven { cycle: 1, revision: 2, text: text(), kind: ResolutionKind::Solved },
    ];
    changes.map(|change| StaffEvent { id: id(), at: at(), actor: None, change }).into()
}

fn public_comment() -> PublicComment {
    PublicComment { id: id(), author: person(), body: "Hello.".to_owned(), created_at: at() }
}

fn staff_comment() -> StaffComment {
    let PublicComment { id, author, body, created_at } = public_comment();
    StaffComment { id, author, body, visibility: Visibility::Public, created_at }
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
    };
    let text = || "x".to_owned();
    agree(&SessionView { access_token: text(), token_type: text(), expires_in: 600, user });
    let demo = DemoAccount { email: text(), password: text(), role: Role::Customer };
    agree(&SignInMethods { password: true, demo_accounts: vec![demo] });
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
    };
    let staff_row =
        StaffTicketRow { id, number, subject, category, priority, status, requester, assignee, created_at, updated_at };
    let count = Count { value: 1_000, more: true };
    agree(&Page { items: vec![row], next: Some("AAAA".to_owned()), count });
    agree(&Page { items: vec![staff_row], next: None, count });
    let text = || "x".to_owned();
    let category =
        CategoryView { key: text(), name_de: text(), name_en: text(), default_priority: Priority::Low, active: false };
    agree(&vec![category]);
    agree(&vec![AgentView { id: self::id(), display_name: text(), role: Role::Agent }]);
}

#[test]
fn tickets() {
    agree(&staff_ticket());
    agree(&customer_ticket());
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
    assert_eq!(read.items.last(), Some(&StaffItem::Comment(staff_comment())));
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
        Problem { code: "not_thought_of_yet".to_owned(), ..Problem::new(Code::NotFound) },
    ];
    for problem in samples {
        let whole = serde_json::to_value(&problem).expect("JSON");
        let read = Refusal::read(&&whole).expect("a refusal");
        let code = problem.known_code();
        let Problem { title, status, request_id, errors, missed, .. } = problem;
        let missed = match missed {
            Some(Missed::Staff(events)) => Some(events),
            Some(Missed::Customer(_)) | None => None,
        };
        let request_id = Some(request_id).filter(|id| !id.is_empty());
        assert_eq!(read, Refusal { status, code, title, request_id, errors, missed });
    }
    for other in [json!("<html>"), json!({}), json!({"status": "404"}), json!([])] {
        assert_eq!(Refusal::read(&&other), None, "{other}");
    }
}
