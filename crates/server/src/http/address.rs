//! Addresses for requests that can carry no header, such as a download that the browser makes: sealed, for one object and one
//! session, for a minute. Session and policy are asked again when one is used.

use super::authentication::Authenticated;
use super::problem::ApiError;
use crate::app::accounts::{Caller, of_session};
use crate::state::AppState;
use domain::id::{AttachmentId, SessionId};
use domain::policy::Actor;
use dto::paths::{ATTACHMENTS, EXPORT};
use dto::problem::Code;
use uuid::Uuid;

const GOOD_SECONDS: i64 = 60;
/// What an address is for: one of a file opens no export.
const DOWNLOADS: &str = "downloads";
const EXPORTS: &str = "exports";

/// Where a caller gets the bytes of a file, or the picture in it: `content` or `preview`. A program sends its token there, as
/// everywhere.
pub(super) fn of(state: &AppState, caller: &Caller, id: AttachmentId, part: &str) -> String {
    let Ok(session) = caller.session() else { return format!("{ATTACHMENTS}/{id}/{part}") };
    format!("{ATTACHMENTS}/{id}/{part}?key={}", sealed(state, DOWNLOADS, id.uuid(), session))
}

/// Where a caller gets what they provided.
pub(super) fn of_export(state: &AppState, caller: &Caller) -> Result<String, ApiError> {
    Ok(format!("{EXPORT}?key={}", sealed(state, EXPORTS, caller.account.id.uuid(), caller.session()?)))
}

fn sealed(state: &AppState, purpose: &str, object: Uuid, session: SessionId) -> String {
    let until = state.clock.now().plus_seconds(GOOD_SECONDS).unix_micros();
    let mut place = object.as_bytes().to_vec();
    place.extend_from_slice(session.uuid().as_bytes());
    place.extend_from_slice(&until.to_be_bytes());
    state.keys.seal(purpose, &place)
}

/// Who asks for the bytes of a file: whoever signed in, or whoever was given its address.
pub(super) async fn reader(
    state: &AppState,
    caller: Result<Authenticated, ApiError>,
    key: Option<&str>,
    id: AttachmentId,
) -> Result<Actor, ApiError> {
    match key {
        Some(key) => Ok(holder(state, DOWNLOADS, key, |_| id.uuid()).await?.actor()),
        None => Ok(caller?.actor()),
    }
}

/// Who asks for what they provided: whoever signed in, or whoever was given the address.
pub(super) async fn owner(
    state: &AppState,
    caller: Result<Authenticated, ApiError>,
    key: Option<&str>,
) -> Result<Caller, ApiError> {
    match key {
        Some(key) => holder(state, EXPORTS, key, |caller| caller.account.id.uuid()).await,
        None => Ok(caller?.0),
    }
}

/// Whoever was given an address, if it is for this object of theirs and still good.
async fn holder(
    state: &AppState,
    purpose: &str,
    key: &str,
    object: impl FnOnce(&Caller) -> Uuid,
) -> Result<Caller, ApiError> {
    let unknown = || ApiError::new(Code::Unauthenticated);
    let (sealed, session) = opened(state, purpose, key).ok_or_else(unknown)?;
    let caller = of_session(state, session).await?;
    caller.filter(|caller| object(caller) == sealed).ok_or_else(unknown)
}

fn opened(state: &AppState, purpose: &str, key: &str) -> Option<(Uuid, SessionId)> {
    let place = state.keys.open(purpose, key)?;
    let (object, rest) = place.split_at_checked(16)?;
    let (session, until) = rest.split_at_checked(16)?;
    let until = i64::from_be_bytes(until.try_into().ok()?);
    if state.clock.now().unix_micros() > until {
        return None;
    }
    Some((Uuid::from_slice(object).ok()?, SessionId::new(Uuid::from_slice(session).ok()?)))
}
