//! The tags, for admins: giving one another name, making two one, and taking one off every ticket.

use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::listing::item;
use crate::components::page::{loaded, page_title};
use crate::components::small_form::small_form;
use crate::i18n::{format, t, tr};
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::{App, app};
use dto::catalogue::{TagRequest, TagView};
use ui::{
    ButtonKind, Dialog, El, Glyph, Row, Show, Signal, View, button, dialog, div, el, empty_state, p, rows, switch,
};

const RENAME: Sheet = Sheet {
    id: "rename-tag",
    errors: "rename-tag-errors",
    fields: &[Field { pointer: "/tag", id: "new-tag", label: || t().tags.name }],
    kinds: &[("text", "off")],
    go: || t().common.save,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Tags {
    app: App,
    list: Signal<Vec<TagView>>,
    progress: Progress,
    /// The one that is renamed or deleted.
    chosen: Signal<Option<TagView>>,
    form: Form,
    busy: Signal<bool>,
    /// Whether it is asked if two become one, or one none.
    joins: Signal<bool>,
    deletes: Signal<bool>,
}

/// The page.
pub(crate) fn tags() -> El {
    let state = Tags {
        app: app(),
        list: Signal::default(),
        progress: Progress::new(),
        chosen: Signal::new(None),
        form: Form::new(&RENAME),
        busy: Signal::new(false),
        joins: Signal::new(false),
        deletes: Signal::new(false),
    };
    state.load();
    let title = (page_title(None, tr!(shell.tags)), p("lead").child(tr!(tags.lead)));
    div("narrow").child((
        div("page-head").child(el("div").child(title)),
        loaded(state.progress, 6, move || state.load(), move || content(state)),
        rename_dialog(state),
        confirm(join_question(state), move || state.rename()),
        confirm(delete_question(state), move || state.delete()),
    ))
}

impl Tags {
    fn load(self) {
        self.progress.load(self.app.api.admin_tags(), move |found| {
            self.list.set(found);
            self.app.navigation.settled();
        });
    }

    fn name(self) -> String {
        self.chosen.with(|chosen| chosen.as_ref().map(|chosen| chosen.tag.clone())).unwrap_or_default()
    }

    fn show(self, tag: TagView) {
        self.form.clear();
        self.form.values[0].set(tag.tag.clone());
        self.chosen.set(Some(tag));
        self.form.open.set(true);
    }

    /// Renames at once where the name is free, and asks where that would make two tags one.
    fn save(self) {
        let [to, _] = self.form.typed();
        let to = TagRequest { tag: to }.parse();
        let joins = to.is_ok_and(|to| {
            let other = |tag: &TagView| tag.tag == to.as_str();
            to.as_str() != ui::untrack(|| self.name()) && self.list.with_untracked(|list| list.iter().any(other))
        });
        if joins {
            self.form.open.set(false);
            self.joins.set(true);
        } else {
            self.rename();
        }
    }

    fn rename(self) {
        let [tag, _] = self.form.typed();
        let request = TagRequest { tag };
        let wrong = request.clone().parse().err().unwrap_or_default();
        let answer = self.app.api.rename_tag(&ui::untrack(|| self.name()), &request);
        if ui::untrack(|| self.joins.get()) {
            run(self.busy, answer, move |_| self.changed(t().tags.renamed));
        } else {
            self.form.send(wrong, answer, move |_| self.changed(t().tags.renamed));
        }
    }

    fn delete(self) {
        let answer = self.app.api.delete_tag(&ui::untrack(|| self.name()));
        run(self.busy, answer, move |_| self.changed(t().tags.deleted));
    }

    fn changed(self, words: &'static str) {
        self.form.open.set(false);
        self.joins.set(false);
        self.deletes.set(false);
        self.app.notices.good(words);
        // What is offered when a ticket gets one.
        self.app.catalogue.reload_tags();
        self.load();
        browser::rescue_focus();
    }
}

fn content(state: Tags) -> View {
    let row = move |tag: TagView| Row::new(format!("{} {}", tag.tag, tag.tickets), move || line(state, tag));
    let lines = move || {
        let lines = rows(move || state.list.get().into_iter().map(row).collect());
        el("ul").class("card items").child(lines)
    };
    let nothing = || div("card").child(empty_state(Glyph::Tag, tr!(tags.nothing), tr!(tags.nothing_text)));
    switch(move || state.list.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() })
}

fn line(state: Tags, tag: TagView) -> El {
    let TagView { tag: name, tickets } = tag.clone();
    let (of_rename, of_delete, renamed, deleted) = (name.clone(), name.clone(), tag.clone(), tag);
    let rename = button(ButtonKind::Plain, tr!(tags.rename))
        .attr("aria-label", move || Some((t().tags.rename_one)(&of_rename)))
        .press(move || state.show(renamed.clone()));
    let delete = button(ButtonKind::Plain, tr!(tags.delete))
        .attr("aria-label", move || Some((t().tags.delete_one)(&of_delete)))
        .press(move || {
            state.chosen.set(Some(deleted.clone()));
            state.deletes.set(true);
        });
    item(name.view(), (move || counted(tickets)).view(), (rename, delete).view())
}

fn counted(tickets: u64) -> String {
    (t().tags.tickets)(tickets, &format::number(tickets))
}

fn rename_dialog(state: Tags) -> El {
    let title = move || (t().tags.rename_title)(&state.name());
    let about = Dialog { id: RENAME.id, open: state.form.open, title: title.into(), close_label: tr!(common.close) };
    dialog(about, move || {
        small_form(state.form, p("form-note").child(tr!(tags.name_note)).view(), move || state.save())
    })
}

fn join_question(state: Tags) -> Question {
    let title = move || {
        let to = state.form.values[0].with(|to| to.trim().to_lowercase());
        (t().tags.join_title)(&state.name(), &to)
    };
    Question {
        id: "join-tags",
        open: state.joins,
        title: title.into(),
        text: tr!(tags.join_text),
        go: tr!(tags.join),
        busy: state.busy,
    }
}

fn delete_question(state: Tags) -> Question {
    let tickets = move || state.chosen.with(|chosen| chosen.as_ref().map(|chosen| chosen.tickets)).unwrap_or_default();
    Question {
        id: "delete-tag",
        open: state.deletes,
        title: (move || (t().tags.delete_title)(&state.name())).into(),
        text: (move || (t().tags.delete_text)(&counted(tickets()))).into(),
        go: tr!(tags.delete_go),
        busy: state.busy,
    }
}
