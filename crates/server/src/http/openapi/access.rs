//! Who may call an operation, said by the same table that refuses the others (`scopes`).

use super::errors;
use crate::http::scopes;
use actix_web::http::Method;
use domain::scope::TokenUse;
use dto::problem::Code;
use serde_json::json;
use utoipa::openapi::path::{Operation, ParameterIn};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, RefOr, SecurityRequirement};

const SESSION: &str = "session";
const API_TOKEN: &str = "api_token";
const COOKIE: &str = "refresh_cookie";
const SIGNED_ADDRESS: &str = "signed_address";

/// How somebody gets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Without being anybody.
    Open,
    /// By the refresh cookie.
    Cookie,
    /// As a person, by a session or, as far as this says, by an API token.
    Person(TokenUse),
}

impl Access {
    /// What an operation asks for. Only those that ask for nobody, or for the cookie, say so themselves.
    pub(super) fn of(method: &Method, template: &str, operation: &Operation) -> Self {
        match operation.security.as_deref() {
            None | Some([]) => Self::Person(scopes::needed(method, template)),
            Some(said) if said.contains(&SecurityRequirement::default()) => Self::Open,
            Some(_) => Self::Cookie,
        }
    }

    /// Writes it down: for generators in `security`, for programs in `x-required-scope`, for people in a sentence.
    pub(super) fn describe(self, operation: &mut Operation) {
        let scope = self.required_scope(operation);
        let sentence = match scope {
            "none" => "everybody; no sign-in.".to_owned(),
            "cookie" => "the refresh cookie.".to_owned(),
            "any" => "a session, or any API token.".to_owned(),
            "session" => "a session; no API token can do this.".to_owned(),
            "fresh-session" => "a session whose owner signed in, or proved who they are, within the last ten minutes \
                                (`POST /auth/reauthenticate`); no API token can do this."
                .to_owned(),
            scope => format!("a session, or an API token with the scope `{scope}`."),
        };
        let address =
            if has_key(operation) { " Or an address with a `key`, as another operation gave it." } else { "" };
        let described = operation.description.get_or_insert_default();
        described.push_str("\n\n**Access:** ");
        described.push_str(&sentence);
        described.push_str(address);
        operation.extensions.get_or_insert_default().insert("x-required-scope".to_owned(), json!(scope));
        if let Self::Person(token) = self {
            operation.security = Some(requirements(token, operation));
        }
    }

    fn required_scope(self, operation: &Operation) -> &'static str {
        match self {
            Self::Open => "none",
            Self::Cookie => "cookie",
            Self::Person(TokenUse::Any) => "any",
            Self::Person(TokenUse::With(scope)) => scope.as_str(),
            Self::Person(TokenUse::Never) if asks_for_proof(operation) => "fresh-session",
            Self::Person(TokenUse::Never) => "session",
        }
    }
}

/// Whether everybody has to have proved lately who they are. Where the response says more than the code, not everybody.
fn asks_for_proof(operation: &Operation) -> bool {
    errors::told_plainly(operation, Code::ReauthenticationRequired)
}

/// Any one of these is enough. OpenAPI 3.1 lets every scheme name roles, which for a token are its scopes.
fn requirements(token: TokenUse, operation: &Operation) -> Vec<SecurityRequirement> {
    let none = Vec::<String>::new();
    let mut requirements = vec![SecurityRequirement::new(SESSION, none.clone())];
    match token {
        TokenUse::Any => requirements.push(SecurityRequirement::new(API_TOKEN, none.clone())),
        TokenUse::With(scope) => requirements.push(SecurityRequirement::new(API_TOKEN, [scope.as_str()])),
        TokenUse::Never => {}
    }
    if has_key(operation) {
        requirements.push(SecurityRequirement::new(SIGNED_ADDRESS, none));
    }
    requirements
}

/// Whether the operation is also reached by an address that proves who asks.
fn has_key(operation: &Operation) -> bool {
    operation.parameters.iter().flatten().any(|parameter| match parameter {
        RefOr::T(parameter) => parameter.name == "key" && parameter.parameter_in == ParameterIn::Query,
        RefOr::Ref(_) => false,
    })
}

/// The ways to say who one is.
pub(super) fn schemes(components: &mut Components) {
    let bearer = |format: &str, description: &str| {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format(format);
        SecurityScheme::Http(scheme.description(Some(description)).build())
    };
    components.add_security_scheme(
        SESSION,
        bearer(
            "JWT",
            "The access token that `POST /auth/login` or `POST /auth/refresh` answers with; good for ten minutes. For people.",
        ),
    );
    components.add_security_scheme(
        API_TOKEN,
        bearer(
            "lotse_pat_…",
            "An API token, for programs. Its owner makes it in the profile or by `POST /me/tokens`. It does what its owner \
             may do, and of that only what its scopes name; each operation says which one it needs.",
        ),
    );
    let cookie = ApiKeyValue::with_description(
        "__Host-lotse_refresh",
        "Set by signing in, read by `/auth` alone. Named `lotse_refresh` where Lotse runs on plain http on loopback.",
    );
    components.add_security_scheme(COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let key = ApiKeyValue::with_description(
        "key",
        "Part of an address that another operation has given, for requests that can carry no header: for one object, one \
         session and 60 seconds.",
    );
    components.add_security_scheme(SIGNED_ADDRESS, SecurityScheme::ApiKey(ApiKey::Query(key)));
}
