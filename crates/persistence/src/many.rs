//! Lists of ids within a statement.

use uuid::Uuid;

/// Some ids for `IN (…)`, filled up to a power of two by saying the last one again. Each length makes another statement, and a
/// connection keeps only so many of them prepared: of lists of every length each would be planned anew.
pub(crate) fn many(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<_> = ids.into_iter().collect();
    if let Some(&last) = ids.last() {
        ids.resize(ids.len().next_power_of_two(), last);
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::many;
    use uuid::Uuid;

    #[test]
    fn few_lengths_come_of_many() {
        let ids = |count: u128| (1..=count).map(Uuid::from_u128);
        assert!(many(ids(0)).is_empty());
        for (count, length) in [(1, 1), (2, 2), (3, 4), (5, 8), (51, 64), (64, 64)] {
            let filled = many(ids(count));
            assert_eq!(filled.len(), length);
            assert!(ids(count).all(|id| filled.contains(&id)));
            assert!(filled.iter().all(|id| ids(count).any(|known| known == *id)));
        }
    }
}
