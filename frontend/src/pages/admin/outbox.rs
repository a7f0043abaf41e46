//! What Lotse has to send, for admins: how much waits, what was given up, and the mails themselves where none can go out.

use crate::components::deliveries::{all_again, deliveries};
use crate::components::marks::ago;
use crate::components::page::page_title;
use crate::i18n::{format, t, tr};
use crate::routes::{AdminRoute, Route};
use crate::state::deliveries::{Deliveries, Source};
use crate::state::progress::Progress;
use crate::state::{App, app};
use domain::outbox::{Channel, OutboxState};
use dto::notification::{OutboxSummaryView, TallyView};
use ui::{El, Glyph, SelectOption, Show, Signal, Tone, banner, div, el, given, p, select, span, when};

/// The page.
pub(crate) fn outbox() -> El {
    let app = app();
    let list = Deliveries::new(app, Source::Outbox);
    let summary = Signal::new(None::<OutboxSummaryView>);
    let progress = Progress::new();
    ui::watch(
        move || asked(app),
        move |_| {
            list.progress.reset();
            list.load();
        },
    );
    // The numbers follow the list.
    ui::watch(
        move || (list.rows.get(), list.replays.get()),
        move |_| progress.load(app.api.outbox_summary(), move |found| summary.set(Some(found))),
    );
    let no_server = move || summary.with(|summary| summary.as_ref().is_some_and(|summary| !summary.mail_server));
    let notice = || banner(Tone::Info, Glyph::Inbox, p("banner-text").child(tr!(admin.no_server)));
    let dead = move || {
        let dead = |tally: &TallyView| tally.channel == Channel::Mail && tally.dead > 0;
        summary.with(|summary| summary.as_ref().is_some_and(|summary| summary.channels.iter().any(dead)))
    };
    div("narrow").child((
        div("page-head").child((page_title(None, tr!(shell.outbox)), div("page-actions").child(all_again(list, dead)))),
        when(no_server, notice),
        given(move || summary.get(), |summary| el("ul").class("tallies").child(tallies(summary))),
        filters(app),
        el("div").child(deliveries(list, tr!(admin.empty), tr!(admin.empty_text))),
    ))
}

/// What the address asks for.
fn asked(app: App) -> (Channel, Option<OutboxState>) {
    match app.navigation.route() {
        Route::Admin(AdminRoute::Outbox { channel, state }) => (channel, state),
        _ => (Channel::Mail, None),
    }
}

fn tallies(summary: &OutboxSummaryView) -> Vec<El> {
    let line = |&TallyView { channel, pending, dead, oldest }: &TallyView| {
        let count = move |count: u64, word: fn() -> &'static str| {
            span("tally-count").child((el("strong").child(move || format::number(count)), " ", word))
        };
        let since = oldest.map(|at| span("quiet").child((tr!(admin.oldest), " ", ago(at))));
        el("li").class("card tally").child((
            el("h2").child(move || (t().admin.channels)(channel)),
            p("tally-counts").child((
                count(pending, || t().admin.pending),
                count(dead, || t().admin.dead).class_if("tally-bad", dead > 0),
            )),
            since,
        ))
    };
    summary.channels.iter().map(line).collect()
}

fn filters(app: App) -> impl Show {
    let channels = || {
        let line = |&channel: &Channel| SelectOption::new(channel.as_str(), (t().admin.channels)(channel));
        [Channel::Mail, Channel::Webhook, Channel::FanOut].iter().map(line).collect()
    };
    let states = || {
        let all = SelectOption::new("", t().admin.any_state);
        let line = |&state: &OutboxState| SelectOption::new(state.as_str(), (t().admin.states)(state));
        std::iter::once(all).chain(OutboxState::ALL.iter().map(line)).collect()
    };
    let go = move |channel, state| app.navigation.replace(&Route::Admin(AdminRoute::Outbox { channel, state }));
    let channel = move || asked(app).0.to_string();
    let state = move || asked(app).1.map(|state| state.to_string()).unwrap_or_default();
    div("filters").child((
        select("outbox-channel", tr!(admin.channel), channels, channel)
            .bare()
            .choose(move |word| go(word.parse().unwrap_or(Channel::Mail), asked(app).1)),
        select("outbox-state", tr!(admin.state), states, state)
            .bare()
            .choose(move |word| go(asked(app).0, word.parse().ok())),
    ))
}
