//! An OpenID provider that says whatever a test wants it to say.

use crate::app::{Answer, App, Person, send};
use actix_web::web::{self, Data, Form};
use actix_web::{HttpResponse, HttpServer};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::Method;
use reqwest::header::COOKIE;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

/// Seconds since 1970 by the machine's clock, which the library that checks ID tokens goes by.
pub(crate) fn now() -> i64 {
    domain::clock::Clock::now(&server::state::SystemClock).unix_seconds()
}

/// What the next ID token is made of.
#[derive(Clone, Default)]
pub(crate) struct Says {
    /// These claims, over those of an honest one. Null takes one away.
    pub(crate) claims: Value,
    /// Signed by another key than the one that is published.
    pub(crate) other_key: bool,
    /// Not signed at all.
    pub(crate) unsigned: bool,
    /// HS256 with the client's secret.
    pub(crate) symmetric: bool,
    /// No answer but an error of its own.
    pub(crate) broken: bool,
}

struct Inner {
    url: String,
    key: SigningKey,
    says: Mutex<Says>,
    /// What came with the last code.
    exchanged: Mutex<BTreeMap<String, String>>,
    /// The nonce of the last visit.
    nonce: Mutex<String>,
}

/// It, running.
pub(crate) struct Provider {
    pub(crate) url: String,
    inner: Arc<Inner>,
    file: tempfile::NamedTempFile,
}

pub(crate) const CLIENT: &str = "lotse";
const SECRET: &str = "a secret of client and provider";

async fn description(inner: Data<Inner>) -> HttpResponse {
    let url = &inner.url;
    HttpResponse::Ok().json(json!({
        "issuer": url, "authorization_endpoint": format!("{url}/authorize"), "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/jwks"), "end_session_endpoint": format!("{url}/end"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    }))
}

async fn jwks(inner: Data<Inner>) -> HttpResponse {
    let public = URL_SAFE_NO_PAD.encode(inner.key.verifying_key().as_bytes());
    let key = json!({"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": "one", "x": public});
    HttpResponse::Ok().json(json!({"keys": [key]}))
}

async fn token(inner: Data<Inner>, form: Form<BTreeMap<String, String>>) -> HttpResponse {
    *lock(&inner.exchanged) = form.into_inner();
    let says = lock(&inner.says).clone();
    if says.broken {
        return HttpResponse::InternalServerError().body("<h1>oops</h1>");
    }
    let now = now();
    let mut claims = json!({
        "iss": inner.url, "aud": CLIENT, "sub": "subject-1", "iat": now, "exp": now + 300, "auth_time": now,
        "nonce": *lock(&inner.nonce), "email": "new@example.org", "email_verified": true, "name": "Nina Neu",
    });
    for (name, value) in says.claims.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    if let Some(claims) = claims.as_object_mut() {
        claims.retain(|_, value| !value.is_null());
    }
    let id_token = sign(&inner, &says, &claims);
    HttpResponse::Ok().json(json!({"access_token": "x", "token_type": "Bearer", "id_token": id_token}))
}

fn sign(inner: &Inner, says: &Says, claims: &Value) -> String {
    if says.unsigned {
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        return format!("{}.{}.", part(json!({"alg": "none"})), part(claims.clone()));
    }
    if says.symmetric {
        let header = Header::new(Algorithm::HS256);
        return jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(SECRET.as_bytes())).expect("a token");
    }
    let key = if says.other_key { SigningKey::from_bytes(&[9; 32]) } else { inner.key.clone() };
    let der = key.to_pkcs8_der().expect("a key");
    let header = Header { kid: Some("one".to_owned()), ..Header::new(Algorithm::EdDSA) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_ed_der(der.as_bytes())).expect("a token")
}

fn lock<T>(place: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Provider {
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let inner = Arc::new(Inner {
            url: url.clone(),
            key: SigningKey::from_bytes(&[7; 32]),
            says: Mutex::default(),
            exchanged: Mutex::default(),
            nonce: Mutex::default(),
        });
        let data = Data::from(Arc::clone(&inner));
        let app = move || {
            actix_web::App::new()
                .app_data(data.clone())
                .route("/.well-known/openid-configuration", web::get().to(description))
                .route("/jwks", web::get().to(jwks))
                .route("/token", web::post().to(token))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).expect("a provider").run();
        tokio::spawn(server);
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        write!(
            file,
            "[corp]\nlabel = \"Corp\"\nissuer = \"{url}\"\nclient_id = \"{CLIENT}\"\nclient_secret = \"{SECRET}\"\n\
             [roles]\nlabel = \"Roles\"\nissuer = \"{url}\"\nclient_id = \"{CLIENT}\"\nclient_secret = \"{SECRET}\"\n\
             role_claim = \"groups\"\nroles = {{ support = \"agent\", chiefs = \"admin\" }}\n\
             [gone]\nlabel = \"Gone\"\nissuer = \"http://127.0.0.1:9\"\nclient_id = \"x\"\nclient_secret = \"x\"\n"
        )
        .expect("written");
        Self { url, inner, file }
    }

    /// The setting that names it; as `corp`, and as `roles`, which tells roles.
    pub(crate) fn setting(&self) -> (&'static str, &str) {
        ("OIDC_FILE", self.file.path().to_str().expect("a path"))
    }

    pub(crate) fn says(&self, says: Says) {
        *lock(&self.inner.says) = says;
    }

    pub(crate) fn claims(&self, claims: Value) {
        self.says(Says { claims, ..Says::default() });
    }

    /// What came with the last code.
    pub(crate) fn exchanged(&self, name: &str) -> Option<String> {
        lock(&self.inner.exchanged).get(name).cloned()
    }
}

/// A browser that was sent to the provider.
pub(crate) struct Visit {
    pub(crate) name: &'static str,
    pub(crate) cookie: String,
    pub(crate) state: String,
    pub(crate) query: BTreeMap<String, String>,
}

impl Visit {
    /// Reads where an answer sends the browser, and lets the provider know the nonce.
    fn of(provider: &Provider, name: &'static str, url: &str, answer: &Answer) -> Self {
        let url = url::Url::parse(url).expect("an address");
        let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        *lock(&provider.inner.nonce) = query["nonce"].clone();
        let set = answer.header("set-cookie");
        for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=600"] {
            assert!(set.contains(part), "{part} is missing in {set}");
        }
        let cookie = set.split(';').next().expect("a cookie").to_owned();
        Self { name, cookie, state: query["state"].clone(), query }
    }

    pub(crate) async fn begin(app: &App, provider: &Provider, name: &'static str, next: &str) -> Self {
        let answer = app.anonymous().get(&format!("/auth/oidc/{name}/start?next={next}")).await.expect_status(303);
        let url = answer.header("location").to_owned();
        assert!(url.starts_with(&format!("{}/authorize?", provider.url)), "{url}");
        Self::of(provider, name, &url, &answer)
    }

    pub(crate) async fn by(person: &Person<'_>, provider: &Provider, step: &str) -> Self {
        let answer = person.post(&format!("/auth/oidc/corp/{step}"), json!({"next": "/profile"})).await;
        let answer = answer.expect_status(200);
        let url = answer.text("/url").to_owned();
        Self::of(provider, "corp", &url, &answer)
    }

    /// Comes back with a code.
    pub(crate) async fn back(&self, app: &App) -> Answer {
        self.back_with(app, &self.cookie, &format!("state={}&code=code-1", self.state)).await
    }

    pub(crate) async fn back_with(&self, app: &App, cookie: &str, query: &str) -> Answer {
        let path = format!("/auth/oidc/{}/callback?{query}", self.name);
        let request = app.anonymous().request(Method::GET, &path);
        send(if cookie.is_empty() { request } else { request.header(COOKIE, cookie) }).await.expect_status(303)
    }

    /// The code that was sent proves to be ours (RFC 7636 4.6).
    pub(crate) fn proves(&self, provider: &Provider) -> bool {
        let verifier = provider.exchanged("code_verifier").unwrap_or_default();
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        self.query["code_challenge_method"] == "S256" && self.query["code_challenge"] == challenge
    }
}

/// Who came in, by the cookie that an answer sets; nobody where it sets none.
pub(crate) async fn came_in(app: &App, answer: &Answer) -> Option<Value> {
    let set = answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok());
    let refresh = set.filter_map(|set| set.split(';').next()).find(|cookie| cookie.starts_with("lotse_refresh="))?;
    let request = app.anonymous().request(Method::POST, "/auth/refresh").header("X-Lotse-Request", "1");
    let session = send(request.header(COOKIE, refresh)).await.expect_status(200);
    Some(session.body)
}
