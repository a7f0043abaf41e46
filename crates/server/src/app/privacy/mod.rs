//! Erasing people, what must not be erased, what people take along, and how long tickets are kept.

mod erase;
mod export;
mod hold;
mod retention_rules;
mod retention_runs;
mod tombstones;

pub use erase::{Erasures, Preview, begin, list, preview, show, step};
pub use export::{About, LeftOut, PersonalData, Unsent, Written, WrittenUpTo, export};
pub(in crate::app) use hold::permit_removal;
pub use hold::{Holds, lift_hold, list_holds, put_hold};
pub use retention_rules::{
    RetentionPreview, RulePreview, create_rule, delete_rule, list_rules, preview_rules, put_rule,
};
pub use retention_runs::{Runs, begin_run, cancel_run, confirm_run, list_runs, retain_some, show_run};
pub use tombstones::{Keeper, Reapplied, reapply, write_tombstones};
