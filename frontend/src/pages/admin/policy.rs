//! A policy, for admins: how much time there is for what.

use crate::components::form_outcome::form_outcome;
use crate::components::line_field::line_foot;
use crate::components::marks::priority_mark;
use crate::components::page::{loaded, page_title};
use crate::i18n::{t, tr};
use crate::routes::{AdminRoute, Route};
use crate::state::fields::{characters_left, field_id};
use crate::state::policy_form::{PRIORITIES, PolicyForm, TARGETS, pointer};
use crate::state::progress::Progress;
use crate::state::{App, app};
use domain::id::SlaPolicyId;
use domain::sla::TargetKind;
use domain::text::Name;
use domain::ticket::Priority;
use std::rc::Rc;
use ui::{ButtonKind, El, Show, Signal, div, el, error_summary, form, link, p, span, submit, text_field};

/// The page of one, or of a new one.
pub(crate) fn policy(id: Option<SlaPolicyId>) -> El {
    let page = Page { app: app(), id, state: PolicyForm::new(app()), progress: Progress::new() };
    page.load();
    let name = move || {
        let name = page.state.policy.with(|policy| policy.as_ref().map(|policy| policy.name.clone()));
        let word = if id.is_some() { t().sla.policies } else { t().sla.new_policy };
        name.unwrap_or_else(|| word.to_owned())
    };
    let to_list = link("", Route::Admin(AdminRoute::ServiceLevels).href()).child(tr!(sla.to_list));
    let content = if id.is_some() {
        loaded(page.progress, 8, move || page.load(), move || content(page))
    } else {
        content(page).view()
    };
    div("narrow").child((el("p").child(to_list), page_title(None, name), content))
}

#[derive(Clone, Copy)]
struct Page {
    app: App,
    /// None: a new one.
    id: Option<SlaPolicyId>,
    state: PolicyForm,
    progress: Progress,
}

impl Page {
    fn load(self) {
        if let Some(id) = self.id {
            self.progress.load(self.app.api.policy(id), move |found| {
                self.state.fill(found);
                self.app.navigation.settled();
            });
        }
    }

    fn save(self) {
        self.state.save(self.id, move || {
            self.app.notices.good(t().sla.policy_saved);
            self.app.navigation.replace(&Route::Admin(AdminRoute::ServiceLevels));
        });
    }
}

fn content(page: Page) -> El {
    let fields = page.state.form;
    let errors = fields.errors;
    let [name, warn] = fields.values;
    let title = move || (t().common.form_errors)(errors.lines(label).len());
    let named =
        text_field("name", tr!(sla.name), name).error(errors.at("/name")).count(characters_left(name, Name::MAX));
    let warned = text_field("warn_percent", tr!(sla.warn), warn)
        .hint(tr!(sla.warn_hint))
        .error(errors.at("/warn_percent"))
        .control(|control| control.attr("inputmode", "numeric"));
    form("card card-inset form", move || page.save()).child((
        error_summary("policy-errors", title, move || errors.lines(label)),
        named,
        targets(page.state),
        div("number-field").child(warned),
        p("form-note").child((tr!(sla.pauses), " ", page.id.map(|_| tr!(sla.holds_for_new)))),
        form_outcome(fields, move || page.load()),
        div("form-foot").child((
            link("button", Route::Admin(AdminRoute::ServiceLevels).href()).child(tr!(common.cancel)),
            submit(ButtonKind::Primary, tr!(common.save)).busy(move || fields.busy.get()),
        )),
    ))
}

/// A table of fields. On a narrow screen each stands below its own label.
fn targets(state: PolicyForm) -> El {
    let errors = state.form.errors;
    let head = |kind: TargetKind| el("th").attr("scope", "col").child(move || (t().sla.target)(kind));
    let head = (el("th").attr("scope", "col").child(tr!(sla.priority)), TARGETS.map(head));
    let line = |(priority, fields): (Priority, [Signal<String>; 3])| {
        let cells: Vec<El> =
            TARGETS.into_iter().zip(fields).map(|(kind, text)| target(state, priority, kind, text)).collect();
        el("tr").child((el("th").attr("scope", "row").child(priority_mark(priority)), cells))
    };
    let lines: Vec<El> = PRIORITIES.into_iter().zip(state.targets).map(line).collect();
    let table = el("table").class("targets targets-typed").child((
        el("caption").class("hidden-text").child(tr!(sla.targets)),
        el("thead").child(el("tr").child(head)),
        el("tbody").child(lines),
    ));
    let wrong = move || errors.of("/targets");
    let hint = "targets-hint targets-foot";
    el("fieldset").class("field").id("targets").attr("tabindex", "-1").attr("aria-describedby", hint).child((
        el("legend").class("field-label").child(tr!(sla.targets)),
        p("field-hint").id("targets-hint").child(tr!(sla.targets_hint)),
        table,
        line_foot(|| "targets-foot".to_owned(), wrong),
    ))
}

fn target(state: PolicyForm, priority: Priority, kind: TargetKind, text: Signal<String>) -> El {
    let pointer: Rc<str> = pointer(priority, kind).into();
    let (id, foot) = (field_id(&pointer), format!("{}-foot", field_id(&pointer)));
    let errors = state.form.errors;
    let (of_input, of_foot) = (pointer.clone(), pointer);
    let input = el("input")
        .class("input")
        .id(&id)
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("aria-describedby", &foot)
        .attr("aria-invalid", move || errors.of(&of_input).map(|_| "true"))
        .bound(text);
    let label = el("label")
        .class("target-label")
        .attr("for", id)
        .child((span("hidden-text").child((move || (t().words.priority)(priority), ": ")), move || {
            (t().sla.target)(kind)
        }));
    el("td").child((label, input, line_foot(move || foot.clone(), move || errors.of(&of_foot))))
}

/// What the field at a pointer is called.
fn label(pointer: &str) -> String {
    let texts = &t().sla;
    let mut parts = pointer.split('/').skip(1);
    match (parts.next(), parts.next().and_then(|word| word.parse::<Priority>().ok()), parts.next()) {
        (Some("name"), ..) => texts.name.to_owned(),
        (Some("warn_percent"), ..) => texts.warn.to_owned(),
        (_, Some(priority), Some(field)) => {
            let kind = field.strip_suffix("_minutes").and_then(|word| word.parse().ok());
            let target = kind.map(texts.target).unwrap_or_default();
            format!("{}, {target}", (t().words.priority)(priority))
        }
        _ => texts.targets.to_owned(),
    }
}
