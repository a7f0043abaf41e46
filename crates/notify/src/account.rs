//! Letters about accounts. They name nobody: whoever signs up with another person's address chooses the name as well.

use crate::compose::Links;
use crate::letter::{Letter, Line, Link, Part};
use crate::names::plain;
use domain::account::Locale;

/// What an account letter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter<'a> {
    /// Finish signing up.
    SignUp(LinkToken<'a>),
    /// Signing up was asked for an address that has an account.
    AlreadyHere,
    /// Choose another password.
    Reset(LinkToken<'a>),
    /// Come in.
    Invited {
        /// Who invites.
        by: &'a str,
        /// The link.
        link: LinkToken<'a>,
    },
    /// Prove the new address.
    ProveEmail(LinkToken<'a>),
    /// The password was changed.
    PasswordChanged,
    /// The address was changed.
    EmailChanged {
        /// To which.
        to: &'a str,
    },
}

/// What stands behind the `#` of a link: there it reaches no log of any server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkToken<'a>(pub &'a str);

/// Lines of a letter in one language.
struct Words {
    subject: &'static str,
    lead: String,
    /// What follows.
    more: &'static str,
    /// What the button says.
    action: Option<&'static str>,
}

/// Writes a letter.
#[must_use]
pub fn account_letter(matter: Matter<'_>, locale: Locale, links: Links<'_>) -> Letter {
    let Words { subject, lead, more, action } = match locale {
        Locale::De => german(matter),
        Locale::En => english(matter),
    };
    let no_reply = match locale {
        Locale::De => "Antworten auf diese E-Mail liest niemand.",
        Locale::En => "Nobody reads replies to this e-mail.",
    };
    let url = match matter {
        Matter::SignUp(LinkToken(token))
        | Matter::Reset(LinkToken(token))
        | Matter::Invited { link: LinkToken(token), .. }
        | Matter::ProveEmail(LinkToken(token)) => format!("{}/link#{token}", links.base),
        Matter::AlreadyHere | Matter::PasswordChanged => format!("{}/forgot", links.base),
        Matter::EmailChanged { .. } => links.base.to_owned(),
    };
    Letter {
        locale,
        subject: subject.to_owned(),
        lead,
        parts: vec![Part::Sentence(more.to_owned())],
        actions: action.map(|label| Link { label: label.to_owned(), url }).into_iter().collect(),
        footer: vec![Line::Words(no_reply.to_owned())],
    }
}

fn german(matter: Matter<'_>) -> Words {
    match matter {
        Matter::SignUp(_) => Words {
            subject: "Ihr Konto bei Lotse",
            lead: "Mit dieser Adresse soll ein Konto angelegt werden.".to_owned(),
            more: "Der Link gilt einen Tag und nur einmal. Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ohne den Link entsteht kein Konto.",
            action: Some("Passwort wählen und Konto anlegen"),
        },
        Matter::AlreadyHere => Words {
            subject: "Sie haben schon ein Konto",
            lead: "Mit dieser Adresse sollte ein Konto angelegt werden, aber es gibt schon eines.".to_owned(),
            more: "Melden Sie sich damit an. Wenn Sie das Passwort nicht mehr wissen, können Sie ein neues wählen. Wenn Sie das nicht waren, brauchen Sie nichts zu tun.",
            action: Some("Neues Passwort anfordern"),
        },
        Matter::Reset(_) => Words {
            subject: "Neues Passwort wählen",
            lead: "Für Ihr Konto soll ein neues Passwort gewählt werden.".to_owned(),
            more: "Der Link gilt eine halbe Stunde und nur einmal. Danach sind Sie überall abgemeldet, und Zugangsschlüssel für Programme gelten nicht mehr. Wenn Sie das nicht waren, brauchen Sie nichts zu tun: Ihr Passwort bleibt, wie es ist.",
            action: Some("Neues Passwort wählen"),
        },
        Matter::Invited { by, .. } => Words {
            subject: "Einladung zu Lotse",
            lead: format!("{} lädt Sie zu Lotse ein.", plain(by)),
            more: "Der Link gilt drei Tage und nur einmal.",
            action: Some("Passwort wählen und beginnen"),
        },
        Matter::ProveEmail(_) => Words {
            subject: "Neue E-Mail-Adresse bestätigen",
            lead: "Diese Adresse soll zu einem Konto bei Lotse gehören.".to_owned(),
            more: "Der Link gilt einen Tag und nur einmal. Wenn Sie das nicht waren, brauchen Sie nichts zu tun.",
            action: Some("Adresse bestätigen"),
        },
        Matter::PasswordChanged => Words {
            subject: "Ihr Passwort wurde geändert",
            lead: "Das Passwort Ihres Kontos wurde geändert.".to_owned(),
            more: "Wenn Sie das waren, brauchen Sie nichts zu tun. Wenn nicht, wählen Sie bitte sofort ein neues.",
            action: Some("Das war ich nicht: neues Passwort anfordern"),
        },
        Matter::EmailChanged { to } => Words {
            subject: "Ihre E-Mail-Adresse wurde geändert",
            lead: format!("Ihr Konto hat jetzt die Adresse {}.", plain(to)),
            more: "Wenn Sie das nicht waren, wenden Sie sich bitte sofort an uns.",
            action: None,
        },
    }
}

fn english(matter: Matter<'_>) -> Words {
    match matter {
        Matter::SignUp(_) => Words {
            subject: "Your account with Lotse",
            lead: "Somebody wants to make an account with this address.".to_owned(),
            more: "The link is good for one day, and once. If this was not you, there is nothing to do: without the link there will be no account.",
            action: Some("Choose a password and make the account"),
        },
        Matter::AlreadyHere => Words {
            subject: "You have an account already",
            lead: "Somebody wanted to make an account with this address, but there is one already.".to_owned(),
            more: "Sign in with it. If you do not know its password any more, you can choose another one. If this was not you, there is nothing to do.",
            action: Some("Ask for another password"),
        },
        Matter::Reset(_) => Words {
            subject: "Choose another password",
            lead: "Somebody wants to choose another password for your account.".to_owned(),
            more: "The link is good for half an hour, and once. Afterwards you are signed out everywhere, and tokens for programs are good for nothing. If this was not you, there is nothing to do: your password stays as it is.",
            action: Some("Choose another password"),
        },
        Matter::Invited { by, .. } => Words {
            subject: "You are invited to Lotse",
            lead: format!("{} invites you to Lotse.", plain(by)),
            more: "The link is good for three days, and once.",
            action: Some("Choose a password and begin"),
        },
        Matter::ProveEmail(_) => Words {
            subject: "Confirm your new e-mail address",
            lead: "This address is to belong to an account with Lotse.".to_owned(),
            more: "The link is good for one day, and once. If this was not you, there is nothing to do.",
            action: Some("Confirm the address"),
        },
        Matter::PasswordChanged => Words {
            subject: "Your password was changed",
            lead: "The password of your account was changed.".to_owned(),
            more: "If this was you, there is nothing to do. If not, please choose another one at once.",
            action: Some("This was not me: ask for another password"),
        },
        Matter::EmailChanged { to } => Words {
            subject: "Your e-mail address was changed",
            lead: format!("Your account has the address {} now.", plain(to)),
            more: "If this was not you, please tell us at once.",
            action: None,
        },
    }
}
