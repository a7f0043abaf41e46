//! What was and will be sent, as rows; and one of them with all that is known of it.

use super::confirm::{Question, confirm};
use super::marks::{ago, moment};
use super::page::loaded;
use crate::i18n::{format, t, tr};
use crate::routes::Route;
use crate::state::deliveries::Deliveries;
use domain::notification::NoticeKind;
use domain::outbox::{Channel, OutboxState};
use dto::notification::{AttemptView, OutboxDetailView, OutboxView};
use ui::{
    ButtonKind, Dialog, El, Glyph, Row, Show, Signal, Text, Tone, View, button, dialog, dialog_foot, div, el,
    empty_state, given, p, pill, rows, span, switch, when,
};

/// The rows, and the dialog that shows one.
pub(crate) fn deliveries(list: Deliveries, title: Text, text: Text) -> impl Show {
    let content = move || {
        let (title, text) = (title.clone(), text.clone());
        let row = move |row: OutboxView| Row::new(key(&row), move || line(list, row));
        let lines = move || {
            let lines = rows(move || list.rows.get().into_iter().map(row).collect());
            el("ul").class("card requests").child(lines)
        };
        let nothing = move || div("card").child(empty_state(Glyph::Outbox, title.clone(), text.clone()));
        let rows = switch(move || list.rows.with(Vec::is_empty), move |&none| if none { nothing() } else { lines() });
        let more = move || {
            let more = button(ButtonKind::Plain, tr!(common.load_more));
            p("after-list").child(more.busy(move || list.busy.get()).press(move || list.load_older()))
        };
        (rows, when(move || list.next.with(Option::is_some), more))
    };
    let about = Dialog { id: "delivery", open: list.open, title: tr!(admin.row_title), close_label: tr!(common.close) };
    let one = dialog(about, move || loaded(list.detail_progress, 4, move || list.load_detail(), move || detail(list)));
    (loaded(list.progress, 6, move || list.load(), content), one)
}

/// The button that sends all again that were given up, with its question.
pub(crate) fn all_again(list: Deliveries, some: impl Fn() -> bool + 'static) -> impl Show {
    let asked = Signal::new(false);
    let button = move || button(ButtonKind::Plain, tr!(admin.all_again)).press(move || asked.set(true));
    let question = Question {
        id: "all-again",
        open: asked,
        title: tr!(admin.all_again_title),
        text: tr!(admin.all_again_text),
        go: tr!(admin.again),
        busy: list.busy,
    };
    (when(some, button), confirm(question, move || list.replay_all(asked)))
}

fn key(row: &OutboxView) -> String {
    let outcome = row.outcome.as_deref().unwrap_or_default();
    format!("{} {} {} {outcome}", row.id, row.state, row.attempts)
}

pub(crate) fn state_pill(state: OutboxState) -> El {
    let (tone, glyph) = match state {
        OutboxState::Pending => (Tone::Info, Glyph::Clock),
        OutboxState::Done => (Tone::Good, Glyph::Check),
        OutboxState::Dead => (Tone::Bad, Glyph::Warning),
        OutboxState::Cancelled => (Tone::Calm, Glyph::Close),
    };
    pill(tone, Some(glyph), move || (t().admin.states)(state))
}

/// What it tells.
fn kind(channel: Channel, kind: &str) -> String {
    match (channel, kind) {
        (Channel::FanOut, _) => t().admin.happening.to_owned(),
        (Channel::Mail, "digest") => t().admin.digest.to_owned(),
        (Channel::Mail, word) => match word.parse::<NoticeKind>() {
            Ok(kind) => (t().inbox.kind)(kind).to_owned(),
            Err(_) => word.to_owned(),
        },
        (Channel::Webhook, "lotse.test") => t().admin.test.to_owned(),
        // The type as the other side gets it.
        (Channel::Webhook, word) => word.to_owned(),
    }
}

fn line(list: Deliveries, row: OutboxView) -> El {
    let OutboxView { id, channel, state, kind: word, ticket, recipient, attempts, outcome, created_at, .. } = row;
    let open = el("button")
        .attr("type", "button")
        .class("row-link row-button")
        .id(format!("delivery-{id}"))
        .child(move || kind(channel, &word))
        .press(move || list.show(id));
    let tries = move || (t().admin.tries)(attempts);
    let outcome = outcome.map(|word| (move || (t().admin.outcome)(&word), " · "));
    let facts = p("request-facts").child((
        recipient.map(|recipient| (recipient, " · ")),
        ticket.map(|number| (number.to_string(), " · ")),
        (attempts > 0).then_some((tries, " · ")),
        outcome,
        ago(created_at),
    ));
    el("li").class("request").child(div("request-main").child((state_pill(state), open, facts)))
}

fn detail(list: Deliveries) -> View {
    given(move || list.detail.get(), move |detail| shown(list, detail.clone()))
}

fn fact(name: Text, value: impl Show) -> impl Show {
    (el("dt").child(name), el("dd").child(value))
}

fn shown(list: Deliveries, detail: OutboxDetailView) -> impl Show {
    let OutboxDetailView { row, attempts, kept, body } = detail;
    let OutboxView { id, channel, state, kind: word, ticket, recipient, created_at, due_at, settled_at, .. } = row;
    let about = ticket.map(|number| {
        let to = el("a").attr("href", Route::Ticket(number).href()).child(number.to_string());
        fact(tr!(admin.ticket), to.press(move || list.open.set(false)))
    });
    let facts = el("dl").class("facts").child((
        recipient.map(|recipient| fact(tr!(admin.recipient), recipient)),
        about,
        fact(tr!(admin.created), moment(created_at)),
        due_at.map(|at| fact(tr!(admin.due), moment(at))),
        settled_at.map(|at| fact(tr!(admin.settled), moment(at))),
    ));
    let tried: Vec<El> = attempts.into_iter().map(attempt).collect();
    let none = tried.is_empty().then(|| p("quiet").child(tr!(admin.no_attempts)));
    let mail = kept.map(|mail| {
        let subject = el("p").child((el("strong").child((tr!(admin.subject), ": ")), mail.subject));
        (el("h3").child(tr!(admin.kept)), subject, el("pre").class("kept").child(mail.text))
    });
    let body = body.map(|body| (el("h3").child(tr!(admin.body)), el("pre").class("kept").child(body)));
    let again =
        || button(ButtonKind::Primary, tr!(admin.again)).busy(move || list.busy.get()).press(move || list.replay(id));
    (
        div("delivery-head").child((state_pill(state), el("strong").child(move || kind(channel, &word)))),
        facts,
        el("h3").child(tr!(admin.attempts)),
        el("ul").class("attempts").child(tried),
        none,
        mail,
        body,
        dialog_foot((
            button(ButtonKind::Plain, tr!(common.close)).press(move || list.open.set(false)),
            // What waits is sent anyway.
            (state != OutboxState::Pending).then(again),
        )),
    )
}

fn attempt(AttemptView { at, took_ms, outcome }: AttemptView) -> El {
    let took = move || (t().admin.took)(&format::number(took_ms.unsigned_abs()));
    el("li").child((
        span("attempt-outcome").child(move || (t().admin.outcome)(&outcome)),
        span("quiet").child((moment(at), " · ", took)),
    ))
}
