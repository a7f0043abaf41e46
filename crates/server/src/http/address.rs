//! Addresses of files for requests that can carry no header, such as a download that the browser makes: sealed, for one
//! file and one session, for a minute. Session and policy are asked again when one is used.

use super::authentication::Authenticated;
use super::problem::ApiError;
use crate::app::accounts::{Caller, of_session};
use crate::state::AppState;
use domain::id::{AttachmentId, SessionId};
use domain::policy::Actor;
use dto::paths::ATTACHMENTS;
use dto::problem::Code;
use uuid::Uuid;

const GOOD_SECONDS: i64 = 60;
const DOWNLOADS: &str = "downloads";

/// Where a caller gets the bytes of a file, or the picture in it: `content` or `preview`. A program sends its token there, as
/// everywhere.
pub(super) fn of(state: &AppState, caller: &Caller, id: AttachmentId, part: &str) -> String {
    let Ok(session) = caller.session() else { return format!("{ATTACHMENTS}/{id}/{part}") };
    let until = state.clock.now().plus_seconds(GOOD_SECONDS).unix_micros();
    let mut place = id.uuid().as_bytes().to_vec();
    place.extend_from_slice(session.uuid().as_bytes());
    place.extend_from_slice(&until.to_be_bytes());
    format!("{ATTACHMENTS}/{id}/{part}?key={}", state.keys.seal(DOWNLOADS, &place))
}

/// Who asks for the bytes of a file: whoever signed in, or whoever was given its address.
pub(super) async fn reader(
    state: &AppState,
    caller: Result<Authenticated, ApiError>,
    key: Option<&str>,
    id: AttachmentId,
) -> Result<Actor, ApiError> {
    let Some(key) = key else { return Ok(caller?.actor()) };
    let session = opened(state, key, id).ok_or_else(|| ApiError::new(Code::Unauthenticated))?;
    let caller = of_session(state, session).await?;
    caller.map(|caller| caller.actor()).ok_or_else(|| ApiError::new(Code::Unauthenticated))
}

fn opened(state: &AppState, key: &str, id: AttachmentId) -> Option<SessionId> {
    let place = state.keys.open(DOWNLOADS, key)?;
    let (file, rest) = place.split_at_checked(16)?;
    let (session, until) = rest.split_at_checked(16)?;
    let until = i64::from_be_bytes(until.try_into().ok()?);
    let good = file == id.uuid().as_bytes() && state.clock.now().unix_micros() <= until;
    if good { Uuid::from_slice(session).ok().map(SessionId::new) } else { None }
}
