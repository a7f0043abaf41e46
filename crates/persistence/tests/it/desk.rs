//! Who sees which tickets: queues that are restricted, people who read along, tickets that were merged.

use crate::arrange::World;
use domain::comment::Visibility;
use domain::email::Email;
use domain::id::{QueueId, TeamId, TicketRef};
use domain::listing::{Sort, TeamFilter, TicketFilter};
use domain::policy::{Actor, Relation, TicketScope};
use domain::queue::{Queue, Team};
use domain::tag::{Tag, Tags};
use domain::text::{Name, ResolutionText};
use domain::ticket::{Merged, Ticket, TicketPatch};
use persistence::repo::conversation::{self, Entry};
use persistence::repo::desk::{self, TeamWithMembers};
use persistence::repo::participants::{self, Participant};
use persistence::repo::tickets::{self, Writing};
use persistence::repo::{
    listing::{self, Part},
    tags,
};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    a_restricted_queue_hides_its_tickets,
    who_reads_along_finds_the_ticket,
    queries_and_rules_agree_on_who_sees_what,
    tags_are_found_and_taken_off,
    a_merged_conversation_shows_what_each_may_see,
);

/// A queue that one team serves, with the team's members.
async fn restricted_queue(world: &World, members: &[Actor]) -> QueueId {
    let db = world.store.connection();
    let team = Team { id: TeamId::new(world.ids.next()), name: name("Payroll"), active: true };
    let teams = vec![team.id];
    let members = members.iter().map(|actor| actor.id).collect();
    desk::put_team(db, &TeamWithMembers { team, members }).await.expect("a team");
    let queue = Queue {
        id: QueueId::new(world.ids.next()),
        name: name("Pay"),
        restricted: true,
        active: true,
        teams,
        sla: None,
    };
    desk::put_queue(db, &queue, 2).await.expect("a queue");
    queue.id
}

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

async fn move_to(world: &World, ticket: &Ticket, queue: QueueId) -> Ticket {
    let admin = world.admin;
    let patch = TicketPatch { queue: Some(queue), ..TicketPatch::default() };
    world.change(admin, ticket, move |ticket, now| ticket.apply(patch, admin, now)).await
}

async fn listed(world: &World, actor: Actor) -> Vec<i64> {
    let scope = world.desk(actor).await;
    let filter = TicketFilter::default();
    let rows = listing::list(world.store.connection(), &scope, &filter.clone().into(), &Part::first(Sort::Oldest, 100))
        .await
        .expect("rows");
    rows.iter().map(|row| row.number.get()).collect()
}

async fn read_along(world: &World, ticket: &Ticket, who: Actor, address: &str) {
    let new = Participant { email: Email::parse(address).expect("an address"), user: Some(who.id) };
    let added = participants::add(world.store.connection(), ticket.id, &new, world.admin.id, world.now()).await;
    assert!(added.expect("added"));
}

async fn a_restricted_queue_hides_its_tickets(backend: Backend) {
    let world = World::new(backend).await;
    let queue = restricted_queue(&world, &[]).await;
    let (open, hidden) = (world.ticket("open").await, world.ticket("hidden").await);
    move_to(&world, &hidden, queue).await;
    assert!(world.find(world.agent, &hidden).await.is_none());
    assert_eq!(listed(&world, world.agent).await, [open.number.get()]);
    assert!(world.find(world.admin, &hidden).await.is_some(), "admins see all");
    assert!(world.find(world.customer, &hidden).await.is_some(), "its requester does too");
    assert_eq!(listed(&world, world.admin).await.len(), 2);
    let served = restricted_queue_members(&world, queue, &[world.agent]).await;
    assert_eq!(served, queue);
    assert!(world.find(world.agent, &hidden).await.expect("found").standing().actor.role.is_staff());
}

async fn restricted_queue_members(world: &World, queue: QueueId, members: &[Actor]) -> QueueId {
    let db = world.store.connection();
    let found = desk::queue(db, queue).await.expect("an answer").expect("a queue");
    let team = desk::team(db, found.teams[0]).await.expect("an answer").expect("a team").team;
    let members = members.iter().map(|actor| actor.id).collect();
    desk::put_team(db, &TeamWithMembers { team, members }).await.expect("a team");
    found.id
}

async fn who_reads_along_finds_the_ticket(backend: Backend) {
    let world = World::new(backend).await;
    let queue = restricted_queue(&world, &[]).await;
    let ticket = world.ticket("shared").await;
    assert!(world.find(world.other, &ticket).await.is_none());
    read_along(&world, &ticket, world.other, "other@example.org").await;
    let seen = world.find(world.other, &ticket).await.expect("found");
    assert_eq!(seen.standing().relation, Relation::Participant);
    assert_eq!(listed(&world, world.other).await, [ticket.number.get()]);
    // An agent outside of the queue who reads along sees what a customer sees, and not on their desk.
    let ticket = move_to(&world, &ticket, queue).await;
    read_along(&world, &ticket, world.agent, "agent@example.org").await;
    world.comment(world.admin, &ticket, "a note", Visibility::Internal).await;
    let seen = world.find(world.agent, &ticket).await.expect("found");
    assert!(!seen.standing().actor.role.is_staff());
    let part = conversation::newest(world.store.connection(), &seen, None, 50).await.expect("a part");
    assert!(part.entries.iter().all(|entry| matches!(entry, Entry::Event { .. })), "{:?}", part.entries);
    assert!(listed(&world, world.agent).await.is_empty());
    participants::remove(world.store.connection(), ticket.id, &Email::parse("other@example.org").expect("an address"))
        .await
        .expect("removed");
    assert!(world.find(world.other, &ticket).await.is_none());
}

/// `Viewer::stands` decides what is sent live, the scope what is found; they must be one rule.
async fn queries_and_rules_agree_on_who_sees_what(backend: Backend) {
    let world = World::new(backend).await;
    let queue = restricted_queue(&world, &[]).await;
    let mut all = Vec::new();
    for (requester, hidden, with) in [
        (world.customer, false, None),
        (world.customer, true, None),
        (world.other, true, Some(world.customer)),
        (world.agent, true, None),
        (world.customer, true, Some(world.agent)),
        (world.other, false, Some(world.agent)),
    ] {
        let ticket = world.ticket_of(requester, "x", domain::ticket::Priority::Low, "it").await;
        let ticket = if hidden { move_to(&world, &ticket, queue).await } else { ticket };
        if let Some(with) = with {
            read_along(&world, &ticket, with, "with@example.org").await;
        }
        all.push((ticket, with.map(|actor| actor.id)));
    }
    for actor in [world.customer, world.other, world.agent, world.admin] {
        let viewer = world.viewer(actor).await;
        let found = |scope| {
            let db = world.store.connection().clone();
            async move {
                let filter = TicketFilter::default();
                let rows = listing::list(&db, &scope, &filter.clone().into(), &Part::first(Sort::Oldest, 100))
                    .await
                    .expect("rows");
                rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
            }
        };
        let (can_open, on_desk) = (found(TicketScope::of(&viewer)).await, found(TicketScope::desk(&viewer)).await);
        for (ticket, with) in &all {
            let participant = *with == Some(actor.id);
            let access = domain::policy::Access { queue: ticket.queue, requester: ticket.requester, participant };
            let standing = viewer.stands(access);
            assert_eq!(standing.is_some(), can_open.contains(&ticket.id));
            let works = standing.is_some_and(|standing| standing.actor.role == actor.role);
            assert_eq!(works, on_desk.contains(&ticket.id));
            let loaded = world.find(actor, ticket).await.map(|found| found.standing().actor.role);
            assert_eq!(loaded, standing.map(|standing| standing.actor.role), "loading agrees too");
        }
    }
}

async fn tags_are_found_and_taken_off(backend: Backend) {
    let world = World::new(backend).await;
    let (ticket, agent) = (world.ticket("tagged").await, world.agent);
    let tag = |word: &str| Tag::parse(word).expect("a tag");
    let put = |words: &[&str]| {
        let tags = Tags::new(words.iter().map(|word| tag(word))).expect("few");
        TicketPatch { tags: Some(tags), ..TicketPatch::default() }
    };
    let found = async |words: &[&str]| {
        let filter = TicketFilter { tags: words.iter().map(|word| tag(word)).collect(), ..TicketFilter::default() };
        let scope = world.desk(agent).await;
        listing::count(world.store.connection(), &scope, &filter.into(), None).await.expect("a count").found
    };
    let patch = put(&["vpn", "büro-2"]);
    let tagged = world.change(agent, &ticket, move |ticket, now| ticket.apply(patch, agent, now)).await;
    assert_eq!(world.find(agent, &ticket).await.expect("found").ticket(), &tagged);
    assert_eq!((found(&["vpn"]).await, found(&["büro-2", "nothing"]).await, found(&["nothing"]).await), (1, 1, 0));
    let patch = put(&["vpn", "zertifikat"]);
    world.change(agent, &ticket, move |ticket, now| ticket.apply(patch, agent, now)).await;
    assert_eq!((found(&["büro-2"]).await, found(&["zertifikat"]).await), (0, 1));
    let known = tags::all(world.store.connection()).await.expect("tags");
    assert_eq!(known.len(), 3, "a tag stays known: {known:?}");
    let none = TicketFilter { teams: vec![TeamFilter::Nobody], ..TicketFilter::default() };
    let scope = world.desk(agent).await;
    assert_eq!(listing::count(world.store.connection(), &scope, &none.into(), None).await.expect("a count").found, 1);
}

async fn a_merged_conversation_shows_what_each_may_see(backend: Backend) {
    let world = World::new(backend).await;
    let (mine, theirs) = (world.ticket("mine").await, {
        world.ticket_of(world.other, "theirs", domain::ticket::Priority::Low, "it").await
    });
    world.comment(world.customer, &mine, "of the customer", Visibility::Public).await;
    world.comment(world.other, &theirs, "of the other", Visibility::Public).await;
    merge(&world, &theirs, &mine).await;
    let bodies = async |actor: Actor| {
        let seen = world.find(actor, &mine).await.expect("found");
        let part = conversation::newest(world.store.connection(), &seen, None, 50).await.expect("a part");
        let bodies = part.entries.into_iter().filter_map(|entry| match entry {
            Entry::Comment { comment, .. } => Some(comment.body.into_string()),
            Entry::Event { .. } => None,
        });
        bodies.collect::<Vec<_>>()
    };
    assert_eq!(bodies(world.agent).await, ["of the customer", "of the other"]);
    assert_eq!(bodies(world.customer).await, ["of the customer"], "the other's words stay theirs");
    assert!(world.find(world.other, &mine).await.is_none());
}

async fn merge(world: &World, source: &Ticket, target: &Ticket) {
    let db = world.store.connection();
    let load = async |ticket: &Ticket| world.find(world.agent, ticket).await.expect("found").ticket().clone();
    let (source, target) = (load(source).await, load(target).await);
    let versions = (source.version, target.version);
    let text = ResolutionText::parse("Goes on there.").expect("a text");
    let Merged { source, target } = source.merge(target, text, world.agent, world.now()).expect("merged");
    let ids = || world.ids.next();
    let writing = Writing { actor: Some(world.agent.id), now: world.now(), ids: &ids };
    tickets::save(db, versions.0, &source, &writing).await.expect("stored");
    tickets::save(db, versions.1, &target, &writing).await.expect("stored");
    let viewer = world.viewer(world.agent).await;
    let by_id = TicketRef::Id(source.ticket.id);
    let found = tickets::find(db, &viewer, by_id, tickets::For::Reading).await.expect("an answer").expect("found");
    assert_eq!(found.ticket().merged_into, Some(target.ticket.id));
}
