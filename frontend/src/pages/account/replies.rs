//! The canned replies: one's own and, for admins, everybody's.

use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::listing::item;
use crate::components::markdown::with_preview;
use crate::components::page::{loaded, page_title};
use crate::components::small_form::small_form;
use crate::components::tabs::profile_tabs;
use crate::components::webhook_form::switch_field;
use crate::i18n::{t, tr};
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::{App, app};
use domain::account::Role;
use dto::desk::{CannedReplyRequest, CannedReplyView};
use ui::{
    ButtonKind, Dialog, El, Glyph, Row, Show, Signal, Tone, View, button, dialog, div, el, empty_state, p, pill, rows,
    span, switch,
};

const SHEET: Sheet = Sheet {
    id: "canned",
    errors: "reply-errors",
    fields: &[
        Field { pointer: "/title", id: "reply-title", label: || t().account.reply_title },
        Field { pointer: "/body", id: "reply-body", label: || t().account.reply_body },
    ],
    kinds: &[("text", "off")],
    go: || t().common.save,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Replies {
    app: App,
    list: Signal<Vec<CannedReplyView>>,
    progress: Progress,
    form: Form,
    /// Whether a new one is everybody's.
    shared: Signal<bool>,
    /// The one that is changed or deleted; none: a new one.
    chosen: Signal<Option<CannedReplyView>>,
    deletes: Signal<bool>,
    busy: Signal<bool>,
    admin: bool,
}

/// The page.
pub(crate) fn replies() -> El {
    let app = app();
    let state = Replies {
        app,
        list: Signal::default(),
        progress: Progress::new(),
        form: Form::new(&SHEET),
        shared: Signal::new(false),
        chosen: Signal::new(None),
        deletes: Signal::new(false),
        busy: Signal::new(false),
        admin: app.session.me_untracked().is_some_and(|me| me.role == Role::Admin),
    };
    state.load();
    let new = button(ButtonKind::Primary, tr!(account.new_reply)).glyph(Glyph::Plus).press(move || state.show(None));
    div("narrow").child((
        page_title(None, tr!(profile.title)),
        profile_tabs(),
        el("section").class("card card-inset profile").attr("aria-labelledby", "replies").child((
            div("page-head")
                .child((el("h2").id("replies").child(tr!(account.replies)), div("page-actions").child(new))),
            p("form-note").child(tr!(account.replies_lead)),
            loaded(state.progress, 3, move || state.load(), move || content(state)),
        )),
        form_dialog(state),
        confirm(question(state), move || state.delete()),
    ))
}

impl Replies {
    fn load(self) {
        self.progress.load(self.app.api.canned_replies(), move |found| {
            self.list.set(found);
            self.app.navigation.settled();
        });
    }

    fn show(self, reply: Option<CannedReplyView>) {
        self.form.clear();
        let [title, body] = self.form.values;
        if let Some(reply) = &reply {
            title.set(reply.title.clone());
            body.set(reply.body.clone());
        }
        self.shared.set(false);
        self.chosen.set(reply);
        self.form.open.set(true);
    }

    fn save(self) {
        let [title, body] = self.form.typed();
        let request = CannedReplyRequest { title, body, shared: self.shared.get_untracked() };
        let wrong = request.clone().parse().err().unwrap_or_default();
        let answer = match self.chosen.get_untracked() {
            Some(reply) => self.app.api.put_canned_reply(reply.id, &request),
            None => self.app.api.create_canned_reply(&request),
        };
        self.form.send(wrong, answer, move |_| self.changed(t().account.reply_saved));
    }

    fn delete(self) {
        let Some(reply) = self.chosen.get_untracked() else { return };
        run(self.busy, self.app.api.delete_canned_reply(reply.id), move |_| self.changed(t().account.reply_deleted));
    }

    fn changed(self, words: &'static str) {
        self.form.open.set(false);
        self.deletes.set(false);
        self.app.notices.good(words);
        self.load();
        browser::rescue_focus();
    }
}

fn content(state: Replies) -> View {
    let row = move |reply: CannedReplyView| {
        let CannedReplyView { id, title, body, shared } = &reply;
        Row::new(format!("{id} {shared} {title}\0{body}"), move || line(state, reply))
    };
    let lines = move || el("ul").class("items").child(rows(move || state.list.get().into_iter().map(row).collect()));
    let nothing = || empty_state(Glyph::Lines, tr!(account.no_replies), tr!(account.no_replies_text));
    switch(move || state.list.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() })
}

fn line(state: Replies, reply: CannedReplyView) -> El {
    let CannedReplyView { id, title, body, shared } = reply.clone();
    let mark = shared.then(|| pill(Tone::Calm, None, tr!(account.of_all)));
    let name = (span("").child(title.clone()), mark).view();
    let start = span("reply-start").child(body).view();
    // Everybody's are the admins' to keep.
    if shared && !state.admin {
        return item(name, start, View::none());
    }
    let (changed, deleted, of_delete) = (reply.clone(), reply, title.clone());
    let change = button(ButtonKind::Plain, tr!(configuration.change))
        .id(format!("reply-{id}"))
        .attr("aria-label", move || Some((t().configuration.change_one)(&title)))
        .press(move || state.show(Some(changed.clone())));
    let delete = button(ButtonKind::Plain, tr!(account.delete_reply))
        .attr("aria-label", move || Some((t().account.delete_one)(&of_delete)))
        .press(move || {
            state.chosen.set(Some(deleted.clone()));
            state.deletes.set(true);
        });
    item(name, start, (change, delete).view())
}

fn form_dialog(state: Replies) -> El {
    let title = move || if state.chosen.with(Option::is_none) { t().account.new_reply } else { t().account.reply };
    let about = Dialog { id: SHEET.id, open: state.form.open, title: title.into(), close_label: tr!(common.close) };
    dialog(about, move || small_form(state.form, more(state), move || state.save()))
}

fn more(state: Replies) -> View {
    let Form { errors, values: [_, body], .. } = state.form;
    let text = with_preview("reply-body", tr!(account.reply_body), body, move |field| {
        field.hint(tr!(account.reply_hint)).error(errors.at("/body"))
    });
    // Whose it is stays.
    let shares = (state.admin && state.chosen.with_untracked(Option::is_none))
        .then(|| switch_field("reply-shared", tr!(account.shared), tr!(account.shared_hint), state.shared));
    (text, shares).view()
}

fn question(state: Replies) -> Question {
    let reply =
        move |of: fn(&CannedReplyView) -> String| state.chosen.with(|reply| reply.as_ref().map(of)).unwrap_or_default();
    let text = move || {
        let shared = state.chosen.with(|reply| reply.as_ref().is_some_and(|reply| reply.shared));
        if shared { t().account.delete_shared_text } else { t().account.delete_text }
    };
    Question {
        id: "delete-reply",
        open: state.deletes,
        title: (move || (t().account.delete_title)(&reply(|reply| reply.title.clone()))).into(),
        text: text.into(),
        go: tr!(account.delete_go),
        busy: state.busy,
    }
}
