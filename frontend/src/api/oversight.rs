//! What only admins do with a ticket.

use super::answer::Done;
use super::{Answer, Api, Call};
use crate::routes::written;
use domain::id::{CommentId, TicketNumber, UserId};
use dto::identity::UserView;
use dto::paths;
use dto::status::ExplanationView;
use dto::ticket::{PublishRequest, RedactRequest};

impl Api {
    pub(crate) fn delete_ticket(self, number: TicketNumber) -> Answer<Done> {
        self.call(Call::delete(paths::ticket(number)))
    }

    pub(crate) fn publish_note(self, note: CommentId, request: &PublishRequest) -> Answer<Done> {
        self.call(Call::post(comment(note, "publish")).body(request))
    }

    pub(crate) fn redact_comment(self, of: CommentId, request: RedactRequest) -> Answer<Done> {
        self.call(Call::post(comment(of, "redact")).body(&request))
    }

    /// The people whose name or address has these words in it, the first of them.
    pub(crate) fn find_people(self, words: &str) -> Answer<Vec<UserView>> {
        self.call(Call::get(admin("users", &[("search", words.to_owned())]))).part("items")
    }

    /// Why somebody sees a ticket, or does not.
    pub(crate) fn explain(self, user: UserId, ticket: TicketNumber) -> Answer<ExplanationView> {
        let asked = [("user", user.to_string()), ("ticket", ticket.get().to_string())];
        self.call(Call::get(admin("explanation", &asked)))
    }
}

fn comment(id: CommentId, step: &str) -> String {
    format!("{}/comments/{id}/{step}", paths::BASE)
}

fn admin(what: &str, asked: &[(&str, String)]) -> String {
    format!("{}/admin/{what}{}", paths::BASE, written(asked))
}
