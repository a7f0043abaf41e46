//! How a running Lotse is, as admins read it.

use domain::health::{Condition, Part};

type Text = &'static str;

pub(crate) struct SystemStatus {
    pub(crate) lead: Text,
    pub(crate) refresh: Text,
    /// Said to those who do not see the page change.
    pub(crate) refreshed: Text,
    pub(crate) version: fn(&str) -> String,
    pub(crate) all_good: Text,
    /// So many parts have to be looked at.
    pub(crate) some: fn(usize) -> String,
    pub(crate) part: fn(Part) -> Text,
    pub(crate) condition: fn(Condition) -> Text,
    /// What a part is; nothing where the server's word has to do.
    pub(crate) kind: fn(&str) -> Option<Text>,
    pub(crate) waiting: fn(&str) -> String,
    pub(crate) oldest: Text,
    pub(crate) given_up: fn(&str) -> String,
    /// What can be done about a part.
    pub(crate) help: fn(Part, Condition) -> Option<Text>,
    pub(crate) to_outbox: Text,
    pub(crate) to_webhooks: Text,
    pub(crate) to_quarantine: Text,
}

pub(super) const DE: SystemStatus = SystemStatus {
    lead: "Wie es den Teilen von Lotse in diesem Augenblick geht.",
    refresh: "Aktualisieren",
    refreshed: "Der Zustand ist neu abgefragt.",
    version: |version| format!("Lotse {version}"),
    all_good: "Alles arbeitet, wie es soll.",
    some: |count| {
        if count == 1 {
            "1 Teil braucht Aufmerksamkeit.".to_owned()
        } else {
            format!("{count} Teile brauchen Aufmerksamkeit.")
        }
    },
    part: |part| match part {
        Part::Database => "Datenbank",
        Part::FileStore => "Dateiablage",
        Part::Scanner => "Virenscanner",
        Part::Notifications => "Benachrichtigungen",
        Part::Mail => "E-Mail",
        Part::Webhooks => "Webhooks",
    },
    condition: |condition| match condition {
        Condition::Good => "In Ordnung",
        Condition::Attention => "Bitte ansehen",
        Condition::Failing => "Ausgefallen",
    },
    kind: |word| {
        Some(match word {
            "sqlite" => "SQLite",
            "postgresql" => "PostgreSQL",
            "directory" => "Verzeichnis",
            "s3" => "S3",
            "clamav" => "ClamAV",
            "none" => "Nicht eingerichtet: Dateien können nicht hochgeladen werden",
            "unscanned" => "Nicht eingerichtet: Dateien werden ungeprüft weitergegeben",
            "smtp" => "SMTP",
            "kept" => "Kein Mailserver: E-Mails werden hier aufbewahrt",
            _ => return None,
        })
    },
    waiting: |count| format!("{count} wartend"),
    oldest: "das Älteste",
    given_up: |count| format!("{count} aufgegeben"),
    help: |part, condition| match (part, condition) {
        (_, Condition::Good) => None,
        (Part::Scanner, Condition::Failing) => {
            Some("Der Virenscanner antwortet nicht. Neue Dateien warten, bis er es wieder tut.")
        }
        (Part::FileStore, _) => {
            Some("Dateien können weder gelesen noch abgelegt werden. Woran es liegt, steht im Protokoll des Servers.")
        }
        (Part::Notifications | Part::Mail | Part::Webhooks, _) => {
            Some("Etwas wartet länger als eine Viertelstunde oder wurde nach vielen Versuchen aufgegeben.")
        }
        (Part::Database | Part::Scanner, _) => None,
    },
    to_outbox: "Zum Postausgang",
    to_webhooks: "Zu den Webhooks",
    to_quarantine: "Zur Quarantäne",
};

pub(super) const EN: SystemStatus = SystemStatus {
    lead: "How the parts of Lotse are at this moment.",
    refresh: "Refresh",
    refreshed: "The status was asked for again.",
    version: |version| format!("Lotse {version}"),
    all_good: "Everything works as it should.",
    some: |count| {
        if count == 1 { "1 part needs attention.".to_owned() } else { format!("{count} parts need attention.") }
    },
    part: |part| match part {
        Part::Database => "Database",
        Part::FileStore => "File store",
        Part::Scanner => "Virus scanner",
        Part::Notifications => "Notifications",
        Part::Mail => "E-mail",
        Part::Webhooks => "Webhooks",
    },
    condition: |condition| match condition {
        Condition::Good => "Good",
        Condition::Attention => "Please look",
        Condition::Failing => "Failing",
    },
    kind: |word| {
        Some(match word {
            "sqlite" => "SQLite",
            "postgresql" => "PostgreSQL",
            "directory" => "Directory",
            "s3" => "S3",
            "clamav" => "ClamAV",
            "none" => "Not set up: files cannot be uploaded",
            "unscanned" => "Not set up: files are passed on unchecked",
            "smtp" => "SMTP",
            "kept" => "No mail server: e-mails are kept here",
            _ => return None,
        })
    },
    waiting: |count| format!("{count} waiting"),
    oldest: "the oldest",
    given_up: |count| format!("{count} given up"),
    help: |part, condition| match (part, condition) {
        (_, Condition::Good) => None,
        (Part::Scanner, Condition::Failing) => Some("The virus scanner does not answer. New files wait until it does."),
        (Part::FileStore, _) => Some("Files can neither be read nor stored. The server's own log says why."),
        (Part::Notifications | Part::Mail | Part::Webhooks, _) => {
            Some("Something has waited for more than a quarter of an hour, or was given up after many attempts.")
        }
        (Part::Database | Part::Scanner, _) => None,
    },
    to_outbox: "To the outbox",
    to_webhooks: "To the webhooks",
    to_quarantine: "To quarantine",
};
