//! The list of tickets that staff work from: what was loaded of it, and how it follows what happens without moving.

use super::queue_filter::QueueFilter;

use super::app;
use super::progress::Progress;
use crate::api::{Api, ApiError};
use crate::browser;
use crate::i18n::format;
use domain::id::TicketNumber;
use domain::presence::PresenceState;
use dto::page::{Count, DEFAULT_LIMIT, MAX_LIMIT, Page};
use dto::ticket::{StaffTicketRow, TicketListQuery};
use js_sys::Date;
use std::cell::{Cell, RefCell};
use ui::Signal;

/// The pause between two looks at what changed, however much does.
const PAUSE_MS: f64 = 2_000.0;
/// Until the first look: what happens at once is seen at once.
const GATHER_MS: f64 = 250.0;
/// So many rows more than are shown are looked at, for what is new among them.
const MORE: u32 = 25;

/// What was loaded. Lives as long as the app, so that Back from a ticket finds the list as it was.
pub(crate) struct QueueList {
    api: Api,
    filter: Signal<Option<QueueFilter>>,
    pub(crate) rows: Signal<Vec<StaffTicketRow>>,
    next: Signal<Option<String>>,
    pub(crate) count: Signal<Count>,
    pub(crate) progress: Progress,
    pub(crate) loading_more: Signal<bool>,
    /// What belongs here since the list was loaded, and is not shown yet.
    pub(crate) arrived: Signal<Vec<TicketNumber>>,
    /// What is shown and does not belong here any more.
    pub(crate) gone: Signal<Vec<TicketNumber>>,
    /// The row that was used last.
    current: Cell<Option<TicketNumber>>,
    /// What changed since the last look.
    heard: RefCell<Vec<TicketNumber>>,
    waiting: Cell<bool>,
    looked_at: Cell<f64>,
    /// Counts what was loaded, so that a look at something older is not taken over.
    loads: Cell<u32>,
}

impl QueueList {
    pub(crate) fn new(api: Api) -> Self {
        Self {
            api,
            filter: Signal::new(None),
            rows: Signal::new(Vec::new()),
            next: Signal::new(None),
            count: Signal::new(Count::exact(0)),
            progress: Progress::new(),
            loading_more: Signal::new(false),
            arrived: Signal::new(Vec::new()),
            gone: Signal::new(Vec::new()),
            current: Cell::new(None),
            heard: RefCell::default(),
            waiting: Cell::new(false),
            looked_at: Cell::new(0.0),
            loads: Cell::new(0),
        }
    }

    pub(crate) fn has_more(&self) -> bool {
        self.next.with(Option::is_some)
    }

    pub(crate) fn forget(&self) {
        self.filter.set(None);
        self.progress.reset();
        self.current.set(None);
        self.take_in(Vec::new(), None);
    }

    /// Shows what a filter asks for; what is there of the same filter stays until the new rows have come.
    pub(crate) fn show(&'static self, filter: &QueueFilter) {
        if self.filter.with_untracked(|now| now.as_ref() != Some(filter)) {
            self.forget();
            self.filter.set(Some(filter.clone()));
        }
        self.reload();
    }

    /// The filter that the rows are of.
    pub(crate) fn filter_untracked(&self) -> Option<QueueFilter> {
        self.filter.get_untracked()
    }

    /// Loads again as much as there is, and shows it in its order.
    pub(crate) fn reload(&'static self) {
        self.load(|_| {});
    }

    /// Shows what has arrived, from the first row on.
    pub(crate) fn show_arrived(&'static self) {
        self.load(|first| {
            browser::after_paint(move || {
                ui::focus_id(&row_id(first));
            });
        });
    }

    /// Loads; `done` is given the first row.
    fn load(&'static self, done: fn(TicketNumber)) {
        let Some(query) = self.query(0) else { return };
        self.progress.load(self.api.staff_tickets(query), move |page| {
            let Page { items, next, count } = page;
            let first = items.first().map(|row| row.number);
            self.take_in(items, next);
            self.count.set(count);
            if let Some(first) = first {
                done(first);
            }
        });
    }

    fn take_in(&self, rows: Vec<StaffTicketRow>, next: Option<String>) {
        self.loads.set(self.loads.get() + 1);
        self.heard.take();
        self.keep_current(&rows);
        self.arrived.set(Vec::new());
        self.gone.set(Vec::new());
        self.rows.set(rows);
        self.next.set(next);
    }

    /// What is asked for the rows there are and so many more.
    fn query(&self, more: u32) -> Option<TicketListQuery> {
        let shown = self.rows.with_untracked(Vec::len);
        let limit = u32::try_from(shown).unwrap_or(MAX_LIMIT).saturating_add(more).clamp(DEFAULT_LIMIT, MAX_LIMIT);
        let filter = self.filter.get_untracked()?;
        Some(TicketListQuery { limit: Some(limit.to_string()), ..filter.query() })
    }

    /// Adds the next rows; `failed` is told why that went wrong.
    pub(crate) fn load_more(&'static self, failed: impl FnOnce(ApiError) + 'static) {
        let (Some(filter), Some(cursor)) = (self.filter.get_untracked(), self.next.get_untracked()) else { return };
        self.loading_more.set(true);
        let query = TicketListQuery { cursor: Some(cursor), ..filter.query() };
        self.api.staff_tickets(query).then(move |outcome| {
            self.loading_more.set(false);
            if self.filter.with_untracked(|now| now.as_ref() != Some(&filter)) {
                return;
            }
            match outcome {
                Ok(page) => {
                    self.rows.update(|rows| {
                        // A ticket that moved meanwhile may come a second time.
                        let news = page.items.into_iter().filter(|new| rows.iter().all(|row| row.number != new.number));
                        let news: Vec<_> = news.collect();
                        rows.extend(news);
                    });
                    self.next.set(page.next);
                }
                Err(error) => failed(error),
            }
        });
    }

    /// Something happened to a ticket.
    pub(crate) fn hear(&'static self, number: TicketNumber) {
        if self.filter.with_untracked(Option::is_some) {
            self.heard.borrow_mut().push(number);
            self.look_soon();
        }
    }

    fn look_soon(&'static self) {
        if self.waiting.replace(true) {
            return;
        }
        let pause = (self.looked_at.get() + PAUSE_MS - Date::now()).max(GATHER_MS);
        #[expect(clippy::cast_possible_truncation, reason = "two seconds at most")]
        browser::after(pause as i32, move || {
            self.waiting.set(false);
            self.look();
        });
    }

    /// Looks what is different, and changes the rows where they stand: nothing may move under the cursor.
    pub(crate) fn look(&'static self) {
        let Some(query) = self.query(MORE).filter(|_| self.progress.is_ready()) else { return };
        self.looked_at.set(Date::now());
        let (heard, loads) = (self.heard.take(), self.loads.get());
        self.api.staff_tickets(query).then(move |page| {
            // What cannot be had now, the next change brings.
            let Ok(page) = page else { return };
            if self.loads.get() == loads {
                self.merge(page, &heard);
            }
        });
    }

    fn merge(&self, page: Page<StaffTicketRow>, heard: &[TicketNumber]) {
        format::set_clock();
        let before = Shown {
            rows: self.rows.get_untracked(),
            arrived: self.arrived.get_untracked(),
            gone: self.gone.get_untracked(),
        };
        let empty = before.rows.is_empty();
        let Page { items, next, count } = page;
        let Shown { rows, arrived, gone } = before.with(items, next.is_none(), heard);
        self.count.set(count);
        if empty {
            self.next.set(next);
        }
        self.arrived.set(arrived);
        self.gone.set(gone);
        self.rows.set(rows);
    }

    /// The row that was used last, for keys that go on from it.
    pub(crate) fn current(&self) -> Option<TicketNumber> {
        self.current.get()
    }

    pub(crate) fn set_current(&self, number: TicketNumber) {
        self.current.set(Some(number));
    }

    /// Where the current row goes, the one in its place becomes it, and gets the focus that was lost.
    fn keep_current(&self, rows: &[StaffTicketRow]) {
        let Some(current) = self.current.get() else { return };
        if rows.is_empty() || rows.iter().any(|row| row.number == current) {
            return;
        }
        let place = self.rows.with_untracked(|rows| rows.iter().position(|row| row.number == current));
        let next = &rows[place.unwrap_or_default().min(rows.len() - 1)];
        let number = next.number;
        self.current.set(Some(number));
        browser::after_paint(move || {
            if ui::focused().is_none() {
                ui::focus_id(&row_id(number));
            }
        });
    }
}

/// The id of the link in a row.
pub(crate) fn row_id(number: TicketNumber) -> String {
    format!("ticket-{}", number.get())
}

/// The ticket to go on with after another one, in the list that it was opened from: what left the list is passed over, and
/// so is what somebody else writes in.
pub(crate) fn next_after(number: TicketNumber) -> Option<TicketNumber> {
    let app = app();
    let me = app.session.me().map(|me| me.id);
    let free = |ticket: &TicketNumber| {
        let others = app.presence.at(*ticket);
        others.iter().all(|here| Some(here.id) == me || !here.is_staff || here.state != PresenceState::Writing)
    };
    let gone = app.queue.gone.get();
    app.queue.rows.with(|rows| {
        let place = rows.iter().position(|row| row.number == number)?;
        rows[place + 1..].iter().map(|row| row.number).find(|ticket| !gone.contains(ticket) && free(ticket))
    })
}

/// What of a list is in sight.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    rows: Vec<StaffTicketRow>,
    arrived: Vec<TicketNumber>,
    gone: Vec<TicketNumber>,
}

impl Shown {
    /// Takes over what the list holds now. `whole` says that `fresh` is all of it; else a row that is not in there is only
    /// known to be gone when something was `heard` of it.
    fn with(self, fresh: Vec<StaffTicketRow>, whole: bool, heard: &[TicketNumber]) -> Self {
        let Self { rows, arrived, gone } = self;
        if rows.is_empty() {
            return Self { rows: fresh, arrived: Vec::new(), gone: Vec::new() };
        }
        let numbers: Vec<TicketNumber> = rows.iter().map(|row| row.number).collect();
        let in_fresh = |number: TicketNumber| fresh.iter().find(|row| row.number == number);
        let is_gone = |number: &TicketNumber| {
            in_fresh(*number).is_none() && (whole || heard.contains(number) || gone.contains(number))
        };
        // Among the rows that are shown stands nothing that was there before; behind them may stand what the next page has,
        // unless something was heard of it. After a break nothing was.
        let among = fresh.iter().rposition(|row| numbers.contains(&row.number)).unwrap_or_default();
        let is_new = |place: usize, number: TicketNumber| {
            !numbers.contains(&number) && (place < among || heard.contains(&number) || arrived.contains(&number))
        };
        Self {
            arrived: fresh
                .iter()
                .map(|row| row.number)
                .enumerate()
                .filter_map(|(place, number)| is_new(place, number).then_some(number))
                .collect(),
            gone: numbers.iter().copied().filter(is_gone).collect(),
            rows: rows.into_iter().map(|row| in_fresh(row.number).cloned().unwrap_or(row)).collect(),
        }
    }
}

/// "1000+" where counting stopped, which is sooner for words that are common.
pub(crate) fn count_text(count: Count) -> String {
    let Count { value, more } = count;
    format!("{}{}", format::number(value), if more { "+" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::clock::Timestamp;
    use domain::id::{QueueId, TicketId, UserId};
    use domain::sla::SlaState;
    use domain::ticket::{Priority, Status};
    use dto::catalogue::PersonView;
    use dto::sla::SlaView;

    fn row(number: i64, subject: &str) -> StaffTicketRow {
        let id: UserId = "0198c5a0-0000-7000-8000-000000000001".parse().expect("an id");
        let at = Timestamp::from_unix_micros(0).expect("a moment");
        StaffTicketRow {
            id: TicketId::new(id.uuid()),
            number: TicketNumber::new(number),
            subject: subject.to_owned(),
            category: "it".to_owned(),
            priority: Priority::Medium,
            status: Status::Open,
            requester: PersonView { id, display_name: "Somebody".to_owned(), is_staff: false },
            queue: QueueId::new(id.uuid()),
            team: None,
            tags: Vec::new(),
            assignee: None,
            created_at: at,
            updated_at: at,
            asked: None,
            sla: SlaView { state: SlaState::None, due_at: None, target: None },
            unread: false,
            hit: None,
        }
    }

    fn numbers(list: &[i64]) -> Vec<TicketNumber> {
        list.iter().copied().map(TicketNumber::new).collect()
    }

    fn shown(rows: &[i64]) -> Shown {
        Shown { rows: rows.iter().map(|&number| row(number, "old")).collect(), arrived: vec![], gone: vec![] }
    }

    #[test]
    fn rows_change_where_they_stand() {
        let fresh = vec![row(3, "new"), row(1, "new"), row(2, "old")];
        let now = shown(&[1, 2]).with(fresh, true, &numbers(&[1, 3]));
        let subjects: Vec<_> = now.rows.iter().map(|row| (row.number.get(), row.subject.as_str())).collect();
        assert_eq!(subjects, [(1, "new"), (2, "old")]);
        assert_eq!((now.arrived, now.gone), (numbers(&[3]), vec![]));
    }

    #[test]
    fn what_only_comes_into_sight_is_not_new() {
        let now = shown(&[1]).with(vec![row(1, "old"), row(2, "old")], false, &numbers(&[1]));
        assert_eq!(now.arrived, []);
    }

    #[test]
    fn what_stands_among_the_rows_has_arrived_although_nothing_was_heard() {
        let fresh = [3, 1, 4, 2, 5].map(|number| row(number, "old"));
        let now = shown(&[1, 2]).with(fresh.into(), false, &[]);
        assert_eq!(now.arrived, numbers(&[3, 4]));
    }

    #[test]
    fn what_left_the_list_is_known_by_the_whole_list_or_by_news() {
        let gone = |fresh: &[i64], whole, heard: &[i64]| {
            let fresh = fresh.iter().map(|&number| row(number, "old")).collect();
            shown(&[1, 2]).with(fresh, whole, &numbers(heard)).gone
        };
        assert_eq!(gone(&[1], true, &[]), numbers(&[2]));
        assert_eq!(gone(&[1], false, &[2]), numbers(&[2]));
        assert_eq!(gone(&[1], false, &[]), [], "it may only be further down");
        let back = Shown { gone: numbers(&[2]), ..shown(&[1, 2]) }.with(vec![row(1, ""), row(2, "")], true, &[]);
        assert_eq!(back.gone, [], "it is back");
    }

    #[test]
    fn an_empty_list_has_nothing_that_could_move() {
        let now = shown(&[]).with(vec![row(1, "new")], true, &[]);
        assert_eq!((now.rows.len(), now.arrived), (1, vec![]));
    }
}
