//! Looking for viruses.

mod clamd;

pub use clamd::{Clamd, ClamdAddress, ScanError};
