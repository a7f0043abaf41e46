//! Webhooks: calls to addresses that admins name, by Standard Webhooks 1.0.

mod address;
mod secret;
mod send;
mod target;

pub use address::is_public;
pub use secret::{Secret, SecretError};
pub use send::{Answer, Call, CallFailure, Caller, Resolver, SystemResolver};
pub use target::{Rules, Target, TargetError};
