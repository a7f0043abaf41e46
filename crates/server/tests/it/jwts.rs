//! Access tokens that somebody made up, each wrong in one thing (RFC 8725).

use crate::app::App;
use crate::description::NOBODYS;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use test_support::Backend;

struct Forge {
    key: EncodingKey,
    kid: String,
    claims: Value,
    good: String,
}

impl Forge {
    /// With the server's own key, so that each token is wrong in what it says and in nothing else.
    async fn open(app: &App) -> Self {
        let person = app.sign_in("admin").await;
        let good = person.token.expect("a token");
        let pem = std::fs::read(app.data().join("signing-key.pem")).expect("the key");
        let part = |index: usize| -> Value {
            let text = URL_SAFE_NO_PAD.decode(good.split('.').nth(index).expect("a part")).expect("base64");
            serde_json::from_slice(&text).expect("JSON")
        };
        let kid = part(0)["kid"].as_str().expect("a key id").to_owned();
        Self { key: EncodingKey::from_ed_pem(&pem).expect("a key"), kid, claims: part(1), good }
    }

    fn header(&self) -> Header {
        Header { typ: Some("at+jwt".to_owned()), kid: Some(self.kid.clone()), ..Header::new(Algorithm::EdDSA) }
    }

    fn with(&self, claim: &str, value: Value) -> String {
        let mut claims = self.claims.clone();
        claims[claim] = value;
        jsonwebtoken::encode(&self.header(), &claims, &self.key).expect("a token")
    }

    fn headed(&self, header: &Header) -> String {
        jsonwebtoken::encode(header, &self.claims, &self.key).expect("a token")
    }
}

#[tokio::test]
async fn forged_access_tokens_are_refused() {
    let app = App::start(Backend::Sqlite).await;
    let forge = Forge::open(&app).await;
    app.with_token(&forge.headed(&forge.header())).get("/auth/whoami").await.expect_status(200);
    let public = crate::app::send(app.client.get(format!("{}/.well-known/jwks.json", app.url))).await;
    let public = public.expect_status(200).text("/keys/0/x").to_owned();
    let symmetric = |secret: &[u8]| {
        let header = Header { alg: Algorithm::HS256, ..forge.header() };
        jsonwebtoken::encode(&header, &forge.claims, &EncodingKey::from_secret(secret)).expect("a token")
    };
    let (head, rest) = forge.good.split_once('.').expect("a token");
    let body = rest.split('.').next().expect("a body");
    let none = |typ: &str| {
        let header = json!({"alg": typ, "typ": "at+jwt", "kid": forge.kid});
        format!("{}.{body}.", URL_SAFE_NO_PAD.encode(header.to_string()))
    };
    let mut without_exp = forge.claims.clone();
    without_exp.as_object_mut().expect("claims").remove("exp");
    let forged = [
        ("alg none", none("none")),
        ("alg nOnE", none("nOnE")),
        ("no signature", format!("{head}.{body}.")),
        ("HS256 with the public key", symmetric(&URL_SAFE_NO_PAD.decode(&public).expect("a key"))),
        ("HS256 with its text", symmetric(public.as_bytes())),
        ("exp as text", forge.with("exp", json!("9999999999"))),
        ("exp as a fraction", forge.with("exp", json!(9_999_999_999.5))),
        ("no exp", jsonwebtoken::encode(&forge.header(), &without_exp, &forge.key).expect("a token")),
        ("another aud", forge.with("aud", json!("other"))),
        ("another iss", forge.with("iss", json!("https://evil.example"))),
        ("another person", forge.with("sub", json!(NOBODYS))),
        ("another session", forge.with("sid", json!(NOBODYS))),
        ("typ JWT, as an ID token has", forge.headed(&Header { typ: Some("JWT".to_owned()), ..forge.header() })),
        ("no typ", forge.headed(&Header { typ: None, ..forge.header() })),
        ("an unknown kid", forge.headed(&Header { kid: Some("other".to_owned()), ..forge.header() })),
        ("no kid", forge.headed(&Header { kid: None, ..forge.header() })),
    ];
    for (what, token) in forged {
        let answer = app.with_token(&token).get("/auth/whoami").await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (401, Some("unauthenticated")), "{what}");
    }
    let past = forge.with("exp", json!(1));
    app.with_token(&past).get("/auth/whoami").await.expect_problem(401, "token_expired");
    // What the token says of its role is of no meaning; the database tells.
    let claimed = app.sign_in("customer").await;
    let me = claimed.get("/auth/whoami").await;
    let mut customer = forge.claims.clone();
    let own: Value = {
        let text =
            URL_SAFE_NO_PAD.decode(claimed.token.as_deref().expect("a token").split('.').nth(1).expect("claims"));
        serde_json::from_slice(&text.expect("base64")).expect("JSON")
    };
    for claim in ["sub", "sid"] {
        customer[claim] = own[claim].clone();
    }
    customer["role"] = json!("admin");
    let raised = jsonwebtoken::encode(&forge.header(), &customer, &forge.key).expect("a token");
    assert_eq!(app.with_token(&raised).get("/auth/whoami").await.expect_status(200).body, me.body);
    app.with_token(&raised).get("/admin/settings").await.expect_problem(403, "forbidden");
}

#[tokio::test]
async fn rotating_the_key_signs_nobody_out() {
    let app = App::start(Backend::Sqlite).await;
    let person = app.sign_in("agent").await;
    let path = app.data().join("signing-key.pem");
    server::keys::rotate(&path, app.state.clock.now()).expect("rotated");
    app.state.keys.reload().expect("read");
    person.get("/auth/whoami").await.expect_status(200);
    app.clock.advance(61);
    let later = app.sign_in("agent").await;
    later.get("/auth/whoami").await.expect_status(200);
    person.get("/auth/whoami").await.expect_status(200);
    let kid = |person: &crate::app::Person<'_>| {
        jsonwebtoken::decode_header(person.token.as_deref().expect("a token")).expect("a header").kid
    };
    assert_ne!(kid(&person), kid(&later));
    let keys = crate::app::send(app.client.get(format!("{}/.well-known/jwks.json", app.url))).await;
    assert_eq!(keys.body["keys"].as_array().map(Vec::len), Some(2));
}
