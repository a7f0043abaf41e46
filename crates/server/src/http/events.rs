//! What happens, as it happens; and who is there.

use super::authentication::Authenticated;
use super::body::Json;
use super::path::reference;
use super::problem::ApiError;
use super::query::{NoParameters, Query};
use crate::app::accounts::Via;
use crate::app::presence;
use crate::live::{Credential, Frame};
use crate::state::AppState;
use actix_web::http::header::{self, ContentEncoding};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{FromRequest, HttpRequest, HttpResponse, get, put};
use domain::id::EventId;
use dto::catalogue::Items;
use dto::live::{CrowdView, HereView, PresenceRequest};
use futures_util::stream::{self, Stream};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// So often a stream says that it is there, so that proxies keep it and a dead one is noticed.
const SIGN_OF_LIFE: Duration = Duration::from_secs(15);
/// So long a reader waits before it comes again, in milliseconds.
const RETRY: &str = "retry: 2000\n\n";

/// The last event that a reader has (WHATWG HTML 9.2.4).
pub(super) struct LastEventId(Option<EventId>);

impl FromRequest for LastEventId {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Self::Future {
        let value = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
        // What is no id of ours is no place to go on from; the stream then begins now.
        ready(Ok(Self(value.and_then(|text| text.parse().ok()))))
    }
}

/// What happens to the tickets that the caller may see, as it happens.
///
/// Server-sent events: `ticket` {ticket, version, kind, event}, `presence` {ticket, people} for staff, `inbox`
/// {notification}, and `reset` where more happened than is told one by one. Ids and versions only; ask for the rest.
/// Whether the caller may know is decided for each event when it is sent.
///
/// `Last-Event-ID` goes on after a break; an event may come twice. It ends when the session or the token does.
#[utoipa::path(tag = "live", operation_id = "stream_events",
    params(("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was received")),
    responses((status = 200, description = "The stream", content_type = "text/event-stream", body = String)))]
#[get("/events")]
pub(super) async fn stream_events(
    state: Data<AppState>,
    caller: Authenticated,
    LastEventId(from): LastEventId,
    _: Query<NoParameters>,
) -> HttpResponse {
    let frames = state.live.subscribe(credential(&caller), caller.actor().id, from);
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header(("X-Accel-Buffering", "no"))
        // Compressing would hold events back until a block is full.
        .insert_header(ContentEncoding::Identity)
        .streaming(lines(frames))
}

const fn credential(caller: &Authenticated) -> Credential {
    match &caller.0.via {
        Via::Session { id, .. } => Credential::Session(*id),
        Via::Token { id, .. } => Credential::Token(*id),
    }
}

fn lines(frames: Receiver<Frame>) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let mut alive = interval_at(Instant::now() + SIGN_OF_LIFE, SIGN_OF_LIFE);
    alive.set_missed_tick_behavior(MissedTickBehavior::Delay);
    stream::unfold((frames, alive, true), |(mut frames, mut alive, first)| async move {
        let text = if first { RETRY.to_owned() } else { next(&mut frames, &mut alive).await? };
        Some((Ok(Bytes::from(text)), (frames, alive, false)))
    })
}

async fn next(frames: &mut Receiver<Frame>, alive: &mut Interval) -> Option<String> {
    tokio::select! {
        frame = frames.recv() => frame.map(|frame| frame.to_text()),
        _ = alive.tick() => Some(":\n\n".to_owned()),
    }
}

/// Say what one does at a ticket.
///
/// Say it again at least every 30 seconds; who is silent for 45 has gone. Only staff see it.
#[utoipa::path(tag = "live", operation_id = "report_presence", request_body = PresenceRequest,
    params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 204, description = "Noted"),
    (status = 404, description = "`not_found`"),
))]
#[put("/tickets/{id}/presence")]
pub(super) async fn report_presence(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
    Json(request): Json<PresenceRequest>,
) -> Result<HttpResponse, ApiError> {
    let what = request.parse().map_err(ApiError::invalid)?;
    presence::report(&state, &caller.0.account, reference(&path)?, what).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who is at a ticket.
///
/// For staff.
#[utoipa::path(tag = "live", operation_id = "get_presence", params(("id" = String, Path, description = "The id or the running number")), responses(
    (status = 200, body = Items<HereView>),
    (status = 403, description = "`forbidden`"),
    (status = 404, description = "`not_found`"),
))]
#[get("/tickets/{id}/presence")]
pub(super) async fn get_presence(
    state: Data<AppState>,
    caller: Authenticated,
    path: Path<String>,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let items = presence::at(&state, caller.actor(), reference(&path)?).await?;
    Ok(HttpResponse::Ok().json(Items { items }))
}

/// Who is at any ticket that the caller works on.
///
/// For staff.
#[utoipa::path(tag = "live", operation_id = "list_presence", responses(
    (status = 200, body = Items<CrowdView>),
    (status = 403, description = "`forbidden`"),
))]
#[get("/presence")]
pub(super) async fn list_presence(
    state: Data<AppState>,
    caller: Authenticated,
    _: Query<NoParameters>,
) -> Result<HttpResponse, ApiError> {
    let found = presence::everywhere(&state, caller.actor()).await?;
    let items: Vec<_> = found.into_iter().map(|(ticket, people)| CrowdView { ticket, people }).collect();
    Ok(HttpResponse::Ok().json(Items { items }))
}
