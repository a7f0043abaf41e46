//! Reports and exports on the wire.

use crate::app::reports::{Export, ExportLine, Figures, Message, Report};
use domain::clock::Timestamp;
use domain::id::UserId;
use domain::sla::TargetKind;
use domain::tag::Tag;
use domain::ticket::Ticket;
use dto::report::{
    ExportContent, ExportFormat, ExportRequest, FiguresView, GroupView, KeptByTargetView, KeptView, ReportView,
    SpanView, TimesView,
};
use persistence::repo::reports::{Kept, Times};
use persistence::{Error, People};
use serde_json::{Map, Value};

pub(in crate::http) fn report(report: Report) -> ReportView {
    let Report { request, spans, total, groups } = report;
    let span = |(part, tally, backlog): (domain::report::Part, persistence::repo::reports::Tally, u64)| SpanView {
        first: part.first.to_string(),
        last: part.last.to_string(),
        created: tally.created,
        settled: tally.settled,
        reopened: tally.reopened,
        backlog,
    };
    ReportView {
        zone: request.zone.to_string(),
        step: request.step,
        by: request.by,
        spans: spans.into_iter().map(span).collect(),
        total: figures(&total),
        groups: groups
            .into_iter()
            .map(|group| GroupView { key: group.key, figures: figures(&group.figures) })
            .collect(),
    }
}

fn figures(figures: &Figures) -> FiguresView {
    let Figures { tally, backlog, first_response, solution, kept } = figures;
    let kept_of = |target: TargetKind| {
        let Kept { kept, breached } = kept.get(target as usize).copied().unwrap_or_default();
        KeptView { kept, breached }
    };
    FiguresView {
        created: tally.created,
        settled: tally.settled,
        reopened: tally.reopened,
        backlog: *backlog,
        first_response: times(*first_response),
        solution: times(*solution),
        kept: KeptByTargetView {
            first_response: kept_of(TargetKind::FirstResponse),
            next_response: kept_of(TargetKind::NextResponse),
            resolution: kept_of(TargetKind::Resolution),
        },
    }
}

const fn times(times: Times) -> TimesView {
    let Times { count, median, p90 } = times;
    TimesView { count, median, p90 }
}

/// What stands in the columns of an export.
const TICKET: [&str; 17] = [
    "number",
    "subject",
    "status",
    "priority",
    "category",
    "queue",
    "team",
    "tags",
    "requester",
    "requester_email",
    "assignee",
    "created_at",
    "updated_at",
    "first_response_at",
    "resolved_at",
    "closed_at",
    "resolution",
];
const MESSAGE: [&str; 8] = ["ticket", "subject", "kind", "visibility", "author", "author_email", "at", "body"];

/// The head of a table; nothing where each line says what is in it.
pub(in crate::http) fn export_head(request: &ExportRequest) -> String {
    let columns: &[&str] = match request.content {
        ExportContent::Tickets => &TICKET,
        ExportContent::Messages | ExportContent::MessagesAndNotes => &MESSAGE,
    };
    match request.format {
        ExportFormat::Csv => table([columns.iter().map(|name| (*name).to_owned()).collect()]),
        ExportFormat::Ndjson => String::new(),
    }
}

/// Lines of an export.
pub(in crate::http) fn export_lines(export: &Export, lines: Vec<ExportLine>, people: &People) -> Result<String, Error> {
    let rows: Vec<(&[&str], Vec<Option<String>>)> = lines
        .into_iter()
        .map(|line| match line {
            ExportLine::Ticket(ticket) => Ok((&TICKET[..], ticket_row(export, &ticket, people)?.to_vec())),
            ExportLine::Message(message) => Ok((&MESSAGE[..], message_row(message, people)?.to_vec())),
        })
        .collect::<Result<_, Error>>()?;
    Ok(match export.request.format {
        ExportFormat::Csv => {
            table(rows.into_iter().map(|(_, cells)| cells.into_iter().map(Option::unwrap_or_default).collect()))
        }
        ExportFormat::Ndjson => rows.into_iter().map(|(names, cells)| object(names, cells)).collect(),
    })
}

fn ticket_row(export: &Export, ticket: &Ticket, people: &People) -> Result<[Option<String>; TICKET.len()], Error> {
    let name = |id: uuid::Uuid| export.names.get(&id).cloned();
    let time = |at: Option<Timestamp>| at.map(Timestamp::to_rfc3339);
    let (requester, requester_email) = names(people, ticket.requester)?;
    let assignee = ticket.assignee.map(|assignee| names(people, assignee)).transpose()?;
    Ok([
        Some(ticket.number.get().to_string()),
        Some(ticket.subject.as_str().to_owned()),
        Some(ticket.status.to_string()),
        Some(ticket.priority.to_string()),
        Some(ticket.category.as_str().to_owned()),
        name(ticket.queue.uuid()),
        ticket.team.and_then(|team| name(team.uuid())),
        Some(ticket.tags.iter().map(Tag::as_str).collect::<Vec<_>>().join(" ")),
        Some(requester),
        Some(requester_email),
        assignee.map(|(name, _)| name),
        time(Some(ticket.created_at)),
        time(Some(ticket.updated_at)),
        time(ticket.first_response_at),
        time(ticket.resolved_at),
        time(ticket.closed_at),
        ticket.resolution.as_ref().map(|resolution| resolution.text.as_str().to_owned()),
    ])
}

fn message_row(message: Message, people: &People) -> Result<[Option<String>; MESSAGE.len()], Error> {
    let Message { ticket, subject, kind, visibility, author, at, body } = message;
    let (author, author_email) = names(people, author)?;
    let cells = [
        ticket.get().to_string(),
        subject,
        kind.to_string(),
        visibility.to_string(),
        author,
        author_email,
        at.to_rfc3339(),
        body,
    ];
    Ok(cells.map(Some))
}

fn names(people: &People, id: UserId) -> Result<(String, String), Error> {
    let person = people.get(id)?;
    Ok((person.display_name.as_str().to_owned(), person.email.as_str().to_owned()))
}

fn object(names: &[&str], cells: Vec<Option<String>>) -> String {
    let fields =
        names.iter().zip(cells).map(|(name, cell)| ((*name).to_owned(), cell.map_or(Value::Null, Value::String)));
    format!("{}\n", Value::Object(fields.collect::<Map<_, _>>()))
}

/// Rows of a table as RFC 4180 has it.
fn table(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Into memory, which takes everything.
        let _ = writer.write_record(row.into_iter().map(harmless));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A cell that a spreadsheet does not take for a formula (OWASP, CSV injection).
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_holds_no_formula_and_keeps_lines_and_quotes() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let text = table([row(&["=1+1", "+49 30", "-5", "@SUM(A1)", "\tx"]), row(&["a \"b\"", "c,\nd", "", "é", "'"])]);
        assert_eq!(text, "'=1+1,'+49 30,'-5,'@SUM(A1),'\tx\r\n\"a \"\"b\"\"\",\"c,\nd\",,é,'\r\n");
    }
}
