use super::*;
use crate::clock::Timestamp;
use crate::id::{QueueId, TicketNumber, UserId};
use crate::listing::{AssigneeFilter, Clause, DueFilter, Period, SoughtWord};
use crate::ticket::Status;
use proptest::prelude::*;
use uuid::Uuid;

const ME: UserId = UserId::new(Uuid::from_u128(1));
const SOMEBODY: UserId = UserId::new(Uuid::from_u128(2));
const BILLING: QueueId = QueueId::new(Uuid::from_u128(3));

fn parsed(text: &str) -> Parsed {
    Query::parse(text).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

fn written(text: &str) -> String {
    parsed(text).query.to_string()
}

fn fault(text: &str) -> (Fault, usize) {
    let error = Query::parse(text).expect_err(text);
    (error.fault, error.at)
}

fn now() -> Timestamp {
    Timestamp::parse("2026-11-28T12:00:00Z").expect("a moment")
}

fn known() -> Known {
    Known {
        me: ME,
        now: now(),
        queues: vec![("billing, first level".to_owned(), BILLING)],
        teams: Vec::new(),
        people: vec![("mara@example.org".to_owned(), SOMEBODY)],
        tells_strangers: true,
    }
}

fn meaning(text: &str) -> Meaning {
    parsed(text).meaning(&known()).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn each_query_has_one_text() {
    for (given, text) in [
        ("", ""),
        ("  ", ""),
        ("status:Open,open,in_progress  PRIORITY:high", "status:open,in_progress priority:high"),
        ("-status:closed", "-status:closed"),
        ("vpn", "vpn*"),
        ("vpn*", "vpn*"),
        ("vpn ", "\"vpn\""),
        ("\"vpn\"", "\"vpn\""),
        ("vpn broken ", "vpn \"broken\""),
        ("-vpn", "-vpn"),
        ("\"paper jam\" again", "\"paper jam\" again*"),
        (r#""say \"no\" \\ "  "#, r#""say \"no\" \\ ""#),
        ("tag:VPN", "tag:vpn"),
        ("queue:\"First level\",Support", "queue:\"First level\",Support"),
        ("queue:\"Support\"", "queue:Support"),
        ("queue:\"a, b\"", "queue:\"a, b\""),
        ("requester:Mara@Example.org", "requester:mara@example.org"),
        ("assignee:ME,none", "assignee:me,none"),
        ("updated:7d created:<=2026-01-31 due:<02d", "updated:<7d created:<=2026-01-31 due:<2d"),
        ("updated:>=1w created:2026-01-01..2026-02-01", "updated:>1w created:2026-01-01..2026-02-01"),
        ("created:>2026-01-01t08:00:00z", "created:>2026-01-01T08:00:00Z"),
        ("#10421", "#10421*"),
        ("Re: printer ", "\"Re:\" \"printer\""),
        ("12:30 ", "\"12:30\""),
        ("--x", "-\"-x\""),
    ] {
        assert_eq!(written(given), text, "{given:?}");
        assert_eq!(written(text), text, "{given:?}, written and read again");
    }
}

#[test]
fn terms_have_their_places() {
    let spans = parsed("  ä status:open \"a b\" x").spans;
    assert_eq!(spans, [2..3, 4..15, 16..21, 22..23]);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    use Fault as F;
    for (text, expected) in [
        ("a \"b c", (F::UnbalancedQuote, 2)),
        ("27\" screen", (F::UnbalancedQuote, 2)),
        ("queue:\"First", (F::UnbalancedQuote, 6)),
        ("\"a\"b", (F::AfterQuote, 3)),
        ("queue:\"a\"b", (F::AfterQuote, 9)),
        ("stauts:open", (F::UnknownFilter, 0)),
        ("x -is:open", (F::UnknownFilter, 3)),
        ("http://example.org", (F::UnknownFilter, 0)),
        ("status:", (F::MissingValue, 6)),
        ("status: open", (F::MissingValue, 7)),
        ("status:open,", (F::MissingValue, 11)),
        ("status:open,,closed", (F::MissingValue, 12)),
        ("status:\" \"", (F::MissingValue, 7)),
        ("x status:done", (F::UnknownValue, 9)),
        ("status:open,done", (F::UnknownValue, 12)),
        ("tag:a/b", (F::UnknownValue, 4)),
        ("assignee:mara", (F::UnknownValue, 9)),
        ("requester:none", (F::UnknownValue, 10)),
        ("created:yesterday", (F::UnknownValue, 8)),
        ("created:2026-02-30", (F::UnknownValue, 8)),
        ("created:..", (F::UnknownValue, 8)),
        ("due:>2d", (F::UnknownValue, 4)),
        ("due:2026-01-01", (F::UnknownValue, 4)),
        ("due:<366d", (F::OutOfRange, 4)),
        ("due:0d", (F::OutOfRange, 4)),
        ("updated:<9999w", (F::OutOfRange, 8)),
        ("created:<1d,<2d", (F::OneValue, 11)),
        ("*", (F::MisplacedWildcard, 0)),
        ("-*", (F::MisplacedWildcard, 1)),
        ("a *b", (F::MisplacedWildcard, 2)),
        ("a a*b", (F::MisplacedWildcard, 3)),
        ("a**", (F::MisplacedWildcard, 1)),
        ("-", (F::NothingToFind, 0)),
        ("a ?! b", (F::NothingToFind, 2)),
        ("\"\"", (F::NothingToFind, 0)),
        ("ok \u{1f5a8}", (F::NothingToFind, 3)),
        ("a\0b", (F::ForbiddenCharacter, 1)),
    ] {
        assert_eq!(fault(text), expected, "{text:?}");
    }
    assert_eq!(fault(&"a".repeat(1_001)), (F::TooLong, 1_000));
    assert_eq!(fault(&"a".repeat(201)), (F::WordTooLong, 0));
    assert_eq!(fault(&"a ".repeat(21)), (F::TooManyWords, 40));
    let many = (0..51).map(|number| format!("t{number}")).collect::<Vec<_>>().join(",");
    assert_eq!(fault(&format!("tag:{many}")).0, F::TooManyValues);
    assert!(Query::parse(&format!("{} status:open", "a ".repeat(20))).is_ok(), "filters are no words");
}

#[test]
fn every_field_means_what_its_filter_does() {
    use crate::listing::TicketFilter as Filter;
    let none = Filter::default;
    let open = Filter { statuses: vec![Status::Open, Status::Closed], ..none() };
    assert_eq!(meaning("-status:open,closed").clauses, [Clause { any: vec![open], excluded: true }]);
    let queue = Filter { queues: vec![BILLING], ..none() };
    for text in ["queue:\"Billing, First LEVEL\"".to_owned(), format!("queue:{BILLING}")] {
        assert_eq!(meaning(&text).clauses, [Clause { any: vec![queue.clone()], excluded: false }]);
    }
    let mine = Filter { assignee: Some(AssigneeFilter::User(ME)), ..none() };
    let nobodys = Filter { assignee: Some(AssigneeFilter::Nobody), ..none() };
    assert_eq!(meaning("assignee:me,none").clauses, [Clause { any: vec![mine, nobodys], excluded: false }]);
    let maras = Filter { requester: Some(SOMEBODY), ..none() };
    assert_eq!(meaning("requester:Mara@example.org").clauses, [Clause { any: vec![maras], excluded: false }]);
    let due = |text: &str| meaning(text).clauses[0].any[0].due;
    assert_eq!(due("due:overdue"), Some(DueFilter::By(now())));
    assert_eq!(due("due:<2d"), Some(DueFilter::By(now().plus_seconds(2 * 86_400))));
    assert_eq!(due("due:none"), Some(DueFilter::Nothing));
}

#[test]
fn periods_begin_and_end_where_they_say() {
    let at = |text: &str| Timestamp::parse(text).ok();
    let created = |text: &str| meaning(&format!("created:{text}")).clauses[0].any[0].created;
    let (first, second) = (at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"));
    for (text, from, before) in [
        ("2026-01-01", first, second),
        (">2026-01-01", second, None),
        (">=2026-01-01", first, None),
        ("<2026-01-01", None, first),
        ("<=2026-01-01", None, second),
        ("2026-01-01..2026-01-01", first, second),
        ("2026-01-01..", first, None),
        ("..2026-01-01", None, second),
        (">2026-01-01T00:00:00Z", at("2026-01-01T00:00:00.000001Z"), None),
        ("<2d", at("2026-11-26T12:00:00Z"), None),
        (">2d", None, at("2026-11-26T12:00:00Z")),
    ] {
        assert_eq!(created(text), Period { from, before }, "{text}");
    }
}

#[test]
fn who_is_unknown_is_told_to_staff_and_finds_nothing_for_customers() {
    let query = parsed("x requester:nobody@example.org");
    let error = query.meaning(&known()).expect_err("nobody");
    assert_eq!((error.fault, error.at), (Fault::Nobody, 2));
    let customers = Known { tells_strangers: false, ..known() };
    let found = query.meaning(&customers).expect("a meaning");
    assert_eq!(found.clauses, [Clause { any: Vec::new(), excluded: false }]);
    assert_eq!(parsed("queue:nowhere").meaning(&known()).expect_err("nowhere").fault, Fault::Nobody);
}

#[test]
fn a_number_alone_is_a_ticket() {
    let number = |text: &str| meaning(text).number;
    for text in ["10421", "#10421", " #10421 ", "\"10421\""] {
        assert_eq!(number(text), Some(TicketNumber::new(10_421)), "{text}");
    }
    for text in ["-10421", "10421 x", "status:open 10421", "10421a", "##1", "9999999999999999999"] {
        assert_eq!(number(text), None, "{text}");
    }
}

#[test]
fn words_keep_their_parts() {
    let words = meaning("foo-bar -\"a  b\" ").words;
    let [SoughtWord { word: first, excluded: false }, SoughtWord { word: second, excluded: true }] = &words[..] else {
        panic!("{words:?}")
    };
    assert_eq!((first.tokens(), second.tokens()), (vec!["foo", "bar"], vec!["a", "b"]));
    assert!(!first.beginning && !second.beginning);
}

/// Texts in which the signs that mean something come often.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("status:open".to_owned()),
        Just("tag:vpn,büro".to_owned()),
        Just("queue:".to_owned()),
        Just("assignee:me".to_owned()),
        Just("created:>2026-01-01".to_owned()),
        Just("updated:<7d".to_owned()),
        "[-:\",*\\\\# a-cÄß<>.]{0,6}",
        "\\PC{0,8}",
    ];
    prop::collection::vec(pieces, 0..8).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_written_is_read_as_it_was(text in texts()) {
        if let Ok(read) = Query::parse(&text) {
            let again = read.query.to_string();
            let reread = Query::parse(&again);
            prop_assert_eq!(reread.map(|parsed| parsed.query), Ok(read.query), "{:?} by {:?}", text, again);
        }
    }

    #[test]
    fn no_text_breaks_it_and_faults_lie_inside(text in any::<String>()) {
        if let Err(error) = Query::parse(&text) {
            prop_assert!(error.at < text.chars().count());
        }
    }

    #[test]
    fn terms_lie_in_order_inside(text in texts()) {
        match Query::parse(&text) {
            Ok(parsed) => {
                let ends = parsed.spans.iter().flat_map(|span| [span.start, span.end]).collect::<Vec<_>>();
                prop_assert!(ends.is_sorted() && ends.last().is_none_or(|last| *last <= text.chars().count()));
                let known = Known { tells_strangers: false, ..known() };
                prop_assert!(parsed.meaning(&known).is_ok() || parsed.names_places());
            }
            Err(error) => prop_assert!(error.at < text.chars().count()),
        }
    }
}
