//! What a list of tickets is asked for by.

use crate::field::{FieldCode, FieldErrors, Fields};
use crate::page::{DEFAULT_LIMIT, MAX_LIMIT};
use domain::clock::Timestamp;
use domain::id::{QueueId, UserId};
use domain::listing::{Asked, AssigneeFilter, DueFilter, Period, Sort, TicketFilter};
use domain::query::Parsed;
use domain::ticket::{Priority, Status};
use domain::words;
use serde::{Deserialize, Serialize};

words! {
    /// How far to count.
    CountMode {
        /// To a thousand.
        Bounded => "bounded",
        /// To the end, which takes longer the more there are.
        Exact => "exact",
    }
}

/// The parameters of `GET /tickets`. Several values of one filter are separated by commas and mean "one of these".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams, utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct TicketListQuery {
    /// Words and filters as people type them, up to 1,000 characters: `status:open tag:vpn -status:closed "paper jam" print*`. All
    /// of it has to hold, and the other parameters as well. Every word has to be in the subject, the description, a comment or
    /// (for staff) a note or the tags. The last word is taken as the beginning of one unless a space follows it. A number
    /// alone leads to its ticket first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 1000, example = "status:open printer"))]
    pub q: Option<String>,
    /// `open`, `in_progress`, `waiting_on_customer`, `resolved`, `closed`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "open,in_progress"))]
    pub status: Option<String>,
    /// `low`, `medium`, `high`, `urgent`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// Keys of categories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// `me`, `none`, or the id of an agent. Staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// `me`, or the id of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requester: Option<String>,
    /// Ids of queues. Staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
    /// `none`, or ids of teams. Staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Tags; one of them is enough. Staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// `me`, or the id of a person who reads along.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub participant: Option<String>,
    /// `me`, or the id of an agent who follows it. Staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub watcher: Option<String>,
    /// What the requester asks for and is not answered yet: `closing`, `reopening`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// When it was created: two moments (RFC 3339) with `..` between them, either may be missing. The first belongs to
    /// the period, the second does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-01T00:00:00Z.."))]
    pub created_at: Option<String>,
    /// When it last changed, in the same form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// What is due by its service level: `overdue`; `4h` or `3d`, in so many hours (up to 8,760) or days (up to 365), with what
    /// is overdue; `none`, nothing is due. Staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "overdue"))]
    pub due: Option<String>,
    /// `true`: what the caller asked or takes part in, also for staff, and in the form that customers get.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<bool>))]
    pub mine: Option<String>,
    /// `newest` (default), `oldest`, `updated`, `priority`, and for staff `due`: what is due first, first, and last what
    /// nothing is due of.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<Sort>))]
    pub sort: Option<String>,
    /// 1 to 200 rows; 50 where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<u32>, minimum = 1, maximum = 200))]
    pub limit: Option<String>,
    /// `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// `bounded` (default) counts to 1,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<CountMode>))]
    pub count: Option<String>,
}

/// A list, checked for form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRequest {
    /// Which tickets, by the parameters.
    pub filter: TicketFilter,
    /// Which tickets, by the query.
    pub q: Parsed,
    /// In which order.
    pub sort: Sort,
    /// How many rows.
    pub limit: u32,
    /// From where; its form is checked by who signed it.
    pub cursor: Option<String>,
    /// How far to count.
    pub count: CountMode,
    /// Whether only the caller's own tickets, in the form that customers get.
    pub mine: bool,
}

impl TicketListQuery {
    /// Checks every parameter. `me` is the caller, `now` what hours and days are counted from.
    ///
    /// # Errors
    /// Names each bad parameter.
    pub fn parse(self, me: UserId, now: Timestamp) -> Result<ListRequest, FieldErrors> {
        let mut fields = Fields::new();
        let f = &mut fields;
        let filter = TicketFilter {
            statuses: f.words::<Status>("?status", self.status.as_deref()),
            priorities: f.words::<Priority>("?priority", self.priority.as_deref()),
            categories: f.categories("?category", self.category.as_deref()),
            assignee: self.assignee.as_deref().and_then(|text| match text {
                "none" => Some(AssigneeFilter::Nobody),
                text => person(f, "?assignee", text, me).map(AssigneeFilter::User),
            }),
            requester: self.requester.as_deref().and_then(|text| person(f, "?requester", text, me)),
            queues: f.words::<QueueId>("?queue", self.queue.as_deref()),
            teams: f.teams("?team", self.team.as_deref()),
            tags: f.tag_list("?tag", self.tag.as_deref()),
            participant: self.participant.as_deref().and_then(|text| person(f, "?participant", text, me)),
            watcher: self.watcher.as_deref().and_then(|text| person(f, "?watcher", text, me)),
            asked: f.words::<Asked>("?asked", self.asked.as_deref()),
            created: self.created_at.as_deref().map(|text| period(f, "?created_at", text)).unwrap_or_default(),
            updated: self.updated_at.as_deref().map(|text| period(f, "?updated_at", text)).unwrap_or_default(),
            due: self.due.as_deref().and_then(|text| due(f, text, now)),
        };
        let mine = self.mine.as_deref().and_then(|word| f.word("?mine", word)).unwrap_or_default();
        let request = ListRequest {
            filter,
            q: self.q.as_deref().map(|text| f.query("?q", text)).unwrap_or_default(),
            sort: self.sort.and_then(|word| f.word("?sort", &word)).unwrap_or(Sort::Newest),
            limit: limit(f, self.limit.as_deref()),
            cursor: self.cursor,
            count: self.count.and_then(|word| f.word("?count", &word)).unwrap_or(CountMode::Bounded),
            mine,
        };
        fields.finish(Some(request))
    }
}

/// Two moments with `..` between them.
fn period(fields: &mut Fields, pointer: &str, text: &str) -> Period {
    let Some((from, before)) = text.split_once("..") else {
        fields.push(pointer, FieldCode::UnknownValue, "has no `..` between two moments");
        return Period::default();
    };
    let mut moment = |text: &str| {
        if text.is_empty() {
            return None;
        }
        Timestamp::parse(text)
            .map_err(|_| fields.push(pointer, FieldCode::UnknownValue, "is no moment (RFC 3339)"))
            .ok()
    };
    Period { from: moment(from), before: moment(before) }
}

/// The longest that somebody can look ahead, in hours: a year.
const MOST_HOURS: i64 = 365 * 24;

/// `overdue`, `none`, or so many hours or days.
fn due(fields: &mut Fields, text: &str, now: Timestamp) -> Option<DueFilter> {
    match text {
        "overdue" => return Some(DueFilter::By(now)),
        "none" => return Some(DueFilter::Nothing),
        _ => {}
    }
    let hours = |digits: &str, each: i64| {
        let plain = digits.len() <= 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i64>().ok().filter(|_| plain).map(|number| number * each)
    };
    let hours = match (text.strip_suffix('h'), text.strip_suffix('d')) {
        (Some(digits), _) => hours(digits, 1),
        (_, Some(digits)) => hours(digits, 24),
        _ => None,
    };
    match hours {
        Some(hours) if (1..=MOST_HOURS).contains(&hours) => Some(DueFilter::By(now.plus_seconds(hours * 3_600))),
        Some(_) => {
            fields.push("?due", FieldCode::OutOfRange, "must be from 1h to 8760h, or from 1d to 365d");
            None
        }
        None => {
            fields.push(
                "?due",
                FieldCode::UnknownValue,
                "is neither `overdue` nor `none` nor a span such as `4h`, `3d`",
            );
            None
        }
    }
}

fn person(fields: &mut Fields, pointer: &str, text: &str, me: UserId) -> Option<UserId> {
    if text == "me" { Some(me) } else { fields.word(pointer, text) }
}

/// Reads `limit`, also for other lists.
pub(crate) fn limit(fields: &mut Fields, text: Option<&str>) -> u32 {
    let Some(text) = text else { return DEFAULT_LIMIT };
    match text.parse() {
        Ok(limit) if (1..=MAX_LIMIT).contains(&limit) => limit,
        _ => {
            fields.push("?limit", FieldCode::OutOfRange, format!("must be a number from 1 to {MAX_LIMIT}"));
            DEFAULT_LIMIT
        }
    }
}
