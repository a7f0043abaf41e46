//! The tables as SeaORM sees them. No logic.
#![expect(unreachable_pub, reason = "SeaORM's macro makes public items")]

pub(crate) mod attachment;
pub(crate) mod canned_reply;
pub(crate) mod category;
pub(crate) mod comment;
pub(crate) mod draft;
pub(crate) mod file;
pub(crate) mod file_removal;
pub(crate) mod held_reply;
pub(crate) mod idempotency_key;
pub(crate) mod kept_mail;
pub(crate) mod mention;
pub(crate) mod merge;
pub(crate) mod notification;
pub(crate) mod notification_preference;
pub(crate) mod outbox;
pub(crate) mod outbox_attempt;
pub(crate) mod participant;
pub(crate) mod queue;
pub(crate) mod queue_team;
pub(crate) mod resolution;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod tag;
pub(crate) mod team;
pub(crate) mod team_member;
pub(crate) mod ticket;
pub(crate) mod ticket_event;
pub(crate) mod ticket_read;
pub(crate) mod ticket_tag;
pub(crate) mod user;
pub(crate) mod watcher;
pub(crate) mod webhook;
