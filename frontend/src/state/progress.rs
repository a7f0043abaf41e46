//! How far loading has come. What was loaded is kept elsewhere, so that it can stay while it is loaded again.

use crate::api::{ApiError, spawn};
use crate::browser;
use crate::i18n::format;
use std::pin::Pin;
use ui::Signal;

/// Nobody notices a shorter wait, and a skeleton that flashes up is worse than none.
const PATIENCE_MS: i32 = 150;

/// Gives what to do with what was loaded.
type Call = Pin<Box<dyn Future<Output = Result<Box<dyn FnOnce()>, ApiError>>>>;

/// How far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Just begun: nothing is shown yet.
    Waiting,
    /// It takes a while.
    Slow,
    Ready,
    Failed(ApiError),
}

/// One thing that is loaded, and maybe loaded again.
#[derive(Clone, Copy)]
pub(crate) struct Progress {
    phase: Signal<Phase>,
    /// Only the answer to the latest call counts.
    run: Signal<u32>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { phase: Signal::new(Phase::Waiting), run: Signal::new(0) }
    }

    pub(crate) fn phase(self) -> Phase {
        self.phase.get()
    }

    pub(crate) fn is_ready(self) -> bool {
        self.phase.with(|phase| *phase == Phase::Ready)
    }

    /// Makes a call that is under way count no more.
    pub(crate) fn reset(self) {
        self.run.update(|run| *run += 1);
        self.phase.set(Phase::Waiting);
    }

    /// Loads. Where something is there already it stays, also when loading it again fails.
    pub(crate) fn load<T: 'static>(
        self,
        call: impl Future<Output = Result<T, ApiError>> + 'static,
        ready: impl FnOnce(T) + 'static,
    ) {
        self.load_boxed(Box::pin(async move {
            let value = call.await?;
            Ok(Box::new(move || ready(value)) as Box<dyn FnOnce()>)
        }));
    }

    /// Not generic, so that it is in the app once. Does nothing for a page that is gone.
    fn load_boxed(self, call: Call) {
        let Some(run) = self.run.try_get_untracked().map(|run| run + 1) else { return };
        self.run.set(run);
        let again = self.phase.with_untracked(|phase| *phase == Phase::Ready);
        if !again {
            self.phase.set(Phase::Waiting);
            browser::after(PATIENCE_MS, move || {
                let waits = self.phase.try_get_untracked() == Some(Phase::Waiting);
                if waits && self.run.try_get_untracked() == Some(run) {
                    self.phase.set(Phase::Slow);
                }
            });
        }
        spawn(async move {
            let outcome = call.await;
            // The page may be gone meanwhile, or have asked for something else.
            if self.run.try_get_untracked() != Some(run) {
                return;
            }
            match outcome {
                Ok(ready) => {
                    format::set_clock();
                    ready();
                    self.phase.set(Phase::Ready);
                }
                // The app leads to the sign-in page.
                Err(ApiError::SignedOut) => {}
                Err(_) if again => {}
                Err(error) => self.phase.set(Phase::Failed(error)),
            }
        });
    }
}
