//! The settings, as admins see them.

type Text = &'static str;

pub(crate) struct Settings {
    pub(crate) lead: Text,
    pub(crate) life: Text,
    pub(crate) life_lead: Text,
    pub(crate) auto_close: Text,
    pub(crate) auto_close_hint: Text,
    pub(crate) auto_close_wrong: Text,
    pub(crate) confirmation: Text,
    pub(crate) confirmation_hint: Text,
    pub(crate) reopening: Text,
    pub(crate) reopening_hint: Text,
    pub(crate) window: Text,
    pub(crate) window_hint: Text,
    pub(crate) window_wrong: Text,
    pub(crate) accounts: Text,
    pub(crate) accounts_lead: Text,
    pub(crate) sign_up: Text,
    pub(crate) sign_up_hint: Text,
    pub(crate) domains: Text,
    pub(crate) domains_hint: Text,
    pub(crate) domain_wrong: Text,
    pub(crate) too_many_domains: Text,
    pub(crate) discard: Text,
    pub(crate) saved: Text,
    pub(crate) doubt_title: Text,
    pub(crate) doubt_close: fn(u32) -> String,
    pub(crate) doubt_everybody: Text,
    pub(crate) doubt_go: Text,
}

pub(super) const DE: Settings = Settings {
    lead: "Was für alle Tickets und alle Konten gilt. Änderungen wirken sofort und stehen im Protokoll.",
    life: "Gelöste und geschlossene Tickets",
    life_lead: "Was geschieht, wenn eine Lösung gegeben ist.",
    auto_close: "Gelöste Tickets von selbst schließen nach",
    auto_close_hint: "Tage, 1 bis 365. So lange hat die Kundschaft Zeit, zu widersprechen.",
    auto_close_wrong: "Bitte eine ganze Zahl von 1 bis 365.",
    confirmation: "„Gelöst“ der Kundschaft schließt das Ticket",
    confirmation_hint: "Ohne Haken ist es eine Bitte, über die Agenten entscheiden.",
    reopening: "„Nicht gelöst“ öffnet das Ticket wieder",
    reopening_hint: "Ohne Haken ist es eine Bitte, über die Agenten entscheiden.",
    window: "Nach dem Schließen um Öffnen bitten können",
    window_hint: "Tage, 0 bis 3650. Danach beginnt ein neues Ticket, das auf das alte verweist.",
    window_wrong: "Bitte eine ganze Zahl von 0 bis 3650.",
    accounts: "Konten",
    accounts_lead: "Wer ohne Einladung hereinkommt.",
    sign_up: "Man kann sich selbst ein Konto anlegen",
    sign_up_hint: "Ohne Haken kommt nur herein, wer eingeladen ist oder für wen ein Anmeldedienst bürgt. Konten, die es gibt, bleiben.",
    domains: "Nur mit einer Adresse von",
    domains_hint: "Eine Domain je Zeile, zum Beispiel example.org. Steht hier nichts, genügt jede Adresse. Unterdomains zählen nicht dazu.",
    domain_wrong: "Nicht jede Zeile ist eine Domain wie example.org.",
    too_many_domains: "Höchstens 50 Domains.",
    discard: "Verwerfen",
    saved: "Die Einstellungen sind gespeichert.",
    doubt_title: "Einstellungen so speichern?",
    doubt_close: |days| {
        format!(
            "Tickets, die schon länger als {days} Tage gelöst sind, schließen sich dann bald von selbst. Das lässt sich nicht für alle zurücknehmen."
        )
    },
    doubt_everybody: "Jede Person mit einer E-Mail-Adresse kann sich dann ein Konto anlegen.",
    doubt_go: "So speichern",
};

pub(super) const EN: Settings = Settings {
    lead: "What holds for all tickets and all accounts. Changes take effect at once and are in the audit log.",
    life: "Resolved and closed tickets",
    life_lead: "What happens once a resolution is given.",
    auto_close: "Close resolved tickets by themselves after",
    auto_close_hint: "Days, 1 to 365. Customers have that long to disagree.",
    auto_close_wrong: "A whole number from 1 to 365, please.",
    confirmation: "A customer's “solved” closes the ticket",
    confirmation_hint: "Without this it is a request that agents decide on.",
    reopening: "A customer's “not solved” opens the ticket again",
    reopening_hint: "Without this it is a request that agents decide on.",
    window: "Reopening can be asked for after closing, for",
    window_hint: "Days, 0 to 3650. After that a new ticket begins that refers to the old one.",
    window_wrong: "A whole number from 0 to 3650, please.",
    accounts: "Accounts",
    accounts_lead: "Who comes in without an invitation.",
    sign_up: "People can make an account for themselves",
    sign_up_hint: "Without this only those come in who are invited or vouched for by a sign-in provider. Accounts that are there stay.",
    domains: "Only with an address of",
    domains_hint: "One domain a line, such as example.org. With nothing here any address will do. Subdomains are not included.",
    domain_wrong: "Not every line is a domain, such as example.org.",
    too_many_domains: "At most 50 domains.",
    discard: "Discard",
    saved: "The settings are saved.",
    doubt_title: "Save settings like this?",
    doubt_close: |days| {
        format!(
            "Tickets that have been resolved for more than {days} days then soon close by themselves. This cannot be taken back for all of them."
        )
    },
    doubt_everybody: "Anybody with an e-mail address can make an account then.",
    doubt_go: "Save like this",
};
