//! What only admins do with a ticket: publishing notes, taking words away, saying who sees it, deleting it.

use crate::api::Detail;
use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::conversation::shortened;
use crate::components::listing::item;
use crate::components::marks::moment;
use crate::components::page::{loaded, page_title};
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::progress::Progress;
use crate::state::queue_filter::{QueueFilter, View as QueueView};
use crate::state::run::run;
use crate::state::{App, app};
use domain::comment::Visibility;
use domain::id::TicketNumber;
use dto::identity::UserView;
use dto::status::ExplanationView;
use dto::ticket::{PublishRequest, RedactRequest, StaffComment, StaffConversation, StaffItem, StaffTicketView};
use ui::{
    ButtonKind, Dialog, El, Glyph, Row, Show, Signal, Tone, View, banner, button, dialog, dialog_foot, div, el, form,
    given, link, p, pill, rows, submit, switch, text_field, when,
};
use web_sys::HtmlInputElement;

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Oversight {
    app: App,
    number: TicketNumber,
    subject: Signal<String>,
    /// The addresses of all who read what is public.
    readers: Signal<Vec<String>>,
    comments: Signal<Vec<StaffComment>>,
    earlier: Signal<Option<String>>,
    progress: Progress,
    busy: Signal<bool>,
    chosen: Signal<Option<StaffComment>>,
    publishes: Signal<bool>,
    redacts: Signal<bool>,
    with_files: Signal<bool>,
    deletes: Signal<bool>,
    words: Signal<String>,
    found: Signal<Option<ExplanationView>>,
    nobody: Signal<bool>,
}

/// The page.
pub(crate) fn oversight(number: TicketNumber) -> El {
    let state = Oversight {
        app: app(),
        number,
        subject: Signal::default(),
        readers: Signal::default(),
        comments: Signal::default(),
        earlier: Signal::new(None),
        progress: Progress::new(),
        busy: Signal::new(false),
        chosen: Signal::new(None),
        publishes: Signal::new(false),
        redacts: Signal::new(false),
        with_files: Signal::new(false),
        deletes: Signal::new(false),
        words: Signal::default(),
        found: Signal::new(None),
        nobody: Signal::new(false),
    };
    state.load();
    let title = move || (t().oversight.title)(&number.to_string());
    let back = link("button", Route::Ticket(number).href()).child(tr!(oversight.back));
    let head = el("div").child((page_title(None, title), p("lead").child(tr!(oversight.lead))));
    div("narrow").child((
        div("page-head").child((head, div("page-actions").child(back))),
        loaded(state.progress, 6, move || state.load(), move || content(state)),
        confirm(publish_question(state), move || state.publish()),
        redact_dialog(state),
        confirm(delete_question(state), move || state.delete()),
    ))
}

impl Oversight {
    fn load(self) {
        let ticket = self.app.api.staff_ticket(self.number);
        self.progress.load(ticket, move |Detail { ticket, around }: Detail<StaffTicketView>| {
            self.subject.set(ticket.subject);
            self.readers.set(std::iter::once(ticket.requester_email).chain(around.participants).collect());
            self.comments.set(comments(around.conversation.items));
            self.earlier.set(around.conversation.previous);
            self.app.navigation.settled();
        });
    }

    fn load_earlier(self) {
        let Some(cursor) = self.earlier.get_untracked() else { return };
        let part = self.app.api.earlier(self.number, &cursor);
        run(self.busy, part, move |StaffConversation { items, previous }| {
            self.comments.update(|all| all.extend(comments(items)));
            self.earlier.set(previous);
        });
    }

    fn publish(self) {
        let Some(note) = self.chosen.get_untracked() else { return };
        let request = PublishRequest { recipients: self.readers.get_untracked() };
        run(self.busy, self.app.api.publish_note(note.id, &request), move |_| {
            self.publishes.set(false);
            self.done(t().oversight.published);
        });
    }

    fn redact(self) {
        let Some(comment) = self.chosen.get_untracked() else { return };
        let request = RedactRequest { files: self.with_files.get_untracked() };
        run(self.busy, self.app.api.redact_comment(comment.id, request), move |_| {
            self.redacts.set(false);
            self.done(t().oversight.redacted);
        });
    }

    fn done(self, words: &'static str) {
        self.app.notices.good(words);
        self.load();
        browser::rescue_focus();
    }

    fn delete(self) {
        run(self.busy, self.app.api.delete_ticket(self.number), move |_| {
            self.deletes.set(false);
            self.app.notices.good(t().oversight.deleted);
            self.app.navigation.replace(&Route::Queue(QueueFilter::of(QueueView::WaitingForUs)));
        });
    }

    /// Whoever has these words as their address, or else the only one who is found by them.
    fn explain(self) {
        let words = self.words.get_untracked().trim().to_owned();
        self.found.set(None);
        self.nobody.set(words.is_empty());
        if words.is_empty() {
            return;
        }
        run(self.busy, self.app.api.find_people(&words), move |people: Vec<UserView>| {
            let exact = people.iter().find(|person| person.email.eq_ignore_ascii_case(&words));
            let only = people.first().filter(|_| people.len() == 1);
            let Some(person) = exact.or(only) else {
                self.nobody.set(true);
                return;
            };
            run(self.busy, self.app.api.explain(person.id, self.number), move |found| self.found.set(Some(found)));
        });
    }
}

/// What people wrote, the newest first.
fn comments(items: Vec<StaffItem>) -> Vec<StaffComment> {
    let comment = |item| match item {
        StaffItem::Comment(comment) => Some(comment),
        StaffItem::Event(_) => None,
    };
    items.into_iter().rev().filter_map(comment).collect()
}

fn content(state: Oversight) -> impl Show {
    (
        p("oversight-subject").child(move || state.subject.get()),
        messages(state),
        who(state),
        el("section").class("card oversight-part").attr("aria-labelledby", "delete-title").child((
            el("h2").id("delete-title").child(tr!(oversight.delete)),
            p("form-note").child(tr!(oversight.delete_text)),
            div("form-foot")
                .child(button(ButtonKind::Plain, tr!(oversight.delete)).press(move || state.deletes.set(true))),
        )),
    )
}

fn messages(state: Oversight) -> El {
    let row = move |comment: StaffComment| {
        let key = format!("{} {}", comment.id, comment.redacted_at.is_some());
        Row::new(key, move || line(state, comment))
    };
    let lines = move || {
        let lines = rows(move || state.comments.get().into_iter().map(row).collect());
        el("ul").class("items").child(lines)
    };
    let more = move || {
        let more = button(ButtonKind::Plain, tr!(common.load_more)).busy(move || state.busy.get());
        p("after-list").child(more.press(move || state.load_earlier()))
    };
    let nothing = || p("quiet").child(tr!(oversight.no_messages));
    el("section").class("card oversight-part").attr("aria-labelledby", "messages-title").child((
        el("h2").id("messages-title").child(tr!(oversight.messages)),
        p("form-note").child(tr!(oversight.messages_text)),
        switch(move || state.comments.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() }),
        when(move || state.earlier.with(Option::is_some), more),
    ))
}

fn line(state: Oversight, comment: StaffComment) -> El {
    let (published, taken) = (comment.clone(), comment.clone());
    let StaffComment { author, body, visibility, created_at, redacted_at, redacted_by, .. } = comment;
    let internal = visibility == Visibility::Internal;
    let there = redacted_at.is_none();
    let who = author.display_name;
    let (of_publish, of_redact) = (who.clone(), who.clone());
    let publish = (internal && there).then(|| {
        button(ButtonKind::Plain, tr!(oversight.publish))
            .attr("aria-label", move || Some((t().oversight.publish_one)(&of_publish)))
            .press(move || {
                state.chosen.set(Some(published.clone()));
                state.publishes.set(true);
            })
    });
    let redact = there.then(|| {
        button(ButtonKind::Plain, tr!(oversight.redact))
            .attr("aria-label", move || Some((t().oversight.redact_one)(&of_redact)))
            .press(move || {
                state.chosen.set(Some(taken.clone()));
                state.with_files.set(false);
                state.redacts.set(true);
            })
    });
    let mark = internal.then(|| (" ", pill(Tone::Calm, Some(Glyph::Lock), tr!(ticket.internal_note))));
    let words: View = match redacted_by {
        Some(by) => (move || (t().oversight.gone)(&by.display_name)).view(),
        None => shortened(&body).view(),
    };
    item((who, mark).view(), (moment(created_at), " · ", words).view(), (publish, redact).view())
}

fn who(state: Oversight) -> El {
    let found = given(move || state.found.get(), explained);
    let error = move || state.nobody.get().then(|| t().oversight.nobody.to_owned());
    el("section").class("card oversight-part").attr("aria-labelledby", "who-sees").child((
        el("h2").id("who-sees").child(tr!(oversight.who)),
        p("form-note").child(tr!(oversight.who_text)),
        form("form", move || state.explain()).child((
            text_field("explain-person", tr!(oversight.person), state.words).error(error),
            div("form-foot").child(submit(ButtonKind::Plain, || t().oversight.explain).busy(move || state.busy.get())),
        )),
        div("").attr("role", "status").child(found),
    ))
}

fn explained(found: &ExplanationView) -> El {
    let ExplanationView { person, sees, reads_notes, reasons, .. } = found.clone();
    let (tone, glyph) = if sees { (Tone::Good, Glyph::Check) } else { (Tone::Info, Glyph::Lock) };
    let name = person.display_name;
    let verdict = move || if sees { (t().oversight.sees)(&name) } else { (t().oversight.sees_not)(&name) };
    let notes = move || if reads_notes { t().oversight.reads_notes } else { t().oversight.reads_no_notes };
    let reasons: Vec<El> =
        reasons.into_iter().map(|reason| el("li").child(move || (t().oversight.because)(reason))).collect();
    let words =
        div("banner-text").child((el("strong").child(verdict), sees.then_some((" ", notes)), el("ul").child(reasons)));
    banner(tone, glyph, words)
}

fn publish_question(state: Oversight) -> Question {
    let text = move || (t().oversight.publish_text)(&state.readers.with(|readers| readers.join(", ")));
    Question {
        id: "publish-note",
        open: state.publishes,
        title: tr!(oversight.publish_title),
        text: text.into(),
        go: tr!(oversight.publish),
        busy: state.busy,
    }
}

fn redact_dialog(state: Oversight) -> El {
    let about = Dialog {
        id: "redact",
        open: state.redacts,
        title: tr!(oversight.redact_title),
        close_label: tr!(common.close),
    };
    dialog(about, move || {
        let tick = el("input").attr("type", "checkbox").checked(move || state.with_files.get());
        let node: HtmlInputElement = tick.known();
        let tick = tick.on("change", move |_| state.with_files.set(node.checked()));
        let files =
            state.chosen.with_untracked(|chosen| chosen.as_ref().is_some_and(|one| !one.attachments.is_empty()));
        (
            p("form-note").child(tr!(oversight.redact_text)),
            files.then(|| el("label").class("switch").child((tick, tr!(oversight.with_files)))),
            dialog_foot((
                button(ButtonKind::Plain, tr!(common.cancel)).press(move || state.redacts.set(false)),
                button(ButtonKind::Primary, tr!(oversight.redact))
                    .busy(move || state.busy.get())
                    .press(move || state.redact()),
            )),
        )
    })
}

fn delete_question(state: Oversight) -> Question {
    let number = state.number;
    Question {
        id: "delete-ticket",
        open: state.deletes,
        title: (move || (t().oversight.delete_title)(&number.to_string())).into(),
        text: tr!(oversight.delete_sure),
        go: tr!(oversight.delete),
        busy: state.busy,
    }
}
