//! German.

use super::texts::{
    Common, Composer, Errors, Events, Home, Keys, List, NewTicket, Queue, Shell, SignIn, Steps, Ticket, Words,
};
use domain::account::Role;
use domain::sla::TargetKind;
use domain::ticket::{Priority, ResolutionKind, Status, WhyNot};
use dto::field::FieldCode;
use dto::problem::Code;

pub(super) const COMMON: Common = Common {
    cancel: "Abbrechen",
    close: "Schließen",
    yes: "ja",
    save: "Speichern",
    retry: "Erneut versuchen",
    loading: "Wird geladen …",
    optional: "(freiwillig)",
    load_more: "Mehr laden",
    dismiss: "Ausblenden",
    characters_left: |left| format!("noch {left} Zeichen"),
    form_errors: |count| {
        if count == 1 {
            "Eine Angabe fehlt oder stimmt nicht".to_owned()
        } else {
            format!("{count} Angaben fehlen oder stimmen nicht")
        }
    },
    unsaved: "Ihr Text ist noch da.",
};

pub(super) const WORDS: Words = Words {
    status: |status| match status {
        Status::Open => "Offen",
        Status::InProgress => "In Bearbeitung",
        Status::WaitingOnCustomer => "Wartet auf Kunden",
        Status::Resolved => "Gelöst",
        Status::Closed => "Geschlossen",
    },
    plain_status: |status| match status {
        Status::Open => "Offen",
        Status::InProgress => "In Bearbeitung",
        Status::WaitingOnCustomer => "Warten auf Sie",
        Status::Resolved => "Gelöst",
        Status::Closed => "Geschlossen",
    },
    priority: |priority| match priority {
        Priority::Low => "Niedrig",
        Priority::Medium => "Mittel",
        Priority::High => "Hoch",
        Priority::Urgent => "Dringend",
    },
    target: |target| match target {
        TargetKind::FirstResponse => "erste Antwort",
        TargetKind::NextResponse => "nächste Antwort",
        TargetKind::Resolution => "Lösung",
    },
    priority_hint: |priority| match priority {
        Priority::Low => "Eine Frage oder ein Wunsch, es eilt nicht",
        Priority::Medium => "Es stört, aber Sie können weiterarbeiten",
        Priority::High => "Ein Teil Ihrer Arbeit ist nicht möglich",
        Priority::Urgent => "Die Arbeit steht still, bei Ihnen oder bei mehreren",
    },
    kind: |kind| match kind {
        ResolutionKind::Solved => "Gelöst",
        ResolutionKind::Workaround => "Umgehung",
        ResolutionKind::Duplicate => "Doppelt gemeldet",
        ResolutionKind::NotReproducible => "Nicht nachvollziehbar",
        ResolutionKind::Declined => "Wird nicht umgesetzt",
        ResolutionKind::Spam => "Spam",
    },
    role: |role| match role {
        Role::Customer => "Kundschaft",
        Role::Agent => "Support",
        Role::Admin => "Administration",
    },
    why_not: |why| match why {
        WhyNot::NoSuchStep => "von hier aus nicht möglich",
        WhyNot::StaffOnly => "nur für das Team",
        WhyNot::AdminOnly => "nur für die Administration",
        WhyNot::HasAssignee => "geht zurück an die zuständige Person",
        WhyNot::HasNoAssignee => "niemand ist zuständig",
        WhyNot::Merged => "geht in einem anderen Ticket weiter",
    },
    nobody: "Niemand",
    system: "Lotse",
};

pub(super) const SHELL: Shell = Shell {
    skip: "Zum Inhalt springen",
    main_navigation: "Hauptnavigation",
    home: "Übersicht",
    my_tickets: "Meine Anfragen",
    new_request: "Neue Anfrage",
    new_ticket: "Neues Ticket",
    views: "Ansichten",
    language: "Sprache",
    theme: "Darstellung",
    theme_system: "Wie das System",
    theme_light: "Hell",
    theme_dark: "Dunkel",
    account: "Konto",
    sign_out: "Abmelden",
    signed_out: "Sie sind abgemeldet.",
    keyboard: "Tastenkürzel",
    notifications: "Meldungen",
    error_notifications: "Fehlermeldungen",
    not_found: "Seite nicht gefunden",
    not_found_text: "Unter dieser Adresse gibt es nichts, oder es ist nicht für Sie bestimmt.",
    to_start: "Zur Startseite",
    failed: "Das konnte nicht geladen werden",
    administration: "Administration",
    users: "Personen",
    outbox: "Postausgang",
    webhooks: "Webhooks",
    quarantine: "Quarantäne",
    audit: "Protokoll",
    reports: "Berichte",
    privacy: "Datenschutz",
    retention: "Aufbewahrung",
    status: "Systemzustand",
    categories: "Kategorien",
    tags: "Schlagworte",
    sla: "Service-Level",
    settings: "Einstellungen",
};

pub(super) const SESSION: SignIn = SignIn {
    title: "Anmelden",
    lead: "Willkommen bei Lotse. Bitte melden Sie sich an, um Ihre Anfragen zu sehen.",
    email: "E-Mail",
    password: "Passwort",
    submit: "Anmelden",
    demo_title: "Demo-Konten",
    demo_text: "Dies ist eine Vorführung mit erfundenen Daten. Sehen Sie sich um:",
    demo_button: |role| match role {
        Role::Customer => "Als Kundin anmelden",
        Role::Agent => "Als Support anmelden",
        Role::Admin => "Als Administration anmelden",
    },
};

pub(super) const HOME: Home = Home {
    greeting: |hour, name| {
        let greeting = match hour {
            5..=10 => "Guten Morgen",
            11..=17 => "Guten Tag",
            _ => "Guten Abend",
        };
        format!("{greeting}, {name}")
    },
    waiting: |count| {
        if count == 1 {
            "Eine Anfrage wartet auf Ihre Antwort.".to_owned()
        } else {
            format!("{count} Anfragen warten auf Ihre Antwort.")
        }
    },
    nothing_waiting: "Zurzeit wartet nichts auf Ihre Antwort.",
    for_you: "Warten auf Sie",
    in_work: "Bei uns in Arbeit",
    settled: "Zuletzt erledigt",
    all: "Alle meine Anfragen",
    empty: "Noch keine Anfragen",
    empty_text: "Schreiben Sie uns, was Sie brauchen. Die Antwort finden Sie hier.",
    answer: "Antworten",
    open: "Öffnen",
};

pub(super) const LIST: List = List {
    title: "Meine Anfragen",
    status: "Status",
    any_status: "Alle",
    empty: "Hier gibt es keine Anfragen",
    empty_text: "Keine Ihrer Anfragen hat diesen Status.",
    count: |count, one| format!("{count} {}", if one { "Anfrage" } else { "Anfragen" }),
};

pub(super) const NEW: NewTicket = NewTicket {
    title: "Neue Anfrage",
    lead: "Je genauer Sie es beschreiben, desto schneller können wir helfen.",
    category: "Worum geht es?",
    priority: "Wie dringend ist es?",
    subject: "Betreff",
    subject_hint: "Eine Zeile, die sagt, worum es geht",
    description: "Beschreibung",
    description_hint: "Was haben Sie getan, was haben Sie erwartet, was ist stattdessen passiert?",
    on_behalf_of: "Im Namen von",
    submit: "Anfrage senden",
    submit_staff: "Ticket anlegen",
    created: |number| format!("Vielen Dank. Ihre Anfrage hat die Nummer #{number}."),
    created_next: "Wir lesen sie und antworten hier. Bis dahin müssen Sie nichts weiter tun.",
    created_staff: |number| format!("Ticket #{number} ist angelegt."),
};

pub(super) const TICKET: Ticket = Ticket {
    conversation: "Verlauf",
    details: "Eigenschaften",
    status: "Status",
    priority: "Priorität",
    category: "Kategorie",
    assignee: "Zuständig",
    requester: "Anfrage von",
    created: "Erstellt",
    created_by: "Erstellt von",
    updated: "Letzte Änderung",
    first_response: "Erste Antwort",
    resolved: "Gelöst",
    closed: "Geschlossen",
    earlier: "Frühere Nachrichten laden",
    internal_note: "Interne Notiz",
    team_only: "nur für das Team",
    support: "Support",
    solution: "Lösung",
    edit: "Anfrage bearbeiten",
    edit_title: "Betreff und Beschreibung bearbeiten",
    edited: "Ihre Änderungen sind gespeichert.",
    waiting_hint: "Wir brauchen noch etwas von Ihnen, bevor es weitergehen kann.",
    missed: "Das Ticket wurde inzwischen geändert:",
    missed_check: "Sie sehen jetzt den neuesten Stand. Bitte prüfen Sie ihn und versuchen Sie es noch einmal.",
    saved: "Gespeichert.",
    taken: "Sie sind jetzt zuständig.",
    take: "Übernehmen",
    hand_back: "Zurückgeben",
    resolve: "Lösen …",
    close: "Ticket schließen …",
    reopen: "Wieder öffnen …",
    sent_by_you: "Sie",
};

pub(super) const EVENTS: Events = Events {
    created: |who| format!("{who} hat das Ticket angelegt"),
    commented: |who| format!("{who} hat geantwortet"),
    noted: |who| format!("{who} hat eine interne Notiz geschrieben"),
    subject: |who, from, to| format!("{who} hat den Betreff geändert: „{from}“ → „{to}“"),
    description: |who| format!("{who} hat die Beschreibung geändert"),
    status: |who, from, to| format!("{who}: {from} → {to}"),
    reason: |reason| format!("Grund: {reason}"),
    took: |who| format!("{who} hat das Ticket übernommen"),
    assigned: |who, to| format!("{who} hat das Ticket an {to} gegeben"),
    unassigned: |who| format!("{who} hat die Zuständigkeit aufgehoben"),
    priority: |who, from, to| format!("{who} hat die Priorität geändert: {from} → {to}"),
    category: |who, from, to| format!("{who} hat die Kategorie geändert: {from} → {to}"),
    solution: |who, text| format!("{who} hat eine Lösung genannt: „{text}“"),
    edited: |who| format!("{who} hat einen Beitrag bearbeitet"),
    redacted: |who| format!("{who} hat den Text eines Beitrags entfernt"),
    close_requested: |who| format!("{who} bittet, das Ticket zu schließen"),
    reopen_requested: |who, reason| format!("{who} bittet, das Ticket wieder zu öffnen: „{reason}“"),
    declined: |who| format!("{who} hat die Bitte abgelehnt"),
    participant_added: |who, email| format!("{who} hat {email} beteiligt"),
    participant_removed: |who, email| format!("{who} hat {email} entfernt"),
    team: |who, team| format!("{who} hat das Ticket einem Team gegeben: {team}"),
    queue: |who, queue| format!("{who} hat das Ticket verschoben: {queue}"),
    tags: |who, tags| format!("{who} hat die Schlagworte geändert: {tags}"),
    merged_into: |who, ticket| format!("{who} hat das Ticket in {ticket} überführt"),
    unmerged_from: |who, ticket| format!("{who} hat das Ticket aus {ticket} gelöst"),
    absorbed: |who, ticket| format!("{who} hat Ticket {ticket} hierher überführt"),
    released: |who, ticket| format!("{who} hat Ticket {ticket} wieder herausgelöst"),
    split_off: |who, ticket| format!("{who} hat Beiträge in Ticket {ticket} abgeteilt"),
    split_from: |who, ticket| format!("{who} hat dieses Ticket von {ticket} abgeteilt"),
    followed_up: |who, ticket| format!("{who} hat das Folgeticket {ticket} angelegt"),
    follows_up: |who, ticket| format!("{who} knüpft an Ticket {ticket} an"),
    due_soon: |target| format!("Die vereinbarte Zeit ist bald abgelaufen: {target}"),
    breached: |target| format!("Die vereinbarte Zeit ist überschritten: {target}"),
};

pub(super) const COMPOSER: Composer = Composer {
    label: "Schreiben",
    answer_label: "Ihre Antwort",
    send_answer: "Antwort senden",
    reply: "Antwort an Kunden",
    note: "Interne Notiz",
    reply_label: "Text der Antwort",
    note_label: "Text der Notiz",
    reply_hint: |name| format!("{name} liest das."),
    note_hint: "Das liest nur das Team.",
    save_note: "Notiz speichern",
    sent: "Ihre Antwort ist gesendet.",
    note_saved: "Die Notiz ist gespeichert.",
    reply_closed: "Ein geschlossenes Ticket nimmt keine Antworten an. Öffnen Sie es zuerst wieder, oder schreiben Sie eine Notiz.",
};

pub(super) const STEPS: Steps = Steps {
    resolve_title: |number| format!("Ticket #{number} lösen"),
    close_title: |number| format!("Ticket #{number} schließen"),
    reopen_title: |number| format!("Ticket #{number} wieder öffnen"),
    text: "Lösung",
    text_hint: "Das lesen Kundinnen und Kunden. Was war die Ursache, und was hilft?",
    text_kept_hint: "Unverändert bleibt die Lösung, die schon genannt wurde.",
    kind: "Art der Lösung",
    preview: "Das liest die Kundin oder der Kunde",
    preview_empty: "Noch nichts",
    resolve_note: "Wer angefragt hat, kann mit einer Antwort widersprechen; das Ticket ist dann wieder in Bearbeitung.",
    close_note: "Danach ist keine Antwort mehr möglich. Wieder öffnen kann das Ticket nur die Administration.",
    resolve: "Ticket lösen",
    close: "Ticket schließen",
    reopen: "Ticket wieder öffnen",
    reason: "Grund",
    reason_hint: "Das lesen Kundinnen und Kunden.",
    resolved: "Das Ticket ist gelöst.",
    closed: "Das Ticket ist geschlossen.",
    reopened: "Das Ticket ist wieder offen.",
    disabled: |status, why| format!("{status} ({why})"),
};

pub(super) const QUEUE: Queue = Queue {
    waiting_for_us: "Wartet auf uns",
    mine: "Meine",
    unassigned: "Nicht zugewiesen",
    waiting_on_customer: "Wartet auf Kunden",
    resolved: "Gelöst",
    all: "Alle Tickets",
    filters: "Filter",
    me: "Ich",
    sort: "Reihenfolge",
    by_newest: "Neueste zuerst",
    by_oldest: "Älteste zuerst",
    by_updated: "Zuletzt geänderte zuerst",
    by_priority: "Dringendste zuerst",
    by_due: "Was zuerst fällig ist",
    clear: "Filter zurücksetzen",
    count: |count, one| format!("{count} {}", if one { "Ticket" } else { "Tickets" }),
    number: "Nummer",
    subject: "Betreff",
    empty_waiting: "Niemand wartet auf uns",
    empty_mine: "Sie haben keine Tickets",
    empty_unassigned: "Alle Tickets sind zugewiesen",
    empty_other: "Hier gibt es keine Tickets",
    empty_text: "Was neu hereinkommt, steht dann hier.",
    empty_filtered: "Kein Ticket passt zu diesen Filtern",
    empty_filtered_text: "Mit anderen Filtern sehen Sie vielleicht mehr.",
};

pub(super) const KEYS: Keys = Keys {
    title: "Tastenkürzel",
    lead: "Solange Sie in ein Feld schreiben, bleiben einzelne Tasten ohne Wirkung.",
    switch: "Einzelne Tasten als Kürzel verwenden",
    key: "Taste",
    meaning: "Wirkung",
    send: "Absenden, was Sie gerade schreiben",
    then: "dann",
};

pub(super) const ERRORS: Errors = Errors {
    network: "Lotse ist nicht erreichbar. Bitte prüfen Sie Ihre Verbindung.",
    signed_out: "Sie sind abgemeldet. Bitte melden Sie sich wieder an.",
    unreadable: "Lotse wurde inzwischen aktualisiert. Bitte laden Sie die Seite neu.",
    code: |code| match code {
        Code::ValidationFailed => "Einige Angaben fehlen oder stimmen nicht.",
        Code::MalformedJson
        | Code::InvalidIfMatch
        | Code::InvalidIdempotencyKey
        | Code::IdempotencyKeyReused
        | Code::UnsupportedMediaType
        | Code::MethodNotAllowed => "App und Server verstehen einander nicht. Bitte laden Sie die Seite neu.",
        Code::InvalidCursor => "Die Liste hat sich geändert. Bitte laden Sie sie neu.",
        Code::Unauthenticated | Code::TokenExpired | Code::SessionEnded => {
            "Sie sind abgemeldet. Bitte melden Sie sich wieder an."
        }
        Code::InvalidCredentials => "E-Mail oder Passwort ist falsch.",
        Code::Forbidden | Code::CrossSite | Code::InsufficientScope | Code::SessionRequired => "Das dürfen Sie nicht.",
        Code::StepNotPermitted => "Diesen Schritt darf nur die Administration gehen.",
        Code::NotFound => "Das gibt es nicht, oder es ist nicht für Sie bestimmt.",
        Code::InvalidTransition => "Dieser Schritt ist bei dem Ticket nicht mehr möglich.",
        Code::TicketClosed => "Das Ticket ist geschlossen.",
        Code::TicketSettled => "Das Ticket ist erledigt, sein Text bleibt wie er ist.",
        Code::TicketMerged => "Das Ticket geht in einem anderen weiter.",
        Code::NotMerged => "Das Ticket ist nicht mehr überführt.",
        Code::NotClosed => "Nur an ein geschlossenes Ticket lässt sich anknüpfen.",
        Code::ReopenWindowOver => "Das Ticket ist schon zu lange geschlossen. Bitte legen Sie ein Folgeticket an.",
        Code::NothingRequested => "Es liegt keine Bitte mehr vor.",
        Code::ConversationMoved => "Inzwischen ist etwas dazugekommen. Ihr Text ist noch nicht gesendet.",
        Code::EditWindowOver => "Dieser Beitrag lässt sich nicht mehr ändern.",
        Code::AlreadyReleased => "Die Antwort ist schon gesendet.",
        Code::DraftConflict => "Der Entwurf wurde an anderer Stelle geändert.",
        Code::NameTaken => "Diesen Namen gibt es schon.",
        Code::TooManyViews => "Es gibt schon 50 Ansichten. Löschen Sie erst eine.",
        Code::InUse => "Das wird noch verwendet.",
        Code::RequestInProgress => "Das wird gerade schon gesendet. Bitte warten Sie einen Augenblick.",
        Code::SignUpClosed => "Mit dieser Adresse können Sie hier kein Konto anlegen.",
        Code::InvalidLink => "Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an.",
        Code::TooManyAttempts => "Zu viele falsche Passwörter.",
        Code::RateLimited => "Das waren zu viele Anfragen auf einmal.",
        Code::ReauthenticationRequired => "Bitte bestätigen Sie zuerst noch einmal, dass Sie es sind.",
        Code::LastAdmin => "Das ist die letzte Person mit Administrationsrechten.",
        Code::OwnAccount => "Beim eigenen Konto geht das nicht.",
        Code::AccountErased => "Dieses Konto ist gelöscht.",
        Code::LegalHold => "Eine Aufbewahrungspflicht verbietet das. Heben Sie sie zuerst auf.",
        Code::AlreadyHeld => "Dafür gilt schon eine Aufbewahrungspflicht.",
        Code::ErasureRunning => "Diese Person wird bereits gelöscht.",
        Code::StillWorking => "Diese Person bearbeitet noch Tickets. Übergeben Sie diese zuerst.",
        Code::EmailTaken => "Mit dieser Adresse gibt es schon ein Konto.",
        Code::LastSignInMethod => "Das ist Ihr einziger Weg, sich anzumelden. Setzen Sie zuerst ein Passwort.",
        Code::ProviderUnavailable => "Der Anmeldedienst ist gerade nicht erreichbar.",
        Code::AlreadyAssigned => "Jemand anderes hat das Ticket übernommen.",
        Code::StaleVersion => "Das Ticket wurde inzwischen geändert.",
        Code::AttachmentScanning => "Die Datei wird noch auf Viren geprüft.",
        Code::AttachmentUnscannable => "Die Datei kann nicht auf Viren geprüft werden.",
        Code::AttachmentInfected => "In der Datei wurde ein Virus gefunden.",
        Code::AttachmentErased => "Die Datei wurde gelöscht.",
        Code::NoPreview => "Von dieser Datei gibt es keine Vorschau.",
        Code::MalformedMultipart => "Die Datei kam nicht vollständig an.",
        Code::FileTypeRefused => "Dateien dieser Art werden nicht angenommen.",
        Code::FileTypeMismatch => "Der Inhalt passt nicht zum Namen der Datei.",
        Code::UploadsOff => "Hier können keine Dateien mitgeschickt werden.",
        Code::RangeNotSatisfiable => "So lang ist die Datei nicht.",
        Code::RequestTimeout => "Das kam nicht rechtzeitig an. Bitte versuchen Sie es noch einmal.",
        Code::PayloadTooLarge => "Das ist zu groß.",
        Code::Unavailable => "Lotse ist gerade ausgelastet. Bitte versuchen Sie es gleich noch einmal.",
        Code::InternalError => "Bei uns ist etwas schiefgegangen. Bitte versuchen Sie es noch einmal.",
    },
    request_id: |id| format!("(Kennung: {id})"),
    again: |when| format!("Bitte versuchen Sie es {when} noch einmal."),
    field: |code, max| match (code, max) {
        (FieldCode::Required, _) => "Bitte füllen Sie dieses Feld aus.".to_owned(),
        (FieldCode::TooLong, Some(max)) => format!("Bitte höchstens {max} Zeichen."),
        (FieldCode::TooLong, None) => "Das ist zu lang.".to_owned(),
        (FieldCode::ForbiddenCharacter, _) => "Hier steht ein Zeichen, das nicht erlaubt ist.".to_owned(),
        (FieldCode::InvalidEmail, _) => "Das ist keine E-Mail-Adresse, etwa name@example.org.".to_owned(),
        (FieldCode::UnknownValue, _) => "Diesen Wert gibt es nicht.".to_owned(),
        (FieldCode::Contradiction, _) => "Das widerspricht einer anderen Angabe.".to_owned(),
        (FieldCode::TooShort, _) => "Bitte mindestens 12 Zeichen.".to_owned(),
        (FieldCode::TooCommon, _) => {
            "Dieses Passwort würde man zuerst versuchen. Bitte wählen Sie ein anderes.".to_owned()
        }
        (FieldCode::Personal, _) => "Bitte wählen Sie ein Passwort ohne Ihren Namen und Ihre Adresse.".to_owned(),
        (FieldCode::WrongPassword, _) => "Das Passwort ist falsch.".to_owned(),
        (FieldCode::UnbalancedQuote, _) => "Ein Anführungszeichen ist nicht geschlossen.".to_owned(),
        (FieldCode::MisplacedWildcard, _) => "Ein Stern kann nur am Ende eines Wortes stehen.".to_owned(),
        (FieldCode::NothingToFind, _) => "Hier steht ein Wort ohne Buchstaben und Ziffern.".to_owned(),
        (FieldCode::NotExpected, _) => "Das gehört nicht hierher.".to_owned(),
        (FieldCode::UnknownField | FieldCode::WrongType | FieldCode::NotNullable | FieldCode::OutOfRange, _) => {
            "Diese Angabe stimmt nicht.".to_owned()
        }
    },
    requester_unknown: "Zu dieser Adresse gibt es kein Konto.",
    missing_category: "Bitte wählen Sie aus, worum es geht.",
    url_wrong: "Diese Adresse darf Lotse nicht aufrufen. Erlaubt ist https an einer öffentlichen Adresse, Port 443 oder 8443.",
};
