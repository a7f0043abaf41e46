//! The life of a ticket, played through the rules of `domain`, so that no ticket is in a state that the product could not have
//! brought about.

use super::chance::{Chance, Of};
use super::play::{Play, Said};
use super::world::World;
use super::{ids, people};
use anyhow::Result;
use domain::account::Locale;
use domain::category::Category;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::email::Email;
use domain::id::{TicketId, TicketNumber};
use domain::policy::Actor;
use domain::settings::Settings;
use domain::tag::Tags;
use domain::ticket::{NewTicket, Priority, ResolutionDraft, ResolutionKind, Status, Ticket, TicketPatch};
use persistence::repo::bulk::Life;

/// What has become of a ticket by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Open,
    InProgress,
    Waiting,
    Resolved,
    Closed,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Sort,
    Take,
    Urge,
    Say,
    Wait,
    Resolve,
    Reopen,
    Confirm,
    CloseAtOnce,
}

/// The newest tenth of all tickets has most of those that are not settled.
const NEWEST: u64 = 10;
const DAY: i64 = 86_400;

/// Who is on a ticket.
struct Cast {
    requester: Actor,
    agent: Actor,
    sorter: Actor,
}

impl World {
    /// The life of the ticket of a number, from 0.
    pub(super) fn life(&self, index: u64) -> Result<Life> {
        let mut chance = Chance::of(Of::Ticket, index);
        let created_at = self.created_at(index, &mut chance);
        let fate = self.fate(index, &mut chance);
        let customer = self.customer_of(index, &mut chance);
        let category = chance.pick_early(&self.desk.categories);
        let seers = self.seers(category);
        let cast = Cast {
            requester: people::customer_actor(customer, self.since),
            agent: *chance.pick_early(&seers),
            sorter: *chance.pick(&seers),
        };
        let locale = people::customer_locale(customer);
        let play = self.begin(index, category, created_at, (&cast, locale), &mut chance)?;
        let comments = self.comments_of(index);
        let deeds = deeds(fate, comments, &mut chance);
        let moments = self.moments(fate, created_at, deeds.len(), &mut chance);
        let mut scene = Scene { world: self, play, cast: &cast, locale, chance };
        for (deed, at) in deeds.into_iter().zip(moments) {
            scene = scene.act(deed, at)?;
        }
        let Scene { mut play, mut chance, .. } = scene;
        if fate == Fate::Closed && play.ticket().status == Status::Resolved {
            play = self.close(play, cast.requester, &mut chance)?;
        }
        self.finish(play, &cast, &mut chance)
    }

    /// Tickets come in evenly, each within a span of its own.
    fn created_at(&self, index: u64, chance: &mut Chance) -> Timestamp {
        let span = u64::try_from(self.now.unix_micros() - self.since.unix_micros()).unwrap_or_default();
        let each = span / self.size.tickets;
        let micros = index * each + chance.below(each * 9 / 10);
        let micros = self.since.unix_micros().saturating_add(i64::try_from(micros).unwrap_or_default());
        Timestamp::from_unix_micros(micros).unwrap_or(self.now)
    }

    fn fate(&self, index: u64, chance: &mut Chance) -> Fate {
        if index == self.longest {
            return Fate::InProgress;
        }
        let later = self.size.tickets - index;
        let newest = later * NEWEST <= self.size.tickets;
        // Eight in a hundred are not settled: six of them are among the newest, two are left over from before.
        if chance.in_thousand(if newest { 600 } else { 22 }) {
            return match chance.below(100) {
                0..35 => Fate::Open,
                35..75 => Fate::InProgress,
                _ => Fate::Waiting,
            };
        }
        // What is resolved is closed after a week, so only new tickets can be.
        if later * 33 <= self.size.tickets && chance.in_thousand(500) { Fate::Resolved } else { Fate::Closed }
    }

    fn customer_of(&self, index: u64, chance: &mut Chance) -> u64 {
        let every = self.size.tickets / self.size.busiest;
        // The same customers come again and again, and many come once.
        let bound = chance.between(1, self.size.customers - 1);
        let other = 1 + chance.below(bound);
        if index % every == every / 2 { 0 } else { other }
    }

    /// How many comments it gets: ten tickets in a row share what belongs to ten, in an order of their own.
    fn comments_of(&self, index: u64) -> u64 {
        let mut shares = *self.size.comments_of_ten;
        let mut chance = Chance::of(Of::Group, index / 10);
        for place in (1..shares.len()).rev() {
            let other = usize::try_from(chance.below(u64::try_from(place).unwrap_or_default() + 1)).unwrap_or_default();
            shares.swap(place, other);
        }
        let share = shares[usize::try_from(index % 10).unwrap_or_default()];
        if index == self.longest { share + self.size.longest } else { share }
    }

    fn begin(
        &self,
        index: u64,
        category: &Category,
        at: Timestamp,
        (cast, locale): (&Cast, Locale),
        chance: &mut Chance,
    ) -> Result<Play> {
        let priority = match chance.below(100) {
            0..60 => category.default_priority,
            60..75 => Priority::Low,
            75..90 => Priority::Medium,
            90..97 => Priority::High,
            _ => Priority::Urgent,
        };
        let tags = (0..chance.below(4)).map(|_| chance.pick_early(&self.desk.tags).clone());
        let tags = Tags::new(tags)?;
        let new = NewTicket {
            subject: self.languages.subject(locale, chance)?,
            description: self.languages.description(locale, chance)?,
            category: category.key.clone(),
            priority,
            queue: category.queue,
            tags,
            requester: cast.requester.id,
        };
        // One in twenty was told by telephone.
        let creator = if chance.in_thousand(50) { cast.sorter } else { cast.requester };
        let id = TicketId::new(ids::id(at, index));
        let number = TicketNumber::new(number_of(index)?);
        let created = Ticket::create(id, number, new, creator, at);
        let participants = self.participants(index, chance)?;
        Ok(Play::begin(index, created, creator, participants))
    }

    fn participants(&self, index: u64, chance: &mut Chance) -> Result<Vec<(Email, u64)>> {
        if !chance.in_thousand(100) {
            return Ok(Vec::new());
        }
        let first = 1 + (index * 7) % (self.size.customers - 2);
        let count = chance.between(1, 2);
        (first..first + count).map(|number| Ok((people::customer_email(number, self.since)?, number))).collect()
    }

    /// When what happens happens: more at the beginning than later, and never later than now.
    fn moments(&self, fate: Fate, from: Timestamp, count: usize, chance: &mut Chance) -> Vec<Timestamp> {
        let (from, now) = (from.unix_micros(), self.now.unix_micros());
        let most = match fate {
            // A week is left for those who are to be closed by time alone.
            Fate::Closed => i64::try_from(chance.between(1, 16)).unwrap_or_default() * DAY / 4,
            Fate::Open | Fate::InProgress | Fate::Waiting => {
                i64::try_from(chance.between(1, 80)).unwrap_or_default() * DAY
            }
            Fate::Resolved => i64::MAX / 1_000_000,
        };
        let span = (now - from).min(most.saturating_mul(1_000_000)).max(0);
        let mut moments: Vec<i64> = (0..count)
            .map(|_| {
                let share = i64::try_from(chance.below(1_000)).unwrap_or_default();
                // Squared, so that the middle of all lies in the first quarter of the time.
                from + i64::try_from(i128::from(span) * i128::from(share) * i128::from(share) / 1_000_000)
                    .unwrap_or_default()
            })
            .collect();
        moments.sort_unstable();
        // What is resolved was so within the week, or it would be closed.
        if fate == Fate::Resolved
            && let Some(last) = moments.last_mut()
        {
            let week = i64::try_from(chance.below(6 * 86_400)).unwrap_or_default() * 1_000_000;
            *last = (now - week).max(*last);
        }
        moments.into_iter().map(|micros| Timestamp::from_unix_micros(micros).unwrap_or(self.now)).collect()
    }

    /// Closes what was resolved: the requester confirms, an agent does it, or a week passes.
    fn close(&self, play: Play, requester: Actor, chance: &mut Chance) -> Result<Play> {
        let settings = Settings::default();
        let last = play.last();
        let week = last.plus_seconds(i64::from(settings.auto_close_days) * DAY + 60);
        if week <= self.now && chance.in_thousand(500) {
            return play.by_time(week, &settings);
        }
        let hours = i64::try_from(chance.between(1, 60)).unwrap_or_default() * 3_600;
        let at = last.plus_seconds(hours).min(self.now);
        play.change(at, requester, |ticket| Ok(ticket.request_closing(&settings, requester, at)?.0))
    }
}

/// The number of the first ticket, as in an empty database.
const FIRST_NUMBER: i64 = 10_001;

/// The number of a ticket.
pub(super) fn number_of(index: u64) -> Result<i64> {
    Ok(FIRST_NUMBER + i64::try_from(index)?)
}

/// What happens to a ticket of a fate, in order.
fn deeds(fate: Fate, comments: u64, chance: &mut Chance) -> Vec<Deed> {
    let mut deeds = Vec::with_capacity(usize::try_from(comments).unwrap_or_default() + 6);
    if chance.in_thousand(400) {
        deeds.push(Deed::Sort);
    }
    if chance.in_thousand(80) {
        deeds.push(Deed::Urge);
    }
    if fate == Fate::Closed && chance.in_thousand(60) {
        deeds.extend((0..comments).map(|_| Deed::Say));
        deeds.push(Deed::CloseAtOnce);
        return deeds;
    }
    // Some words are said before somebody takes it.
    let before = if fate == Fate::Open { comments } else { chance.below(comments / 4 + 1) };
    deeds.extend((0..before).map(|_| Deed::Say));
    if fate == Fate::Open {
        return deeds;
    }
    deeds.push(Deed::Take);
    let settles = matches!(fate, Fate::Resolved | Fate::Closed);
    // Some come back after they were resolved.
    let back = (settles && comments > 3 && chance.in_thousand(120)).then(|| before + (comments - before) / 2);
    for number in before..comments {
        if back == Some(number) {
            deeds.extend([Deed::Resolve, Deed::Reopen]);
        } else {
            deeds.push(Deed::Say);
        }
        if chance.in_thousand(120) {
            deeds.push(Deed::Wait);
        }
    }
    match fate {
        Fate::Waiting => deeds.push(Deed::Wait),
        Fate::Resolved | Fate::Closed => deeds.push(Deed::Resolve),
        Fate::Open | Fate::InProgress => {}
    }
    if fate == Fate::Closed && chance.in_thousand(200) {
        deeds.push(Deed::Confirm);
    }
    deeds
}

/// A ticket in the middle of its life.
struct Scene<'a> {
    world: &'a World,
    play: Play,
    cast: &'a Cast,
    locale: Locale,
    chance: Chance,
}

impl Scene<'_> {
    fn act(mut self, deed: Deed, at: Timestamp) -> Result<Self> {
        let (agent, sorter) = (self.cast.agent, self.cast.sorter);
        let status = self.play.ticket().status;
        let patch =
            |play: Play, by: Actor, patch: TicketPatch| play.change(at, by, |ticket| ticket.apply(patch, by, at));
        self.play = match deed {
            Deed::Sort => {
                let team = self.chance.pick(&self.world.desk.teams).team.id;
                patch(self.play, sorter, TicketPatch { team: Some(Some(team)), ..TicketPatch::default() })?
            }
            Deed::Urge => {
                let priority = Priority::ALL.iter().copied().max().filter(|_| self.chance.in_thousand(500));
                let priority = Some(priority.unwrap_or(Priority::High));
                patch(self.play, sorter, TicketPatch { priority, ..TicketPatch::default() })?
            }
            Deed::Take => self.play.change(at, agent, |ticket| ticket.take(agent, at))?,
            Deed::Wait if status == Status::InProgress => {
                let status = Some(Status::WaitingOnCustomer);
                patch(self.play, agent, TicketPatch { status, ..TicketPatch::default() })?
            }
            // It waits already.
            Deed::Wait => self.play,
            Deed::Resolve => {
                let draft = self.draft(ResolutionKind::Solved)?;
                let status = Some(Status::Resolved);
                patch(self.play, agent, TicketPatch { status, resolution: Some(draft), ..TicketPatch::default() })?
            }
            Deed::Confirm => {
                let by = self.cast.requester;
                let settings = Settings::default();
                self.play.change(at, by, |ticket| Ok(ticket.request_closing(&settings, by, at)?.0))?
            }
            Deed::CloseAtOnce => {
                let kinds = [ResolutionKind::Spam, ResolutionKind::Duplicate, ResolutionKind::Declined];
                let kind = *self.chance.pick(&kinds);
                let draft = self.draft(kind)?;
                self.play.change(at, sorter, |ticket| ticket.close(Some(draft), sorter, at))?
            }
            Deed::Say => return self.say(at),
            Deed::Reopen => {
                let body = self.world.languages.comment(self.locale, &mut self.chance)?;
                self.play.say(at, Said { by: self.cast.requester, body, visibility: Visibility::Public })?
            }
        };
        Ok(self)
    }

    fn draft(&mut self, usual: ResolutionKind) -> Result<ResolutionDraft> {
        let kind = match self.chance.below(100) {
            0..10 if usual == ResolutionKind::Solved => ResolutionKind::Workaround,
            10..13 if usual == ResolutionKind::Solved => ResolutionKind::NotReproducible,
            _ => usual,
        };
        Ok(ResolutionDraft { text: self.world.languages.resolution(self.locale, &mut self.chance)?, kind })
    }

    /// Customer and agent take turns more or less, and one word in five is a note.
    fn say(mut self, at: Timestamp) -> Result<Self> {
        let speaker = match self.chance.below(100) {
            0..45 => Said::customer(self.cast.requester),
            45..80 => Said::staff(self.cast.agent),
            80..90 => Said::note(self.cast.agent),
            _ => Said::note(self.cast.sorter),
        };
        let body = self.world.languages.comment(self.locale, &mut self.chance)?;
        let (by, visibility) = speaker;
        self.play = self.play.say(at, Said { by, body, visibility })?;
        Ok(self)
    }
}

impl World {
    /// What stands around the ticket: clocks, marks of reading, who follows it, what people are told.
    fn finish(&self, play: Play, cast: &Cast, chance: &mut Chance) -> Result<Life> {
        let watcher = chance.in_thousand(50).then_some(cast.sorter);
        let requester_reads = chance.in_thousand(700);
        let agent_reads = chance.in_thousand(600);
        let mut life = play.finish(self)?;
        let last = life.events.last().map(|event| (event.id, event.at));
        if let Some((event, at)) = last {
            if requester_reads {
                life.reads.push((cast.requester.id, event, at));
            }
            if agent_reads && life.ticket.assignee == Some(cast.agent.id) {
                life.reads.push((cast.agent.id, event, at));
            }
        }
        if let Some(watcher) = watcher {
            life.watchers.push((watcher.id, life.ticket.created_at));
        }
        if !agent_reads {
            life.notifications.extend(super::play::untold(&life, cast.requester.id));
        }
        Ok(life)
    }
}
