//! Erasing people, and what must not be erased.

mod erase;
mod export;
mod hold;

pub use erase::{Erasures, Preview, begin, list, preview, show, step};
pub use export::{About, LeftOut, PersonalData, Unsent, Written, WrittenUpTo, export};
pub(in crate::app) use hold::permit_removal;
pub use hold::{Holds, lift_hold, list_holds, put_hold};
