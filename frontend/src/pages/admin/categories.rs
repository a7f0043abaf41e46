//! The categories, for admins: what tickets can be about, and where those wait.

use crate::browser;
use crate::components::listing::item;
use crate::components::page::{loaded, page_title};
use crate::components::small_form::small_form;
use crate::components::webhook_form::switch_field;
use crate::i18n::{category_name, t, tr};
use crate::state::fields::{Field, sentence};
use crate::state::form::{Form, Sheet};
use crate::state::progress::Progress;
use crate::state::{App, app};
use domain::category::CategoryKey;
use domain::ticket::Priority;
use dto::catalogue::{CategoryRequest, CategoryView};
use dto::field::{FieldCode, FieldError};
use ui::{
    ButtonKind, Dialog, El, Glyph, Row, SelectOption, Show, Signal, Tone, View, button, dialog, div, el, empty_state,
    p, pill, rows, select, switch, text_field,
};

const SHEET: Sheet = Sheet {
    id: "category",
    errors: "category-errors",
    fields: &[
        Field { pointer: "/name_de", id: "category-de", label: || t().categories.name_de },
        Field { pointer: "/name_en", id: "category-en", label: || t().categories.name_en },
        Field { pointer: "/key", id: "category-key", label: || t().categories.key },
        Field { pointer: "/queue", id: "category-queue", label: || t().categories.queue },
    ],
    kinds: &[("text", "off"), ("text", "off")],
    go: || t().common.save,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Categories {
    app: App,
    list: Signal<Vec<CategoryView>>,
    progress: Progress,
    form: Form,
    /// Whether it is one that is not there yet.
    new: Signal<bool>,
    key: Signal<String>,
    priority: Signal<Priority>,
    queue: Signal<String>,
    active: Signal<bool>,
}

/// The page.
pub(crate) fn categories() -> El {
    let state = Categories {
        app: app(),
        list: Signal::default(),
        progress: Progress::new(),
        form: Form::saying(&SHEET, words),
        new: Signal::new(false),
        key: Signal::new(String::new()),
        priority: Signal::new(Priority::Medium),
        queue: Signal::new(String::new()),
        active: Signal::new(true),
    };
    state.load();
    let new = button(ButtonKind::Primary, tr!(categories.new)).glyph(Glyph::Plus).press(move || state.show(None));
    let title = el("div").child((page_title(None, tr!(shell.categories)), p("lead").child(tr!(categories.lead))));
    div("narrow").child((
        div("page-head").child((title, div("page-actions").child(new))),
        loaded(state.progress, 6, move || state.load(), move || content(state)),
        form_dialog(state),
    ))
}

impl Categories {
    fn load(self) {
        self.progress.load(self.app.api.categories(), move |found| {
            self.list.set(found);
            self.app.navigation.settled();
        });
    }

    fn show(self, category: Option<CategoryView>) {
        self.form.clear();
        self.new.set(category.is_none());
        // The first queue is as good a start as any.
        let first = || self.queues().first().map(|first| first.value.clone()).unwrap_or_default();
        let (key, names, priority, queue, active) = match category {
            Some(CategoryView { key, name_de, name_en, default_priority, queue, active }) => {
                let queue = queue.map(|queue| queue.to_string()).unwrap_or_default();
                (key, [name_de, name_en], default_priority, queue, active)
            }
            None => (String::new(), Default::default(), Priority::Medium, ui::untrack(first), true),
        };
        self.key.set(key);
        for (value, name) in self.form.values.into_iter().zip(names) {
            value.set(name);
        }
        self.priority.set(priority);
        self.queue.set(queue);
        self.active.set(active);
        self.form.open.set(true);
    }

    /// Where tickets can wait; a queue that is closed only where it is the one chosen.
    fn queues(self) -> Vec<SelectOption> {
        let chosen = self.queue.get();
        self.app.catalogue.queues.with(|queues| {
            let fits = queues.iter().filter(|queue| queue.active || queue.id.to_string() == chosen);
            fits.map(|queue| SelectOption::new(queue.id.to_string(), queue.name.clone())).collect()
        })
    }

    fn save(self) {
        let [name_de, name_en] = self.form.typed();
        let request = CategoryRequest {
            name_de,
            name_en,
            default_priority: self.priority.get_untracked().to_string(),
            queue: self.queue.get_untracked(),
            active: self.active.get_untracked(),
        };
        let key = self.key.get_untracked();
        let mut wrong = Vec::new();
        // What else is wrong is said at once, so a key that is none is stood in for.
        let parsed = CategoryKey::parse(&key).or_else(|_| {
            wrong.push(FieldError::new("/key", FieldCode::UnknownValue, ""));
            CategoryKey::parse("-")
        });
        wrong.extend(parsed.ok().and_then(|key| request.clone().parse(key).err()).unwrap_or_default());
        // The server would take it for a change of the one that is there.
        let taken = |list: &Vec<CategoryView>| list.iter().any(|category| category.key == key);
        if self.new.get_untracked() && self.list.with_untracked(taken) {
            wrong.push(FieldError::new("/key", FieldCode::Contradiction, ""));
        }
        self.form.send(wrong, self.app.api.put_category(&key, &request), move |_| {
            self.form.open.set(false);
            self.app.notices.good(t().categories.saved);
            self.app.catalogue.reload_categories();
            self.load();
            browser::rescue_focus();
        });
    }
}

fn words(pointer: &str, code: FieldCode) -> String {
    match (pointer, code) {
        ("/key", FieldCode::Contradiction) => t().categories.key_taken.to_owned(),
        ("/key", _) => t().categories.key_wrong.to_owned(),
        _ => sentence(pointer, code),
    }
}

fn content(state: Categories) -> View {
    let row = move |category: CategoryView| {
        let CategoryView { key, name_de, name_en, default_priority, queue, active } = &category;
        let queue = queue.map(|queue| queue.to_string()).unwrap_or_default();
        let row = format!("{key} {name_de} {name_en} {default_priority} {queue} {active}");
        Row::new(row, move || line(state, category))
    };
    let lines = move || {
        let lines = rows(move || state.list.get().into_iter().map(row).collect());
        el("ul").class("card items").child(lines)
    };
    let nothing =
        || div("card").child(empty_state(Glyph::Lines, tr!(categories.nothing), tr!(categories.nothing_text)));
    switch(move || state.list.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() })
}

fn line(state: Categories, category: CategoryView) -> El {
    let CategoryView { key, default_priority, queue, active, .. } = category.clone();
    let (named, labelled) = (category.clone(), category.clone());
    let off = (!active).then(|| pill(Tone::Calm, None, tr!(categories.is_off)));
    let waits = queue.map(|queue| (" · ", move || state.app.catalogue.queue(queue)));
    let change = button(ButtonKind::Plain, tr!(categories.change))
        .id(format!("category-{key}"))
        .attr("aria-label", move || Some((t().categories.change_one)(&category_name(&labelled))))
        .press(move || state.show(Some(category.clone())));
    item(
        (move || category_name(&named), el("code").child(key), off).view(),
        (move || (t().words.priority)(default_priority), waits).view(),
        change.view(),
    )
}

fn form_dialog(state: Categories) -> El {
    let title = move || if state.new.get() { t().categories.new } else { t().categories.category };
    let about = Dialog { id: SHEET.id, open: state.form.open, title: title.into(), close_label: tr!(common.close) };
    dialog(about, move || small_form(state.form, more(state), move || state.save()))
}

fn more(state: Categories) -> View {
    let Form { errors, .. } = state.form;
    let key = state.new.get_untracked().then(|| {
        text_field("category-key", tr!(categories.key), state.key)
            .hint(tr!(categories.key_hint))
            .error(errors.at("/key"))
    });
    let priorities = || {
        let line = |&priority: &Priority| SelectOption::new(priority.as_str(), (t().words.priority)(priority));
        Priority::ALL.iter().map(line).collect()
    };
    let (priority, queue) = (state.priority, state.queue);
    (
        key,
        select("category-queue", tr!(categories.queue), move || state.queues(), move || queue.get())
            .error(errors.at("/queue"))
            .choose(move |id| queue.set(id)),
        select("category-priority", tr!(categories.priority), priorities, move || priority.get().to_string())
            .choose(move |word| priority.set(word.parse().unwrap_or(Priority::Medium))),
        switch_field("category-active", tr!(categories.active), tr!(categories.active_hint), state.active),
    )
        .view()
}
