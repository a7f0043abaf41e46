//! Files that are held back, as admins see them.

type Text = &'static str;

pub(crate) struct Quarantine {
    pub(crate) lead: Text,
    pub(crate) nothing: Text,
    pub(crate) nothing_text: Text,
    pub(crate) sent_by: Text,
    pub(crate) unsent: Text,
    pub(crate) look_again: Text,
    pub(crate) looks_again: Text,
    pub(crate) tell: Text,
    pub(crate) told: Text,
    pub(crate) delete: Text,
    pub(crate) delete_title: Text,
    pub(crate) delete_text: Text,
    pub(crate) deleted: Text,
    pub(crate) no_scanner: Text,
    pub(crate) unscanned: Text,
    pub(crate) scanner_away: Text,
    pub(crate) waiting: Text,
}

pub(super) const DE: Quarantine = Quarantine {
    lead: "Dateien, die nicht weitergegeben werden.",
    nothing: "Nichts in Quarantäne",
    nothing_text: "Dateien, in denen ein Virus gefunden wird oder die nicht geprüft werden können, stehen hier.",
    sent_by: "von",
    unsent: "nicht abgeschickt",
    look_again: "Neu prüfen",
    looks_again: "Die Datei wird neu geprüft.",
    tell: "Absender informieren",
    told: "Wer die Datei geschickt hat, erfährt davon.",
    delete: "Löschen",
    delete_title: "Datei löschen?",
    delete_text: "Das lässt sich nicht zurücknehmen. Im Ticket bleibt nur stehen, dass es eine Datei gab.",
    deleted: "Die Datei ist gelöscht.",
    no_scanner: "Es ist kein Virenscanner eingerichtet. Dateien können nicht hochgeladen werden.",
    unscanned: "Es ist kein Virenscanner eingerichtet. Dateien werden ungeprüft weitergegeben.",
    scanner_away: "Der Virenscanner antwortet nicht",
    waiting: "Wartende Dateien",
};

pub(super) const EN: Quarantine = Quarantine {
    lead: "Files that are not passed on.",
    nothing: "Nothing in quarantine",
    nothing_text: "Files in which a virus is found, or that cannot be checked, stand here.",
    sent_by: "from",
    unsent: "not sent",
    look_again: "Check again",
    looks_again: "The file is being checked again.",
    tell: "Tell the sender",
    told: "The sender is told of it.",
    delete: "Delete",
    delete_title: "Delete the file?",
    delete_text: "This cannot be undone. The ticket keeps only that there was a file.",
    deleted: "The file is deleted.",
    no_scanner: "No virus scanner is set up. Files cannot be uploaded.",
    unscanned: "No virus scanner is set up. Files are passed on unchecked.",
    scanner_away: "The virus scanner does not answer",
    waiting: "Files waiting",
};
