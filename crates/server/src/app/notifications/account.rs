//! Mails about accounts. What was asked for is only now compared with the accounts there are: whoever asked learns nothing
//! from how long that takes.

use super::mail::Addressee;
use super::notice::Tells;
use crate::app::AppError;
use crate::state::AppState;
use domain::account::{Locale, UserStatus};
use domain::email::Email;
use domain::id::AccountLinkId;
use domain::sign_in::LinkKind;
use domain::text::DisplayName;
use notify::account::{LinkToken, Matter, account_letter};
use notify::compose::Links;
use notify::letter::Letter;
use persistence::Account;
use persistence::repo::account_links::{self, AccountLink};
use persistence::repo::accounts;
use persistence::repo::outbox::OutboxRow;

type Written = Result<Option<(Addressee, Letter)>, AppError>;

/// A mail to an address that may have an account.
pub(super) async fn to_address(state: &AppState, row: &OutboxRow, tells: Tells) -> Written {
    match tells {
        Tells::SignUp { email, name, locale } => sign_up(state, row, &email, &name, locale).await,
        Tells::Forgot { email } => forgot(state, row, &email).await,
        Tells::ChangeEmail { user, email } => {
            let account = accounts::by_id(state.store.connection(), user).await?;
            let Some(account) = account.filter(|account| account.status == UserStatus::Active) else { return Ok(None) };
            change_email(state, row, &account, &email).await
        }
        _ => Ok(None),
    }
}

/// A mail to somebody about their account.
pub(super) async fn to_person(state: &AppState, row: &OutboxRow, account: &Account, tells: Tells) -> Written {
    match tells {
        Tells::Invited { by } if account.status == UserStatus::Invited => {
            let inviting = accounts::by_id(state.store.connection(), by).await?;
            let by = inviting.map(|person| person.display_name.into_string()).unwrap_or_default();
            let token = link(state, row, LinkKind::Invite, account, &account.email).await?;
            let matter = Matter::Invited { by: &by, link: LinkToken(&token) };
            Ok(Some((Addressee::from(account), letter(state, matter, account.locale))))
        }
        Tells::PasswordChanged => {
            Ok(Some((Addressee::from(account), letter(state, Matter::PasswordChanged, account.locale))))
        }
        Tells::EmailChanged { from, to } => {
            let Ok(email) = Email::parse(&from) else { return Ok(None) };
            let addressee = Addressee { email, ..Addressee::from(account) };
            Ok(Some((addressee, letter(state, Matter::EmailChanged { to: &to }, account.locale))))
        }
        _ => Ok(None),
    }
}

async fn sign_up(state: &AppState, row: &OutboxRow, email: &str, name: &str, locale: Locale) -> Written {
    let (Ok(email), Ok(display_name)) = (Email::parse(email), DisplayName::parse(name)) else { return Ok(None) };
    if let Some(account) = accounts::by_email(state.store.connection(), &email).await? {
        return Ok(already_here(state, &account));
    }
    let new = NewLink { kind: LinkKind::SignUp, user: None, email: email.clone(), display_name, locale };
    let token = insert(state, row, new).await?;
    let addressee = Addressee { id: None, email, name: String::new() };
    Ok(Some((addressee, letter(state, Matter::SignUp(LinkToken(&token)), locale))))
}

async fn forgot(state: &AppState, row: &OutboxRow, email: &str) -> Written {
    let Ok(email) = Email::parse(email) else { return Ok(None) };
    let found = accounts::by_email(state.store.connection(), &email).await?;
    let usable = |account: &Account| matches!(account.status, UserStatus::Active | UserStatus::Invited);
    // A mail that nobody with an account asked for would only be a way to send mails to strangers.
    let Some(account) = found.filter(usable) else { return Ok(None) };
    let token = link(state, row, LinkKind::ResetPassword, &account, &email).await?;
    Ok(Some((Addressee::from(&account), letter(state, Matter::Reset(LinkToken(&token)), account.locale))))
}

async fn change_email(state: &AppState, row: &OutboxRow, account: &Account, email: &str) -> Written {
    let Ok(email) = Email::parse(email) else { return Ok(None) };
    if let Some(other) = accounts::by_email(state.store.connection(), &email).await? {
        return Ok(already_here(state, &other));
    }
    let token = link(state, row, LinkKind::ChangeEmail, account, &email).await?;
    let addressee = Addressee { id: Some(account.id), email, name: String::new() };
    Ok(Some((addressee, letter(state, Matter::ProveEmail(LinkToken(&token)), account.locale))))
}

fn already_here(state: &AppState, account: &Account) -> Option<(Addressee, Letter)> {
    let usable = matches!(account.status, UserStatus::Active | UserStatus::Invited);
    usable.then(|| (Addressee::from(account), letter(state, Matter::AlreadyHere, account.locale)))
}

fn letter(state: &AppState, matter: Matter<'_>, locale: Locale) -> Letter {
    let base = state.config.links_begin_with();
    account_letter(matter, locale, Links { base: &base })
}

/// What a link is made of.
struct NewLink {
    kind: LinkKind,
    user: Option<domain::id::UserId>,
    email: Email,
    display_name: DisplayName,
    locale: Locale,
}

async fn link(
    state: &AppState,
    row: &OutboxRow,
    kind: LinkKind,
    account: &Account,
    email: &Email,
) -> Result<String, AppError> {
    let (display_name, locale) = (account.display_name.clone(), account.locale);
    insert(state, row, NewLink { kind, user: Some(account.id), email: email.clone(), display_name, locale }).await
}

/// The link of a mail: the same one each time the mail is written. It runs out so long after it was asked for.
async fn insert(state: &AppState, row: &OutboxRow, new: NewLink) -> Result<String, AppError> {
    let id = AccountLinkId::new(row.new.id.uuid());
    let NewLink { kind, user, email, display_name, locale } = new;
    let created_at = row.new.created_at;
    let expires_at = created_at.plus_seconds(kind.seconds());
    let link = AccountLink { id, kind, user, email, display_name, locale, created_at, expires_at, used_at: None };
    state.store.write(move |tx| Box::pin(async move { account_links::insert(tx, link).await })).await?;
    Ok(state.keys.link_token(id))
}
