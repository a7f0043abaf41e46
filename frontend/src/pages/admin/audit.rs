//! The audit log, for admins: which entries, the address says.

use crate::browser;
use crate::components::day_field::day_field;
use crate::components::marks::moment;
use crate::components::page::{loaded, page_title};
use crate::i18n::{format, t, tr};
use crate::routes::{AdminRoute, AuditAsk, Route, ticket_number};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::{App, app};
use domain::audit::{AuditKind, AuditTarget};
use dto::audit::{AuditFact, AuditPartView, AuditQuery, AuditView};
use dto::catalogue::PersonView;
use ui::{
    ButtonKind, El, Glyph, Row, SelectOption, Show, Signal, Tone, View, banner, button, div, el, empty_state, link, p,
    rows, select, span, switch, when,
};

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Log {
    app: App,
    items: Signal<Vec<AuditView>>,
    next: Signal<Option<String>>,
    progress: Progress,
    busy: Signal<bool>,
    exporting: Signal<bool>,
}

/// The page.
pub(crate) fn audit() -> El {
    let log = Log {
        app: app(),
        items: Signal::default(),
        next: Signal::new(None),
        progress: Progress::new(),
        busy: Signal::new(false),
        exporting: Signal::new(false),
    };
    ui::watch(
        move || log.ask(),
        move |_| {
            log.progress.reset();
            log.load();
        },
    );
    let export = button(ButtonKind::Plain, tr!(audit.export))
        .glyph(Glyph::Down)
        .attr("aria-describedby", "export-hint")
        .busy(move || log.exporting.get())
        .press(move || log.export());
    let title = el("div").child((page_title(None, tr!(shell.audit)), p("lead").child(tr!(audit.lead))));
    div("narrow").child((
        div("page-head").child((title, div("page-actions").child(export))),
        filters(log),
        p("form-note").id("export-hint").child(tr!(audit.export_text)),
        when(move || log.ask().actor.is_some(), move || of_one(log)),
        el("div").child(loaded(log.progress, 6, move || log.load(), move || content(log))),
    ))
}

impl Log {
    /// What the address asks for.
    fn ask(self) -> AuditAsk {
        match self.app.navigation.route() {
            Route::Admin(AdminRoute::Audit(ask)) => ask,
            _ => AuditAsk::default(),
        }
    }

    fn ask_untracked(self) -> AuditAsk {
        ui::untrack(|| self.ask())
    }

    fn go(self, change: impl FnOnce(&mut AuditAsk)) {
        let mut ask = self.ask_untracked();
        change(&mut ask);
        self.app.navigation.replace(&Route::Admin(AdminRoute::Audit(ask)));
    }

    fn query(self, cursor: Option<String>) -> AuditQuery {
        let AuditAsk { kind, actor, from, until } = self.ask_untracked();
        AuditQuery {
            kind: kind.map(|kind| kind.to_string()),
            actor: actor.map(|actor| actor.to_string()),
            from: format::day_start(&from, 0),
            // The last day belongs to it.
            until: format::day_start(&until, 1),
            cursor,
            ..AuditQuery::default()
        }
    }

    fn load(self) {
        self.progress.load(self.app.api.audit(&self.query(None)), move |AuditPartView { items, next }| {
            self.items.set(items);
            self.next.set(next);
            self.app.navigation.settled();
        });
    }

    fn load_more(self) {
        let asked = self.ask_untracked();
        let more = self.app.api.audit(&self.query(self.next.get_untracked()));
        run(self.busy, more, move |AuditPartView { items, next }| {
            // What was asked for meanwhile has taken its place.
            if self.ask_untracked() == asked {
                self.items.update(|all| all.extend(items));
                self.next.set(next);
            }
        });
    }

    fn export(self) {
        run(self.exporting, self.app.api.export_audit(&self.query(None)), move |address: String| {
            browser::save(&address, "audit.ndjson");
            self.app.notices.good(t().audit.exported);
        });
    }
}

fn filters(log: Log) -> El {
    let kinds = || {
        let all = SelectOption::new("", t().audit.any_kind);
        let line = |&kind: &AuditKind| SelectOption::new(kind.as_str(), (t().audit.kind)(kind));
        std::iter::once(all).chain(AuditKind::ALL.iter().map(line)).collect()
    };
    let kind = move || log.ask().kind.map(|kind| kind.to_string()).unwrap_or_default();
    div("filters").child((
        select("audit-kind", tr!(audit.kind_label), kinds, kind)
            .bare()
            .choose(move |word| log.go(|ask| ask.kind = word.parse().ok())),
        day_field("audit-from", tr!(audit.from), move || log.ask().from, move |day| log.go(|ask| ask.from = day)),
        day_field("audit-until", tr!(audit.until), move || log.ask().until, move |day| log.go(|ask| ask.until = day)),
    ))
}

/// Says whose entries these are, and leads back to all.
fn of_one(log: Log) -> El {
    let words = move || {
        let Some(id) = log.ask().actor else { return String::new() };
        let name = log.items.with(|items| {
            let mut actors = items.iter().filter_map(|item| item.actor.as_ref());
            actors.find(|actor| actor.id == id).map(|actor| actor.display_name.clone())
        });
        (t().audit.only)(name.as_deref().unwrap_or(t().audit.this_person))
    };
    let all = button(ButtonKind::Plain, tr!(audit.everybody)).press(move || {
        log.go(|ask| ask.actor = None);
        browser::rescue_focus();
    });
    banner(Tone::Info, Glyph::Person, (p("banner-text").child(words), div("banner-actions").child(all)))
}

fn content(log: Log) -> impl Show {
    let row = move |entry: AuditView| Row::new(entry.sequence.to_string(), move || line(log, entry));
    let lines = move || {
        let lines = rows(move || log.items.get().into_iter().map(row).collect());
        el("ul").class("card items audit").child(lines)
    };
    let nothing = move || {
        let clear = move || {
            button(ButtonKind::Plain, tr!(audit.clear)).press(move || {
                log.go(|ask| *ask = AuditAsk::default());
                browser::rescue_focus();
            })
        };
        let empty = empty_state(Glyph::Lines, tr!(audit.nothing), tr!(audit.nothing_text));
        div("card").child(empty.child(when(move || log.ask() != AuditAsk::default(), clear)))
    };
    let more = move || {
        let more = button(ButtonKind::Plain, tr!(common.load_more));
        p("after-list").child(more.busy(move || log.busy.get()).press(move || log.load_more()))
    };
    (
        switch(move || log.items.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() }),
        when(move || log.next.with(Option::is_some), more),
    )
}

fn line(log: Log, entry: AuditView) -> El {
    let AuditView { sequence: _, at, actor, kind, target_kind, target, target_name, facts, erased, hash: _ } = entry;
    // A later release may have words that this one does not know.
    let what = move || kind.parse().map_or_else(|_| kind.clone(), |kind| (t().audit.kind)(kind).to_owned());
    // What people do with their own account is told by who did it.
    let own = actor.as_ref().is_some_and(|actor| target.as_deref() == Some(actor.id.to_string().as_str()));
    let target = target_kind.zip(target).filter(|_| !own);
    let about = target.map(|(kind, id)| about(log, kind, id, target_name));
    let who = match actor {
        Some(actor) => actor_link(log, actor),
        None => span("quiet").child(tr!(audit.unknown)),
    };
    let facts: Vec<El> = facts.into_iter().map(fact).collect();
    let facts = (!facts.is_empty()).then(|| el("dl").class("audit-facts").child(facts));
    let erased = erased.then(|| p("request-facts").child(tr!(audit.erased)));
    el("li").class("item").child(div("item-main").child((
        div("item-name").child((span("").child(what), about)),
        p("request-facts").child((moment(at), " · ", who)),
        facts,
        erased,
    )))
}

/// Leads to all that a person did.
fn actor_link(log: Log, PersonView { id, display_name, is_staff: _ }: PersonView) -> El {
    let to = move || {
        let ask = AuditAsk { actor: Some(id), ..log.ask() };
        Some(Route::Admin(AdminRoute::Audit(ask)).href())
    };
    let name = display_name.clone();
    link("", to).attr("title", move || Some((t().audit.all_of)(&name))).child(display_name)
}

/// The thing that an entry is about: by its name where that is known here, else as the log has it.
fn about(log: Log, kind: String, id: String, name: Option<String>) -> El {
    let known = kind.parse().ok();
    let word = move || known.map_or_else(|| kind.clone(), |kind| (t().audit.target)(kind).to_owned());
    let catalogue = &log.app.catalogue;
    let which: View = match known {
        Some(AuditTarget::Ticket) => match ticket_number(&id) {
            Some(number) => link("", Route::Ticket(number).href()).child(number.to_string()).view(),
            None => id.view(),
        },
        Some(AuditTarget::Team) => named(id, move |id| catalogue.team(id.parse().ok()?)),
        Some(AuditTarget::Queue) => named(id, move |id| id.parse().ok().map(|id| catalogue.queue(id))),
        _ => match name {
            Some(name) => name.view(),
            None => el("code").child(id).view(),
        },
    };
    span("audit-target").child((word, ": ", which))
}

fn named(id: String, find: impl Fn(&str) -> Option<String> + 'static) -> View {
    (move || find(&id).filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone())).view()
}

/// What was there before and what is there since; the arrow is for the eye, the words for the ear.
fn fact(AuditFact { name, before, after }: AuditFact) -> El {
    let is_role = name == "role";
    let value = |value: Option<String>| match value.as_deref().and_then(|word| word.parse().ok()) {
        Some(role) if is_role => span("audit-value").child(move || (t().words.role)(role)),
        _ => value_of(value),
    };
    let label = move || (t().audit.fact)(&name).map_or_else(|| name.clone(), str::to_owned);
    let changed = before.is_some();
    let before = before.map(|before| {
        let words = span("hidden-text").child((tr!(audit.before), ": "));
        let arrow = span("audit-arrow").attr("aria-hidden", "true").child(" → ");
        let then = span("hidden-text").child((", ", tr!(audit.after), ": "));
        (words, value(Some(before)).class("audit-before"), arrow, then)
    });
    let after = (changed || after.is_some()).then(|| value(after));
    div("audit-fact").child((el("dt").child(label), el("dd").child((before, after))))
}

fn value_of(value: Option<String>) -> El {
    let words = move || match value.as_deref() {
        Some("true") => t().audit.on.to_owned(),
        Some("false") => t().audit.off.to_owned(),
        None | Some("" | "null" | "[]") => t().audit.empty_value.to_owned(),
        Some(value) => value.to_owned(),
    };
    span("audit-value").child(words)
}
