//! Which tickets of the list are selected: some rows, or all that match.

use domain::id::TicketNumber;
use std::cell::Cell;
use ui::Signal;

/// Lives as long as the app, and is empty whenever another list is shown.
pub(crate) struct Selection {
    numbers: Signal<Vec<TicketNumber>>,
    /// Also what matches the filter and is not among the rows.
    pub(crate) all: Signal<bool>,
    /// Where a range begins.
    anchor: Cell<Option<TicketNumber>>,
}

impl Selection {
    pub(crate) fn new() -> Self {
        Self { numbers: Signal::new(Vec::new()), all: Signal::new(false), anchor: Cell::new(None) }
    }

    pub(crate) fn clear(&self) {
        self.numbers.set(Vec::new());
        self.all.set(false);
        self.anchor.set(None);
    }

    pub(crate) fn has(&self, number: TicketNumber) -> bool {
        self.numbers.with(|numbers| numbers.contains(&number))
    }

    pub(crate) fn len(&self) -> usize {
        self.numbers.with(Vec::len)
    }

    pub(crate) fn numbers_untracked(&self) -> Vec<TicketNumber> {
        self.numbers.get_untracked()
    }

    /// Selects a row or takes it back; with `range` all rows from the one before, in the order of `rows`.
    pub(crate) fn toggle(&self, number: TicketNumber, range: bool, rows: &[TicketNumber]) {
        let select = !self.numbers.with_untracked(|numbers| numbers.contains(&number));
        let place = |wanted: TicketNumber| rows.iter().position(|row| *row == wanted);
        let anchor = self.anchor.replace(Some(number)).filter(|_| range);
        let touched = match (anchor.and_then(place), place(number)) {
            (Some(from), Some(to)) => &rows[from.min(to)..=from.max(to)],
            _ => &[number],
        };
        self.numbers.update(|numbers| {
            numbers.retain(|number| !touched.contains(number));
            if select {
                numbers.extend_from_slice(touched);
            }
        });
        self.all.set(false);
    }

    /// Selects all of the rows.
    pub(crate) fn set(&self, rows: Vec<TicketNumber>) {
        self.numbers.set(rows);
        self.all.set(false);
    }

    /// What is not in sight any more is not selected any more: nobody would know that it is.
    pub(crate) fn keep(&self, rows: &[TicketNumber]) {
        let lost = self.numbers.with_untracked(|numbers| numbers.iter().any(|number| !rows.contains(number)));
        if lost {
            self.numbers.update(|numbers| numbers.retain(|number| rows.contains(number)));
        }
        if self.numbers.with_untracked(Vec::is_empty) {
            self.all.set(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(list: &[i64]) -> Vec<TicketNumber> {
        list.iter().copied().map(TicketNumber::new).collect()
    }

    /// Toggles numbers, each with whether it ends a range, and gives what is selected then.
    fn after(steps: &[(i64, bool)]) -> Vec<i64> {
        let (selection, rows) = (Selection::new(), numbers(&[1, 2, 3, 4, 5]));
        for &(number, range) in steps {
            selection.toggle(TicketNumber::new(number), range, &rows);
        }
        let mut found: Vec<i64> = selection.numbers_untracked().into_iter().map(TicketNumber::get).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn a_range_goes_from_the_row_before_in_either_direction() {
        assert_eq!(after(&[(2, false), (4, true)]), [2, 3, 4]);
        assert_eq!(after(&[(4, false), (2, true)]), [2, 3, 4]);
        assert_eq!(after(&[(4, true)]), [4], "it has no beginning");
        assert_eq!(after(&[(1, false), (5, true), (4, false), (2, true)]), [1, 5], "and takes back");
    }

    #[test]
    fn what_is_out_of_sight_is_not_selected() {
        let selection = Selection::new();
        selection.set(numbers(&[1, 2]));
        selection.all.set(true);
        selection.keep(&numbers(&[2, 3]));
        assert_eq!(selection.numbers_untracked(), numbers(&[2]));
        assert!(selection.all.get());
        selection.keep(&[]);
        assert!(!selection.all.get());
    }
}
