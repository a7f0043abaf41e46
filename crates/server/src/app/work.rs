//! What a use case does, as a value: it can be run by itself, or together with remembering its answer.

use super::AppError;
use persistence::Tx;
use std::pin::Pin;

/// What runs in one transaction.
pub struct Work<T>(Begin<T>);

type Begin<T> = Box<dyn for<'c> FnOnce(&'c Tx) -> Running<'c, T> + Send>;

/// It, running.
pub(crate) type Running<'c, T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + Send + 'c>>;

impl<T> Work<T> {
    /// What is to be done.
    pub(crate) fn new(work: impl for<'c> FnOnce(&'c Tx) -> Running<'c, T> + Send + 'static) -> Self {
        Self(Box::new(work))
    }

    /// Does it in a transaction.
    pub(crate) fn run(self, tx: &Tx) -> Running<'_, T> {
        (self.0)(tx)
    }
}
