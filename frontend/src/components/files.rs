//! Files: chosen beside a text, and shown with one.

use crate::i18n::{format, t, tr};
use crate::state::app;
use crate::state::files::{Files, Item, LOOK_MS, Phase, ask};
use domain::attachment::FileState;
use domain::id::AttachmentId;
use dto::attachment::{FileAddress, FileView};
use std::rc::Rc;
use ui::{ButtonKind, El, Glyph, Row, Show, Signal, Text, View, button, div, el, icon, icon_button, p, rows, span};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, File, FileList, HtmlInputElement};

/// Chooses files. Dropping and pasting are extra.
pub(crate) fn picker(files: Files) -> El {
    let rules = &app().rules;
    let accept = move || {
        let endings = rules.with(|rules| rules.extensions.join(",."));
        rules.enabled.get().then(|| format!(".{endings}"))
    };
    let input = el("input").attr("type", "file").attr("multiple", "").attr("accept", accept).attr("hidden", "");
    let field: HtmlInputElement = input.known();
    let chosen = field.clone();
    let input = input.on("change", move |_| {
        files.add(listed(chosen.files()));
        // The same file can be chosen again after it was taken away.
        chosen.set_value("");
    });
    let choose = button(ButtonKind::Quiet, tr!(files.attach)).glyph(Glyph::Clip).id(files.id());
    span("picker").flag("hidden", move || !rules.enabled.get()).child((choose.press(move || field.click()), input))
}

/// Takes what is dropped on a form, and pasted into it.
pub(crate) fn takes_files(form: El, files: Files) -> El {
    let over = Signal::new(false);
    let act = move |event: &Event| {
        let carried: Option<DataTransfer> = match event.type_().as_str() {
            "paste" => event.unchecked_ref::<ClipboardEvent>().clipboard_data(),
            _ => event.unchecked_ref::<DragEvent>().data_transfer(),
        };
        let carries = carried.filter(|carried| carried.types().includes(&"Files".into(), 0));
        let drags = event.type_() == "dragover";
        over.set(drags && carries.is_some());
        let Some(carried) = carries else { return };
        event.prevent_default();
        if !drags {
            files.add(listed(carried.files()));
        }
    };
    form.class_when("takes-files", move || over.get())
        .on("dragover", act)
        .on("drop", act)
        .on("paste", act)
        .on("dragleave", move |_| over.set(false))
}

fn listed(list: Option<FileList>) -> Vec<File> {
    let list = list.into_iter().flat_map(|list| (0..list.length()).filter_map(move |index| list.get(index)));
    list.collect()
}

/// What was chosen, and how far it has come.
pub(crate) fn chosen(files: Files) -> impl Show {
    let row = move |item: Rc<Item>| Row::new(item.key.to_string(), move || going(files, &item));
    let lines = rows(move || files.items.get().into_iter().map(row).collect());
    (
        el("ul").class("files").attr("aria-label", tr!(files.with_message)).child(lines),
        p("field-error").attr("role", "alert").child(move || files.error.get()),
    )
}

/// A name that says what a button does, and with which file.
fn named(item: &Rc<Item>, word: fn() -> &'static str) -> Text {
    let item = item.clone();
    (move || format!("{}: {}", word(), item.name)).into()
}

fn going(files: Files, item: &Rc<Item>) -> El {
    let (failed, again, remove, bar) = (item.clone(), item.clone(), item.clone(), item.clone());
    let percent = move || match bar.phase() {
        Phase::Goes(percent) => Some(percent.to_string()),
        _ => None,
    };
    // Without a value it is not shown.
    let progress = el("progress").attr("max", "100").attr("aria-label", named(item, || t().files.progress));
    let retry = icon_button(Glyph::Undo, named(item, || t().files.again))
        .flag("hidden", move || !matches!(failed.phase(), Phase::Failed(true)))
        .press(move || files.again(&again));
    let close = icon_button(Glyph::Close, named(item, || t().files.remove)).press(move || files.remove(&remove));
    el("li").child(line(item, Some(progress.attr("value", percent)), (retry, close).view()))
}

/// What every file shows: its name, its size and how it stands.
fn line(item: &Rc<Item>, below: Option<El>, acts: View) -> El {
    let (of, bad) = (item.clone(), item.clone());
    let facts = move || {
        let (size, texts) = (format::size(of.size), &t().files);
        let words = match of.phase() {
            Phase::Waits => texts.waits.to_owned(),
            Phase::Goes(percent) => format!("{percent} %"),
            Phase::Failed(_) => of.why(),
            Phase::Stored(FileState::Erased, _) => return (texts.state)(FileState::Erased).to_owned(),
            // Where nobody looks there is nothing to wait for, and nothing to promise.
            Phase::Stored(FileState::Scanning, true) => return size,
            Phase::Stored(state, _) => (texts.state)(state).to_owned(),
        };
        format!("{size} · {words}")
    };
    let is_bad = move || {
        matches!(bad.phase(), Phase::Failed(_) | Phase::Stored(FileState::Infected | FileState::Unscannable, _))
    };
    let words =
        div("file-words").child((span("file-name").child(item.name.clone()), span("file-facts").child(facts), below));
    div("file").class_when("file-bad", is_bad).child((icon(Glyph::Clip, 16), words, acts))
}

/// The files that came with a message.
pub(crate) fn attached(files: &[FileView]) -> Option<El> {
    let files: Vec<_> = files.iter().cloned().map(|view| Rc::new(Item::there(view))).collect();
    shown(&files)
}

pub(crate) fn shown(files: &[Rc<Item>]) -> Option<El> {
    let list = || el("ul").class("files").attr("aria-label", tr!(files.with_message));
    (!files.is_empty()).then(|| list().child(files.iter().map(there).collect::<Vec<_>>()))
}

fn there(item: &Rc<Item>) -> El {
    item.look(LOOK_MS);
    let id = item.id.get();
    let get = icon_button(Glyph::Down, named(item, || t().files.download)).press(move || download(id));
    let of = item.clone();
    let get = get.flag("hidden", move || !matches!(of.phase(), Phase::Stored(_, true)));
    el("li").child((item.previewable.then(|| picture(item)), line(item, None, get.view())))
}

/// The picture that the server has made of it, once it comes into sight. A browser sends no header for an image, so it gets an
/// address as for saving.
fn picture(item: &Rc<Item>) -> El {
    let (address, asked, id) = (Signal::new(String::new()), Signal::new(false), item.id.get());
    let source = move || Some(address.get()).filter(|address| !address.is_empty());
    let image = el("img").attr("alt", named(item, || t().files.picture)).attr("src", source);
    let of = item.clone();
    let hidden = move || !matches!(of.phase(), Phase::Stored(_, true));
    let place = div("file-preview").flag("hidden", hidden).child(image);
    ui::sight(&place.node(), "300px", move |is| {
        let Some(id) = id.filter(|_| is && !asked.get_untracked()) else { return };
        asked.set(true);
        let show = move |found: Option<FileAddress>| {
            if let (Some(found), false) = (found, address.is_gone()) {
                address.set(found.preview_url.unwrap_or_default());
            }
        };
        ask(id, Box::new(show));
    });
    place
}

/// Has the browser save a file, by an address that is made for this once.
fn download(id: Option<AttachmentId>) {
    let Some(id) = id else { return };
    let save = |found: Option<FileAddress>| {
        if let Some(found) = found {
            crate::browser::download(&found.url);
        }
    };
    ask(id, Box::new(save));
}
