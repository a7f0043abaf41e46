//! Erasing people and legal holds, for admins. Whom it is about, the address says; without anybody it shows what there is.

use super::handover::{Handover, handover_dialog};
use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::listing::item;
use crate::components::marks::moment;
use crate::components::page::{loaded, page_title};
use crate::components::small_form::form_dialog;
use crate::i18n::{format, t, tr};
use crate::routes::{AdminRoute, Route, UserAsk};
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::{App, app};
use domain::id::UserId;
use domain::privacy::{ErasureMode, HoldKind};
use dto::handover::HandoverView;
use dto::privacy::{ErasurePreview, ErasureRequest, ErasureView, LegalHoldRequest, LegalHoldView};
use ui::{
    ButtonKind, Choice, El, Glyph, Row, Show, Signal, Tone, View, banner, button, choice, choices, div, el,
    empty_state, given, link, p, pill, rows, switch,
};

const HOLD_TICKET: Sheet = Sheet {
    id: "hold-ticket",
    errors: "hold-ticket-errors",
    fields: &[
        Field { pointer: "/target", id: "hold-number", label: || t().privacy.number },
        Field { pointer: "/reason", id: "hold-ticket-reason", label: || t().privacy.reason },
    ],
    kinds: &[("text", "off"), ("text", "off")],
    go: || t().privacy.put,
};
const HOLD_PERSON: Sheet = Sheet {
    id: "hold-person",
    errors: "hold-person-errors",
    fields: &[Field { pointer: "/reason", id: "hold-person-reason", label: || t().privacy.reason }],
    kinds: &[("text", "off")],
    go: || t().privacy.put,
};
/// How long to wait before looking again how far an erasure is.
const LOOK_MS: i32 = 1_500;

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Privacy {
    app: App,
    user: Option<UserId>,
    preview: Signal<Option<ErasurePreview>>,
    mode: Signal<String>,
    erasures: Signal<Vec<ErasureView>>,
    holds: Signal<Vec<LegalHoldView>>,
    chosen: Signal<Option<LegalHoldView>>,
    progress: [Progress; 3],
    busy: Signal<bool>,
    asks_erasing: Signal<bool>,
    asks_lifting: Signal<bool>,
    handover: Handover,
    hold_ticket: Form,
    hold_person: Form,
}

/// The page.
pub(crate) fn privacy(user: Option<UserId>) -> El {
    let busy = Signal::new(false);
    let state = Privacy {
        app: app(),
        user,
        preview: Signal::new(None),
        mode: Signal::new(ErasureMode::Anonymise.to_string()),
        erasures: Signal::default(),
        holds: Signal::default(),
        chosen: Signal::new(None),
        progress: [Progress::new(), Progress::new(), Progress::new()],
        busy,
        asks_erasing: Signal::new(false),
        asks_lifting: Signal::new(false),
        handover: Handover::new(false, busy),
        hold_ticket: Form::new(&HOLD_TICKET),
        hold_person: Form::new(&HOLD_PERSON),
    };
    state.load_preview();
    state.load_erasures();
    state.load_holds();
    let title = (page_title(None, tr!(shell.privacy)), p("lead").child(tr!(privacy.lead)));
    div("narrow").child((
        div("page-head").child(el("div").child(title)),
        person(state),
        holds(state),
        erasures(state),
        (confirm(erase_question(state), move || state.erase()), confirm(lift_question(state), move || state.lift())),
        handover_dialog(state.handover, move || state.handed_over()),
        form_dialog(state.hold_ticket, (|| (t().privacy.hold_title)(None)).into(), reason_note, move || {
            state.put_on_ticket();
        }),
        form_dialog(
            state.hold_person,
            (move || (t().privacy.hold_title)(Some(&state.name()))).into(),
            reason_note,
            move || state.put_on_person(),
        ),
    ))
}

impl Privacy {
    fn name(self) -> String {
        self.preview
            .with(|preview| preview.as_ref().map(|preview| preview.person.display_name.clone()))
            .unwrap_or_default()
    }

    fn load_preview(self) {
        let Some(user) = self.user else { return };
        self.progress[0].load(self.app.api.erasure_preview(user), move |preview| self.preview.set(Some(preview)));
    }

    fn load_erasures(self) {
        self.progress[1].load(self.app.api.erasures(), move |erasures: Vec<ErasureView>| self.show(erasures));
    }

    /// Looks again for as long as something is under way and the page is there.
    fn show(self, erasures: Vec<ErasureView>) {
        let running = erasures.iter().any(|erasure| erasure.finished_at.is_none());
        self.erasures.set(erasures);
        self.app.navigation.settled();
        if running {
            browser::after(LOOK_MS, move || {
                if self.erasures.is_gone() {
                    return;
                }
                self.app.api.erasures().then(move |found| {
                    if let (Ok(found), false) = (found, self.erasures.is_gone()) {
                        self.show(found);
                    }
                });
            });
        }
    }

    fn load_holds(self) {
        self.progress[2].load(self.app.api.legal_holds(), move |holds| self.holds.set(holds));
    }

    fn erase(self) {
        let Some(user) = self.user else { return };
        let request = ErasureRequest { user: user.to_string(), mode: self.mode.get_untracked() };
        run(self.busy, self.app.api.erase(&request), move |_| {
            self.asks_erasing.set(false);
            self.app.notices.good(t().privacy.begun);
            self.app.navigation.replace(&Route::Admin(AdminRoute::Privacy(None)));
        });
    }

    fn handed_over(self) {
        self.app.notices.good(t().people.handed_over);
        self.follow();
        browser::rescue_focus();
    }

    /// Looks again until all is handed over and the page is there.
    fn follow(self) {
        let Some(user) = self.user else { return };
        self.app.api.handover(user).then(move |found| {
            if self.preview.is_gone() {
                return;
            }
            match found {
                Ok(HandoverView { last: Some(last), .. }) if last.finished_at.is_none() => {
                    browser::after(LOOK_MS, move || {
                        if !self.preview.is_gone() {
                            self.follow();
                        }
                    });
                }
                _ => self.load_preview(),
            }
        });
    }

    fn put_on_ticket(self) {
        let [target, reason] = self.hold_ticket.typed();
        let target = target.trim().trim_start_matches('#').to_owned();
        self.put(self.hold_ticket, &LegalHoldRequest { kind: HoldKind::Ticket.to_string(), target, reason });
    }

    fn put_on_person(self) {
        let [reason, _] = self.hold_person.typed();
        let target = self.user.map(|user| user.to_string()).unwrap_or_default();
        self.put(self.hold_person, &LegalHoldRequest { kind: HoldKind::User.to_string(), target, reason });
    }

    fn put(self, form: Form, request: &LegalHoldRequest) {
        let wrong = request.clone().parse().err().unwrap_or_default();
        form.send(wrong, self.app.api.put_legal_hold(request), move |_| {
            form.open.set(false);
            self.app.notices.good(t().privacy.held);
            self.changed();
        });
    }

    fn lift(self) {
        let Some(hold) = self.chosen.get_untracked() else { return };
        run(self.busy, self.app.api.lift_legal_hold(hold.id), move |_| {
            self.asks_lifting.set(false);
            self.app.notices.good(t().privacy.lifted);
            self.changed();
            browser::rescue_focus();
        });
    }

    fn changed(self) {
        self.load_holds();
        self.load_preview();
    }
}

fn reason_note() -> View {
    p("form-note").child(tr!(privacy.reason_note)).view()
}

/// What there is of the person, and the ways to go on.
fn person(state: Privacy) -> El {
    if state.user.is_none() {
        let to = link("", Route::Admin(AdminRoute::Users(UserAsk::default())).href());
        let words = p("banner-text").child(tr!(privacy.other_person));
        return banner(Tone::Info, Glyph::Person, (words, div("banner-actions").child(to.child(tr!(shell.users)))));
    }
    let content = move || given(move || state.preview.get(), move |preview| of_person(state, preview.clone()));
    el("div").child(loaded(state.progress[0], 4, move || state.load_preview(), content))
}

fn of_person(state: Privacy, preview: ErasurePreview) -> View {
    let ErasurePreview { person, tickets, files, participations, drafts, working_on, legal_holds, refused } = preview;
    let facts = [
        (tr!(privacy.tickets), tickets),
        (tr!(privacy.files), files),
        (tr!(privacy.participations), participations),
        (tr!(privacy.drafts), drafts),
        (tr!(privacy.working_on), working_on),
        (tr!(privacy.legal_holds), legal_holds),
    ];
    let facts = facts.map(|(name, count)| {
        div("privacy-fact").child((el("dt").child(name), el("dd").child(move || format::number(count))))
    });
    let possible = refused.is_none();
    let why = refused.map(|code| {
        let words = move || code.parse().map_or_else(|_| code.clone(), |code| (t().errors.code)(code).to_owned());
        banner(Tone::Bad, Glyph::Warning, p("banner-text").child(words))
    });
    let mode = |&mode: &ErasureMode| {
        let (label, hint) = (move || (t().privacy.mode)(mode), move || (t().privacy.mode_hint)(mode));
        let about =
            Choice { name: "mode", value: mode.to_string(), label: label.into(), hint: Some(hint.into()), glyph: None };
        choice(about, state.mode)
    };
    let modes: Vec<El> = ErasureMode::ALL.iter().map(mode).collect();
    let hold = button(ButtonKind::Plain, tr!(privacy.hold_person)).press(move || state.hold_person.open.set(true));
    let erase = button(ButtonKind::Primary, tr!(privacy.go)).press(move || state.asks_erasing.set(true));
    let (id, name) = (person.id, person.display_name);
    let of = name.clone();
    let hand_over = (working_on > 0).then(|| {
        let ask = move || state.handover.ask(id, of.clone(), || ());
        button(ButtonKind::Plain, tr!(people.hand_over)).press(ask)
    });
    el("section")
        .class("card privacy-person")
        .attr("aria-labelledby", "erase-title")
        .child((
            el("h2").id("erase-title").child(move || (t().privacy.erase)(&name)),
            p("form-note").child(tr!(privacy.erase_text)),
            el("dl").class("privacy-facts").child(facts),
            why,
            possible.then(|| choices("erasure-mode", tr!(privacy.what_of_tickets), || None, modes)),
            div("form-foot").child((hold, hand_over, possible.then_some(erase))),
        ))
        .view()
}

fn erasures(state: Privacy) -> El {
    let row = move |erasure: ErasureView| {
        let key = format!("{} {} {}", erasure.id, erasure.deleted, erasure.finished_at.is_some());
        Row::new(key, move || erasure_line(erasure))
    };
    let lines = move || {
        let lines = rows(move || state.erasures.get().into_iter().map(row).collect());
        el("ul").class("card items").child(lines)
    };
    let nothing =
        || div("card").child(empty_state(Glyph::Lock, tr!(privacy.no_erasures), tr!(privacy.no_erasures_text)));
    let content =
        move || switch(move || state.erasures.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() });
    el("section").class("section").attr("aria-labelledby", "erasures-title").child((
        el("h2").id("erasures-title").child(tr!(privacy.erasures)),
        loaded(state.progress[1], 3, move || state.load_erasures(), content),
    ))
}

fn erasure_line(erasure: ErasureView) -> El {
    let ErasureView { id, user: _, mode, requested_at, requested_by, tickets, deleted, finished_at, receipt } = erasure;
    let done = finished_at.is_some();
    let (tone, state) = if done { (Tone::Good, tr!(privacy.done)) } else { (Tone::Info, tr!(privacy.running)) };
    let name = (
        move || (t().privacy.mode)(mode),
        " ",
        pill(tone, Some(if done { Glyph::Check } else { Glyph::Clock }), state),
    )
        .view();
    let bar = (!done && tickets > 0).then(|| {
        let label = move || Some((t().privacy.progress)(&format::number(deleted), &format::number(tickets)));
        el("progress").attr("max", tickets.to_string()).attr("value", deleted.to_string()).attr("aria-label", label)
    });
    let far = (mode == ErasureMode::DeleteTickets)
        .then_some((" · ", move || (t().privacy.progress)(&format::number(deleted), &format::number(tickets))));
    let by = requested_by.display_name;
    let facts = (moment(requested_at), " · ", move || (t().privacy.by)(&by), far, bar).view();
    let save = receipt.map(|receipt| {
        let label = move || Some((t().privacy.receipt_of)(&format::moment(requested_at)));
        button(ButtonKind::Plain, tr!(privacy.receipt)).glyph(Glyph::Down).attr("aria-label", label).press(move || {
            // Of letters that stand for themselves in an address.
            browser::save(&format!("data:application/jose,{receipt}"), &format!("erasure-{id}.jws"));
        })
    });
    item(name, facts, save.view())
}

fn holds(state: Privacy) -> El {
    let row = move |hold: LegalHoldView| Row::new(hold.id.to_string(), move || hold_line(state, hold));
    let lines = move || {
        let lines = rows(move || state.holds.get().into_iter().map(row).collect());
        el("ul").class("card items").child(lines)
    };
    let nothing = || div("card").child(empty_state(Glyph::Lock, tr!(privacy.no_holds), tr!(privacy.no_holds_text)));
    let content =
        move || switch(move || state.holds.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() });
    let new = button(ButtonKind::Plain, tr!(privacy.new_hold)).glyph(Glyph::Plus).press(move || {
        state.hold_ticket.clear();
        state.hold_ticket.open.set(true);
    });
    el("section").class("section").attr("aria-labelledby", "holds-title").child((
        div("privacy-head").child((el("h2").id("holds-title").child(tr!(privacy.holds)), new)),
        p("form-note").child(tr!(privacy.holds_text)),
        loaded(state.progress[2], 3, move || state.load_holds(), content),
    ))
}

/// What a hold keeps, as people call it.
fn held(hold: &LegalHoldView) -> String {
    match (&hold.person, hold.ticket) {
        (Some(person), _) => person.display_name.clone(),
        (None, Some(ticket)) => (t().privacy.ticket)(&ticket.to_string()),
        (None, None) => String::new(),
    }
}

fn hold_line(state: Privacy, hold: LegalHoldView) -> El {
    let (named, of, chosen) = (hold.clone(), hold.clone(), hold.clone());
    let LegalHoldView { reason, created_at, created_by, ticket, .. } = hold;
    let name: View = match ticket {
        Some(ticket) => link("", Route::Ticket(ticket).href()).child(move || held(&named)).view(),
        None => (move || held(&named)).view(),
    };
    let lift = button(ButtonKind::Plain, tr!(privacy.lift))
        .attr("aria-label", move || Some((t().privacy.lift_one)(&held(&of))))
        .press(move || {
            state.chosen.set(Some(chosen.clone()));
            state.asks_lifting.set(true);
        });
    item(name, (reason, " · ", moment(created_at), " · ", created_by.display_name).view(), lift.view())
}

fn erase_question(state: Privacy) -> Question {
    let text = move || {
        let mode = state.mode.with(|word| word.parse()).unwrap_or(ErasureMode::Anonymise);
        (t().privacy.confirm_text)(mode)
    };
    Question {
        id: "erase",
        open: state.asks_erasing,
        title: (move || (t().privacy.confirm_title)(&state.name())).into(),
        text: text.into(),
        go: tr!(privacy.go),
        busy: state.busy,
    }
}

fn lift_question(state: Privacy) -> Question {
    let name = move || state.chosen.with(|hold| hold.as_ref().map(held)).unwrap_or_default();
    Question {
        id: "lift-hold",
        open: state.asks_lifting,
        title: (move || (t().privacy.lift_title)(&name())).into(),
        text: tr!(privacy.lift_text),
        go: tr!(privacy.lift),
        busy: state.busy,
    }
}
