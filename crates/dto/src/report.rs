//! Reports, and taking tickets out of Lotse.

use crate::field::{FieldCode, FieldErrors, Fields};
use crate::ticket::TicketListQuery;
use domain::clock::Timestamp;
use domain::id::{QueueId, UserId};
use domain::listing::TicketFilter;
use domain::report::{Grouping, NoReport, Part, Step, parts};
use domain::sla::{Day, ZoneName};
use domain::ticket::Priority;
use domain::words;
use serde::{Deserialize, Serialize};

/// The query of `GET /reports`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct ReportQuery {
    /// The first day.
    #[cfg_attr(feature = "openapi", param(example = "2026-11-01", value_type = String, format = Date))]
    pub from: Option<String>,
    /// The last day, which belongs to it; at most 366 spans after the first.
    #[cfg_attr(feature = "openapi", param(example = "2026-11-30", value_type = String, format = Date))]
    pub until: Option<String>,
    /// In whose days: a name of the IANA time zone database. `UTC` where absent.
    #[cfg_attr(feature = "openapi", param(example = "Europe/Berlin"))]
    pub zone: Option<String>,
    /// How long the spans are; `day` where absent.
    #[cfg_attr(feature = "openapi", param(value_type = Option<Step>))]
    pub step: Option<String>,
    /// What tickets are told apart by; `queue` where absent.
    #[cfg_attr(feature = "openapi", param(value_type = Option<Grouping>))]
    pub by: Option<String>,
    /// Only these queues, by id, with commas between them.
    pub queue: Option<String>,
    /// Only these teams, by id; `none` for tickets without one.
    pub team: Option<String>,
    /// Only these categories, by key.
    pub category: Option<String>,
    /// Only these priorities.
    pub priority: Option<String>,
}

/// A report that is asked for, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// The spans.
    pub parts: Vec<Part>,
    /// In whose days.
    pub zone: ZoneName,
    /// How long they are.
    pub step: Step,
    /// What tickets are told apart by.
    pub by: Grouping,
    /// Which tickets.
    pub filter: TicketFilter,
}

impl ReportQuery {
    /// Checks every parameter.
    ///
    /// # Errors
    /// Names each bad one.
    pub fn parse(self) -> Result<ReportRequest, FieldErrors> {
        let mut fields = Fields::new();
        let f = &mut fields;
        let first = day(f, "?from", self.from.as_deref());
        let last = day(f, "?until", self.until.as_deref());
        let zone = self.zone.as_deref().unwrap_or("UTC");
        let zone = ZoneName::parse(zone).map_err(|error| f.push("?zone", FieldCode::UnknownValue, error)).ok();
        let step = self.step.as_deref().map_or(Some(Step::Day), |word| f.word("?step", word));
        let by = self.by.as_deref().map_or(Some(Grouping::Queue), |word| f.word("?by", word));
        let filter = TicketFilter {
            queues: f.words::<QueueId>("?queue", self.queue.as_deref()),
            teams: f.teams("?team", self.team.as_deref()),
            categories: f.categories("?category", self.category.as_deref()),
            priorities: f.words::<Priority>("?priority", self.priority.as_deref()),
            ..TicketFilter::default()
        };
        let request = (|| {
            let (first, last, zone, step, by) = (first?, last?, zone?, step?, by?);
            let refused = |why: NoReport| {
                let (pointer, code) = match why {
                    NoReport::Zone(_) => ("?zone", FieldCode::UnknownValue),
                    NoReport::Backwards => ("?until", FieldCode::Contradiction),
                    NoReport::TooMany => ("?step", FieldCode::OutOfRange),
                };
                f.push(pointer, code, why);
            };
            let parts = parts(first, last, step, &zone).map_err(refused).ok()?;
            Some(ReportRequest { parts, zone, step, by, filter })
        })();
        fields.finish(request)
    }
}

fn day(fields: &mut Fields, pointer: &str, text: Option<&str>) -> Option<Day> {
    let Some(text) = text else {
        fields.push(pointer, FieldCode::Required, "is required");
        return None;
    };
    text.parse().map_err(|error| fields.push(pointer, FieldCode::UnknownValue, error)).ok()
}

/// A report.
///
/// Tickets that were deleted are not in it. What is counted by queue, team, category or priority goes by what the ticket has
/// now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportView {
    /// In whose days.
    pub zone: String,
    /// How long the spans are.
    pub step: Step,
    /// What tickets are told apart by.
    pub by: Grouping,
    /// The spans in order.
    pub spans: Vec<SpanView>,
    /// All tickets together.
    pub total: FiguresView,
    /// Told apart, the most created first.
    pub groups: Vec<GroupView>,
}

/// What happened in a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpanView {
    /// Its first day.
    #[cfg_attr(feature = "openapi", schema(format = Date))]
    pub first: String,
    /// Its last day.
    #[cfg_attr(feature = "openapi", schema(format = Date))]
    pub last: String,
    /// Tickets that were created.
    pub created: u64,
    /// How often a ticket was resolved or closed that was neither.
    pub settled: u64,
    /// How often one was taken up again.
    pub reopened: u64,
    /// Tickets that were neither resolved nor closed at its end, or are not now where that is earlier.
    pub backlog: u64,
}

/// Figures of the whole time.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FiguresView {
    /// As in a span.
    pub created: u64,
    /// As in a span.
    pub settled: u64,
    /// As in a span.
    pub reopened: u64,
    /// As in a span.
    pub backlog: u64,
    /// From the creation of a ticket to the first answer, of tickets first answered in this time.
    pub first_response: TimesView,
    /// From the creation of a ticket until it was last resolved, of tickets for which that was in this time.
    pub solution: TimesView,
    /// How targets of service levels were kept of which that became certain in this time.
    pub kept: KeptByTargetView,
}

/// Figures of some of the tickets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupView {
    /// The id of a queue or a team, the key of a category, the word of a priority; null for tickets without a team.
    pub key: Option<String>,
    /// Of these tickets.
    pub figures: FiguresView,
}

/// How long something took, by the clock on the wall, in seconds. Zero where it never happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimesView {
    /// How often.
    pub count: u64,
    /// At most so long in half of the cases.
    pub median: i64,
    /// At most so long in nine of ten.
    pub p90: i64,
}

/// How targets were kept, by their kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptByTargetView {
    /// Until the first answer.
    pub first_response: KeptView,
    /// Until each further answer.
    pub next_response: KeptView,
    /// Until the ticket is closed.
    pub resolution: KeptView,
}

/// How targets were kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptView {
    /// So many were.
    pub kept: u64,
    /// So many were not.
    pub breached: u64,
}

words! {
    /// The form of an export.
    ExportFormat {
        /// A table with a head, as RFC 4180 has it, in UTF-8. A cell that a spreadsheet would take for a formula begins with an
        /// apostrophe.
        Csv => "csv",
        /// A JSON object a line.
        Ndjson => "ndjson",
    }
}

words! {
    /// What an export holds.
    ExportContent {
        /// A line for each ticket.
        Tickets => "tickets",
        /// A line for each thing said: descriptions, public comments and resolutions.
        Messages => "messages",
        /// As `messages`, with internal notes.
        MessagesAndNotes => "messages_and_notes",
    }
}

words! {
    /// What kind of thing a line of an export says.
    MessageKind {
        /// With what the ticket began.
        Description => "description",
        /// A reply or a note.
        Comment => "comment",
        /// How it was solved.
        Resolution => "resolution",
    }
}

/// The query of `POST /admin/export`: which tickets, as `GET /tickets` has it, and in which form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct ExportQuery {
    /// The form; `csv` where absent.
    #[cfg_attr(feature = "openapi", param(value_type = Option<ExportFormat>))]
    pub format: Option<String>,
    /// What it holds; `tickets` where absent.
    #[cfg_attr(feature = "openapi", param(value_type = Option<ExportContent>))]
    pub content: Option<String>,
    /// As in a list.
    pub status: Option<String>,
    /// As in a list.
    pub priority: Option<String>,
    /// As in a list.
    pub category: Option<String>,
    /// As in a list.
    pub assignee: Option<String>,
    /// As in a list.
    pub requester: Option<String>,
    /// As in a list.
    pub queue: Option<String>,
    /// As in a list.
    pub team: Option<String>,
    /// As in a list.
    pub tag: Option<String>,
    /// As in a list.
    pub created_at: Option<String>,
    /// As in a list.
    pub updated_at: Option<String>,
}

/// An export that is asked for, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportRequest {
    /// The form.
    pub format: ExportFormat,
    /// What it holds.
    pub content: ExportContent,
    /// Which tickets.
    pub filter: TicketFilter,
}

impl ExportQuery {
    /// Checks every parameter. `me` is the caller.
    ///
    /// # Errors
    /// Names each bad one.
    pub fn parse(self, me: UserId, now: Timestamp) -> Result<ExportRequest, FieldErrors> {
        let mut fields = Fields::new();
        let format = self.format.as_deref().map_or(Some(ExportFormat::Csv), |word| fields.word("?format", word));
        let content =
            self.content.as_deref().map_or(Some(ExportContent::Tickets), |word| fields.word("?content", word));
        let list = TicketListQuery {
            status: self.status,
            priority: self.priority,
            category: self.category,
            assignee: self.assignee,
            requester: self.requester,
            queue: self.queue,
            team: self.team,
            tag: self.tag,
            created_at: self.created_at,
            updated_at: self.updated_at,
            ..TicketListQuery::default()
        };
        let filter = match list.parse(me, now) {
            Ok(request) => Some(request.filter),
            Err(errors) => {
                for error in errors {
                    fields.push(&error.pointer, error.code, error.message);
                }
                None
            }
        };
        let request = (|| Some(ExportRequest { format: format?, content: content?, filter: filter? }))();
        fields.finish(request)
    }
}
