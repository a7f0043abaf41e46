//! Erasing people, and what must not be erased.

mod erase;
mod hold;

pub use erase::{Erasures, Preview, begin, list, preview, show, step};
pub(in crate::app) use hold::permit_removal;
pub use hold::{Holds, lift_hold, list_holds, put_hold};
