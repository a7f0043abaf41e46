//! Files: chosen beside a text, and shown with one.

use crate::browser;
use crate::i18n::{format, t, tr};
use crate::state::app;
use crate::state::files::{Files, LOOK_MS, Phase, Upload, is_looked_at};
use domain::attachment::FileState;
use dto::attachment::{FileAddress, FileView};
use std::rc::Rc;
use ui::{
    ButtonKind, El, Glyph, Row, Show, Signal, View, button, div, el, given, icon, icon_button, p, rows, span, switch,
    when,
};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, File, FileList, HtmlAnchorElement, HtmlInputElement, Url};

/// Chooses files. Dropping and pasting are extra.
pub(crate) fn picker(files: Files) -> View {
    when(
        move || files.enabled(),
        move || {
            let accept = files.rules.with_untracked(|rules| {
                rules.as_ref().map(|rules| format!(".{}", rules.extensions.join(",."))).unwrap_or_default()
            });
            let input = el("input").attr("type", "file").attr("multiple", "").attr("accept", accept).attr("hidden", "");
            let field: HtmlInputElement = input.known();
            let chosen = field.clone();
            let input = input.on("change", move |_| {
                files.add(listed(chosen.files()));
                // The same file can be chosen again after it was taken away.
                chosen.set_value("");
            });
            let choose = button(ButtonKind::Quiet, tr!(files.attach)).glyph(Glyph::Clip).id(files.id());
            (choose.press(move || field.click()), input)
        },
    )
}

/// Takes what is dropped on a form, and pasted into it.
pub(crate) fn takes_files(form: El, files: Files) -> El {
    let over = Signal::new(false);
    let carries = |event: &web_sys::Event| {
        let event: &DragEvent = event.unchecked_ref();
        event.data_transfer().filter(|carried| carried.types().includes(&"Files".into(), 0))
    };
    form.class_when("takes-files", move || over.get())
        .on("dragover", move |event| {
            if files.enabled() && carries(event).is_some() {
                event.prevent_default();
                over.set(true);
            }
        })
        .on("dragleave", move |_| over.set(false))
        .on("drop", move |event| {
            over.set(false);
            if let Some(carried) = carries(event).filter(|_| files.enabled()) {
                event.prevent_default();
                files.add(of(&carried));
            }
        })
        .on("paste", move |event| {
            let event: &ClipboardEvent = event.unchecked_ref();
            let pasted = event.clipboard_data().map(|carried| of(&carried)).unwrap_or_default();
            if !pasted.is_empty() {
                event.prevent_default();
                files.add(pasted);
            }
        })
}

fn of(carried: &DataTransfer) -> Vec<File> {
    listed(carried.files())
}

fn listed(list: Option<FileList>) -> Vec<File> {
    let list = list.into_iter().flat_map(|list| (0..list.length()).filter_map(move |index| list.get(index)));
    list.collect()
}

/// What was chosen, and how far it has come.
pub(crate) fn chosen(files: Files) -> impl Show {
    let list = move || {
        let row = move |upload: Rc<Upload>| Row::new(upload.key.to_string(), move || line(files, upload));
        let lines = rows(move || files.items.get().into_iter().map(row).collect());
        el("ul").class("files").attr("aria-label", tr!(files.chosen)).child(lines)
    };
    let wrong = given(move || files.error.get(), |text: &String| p("field-error").child(text.clone()));
    (when(move || files.items.with(|items| !items.is_empty()), list), el("div").attr("role", "alert").child(wrong))
}

fn line(files: Files, upload: Rc<Upload>) -> El {
    let (phase, name, size) = (upload.phase, upload.name.clone(), upload.size);
    let progress = {
        let name = name.clone();
        when(
            move || matches!(phase.get(), Phase::Goes(_)),
            move || {
                let name = name.clone();
                el("progress").attr("max", "100").attr("aria-label", move || Some((t().files.progress)(&name))).attr(
                    "value",
                    move || match phase.get() {
                        Phase::Goes(percent) => Some(percent.to_string()),
                        _ => None,
                    },
                )
            },
        )
    };
    let words = move || match phase.get() {
        Phase::Waits => t().files.waits.to_owned(),
        Phase::Goes(percent) => format!("{percent} %"),
        Phase::Stored(view) => state_words(&view.attachment).to_owned(),
        Phase::Failed(text) => text,
    };
    let is_bad = move || match phase.get() {
        Phase::Failed(_) => true,
        Phase::Stored(view) => is_withheld(view.attachment.state),
        _ => false,
    };
    let again = {
        let (upload, name) = (upload.clone(), name.clone());
        when(
            move || matches!(phase.get(), Phase::Failed(_)),
            move || {
                let (upload, name) = (upload.clone(), name.clone());
                icon_button(Glyph::Undo, move || (t().files.again)(&name)).press(move || files.again(&upload))
            },
        )
    };
    let label = name.clone();
    let remove = icon_button(Glyph::Close, move || (t().files.remove)(&label)).press(move || files.remove(&upload));
    el("li").class("file").class_when("file-bad", is_bad).child((
        icon(Glyph::Clip, 16),
        div("file-words").child((
            span("file-name").child(name),
            span("file-facts").child((move || format::size(size), " · ", words)),
            progress,
        )),
        again,
        remove,
    ))
}

const fn is_withheld(state: FileState) -> bool {
    matches!(state, FileState::Infected | FileState::Unscannable)
}

fn state_words(file: &FileView) -> &'static str {
    // Where nobody looks there is nothing to wait for, and nothing to promise.
    if file.available && file.state == FileState::Scanning { "" } else { (t().files.state)(file.state) }
}

/// The files that came with a message.
pub(crate) fn attached(files: &[FileView]) -> Option<El> {
    let lines: Vec<_> = files.iter().cloned().map(file).collect();
    (!lines.is_empty()).then(|| el("ul").class("files").attr("aria-label", tr!(files.with_message)).child(lines))
}

fn file(view: FileView) -> El {
    let now = Signal::new((view.state, view.available));
    let id = view.attachment_id;
    if is_looked_at(&view) {
        look(now, id, LOOK_MS);
    }
    let FileView { file_name, size, previewable, .. } = view.clone();
    let name = file_name.clone();
    let shown = move |&(state, available): &(FileState, bool)| {
        let words = FileView { state, available, ..view.clone() };
        let name = file_name.clone();
        let facts = move || match (state, state_words(&words)) {
            (FileState::Erased, word) => word.to_owned(),
            (_, "") | (FileState::Clean, _) => format::size(size),
            (_, word) => format!("{} · {word}", format::size(size)),
        };
        let label = name.clone();
        let get = available
            .then(|| icon_button(Glyph::Down, move || (t().files.download)(&label)).press(move || download(id)));
        let picture = (available && previewable).then(|| picture(id, file_name.clone()));
        let line = div("file").class_if("file-bad", is_withheld(state)).child((
            icon(if is_withheld(state) { Glyph::Warning } else { Glyph::Clip }, 16),
            div("file-words").child((span("file-name").child(name), span("file-facts").child(facts))),
            get,
        ));
        (picture, line)
    };
    el("li").class_if("file-picture", previewable && !name.is_empty()).child(switch(move || now.get(), shown))
}

/// Asks how a file stands until it was looked at, less often each time.
fn look(now: Signal<(FileState, bool)>, id: domain::id::AttachmentId, wait: i32) {
    browser::after(wait, move || {
        if now.is_gone() {
            return;
        }
        app().api.file_address(id).then(move |found| {
            if now.is_gone() {
                return;
            }
            match found {
                Ok(FileAddress { state, available, .. }) if state != FileState::Scanning || available => {
                    now.set((state, available));
                }
                _ => look(now, id, (wait * 3 / 2).min(15_000)),
            }
        });
    });
}

/// The picture itself, once it comes into sight.
fn picture(id: domain::id::AttachmentId, name: String) -> El {
    let address = Signal::new(None::<String>);
    let asked = Signal::new(false);
    let image = el("img").attr("alt", move || Some((t().files.picture)(&name))).attr("src", move || address.get());
    let place =
        div("file-preview").class_when("file-preview-there", move || address.with(Option::is_some)).child(image);
    ui::sight(&place.node(), "300px", move |is| {
        if is && !asked.get_untracked() {
            asked.set(true);
            app().api.picture(id, move |made| {
                if address.is_gone() {
                    give_back(&made);
                } else {
                    address.set(Some(made));
                }
            });
        }
    });
    ui::at_end(move || {
        if let Some(Some(made)) = address.try_get_untracked() {
            give_back(&made);
        }
    });
    place
}

fn give_back(address: &str) {
    // Fails for what is no such address only.
    let _ = Url::revoke_object_url(address);
}

/// Has the browser save a file, by an address that is made for this once.
fn download(id: domain::id::AttachmentId) {
    let app = app();
    app.api.file_address(id).then(move |found| match found {
        Ok(FileAddress { available: true, url, .. }) => {
            let to: HtmlAnchorElement = el("a").attr("href", url).attr("download", "").known();
            to.click();
        }
        Ok(FileAddress { state, .. }) => app.notices.bad((t().files.state)(state)),
        Err(error) => app.notices.bad(error.text()),
    });
}
