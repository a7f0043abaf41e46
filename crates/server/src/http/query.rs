//! Query parameters. Unknown and repeated ones are refused: a filter that is misspelt must not widen a list.

use super::problem::ApiError;
use super::serde_words;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use dto::field::{FieldCode, FieldError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

/// Parameters that were read into `T`.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()).map(Self))
    }
}

/// For operations that have no parameters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NoParameters {}

/// For operations that are shown in parts.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PartParameters {
    /// Where to go on, from the part before.
    pub(super) cursor: Option<String>,
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    serde_urlencoded::from_str(text).map_err(|error| {
        let message = error.to_string();
        let (code, named) = serde_words::read(&message);
        let name = named.unwrap_or_default();
        let said = match code {
            FieldCode::UnknownField => "there is no such parameter",
            FieldCode::Contradiction => "is given twice; separate several values by commas",
            _ => &message,
        };
        ApiError::invalid(vec![FieldError::new(format!("?{name}"), code, said)])
    })
}
