//! Replies written in advance, with places for what differs from ticket to ticket.

use crate::id::{CannedReplyId, UserId};
use crate::text::{CommentBody, Name};

/// A reply written in advance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedReply {
    /// Its id.
    pub id: CannedReplyId,
    /// Whose it is; nobody's where all staff use it.
    pub owner: Option<UserId>,
    /// What it is found by.
    pub title: Name,
    /// Markdown source with [`Placeholder`]s.
    pub body: CommentBody,
}

crate::words! {
    /// What can stand in a canned reply as `{{requester.name}}`.
    Placeholder {
        /// The name of who asked.
        RequesterName => "requester.name",
        /// The name of who answers.
        AgentName => "agent.name",
        /// The running number with its `#`.
        TicketNumber => "ticket.number",
        /// The subject.
        TicketSubject => "ticket.subject",
    }
}

/// Fills the places of a canned reply. What is no placeholder stays as it is, braces included, so that its writer sees
/// the mistake; what is filled in is never read for placeholders again.
#[must_use]
pub fn fill(body: &str, value: impl Fn(Placeholder) -> String) -> String {
    let mut filled = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let known = after.split_once("}}").and_then(|(name, after)| Some((name.trim().parse().ok()?, after)));
        match known {
            Some((placeholder, after)) => {
                filled.push_str(&value(placeholder));
                rest = after;
            }
            None => {
                filled.push_str("{{");
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(body: &str) -> String {
        fill(body, |placeholder| match placeholder {
            Placeholder::RequesterName => "Mara {{ticket.number}}".to_owned(),
            other => format!("<{other}>"),
        })
    }

    #[test]
    fn places_are_filled_once() {
        assert_eq!(
            filled("Dear {{requester.name}}, {{ ticket.subject }}"),
            "Dear Mara {{ticket.number}}, <ticket.subject>"
        );
    }

    #[test]
    fn what_is_no_placeholder_stays() {
        for body in ["{{", "}}", "{{nobody}}", "{{requester.name", "{ {agent.name} }", "{{{{nobody}}}}"] {
            assert_eq!(filled(body), body);
        }
        assert_eq!(filled("{{x {{agent.name}}"), "{{x <agent.name>");
    }
}
