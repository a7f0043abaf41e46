//! How far loading has come. What was loaded is kept elsewhere, so that it can stay while it is loaded again.

use crate::api::{ApiError, spawn};
use crate::i18n::format;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use std::pin::Pin;

/// Nobody notices a shorter wait, and a skeleton that flashes up is worse than none.
const PATIENCE_MS: u32 = 150;

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
    phase: RwSignal<Phase>,
    /// Only the answer to the latest call counts.
    run: StoredValue<u32>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { phase: RwSignal::new(Phase::Waiting), run: StoredValue::new(0) }
    }

    pub(crate) fn phase(self) -> Phase {
        self.phase.get()
    }

    pub(crate) fn is_ready(self) -> bool {
        self.phase.with(|phase| *phase == Phase::Ready)
    }

    /// Makes a call that is under way count no more.
    pub(crate) fn reset(self) {
        self.run.update_value(|run| *run += 1);
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

    /// Not generic, so that it is in the app once.
    fn load_boxed(self, call: Call) {
        let run = self.run.get_value() + 1;
        self.run.set_value(run);
        let again = self.phase.with_untracked(|phase| *phase == Phase::Ready);
        if !again {
            self.phase.set(Phase::Waiting);
            Timeout::new(PATIENCE_MS, move || {
                let waits = self.phase.try_with_untracked(|phase| *phase == Phase::Waiting) == Some(true);
                if waits && self.run.try_get_value() == Some(run) {
                    self.phase.set(Phase::Slow);
                }
            })
            .forget();
        }
        spawn(async move {
            let outcome = call.await;
            // The page may be gone meanwhile, or have asked for something else.
            if self.run.try_get_value() != Some(run) {
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
