//! The words of mails, in both languages.

use domain::account::Locale;
use domain::notification::NoticeKind;
use domain::sla::TargetKind;
use domain::ticket::{ResolutionKind, Status};

pub(crate) const fn status(status: Status, locale: Locale) -> &'static str {
    match (status, locale) {
        (Status::Open, Locale::De) => "Offen",
        (Status::Open, Locale::En) => "Open",
        (Status::InProgress, Locale::De) => "In Bearbeitung",
        (Status::InProgress, Locale::En) => "In progress",
        (Status::WaitingOnCustomer, Locale::De) => "Wartet auf Antwort",
        (Status::WaitingOnCustomer, Locale::En) => "Waiting for an answer",
        (Status::Resolved, Locale::De) => "Gelöst",
        (Status::Resolved, Locale::En) => "Resolved",
        (Status::Closed, Locale::De) => "Geschlossen",
        (Status::Closed, Locale::En) => "Closed",
    }
}

pub(crate) const fn resolution_kind(kind: ResolutionKind, locale: Locale) -> &'static str {
    match (kind, locale) {
        (ResolutionKind::Solved, Locale::De) => "Lösung",
        (ResolutionKind::Solved, Locale::En) => "Solution",
        (ResolutionKind::Workaround, Locale::De) => "Behelf",
        (ResolutionKind::Workaround, Locale::En) => "Workaround",
        (ResolutionKind::Duplicate, Locale::De) => "Doppelt gemeldet",
        (ResolutionKind::Duplicate, Locale::En) => "Reported twice",
        (ResolutionKind::NotReproducible, Locale::De) => "Nicht nachvollziehbar",
        (ResolutionKind::NotReproducible, Locale::En) => "Not reproducible",
        (ResolutionKind::Declined, Locale::De) => "Abgelehnt",
        (ResolutionKind::Declined, Locale::En) => "Declined",
        (ResolutionKind::Spam, Locale::De) => "Spam",
        (ResolutionKind::Spam, Locale::En) => "Spam",
    }
}

/// What happened, in one sentence. `who` is nobody where Lotse itself did it.
pub(crate) fn lead(kind: NoticeKind, who: Option<&str>, mine: bool, locale: Locale) -> String {
    use NoticeKind as K;
    let who_de = who.unwrap_or("Lotse");
    let who_en = who.unwrap_or("Lotse");
    match locale {
        Locale::De => match kind {
            K::StatusChanged => {
                format!("{who_de} hat den Stand {} geändert.", if mine { "Ihrer Anfrage" } else { "des Tickets" })
            }
            K::Created if mine => format!("{who_de} hat eine Anfrage für Sie aufgenommen."),
            K::Created => format!("{who_de} hat ein neues Ticket geschrieben."),
            K::Added => format!("{who_de} lässt Sie bei dieser Anfrage mitlesen. Sie können auch antworten."),
            K::Noted => format!("{who_de} hat eine interne Notiz geschrieben."),
            K::Replied => format!("{who_de} hat geantwortet."),
            K::RequestDeclined => {
                format!("{who_de} hat Ihrem Wunsch nicht entsprochen; es bleibt beim bisherigen Stand.")
            }
            K::CloseRequested => format!("{who_de} hält die Anfrage für erledigt und bittet darum, sie zu schließen."),
            K::ReopenRequested => format!("{who_de} sagt, dass die Anfrage noch nicht gelöst ist."),
            K::Reopened => {
                format!("{who_de} hat {} wieder aufgenommen.", if mine { "Ihre Anfrage" } else { "das Ticket" })
            }
            K::Assigned => format!("{who_de} hat Ihnen oder Ihrem Team ein Ticket zugewiesen."),
            K::Mentioned => format!("{who_de} hat Sie in einer internen Notiz erwähnt."),
            K::Closed if mine => format!("{who_de} hat Ihre Anfrage geschlossen."),
            K::Closed => format!("{who_de} hat das Ticket geschlossen."),
            K::Resolved if mine => format!("{who_de} hat Ihre Anfrage gelöst."),
            K::Resolved => format!("{who_de} hat das Ticket gelöst."),
            K::SlaDueSoon => "Die vereinbarte Zeit ist bald abgelaufen.".to_owned(),
            K::SlaBreached => "Die vereinbarte Zeit ist überschritten.".to_owned(),
            K::ReplyStopped => "Ihre Antwort wurde nicht gesendet.".to_owned(),
            K::FileWithheld => {
                "Eine Datei von Ihnen wird nicht weitergegeben: Der Virenscanner hat etwas gefunden oder konnte sie nicht prüfen."
                    .to_owned()
            }
            K::WebhookDisabled => {
                "Ein Webhook wurde abgeschaltet, weil er seit fünf Tagen nicht erreichbar ist.".to_owned()
            }
            K::RetentionWaits => {
                "Ein Lauf der Aufbewahrung wartet auf Sie: Er beträfe ungewöhnlich viele Tickets, oder die Uhr hat sich verstellt."
                    .to_owned()
            }
        },
        Locale::En => match kind {
            K::StatusChanged => {
                format!("{who_en} changed the status of {}.", if mine { "your request" } else { "the ticket" })
            }
            K::Created if mine => format!("{who_en} wrote down a request for you."),
            K::Created => format!("{who_en} wrote a new ticket."),
            K::Added => format!("{who_en} lets you read along in this request. You can reply, too."),
            K::Noted => format!("{who_en} wrote an internal note."),
            K::Replied => format!("{who_en} replied."),
            K::RequestDeclined => format!("{who_en} did not grant your wish; the request stays as it is."),
            K::CloseRequested => format!("{who_en} considers the request done and asks to close it."),
            K::ReopenRequested => format!("{who_en} says that the request is not solved yet."),
            K::Reopened => format!("{who_en} took up {} again.", if mine { "your request" } else { "the ticket" }),
            K::Assigned => format!("{who_en} assigned a ticket to you or your team."),
            K::Mentioned => format!("{who_en} mentioned you in an internal note."),
            K::Closed if mine => format!("{who_en} closed your request."),
            K::Closed => format!("{who_en} closed the ticket."),
            K::Resolved if mine => format!("{who_en} resolved your request."),
            K::Resolved => format!("{who_en} resolved the ticket."),
            K::SlaDueSoon => "The time that was promised is nearly used up.".to_owned(),
            K::SlaBreached => "The time that was promised is used up.".to_owned(),
            K::ReplyStopped => "Your reply was not sent.".to_owned(),
            K::FileWithheld => {
                "A file of yours is not passed on: the virus scanner found something, or could not check it.".to_owned()
            }
            K::WebhookDisabled => {
                "A webhook was switched off because it could not be reached for five days.".to_owned()
            }
            K::RetentionWaits => {
                "A run of retention waits for you: it would concern unusually many tickets, or the clock has moved.".to_owned()
            }
        },
    }
}

/// A target of a service level.
pub(crate) const fn target(target: TargetKind, locale: Locale) -> &'static str {
    match (target, locale) {
        (TargetKind::FirstResponse, Locale::De) => "erste Antwort",
        (TargetKind::FirstResponse, Locale::En) => "first response",
        (TargetKind::NextResponse, Locale::De) => "nächste Antwort",
        (TargetKind::NextResponse, Locale::En) => "next response",
        (TargetKind::Resolution, Locale::De) => "Lösung",
        (TargetKind::Resolution, Locale::En) => "resolution",
    }
}

/// Short words in both languages.
pub(crate) struct Words {
    pub(crate) status: &'static str,
    pub(crate) ticket: &'static str,
    pub(crate) at: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) wrote: &'static str,
    pub(crate) noted: &'static str,
    pub(crate) request: &'static str,
    pub(crate) open_ticket: &'static str,
    pub(crate) open_request: &'static str,
    pub(crate) reply: &'static str,
    pub(crate) confirm: &'static str,
    pub(crate) not_solved: &'static str,
    pub(crate) is_it_solved: &'static str,
    pub(crate) no_reply: &'static str,
    pub(crate) why_requester: &'static str,
    pub(crate) why_reader: &'static str,
    pub(crate) why_staff: &'static str,
    pub(crate) preferences: &'static str,
    pub(crate) digest_subject: &'static str,
    pub(crate) digest_lead: &'static str,
    pub(crate) open_inbox: &'static str,
    pub(crate) stopped_moved: &'static str,
    pub(crate) file: &'static str,
    pub(crate) webhook: &'static str,
    pub(crate) open_webhooks: &'static str,
    pub(crate) retention: &'static str,
    pub(crate) open_retention: &'static str,
    pub(crate) target: &'static str,
}

pub(crate) const fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::De => &DE,
        Locale::En => &EN,
    }
}

static DE: Words = Words {
    status: "Stand",
    ticket: "Ticket",
    at: "Zeit",
    reason: "Begründung",
    wrote: "schrieb",
    noted: "Interne Notiz von",
    request: "Die Anfrage",
    open_ticket: "Ticket öffnen",
    open_request: "Anfrage öffnen",
    reply: "Antworten",
    confirm: "Ja, gelöst: Anfrage schließen",
    not_solved: "Nein, noch nicht gelöst",
    is_it_solved: "Ist Ihre Anfrage damit erledigt?",
    no_reply: "Antworten auf diese E-Mail liest niemand. Antworten Sie bitte über den Link.",
    why_requester: "Sie erhalten diese E-Mail, weil es Ihre Anfrage ist.",
    why_reader: "Sie erhalten diese E-Mail, weil Sie bei dieser Anfrage mitlesen.",
    why_staff: "Sie erhalten diese E-Mail, weil Sie mit diesem Ticket zu tun haben.",
    preferences: "Benachrichtigungen einstellen",
    digest_subject: "Ihre Tageszusammenfassung",
    digest_lead: "Das ist seit der letzten Zusammenfassung geschehen:",
    open_inbox: "Posteingang öffnen",
    stopped_moved: "Seit Sie sie geschrieben haben, ist im Ticket etwas geschehen. Der Text ist noch da: Öffnen Sie das Ticket, um ihn zu senden oder zu ändern.",
    file: "Datei",
    webhook: "Webhook",
    open_webhooks: "Webhooks öffnen",
    retention: "Aufbewahrung: betroffene Tickets",
    open_retention: "Aufbewahrung öffnen",
    target: "Ziel",
};

static EN: Words = Words {
    status: "Status",
    ticket: "Ticket",
    at: "Time",
    reason: "Reason",
    wrote: "wrote",
    noted: "Internal note by",
    request: "The request",
    open_ticket: "Open the ticket",
    open_request: "Open the request",
    reply: "Reply",
    confirm: "Yes, solved: close the request",
    not_solved: "No, still not solved",
    is_it_solved: "Does this solve your request?",
    no_reply: "Nobody reads replies to this e-mail. Please answer by the link.",
    why_requester: "You get this e-mail because it is your request.",
    why_reader: "You get this e-mail because you read along in this request.",
    why_staff: "You get this e-mail because this ticket concerns you.",
    preferences: "Change what you are notified of",
    digest_subject: "Your daily summary",
    digest_lead: "This happened since the last summary:",
    open_inbox: "Open the inbox",
    stopped_moved: "Something happened in the ticket since you wrote it. The text is still there: open the ticket to send or change it.",
    file: "File",
    webhook: "Webhook",
    open_webhooks: "Open the webhooks",
    retention: "Retention: tickets concerned",
    open_retention: "Open the retention",
    target: "Target",
};
