//! Files: sent along, shown, and held back.

use domain::attachment::FileState;

type Text = &'static str;

pub(crate) struct Files {
    pub(crate) attach: Text,
    pub(crate) hint: Text,
    pub(crate) with_message: Text,
    pub(crate) remove: Text,
    pub(crate) again: Text,
    pub(crate) download: Text,
    pub(crate) picture: Text,
    pub(crate) waits: Text,
    pub(crate) progress: Text,
    pub(crate) stored: Text,
    pub(crate) too_large: Text,
    pub(crate) empty: Text,
    pub(crate) wrong_type: Text,
    pub(crate) too_many: Text,
    pub(crate) still_sending: Text,
    pub(crate) gone: Text,
    pub(crate) state: fn(FileState) -> Text,
}

pub(crate) const DE: Files = Files {
    attach: "Datei anhängen",
    hint: "Sie können Dateien auch hierher ziehen oder einfügen. Höchstens je Datei:",
    with_message: "Dateien",
    remove: "Entfernen",
    again: "Noch einmal hochladen",
    download: "Herunterladen",
    picture: "Bild",
    waits: "wartet",
    progress: "Wird hochgeladen",
    stored: "Hochgeladen",
    too_large: "Die Datei ist zu groß. Höchstens:",
    empty: "Die Datei ist leer.",
    wrong_type: "Dateien dieser Art werden nicht angenommen.",
    too_many: "So viele Dateien gehen nicht mit einer Nachricht. Höchstens:",
    still_sending: "Einen Moment noch: Es wird noch hochgeladen. Was nicht gelingt, können Sie entfernen.",
    gone: "Die Datei ist nicht mehr da. Bitte hängen Sie sie noch einmal an.",
    state: |state| match state {
        FileState::Pending | FileState::Scanning => "wird auf Viren geprüft",
        FileState::Clean => "geprüft",
        FileState::Infected => "Virus gefunden, gesperrt",
        FileState::Unscannable => "nicht prüfbar, gesperrt",
        FileState::Erased => "Datei gelöscht",
    },
};

pub(crate) const EN: Files = Files {
    attach: "Attach files",
    hint: "You can also drop or paste files here. At most per file:",
    with_message: "Files",
    remove: "Remove",
    again: "Upload again",
    download: "Download",
    picture: "Image",
    waits: "waiting",
    progress: "Uploading",
    stored: "Uploaded",
    too_large: "The file is too large. At most:",
    empty: "The file is empty.",
    wrong_type: "Files of this kind are not taken.",
    too_many: "So many files do not go with one message. At most:",
    still_sending: "One moment: files are still being uploaded. You can remove what does not succeed.",
    gone: "The file is not there any more. Please attach it again.",
    state: |state| match state {
        FileState::Pending | FileState::Scanning => "being checked for viruses",
        FileState::Clean => "checked",
        FileState::Infected => "virus found, blocked",
        FileState::Unscannable => "cannot be checked, blocked",
        FileState::Erased => "file deleted",
    },
};
