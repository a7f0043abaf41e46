//! What can be done with tickets.

mod auto_close;
mod bulk;
mod change;
mod comment;
mod conversation;
mod create;
mod delete;
mod edit;
mod held;
mod list;
mod merge;
mod participants;
mod publish;
mod read;
mod request;
mod show;
mod split;

pub use auto_close::{close_by_time, due_for_closing};
pub use bulk::{BulkRefusal, BulkResult, BulkResults, bulk};
pub use change::{Change, close, decline_request, reopen, take, update};
pub(in crate::app) use comment::permit_writing;
pub use comment::{Commented, Written, comment};
pub use conversation::{ShownConversation, ShownHistory, earlier, history};
pub use create::create;
pub use delete::delete;
pub use edit::edit_comment;
pub use held::{Released, release_next, take_back};
pub use list::{Listed, list};
pub use merge::{merge, unmerge};
pub use participants::{add_participant, remove_participant, watch};
pub use publish::publish;
pub use read::mark_read;
pub use request::{request_closing, request_reopening};
pub(super) use show::find;
pub use show::{Detail, Shown, Surroundings, show};
pub use split::split;
