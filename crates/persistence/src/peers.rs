//! What other processes on the same PostgreSQL say.

use crate::error::Error;
use sea_orm::DbErr;
use sea_orm::RuntimeErr::SqlxError;
use sea_orm::sqlx::postgres::PgListener;

/// A connection that listens.
pub struct Peers(PgListener);

impl Peers {
    /// Begins to listen, on a connection of its own.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn listen(url: &str, channels: &[&str]) -> Result<Self, Error> {
        let mut listener = PgListener::connect(url).await.map_err(failed)?;
        listener.listen_all(channels.iter().copied()).await.map_err(failed)?;
        Ok(Self(listener))
    }

    /// Waits for the next message: on which channel, and what.
    ///
    /// # Errors
    /// When the connection breaks; then there is nothing more to hear on it.
    pub async fn next(&mut self) -> Result<(String, String), Error> {
        let message = self.0.recv().await.map_err(failed)?;
        Ok((message.channel().to_owned(), message.payload().to_owned()))
    }
}

fn failed(error: sea_orm::sqlx::Error) -> Error {
    DbErr::Conn(SqlxError(error.into())).into()
}
