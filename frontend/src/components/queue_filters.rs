//! What narrows the queue: selects whose choice stands in the address.

use crate::i18n::{category_name, t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::queue::{QueueFilter, count_text};
use domain::listing::Sort;
use domain::ticket::{Priority, Status};
use leptos::prelude::*;
use ui::{Button, ButtonKind, Glyph, Select, SelectOption, When};

/// All filters of a view.
#[component]
pub(crate) fn QueueFilters(filter: Memo<QueueFilter>) -> AnyView {
    let app = app();
    let change = move |edit: &dyn Fn(&mut QueueFilter)| {
        let mut changed = filter.get_untracked();
        edit(&mut changed);
        app.navigation.replace(&Route::Queue(changed));
    };
    let statuses = move || filter.get().view.statuses();
    let by_assignee = Memo::new(move |_| filter.get().view.assignee().is_none());
    let narrowed = Memo::new(move |_| filter.with(QueueFilter::is_narrowed));
    let count = move || {
        let count = app.queue.count.get();
        app.queue.progress.is_ready().then(|| (t().queue.count)(&count_text(count), count.value == 1 && !count.more))
    };
    ui::follow(move || {
        if let Some(text) = count() {
            app.notices.whisper(text);
        }
    });
    view! {
        <div class="filters" role="group" aria-label=tr!(queue.filters)>
            <When is=move || { statuses().len() > 1 }>
                <Select
                    id="filter-status"
                    label=tr!(ticket.status)
                    labelled=false
                    options=move || status_options(statuses())
                    value=move || filter.get().status.map(|status| status.to_string()).unwrap_or_default()
                    choose=move |word: String| change(&|filter| filter.status = word.parse().ok())
                />
            </When>
            <Select
                id="filter-priority"
                label=tr!(ticket.priority)
                labelled=false
                options=priority_options
                value=move || filter.get().priority.map(|priority| priority.to_string()).unwrap_or_default()
                choose=move |word: String| change(&|filter| filter.priority = word.parse().ok())
            />
            <Select
                id="filter-category"
                label=tr!(ticket.category)
                labelled=false
                options=category_options
                value=move || filter.get().category.unwrap_or_default()
                choose=move |key: String| change(&|filter| filter.category = some(&key))
            />
            <When is=move || by_assignee.get()>
                <Select
                    id="filter-assignee"
                    label=tr!(ticket.assignee)
                    labelled=false
                    options=assignee_options
                    value=move || filter.get().assignee.unwrap_or_default()
                    choose=move |id: String| change(&|filter| filter.assignee = some(&id))
                />
            </When>
            <Select
                id="filter-sort"
                label=tr!(queue.sort)
                labelled=false
                options=sort_options
                value=move || filter.get().order().to_string()
                choose=move |word: String| change(&|filter| filter.sort = word.parse().ok())
            />
            <When is=move || narrowed.get()>
                <Button
                    kind=ButtonKind::Quiet
                    glyph=Glyph::Close
                    press=move |()| {
                        change(&|filter| *filter = QueueFilter { sort: filter.sort, ..QueueFilter::of(filter.view) });
                    }
                >
                    {tr!(queue.clear)}
                </Button>
            </When>
            <p class="filters-count">{move || count().unwrap_or_default()}</p>
        </div>
    }
    .into_any()
}

fn some(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_owned())
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

fn category_options() -> Vec<SelectOption> {
    let any = SelectOption::new("", t().queue.any_category);
    app().catalogue.categories.with(|categories| {
        let lines = categories.iter().map(|category| SelectOption::new(category.key.clone(), category_name(category)));
        std::iter::once(any).chain(lines).collect()
    })
}

fn assignee_options() -> Vec<SelectOption> {
    let fixed = [("", t().queue.any_assignee), ("me", t().queue.me), ("none", t().words.nobody)];
    let app = app();
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
