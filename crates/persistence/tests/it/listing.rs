use crate::arrange::World;
use domain::category::CategoryKey;
use domain::id::TicketNumber;
use domain::listing::{AssigneeFilter, Selection, Sort, TicketFilter};
use domain::policy::Actor;
use domain::ticket::{Priority, Status};
use persistence::repo::listing::{self, Counted, Part};
use test_support::{Backend, on_both_databases};

on_both_databases!(
    every_order_is_walked_without_gap_or_double,
    filters_narrow_and_combine,
    a_customer_lists_and_counts_their_own,
    counting_stops_at_the_bound,
);

/// Twenty tickets in every priority, some of which changed later than others.
async fn fill(world: &World) {
    for number in 0..20_usize {
        let priority = Priority::ALL[number * 7 % 4];
        let category = ["it", "billing", "product"][number % 3];
        let requester = if number % 5 == 0 { world.other } else { world.customer };
        let ticket = world.ticket_of(requester, &format!("ticket {number}"), priority, category).await;
        // Pairs share a second, so that the order has to be settled by the number.
        world.clock.advance(i64::from(number % 2 == 0));
        if number % 4 == 0 {
            world.take(&ticket).await;
        }
    }
}

fn selected(filter: &TicketFilter) -> Selection {
    filter.clone().into()
}

async fn numbers(world: &World, actor: Actor, filter: &TicketFilter, sort: Sort, page: u32) -> Vec<TicketNumber> {
    let (mut part, mut all) = (Part::first(sort, page), Vec::new());
    loop {
        let rows = listing::list(world.store.connection(), &world.desk(actor).await, &selected(filter), &part)
            .await
            .expect("a page");
        let Some(last) = rows.last() else { return all };
        part.after = Some(last.position(sort));
        all.extend(rows.iter().map(|row| row.number));
    }
}

async fn every_order_is_walked_without_gap_or_double(backend: Backend) {
    let world = World::new(backend).await;
    fill(&world).await;
    for &sort in Sort::ALL {
        let whole = numbers(&world, world.agent, &TicketFilter::default(), sort, 100).await;
        assert_eq!(whole.len(), 20);
        for page in [1, 3, 7, 20] {
            assert_eq!(
                numbers(&world, world.agent, &TicketFilter::default(), sort, page).await,
                whole,
                "{sort} by {page}"
            );
        }
    }
    let newest = numbers(&world, world.agent, &TicketFilter::default(), Sort::Newest, 100).await;
    assert!(newest.is_sorted_by(|a, b| a > b));
    let all = TicketFilter::default();
    let part = Part::first(Sort::Priority, 100);
    let rows = listing::list(world.store.connection(), &world.desk(world.agent).await, &selected(&all), &part).await;
    let rows = rows.expect("rows");
    assert!(rows.is_sorted_by_key(|row| (std::cmp::Reverse(row.priority), row.number)));
}

async fn filters_narrow_and_combine(backend: Backend) {
    let world = World::new(backend).await;
    fill(&world).await;
    let count = async |filter: TicketFilter| {
        let listed = numbers(&world, world.agent, &filter, Sort::Newest, 100).await.len();
        let counted =
            listing::count(world.store.connection(), &world.desk(world.agent).await, &selected(&filter), None)
                .await
                .expect("a count");
        assert_eq!(Counted { found: u64::try_from(listed).expect("small"), complete: true }, counted);
        listed
    };
    let key = |key| CategoryKey::parse(key).expect("a key");
    let none = TicketFilter::default;
    assert_eq!(count(TicketFilter { statuses: vec![Status::InProgress], ..none() }).await, 5);
    assert_eq!(count(TicketFilter { statuses: vec![Status::InProgress, Status::Open], ..none() }).await, 20);
    assert_eq!(count(TicketFilter { statuses: vec![Status::Closed], ..none() }).await, 0);
    assert_eq!(count(TicketFilter { priorities: vec![Priority::Urgent], ..none() }).await, 5);
    assert_eq!(count(TicketFilter { categories: vec![key("billing")], ..none() }).await, 7);
    assert_eq!(count(TicketFilter { categories: vec![key("nothing")], ..none() }).await, 0);
    let mine = Some(AssigneeFilter::User(world.agent.id));
    assert_eq!(count(TicketFilter { assignee: mine, ..none() }).await, 5);
    assert_eq!(count(TicketFilter { assignee: Some(AssigneeFilter::Nobody), ..none() }).await, 15);
    assert_eq!(count(TicketFilter { requester: Some(world.other.id), ..none() }).await, 4);
    let both = TicketFilter { requester: Some(world.other.id), assignee: mine, ..none() };
    assert_eq!(count(both).await, 1);
}

async fn a_customer_lists_and_counts_their_own(backend: Backend) {
    let world = World::new(backend).await;
    fill(&world).await;
    let all = TicketFilter::default();
    assert_eq!(numbers(&world, world.other, &all, Sort::Updated, 3).await.len(), 4);
    let counted = listing::count(world.store.connection(), &world.desk(world.other).await, &selected(&all), None).await;
    assert_eq!(counted.expect("a count").found, 4);
    let of_others = TicketFilter { requester: Some(world.customer.id), ..all };
    assert!(numbers(&world, world.other, &of_others, Sort::Newest, 3).await.is_empty());
}

async fn counting_stops_at_the_bound(backend: Backend) {
    let world = World::new(backend).await;
    fill(&world).await;
    let all = Selection::default();
    let counted = listing::count(world.store.connection(), &world.desk(world.agent).await, &all, Some(6)).await;
    assert_eq!(counted.expect("a count").found, 6);
}
