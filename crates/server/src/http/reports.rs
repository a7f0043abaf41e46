//! Reports, and exports of tickets.

use super::authentication::Authenticated;
use super::problem::ApiError;
use super::query::Query;
use super::view;
use crate::app::AppError;
use crate::app::reports::{self, Export};
use crate::state::AppState;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpResponse, get, post};
use dto::report::{ExportFormat, ExportQuery, ReportQuery, ReportView};
use futures_util::{Stream, stream};

/// Figures of a period: what came in, what was solved, how long it took.
///
/// And how targets of service levels were kept. Counted for at most 366 spans, and only about tickets that the caller sees.
/// For staff.
#[utoipa::path(tag = "reports", operation_id = "get_report", params(ReportQuery), responses(
    (status = 200, body = ReportView),
    (status = 403, description = "`forbidden`"),
))]
#[get("/reports")]
pub(super) async fn get_report(
    state: Data<AppState>,
    caller: Authenticated,
    Query(query): Query<ReportQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.parse().map_err(ApiError::invalid)?;
    let report = reports::report(&state, caller.actor(), request).await?;
    Ok(HttpResponse::Ok().json(view::report(report)))
}

/// Tickets, or what was said in them, as a table or as lines of JSON.
///
/// By number. It is sent while it is read, so it may hold what happened meanwhile. In a table, cells that a spreadsheet
/// would run as formulas are prefixed. Exporting is written down. For admins.
#[utoipa::path(tag = "reports", operation_id = "export_tickets", params(ExportQuery), responses(
    (status = 200, description = "A line for each", content(
        (String = "text/csv"),
        (String = "application/x-ndjson"),
    )),
    (status = 403, description = "`forbidden`"),
))]
#[post("/admin/export")]
pub(super) async fn export_tickets(
    state: Data<AppState>,
    caller: Authenticated,
    Query(query): Query<ExportQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.parse(caller.actor().id, state.clock.now()).map_err(ApiError::invalid)?;
    let format = request.format;
    let export = reports::export(&state, caller.actor(), request).await?;
    let (kind, name) = match format {
        ExportFormat::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"tickets.csv\""),
        ExportFormat::Ndjson => ("application/x-ndjson", "attachment; filename=\"tickets.ndjson\""),
    };
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CONTENT_DISPOSITION, HeaderValue::from_static(name)))
        .streaming(lines(export)))
}

fn lines(export: Export) -> impl Stream<Item = Result<Bytes, AppError>> {
    let head = view::export_head(&export.request);
    let begin = stream::iter((!head.is_empty()).then(|| Ok(Bytes::from(head))));
    let parts = stream::try_unfold(export, |mut export| async move {
        let Some((lines, people)) = export.part().await? else { return Ok(None) };
        let text = view::export_lines(&export, lines, &people)?;
        Ok(Some((Bytes::from(text), export)))
    });
    futures_util::StreamExt::chain(begin, parts)
}
