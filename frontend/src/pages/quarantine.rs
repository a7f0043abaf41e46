//! Files that are not passed on, for admins.

use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::marks::ago;
use crate::components::page::{loaded, page_title};
use crate::i18n::{format, t, tr};
use crate::routes::Route;
use crate::state::progress::Progress;
use crate::state::{App, app};
use domain::attachment::FileState;
use domain::id::AttachmentId;
use dto::attachment::{QuarantinedView, ScanningView};
use ui::{
    ButtonKind, El, Glyph, Row, Show, Signal, Text, Tone, banner, button, div, el, empty_state, given, link, p, pill,
    rows, span, switch, when,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Quarantine {
    app: App,
    items: Signal<Vec<QuarantinedView>>,
    next: Signal<Option<String>>,
    scanning: Signal<Option<ScanningView>>,
    progress: Progress,
    busy: Signal<bool>,
    /// What is about to be deleted, and whether it is asked about.
    chosen: Signal<Option<(AttachmentId, String)>>,
    asks: Signal<bool>,
}

/// The page.
pub(crate) fn quarantine() -> El {
    let state = Quarantine {
        app: app(),
        items: Signal::new(Vec::new()),
        next: Signal::new(None),
        scanning: Signal::new(None),
        progress: Progress::new(),
        busy: Signal::new(false),
        chosen: Signal::new(None),
        asks: Signal::new(false),
    };
    state.load();
    let title =
        move || state.chosen.with(|chosen| (t().files.delete_title)(chosen.as_ref().map_or("", |(_, name)| name)));
    let question = Question {
        id: "delete-file",
        open: state.asks,
        title: Text::from(title),
        text: tr!(files.delete_text),
        go: tr!(files.delete),
        busy: state.busy,
    };
    div("narrow").child((
        div("page-head").child(
            el("div").child((page_title(None, tr!(files.quarantine)), p("lead").child(tr!(files.quarantine_lead)))),
        ),
        given(move || state.scanning.get(), scanner),
        loaded(state.progress, 4, move || state.load(), move || content(state)),
        confirm(question, move || state.delete()),
    ))
}

impl Quarantine {
    fn load(self) {
        self.app.api.scanning().then(move |found| {
            if let (Ok(found), false) = (found, self.scanning.is_gone()) {
                self.scanning.set(Some(found));
            }
        });
        self.progress.load(self.app.api.quarantine(None), move |part| {
            self.items.set(part.items);
            self.next.set(part.next);
            self.app.navigation.settled();
        });
    }

    fn load_older(self) {
        let Some(cursor) = self.next.get_untracked() else { return };
        self.run(self.app.api.quarantine(Some(&cursor)), move |part| {
            self.items.update(|items| items.extend(part.items));
            self.next.set(part.next);
        });
    }

    /// Calls, one at a time, and tells what went wrong.
    fn run<T: dto::read::Read + 'static>(self, answer: crate::api::Answer<T>, done: impl FnOnce(T) + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        answer.then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            match outcome {
                Ok(value) => done(value),
                Err(error) => self.app.notices.bad(error.text()),
            }
        });
    }

    fn delete(self) {
        let Some((id, _)) = self.chosen.get_untracked() else { return };
        self.run(self.app.api.delete_quarantined(id), move |_| {
            self.asks.set(false);
            self.app.notices.good(t().files.deleted);
            self.load();
            browser::rescue_focus();
        });
    }
}

/// Whether anybody looks at files.
fn scanner(view: &ScanningView) -> El {
    let ScanningView { scanner, signatures, serves_unscanned, scanning, .. } = view.clone();
    let away = scanner && signatures.is_none();
    let words = move || {
        let (texts, waiting) = (&t().files, format::number(scanning));
        match &signatures {
            _ if serves_unscanned => texts.unscanned.to_owned(),
            _ if !scanner => texts.no_scanner.to_owned(),
            None => (texts.scanner_away)(&waiting),
            Some(version) => (texts.scanner)(version, &waiting),
        }
    };
    let (tone, glyph) = if scanner && !away { (Tone::Calm, Glyph::Check) } else { (Tone::Warn, Glyph::Warning) };
    banner(tone, glyph, p("banner-text").child(words))
}

fn content(state: Quarantine) -> impl Show {
    let row =
        move |item: QuarantinedView| Row::new(item.attachment.attachment_id.to_string(), move || line(state, &item));
    let lines = move || {
        let lines = rows(move || state.items.get().into_iter().map(row).collect());
        let older = when(
            move || state.next.with(Option::is_some),
            move || {
                button(ButtonKind::Plain, tr!(ticket.earlier))
                    .busy(move || state.busy.get())
                    .press(move || state.load_older())
            },
        );
        el("div").child((el("ul").class("card requests").child(lines), older))
    };
    let nothing = || div("card").child(empty_state(Glyph::Check, tr!(files.nothing), tr!(files.nothing_text)));
    switch(move || state.items.with(Vec::is_empty), move |&empty| if empty { nothing() } else { lines() })
}

fn line(state: Quarantine, item: &QuarantinedView) -> El {
    let QuarantinedView { attachment, finding, scanned_at: _, uploaded_by, created_at, ticket } = item.clone();
    let (id, name, kind) = (attachment.attachment_id, attachment.file_name, attachment.state);
    let api = state.app.api;
    let tone = if kind == FileState::Infected { Tone::Bad } else { Tone::Warn };
    let to = match ticket {
        Some(number) => link("", Route::Ticket(number).href()).child(number.to_string()),
        None => span("quiet").child(tr!(files.unsent)),
    };
    let (whose, told) = (uploaded_by.display_name.clone(), uploaded_by.display_name);
    let facts = p("request-facts").child((
        to,
        " · ",
        move || (t().files.sent_by)(&whose),
        " · ",
        ago(created_at),
        " · ",
        move || format::size(attachment.size),
        finding.map(|finding| (" · ", finding)),
    ));
    let look = button(ButtonKind::Plain, tr!(files.look_again)).busy(move || state.busy.get()).press(move || {
        state.run(api.rescan(id), move |_| {
            state.app.notices.good(t().files.looks_again);
            state.load();
        });
    });
    let tell = button(ButtonKind::Plain, tr!(files.tell)).busy(move || state.busy.get()).press(move || {
        let told = told.clone();
        state.run(api.tell_uploader(id), move |_| state.app.notices.good((t().files.told)(&told)));
    });
    let chosen = name.clone();
    let delete = button(ButtonKind::Plain, tr!(files.delete)).press(move || {
        state.chosen.set(Some((id, chosen.clone())));
        state.asks.set(true);
    });
    el("li").class("request quarantined").child((
        div("request-main").child((
            pill(tone, None, move || (t().files.state)(kind)),
            el("strong").class("file-name").child(name.clone()),
            facts,
        )),
        div("quarantined-acts").attr("role", "group").attr("aria-label", name).child((look, tell, delete)),
    ))
}
