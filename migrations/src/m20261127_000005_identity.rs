//! Who people are: mailed links, other ways to sign in, tokens for programs, wrong passwords.

use super::run;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[SESSIONS, LINKS, PROVIDERS, TOKENS]).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

const SESSIONS: &str = "
ALTER TABLE sessions ADD COLUMN device text;
ALTER TABLE sessions ADD COLUMN provider text;
ALTER TABLE sessions ADD COLUMN proved_at bigint;
CREATE INDEX users_by_name ON users (display_name, id);

CREATE TABLE sign_in_failures (
    address_hash text PRIMARY KEY NOT NULL,
    failures integer NOT NULL,
    last_at bigint NOT NULL,
    locked_until bigint NOT NULL
);
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (last_at);
";

/// A link has the id of the mail that brings it, so that a mail that is written twice has the same link.
const LINKS: &str = "
CREATE TABLE account_links (
    id {uuid} PRIMARY KEY NOT NULL,
    kind text NOT NULL CHECK (kind IN ('sign_up', 'invite', 'reset_password', 'change_email')),
    user_id {uuid} REFERENCES users (id) ON DELETE CASCADE,
    email text NOT NULL,
    display_name text NOT NULL,
    locale text NOT NULL CHECK (locale IN ('de', 'en')),
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint,
    CHECK ((user_id IS NULL) = (kind = 'sign_up'))
);
CREATE INDEX account_links_by_user ON account_links (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX account_links_by_email ON account_links (email);
CREATE INDEX account_links_by_end ON account_links (expires_at);
";

const PROVIDERS: &str = "
CREATE TABLE identities (
    id {uuid} PRIMARY KEY NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    issuer text NOT NULL,
    subject text NOT NULL,
    provider text NOT NULL,
    email text,
    created_at bigint NOT NULL,
    last_used_at bigint,
    UNIQUE (issuer, subject)
);
CREATE INDEX identities_by_user ON identities (user_id);

CREATE TABLE oidc_flows (
    state_hash text PRIMARY KEY NOT NULL,
    browser_hash text NOT NULL,
    provider text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('sign_in', 'link', 'prove')),
    session_id {uuid} REFERENCES sessions (id) ON DELETE CASCADE,
    nonce text NOT NULL,
    verifier text NOT NULL,
    next_path text NOT NULL,
    created_at bigint NOT NULL,
    CHECK ((session_id IS NULL) = (purpose = 'sign_in'))
);
CREATE INDEX oidc_flows_by_time ON oidc_flows (created_at);
CREATE INDEX oidc_flows_by_session ON oidc_flows (session_id) WHERE session_id IS NOT NULL;
";

const TOKENS: &str = "
CREATE TABLE api_tokens (
    id {uuid} PRIMARY KEY NOT NULL,
    user_id {uuid} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name text NOT NULL,
    prefix text NOT NULL,
    token_hash text NOT NULL UNIQUE,
    scopes text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    last_used_at bigint
);
CREATE INDEX api_tokens_by_user ON api_tokens (user_id);
";
