//! Files that are not passed on, for admins.

use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::marks::ago;
use crate::components::page::{loaded, page_title};
use crate::i18n::{format, t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::files::LOOK_MS;
use crate::state::progress::Progress;
use dto::attachment::{QuarantinedView, ScanningView};
use std::cell::RefCell;
use std::rc::Rc;
use ui::{
    ButtonKind, El, Glyph, Row, Show, Signal, Tone, View, banner, button, div, el, empty_state, link, p, rows, span,
};

/// Lives as long as the page. What was loaded is no signal: each type of one is paid for by everybody.
struct Quarantine {
    items: RefCell<Vec<QuarantinedView>>,
    scanning: RefCell<Option<ScanningView>>,
    chosen: RefCell<String>,
    next: Signal<Option<String>>,
    /// Counts how often something was loaded.
    loads: Signal<u32>,
    progress: Progress,
    busy: Signal<bool>,
    asks: Signal<bool>,
}

/// The page.
pub(crate) fn quarantine() -> El {
    let state = Rc::new(Quarantine {
        items: RefCell::default(),
        scanning: RefCell::default(),
        chosen: RefCell::default(),
        next: Signal::new(None),
        loads: Signal::new(0),
        progress: Progress::new(),
        busy: Signal::new(false),
        asks: Signal::new(false),
    });
    state.load(None);
    let question = Question {
        id: "delete-file",
        open: state.asks,
        title: tr!(quarantine.delete_title),
        text: tr!(quarantine.delete_text),
        go: tr!(quarantine.delete),
        busy: state.busy,
    };
    let (shows, again, asked) = (state.clone(), state.clone(), state.clone());
    let title = (page_title(None, tr!(shell.quarantine)), p("lead").child(tr!(quarantine.lead)));
    div("narrow").child((
        div("page-head").child(el("div").child(title)),
        scanner(&state),
        loaded(state.progress, 4, move || again.load(None), move || content(&shows)),
        confirm(question, move || asked.delete()),
    ))
}

impl Quarantine {
    /// Loads the newest part, or with a cursor the one after it. How many are being checked is asked first: what comes back
    /// between the two questions is in the list, and what comes back later was counted.
    fn load(self: &Rc<Self>, cursor: Option<String>) {
        let state = self.clone();
        app().api.scanning().then(move |found| {
            if state.loads.is_gone() {
                return;
            }
            if let Ok(found) = found {
                if found.scanner && found.scanning > 0 {
                    let again = state.clone();
                    browser::after(LOOK_MS, move || again.load(None));
                }
                state.scanning.replace(Some(found));
                state.loads.update(|loads| *loads += 1);
            }
            state.load_list(cursor);
        });
    }

    fn load_list(self: &Rc<Self>, cursor: Option<String>) {
        let state = self.clone();
        self.progress.load(app().api.quarantine(cursor.as_deref()), move |part| {
            if cursor.is_none() {
                state.items.borrow_mut().clear();
            }
            state.items.borrow_mut().extend(part.items);
            state.next.set(part.next);
            state.loads.update(|loads| *loads += 1);
            app().navigation.settled();
        });
    }

    /// One at a time.
    fn act(self: &Rc<Self>, id: &str, method: &'static str, act: &'static str, done: fn() -> &'static str) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let state = self.clone();
        app().api.quarantined(id, method, act).then(move |outcome| {
            if state.busy.is_gone() {
                return;
            }
            state.busy.set(false);
            state.asks.set(false);
            match outcome {
                Ok(_) => app().notices.good(done()),
                Err(error) => app().notices.bad(error.text()),
            }
            state.load(None);
        });
    }

    fn delete(self: &Rc<Self>) {
        let id = self.chosen.borrow().clone();
        self.act(&id, "DELETE", "", || t().quarantine.deleted);
        browser::rescue_focus();
    }
}

/// Whether anybody looks at files.
fn scanner(state: &Rc<Quarantine>) -> El {
    let of = state.clone();
    let words = move || {
        let _ = of.loads.get();
        let texts = &t().quarantine;
        let scanning = of.scanning.borrow();
        let Some(ScanningView { scanner, signatures, serves_unscanned, scanning, .. }) = &*scanning else {
            return String::new();
        };
        if *serves_unscanned {
            return texts.unscanned.to_owned();
        }
        if !scanner {
            return texts.no_scanner.to_owned();
        }
        let who = signatures.as_deref().unwrap_or(texts.scanner_away);
        format!("{who}. {}: {}", texts.waiting, format::number(*scanning))
    };
    banner(Tone::Info, Glyph::Lock, p("banner-text").child(words))
}

fn content(state: &Rc<Quarantine>) -> View {
    let (of, older, empty, loads, next) = (state.clone(), state.clone(), state.clone(), state.loads, state.next);
    let list = rows(move || {
        let _ = loads.get();
        let items = of.items.borrow();
        let row = |item: &QuarantinedView| {
            let (state, item) = (of.clone(), item.clone());
            Row::new(item.attachment.attachment_id.to_string(), move || line(&state, item))
        };
        items.iter().map(row).collect()
    });
    let is_there = move || {
        let _ = loads.get();
        !empty.items.borrow().is_empty()
    };
    let nothing = empty_state(Glyph::Check, tr!(quarantine.nothing), tr!(quarantine.nothing_text));
    (
        div("card").flag("hidden", is_there).child(nothing),
        el("ul").class("card requests quarantine").child(list),
        button(ButtonKind::Plain, tr!(ticket.earlier))
            .flag("hidden", move || next.get().is_none())
            .press(move || older.load(older.next.get_untracked())),
    )
        .view()
}

fn line(state: &Rc<Quarantine>, item: QuarantinedView) -> El {
    let QuarantinedView { attachment, finding, scanned_at: _, uploaded_by, created_at, ticket } = item;
    let (id, kind) = (attachment.attachment_id.to_string(), attachment.state);
    let to = match ticket {
        Some(number) => link("", Route::Ticket(number).href()).child(number.to_string()),
        None => el("span").child(tr!(quarantine.unsent)),
    };
    let facts = p("request-facts").child((
        to,
        (" · ", tr!(quarantine.sent_by), " ", uploaded_by.display_name),
        (" · ", ago(created_at)),
        (" · ", move || format::size(attachment.size)),
        finding.map(|finding| (" · ", finding)),
    ));
    let does = |word: ui::Text, method: &'static str, act: &'static str, done: fn() -> &'static str| {
        let (state, id) = (state.clone(), id.clone());
        button(ButtonKind::Plain, word).press(move || state.act(&id, method, act, done))
    };
    let (asking, chosen) = (state.clone(), id.clone());
    let delete = button(ButtonKind::Plain, tr!(quarantine.delete)).press(move || {
        asking.chosen.replace(chosen.clone());
        asking.asks.set(true);
    });
    let acts = (
        does(tr!(quarantine.look_again), "POST", "/rescan", || t().quarantine.looks_again),
        does(tr!(quarantine.tell), "POST", "/notify", || t().quarantine.told),
        delete,
    );
    let words = span("file-facts").child(move || (t().files.state)(kind));
    el("li").class("request quarantined file-bad").child((
        div("request-main").child((el("strong").class("file-name").child(attachment.file_name.clone()), words, facts)),
        div("quarantined-acts").attr("role", "group").attr("aria-label", attachment.file_name).child(acts),
    ))
}
