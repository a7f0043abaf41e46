//! `/api/docs`: the description of the API to look at and try out. Swagger UI is part of the binary, as the archive that its
//! crate brings; nothing comes from another site.

use super::assets::accepts;
use super::etag;
use super::problem::ApiError;
use actix_web::web::{Bytes, Path};
use actix_web::{HttpRequest, HttpResponse, http::header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dto::problem::Code;
use flate2::Compression;
use flate2::read::GzEncoder;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::io::{self, Cursor, Read as _};
use std::sync::LazyLock;
use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED;
use zip::ZipArchive;

/// Its own (SECURITY.md): unlike the app it is no WebAssembly, and it draws with styles and pictures in its own markup.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";

/// A style sheet of the app: what both show alike is written down once.
macro_rules! of_the_app {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../frontend/ui/css/", $name))
    };
}

/// Made when somebody looks for the first time: most servers are never asked.
type Made = LazyLock<io::Result<Part>>;

static PAGE: Made = LazyLock::new(|| Part::own(HTML, include_bytes!("page.html")));
static START: Made = LazyLock::new(|| Part::own(SCRIPT, include_bytes!("start.js")));
static RESOLVE: Made = LazyLock::new(|| Part::own(SCRIPT, include_bytes!("resolve.js")));
static ACCESSIBILITY: Made = LazyLock::new(|| Part::own(SCRIPT, include_bytes!("accessibility.js")));
static LOOK: Made = LazyLock::new(|| Part::own(STYLE, include_bytes!("page.css")));
static TOKENS: Made = LazyLock::new(|| Part::own(STYLE, of_the_app!("tokens.css")));
static ACCESS: Made = LazyLock::new(|| Part::own(STYLE, of_the_app!("access.css")));
static SWAGGER_SCRIPT: Made = LazyLock::new(|| Part::of_swagger_ui(SCRIPT, "/dist/swagger-ui-bundle.js"));
static SWAGGER_STYLE: Made = LazyLock::new(|| Part::of_swagger_ui(STYLE, "/dist/swagger-ui.css"));

/// The page.
pub(super) async fn page(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    answer(&PAGE, &request)
}

/// What the page loads.
pub(super) async fn file(path: Path<String>, request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let part = match path.as_str() {
        "start.js" => &START,
        "resolve.js" => &RESOLVE,
        "accessibility.js" => &ACCESSIBILITY,
        "page.css" => &LOOK,
        "tokens.css" => &TOKENS,
        "access.css" => &ACCESS,
        "swagger-ui.js" => &SWAGGER_SCRIPT,
        "swagger-ui.css" => &SWAGGER_STYLE,
        _ => return Err(ApiError::new(Code::NotFound)),
    };
    answer(part, &request)
}

fn answer(part: &Made, request: &HttpRequest) -> Result<HttpResponse, ApiError> {
    match &**part {
        Ok(part) => Ok(part.answer(request)),
        Err(error) => {
            tracing::error!(%error, "a part of the description cannot be made");
            Err(ApiError::new(Code::InternalError))
        }
    }
}

/// A file in the two forms that are sent. Compressed here, and not for each request: a strong tag names bytes, so each form
/// has to have one of its own (RFC 9110, 8.8.3.3).
struct Part {
    content_type: &'static str,
    plain: Form,
    gzip: Form,
}

struct Form {
    bytes: Bytes,
    tag: String,
}

impl Part {
    fn own(content_type: &'static str, bytes: &'static [u8]) -> io::Result<Self> {
        Self::new(content_type, Bytes::from_static(bytes))
    }

    fn of_swagger_ui(content_type: &'static str, end: &str) -> io::Result<Self> {
        let mut archive = ZipArchive::new(Cursor::new(SWAGGER_UI_VENDORED))?;
        // The folder is named after the version.
        let name = archive.file_names().filter_map(Result::ok).find(|name| name.ends_with(end)).map(Cow::into_owned);
        let mut bytes = Vec::new();
        archive.by_name(&name.unwrap_or_default())?.read_to_end(&mut bytes)?;
        Self::new(content_type, bytes.into())
    }

    fn new(content_type: &'static str, plain: Bytes) -> io::Result<Self> {
        let mut gzip = Vec::new();
        GzEncoder::new(&*plain, Compression::best()).read_to_end(&mut gzip)?;
        Ok(Self { content_type, plain: Form::new(plain), gzip: Form::new(gzip.into()) })
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let gzip = accepts(request.headers(), "gzip");
        let Form { bytes, tag } = if gzip { &self.gzip } else { &self.plain };
        let known = etag::is_known(request.headers(), tag);
        let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        // As for what the app has under names that stay: kept, and asked for again each time.
        response
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .insert_header((header::VARY, "Accept-Encoding"))
            .insert_header((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
            .insert_header((header::ETAG, tag.as_str()));
        if known {
            return response.finish();
        }
        response
            .content_type(self.content_type)
            .insert_header((header::CONTENT_ENCODING, if gzip { "gzip" } else { "identity" }))
            .body(bytes.clone())
    }
}

impl Form {
    fn new(bytes: Bytes) -> Self {
        let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes)));
        Self { bytes, tag }
    }
}
