//! Hashing passwords: argon2id with the parameters OWASP names (19 MiB, 2 passes, 1 lane).
//!
//! A few threads of their own do all of it, and a bounded queue stands before them. A task that is cancelled when its
//! client hangs up cannot free a place that its hash still takes, a flood of sign-ins is refused instead of filling the
//! memory, and memory that was used once is used again, since it is always the same threads.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// So many passwords may wait or be hashed; at about 20 ms each, the last one waits for a second or two.
const PLACES: usize = 64;
/// How far these threads stand back (`setpriority(2)`) where somebody else has work for the core: they get about a tenth of
/// it then, and all of it otherwise.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Hashes and verifies.
#[derive(Clone)]
pub struct Passwords {
    jobs: Sender<Job>,
    places: Arc<Semaphore>,
    /// Verified when there is no account, so that the answer takes as long.
    decoy: Arc<str>,
}

type Job = Box<dyn FnOnce() + Send>;

/// A place among those whose password is looked at. Whoever has one is looked at, so what has to come before that, and costs
/// something, is not done for nothing.
pub struct Place(OwnedSemaphorePermit);

/// Hashing did not come to an end.
#[derive(Debug, thiserror::Error)]
pub enum HashingFailed {
    /// Too many wait already; trying again later can help.
    #[error("too many passwords wait to be checked")]
    Busy,
    /// The hash is damaged, or the machine has no memory left.
    #[error("a password could not be hashed: {0}")]
    Broken(String),
}

impl Passwords {
    /// With as many threads as there are cores, which let all other work go first. They end with the last copy of this.
    ///
    /// # Errors
    /// When a thread cannot be started, or not even one password can be hashed.
    pub fn new() -> Result<Self, HashingFailed> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let (jobs, waiting) = channel::<Job>();
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..cores {
            let waiting = Arc::clone(&waiting);
            let thread = std::thread::Builder::new().name(format!("passwords-{number}"));
            thread.spawn(move || work(&waiting)).map_err(|error| broken(&error))?;
        }
        let decoy = hash_now("the password of nobody")?;
        Ok(Self { jobs, places: Arc::new(Semaphore::new(PLACES)), decoy: decoy.into() })
    }

    /// A place for one password.
    ///
    /// # Errors
    /// When all are taken.
    pub fn place(&self) -> Result<Place, HashingFailed> {
        Arc::clone(&self.places).try_acquire_owned().map(Place).map_err(|_| HashingFailed::Busy)
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// When too many wait, or the machine has no memory left.
    pub async fn hash(&self, password: String) -> Result<String, HashingFailed> {
        self.run(self.place()?, move || hash_now(&password)).await
    }

    /// Whether the password is the one of the hash. Without a hash the same work is done, and the answer is no.
    ///
    /// # Errors
    /// When the hash is damaged or the machine has no memory left.
    pub async fn verify(&self, place: Place, password: String, hash: Option<String>) -> Result<bool, HashingFailed> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let right = self.run(place, move || {
            let hash = PasswordHash::new(&hash).map_err(|error| broken(&error))?;
            Ok(Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(right.await? && known)
    }

    async fn run<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> Result<T, HashingFailed> + Send + 'static,
    ) -> Result<T, HashingFailed> {
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Free only now, and not when the client hangs up: until here the password is one of those that wait.
            let Place(_taken) = place;
            // Whoever hung up meanwhile is not worth the work.
            if !answer.is_closed() {
                let _ = answer.send(work());
            }
        });
        self.jobs.send(job).map_err(|_| broken(&"its threads have ended"))?;
        answered.await.map_err(|error| broken(&error))?
    }
}

/// Does one job after the other, until nobody can send any more.
fn work(waiting: &Mutex<Receiver<Job>>) {
    stand_back();
    loop {
        // A statement of its own, so that the lock is free again while the job runs.
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(),
            Err(_) => return,
        }
    }
}

/// A flood of sign-ins would take every core for itself, and everybody else would wait for its hashes.
fn stand_back() {
    // On Linux alone is it the thread that is meant, not its process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%error, "checking passwords cannot be made to wait for other work");
    }
}

fn broken(error: &dyn ToString) -> HashingFailed {
    HashingFailed::Broken(error.to_string())
}

fn hash_now(password: &str) -> Result<String, HashingFailed> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| broken(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_account_is_right() {
        let passwords = Passwords::new().expect("hashing");
        let hash = passwords.hash("correct horse".to_owned()).await.expect("a hash");
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify(&passwords, "correct horse", Some(&hash)).await.expect("verified"));
        assert!(!verify(&passwords, "Correct horse", Some(&hash)).await.expect("verified"));
        assert!(!verify(&passwords, "the password of nobody", None).await.expect("verified"));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn hashing_lets_other_work_go_first() {
        let here = || rustix::process::getpriority_process(None).map_err(|error| broken(&error));
        let before = here().expect("a priority");
        let passwords = Passwords::new().expect("hashing");
        let place = passwords.place().expect("a place");
        assert_eq!(passwords.run(place, here).await.expect("a priority"), NICENESS);
        assert_eq!(here().expect("a priority"), before);
    }

    #[tokio::test]
    async fn a_flood_is_refused_and_passes() {
        let passwords = Passwords::new().expect("hashing");
        let flood: Vec<_> = (0..PLACES * 4)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { verify(&passwords, "x", None).await })
            })
            .collect();
        let (mut answered, mut refused) = (0, 0);
        for attempt in flood {
            match attempt.await.expect("a task") {
                Ok(false) => answered += 1,
                Err(HashingFailed::Busy) => refused += 1,
                other => panic!("{other:?}"),
            }
        }
        assert!(answered >= PLACES && refused > 0, "{answered} answered, {refused} refused");
        assert!(!verify(&passwords, "x", None).await.expect("verified"));
    }

    async fn verify(passwords: &Passwords, password: &str, hash: Option<&str>) -> Result<bool, HashingFailed> {
        passwords.verify(passwords.place()?, password.to_owned(), hash.map(str::to_owned)).await
    }
}
