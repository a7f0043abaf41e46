//! Ids as Lotse makes them, version 7 (RFC 9562), but for what stands in the place of chance: a running number.

use domain::clock::Timestamp;
use uuid::Uuid;

/// So many things of a kind belong to one ticket at most.
const OF_ONE: u64 = 1 << 20;

/// The id of a thing that was made at a moment: the `number`th of its kind in all.
pub(super) fn id(at: Timestamp, number: u64) -> Uuid {
    let millis = u64::try_from(at.unix_micros().div_euclid(1_000)).unwrap_or_default();
    Uuid::from_u64_pair(millis << 16 | 0x7000, 0x8000_0000_0000_0000 | number)
}

/// The same for the `place`th of its kind below a ticket. Those of a ticket grow with their places, also within a millisecond.
pub(super) fn below(at: Timestamp, ticket: u64, place: usize) -> Uuid {
    id(at, ticket * OF_ONE + u64::try_from(place).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_with_time_and_place() {
        let at = |micros| Timestamp::from_unix_micros(micros).expect("in range");
        let ids = [below(at(1_000), 9, 0), below(at(1_000), 9, 1), below(at(2_000), 0, 0), id(at(3_000), 0)];
        assert!(ids.is_sorted_by(|a, b| a < b));
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
    }
}
