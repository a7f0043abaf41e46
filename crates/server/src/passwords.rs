//! Hashing passwords: argon2id with the parameters OWASP names (19 MiB, 2 passes, 1 lane), a bounded number at a time.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Hashes and verifies.
#[derive(Clone)]
pub struct Passwords {
    /// Each hash takes 19 MiB and a core for tens of milliseconds; a flood of sign-ins queues here instead of filling
    /// the memory.
    turns: Arc<Semaphore>,
    /// Verified when there is no account, so that the answer takes as long.
    decoy: Arc<str>,
}

/// Hashing did not come to an end.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashingFailed(String);

impl Passwords {
    /// With as many hashes at a time as there are cores.
    ///
    /// # Errors
    /// When not even one password can be hashed.
    pub fn new() -> Result<Self, HashingFailed> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let decoy = hash_now("the password of nobody")?;
        Ok(Self { turns: Arc::new(Semaphore::new(cores)), decoy: decoy.into() })
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// When the machine has no memory left for it.
    pub async fn hash(&self, password: String) -> Result<String, HashingFailed> {
        self.run(move || hash_now(&password)).await
    }

    /// Whether the password is the one of the hash. Without a hash the same work is done, and the answer is no.
    ///
    /// # Errors
    /// When the hash is damaged or the machine has no memory left.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, HashingFailed> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let right = self.run(move || {
            let hash = PasswordHash::new(&hash).map_err(|error| HashingFailed(error.to_string()))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(right.await? && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, HashingFailed> + Send + 'static,
    ) -> Result<T, HashingFailed> {
        let failed = |error: &dyn ToString| HashingFailed(error.to_string());
        let _turn = self.turns.acquire().await.map_err(|error| failed(&error))?;
        tokio::task::spawn_blocking(work).await.map_err(|error| failed(&error))?
    }
}

fn hash_now(password: &str) -> Result<String, HashingFailed> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| HashingFailed(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let passwords = Passwords::new().expect("hashing");
        let hash = passwords.hash("correct horse".to_owned()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse".to_owned(), Some(hash.clone())).await.expect("verified"));
        assert!(!passwords.verify("Correct horse".to_owned(), Some(hash)).await.expect("verified"));
        assert!(!passwords.verify("the password of nobody".to_owned(), None).await.expect("verified"));
    }
}
