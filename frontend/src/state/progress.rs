//! How far loading has come. What was loaded is kept elsewhere, so that it can stay while it is loaded again.

use crate::api::{Answer, ApiError};
use crate::browser;
use crate::i18n::format;
use dto::problem::Code;
use dto::read::Read;
use ui::Signal;

/// Nobody notices a shorter wait, and a skeleton that flashes up is worse than none.
const PATIENCE_MS: i32 = 150;

/// How far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Just begun: nothing is shown yet.
    Waiting,
    /// It takes a while.
    Slow,
    Ready,
    /// It is not there.
    Lost,
    Failed,
}

/// One thing that is loaded, and maybe loaded again.
#[derive(Clone, Copy)]
pub(crate) struct Progress {
    phase: Signal<Phase>,
    failure: Signal<Option<ApiError>>,
    /// Only the answer to the latest call counts.
    run: Signal<u32>,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { phase: Signal::new(Phase::Waiting), failure: Signal::new(None), run: Signal::new(0) }
    }

    pub(crate) fn phase(self) -> Phase {
        self.phase.get()
    }

    pub(crate) fn is_ready(self) -> bool {
        self.phase() == Phase::Ready
    }

    /// Why it failed.
    pub(crate) fn failure(self) -> String {
        self.failure.with(|failure| failure.as_ref().map(ApiError::text).unwrap_or_default())
    }

    /// Makes a call that is under way count no more.
    pub(crate) fn reset(self) {
        self.run.update(|run| *run += 1);
        self.phase.set(Phase::Waiting);
    }

    /// Loads. Where something is there already it stays, also when loading it again fails. Does nothing for a page that is
    /// gone.
    pub(crate) fn load<T: Read + 'static>(self, answer: Answer<T>, ready: impl FnOnce(T) + 'static) {
        let Some(run) = self.begin() else { return };
        answer.then(move |outcome| {
            // The page may be gone meanwhile, or have asked for something else.
            if self.run.try_get_untracked() != Some(run) {
                return;
            }
            match outcome {
                Ok(value) => {
                    format::set_clock();
                    ready(value);
                    self.phase.set(Phase::Ready);
                }
                Err(error) => self.fail(error),
            }
        });
    }

    fn begin(self) -> Option<u32> {
        let run = self.run.try_get_untracked()? + 1;
        self.run.set(run);
        if self.phase.get_untracked() != Phase::Ready {
            self.phase.set(Phase::Waiting);
            browser::after(PATIENCE_MS, move || {
                let waits = self.phase.try_get_untracked() == Some(Phase::Waiting);
                if waits && self.run.try_get_untracked() == Some(run) {
                    self.phase.set(Phase::Slow);
                }
            });
        }
        Some(run)
    }

    fn fail(self, error: ApiError) {
        if self.phase.get_untracked() == Phase::Ready {
            return;
        }
        let phase = if error.code() == Some(Code::NotFound) { Phase::Lost } else { Phase::Failed };
        self.failure.set(Some(error));
        self.phase.set(phase);
    }
}
