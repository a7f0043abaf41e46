//! What narrows the queue: selects whose choice stands in the address.

use crate::i18n::{category_name, t, tr};
use crate::routes::Route;
use crate::state::queue::{QueueFilter, count_text};
use crate::state::{App, app};
use domain::listing::Sort;
use domain::ticket::{Priority, Status};
use ui::{ButtonKind, El, Glyph, SelectOption, Show, Signal, Text, button, div, p, select, when};

/// All filters of a view.
pub(crate) fn queue_filters(filter: Signal<QueueFilter>) -> El {
    let filters = Filters { app: app(), filter };
    ui::follow(move || {
        if let Some(text) = filters.count() {
            filters.app.notices.whisper(text);
        }
    });
    div("filters").attr("role", "group").attr("aria-label", tr!(queue.filters)).child((
        when(move || filter.with(|filter| filter.view.statuses().len() > 1), move || filters.by_status()),
        filters.by_priority(),
        filters.by_category(),
        when(move || filter.with(|filter| filter.view.assignee().is_none()), move || filters.by_assignee()),
        filters.order(),
        when(move || filter.with(QueueFilter::is_narrowed), move || filters.clear()),
        p("filters-count").child(move || filters.count().unwrap_or_default()),
    ))
}

#[derive(Clone, Copy)]
struct Filters {
    app: App,
    filter: Signal<QueueFilter>,
}

impl Filters {
    /// How many tickets there are, once that is known.
    fn count(self) -> Option<String> {
        let queue = &self.app.queue;
        let count = queue.count.get();
        queue.progress.is_ready().then(|| (t().queue.count)(&count_text(count), count.value == 1 && !count.more))
    }

    /// Goes to the address of another filter.
    fn change(self, edit: impl FnOnce(&mut QueueFilter)) {
        let mut changed = self.filter.get_untracked();
        edit(&mut changed);
        self.app.navigation.replace(&Route::Queue(changed));
    }

    /// A select that shows a part of the filter, and what a choice in it does.
    fn part(
        self,
        (id, label): (&'static str, Text),
        options: impl Fn() -> Vec<SelectOption> + 'static,
        now: fn(&QueueFilter) -> String,
        edit: fn(&mut QueueFilter, String),
    ) -> impl Show {
        let value = move || self.filter.with(now);
        select(id, label, options, value).bare().choose(move |word| self.change(|filter| edit(filter, word)))
    }

    fn by_status(self) -> impl Show {
        let options = move || status_options(self.filter.with(|filter| filter.view.statuses()));
        let now = |filter: &QueueFilter| filter.status.map(|status| status.to_string()).unwrap_or_default();
        let edit = |filter: &mut QueueFilter, word: String| filter.status = word.parse().ok();
        self.part(("filter-status", tr!(ticket.status)), options, now, edit)
    }

    fn by_priority(self) -> impl Show {
        let now = |filter: &QueueFilter| filter.priority.map(|priority| priority.to_string()).unwrap_or_default();
        let edit = |filter: &mut QueueFilter, word: String| filter.priority = word.parse().ok();
        self.part(("filter-priority", tr!(ticket.priority)), priority_options, now, edit)
    }

    fn by_category(self) -> impl Show {
        let now = |filter: &QueueFilter| filter.category.clone().unwrap_or_default();
        let edit = |filter: &mut QueueFilter, key: String| filter.category = some(key);
        self.part(("filter-category", tr!(ticket.category)), move || category_options(self.app), now, edit)
    }

    fn by_assignee(self) -> impl Show {
        let now = |filter: &QueueFilter| filter.assignee.clone().unwrap_or_default();
        let edit = |filter: &mut QueueFilter, id: String| filter.assignee = some(id);
        self.part(("filter-assignee", tr!(ticket.assignee)), move || assignee_options(self.app), now, edit)
    }

    fn order(self) -> impl Show {
        let now = |filter: &QueueFilter| filter.order().to_string();
        let edit = |filter: &mut QueueFilter, word: String| filter.sort = word.parse().ok();
        self.part(("filter-sort", tr!(queue.sort)), sort_options, now, edit)
    }

    fn clear(self) -> El {
        let clear = |filter: &mut QueueFilter| {
            *filter = QueueFilter { sort: filter.sort, ..QueueFilter::of(filter.view) };
        };
        button(ButtonKind::Quiet, tr!(queue.clear)).glyph(Glyph::Close).press(move || self.change(clear))
    }
}

fn some(value: String) -> Option<String> {
    Some(value).filter(|value| !value.is_empty())
}

fn status_options(statuses: &[Status]) -> Vec<SelectOption> {
    let any = SelectOption::new("", t().queue.any_status);
    let line = |&status: &Status| SelectOption::new(status.as_str(), (t().words.status)(status));
    std::iter::once(any).chain(statuses.iter().map(line)).collect()
}

fn priority_options() -> Vec<SelectOption> {
    let any = SelectOption::new("", t().queue.any_priority);
    let line = |&priority: &Priority| SelectOption::new(priority.as_str(), (t().words.priority)(priority));
    std::iter::once(any).chain(Priority::ALL.iter().rev().map(line)).collect()
}

fn category_options(app: App) -> Vec<SelectOption> {
    let any = SelectOption::new("", t().queue.any_category);
    app.catalogue.categories.with(|categories| {
        let lines = categories.iter().map(|category| SelectOption::new(category.key.clone(), category_name(category)));
        std::iter::once(any).chain(lines).collect()
    })
}

fn assignee_options(app: App) -> Vec<SelectOption> {
    let fixed = [("", t().queue.any_assignee), ("me", t().queue.me), ("none", t().words.nobody)];
    let me = app.session.me().map(|me| me.id);
    app.catalogue.agents.with(|agents| {
        let others = agents.iter().filter(|agent| Some(agent.id) != me);
        let lines = others.map(|agent| SelectOption::new(agent.id.to_string(), agent.display_name.clone()));
        fixed.into_iter().map(|(value, text)| SelectOption::new(value, text)).chain(lines).collect()
    })
}

fn sort_options() -> Vec<SelectOption> {
    let word = |sort| match sort {
        Sort::Newest => t().queue.by_newest,
        Sort::Oldest => t().queue.by_oldest,
        Sort::Updated => t().queue.by_updated,
        Sort::Priority => t().queue.by_priority,
    };
    Sort::ALL.iter().map(|&sort| SelectOption::new(sort.as_str(), word(sort))).collect()
}
