//! How long tickets are kept, for admins: the rules, what they would do, and what they have done.

use crate::browser;
use crate::components::confirm::{Question, confirm};
use crate::components::listing::item;
use crate::components::marks::moment;
use crate::components::page::{loaded, page_title};
use crate::components::small_form::small_form;
use crate::i18n::{format, t, tr};
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::{App, app};
use domain::retention::{Basis, RetentionAction, ScopeKind};
use dto::retention::{RetentionPreviewView, RulePreviewRequest, RuleRequest, RuleView, RunView};
use std::fmt::Display;
use ui::{
    ButtonKind, Dialog, El, Glyph, Row, SelectOption, Show, Signal, Text, Tone, View, banner, button, dialog, div, el,
    empty_state, given, p, pill, rows, select, switch, when,
};
use web_sys::HtmlInputElement;

const RULE: Sheet = Sheet {
    id: "retention-rule",
    errors: "retention-rule-errors",
    fields: &[Field { pointer: "/days", id: "retention-days", label: || t().retention.days }],
    kinds: &[("number", "off")],
    go: || t().common.save,
};
/// How long to wait before looking again how far a run is.
const LOOK_MS: i32 = 1_500;
/// Where somebody begins who makes a rule.
const USUAL_DAYS: u32 = 730;

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Retention {
    app: App,
    rules: Signal<Vec<RuleView>>,
    runs: Signal<Vec<RunView>>,
    progress: [Progress; 2],
    busy: Signal<bool>,
    /// The rule that is changed or deleted.
    chosen: Signal<Option<RuleView>>,
    form: Form,
    /// Scope, queue, category, basis and action, each by its word.
    words: [Signal<String>; 5],
    active: Signal<bool>,
    preview: Signal<Option<RetentionPreviewView>>,
    deletes: Signal<bool>,
    begins: Signal<bool>,
    /// The run that is confirmed.
    run: Signal<Option<RunView>>,
    confirms: Signal<bool>,
}

const SCOPE: usize = 0;
const QUEUE: usize = 1;
const CATEGORY: usize = 2;
const BASIS: usize = 3;
const ACTION: usize = 4;

/// The page.
pub(crate) fn retention() -> El {
    let state = Retention {
        app: app(),
        rules: Signal::default(),
        runs: Signal::default(),
        progress: [Progress::new(), Progress::new()],
        busy: Signal::new(false),
        chosen: Signal::new(None),
        form: Form::new(&RULE),
        words: [(); 5].map(|()| Signal::default()),
        active: Signal::new(true),
        preview: Signal::new(None),
        deletes: Signal::new(false),
        begins: Signal::new(false),
        run: Signal::new(None),
        confirms: Signal::new(false),
    };
    state.load_rules();
    state.load_runs();
    let new = button(ButtonKind::Primary, tr!(retention.new)).glyph(Glyph::Plus).press(move || state.show(None));
    let title = el("div").child((page_title(None, tr!(shell.retention)), p("lead").child(tr!(retention.lead))));
    div("narrow").child((
        div("page-head").child((title, div("page-actions").child(new))),
        rules(state),
        runs(state),
        rule_dialog(state),
        confirm(delete_question(state), move || state.delete()),
        confirm(run_question(state), move || state.begin()),
        confirm(confirm_question(state), move || state.confirm()),
    ))
}

impl Retention {
    fn load_rules(self) {
        self.progress[0].load(self.app.api.retention_rules(), move |rules| {
            self.rules.set(rules);
            self.app.navigation.settled();
        });
    }

    fn load_runs(self) {
        self.progress[1].load(self.app.api.retention_runs(), move |runs: Vec<RunView>| self.follow(runs));
    }

    /// Looks again for as long as something is under way and the page is there.
    fn follow(self, runs: Vec<RunView>) {
        let running = runs.iter().any(|run| run.finished_at.is_none() && !run.waits);
        self.runs.set(runs);
        if running {
            browser::after(LOOK_MS, move || {
                if self.runs.is_gone() {
                    return;
                }
                self.app.api.retention_runs().then(move |found| {
                    if let (Ok(found), false) = (found, self.runs.is_gone()) {
                        self.follow(found);
                    }
                });
            });
        }
    }

    fn show(self, rule: Option<RuleView>) {
        self.form.clear();
        self.preview.set(None);
        let days = rule.as_ref().map_or(USUAL_DAYS, |rule| rule.days);
        self.form.values[0].set(days.to_string());
        let words = match &rule {
            Some(RuleView { scope, queue, category, basis, action, .. }) => [
                scope.to_string(),
                queue.map(|queue| queue.to_string()).unwrap_or_default(),
                category.clone().unwrap_or_default(),
                basis.to_string(),
                action.to_string(),
            ],
            None => [
                ScopeKind::Everything.to_string(),
                String::new(),
                String::new(),
                Basis::Closed.to_string(),
                RetentionAction::Anonymise.to_string(),
            ],
        };
        for (signal, word) in self.words.into_iter().zip(words) {
            signal.set(word);
        }
        self.active.set(rule.as_ref().is_none_or(|rule| rule.active));
        self.chosen.set(rule);
        self.form.open.set(true);
    }

    /// What stands in the form. The first of the offered ones, where nothing was chosen.
    fn request(self) -> RuleRequest {
        let [scope, queue, category, basis, action] = self.words.map(Signal::get_untracked);
        let first_queue =
            || self.app.catalogue.queues.with_untracked(|all| all.first().map(|queue| queue.id.to_string()));
        let first_category =
            || self.app.catalogue.categories.with_untracked(|all| all.first().map(|category| category.key.clone()));
        let or = |word: String, first: &dyn Fn() -> Option<String>| if word.is_empty() { first() } else { Some(word) };
        let kind = scope.parse();
        RuleRequest {
            queue: or(queue, &first_queue).filter(|_| kind == Ok(ScopeKind::Queue)),
            category: or(category, &first_category).filter(|_| kind == Ok(ScopeKind::Category)),
            scope,
            basis,
            days: self.form.values[0].get_untracked().trim().parse().unwrap_or_default(),
            action,
            active: self.active.get_untracked(),
        }
    }

    fn id(self) -> Option<domain::id::RetentionRuleId> {
        self.chosen.with_untracked(|rule| rule.as_ref().map(|rule| rule.id))
    }

    fn look(self) {
        let replaces = self.id().map(|id| id.to_string());
        // What is not in force would do nothing.
        let rule = RuleRequest { active: true, ..self.request() };
        let request = RulePreviewRequest { rule, replaces };
        run(self.busy, self.app.api.preview_retention(&request), move |preview| self.preview.set(Some(preview)));
    }

    fn save(self) {
        let request = self.request();
        let wrong = request.clone().parse().err().unwrap_or_default();
        self.form.send(wrong, self.app.api.put_retention_rule(self.id(), &request), move |_| {
            self.form.open.set(false);
            self.app.notices.good(t().retention.saved);
            self.load_rules();
        });
    }

    fn delete(self) {
        let Some(id) = self.id() else { return };
        run(self.busy, self.app.api.delete_retention_rule(id), move |_| {
            self.deletes.set(false);
            self.form.open.set(false);
            self.app.notices.good(t().retention.deleted);
            self.load_rules();
            browser::rescue_focus();
        });
    }

    fn begin(self) {
        run(self.busy, self.app.api.begin_retention_run(), move |_| {
            self.begins.set(false);
            self.begun();
        });
    }

    fn confirm(self) {
        let Some(run_of) = self.run.get_untracked() else { return };
        run(self.busy, self.app.api.confirm_retention_run(run_of.id), move |_| {
            self.confirms.set(false);
            self.begun();
        });
    }

    fn cancel(self, of: &RunView) {
        run(self.busy, self.app.api.cancel_retention_run(of.id), move |_| {
            self.load_runs();
            browser::rescue_focus();
        });
    }

    fn begun(self) {
        self.app.notices.good(t().retention.begun);
        self.load_runs();
        browser::rescue_focus();
    }

    /// For which tickets a rule is.
    fn scope(self, rule: &RuleView) -> String {
        match (rule.queue, &rule.category) {
            (Some(queue), _) => self.app.catalogue.queue(queue),
            (None, Some(category)) => self.app.catalogue.category(category),
            (None, None) => (t().retention.scope)(rule.scope).to_owned(),
        }
    }
}

fn rules(state: Retention) -> El {
    let row = move |rule: RuleView| {
        let key = format!("{} {} {} {} {}", rule.id, rule.days, rule.basis, rule.action, rule.active);
        Row::new(key, move || rule_line(state, &rule))
    };
    let lines = move || {
        let lines = rows(move || state.rules.get().into_iter().map(row).collect());
        el("ul").class("card items").child(lines)
    };
    let nothing =
        || div("card").child(empty_state(Glyph::Clock, tr!(retention.no_rules), tr!(retention.no_rules_text)));
    let content =
        move || switch(move || state.rules.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() });
    el("section").class("section").attr("aria-labelledby", "rules-title").child((
        el("h2").id("rules-title").child(tr!(retention.rules)),
        p("form-note").child(tr!(retention.specific)),
        loaded(state.progress[0], 3, move || state.load_rules(), content),
    ))
}

fn rule_line(state: Retention, rule: &RuleView) -> El {
    let (named, labelled, shown) = (rule.clone(), rule.clone(), rule.clone());
    let &RuleView { basis, days, action, active, .. } = rule;
    let off = (!active).then(|| (" ", pill(Tone::Calm, None, tr!(retention.inactive))));
    let edit = button(ButtonKind::Plain, tr!(retention.edit))
        .attr("aria-label", move || Some((t().retention.edit_one)(&state.scope(&labelled))))
        .press(move || state.show(Some(shown.clone())));
    let facts =
        move || format!("{}: {}", (t().retention.rule)(&days.to_string(), basis), (t().retention.action)(action));
    item((move || state.scope(&named), off).view(), facts.view(), edit.view())
}

fn runs(state: Retention) -> El {
    let row = move |run: RunView| {
        let RunView { id, deleted, anonymised, waits, cancelled, finished_at, .. } = &run;
        let key = format!("{id} {deleted} {anonymised} {waits} {cancelled} {}", finished_at.is_some());
        Row::new(key, move || run_line(state, run))
    };
    let lines = move || {
        let lines = rows(move || state.runs.get().into_iter().map(row).collect());
        el("ul").class("card items").child(lines)
    };
    let nothing = || p("quiet").child(tr!(retention.no_runs));
    let content =
        move || switch(move || state.runs.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() });
    let begin = button(ButtonKind::Plain, tr!(retention.run)).press(move || state.begins.set(true));
    el("section").class("section").attr("aria-labelledby", "runs-title").child((
        div("privacy-head").child((el("h2").id("runs-title").child(tr!(retention.runs)), begin)),
        p("form-note").child(tr!(retention.runs_text)),
        loaded(state.progress[1], 3, move || state.load_runs(), content),
    ))
}

fn run_line(state: Retention, run: RunView) -> El {
    let (confirmed, broken) = (run.clone(), run.clone());
    let RunView { as_of, started_by, due, held, deleted, anonymised, stopped, waits, finished_at, cancelled, .. } = run;
    let done = deleted + anonymised;
    let mark = match (waits, cancelled, finished_at) {
        (true, _, _) => pill(Tone::Warn, Some(Glyph::Warning), tr!(retention.waits)),
        (false, true, _) => pill(Tone::Calm, Some(Glyph::Close), tr!(retention.cancelled)),
        (false, false, Some(_)) => pill(Tone::Good, Some(Glyph::Check), tr!(retention.done)),
        (false, false, None) => pill(Tone::Info, Some(Glyph::Clock), tr!(retention.running)),
    };
    let far = move || (t().retention.progress)(&format::number(done), &format::number(due), &format::number(held));
    let by =
        move || started_by.as_ref().map_or_else(|| t().retention.by_itself.to_owned(), |by| by.display_name.clone());
    let why = stopped.filter(|_| waits).map(|stop| (" · ", move || (t().retention.stops)(stop)));
    let go = waits.then(|| {
        button(ButtonKind::Plain, tr!(retention.confirm)).press(move || {
            state.run.set(Some(confirmed.clone()));
            state.confirms.set(true);
        })
    });
    let stop = finished_at.is_none().then(|| {
        button(ButtonKind::Plain, tr!(retention.cancel))
            .busy(move || state.busy.get())
            .press(move || state.cancel(&broken))
    });
    item((moment(as_of), " ", mark).view(), (far, " · ", by, why).view(), (go, stop).view())
}

fn options<T: Copy + Display>(all: &[T], word: impl Fn(T) -> &'static str) -> Vec<SelectOption> {
    all.iter().map(|&one| SelectOption::new(one.to_string(), word(one))).collect()
}

fn rule_dialog(state: Retention) -> El {
    let title: Text = (move || {
        if state.chosen.with(Option::is_some) { t().retention.edit } else { t().retention.new }
    })
    .into();
    let about = Dialog { id: RULE.id, open: state.form.open, title, close_label: tr!(common.close) };
    dialog(about, move || small_form(state.form, fields(state), move || state.save()))
}

fn fields(state: Retention) -> View {
    let choose = move |id: &'static str, label: Text, at: usize, options: fn(App) -> Vec<SelectOption>| {
        let value = state.words[at];
        select(id, label, move || options(state.app), move || value.get()).choose(move |word| {
            value.set(word);
            state.preview.set(None);
        })
    };
    let is = move |kind: ScopeKind| move || state.words[SCOPE].with(|word| word == kind.as_str());
    let tick = el("input").attr("type", "checkbox").checked(move || state.active.get());
    let node: HtmlInputElement = tick.known();
    let tick = tick.on("change", move |_| state.active.set(node.checked()));
    let delete = move || button(ButtonKind::Plain, tr!(retention.delete)).press(move || state.deletes.set(true));
    let look =
        button(ButtonKind::Plain, tr!(retention.look)).busy(move || state.busy.get()).press(move || state.look());
    (
        choose("retention-scope", tr!(retention.scope_label), SCOPE, |_| options(ScopeKind::ALL, t().retention.scope)),
        when(is(ScopeKind::Queue), move || {
            choose("retention-queue", tr!(handling.queue), QUEUE, |app| {
                let line = |queue: &dto::desk::QueueView| SelectOption::new(queue.id.to_string(), queue.name.clone());
                app.catalogue.queues.with(|queues| queues.iter().map(line).collect())
            })
        }),
        when(is(ScopeKind::Category), move || {
            choose("retention-category", tr!(ticket.category), CATEGORY, |app| {
                let line = |one: &dto::catalogue::CategoryView| {
                    SelectOption::new(one.key.clone(), crate::i18n::category_name(one))
                };
                app.catalogue.categories.with(|categories| categories.iter().map(line).collect())
            })
        }),
        choose("retention-basis", tr!(retention.basis_label), BASIS, |_| options(Basis::ALL, t().retention.basis)),
        choose("retention-action", tr!(retention.action_label), ACTION, |_| {
            options(RetentionAction::ALL, t().retention.action)
        }),
        el("label").class("switch").child((tick, tr!(retention.active))),
        div("").attr("role", "status").child(given(move || state.preview.get(), previewed)),
        div("form-foot").child((when(move || state.chosen.with(Option::is_some), delete), look)),
    )
        .view()
}

fn previewed(preview: &RetentionPreviewView) -> El {
    let RetentionPreviewView { tickets, due, rules, stops } = preview.clone();
    let held: u64 = rules.iter().map(|rule| rule.held).sum();
    let samples: Vec<String> = rules.iter().flat_map(|rule| &rule.samples).take(10).map(ToString::to_string).collect();
    let would = move || (t().retention.would)(&format::number(due), &format::number(tickets), &format::number(held));
    let such = (!samples.is_empty()).then(|| {
        let samples = samples.join(", ");
        (" ", move || (t().retention.such_as)(&samples))
    });
    let stop = stops.map(|stop| (" ", el("strong").child(move || (t().retention.stops)(stop))));
    let tone = if stops.is_some() { Tone::Bad } else { Tone::Info };
    banner(tone, Glyph::Eye, p("banner-text").child((would, such, stop)))
}

fn delete_question(state: Retention) -> Question {
    Question {
        id: "delete-rule",
        open: state.deletes,
        title: tr!(retention.delete_title),
        text: tr!(retention.delete_text),
        go: tr!(retention.delete),
        busy: state.busy,
    }
}

fn run_question(state: Retention) -> Question {
    Question {
        id: "begin-run",
        open: state.begins,
        title: tr!(retention.run_title),
        text: tr!(retention.run_text),
        go: tr!(retention.run),
        busy: state.busy,
    }
}

fn confirm_question(state: Retention) -> Question {
    let count = move || state.run.with(|run| run.as_ref().map(|run| run.due)).unwrap_or_default();
    Question {
        id: "confirm-run",
        open: state.confirms,
        title: (move || (t().retention.confirm_title)(&format::number(count()))).into(),
        text: tr!(retention.run_text),
        go: tr!(retention.confirm),
        busy: state.busy,
    }
}
