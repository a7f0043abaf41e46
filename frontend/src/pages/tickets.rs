//! What the person has asked: all requests of a customer, and those of staff who ask something themselves.

use crate::components::page::{loaded, page_title};
use crate::components::request_rows::request_rows;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::asking::fault;
use crate::state::progress::Progress;
use crate::state::queue::count_text;
use crate::state::{App, app};
use domain::listing::Sort;
use domain::query::{Query, QueryError};
use domain::ticket::Status;
use dto::page::{Count, DEFAULT_LIMIT, MAX_LIMIT};
use dto::ticket::{CustomerTicketRow, TicketListQuery};
use ui::{
    ButtonKind, El, Glyph, SelectOption, Show, Signal, button, div, empty_state, form, p, select, submit, switch,
    text_field, when,
};

/// What was loaded.
#[derive(Clone, Copy)]
struct List {
    app: App,
    rows: Signal<Vec<CustomerTicketRow>>,
    next: Signal<Option<String>>,
    count: Signal<Count>,
    progress: Progress,
    busy: Signal<bool>,
}

impl List {
    fn new(app: App) -> Self {
        Self {
            app,
            rows: Signal::new(Vec::new()),
            next: Signal::new(None),
            count: Signal::new(Count::exact(0)),
            progress: Progress::new(),
            busy: Signal::new(false),
        }
    }

    /// The status and the words that the address asks for.
    fn asked(self) -> (Option<Status>, String) {
        match self.app.navigation.route() {
            Route::Tickets { status, q } => (status, q),
            _ => (None, String::new()),
        }
    }

    fn is_narrowed(self) -> bool {
        self.asked() != (None, String::new())
    }

    fn go(self, status: Option<Status>, q: String) {
        self.app.navigation.replace(&Route::Tickets { status, q });
    }

    fn query(self, limit: u32) -> TicketListQuery {
        let (status, q) = self.asked();
        TicketListQuery {
            status: status.map(|status| status.to_string()),
            q: Some(q).filter(|q| !q.is_empty()),
            sort: Some(Sort::Updated.to_string()),
            // Without it staff get the list that they work from.
            mine: self.app.session.is_staff_untracked().then(|| "true".to_owned()),
            limit: Some(limit.to_string()),
            ..TicketListQuery::default()
        }
    }

    /// Loads again as much as there is.
    fn reload(self) {
        if let Some(rows) = self.rows.try_get_untracked() {
            let limit = u32::try_from(rows.len()).unwrap_or(MAX_LIMIT).clamp(DEFAULT_LIMIT, MAX_LIMIT);
            self.load_some(limit);
        }
    }

    fn load(self) {
        self.load_some(DEFAULT_LIMIT);
    }

    fn load_some(self, limit: u32) {
        self.progress.load(self.app.api.customer_tickets(self.query(limit)), move |page| {
            self.rows.set(page.items);
            self.next.set(page.next);
            self.count.set(page.count);
            self.app.navigation.settled();
        });
    }

    fn load_more(self) {
        let Some(cursor) = self.next.get_untracked() else { return };
        let asked = self.asked();
        self.busy.set(true);
        let query = TicketListQuery { cursor: Some(cursor), ..self.query(DEFAULT_LIMIT) };
        self.app.api.customer_tickets(query).then(move |outcome| {
            if self.busy.is_gone() {
                return;
            }
            self.busy.set(false);
            if self.asked() != asked {
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
pub(crate) fn tickets() -> El {
    let app = app();
    let list = List::new(app);
    ui::watch(
        move || list.asked(),
        move |_| {
            list.progress.reset();
            list.load();
        },
    );
    app.news.follow(move || list.reload());
    let count = move || {
        let count = list.count.get();
        list.progress.is_ready().then(|| (t().list.count)(&count_text(count), count.value == 1 && !count.more))
    };
    let options = || {
        let all = SelectOption::new("", t().list.any_status);
        let line = |&status: &Status| SelectOption::new(status.as_str(), (t().words.plain_status)(status));
        std::iter::once(all).chain(Status::ALL.iter().map(line)).collect()
    };
    let value = move || list.asked().0.map(|status| status.to_string()).unwrap_or_default();
    let choose = move |word: String| list.go(word.parse().ok(), ui::untrack(|| list.asked()).1);
    div("narrow").child((
        page_title(None, tr!(list.title)),
        finder(list),
        div("filters").child((
            select("filter-status", tr!(list.status), options, value).bare().choose(choose),
            p("filters-count").attr("aria-live", "polite").child(move || count().unwrap_or_default()),
        )),
        loaded(list.progress, 5, move || list.load(), move || content(list)),
    ))
}

/// The field for words. What was found stands in the address.
fn finder(list: List) -> El {
    let (text, failed) = (Signal::new(String::new()), Signal::new(None::<QueryError>));
    ui::watch(move || list.asked().1, move |now| text.set(now.clone()));
    let send = move || {
        let typed = text.get_untracked().trim().to_owned();
        failed.set(Query::parse(&typed).err());
        if failed.with_untracked(Option::is_none) {
            list.go(ui::untrack(|| list.asked()).0, typed);
        }
    };
    let wrong = move || failed.get().map(fault);
    let field = text_field("find", tr!(find.own), text).kind("search", "off").hint(tr!(find.own_hint)).error(wrong);
    form("finder-form", send)
        .attr("role", "search")
        .child((field, submit(ButtonKind::Plain, tr!(find.go)).glyph(Glyph::Search)))
}

fn content(list: List) -> impl Show {
    let rows = switch(
        move || list.rows.with(Vec::is_empty),
        move |&empty| if empty { nothing(list) } else { request_rows(move || list.rows.get(), false) },
    );
    let more = move || {
        let more = button(ButtonKind::Plain, tr!(common.load_more));
        p("after-list").child(more.busy(move || list.busy.get()).press(move || list.load_more()))
    };
    (rows, when(move || list.next.with(Option::is_some), more))
}

fn nothing(list: List) -> El {
    let title = move || if list.is_narrowed() { t().list.empty } else { t().home.empty };
    let text = move || if list.is_narrowed() { t().list.empty_text } else { t().home.empty_text };
    div("card").child(empty_state(Glyph::Inbox, title, text))
}
