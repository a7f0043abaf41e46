//! Erasing people, what must not be erased, and who takes over from somebody.

use super::answer::Done;
use super::{Answer, Api, Call};
use domain::id::{LegalHoldId, UserId};
use dto::handover::{HandoverRequest, HandoverView};
use dto::paths;
use dto::privacy::{ErasurePreview, ErasureRequest, ErasureView, LegalHoldRequest, LegalHoldView};

impl Api {
    pub(crate) fn erasure_preview(self, user: UserId) -> Answer<ErasurePreview> {
        self.call(Call::get(admin(&format!("users/{user}/erasure"))))
    }

    pub(crate) fn erasures(self) -> Answer<Vec<ErasureView>> {
        self.call(Call::get(admin("erasures"))).part("items")
    }

    pub(crate) fn erase(self, request: &ErasureRequest) -> Answer<Done> {
        self.call(Call::post(admin("erasures")).body(request))
    }

    /// What somebody works on, and how far handing it over is.
    pub(crate) fn handover(self, user: UserId) -> Answer<HandoverView> {
        self.call(Call::get(admin(&format!("users/{user}/handover"))))
    }

    pub(crate) fn hand_over(self, user: UserId, to: &HandoverRequest) -> Answer<Done> {
        self.call(Call::post(admin(&format!("users/{user}/handover"))).body(to))
    }

    pub(crate) fn legal_holds(self) -> Answer<Vec<LegalHoldView>> {
        self.call(Call::get(admin("legal-holds"))).part("items")
    }

    pub(crate) fn put_legal_hold(self, request: &LegalHoldRequest) -> Answer<Done> {
        self.call(Call::post(admin("legal-holds")).body(request))
    }

    pub(crate) fn lift_legal_hold(self, id: LegalHoldId) -> Answer<Done> {
        self.call(Call::delete(admin(&format!("legal-holds/{id}"))))
    }
}

fn admin(rest: &str) -> String {
    format!("{}/admin/{rest}", paths::BASE)
}
