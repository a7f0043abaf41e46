//! All requests of a customer.

use crate::api::spawn;
use crate::components::page::{Loaded, PageTitle};
use crate::components::request_rows::RequestRows;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::progress::Progress;
use crate::state::queue::count_text;
use crate::state::{App, app};
use domain::listing::Sort;
use domain::ticket::Status;
use dto::page::Count;
use dto::ticket::{CustomerTicketRow, TicketListQuery};
use leptos::prelude::*;
use ui::{Button, EmptyState, Glyph, Select, SelectOption, When, live};

/// What was loaded.
#[derive(Clone, Copy)]
struct List {
    app: App,
    status: Memo<Option<Status>>,
    rows: RwSignal<Vec<CustomerTicketRow>>,
    next: RwSignal<Option<String>>,
    count: RwSignal<Count>,
    progress: Progress,
    busy: RwSignal<bool>,
}

impl List {
    fn query(self) -> TicketListQuery {
        TicketListQuery {
            status: self.status.get_untracked().map(|status| status.to_string()),
            sort: Some(Sort::Updated.to_string()),
            ..TicketListQuery::default()
        }
    }

    fn load(self) {
        self.progress.load(self.app.api.customer_tickets(self.query()), move |page| {
            self.rows.set(page.items);
            self.next.set(page.next);
            self.count.set(page.count);
            self.app.navigation.settled();
        });
    }

    fn load_more(self) {
        let Some(cursor) = self.next.get_untracked() else { return };
        let asked = self.status.get_untracked();
        self.busy.set(true);
        spawn(async move {
            let query = TicketListQuery { cursor: Some(cursor), ..self.query() };
            let outcome = self.app.api.customer_tickets(query).await;
            if self.busy.try_set(false).is_some() || self.status.get_untracked() != asked {
                return;
            }
            match outcome {
                Ok(page) => {
                    self.rows.update(|rows| rows.extend(page.items));
                    self.next.set(page.next);
                }
                Err(error) => self.app.notices.bad(error.text()),
            }
        });
    }
}

/// The page.
#[component]
pub(crate) fn Tickets() -> AnyView {
    let app = app();
    let status = Memo::new(move |_| match app.navigation.route() {
        Route::Tickets { status } => status,
        _ => None,
    });
    let list = List {
        app,
        status,
        rows: RwSignal::new(Vec::new()),
        next: RwSignal::new(None),
        count: RwSignal::new(Count::exact(0)),
        progress: Progress::new(),
        busy: RwSignal::new(false),
    };
    ui::follow(move || {
        status.track();
        list.progress.reset();
        list.load();
    });
    let count = move || {
        let count = list.count.get();
        list.progress.is_ready().then(|| (t().list.count)(&count_text(count), count.value == 1 && !count.more))
    };
    let options = || {
        let all = SelectOption::new("", t().list.any_status);
        let line = |&status: &Status| SelectOption::new(status.as_str(), (t().words.plain_status)(status));
        std::iter::once(all).chain(Status::ALL.iter().map(line)).collect::<Vec<_>>()
    };
    let choose = move |word: String| app.navigation.replace(&Route::Tickets { status: word.parse().ok() });
    view! {
        <div class="narrow">
            <PageTitle text=move || t().list.title.to_owned() />
            <div class="filters">
                <Select
                    id="filter-status"
                    label=tr!(list.status)
                    labelled=false
                    options=options
                    value=move || status.get().map(|status| status.to_string()).unwrap_or_default()
                    choose=choose
                />
                <p class="filters-count" aria-live="polite">
                    {move || count().unwrap_or_default()}
                </p>
            </div>
            <Loaded progress=list.progress retry=move |()| list.load()>
                <Rows list />
            </Loaded>
        </div>
    }
    .into_any()
}

#[component]
fn Rows(list: List) -> AnyView {
    let rows = move || {
        let rows = list.rows.get();
        if rows.is_empty() {
            let none = list.status.get().is_none();
            let title = move || if none { t().home.empty } else { t().list.empty };
            let text = move || if none { t().home.empty_text } else { t().list.empty_text };
            return view! {
                <div class="card">
                    <EmptyState glyph=Glyph::Inbox title=title text=text />
                </div>
            }
            .into_any();
        }
        view! { <RequestRows rows /> }.into_any()
    };
    view! {
        {live(rows)}
        <When is=move || list.next.with(Option::is_some)>
            <p class="after-list">
                <Button busy=list.busy press=move |()| list.load_more()>
                    {tr!(common.load_more)}
                </Button>
            </p>
        </When>
    }
    .into_any()
}
