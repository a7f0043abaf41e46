//! The audit log: what use cases write down, and what admins read.

mod record;
mod show;
mod verify;

pub use record::note_denied;
pub(crate) use record::{Happening, differences, record};
pub use show::{AuditExport, AuditPart, export, list};
pub use verify::{Verified, VerifyError, verify};
