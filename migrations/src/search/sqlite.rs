//! The index on SQLite: FTS5 tables that keep words and no texts.
//!
//! A text has the row `number * 16777216 + place`: 0 is the subject, 1 the description, 2 the tags, comments follow from 16 on. So the
//! rows of a ticket lie side by side, and what is newest is last. Rows of `comments` cannot name texts: `VACUUM` gives them other
//! numbers.
//!
//! A text leaves the index by being taken out word by word (`'delete'`, with the text as it was). With `secure-delete` nothing of it
//! stays in the file; a table that deletes by itself (`contentless_delete`) would only mark words as gone.

/// Rows that one ticket has.
const ROOM: &str = "16777216";

pub(super) const TABLES: &str = "
CREATE TABLE search_places (place integer PRIMARY KEY NOT NULL, comment_id blob NOT NULL UNIQUE);
CREATE VIRTUAL TABLE search_public_words USING fts5 (words, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
CREATE VIRTUAL TABLE search_internal_words USING fts5 (words, content='', tokenize='unicode61 remove_diacritics 2', prefix='2 3');
CREATE VIRTUAL TABLE search_subjects USING fts5 (words, content='', tokenize='trigram remove_diacritics 1');
INSERT INTO search_public_words (search_public_words, rank) VALUES ('secure-delete', 1);
INSERT INTO search_internal_words (search_internal_words, rank) VALUES ('secure-delete', 1);
INSERT INTO search_subjects (search_subjects, rank) VALUES ('secure-delete', 1);
";

pub(super) const TAKE_OFF: &str = "
DROP TRIGGER IF EXISTS tickets_search_insert;
DROP TRIGGER IF EXISTS tickets_search_delete;
DROP TRIGGER IF EXISTS tickets_search_update;
DROP TRIGGER IF EXISTS comments_search_insert;
DROP TRIGGER IF EXISTS comments_search_delete;
DROP TRIGGER IF EXISTS comments_search_update;
INSERT INTO search_public_words (search_public_words) VALUES ('delete-all');
INSERT INTO search_internal_words (search_internal_words) VALUES ('delete-all');
INSERT INTO search_subjects (search_subjects) VALUES ('delete-all');
DELETE FROM search_places;
";

/// `ß` is no letter with a mark, so it is replaced by hand.
fn text(column: &str) -> String {
    format!("replace(replace({column}, 'ß', 'ss'), 'ẞ', 'ss')")
}

pub(super) fn triggers() -> String {
    let (ticket_in, ticket_out) = (put_ticket("new"), take_ticket("old"));
    let (comment_in, comment_out) = (put_comment("new"), take_comment("old"));
    format!(
        "CREATE TRIGGER tickets_search_insert AFTER INSERT ON tickets BEGIN {ticket_in} END;
        CREATE TRIGGER tickets_search_delete AFTER DELETE ON tickets BEGIN {ticket_out} END;
        CREATE TRIGGER tickets_search_update AFTER UPDATE OF subject, description, tags ON tickets
            WHEN old.subject <> new.subject OR old.description <> new.description OR old.tags <> new.tags
            BEGIN {ticket_out} {ticket_in} END;
        CREATE TRIGGER comments_search_insert AFTER INSERT ON comments BEGIN {comment_in} END;
        CREATE TRIGGER comments_search_delete AFTER DELETE ON comments BEGIN {comment_out} END;
        CREATE TRIGGER comments_search_update AFTER UPDATE OF body, visibility, ticket_id ON comments
            WHEN old.body <> new.body OR old.visibility <> new.visibility OR old.ticket_id <> new.ticket_id
            BEGIN {comment_out} {comment_in} END;"
    )
}

fn put_ticket(row: &str) -> String {
    let text = |column: &str| text(&format!("{row}.{column}"));
    let (subject, description, tags) = (text("subject"), text("description"), text("tags"));
    format!(
        "INSERT INTO search_public_words (rowid, words) VALUES
            ({row}.number * {ROOM}, {subject}), ({row}.number * {ROOM} + 1, {description});
        INSERT INTO search_subjects (rowid, words) VALUES ({row}.number, {subject});
        INSERT INTO search_internal_words (rowid, words) SELECT {row}.number * {ROOM} + 2, {tags} WHERE {row}.tags <> '';"
    )
}

fn take_ticket(row: &str) -> String {
    let text = |column: &str| text(&format!("{row}.{column}"));
    let (subject, description, tags) = (text("subject"), text("description"), text("tags"));
    format!(
        "INSERT INTO search_public_words (search_public_words, rowid, words) VALUES
            ('delete', {row}.number * {ROOM}, {subject}), ('delete', {row}.number * {ROOM} + 1, {description});
        INSERT INTO search_subjects (search_subjects, rowid, words) VALUES ('delete', {row}.number, {subject});
        INSERT INTO search_internal_words (search_internal_words, rowid, words)
            SELECT 'delete', {row}.number * {ROOM} + 2, {tags} WHERE {row}.tags <> '';"
    )
}

fn put_comment(row: &str) -> String {
    let body = text(&format!("{row}.body"));
    let into = |table: &str, visibility: &str| {
        format!(
            "INSERT INTO {table} (rowid, words) SELECT place, {body} FROM search_places
                WHERE comment_id = {row}.id AND {row}.visibility = '{visibility}';"
        )
    };
    format!(
        "INSERT INTO search_places (place, comment_id)
            SELECT max(number * {ROOM} + 16, coalesce((SELECT max(place) + 1 FROM search_places
                WHERE place BETWEEN number * {ROOM} AND number * {ROOM} + {ROOM} - 1), 0)), {row}.id
            FROM tickets WHERE id = {row}.ticket_id;
        {} {}",
        into("search_public_words", "public"),
        into("search_internal_words", "internal")
    )
}

fn take_comment(row: &str) -> String {
    let body = text(&format!("{row}.body"));
    let out_of = |table: &str, visibility: &str| {
        format!(
            "INSERT INTO {table} ({table}, rowid, words) SELECT 'delete', place, {body} FROM search_places
                WHERE comment_id = {row}.id AND {row}.visibility = '{visibility}';"
        )
    };
    format!(
        "{} {} DELETE FROM search_places WHERE comment_id = {row}.id;",
        out_of("search_public_words", "public"),
        out_of("search_internal_words", "internal")
    )
}

/// What the triggers would have made of the tickets there are.
pub(super) fn fill() -> String {
    let (subject, description, tags, body) = (text("subject"), text("description"), text("tags"), text("c.body"));
    let range = "number BETWEEN {first} AND {last}";
    let comments = |table: &str, visibility: &str| {
        format!(
            "INSERT INTO {table} (rowid, words) SELECT p.place, {body}
                FROM search_places p JOIN comments c ON c.id = p.comment_id
                WHERE p.place BETWEEN {{first}} * {ROOM} AND {{last}} * {ROOM} + {ROOM} - 1
                AND c.visibility = '{visibility}' ORDER BY p.place;"
        )
    };
    format!(
        "INSERT INTO search_public_words (rowid, words) SELECT number * {ROOM}, {subject} FROM tickets WHERE {range};
        INSERT INTO search_public_words (rowid, words) SELECT number * {ROOM} + 1, {description} FROM tickets WHERE {range};
        INSERT INTO search_subjects (rowid, words) SELECT number, {subject} FROM tickets WHERE {range};
        INSERT INTO search_internal_words (rowid, words) SELECT number * {ROOM} + 2, {tags} FROM tickets
            WHERE {range} AND tags <> '';
        INSERT INTO search_places (place, comment_id)
            SELECT t.number * {ROOM} + 15 + row_number() OVER (PARTITION BY c.ticket_id ORDER BY c.id), c.id
            FROM comments c JOIN tickets t ON t.id = c.ticket_id WHERE t.{range};
        {} {}",
        comments("search_public_words", "public"),
        comments("search_internal_words", "internal")
    )
}
