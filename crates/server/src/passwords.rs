//! Hashing passwords: argon2id with the parameters OWASP names (19 MiB, 2 passes, 1 lane).
//!
//! A few threads of their own do all of it, and a bounded number of passwords waits for them. A task that is cancelled when its
//! client hangs up cannot free a place that its hash still takes, a flood of sign-ins is refused instead of filling the
//! memory, and memory that was used once is used again, since it is always the same threads.
//!
//! While few wait, one thread checks them, of a somewhat lower priority than all else has. What comes in a flood runs where nothing
//! else has work for a core (`SCHED_IDLE`, sched(7)): there a lower priority alone is not enough, because a request passes through
//! a dozen threads, each of which would wait for its turn. It also rests as long as a hash took it: a hash pushes what
//! everybody else works with out of the caches, whatever its priority. The price is that a flood of sign-ins, among which nobody can tell
//! the people, has about half as many looked at as could be. On a machine that always has other work such threads would never run,
//! so the first one also takes what has waited too long.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// So many passwords may wait or be hashed; at about 20 ms each and as much of rest, the last one waits for a second or two.
const PLACES: usize = 32;
/// So many at a time are people who sign in; more are a flood.
const FEW: usize = 4;
/// The longest rest after a hash: one that had to wait for a core for long did not disturb anybody meanwhile.
const REST: Duration = Duration::from_millis(100);
/// After this, a password waits no longer for a core that has nothing else to do.
const TOO_LONG: Duration = Duration::from_secs(3);
/// Verified when there is no account, so that the answer takes as long. It is that of "the password of nobody".
const DECOY: &str = "$argon2id$v=19$m=19456,t=2,p=1$448tJp8hxp3feA7drS7K+w$7bOTjkmi/Uv5YFxk2kzK1nLpXR0FDLGveWUJ4jMAVjg";
/// How far the first thread stands back (`setpriority(2)`): it gets about a quarter of a core that others want as well.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// Hashes and verifies.
#[derive(Clone)]
pub struct Passwords {
    jobs: Arc<Closing>,
    places: Arc<Semaphore>,
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
    /// With the first thread, and one for every second core against floods. Hashing reaches for all of the memory that a core can
    /// get at, so more of them would slow down everybody else although they wait for idle cores.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn new() -> Result<Self, HashingFailed> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let jobs = Arc::new(Jobs::default());
        for number in 0..cores.div_ceil(2) {
            let jobs = Arc::clone(&jobs);
            start(format!("passwords-{number}"), move || work_off_flood(&jobs))?;
        }
        let first = Arc::clone(&jobs);
        start("passwords-first".to_owned(), move || work_first(&first))?;
        Ok(Self { jobs: Arc::new(Closing(jobs)), places: Arc::new(Semaphore::new(PLACES)) })
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
        let hash = hash.unwrap_or_else(|| DECOY.to_owned());
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
        self.jobs.0.put(job);
        answered.await.map_err(|error| broken(&error))?
    }
}

/// What waits, the oldest first.
#[derive(Default)]
struct Jobs {
    waiting: Mutex<Waiting>,
    news: Condvar,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<(Instant, Job)>,
    /// Nothing comes any more.
    closed: bool,
}

impl Jobs {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, job: Job) {
        self.waiting().jobs.push_back((Instant::now(), job));
        // All of them: not each thread takes each job.
        self.news.notify_all();
    }

    fn close(&self) {
        self.waiting().closed = true;
        self.news.notify_all();
    }

    /// The next job while few wait, or once it has waited for so long; nothing once nothing comes any more.
    fn take_first(&self, too_long: Duration) -> Option<Job> {
        self.take(|few, waited| if few { Duration::ZERO } else { too_long.saturating_sub(waited) })
    }

    /// The next job while many wait; nothing once nothing comes any more.
    fn take_of_flood(&self) -> Option<Job> {
        self.take(|few, _| if few { Duration::MAX } else { Duration::ZERO })
    }

    /// The next job once there is nothing left to wait for: told whether few wait, and for how long this one has.
    fn take(&self, left: impl Fn(bool, Duration) -> Duration) -> Option<Job> {
        let mut waiting = self.waiting();
        loop {
            let few = waiting.jobs.len() <= FEW;
            let left = waiting.jobs.front().map(|(since, _)| left(few, since.elapsed()));
            waiting = match left {
                Some(Duration::ZERO) => {
                    let job = waiting.jobs.pop_front().map(|(_, job)| job);
                    // Few may wait from now on.
                    self.news.notify_all();
                    return job;
                }
                Some(left) if left < Duration::MAX => {
                    self.news.wait_timeout(waiting, left).map_or_else(|error| error.into_inner().0, |(all, _)| all)
                }
                _ if waiting.closed => return None,
                _ => self.news.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

/// The threads end with the last copy of what gives them work.
struct Closing(Arc<Jobs>);

impl Drop for Closing {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn start(name: String, work: impl FnOnce() + Send + 'static) -> Result<(), HashingFailed> {
    std::thread::Builder::new().name(name).spawn(work).map(drop).map_err(|error| broken(&error))
}

fn work_first(jobs: &Jobs) {
    stand_back();
    while let Some(job) = jobs.take_first(TOO_LONG) {
        job();
    }
}

fn work_off_flood(jobs: &Jobs) {
    wait_for_idle_cores();
    while let Some(job) = jobs.take_of_flood() {
        let begun = Instant::now();
        job();
        std::thread::sleep(begun.elapsed().min(REST));
    }
}

/// A flood of sign-ins would take every core for itself, and everybody else would wait for its hashes.
fn wait_for_idle_cores() {
    #[cfg(target_os = "linux")]
    {
        use thread_priority::{
            NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy,
            thread_native_id,
        };
        let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
        if let Err(error) = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle) {
            tracing::warn!(%error, "checking passwords cannot be made to wait for idle cores");
        }
    }
}

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
        let costs = "$argon2id$v=19$m=19456,t=2,p=1$";
        assert!(hash.starts_with(costs) && DECOY.starts_with(costs) && DECOY.len() == hash.len(), "{hash}");
        assert!(verify(&passwords, "the password of nobody", Some(DECOY)).await.expect("verified"));
        assert!(verify(&passwords, "correct horse", Some(&hash)).await.expect("verified"));
        assert!(!verify(&passwords, "Correct horse", Some(&hash)).await.expect("verified"));
        assert!(!verify(&passwords, "the password of nobody", None).await.expect("verified"));
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn hashing_lets_all_other_work_go_first() {
        use thread_priority::{NormalThreadSchedulePolicy, ThreadSchedulePolicy, thread_schedule_policy};
        let here = || thread_schedule_policy().map_err(|error| HashingFailed::Broken(format!("{error:?}")));
        let before = here().expect("a policy");
        let passwords = Passwords::new().expect("hashing");
        let run = |work: Box<dyn FnOnce() -> Result<ThreadSchedulePolicy, HashingFailed> + Send>| {
            let passwords = passwords.clone();
            let place = passwords.place().expect("a place");
            tokio::spawn(async move { passwords.run(place, work).await.expect("a policy") })
        };
        // Holds the first thread up, so that what comes then is many that wait.
        let ((begun, begins), (go, goes)) = (std::sync::mpsc::channel(), std::sync::mpsc::channel::<()>());
        let first = run(Box::new(move || {
            begun.send(()).expect("somebody listens");
            let _ = goes.recv();
            here()
        }));
        tokio::task::spawn_blocking(move || begins.recv()).await.expect("a task").expect("it has begun");
        let flood: Vec<_> = (0..=FEW).map(|_| run(Box::new(here))).collect();
        let mut flood = flood.into_iter();
        let there = flood.next().expect("one").await.expect("a task");
        assert_eq!(there, ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle));
        drop(go);
        for few in flood.chain([first]) {
            assert_eq!(few.await.expect("a task"), before);
        }
        assert_eq!(here().expect("a policy"), before);
    }

    #[test]
    fn what_has_waited_too_long_is_taken_by_another_and_all_end() {
        let jobs = Arc::new(Jobs::default());
        let (done, ended) = std::sync::mpsc::channel();
        for number in 0..=FEW {
            let done = done.clone();
            jobs.put(Box::new(move || done.send(number).expect("somebody listens")));
        }
        let first = Arc::clone(&jobs);
        let thread = std::thread::spawn(move || {
            while let Some(job) = first.take_first(Duration::from_millis(20)) {
                job();
            }
        });
        // No other thread is there to take them.
        for number in 0..=FEW {
            assert_eq!(ended.recv(), Ok(number));
        }
        jobs.close();
        thread.join().expect("it ends");
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
