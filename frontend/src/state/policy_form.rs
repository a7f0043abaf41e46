//! Making a policy, and making another of one that is there.

use super::fields::{Field, sentence};
use super::form::{Form, Sheet};
use super::{App, duration};
use crate::i18n::t;
use domain::id::SlaPolicyId;
use domain::sla::{TargetKind, WarnShare};
use domain::ticket::Priority;
use dto::field::{FieldCode, FieldError, FieldErrors};
use dto::sla::{PriorityTargetsView, SlaPolicyRequest, SlaPolicyView, TargetsView};
use ui::Signal;

/// The most urgent first, as people read them.
pub(crate) const PRIORITIES: [Priority; 4] = [Priority::Urgent, Priority::High, Priority::Medium, Priority::Low];
pub(crate) const TARGETS: [TargetKind; 3] =
    [TargetKind::FirstResponse, TargetKind::NextResponse, TargetKind::Resolution];

const SHEET: Sheet = Sheet {
    id: "policy",
    errors: "policy-errors",
    fields: &[Field { pointer: "/name", id: "name", label: || t().sla.name }],
    kinds: &[],
    go: || t().common.save,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct PolicyForm {
    app: App,
    /// The name, and after how many percent of its time a target is due soon.
    pub(crate) form: Form,
    /// As they are typed, in the order of [`PRIORITIES`] and [`TARGETS`].
    pub(crate) targets: [[Signal<String>; 3]; 4],
    /// The one that is changed; none: a new one.
    pub(crate) policy: Signal<Option<SlaPolicyView>>,
}

impl PolicyForm {
    pub(crate) fn new(app: App) -> Self {
        let state = Self {
            app,
            form: Form::saying(&SHEET, words),
            targets: [(); 4].map(|()| [(); 3].map(|()| Signal::default())),
            policy: Signal::new(None),
        };
        state.form.values[1].set(WarnShare::default().percent().to_string());
        state
    }

    /// Puts a policy into the fields.
    pub(crate) fn fill(self, policy: SlaPolicyView) {
        self.form.clear();
        let [name, warn] = self.form.values;
        name.set(policy.name.clone());
        warn.set(policy.warn_percent.to_string());
        for (priority, fields) in PRIORITIES.into_iter().zip(self.targets) {
            let targets = of_priority(&policy.targets, priority);
            for (kind, field) in TARGETS.into_iter().zip(fields) {
                field.set(minutes(targets, kind).map(duration::write).unwrap_or_default());
            }
        }
        self.policy.set(Some(policy));
    }

    /// Saves it as the policy with this id, or as a new one.
    pub(crate) fn save(self, id: Option<SlaPolicyId>, done: impl FnOnce() + 'static) {
        let (request, mut wrong) = self.request();
        let refused = request.clone().parse().err().unwrap_or_default();
        // A target that cannot be read is no target that is missing.
        let unread = !wrong.is_empty();
        wrong.extend(refused.into_iter().filter(|error| !unread || error.pointer != "/targets"));
        let version = self.policy.with_untracked(|policy| policy.as_ref().map(|policy| policy.version));
        let answer = match id.zip(version) {
            Some((id, version)) => self.app.api.put_policy(id, version, &request),
            None => self.app.api.create_policy(&request),
        };
        self.form.send(wrong, answer, move |_| done());
    }

    /// What was typed, and what of the targets cannot be read.
    fn request(self) -> (SlaPolicyRequest, FieldErrors) {
        let [name, warn] = self.form.typed();
        let mut wrong = FieldErrors::new();
        let mut targets = PriorityTargetsView::default();
        for (priority, fields) in PRIORITIES.into_iter().zip(self.targets) {
            for (kind, field) in TARGETS.into_iter().zip(fields) {
                let text = field.get_untracked();
                if text.trim().is_empty() {
                    continue;
                }
                match duration::parse(&text) {
                    Some(minutes) => *target(&mut targets, priority, kind) = Some(minutes),
                    None => wrong.push(FieldError::new(pointer(priority, kind), FieldCode::UnknownValue, "")),
                }
            }
        }
        // What is no number is out of range.
        let warn_percent = warn.trim().trim_end_matches('%').trim_end().parse().unwrap_or_default();
        (SlaPolicyRequest { name, warn_percent, targets }, wrong)
    }
}

/// Where in a request a target stands.
pub(crate) fn pointer(priority: Priority, kind: TargetKind) -> String {
    format!("/targets/{priority}/{kind}_minutes")
}

pub(crate) const fn of_priority(targets: &PriorityTargetsView, priority: Priority) -> TargetsView {
    match priority {
        Priority::Low => targets.low,
        Priority::Medium => targets.medium,
        Priority::High => targets.high,
        Priority::Urgent => targets.urgent,
    }
}

pub(crate) const fn minutes(targets: TargetsView, kind: TargetKind) -> Option<u32> {
    match kind {
        TargetKind::FirstResponse => targets.first_response_minutes,
        TargetKind::NextResponse => targets.next_response_minutes,
        TargetKind::Resolution => targets.resolution_minutes,
    }
}

const fn target(targets: &mut PriorityTargetsView, priority: Priority, kind: TargetKind) -> &mut Option<u32> {
    let targets = match priority {
        Priority::Low => &mut targets.low,
        Priority::Medium => &mut targets.medium,
        Priority::High => &mut targets.high,
        Priority::Urgent => &mut targets.urgent,
    };
    match kind {
        TargetKind::FirstResponse => &mut targets.first_response_minutes,
        TargetKind::NextResponse => &mut targets.next_response_minutes,
        TargetKind::Resolution => &mut targets.resolution_minutes,
    }
}

fn words(pointer: &str, code: FieldCode) -> String {
    let texts = &t().sla;
    match (pointer, code) {
        ("/targets", _) => texts.no_target.to_owned(),
        ("/warn_percent", _) => texts.warn_wrong.to_owned(),
        (pointer, FieldCode::UnknownValue) if pointer.starts_with("/targets/") => texts.target_unread.to_owned(),
        (pointer, FieldCode::OutOfRange) if pointer.starts_with("/targets/") => texts.target_range.to_owned(),
        _ => sentence(pointer, code),
    }
}
