//! How the parts of a running Lotse are, for admins.

use crate::components::marks::ago;
use crate::components::page::{loaded, page_title};
use crate::i18n::{format, t, tr};
use crate::routes::{AdminRoute, Route};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::{App, app};
use domain::health::{Condition, Part};
use domain::outbox::Channel;
use dto::status::{PartView, StatusView};
use ui::{ButtonKind, El, Glyph, Show, Signal, Text, Tone, banner, button, div, el, given, link, p, pill};

/// The page.
pub(crate) fn status() -> El {
    let app = app();
    let found = Signal::new(None::<StatusView>);
    let progress = Progress::new();
    let busy = Signal::new(false);
    load(app, found, progress);
    let refresh = move || {
        // Before anything was there, this is as good as trying again.
        if !ui::untrack(|| progress.is_ready()) {
            load(app, found, progress);
            return;
        }
        run(busy, app.api.status(), move |status| {
            format::set_clock();
            found.set(Some(status));
            app.notices.whisper(t().status.refreshed);
        });
    };
    let button = button(ButtonKind::Plain, tr!(status.refresh)).busy(move || busy.get()).press(refresh);
    let title = el("div").child((page_title(None, tr!(shell.status)), p("lead").child(tr!(status.lead))));
    let content = move || given(move || found.get(), |status| shown(status.clone()));
    div("narrow").child((
        div("page-head").child((title, div("page-actions").child(button))),
        loaded(progress, 6, move || load(app, found, progress), content),
    ))
}

fn load(app: App, found: Signal<Option<StatusView>>, progress: Progress) {
    progress.load(app.api.status(), move |status| {
        found.set(Some(status));
        app.navigation.settled();
    });
}

fn shown(StatusView { version, parts }: StatusView) -> impl Show {
    let some = parts.iter().filter(|part| part.condition != Condition::Good).count();
    let failing = parts.iter().any(|part| part.condition == Condition::Failing);
    let (tone, glyph) = match (some, failing) {
        (0, _) => (Tone::Good, Glyph::Check),
        (_, false) => (Tone::Info, Glyph::Warning),
        (_, true) => (Tone::Bad, Glyph::Warning),
    };
    let words = move || if some == 0 { t().status.all_good.to_owned() } else { (t().status.some)(some) };
    (
        banner(tone, glyph, p("banner-text").child(words)),
        el("ul").class("card items").child(parts.into_iter().map(line).collect::<Vec<_>>()),
        p("form-note").child(move || (t().status.version)(&version)),
    )
}

fn line(part: PartView) -> El {
    let PartView { part, condition, kind, says, waiting, oldest, given_up } = part;
    let mut facts: Vec<Text> = Vec::new();
    if let Some(word) = kind {
        // A later release may have words that this one does not know.
        facts.push((move || (t().status.kind)(&word).map_or_else(|| word.clone(), str::to_owned)).into());
    }
    facts.extend(says.map(Text::from));
    facts.extend(waiting.map(|count| Text::from(move || (t().status.waiting)(&format::number(count)))));
    facts.extend(given_up.map(|count| Text::from(move || (t().status.given_up)(&format::number(count)))));
    let facts = facts.into_iter().enumerate().map(|(place, fact)| ((place > 0).then_some(" · "), fact).view());
    let oldest = oldest.map(|at| (" · ", tr!(status.oldest), " ", ago(at)));
    let help = move || (t().status.help)(part, condition);
    let help = given(help, |words| p("request-facts").child(*words));
    el("li").class("item").child((
        div("item-main").child((
            div("item-name")
                .child((el("h2").class("part-name").child(move || (t().status.part)(part)), mark(condition))),
            p("request-facts").child((facts.collect::<Vec<_>>(), oldest)),
            help,
        )),
        place(part).map(|(route, words)| div("page-actions").child(link("button", route.href()).child(words))),
    ))
}

fn mark(condition: Condition) -> El {
    let (tone, glyph) = match condition {
        Condition::Good => (Tone::Good, Glyph::Check),
        Condition::Attention => (Tone::Warn, Glyph::Eye),
        Condition::Failing => (Tone::Bad, Glyph::Warning),
    };
    pill(tone, Some(glyph), move || (t().status.condition)(condition))
}

/// Where an admin sees more of a part.
fn place(part: Part) -> Option<(Route, Text)> {
    let outbox = |channel| Route::Admin(AdminRoute::Outbox { channel, state: None });
    match part {
        Part::Database | Part::FileStore => None,
        Part::Scanner => Some((Route::Admin(AdminRoute::Quarantine), tr!(status.to_quarantine))),
        Part::Notifications => Some((outbox(Channel::FanOut), tr!(status.to_outbox))),
        Part::Mail => Some((outbox(Channel::Mail), tr!(status.to_outbox))),
        Part::Webhooks => Some((Route::Admin(AdminRoute::Webhooks), tr!(status.to_webhooks))),
    }
}
