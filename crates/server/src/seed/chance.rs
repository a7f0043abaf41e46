//! What looks like chance and is none: numbers that follow from where they are drawn, so that every run makes the same data.

/// A source of numbers (SplitMix64, Steele, Lea and Flood 2014).
pub(super) struct Chance(u64);

/// What numbers are drawn for. Each has numbers of its own, so that more of one thing changes nothing about another.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Person = 1,
    Ticket = 2,
    Audit = 3,
    Group = 4,
}

impl Chance {
    pub(super) fn of(what: Of, index: u64) -> Self {
        let mut chance =
            Self((what as u64).wrapping_mul(0xd6e8_feb8_6659_fd93) ^ index.wrapping_mul(0xa076_1d64_78bd_642f));
        chance.next();
        chance
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Less than a bound, all alike.
    pub(super) const fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 { 0 } else { ((self.next() as u128 * bound as u128) >> 64) as u64 }
    }

    /// From one number to another, both included.
    pub(super) const fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most - least + 1)
    }

    /// True so many times in a thousand.
    pub(super) const fn in_thousand(&mut self, times: u64) -> bool {
        self.below(1_000) < times
    }

    /// One of some.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let place = usize::try_from(self.below(from.len() as u64)).unwrap_or_default();
        &from[place]
    }

    /// One of some, the first much more often than the last.
    pub(super) fn pick_early<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let bound = self.below(from.len() as u64) + 1;
        let place = usize::try_from(self.below(bound)).unwrap_or_default();
        &from[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_from_where_they_are_drawn() {
        let draw = |index| {
            let mut chance = Chance::of(Of::Ticket, index);
            [chance.next(), chance.next(), chance.below(10)]
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
        let mut chance = Chance::of(Of::Person, 0);
        assert!((0..1_000).all(|_| chance.below(3) < 3 && (4..=6).contains(&chance.between(4, 6))));
    }
}
