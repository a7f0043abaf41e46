//! `/api/docs`: the description of the API to look at and try out. Swagger UI is part of the binary, as the archive that its
//! crate brings; nothing comes from another site.

use super::problem::ApiError;
use actix_web::web::{Bytes, Path};
use actix_web::{HttpResponse, http::header};
use dto::problem::Code;
use std::borrow::Cow;
use std::io::{Cursor, Read as _};
use std::sync::LazyLock;
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;
use zip::result::ZipResult;

/// Its own (SECURITY.md 8): unlike the app it is no WebAssembly, and it draws with styles and pictures in its own markup.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Unpacked when somebody looks for the first time: most servers are never asked.
static SCRIPT: LazyLock<ZipResult<Bytes>> = LazyLock::new(|| unpacked("/dist/swagger-ui-bundle.js"));
static STYLE: LazyLock<ZipResult<Bytes>> = LazyLock::new(|| unpacked("/dist/swagger-ui.css"));

fn unpacked(end: &str) -> ZipResult<Bytes> {
    let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
    // The folder is named after the version.
    let name = archive.file_names().filter_map(Result::ok).find(|name| name.ends_with(end)).map(Cow::into_owned);
    let mut file = archive.by_name(&name.unwrap_or_default())?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes.into())
}

/// The page.
pub(super) async fn page() -> HttpResponse {
    shown("text/html; charset=utf-8", Bytes::from_static(include_bytes!("page.html")))
}

/// What the page loads.
pub(super) async fn file(path: Path<String>) -> Result<HttpResponse, ApiError> {
    let script = "text/javascript; charset=utf-8";
    match path.as_str() {
        "start.js" => Ok(shown(script, Bytes::from_static(include_bytes!("start.js")))),
        "swagger-ui.js" => part(script, &SCRIPT),
        "swagger-ui.css" => part("text/css; charset=utf-8", &STYLE),
        _ => Err(ApiError::new(Code::NotFound)),
    }
}

fn part(content_type: &str, part: &ZipResult<Bytes>) -> Result<HttpResponse, ApiError> {
    match part {
        Ok(bytes) => Ok(shown(content_type, bytes.clone())),
        Err(error) => {
            tracing::error!(%error, "a part of Swagger UI cannot be unpacked");
            Err(ApiError::new(Code::InternalError))
        }
    }
}

fn shown(content_type: &str, body: Bytes) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .body(body)
}
