//! The desk that the tickets wait at: staff, teams, queues, categories, tags, and what the audit log says of how it was made.

use super::chance::{Chance, Of};
use super::ids;
use super::people::{self, Staff};
use super::scale::Size;
use crate::app::AppError;
use anyhow::Result;
use domain::audit::{AuditKind, AuditTarget, Details, hexadecimal};
use domain::canned::CannedReply;
use domain::category::{Category, CategoryKey};
use domain::clock::Timestamp;
use domain::id::{CannedReplyId, QueueId, TeamId, UserId};
use domain::queue::{DEFAULT_QUEUE, Queue, Team};
use domain::tag::Tag;
use domain::text::{CommentBody, Name};
use domain::ticket::Priority;
use persistence::Tx;
use persistence::repo::audit::{self, NewEntry};
use persistence::repo::desk::{self, TeamWithMembers};
use persistence::repo::{accounts, canned_replies, categories, tags};
use serde_json::json;

/// A desk.
pub(super) struct Desk {
    pub(super) staff: Vec<Staff>,
    pub(super) teams: Vec<TeamWithMembers>,
    pub(super) queues: Vec<Queue>,
    pub(super) categories: Vec<Category>,
    pub(super) tags: Vec<Tag>,
    canned: Vec<CannedReply>,
    since: Timestamp,
}

/// Name, whether only its teams see it, whether anything is promised there.
const QUEUES: [(&str, bool, bool); 8] = [
    ("Support", false, true),
    ("Rechnungen", false, true),
    ("Netz und Server", false, true),
    ("Anwendungen", false, true),
    ("Field service", false, true),
    ("Onboarding", false, false),
    ("Security", true, true),
    ("Personal", true, true),
];

/// Key, names, usual priority, queue.
const CATEGORIES: [(&str, &str, &str, Priority, usize); 12] = [
    ("it", "IT und Technik", "IT and devices", Priority::Medium, 0),
    ("billing", "Rechnung und Zahlung", "Billing and payment", Priority::Medium, 1),
    ("product", "Produkt und Funktionen", "Product and features", Priority::Medium, 3),
    ("access", "Zugang und Berechtigungen", "Access and permissions", Priority::High, 0),
    ("other", "Anderes", "Something else", Priority::Low, 0),
    ("network", "Netz", "Network", Priority::High, 2),
    ("server", "Server", "Servers", Priority::High, 2),
    ("printing", "Drucken", "Printing", Priority::Medium, 4),
    ("devices", "Geräte vor Ort", "Devices on site", Priority::Medium, 4),
    ("newcomers", "Neu im Haus", "New colleagues", Priority::Low, 5),
    ("security", "Sicherheit", "Security", Priority::Urgent, 6),
    ("personnel", "Personalsachen", "Personnel", Priority::Medium, 7),
];

/// The frequent ones first.
const TAGS: &str =
    "vpn drucker passwort outlook laptop rechnung wlan update lizenz berlin hamburg onboarding vip server
    backup monitor telefon sap teams mahnung gutschrift homeoffice münchen wien zertifikat datenbank spam eskaliert
    hardware rückruf garantie export import api webhook browser mobil drossel altgerät barrierefrei";

const CANNED: [(&str, &str); 4] = [
    ("Neustart", "Bitte starten Sie das Gerät einmal neu und schreiben Sie uns, ob es danach geht."),
    ("Mehr Angaben", "Damit wir helfen können, brauchen wir die genaue Meldung und die Uhrzeit."),
    ("Restart", "Please restart the device once and tell us whether that helps."),
    ("Solved?", "This should be solved now. If it is not, just reply to this message."),
];

impl Desk {
    pub(super) fn of(size: Size, since: Timestamp) -> Result<Self> {
        let staff = people::staff(size, since)?;
        // The last two teams serve the restricted queues; the agent who can sign in is in the first.
        let teams =
            (0..size.teams).map(|number| team(number, size.teams, &staff, since)).collect::<Result<Vec<_>>>()?;
        let queues = QUEUES.iter().enumerate().map(|(place, row)| queue(place, *row, &teams, since));
        let queues = queues.collect::<Result<Vec<_>>>()?;
        let category = |(key, name_de, name_en, default_priority, queue): &(&str, &str, &str, Priority, usize)| {
            let queue = queues.get(*queue).map_or(DEFAULT_QUEUE, |queue| queue.id);
            let (name_de, name_en) = ((*name_de).to_owned(), (*name_en).to_owned());
            let key = CategoryKey::parse(key)?;
            anyhow::Ok(Category { key, name_de, name_en, default_priority: *default_priority, queue, active: true })
        };
        let categories = CATEGORIES.iter().map(category).collect::<Result<_>>()?;
        let tags = TAGS.split_whitespace().map(Tag::parse).collect::<Result<_, _>>()?;
        let reply = |(number, (title, body)): (usize, &(&str, &str))| {
            let id = CannedReplyId::new(ids::below(since, 0, number));
            anyhow::Ok(CannedReply { id, owner: None, title: Name::parse(title)?, body: CommentBody::parse(body)? })
        };
        let canned = CANNED.iter().enumerate().map(reply).collect::<Result<_>>()?;
        Ok(Self { staff, teams, queues, categories, tags, canned, since })
    }

    /// Stores all of it. The database has categories, a queue, a policy and a calendar already.
    pub(super) async fn store(&self, tx: &Tx) -> Result<(), AppError> {
        let mut log = Log { at: self.since, by: self.staff.first().map(|admin| admin.account.account.id), entries: 0 };
        for Staff { account, .. } in &self.staff {
            accounts::insert(tx, account.clone()).await?;
            let (id, role) = (account.account.id, account.account.role);
            log.note(tx, AuditKind::UserCreated, AuditTarget::User, id.to_string(), &json!({ "role": role })).await?;
        }
        for team in &self.teams {
            desk::put_team(tx, team).await?;
            let details = json!({ "name": team.team.name.as_str(), "members": team.members });
            log.note(tx, AuditKind::TeamCreated, AuditTarget::Team, team.team.id.to_string(), &details).await?;
        }
        // What the queue promises that is there from the beginning, others do as well.
        let promised = desk::queue(tx, DEFAULT_QUEUE).await?.and_then(|queue| queue.sla);
        for (place, (queue, (_, _, promises))) in (1..).zip(self.queues.iter().zip(QUEUES)) {
            let sla = promised.filter(|_| promises);
            desk::put_queue(tx, &Queue { sla, ..queue.clone() }, place).await?;
            let details = json!({ "name": queue.name.as_str(), "restricted": queue.restricted });
            log.note(tx, AuditKind::QueueCreated, AuditTarget::Queue, queue.id.to_string(), &details).await?;
        }
        for category in &self.categories {
            categories::put(tx, category).await?;
            let details = json!({ "queue": category.queue });
            log.note(tx, AuditKind::CategoryChanged, AuditTarget::Category, category.key.to_string(), &details).await?;
        }
        for tag in &self.tags {
            tags::put_known(tx, tag, self.since).await?;
        }
        for reply in &self.canned {
            canned_replies::insert(tx, reply, self.since).await?;
        }
        Ok(())
    }
}

fn team(number: u64, teams: u64, staff: &[Staff], since: Timestamp) -> Result<TeamWithMembers> {
    const NAMES: [&str; 5] = ["Erste Hilfe", "Buchhaltung", "Netz", "Anwendungen", "Vor Ort"];
    let restricted = number + 2 >= teams;
    let kind = usize::try_from(number).unwrap_or_default() % NAMES.len();
    let name = match restricted {
        true => format!("Vertrauliches {}", number + 3 - teams),
        false => format!("{} {}", NAMES[kind], number + 1),
    };
    let members = staff.iter().filter(|person| person.team == number || person.also == Some(number));
    let members = members.map(|person| person.account.account.id).collect();
    let id = TeamId::new(ids::id(since, number));
    Ok(TeamWithMembers { team: Team { id, name: Name::parse(&name)?, active: true }, members })
}

fn queue(
    place: usize,
    (name, restricted, _): (&str, bool, bool),
    teams: &[TeamWithMembers],
    since: Timestamp,
) -> Result<Queue> {
    let id = if place == 0 { DEFAULT_QUEUE } else { QueueId::new(ids::below(since, 1, place)) };
    let (open, closed) = teams.split_at(teams.len().saturating_sub(2));
    let serving: Vec<TeamId> = match restricted {
        true => closed.iter().skip(place % 2).take(1).map(|team| team.team.id).collect(),
        false => {
            let open_queues = QUEUES.iter().filter(|(_, restricted, _)| !restricted).count();
            let serves = |(number, _): &(usize, &TeamWithMembers)| place == 0 || number % open_queues == place;
            open.iter().enumerate().filter(serves).map(|(_, team)| team.team.id).collect()
        }
    };
    Ok(Queue { id, name: Name::parse(name)?, restricted, active: true, teams: serving, sla: None })
}

/// Writes down how the desk was made, in a chain that is the same each time.
struct Log {
    at: Timestamp,
    by: Option<UserId>,
    entries: u64,
}

impl Log {
    async fn note(
        &mut self,
        tx: &Tx,
        kind: AuditKind,
        target: AuditTarget,
        id: String,
        details: &serde_json::Value,
    ) -> Result<(), AppError> {
        let mut chance = Chance::of(Of::Audit, self.entries);
        self.entries += 1;
        let salt = hexadecimal(&[chance.next().to_be_bytes(), chance.next().to_be_bytes()].concat());
        let details = Details { text: details.to_string(), salt };
        Ok(audit::append(tx, NewEntry { at: self.at, actor: self.by, kind, target: Some((target, id)), details })
            .await?)
    }
}
