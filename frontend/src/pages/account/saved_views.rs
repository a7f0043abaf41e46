//! The lists that a person and their teams keep by a name.

use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::listing::item;
use crate::components::page::{loaded, page_title};
use crate::components::small_form::small_form;
use crate::components::tabs::profile_tabs;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::fields::{Field, sentence};
use crate::state::form::{Form, Sheet};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::saved_views::filter_of_view;
use crate::state::{App, app};
use dto::field::FieldCode;
use dto::patch::Patch;
use dto::saved_view::{SavedViewRequest, SavedViewView};
use ui::{
    ButtonKind, Dialog, El, Glyph, Row, Show, Signal, Tone, View, button, dialog, div, el, empty_state, link, p, pill,
    rows, span, switch,
};

const SHEET: Sheet = Sheet {
    id: "view",
    errors: "view-errors",
    fields: &[
        Field { pointer: "/name", id: "view-name", label: || t().find.name },
        Field { pointer: "/q", id: "view-query", label: || t().account.view_query },
    ],
    kinds: &[("text", "off"), ("text", "off")],
    go: || t().common.save,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Views {
    app: App,
    list: Signal<Vec<SavedViewView>>,
    progress: Progress,
    form: Form,
    /// The one that is changed or deleted.
    chosen: Signal<Option<SavedViewView>>,
    deletes: Signal<bool>,
    busy: Signal<bool>,
}

/// The page.
pub(crate) fn saved_views() -> El {
    let state = Views {
        app: app(),
        list: Signal::default(),
        progress: Progress::new(),
        form: Form::saying(&SHEET, words),
        chosen: Signal::new(None),
        deletes: Signal::new(false),
        busy: Signal::new(false),
    };
    state.load();
    div("narrow").child((
        page_title(None, tr!(profile.title)),
        profile_tabs(),
        el("section").class("card card-inset profile").attr("aria-labelledby", "views").child((
            el("h2").id("views").child(tr!(account.views)),
            p("form-note").child(tr!(account.views_lead)),
            loaded(state.progress, 3, move || state.load(), move || content(state)),
        )),
        form_dialog(state),
        confirm(question(state), move || state.delete()),
    ))
}

impl Views {
    fn load(self) {
        self.progress.load(self.app.api.saved_views(), move |found| {
            self.list.set(found);
            self.app.navigation.settled();
        });
    }

    fn show(self, view: SavedViewView) {
        self.form.clear();
        let [name, q] = self.form.values;
        name.set(view.name.clone());
        q.set(view.q.clone());
        self.chosen.set(Some(view));
        self.form.open.set(true);
    }

    fn save(self) {
        let Some(view) = self.chosen.get_untracked() else { return };
        let [name, q] = self.form.typed();
        let request = SavedViewRequest { name: Patch::Value(name), q: Patch::Value(q), ..SavedViewRequest::default() };
        let wrong = request.clone().parse().err().unwrap_or_default();
        let answer = self.app.api.change_saved_view(view.id, &request);
        self.form.send(wrong, answer, move |_| self.changed(t().account.view_saved));
    }

    fn delete(self) {
        let Some(view) = self.chosen.get_untracked() else { return };
        run(self.busy, self.app.api.delete_saved_view(view.id), move |_| self.changed(t().account.view_deleted));
    }

    fn changed(self, words: &'static str) {
        self.form.open.set(false);
        self.deletes.set(false);
        self.app.notices.good(words);
        self.app.saved_views.load();
        self.load();
        browser::rescue_focus();
    }
}

/// What is wrong with a query. The search field says where.
fn words(pointer: &str, code: FieldCode) -> String {
    if pointer == "/q" { t().account.view_query_wrong.to_owned() } else { sentence(pointer, code) }
}

fn content(state: Views) -> View {
    let row = move |view: SavedViewView| {
        let SavedViewView { id, name, q, .. } = &view;
        Row::new(format!("{id} {name}\0{q}"), move || line(state, view))
    };
    let lines = move || el("ul").class("items").child(rows(move || state.list.get().into_iter().map(row).collect()));
    let nothing = || empty_state(Glyph::Inbox, tr!(account.no_views), tr!(account.no_views_text));
    switch(move || state.list.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() })
}

fn line(state: Views, view: SavedViewView) -> El {
    let SavedViewView { id, name, team, q, editable, .. } = view.clone();
    let filter = filter_of_view(&view);
    let title = match filter {
        Some(filter) => link("", Route::Queue(filter).href()).child(name.clone()).view(),
        None => span("").child(name.clone()).view(),
    };
    let mark = team.map(|team| pill(Tone::Calm, None, move || state.app.catalogue.team(team).unwrap_or_default()));
    let asks = if q.is_empty() { tr!(account.view_all).view() } else { el("code").child(q).view() };
    if !editable {
        return item((title, mark).view(), asks, View::none());
    }
    let (changed, deleted, of_delete) = (view.clone(), view, name.clone());
    let change = button(ButtonKind::Plain, tr!(configuration.change))
        .id(format!("view-{id}"))
        .attr("aria-label", move || Some((t().configuration.change_one)(&name)))
        .press(move || state.show(changed.clone()));
    let delete = button(ButtonKind::Plain, tr!(account.delete_reply))
        .attr("aria-label", move || Some((t().account.delete_one)(&of_delete)))
        .press(move || {
            state.chosen.set(Some(deleted.clone()));
            state.deletes.set(true);
        });
    item((title, mark).view(), asks, (change, delete).view())
}

fn form_dialog(state: Views) -> El {
    let about =
        Dialog { id: SHEET.id, open: state.form.open, title: tr!(account.view), close_label: tr!(common.close) };
    let hint = || p("field-hint").child(tr!(account.view_query_hint)).view();
    dialog(about, move || small_form(state.form, hint(), move || state.save()))
}

fn question(state: Views) -> Question {
    let name = move || state.chosen.with(|view| view.as_ref().map(|view| view.name.clone())).unwrap_or_default();
    Question {
        id: "delete-view",
        open: state.deletes,
        title: (move || (t().account.view_delete_title)(&name())).into(),
        text: tr!(account.view_delete_text),
        go: tr!(account.view_delete_go),
        busy: state.busy,
    }
}
