//! Providers to sign in at (OpenID Connect Core 1.0, code flow with PKCE). What comes back is checked by the library
//! `openidconnect`: signature, issuer, audience, nonce, times. Here is what a provider says about somebody, and no more:
//! what follows from it, `app::accounts::provider` decides.

use crate::config::{Config, Provider as Settings};
use domain::account::Role;
use domain::clock::{Clock, Timestamp};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields,
    IdTokenFields, IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// So long a provider may take for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// So long a description of a provider, with its keys, is used.
const FRESH_SECONDS: i64 = 600;
/// One that did not answer is not asked again for so long, lest everybody wait for it one after the other.
const FAILED_SECONDS: i64 = 10;
/// So long signing out waits for it.
const SIGN_OUT_PATIENCE: Duration = Duration::from_secs(2);
/// How old the sign-in at the provider may be that proves again who somebody is.
const PROOF_AGE: Duration = Duration::ZERO;
const LONGEST_NAME: usize = 100;
/// Signatures by a key of the provider's alone. With one that both sides know (HS256) its public key could be taken for it.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 6] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// All of them.
pub struct Providers {
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
    all: Vec<Provider>,
}

/// One.
pub struct Provider {
    /// As it is configured.
    pub settings: Settings,
    found: Mutex<Option<(Timestamp, Discovered)>>,
}

/// What a browser is sent to a provider with.
pub struct Begun {
    /// Where it goes.
    pub url: String,
    /// What it brings back.
    pub state: String,
    /// What has to stand in the ID token.
    pub nonce: String,
    /// What proves that the code is ours.
    pub verifier: String,
}

/// What a provider says about somebody, with a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// Who vouches.
    pub issuer: String,
    /// For whom.
    pub subject: String,
    /// Their address.
    pub email: Option<String>,
    /// Whether the provider says that it is theirs.
    pub email_verified: bool,
    /// Their name.
    pub name: Option<String>,
    /// What the words of the provider stand for, where it tells roles.
    pub role: Option<Role>,
    /// When they last proved to the provider who they are, in seconds since 1970.
    pub authenticated_at: Option<i64>,
}

/// Why a provider is of no use now.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// It cannot be reached, or what it answers is no answer.
    #[error("cannot be reached: {0}")]
    Unavailable(String),
    /// What it says is not to be believed.
    #[error("is not to be believed: {0}")]
    Refused(String),
}

/// What a provider said about itself, or why it said nothing.
type Discovered = Result<Arc<ProviderMetadataWithLogout>, String>;

/// Every claim that the library does not know.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct OtherClaims {
    #[serde(flatten)]
    all: HashMap<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

type Fields = IdTokenFields<
    OtherClaims,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type OidcClient<A, T> = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    A,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    openidconnect::EndpointNotSet,
    T,
    openidconnect::EndpointMaybeSet,
>;
type Found = OidcClient<openidconnect::EndpointSet, openidconnect::EndpointMaybeSet>;

impl Providers {
    /// Those of the settings. None of them is asked anything yet.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(config: &Config, clock: Arc<dyn Clock>) -> reqwest::Result<Self> {
        // A redirect could lead anywhere.
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build()?;
        let all = config.providers.iter().cloned().map(|settings| Provider { settings, found: Mutex::default() });
        Ok(Self { http, clock, all: all.collect() })
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Provider> {
        self.all.iter()
    }

    /// The one of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Provider> {
        self.all.iter().find(|provider| provider.settings.name == name)
    }

    /// Sends a browser to a provider. `prove` asks it to let them prove again who they are.
    ///
    /// # Errors
    /// When the provider cannot be reached.
    pub async fn begin(&self, provider: &Provider, back: &str, prove: bool) -> Result<Begun, ProviderError> {
        let client = self.client(provider, back).await?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let mut request = client
            .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge)
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .add_scopes(provider.settings.scopes.iter().cloned().map(Scope::new));
        if prove {
            request = request.set_max_age(PROOF_AGE).add_prompt(CoreAuthPrompt::Login);
        }
        let (url, state, nonce) = request.url();
        let (state, nonce) = (state.into_secret(), nonce.secret().clone());
        Ok(Begun { url: url.into(), state, nonce, verifier: verifier.into_secret() })
    }

    /// Exchanges the code that a browser brought back for what the provider says about its owner.
    ///
    /// # Errors
    /// When the provider cannot be reached, or lies.
    pub async fn finish(
        &self,
        provider: &Provider,
        back: &str,
        code: String,
        nonce: String,
        verifier: String,
    ) -> Result<Vouched, ProviderError> {
        let client = self.client(provider, back).await?;
        let exchange = client.exchange_code(AuthorizationCode::new(code)).map_err(|error| unavailable(&error))?;
        let exchange = exchange.set_pkce_verifier(PkceCodeVerifier::new(verifier));
        let answer = exchange.request_async(&self.http).await.map_err(|error| match error {
            openidconnect::RequestTokenError::Request(error) => unavailable(&error),
            other => refused(&other),
        })?;
        let token = answer.id_token().ok_or_else(|| refused(&"it gave no ID token"))?;
        let nonce = Nonce::new(nonce);
        let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
        let claims = token.claims(&verifier, &nonce).map_err(|error| {
            // The next one may be signed by a key that was not there yet.
            self.forget(provider);
            refused(&error)
        })?;
        let name = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str().to_owned());
        Ok(Vouched {
            issuer: claims.issuer().as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
            email: claims.email().map(|email| email.as_str().to_owned()),
            email_verified: claims.email_verified() == Some(true),
            name: name.map(|name| name.chars().take(LONGEST_NAME).collect()),
            role: role(&provider.settings, &claims.additional_claims().all),
            authenticated_at: claims.auth_time().map(|at| at.timestamp()),
        })
    }

    /// Where a browser signs out at a provider, where it offers that.
    pub async fn sign_out(&self, provider: &Provider, back: &str) -> Option<String> {
        // Signing out here does not wait for a provider that does not answer.
        let found = tokio::time::timeout(SIGN_OUT_PATIENCE, self.discover(provider)).await.ok()?.ok()?;
        let end = found.additional_metadata().end_session_endpoint.clone()?;
        let request = openidconnect::LogoutRequest::from(end)
            .set_client_id(ClientId::new(provider.settings.client_id.clone()))
            .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(back.to_owned()).ok()?);
        Some(request.http_get_url().into())
    }

    async fn client(&self, provider: &Provider, back: &str) -> Result<Found, ProviderError> {
        let found = self.discover(provider).await?;
        let Settings { client_id, client_secret, .. } = &provider.settings;
        let secret = ClientSecret::new(client_secret.reveal().to_owned());
        let back = RedirectUrl::new(back.to_owned()).map_err(|error| unavailable(&error))?;
        let client =
            OidcClient::from_provider_metadata((*found).clone(), ClientId::new(client_id.clone()), Some(secret));
        Ok(client.set_redirect_uri(back))
    }

    async fn discover(&self, provider: &Provider) -> Result<Arc<ProviderMetadataWithLogout>, ProviderError> {
        let mut known = provider.found.lock().await;
        if let Some((at, found)) = known.as_ref() {
            let fresh = if found.is_ok() { FRESH_SECONDS } else { FAILED_SECONDS };
            if self.clock.now() < at.plus_seconds(fresh) {
                return found.clone().map_err(ProviderError::Unavailable);
            }
        }
        let issuer = IssuerUrl::new(provider.settings.issuer.clone()).map_err(|error| unavailable(&error))?;
        let found = ProviderMetadataWithLogout::discover_async(issuer, &self.http).await;
        let found = found.map(Arc::new).map_err(|error| error.to_string());
        *known = Some((self.clock.now(), found.clone()));
        found.map_err(ProviderError::Unavailable)
    }

    fn forget(&self, provider: &Provider) {
        if let Ok(mut known) = provider.found.try_lock() {
            *known = None;
        }
    }
}

/// The greatest role that a word of the claim stands for; a customer where none does. Nothing where roles are ours alone.
fn role(settings: &Settings, claims: &HashMap<String, Value>) -> Option<Role> {
    let mapping = settings.roles.as_ref()?;
    let words: Vec<&str> = match claims.get(&mapping.claim) {
        Some(Value::String(word)) => vec![word],
        Some(Value::Array(words)) => words.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    Some(words.iter().filter_map(|word| mapping.roles.get(*word)).copied().max().unwrap_or(Role::Customer))
}

fn unavailable(error: &dyn std::fmt::Display) -> ProviderError {
    ProviderError::Unavailable(error.to_string())
}

fn refused(error: &dyn std::fmt::Display) -> ProviderError {
    ProviderError::Refused(error.to_string())
}
