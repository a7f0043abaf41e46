//! Files: chosen beside a text, and shown with one.

use crate::i18n::{format, t, tr};
use crate::state::app;
use crate::state::files::{Files, Item, LOOK_MS, Phase};
use domain::attachment::FileState;
use domain::id::AttachmentId;
use dto::attachment::{FileAddress, FileView};
use std::rc::Rc;
use ui::{
    ButtonKind, El, Glyph, Row, Show, Signal, Text, View, button, div, el, given, icon, icon_button, p, rows, span,
    when,
};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DataTransfer, DragEvent, Event, File, FileList, HtmlAnchorElement, HtmlInputElement};

/// Chooses files. Dropping and pasting are extra.
pub(crate) fn picker(files: Files) -> View {
    let rules = &app().rules;
    let choose = move || {
        let accept = rules.with(|rules| format!(".{}", rules.extensions.join(",.")));
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
    };
    when(move || rules.enabled.get(), choose)
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
    let wrong = move || Some(files.error.get()).filter(|text| !text.is_empty());
    (
        el("ul").class("files").attr("aria-label", tr!(files.with_message)).child(lines),
        el("div").attr("role", "alert").child(given(wrong, |text: &String| p("field-error").child(text.clone()))),
    )
}

/// A name that says what a button does, and with which file.
fn named(item: &Rc<Item>, word: fn() -> &'static str) -> Text {
    let item = item.clone();
    (move || format!("{}: {}", word(), item.name)).into()
}

fn going(files: Files, item: &Rc<Item>) -> El {
    let (failed, goes) = (item.clone(), item.clone());
    let (again, remove, bar) = (item.clone(), item.clone(), item.clone());
    let label = named(item, || t().files.progress);
    let progress = move || {
        let bar = bar.clone();
        el("progress").attr("max", "100").attr("aria-label", label.clone()).attr("value", move || match bar.phase() {
            Phase::Goes(percent) => Some(percent.to_string()),
            _ => None,
        })
    };
    let retry = named(item, || t().files.again);
    let retry = move || {
        let again = again.clone();
        icon_button(Glyph::Undo, retry.clone()).press(move || files.again(&again))
    };
    let acts = (
        when(move || matches!(failed.phase(), Phase::Failed), retry),
        icon_button(Glyph::Close, named(item, || t().files.remove)).press(move || files.remove(&remove)),
    );
    el("li").child(line(item, when(move || matches!(goes.phase(), Phase::Goes(_)), progress), acts.view()))
}

/// What every file shows: its name, its size and how it stands.
fn line(item: &Rc<Item>, below: View, acts: View) -> El {
    let (of, bad) = (item.clone(), item.clone());
    let facts = move || {
        let (size, texts) = (format::size(of.size), &t().files);
        let words = match of.phase() {
            Phase::Waits => texts.waits.to_owned(),
            Phase::Goes(percent) => format!("{percent} %"),
            Phase::Failed => of.why(),
            Phase::Stored(FileState::Erased, _) => return (texts.state)(FileState::Erased).to_owned(),
            // Where nobody looks there is nothing to wait for, and nothing to promise.
            Phase::Stored(FileState::Scanning, true) => return size,
            Phase::Stored(state, _) => (texts.state)(state).to_owned(),
        };
        format!("{size} · {words}")
    };
    let is_bad =
        move || matches!(bad.phase(), Phase::Failed | Phase::Stored(FileState::Infected | FileState::Unscannable, _));
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
    let of = item.clone();
    let available = move || matches!(of.phase(), Phase::Stored(_, true));
    let had = available.clone();
    let label = named(item, || t().files.download);
    let id = item.id.get();
    let get = when(available, move || icon_button(Glyph::Down, label.clone()).press(move || download(id)));
    let picture = item.previewable.then(|| {
        let item = item.clone();
        when(had, move || picture(&item))
    });
    el("li").child((picture, line(item, View::none(), get)))
}

/// The picture that the server has made of it, once it comes into sight. A browser sends no header for an image, so it gets an
/// address as for saving.
fn picture(item: &Rc<Item>) -> El {
    let (address, asked, id) = (Signal::new(String::new()), Signal::new(false), item.id.get());
    let source = move || Some(address.get()).filter(|address| !address.is_empty());
    let image = el("img").attr("alt", named(item, || t().files.picture)).attr("src", source);
    let place = div("file-preview").child(image);
    ui::sight(&place.node(), "300px", move |is| {
        let Some(id) = id.filter(|_| is && !asked.get_untracked()) else { return };
        asked.set(true);
        app().api.file_address(id).then(move |found| {
            if let (Ok(found), false) = (found, address.is_gone()) {
                address.set(found.preview_url.unwrap_or_default());
            }
        });
    });
    place
}

/// Has the browser save a file, by an address that is made for this once.
fn download(id: Option<AttachmentId>) {
    let Some(id) = id else { return };
    app().api.file_address(id).then(move |found| match found {
        Ok(FileAddress { available: true, url, .. }) => {
            let to: HtmlAnchorElement = el("a").attr("href", url).attr("download", "").known();
            to.click();
        }
        Ok(FileAddress { state, .. }) => app().notices.bad((t().files.state)(state)),
        Err(error) => app().notices.bad(error.text()),
    });
}
