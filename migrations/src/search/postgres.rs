//! The index on PostgreSQL: a row for each text, with its words as a `tsvector` under GIN.

/// Letters with marks that are compared as the plain one. What Unicode does not take apart (`ø`, `ł`, `đ`) stays itself, as it does
/// on SQLite.
const PLAIN: &[(char, &str)] = &[
    ('a', "àáâãäåāăąǎ"),
    ('c', "çćĉċč"),
    ('d', "ď"),
    ('e', "èéêëēĕėęě"),
    ('g', "ĝğġģǧ"),
    ('h', "ĥ"),
    ('i', "ìíîïĩīĭįǐ"),
    ('j', "ĵ"),
    ('k', "ķǩ"),
    ('l', "ĺļľ"),
    ('n', "ñńņňǹ"),
    ('o', "òóôõöōŏőǒ"),
    ('r', "ŕŗř"),
    ('s', "śŝşšș"),
    ('t', "ţťț"),
    ('u', "ùúûüũūŭůűųǔ"),
    ('w', "ŵ"),
    ('y', "ýÿŷ"),
    ('z', "źżž"),
];
/// What stands between words. The parser would make one word of `a-b`, `a.b` or an address, and SQLite does not.
const BETWEEN: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~„“”‚‘’«»‹›–—…·•§°´¿¡\u{a0}";
/// Marks that were written after their letter, and hyphens that nobody sees.
const DROPPED: &str =
    "\u{ad}\u{300}\u{301}\u{302}\u{303}\u{304}\u{306}\u{307}\u{308}\u{30a}\u{30b}\u{30c}\u{327}\u{328}";

/// What most texts consist of stays itself. The list is looked through from its beginning for each character, so without these it
/// is looked through to its end, and folding takes ten times as long as all the rest.
const FREQUENT: &str = " enirstadhulgcmobwfkzvpjyxq0123456789";

/// `search_fold`: a text as it is compared. `search_words`: what the index keeps of a text. Stems have no places, so that a row of
/// words is only found where they were written in a row. `search_query`: whole words in a row and the beginning of one after
/// them, either may be empty; stems are asked for where they differ, or the planner would expect a word three times. These are
/// IMMUTABLE: the planner then knows the words and how often they come. `search_estimate`: in about how
/// many texts the planner expects a word, by the statistics of the last ANALYZE; nothing is searched for that.
pub(super) fn functions() -> String {
    let (mut from, mut to) = (FREQUENT.to_owned(), FREQUENT.to_owned());
    for (plain, marked) in PLAIN {
        for each in marked.chars().chain(marked.chars().flat_map(char::to_uppercase)) {
            from.push(each);
            to.push(*plain);
        }
    }
    for each in BETWEEN.chars() {
        from.push(each);
        to.push(' ');
    }
    // What has no counterpart is dropped.
    from.push_str(DROPPED);
    FUNCTIONS.replace("{from}", &from.replace('\'', "''")).replace("{to}", &to)
}

const FUNCTIONS: &str = "
CREATE FUNCTION search_fold(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN translate(replace(replace(lower(given), 'ß', 'ss'), 'ẞ', 'ss'), '{from}', '{to}');

CREATE FUNCTION search_words(given text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE folded text := search_fold(given);
BEGIN
    RETURN strip(to_tsvector('pg_catalog.german', folded)) || strip(to_tsvector('pg_catalog.english', folded))
        || to_tsvector('pg_catalog.simple', folded);
END $$;

CREATE FUNCTION search_query(words text, beginning text) RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    whole text := btrim(search_fold(words));
    part text := btrim(search_fold(beginning));
    word tsquery := plainto_tsquery('pg_catalog.simple', whole || part);
    german tsquery := plainto_tsquery('pg_catalog.german', whole || part);
    english tsquery := plainto_tsquery('pg_catalog.english', whole || part);
    sought tsquery := word;
BEGIN
    IF part <> '' THEN
        sought := to_tsquery('pg_catalog.simple', '''' || part || ''':*');
        IF whole <> '' THEN
            RETURN tsquery_phrase(phraseto_tsquery('pg_catalog.simple', whole), sought);
        END IF;
    ELSIF position(' ' IN whole) > 0 THEN
        RETURN phraseto_tsquery('pg_catalog.simple', whole);
    END IF;
    IF german <> word THEN
        sought := sought || german;
    END IF;
    IF english <> word AND english <> german THEN
        sought := sought || english;
    END IF;
    RETURN sought;
END $$;

CREATE FUNCTION search_estimate(sought tsquery, part text, of_staff boolean) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    plan json;
    texts bigint;
BEGIN
    EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM search_public WHERE words @@ %L::tsquery', sought) INTO plan;
    texts := (plan->0->'Plan'->>'Plan Rows')::bigint;
    IF of_staff THEN
        EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM search_internal WHERE words @@ %L::tsquery', sought) INTO plan;
        texts := texts + (plan->0->'Plan'->>'Plan Rows')::bigint;
    END IF;
    IF part IS NOT NULL THEN
        EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM tickets WHERE search_fold(subject) LIKE %L', part) INTO plan;
        texts := texts + (plan->0->'Plan'->>'Plan Rows')::bigint;
    END IF;
    RETURN texts;
END $$;

CREATE FUNCTION tickets_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM search_public WHERE ticket = OLD.number;
        DELETE FROM search_internal WHERE ticket = OLD.number;
        RETURN NULL;
    END IF;
    INSERT INTO search_public (ticket, source, text_id, words) VALUES
        (NEW.number, 'subject', NEW.id, search_words(NEW.subject)),
        (NEW.number, 'description', NEW.id, search_words(NEW.description))
        ON CONFLICT (ticket, source, text_id) DO UPDATE SET words = excluded.words;
    DELETE FROM search_internal WHERE ticket = NEW.number AND source = 'tags';
    INSERT INTO search_internal (ticket, source, text_id, words)
        SELECT NEW.number, 'tags', NEW.id, search_words(NEW.tags) WHERE NEW.tags <> '';
    RETURN NULL;
END $$;

CREATE FUNCTION comments_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of_ticket bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT number INTO of_ticket FROM tickets WHERE id = OLD.ticket_id;
        DELETE FROM search_public WHERE ticket = of_ticket AND source = 'comment' AND text_id = OLD.id;
        DELETE FROM search_internal WHERE ticket = of_ticket AND source = 'comment' AND text_id = OLD.id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        SELECT number INTO of_ticket FROM tickets WHERE id = NEW.ticket_id;
        IF NEW.visibility = 'public' THEN
            INSERT INTO search_public (ticket, source, text_id, words)
                VALUES (of_ticket, 'comment', NEW.id, search_words(NEW.body));
        ELSE
            INSERT INTO search_internal (ticket, source, text_id, words)
                VALUES (of_ticket, 'comment', NEW.id, search_words(NEW.body));
        END IF;
    END IF;
    RETURN NULL;
END $$;
";

/// Tickets are named by their numbers: these are short and in the order of the list that is asked for most. The statistics know three
/// thousand words of each table, ten times the usual: a word that they do not know is taken to be half as frequent as the rarest
/// that they know, and with the usual number that made any rare word common where there are a million tickets.
pub(super) const TABLES: &str = "
CREATE TABLE search_public (
    ticket bigint NOT NULL,
    source text NOT NULL CHECK (source IN ('subject', 'description', 'comment')),
    text_id uuid NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (ticket, source, text_id)
);
CREATE TABLE search_internal (
    ticket bigint NOT NULL,
    source text NOT NULL CHECK (source IN ('tags', 'comment')),
    text_id uuid NOT NULL,
    words tsvector NOT NULL,
    PRIMARY KEY (ticket, source, text_id)
);
ALTER TABLE search_public ALTER COLUMN words SET STATISTICS 300;
ALTER TABLE search_internal ALTER COLUMN words SET STATISTICS 300;
";

/// The list of what is not yet in the index is read by each search, so it stays short. Parts of words in subjects are found without
/// pg_trgm as well, only slowly; some servers do not have it.
pub(super) const INDEXES: &str = "
CREATE INDEX search_public_by_word ON search_public USING gin (words) WITH (gin_pending_list_limit = 256);
CREATE INDEX search_internal_by_word ON search_internal USING gin (words) WITH (gin_pending_list_limit = 256);
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX tickets_by_part_of_subject ON tickets USING gin (search_fold(subject) gin_trgm_ops)
        WITH (gin_pending_list_limit = 256);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
    RAISE WARNING 'pg_trgm is not there: parts of words in subjects are looked for without an index';
END $$;
";

pub(super) const TRIGGERS: &str = "
CREATE TRIGGER tickets_search AFTER INSERT OR DELETE ON tickets FOR EACH ROW EXECUTE FUNCTION tickets_search();
CREATE TRIGGER tickets_search_again AFTER UPDATE OF subject, description, tags ON tickets FOR EACH ROW
    WHEN (OLD.subject <> NEW.subject OR OLD.description <> NEW.description OR OLD.tags <> NEW.tags)
    EXECUTE FUNCTION tickets_search();
CREATE TRIGGER comments_search AFTER INSERT OR DELETE ON comments FOR EACH ROW EXECUTE FUNCTION comments_search();
CREATE TRIGGER comments_search_again AFTER UPDATE OF body, visibility, ticket_id ON comments FOR EACH ROW
    WHEN (OLD.body <> NEW.body OR OLD.visibility <> NEW.visibility OR OLD.ticket_id <> NEW.ticket_id)
    EXECUTE FUNCTION comments_search();
";

pub(super) const TAKE_OFF: &str = "
DROP TRIGGER IF EXISTS tickets_search ON tickets;
DROP TRIGGER IF EXISTS tickets_search_again ON tickets;
DROP TRIGGER IF EXISTS comments_search ON comments;
DROP TRIGGER IF EXISTS comments_search_again ON comments;
DROP INDEX IF EXISTS search_public_by_word, search_internal_by_word, tickets_by_part_of_subject;
TRUNCATE search_public, search_internal;
";

pub(super) const FILL: &str = "
INSERT INTO search_public (ticket, source, text_id, words)
    SELECT t.number, part.source, t.id, search_words(part.given)
    FROM tickets t, LATERAL (VALUES ('subject', t.subject), ('description', t.description)) AS part (source, given)
    WHERE t.number BETWEEN {first} AND {last};
INSERT INTO search_internal (ticket, source, text_id, words)
    SELECT number, 'tags', id, search_words(tags) FROM tickets
    WHERE number BETWEEN {first} AND {last} AND tags <> '';
INSERT INTO search_public (ticket, source, text_id, words)
    SELECT t.number, 'comment', c.id, search_words(c.body) FROM comments c JOIN tickets t ON t.id = c.ticket_id
    WHERE t.number BETWEEN {first} AND {last} AND c.visibility = 'public';
INSERT INTO search_internal (ticket, source, text_id, words)
    SELECT t.number, 'comment', c.id, search_words(c.body) FROM comments c JOIN tickets t ON t.id = c.ticket_id
    WHERE t.number BETWEEN {first} AND {last} AND c.visibility = 'internal';
";
