//! What can be done with tickets.

mod change;
mod comment;
mod conversation;
mod create;
mod cursor;
mod list;
mod show;

pub use change::{Change, close, reopen, take, update};
pub use comment::{Commented, comment};
pub use conversation::{ShownConversation, ShownHistory, earlier, history};
pub use create::create;
pub use list::{Listed, list};
pub use show::{Shown, show};
