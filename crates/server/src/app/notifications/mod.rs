//! Telling people what concerns them: who is told of what happened, and what they are told.

mod account;
mod digest;
mod fan_out;
mod inbox;
mod mail;
mod notice;
mod outbox;
mod preferences;
mod tell;

pub use digest::summaries_due;
pub use fan_out::fan_out_due;
pub use inbox::{InboxEntry, InboxPart, inbox, read_inbox, read_inbox_up_to, unread};
pub use mail::{Sent, deliver, take_mails};
pub use notice::Tells;
pub use outbox::{OutboxDetail, OutboxPart, outbox_detail, outbox_list, outbox_tally, replay_dead, replay_one};
pub use preferences::{change_preferences, preferences};
pub(in crate::app) use tell::{Telling, inform, tell};
