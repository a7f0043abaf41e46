//! Webhooks: named by admins, called for what happens.

mod calls;
mod deliver;
mod manage;

pub(in crate::app) use calls::calls;
pub use deliver::{deliver, take_calls, targets};
pub use manage::{create, list, remove, rotate, show, test, update};
