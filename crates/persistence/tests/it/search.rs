//! The index for full-text search: what triggers put in, what they take out, and that both ways through it find the same.

use crate::arrange::World;
use domain::clock::Timestamp;
use domain::comment::Visibility;
use domain::id::TicketNumber;
use domain::listing::{Selection, Sort, TicketFilter};
use domain::policy::Actor;
use domain::query::{Known, Query};
use domain::tag::{Tag, Tags};
use domain::ticket::{Priority, Ticket, TicketPatch};
use persistence::repo::listing::{self, Counted, Page, Part};
use persistence::repo::removal;
use persistence::repo::search::{Hit, Way, hits};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use test_support::{Backend, on_both_databases, search_index};

on_both_databases!(
    words_are_found_wherever_they_stand,
    case_marks_and_punctuation_make_no_difference,
    beginnings_rows_and_parts_of_words,
    every_word_has_to_be_somewhere_and_an_excluded_one_nowhere,
    what_staff_write_for_themselves_is_not_there_for_others,
    what_was_changed_is_found_and_what_was_deleted_is_in_no_index,
    both_ways_find_the_same_in_every_order,
    a_page_says_what_its_list_and_its_count_say,
    counting_common_words_stops_early_and_says_so,
    what_was_there_before_is_filled_in_as_triggers_would,
    a_hit_shows_where_the_words_are,
    no_text_breaks_a_search,
);

fn wanted(world: &World, actor: Actor, text: &str) -> Selection {
    let known = Known {
        me: actor.id,
        now: world.now(),
        queues: Vec::new(),
        teams: Vec::new(),
        people: Vec::new(),
        tells_strangers: true,
    };
    let query = Query::parse(text).and_then(|parsed| parsed.meaning(&known));
    let query = query.unwrap_or_else(|error| panic!("{text:?}: {error}"));
    Selection { filter: TicketFilter::default(), query }
}

async fn by(world: &World, actor: Actor, text: &str, sort: Sort, way: Way) -> Vec<TicketNumber> {
    let part = Part { way, ..Part::first(sort, 200) };
    let scope = world.desk(actor).await;
    let rows = listing::list(world.store.connection(), &scope, &wanted(world, actor, text), &part).await.expect("rows");
    rows.iter().map(|row| row.number).collect()
}

/// What a search finds, by both ways; the count agrees.
async fn found(world: &World, actor: Actor, text: &str) -> Vec<TicketNumber> {
    let numbers = by(world, actor, text, Sort::Oldest, Way::Lead).await;
    assert_eq!(by(world, actor, text, Sort::Oldest, Way::Walk).await, numbers, "{text:?}");
    let scope = world.desk(actor).await;
    let wanted = wanted(world, actor, text);
    for bound in [None, Some(1_001)] {
        let counted = listing::count(world.store.connection(), &scope, &wanted, bound).await.expect("a count");
        assert_eq!(counted.found, numbers.len() as u64, "{text:?}");
    }
    numbers
}

async fn tag(world: &World, ticket: &Ticket, words: &[&str]) -> Ticket {
    let tags = Tags::new(words.iter().map(|word| Tag::parse(word).expect("a tag"))).expect("few");
    let (agent, patch) = (world.agent, TicketPatch { tags: Some(tags), ..TicketPatch::default() });
    world.change(agent, ticket, move |ticket, now: Timestamp| ticket.apply(patch, agent, now)).await
}

async fn words_are_found_wherever_they_stand(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.ticket("The printer is on fire").await;
    let other = world.ticket("Another one").await;
    world.comment(world.customer, &ticket, "It smells of **rubber**.", Visibility::Public).await;
    world.comment(world.agent, &ticket, "Call the firefighters", Visibility::Internal).await;
    tag(&world, &other, &["urgent-matter"]).await;
    for (text, expected) in [
        ("printer ", vec![ticket.number]),
        ("rubber ", vec![ticket.number]),
        ("firefighters ", vec![ticket.number]),
        ("matter ", vec![other.number]),
        ("does not work ", vec![ticket.number, other.number]),
        ("the ", vec![ticket.number, other.number]),
        ("nothing ", vec![]),
    ] {
        assert_eq!(found(&world, world.agent, text).await, expected, "{text:?}");
    }
}

async fn case_marks_and_punctuation_make_no_difference(backend: Backend) {
    let world = World::new(backend).await;
    let subjects = [
        "ÄRGER mit Büro-2 in der Großen Straße 5",
        "Caffe\u{301} „Zürich“ (u\u{308}ber)",
        "Fehler 0x80070005 bei https://drucker.example.org/warteschlange",
    ];
    let mut numbers = Vec::new();
    for subject in subjects {
        numbers.push(world.ticket(subject).await.number);
    }
    for (text, index) in [
        ("arger ", 0),
        ("ärger ", 0),
        ("ÄRGER ", 0),
        ("büro-2 ", 0),
        ("\"buro 2\"", 0),
        ("strasse ", 0),
        ("STRAẞE ", 0),
        ("grossen ", 0),
        ("caffé ", 1),
        ("caffe ", 1),
        ("zurich ", 1),
        ("über ", 1),
        ("0x80070005 ", 2),
        ("drucker.example.org ", 2),
        ("warteschlange ", 2),
    ] {
        assert_eq!(found(&world, world.agent, text).await, [numbers[index]], "{text:?}");
    }
    // Each letter with a mark, in lower and upper case, is the plain one on both databases.
    for letter in "àáâãäåāăąçćĉċčďèéêëēĕėęěĝğġģĥìíîïĩīĭįĵķĺļľñńņňòóôõöōŏőŕŗřśŝşšșţťțùúûüũūŭůűųŵýÿŷźżž".chars()
    {
        let plain = domain::snippet::fold(&letter.to_string());
        for letter in std::iter::once(letter).chain(letter.to_uppercase()) {
            let ticket = world.ticket(&format!("q{letter}q{}", numbers.len())).await;
            let text = format!("q{plain}q{} ", numbers.len());
            assert_eq!(found(&world, world.agent, &text).await, [ticket.number], "{letter}");
            numbers.push(ticket.number);
        }
    }
}

async fn beginnings_rows_and_parts_of_words(backend: Backend) {
    let world = World::new(backend).await;
    let first = world.ticket("Netzwerkdrucker druckt nicht").await.number;
    let second = world.ticket("Kein Netz im Werk, Drucker geht").await.number;
    for (text, expected) in [
        ("netz", vec![first, second]),
        ("netz*", vec![first, second]),
        // Parts of words in subjects: three letters or more.
        ("\"drucker\"", vec![first, second]),
        ("werkdru ", vec![first]),
        ("-werkdru ", vec![second]),
        ("\"dr\"", vec![]),
        ("\"netz im\"", vec![second]),
        ("\"im netz\"", vec![]),
        ("netz-im ", vec![second]),
        ("im-we", vec![second]),
        ("\"drucker geht\"", vec![second]),
    ] {
        assert_eq!(found(&world, world.agent, text).await, expected, "{text:?}");
    }
    // A row of words does not go from one text into the next, nor from a stem into a word.
    assert!(found(&world, world.agent, "\"geht kein\"").await.is_empty());
    assert!(found(&world, world.agent, "\"geht it\"").await.is_empty());
}

async fn every_word_has_to_be_somewhere_and_an_excluded_one_nowhere(backend: Backend) {
    let world = World::new(backend).await;
    let both = world.ticket("alpha").await;
    let one = world.ticket("alpha alone").await;
    world.comment(world.customer, &both, "beta", Visibility::Public).await;
    world.comment(world.agent, &both, "gamma", Visibility::Internal).await;
    for (text, expected) in [
        ("alpha beta ", vec![both.number]),
        ("alpha beta gamma ", vec![both.number]),
        ("alpha -beta", vec![one.number]),
        ("alpha -gamma", vec![one.number]),
        ("-beta -alone", vec![]),
        ("alpha delta ", vec![]),
    ] {
        assert_eq!(found(&world, world.agent, text).await, expected, "{text:?}");
    }
}

async fn what_staff_write_for_themselves_is_not_there_for_others(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.ticket("A question").await;
    world.comment(world.agent, &ticket, "secretnote", Visibility::Internal).await;
    tag(&world, &ticket, &["secrettag"]).await;
    for text in ["secretnote ", "secrettag ", "secretn", "secret*", "\"secretnote\"", "question secretnote "] {
        assert_eq!(found(&world, world.agent, text).await, [ticket.number], "{text:?}");
        assert!(found(&world, world.customer, text).await.is_empty(), "{text:?}");
    }
    // Neither can it be told by leaving it out.
    assert_eq!(found(&world, world.customer, "question -secretnote").await, [ticket.number]);
    assert_eq!(found(&world, world.customer, "question -secrettag").await, [ticket.number]);
    assert!(found(&world, world.agent, "question -secretnote").await.is_empty());
    assert!(found(&world, world.other, "question ").await.is_empty(), "it is not theirs");
}

/// Every word that the index of a database has.
async fn indexed(world: &World) -> String {
    let db = world.store.connection();
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => {
            "SELECT CAST(words AS text) AS words FROM search_public UNION ALL SELECT CAST(words AS text) FROM search_internal"
        }
        _ => {
            // The bytes of the tables themselves: what a vocabulary leaves out can still be in the file.
            "SELECT CAST(block AS text) AS words FROM search_public_words_data UNION ALL \
                SELECT CAST(block AS text) FROM search_internal_words_data UNION ALL \
                SELECT CAST(block AS text) FROM search_subjects_data"
        }
    };
    let rows = db.query_all_raw(Statement::from_string(backend, sql)).await.expect("rows");
    let bytes = |row: &sea_orm::QueryResult| {
        let bytes: Vec<u8> = match backend {
            DbBackend::Postgres => row.try_get::<String>("", "words").expect("words").into_bytes(),
            _ => row.try_get("", "words").expect("a block"),
        };
        String::from_utf8_lossy(&bytes).into_owned()
    };
    rows.iter().map(bytes).collect::<Vec<_>>().join("\n")
}

async fn what_was_changed_is_found_and_what_was_deleted_is_in_no_index(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.ticket("xylophone").await;
    world.comment(world.customer, &ticket, "zeppelin", Visibility::Public).await;
    world.comment(world.agent, &ticket, "quicksilver", Visibility::Internal).await;
    let ticket = tag(&world, &ticket, &["juggernaut"]).await;
    let words = ["xylophone", "zeppelin", "quicksilver", "juggernaut"];
    let before = indexed(&world).await;
    for word in words {
        assert_eq!(found(&world, world.agent, &format!("{word} ")).await, [ticket.number], "{word}");
        assert!(before.contains(&word[1..]), "{word} is looked for where it is");
    }
    tag(&world, &ticket, &[]).await;
    assert!(found(&world, world.agent, "juggernaut ").await.is_empty());
    let db = world.store.connection();
    let backend = db.get_database_backend();
    for sql in [
        "UPDATE comments SET body = 'balloon' WHERE body = 'zeppelin'",
        "UPDATE tickets SET subject = 'glockenspiel' WHERE subject = 'xylophone'",
    ] {
        db.execute_raw(Statement::from_string(backend, sql)).await.expect("changed");
    }
    assert_eq!(found(&world, world.agent, "balloon glockenspiel ").await, [ticket.number]);
    assert!(found(&world, world.agent, "zeppelin ").await.is_empty());
    assert!(found(&world, world.agent, "xylophone ").await.is_empty());
    let (id, number, now) = (ticket.id, ticket.number, world.now());
    let work = world.store.write(move |tx| Box::pin(async move { removal::delete_ticket(tx, id, number, now).await }));
    work.await.expect("deleted");
    let left = indexed(&world).await;
    for word in words.into_iter().chain(["balloon", "glockenspiel"]) {
        assert!(!left.contains(&word[1..]), "{word} is left in {left}");
        assert!(found(&world, world.agent, &format!("{word} ")).await.is_empty(), "{word}");
    }
}

async fn both_ways_find_the_same_in_every_order(backend: Backend) {
    let world = World::new(backend).await;
    for number in 0..30 {
        let words = ["even", "odd"][number % 2];
        let ticket = world.ticket(&format!("common {words} {number}")).await;
        world.clock.advance(1);
        if number % 5 == 0 {
            world.comment(world.agent, &ticket, "fifth", Visibility::Internal).await;
            world.take(&ticket).await;
        }
    }
    for &sort in Sort::ALL {
        for text in ["common ", "common even ", "fifth -odd", "comm", "-even"] {
            let whole = by(&world, world.agent, text, sort, Way::Walk).await;
            assert!(!whole.is_empty(), "{text}");
            for way in [Way::Lead, Way::Measured] {
                assert_eq!(by(&world, world.agent, text, sort, way).await, whole, "{text} by {sort}, {way:?}");
            }
            let wanted = wanted(&world, world.agent, text);
            for way in [Way::Lead, Way::Walk] {
                let (mut part, mut paged) = (Part { way, ..Part::first(sort, 4) }, Vec::new());
                loop {
                    let scope = world.desk(world.agent).await;
                    let rows = listing::list(world.store.connection(), &scope, &wanted, &part).await.expect("rows");
                    let Some(last) = rows.last() else { break };
                    part.after = Some(last.position(sort));
                    paged.extend(rows.iter().map(|row| row.number));
                }
                assert_eq!(paged, whole, "{text} by {sort}, {way:?}, in parts");
            }
        }
    }
}

async fn a_page_says_what_its_list_and_its_count_say(backend: Backend) {
    let world = World::new(backend).await;
    for number in 0..9 {
        let asked_by = if number % 3 == 0 { world.customer } else { world.other };
        let ticket = world.ticket_of(asked_by, &format!("common {number}"), Priority::ALL[number % 4], "it").await;
        if number < 2 {
            world.comment(world.agent, &ticket, "aside", Visibility::Internal).await;
        }
    }
    let cases =
        [("", 9, 6), ("common ", 9, 6), ("common -4", 8, 5), ("-4", 8, 5), ("aside ", 2, 0), ("nowhere ", 0, 0)];
    for (text, of_staff, of_customer) in cases {
        for (actor, all) in [(world.agent, of_staff), (world.other, of_customer)] {
            for way in [Way::Lead, Way::Walk] {
                // Shorter than the list, as long, and longer.
                for limit in [2, all.max(1), all + 1] {
                    pages_agree(&world, actor, text, Part { way, ..Part::first(Sort::Newest, limit) }, all.into())
                        .await;
                }
            }
        }
    }
}

/// In every order and up to every bound, from the first row, after it, and without it.
async fn pages_agree(world: &World, actor: Actor, text: &str, part: Part, all: u64) {
    let (db, scope, wanted) = (world.store.connection(), world.desk(actor).await, wanted(world, actor, text));
    for (&sort, bound) in Sort::ALL.iter().flat_map(|sort| [None, Some(3), Some(1_001)].map(|bound| (sort, bound))) {
        let first = Part { sort, ..part };
        let row = listing::list(db, &scope, &wanted, &first).await.expect("rows").into_iter().next();
        let after = row.as_ref().map(|row| Part { after: Some(row.position(sort)), ..first });
        let without = row.as_ref().map(|row| Part { without: Some(row.number), ..first });
        for part in [Some(first), after, without].into_iter().flatten() {
            let what = format!("{text:?}, {bound:?}, {part:?}");
            let page = listing::page(db, &scope, &wanted, &part, bound).await.expect("a page");
            assert_eq!(page.rows, listing::list(db, &scope, &wanted, &part).await.expect("rows"), "{what}");
            let found = bound.map_or(all, |bound| all.min(bound));
            assert_eq!(page.counted, Counted { found, complete: true }, "{what}");
        }
    }
}

async fn counting_common_words_stops_early_and_says_so(backend: Backend) {
    let world = World::new(backend).await;
    let first = world.ticket("the first").await;
    for _ in 0..listing::EXAMINED {
        world.ticket("one of many").await;
    }
    let scope = world.desk(world.agent).await;
    // A query that leaves words out has none to lead it, so each ticket is asked.
    let all_but = wanted(&world, world.agent, "-first");
    let count = async |bound| listing::count(world.store.connection(), &scope, &all_but, bound).await.expect("a count");
    let (bounded, exact) = (count(Some(1_001)).await, count(None).await);
    assert_eq!((bounded.found, bounded.complete), (listing::EXAMINED, false));
    assert_eq!((exact.found, exact.complete), (listing::EXAMINED, true));
    assert_eq!(by(&world, world.agent, "first ", Sort::Newest, Way::Measured).await, [first.number]);
}

async fn what_was_there_before_is_filled_in_as_triggers_would(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.ticket("Große Störung").await;
    world.comment(world.customer, &ticket, "first answer", Visibility::Public).await;
    world.comment(world.agent, &ticket, "second answer", Visibility::Internal).await;
    let ticket = tag(&world, &ticket, &["netz"]).await;
    let db = world.store.connection();
    search_index::take_off(db).await.expect("taken off");
    assert!(found(&world, world.agent, "answer ").await.is_empty());
    let late = world.ticket("Späte Störung").await;
    search_index::fill(db, 0, ticket.number.get()).await.expect("filled");
    search_index::fill(db, ticket.number.get() + 1, i64::from(i32::MAX)).await.expect("filled");
    search_index::put_on(db).await.expect("put on");
    for text in ["grosse ", "first ", "second ", "netz ", "\"first answer\"", "sse stör"] {
        let text = if text == "sse stör" { "rosse " } else { text };
        assert_eq!(found(&world, world.agent, text).await, [ticket.number], "{text:?}");
    }
    assert_eq!(found(&world, world.agent, "storung ").await, [ticket.number, late.number]);
    // From here on by triggers again, also for what was filled in.
    world.comment(world.customer, &ticket, "third answer", Visibility::Public).await;
    assert_eq!(found(&world, world.agent, "third ").await, [ticket.number]);
    tag(&world, &ticket, &[]).await;
    assert!(found(&world, world.agent, "netz ").await.is_empty());
}

async fn a_hit_shows_where_the_words_are(backend: Backend) {
    let world = World::new(backend).await;
    let named = world.ticket("Netzwerkdrucker").await;
    let said = world.ticket("Something else").await;
    let noted = world.ticket("A third one").await;
    let tagged = tag(&world, &world.ticket("A fourth one").await, &["drucker"]).await;
    world.comment(world.customer, &said, "One\nDrucker, two DRUCKER.", Visibility::Public).await;
    world.comment(world.agent, &noted, "der Drucker brennt", Visibility::Internal).await;
    let shown = async |actor: Actor, text: &str| {
        let (scope, wanted) = (world.desk(actor).await, wanted(&world, actor, text));
        let db = world.store.connection();
        let part = Part::first(Sort::Oldest, 50);
        let Page { rows, sought, .. } = listing::page(db, &scope, &wanted, &part, None).await.expect("a page");
        let found = hits(db, &sought, &wanted, &rows).await.expect("hits");
        rows.iter()
            .map(|row| {
                let Hit { source, visibility, parts } = &found[&row.id];
                let text =
                    parts.iter().map(|part| if part.hit { format!("[{}]", part.text) } else { part.text.clone() });
                (row.number, format!("{source} {visibility} {}", text.collect::<String>()))
            })
            .collect::<Vec<_>>()
    };
    let (first, second) = ("subject public [Netzwerkdrucker]", "comment public One [Drucker], two [DRUCKER].");
    let rows = |rows: &[(TicketNumber, &str)]| {
        rows.iter().map(|(number, text)| (*number, (*text).to_owned())).collect::<Vec<_>>()
    };
    let public = [(named.number, first), (said.number, second)];
    let internal =
        [(noted.number, "comment internal der [Drucker] brennt"), (tagged.number, "tags internal [drucker]")];
    assert_eq!(shown(world.customer, "drucker ").await, rows(&public));
    assert_eq!(shown(world.agent, "drucker ").await, rows(&[public, internal].concat()));
    let described = shown(world.customer, "work ").await;
    assert_eq!(described.len(), 4);
    assert!(described.iter().all(|(_, text)| text == "description public It does not [work]."), "{described:?}");
}

async fn no_text_breaks_a_search(backend: Backend) {
    let world = World::new(backend).await;
    let ticket = world.ticket("Robert'); DROP TABLE tickets;--").await;
    for text in [
        "Robert'); DROP TABLE tickets;--",
        "' OR 1=1 --",
        "\\' & | ! <-> :*",
        "a:b:c d&e|f!g",
        "(((( ))))x",
        "NEAR(a b) AND OR NOT",
        "{a b}: ^c + d",
        "'a' <-> 'b':*A",
        "%_%x%_",
        "$1 $$x$$ ?1 :x1",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ½ ²x ٣ ไทย 漢字 한국어",
        "\u{feff}x\u{200b}y \u{202e}z",
        "\u{fdfa}",
    ] {
        let Ok(parsed) = Query::parse(text) else { continue };
        assert!(!parsed.query.is_empty());
        found(&world, world.agent, text).await;
    }
    assert_eq!(found(&world, world.agent, "\"robert drop table tickets\"").await, [ticket.number]);
    let long = "ß".repeat(199);
    assert!(found(&world, world.agent, &long).await.is_empty());
    let many = (0..20).map(|number| format!("word{number}")).collect::<Vec<_>>().join(" ");
    assert!(found(&world, world.agent, &many).await.is_empty());
}
