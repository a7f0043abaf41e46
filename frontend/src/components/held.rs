//! Replies on their way: they can still be taken back, or were stopped and wait for their author.

use super::files::attached;
use crate::browser;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::app;
use crate::state::outbox::Outgoing;
use crate::state::writing::Writing;
use domain::held::Stop;
use domain::id::TicketNumber;
use ui::{ButtonKind, El, Glyph, Row, Show, View, avatar, button, div, el, given, icon, link, p, rows, span};

/// At the end of the conversation that they belong to.
pub(crate) fn held(number: TicketNumber, reply: Writing) -> View {
    let outbox = &app().outbox;
    rows(move || {
        let row = |outgoing: Outgoing| {
            let key = format!("{} {}", outgoing.view.id, outgoing.is_stopped());
            Row::new(key, move || el("li").child(message(outgoing, reply)))
        };
        outbox.at(number).into_iter().map(row).collect()
    })
}

fn message(outgoing: Outgoing, reply: Writing) -> El {
    let app = app();
    let name = app.session.me_untracked().map(|me| me.display_name).unwrap_or_default();
    let foot = match outgoing.view.stopped {
        Some(stop) => stopped(outgoing.clone(), stop, reply).view(),
        None => on_its_way(outgoing.clone()).view(),
    };
    el("article").class("message message-held message-staff message-own").child((
        avatar(&name, true),
        div("message-body").child((
            el("header").child((el("strong").child(name), el("span").child(("(", tr!(ticket.sent_by_you), ")")))),
            p("message-text message-plain").child(outgoing.view.body),
            attached(&outgoing.view.attachments),
            foot,
        )),
    ))
}

fn on_its_way(outgoing: Outgoing) -> El {
    let of = outgoing.clone();
    div("held-foot").child((icon(Glyph::Clock, 14), el("span").child(move || left(&of)), undo(outgoing)))
}

fn left(outgoing: &Outgoing) -> String {
    match app().outbox.seconds_left(outgoing) {
        0 => t().sending.going_out.to_owned(),
        seconds => (t().sending.goes_out_in)(seconds),
    }
}

fn undo(outgoing: Outgoing) -> El {
    let app = app();
    button(ButtonKind::Plain, tr!(sending.undo))
        .glyph(Glyph::Undo)
        .busy(move || app.outbox.busy.get())
        .press(move || app.outbox.undo(app, outgoing.clone()))
}

fn stopped(outgoing: Outgoing, stop: Stop, reply: Writing) -> El {
    let app = app();
    let anyway = (stop == Stop::ConversationMoved).then(|| {
        let outgoing = outgoing.clone();
        button(ButtonKind::Primary, tr!(sending.send_anyway))
            .busy(move || app.outbox.busy.get())
            .press(move || reply.send_anyway(outgoing.clone()))
    });
    let edit = button(ButtonKind::Plain, tr!(sending.edit_first))
        .busy(move || app.outbox.busy.get())
        .press(move || app.outbox.undo(app, outgoing.clone()));
    div("held-foot held-stopped").attr("role", "alert").child((
        icon(Glyph::Warning, 14),
        el("span").child(move || (t().sending.stopped)(stop)),
        edit,
        anyway,
    ))
}

/// Wherever the author has gone on to.
pub(crate) fn undo_bar() -> El {
    let app = app();
    let shown = move || {
        let signed_in = app.session.me().is_some();
        app.outbox.elsewhere(app.navigation.screen()).filter(|_| signed_in)
    };
    let bar = given(shown, move |outgoing: &Outgoing| {
        let (number, of) = (outgoing.ticket, outgoing.clone());
        let stopped = outgoing.is_stopped();
        let words = move || {
            let number = number.to_string();
            if stopped { (t().sending.stopped_elsewhere)(&number) } else { (t().sending.elsewhere)(&number) }
        };
        let time = (!stopped).then(|| span("undo-time").attr("aria-hidden", "true").child(move || left(&of)));
        let act = if stopped {
            link("button", Route::Ticket(number).href()).child(tr!(sending.look))
        } else {
            undo(outgoing.clone())
        };
        div("undo-bar").child((el("span").child(words), time, act))
    });
    div("undo-place").attr("role", "status").child(bar)
}

/// Goes to the field again, where somebody took back what they had sent.
pub(crate) fn follow_resume(number: TicketNumber, write: impl Fn(domain::comment::Visibility) + Copy + 'static) {
    let outbox = &app().outbox;
    ui::watch(
        move || outbox.resume.get(),
        move |resume| {
            if let Some((_, visibility)) = resume.filter(|(of, _)| *of == number) {
                outbox.resume.set(None);
                browser::after_paint(move || write(visibility));
            }
        },
    );
}
