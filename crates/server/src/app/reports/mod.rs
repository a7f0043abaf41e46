//! Reports for staff, and taking tickets out of Lotse for admins.

mod export;
mod figures;

pub use export::{Export, ExportLine, Message, export};
pub use figures::{Figures, Group, Report, report};
