//! Who is looking at which ticket, and who is writing.

use domain::clock::Timestamp;
use domain::id::{QueueId, TicketId, TicketNumber, UserId};
use domain::policy::Access;
use domain::presence::PresenceState;
use dto::live::HereView;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Who has not said for so long that they are still there has gone.
const SECONDS: i64 = 45;

/// News of somebody, as processes tell each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Seen {
    /// At which ticket.
    pub ticket: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// Where it waits.
    pub queue: QueueId,
    /// Whose request it is.
    pub requester: UserId,
    /// Who.
    pub user: UserId,
    /// Their name.
    pub display_name: String,
    /// Whether they are an agent or admin.
    pub is_staff: bool,
    /// What they do.
    pub state: PresenceState,
    /// When.
    #[serde(with = "micros")]
    pub at: Timestamp,
}

mod micros {
    use super::Timestamp;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.unix_micros())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        Timestamp::from_unix_micros(i64::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("no point in time"))
    }
}

/// Everybody at every ticket.
#[derive(Default)]
pub(super) struct Presence {
    tickets: HashMap<TicketId, AtTicket>,
    /// Tickets of which news were not sent yet.
    changed: HashSet<TicketId>,
}

struct AtTicket {
    number: TicketNumber,
    queue: QueueId,
    requester: UserId,
    people: BTreeMap<UserId, (HereView, Timestamp)>,
}

/// A ticket with everybody who is there.
pub(super) struct Crowd {
    pub(super) number: TicketNumber,
    pub(super) access: Access,
    pub(super) people: Vec<HereView>,
}

impl AtTicket {
    /// As staff see it: presence is theirs, so whether somebody reads along does not matter.
    fn crowd(&self) -> Crowd {
        let access = Access { queue: self.queue, requester: self.requester, participant: false };
        Crowd { number: self.number, access, people: self.people.values().map(|(here, _)| here.clone()).collect() }
    }
}

impl Presence {
    pub(super) fn take_in(&mut self, seen: Seen) {
        let Seen { ticket, number, queue, requester, user, display_name, is_staff, state, at } = seen;
        let place = self.tickets.entry(ticket).or_insert_with(|| AtTicket {
            number,
            queue,
            requester,
            people: BTreeMap::new(),
        });
        place.queue = queue;
        let before = place.people.get(&user).map(|(here, _)| here.state);
        if state == PresenceState::Gone {
            place.people.remove(&user);
        } else {
            place.people.insert(user, (HereView { id: user, display_name, is_staff, state }, at));
        }
        if before.unwrap_or(PresenceState::Gone) != state {
            self.changed.insert(ticket);
        }
    }

    pub(super) fn at(&mut self, ticket: TicketId, now: Timestamp) -> Vec<HereView> {
        self.forget_the_silent(now);
        self.tickets.get(&ticket).map(|place| place.crowd().people).unwrap_or_default()
    }

    pub(super) fn everywhere(&mut self, now: Timestamp) -> Vec<(Access, TicketNumber, Vec<HereView>)> {
        self.forget_the_silent(now);
        let crowds = self.tickets.values().map(AtTicket::crowd).filter(|crowd| !crowd.people.is_empty());
        crowds.map(|crowd| (crowd.access, crowd.number, crowd.people)).collect()
    }

    fn forget_the_silent(&mut self, now: Timestamp) {
        let oldest = now.plus_seconds(-SECONDS);
        for (ticket, place) in &mut self.tickets {
            let before = place.people.len();
            place.people.retain(|_, (_, at)| *at >= oldest);
            if place.people.len() != before {
                self.changed.insert(*ticket);
            }
        }
    }

    /// The tickets where anything is different since the last call.
    pub(super) fn news(&mut self, now: Timestamp) -> Vec<Crowd> {
        self.forget_the_silent(now);
        let changed = std::mem::take(&mut self.changed);
        let crowds = changed.iter().filter_map(|ticket| self.tickets.get(ticket)).map(AtTicket::crowd).collect();
        self.tickets.retain(|_, place| !place.people.is_empty());
        crowds
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix_micros(1_790_000_000_000_000).expect("in range").plus_seconds(second)
    }

    fn seen(user: u128, state: PresenceState, second: i64) -> Seen {
        Seen {
            ticket: TicketId::new(Uuid::from_u128(1)),
            number: TicketNumber::new(10_001),
            queue: QueueId::new(Uuid::from_u128(2)),
            requester: UserId::new(Uuid::from_u128(3)),
            user: UserId::new(Uuid::from_u128(user)),
            display_name: "Somebody".to_owned(),
            is_staff: true,
            state,
            at: at(second),
        }
    }

    #[test]
    fn only_what_changed_is_news() {
        let mut presence = Presence::default();
        presence.take_in(seen(10, PresenceState::Viewing, 0));
        assert_eq!(presence.news(at(1)).len(), 1);
        presence.take_in(seen(10, PresenceState::Viewing, 2));
        assert_eq!(presence.news(at(3)).len(), 0, "still there");
        presence.take_in(seen(10, PresenceState::Writing, 4));
        assert_eq!(presence.news(at(5))[0].people[0].state, PresenceState::Writing);
        presence.take_in(seen(10, PresenceState::Gone, 6));
        assert!(presence.news(at(7))[0].people.is_empty());
        presence.take_in(seen(10, PresenceState::Gone, 8));
        assert_eq!(presence.news(at(9)).len(), 0, "nobody goes twice");
    }

    #[test]
    fn who_says_nothing_has_gone() {
        let mut presence = Presence::default();
        presence.take_in(seen(10, PresenceState::Viewing, 0));
        presence.take_in(seen(11, PresenceState::Viewing, 30));
        presence.news(at(31));
        let news = presence.news(at(46));
        assert_eq!(news[0].people.len(), 1);
        assert!(presence.news(at(200))[0].people.is_empty());
        assert!(presence.tickets.is_empty(), "nothing is kept");
    }

    #[test]
    fn processes_tell_each_other_everything() {
        let text = serde_json::to_string(&seen(10, PresenceState::Writing, 0)).expect("JSON");
        let mut presence = Presence::default();
        presence.take_in(serde_json::from_str(&text).expect("the same"));
        assert_eq!(presence.everywhere(at(1)).len(), 1);
    }
}
