//! Who is at a ticket: initials with a ring that says whether they look or write, and the same in words.

use crate::i18n::t;
use crate::state::{App, app};
use domain::id::TicketNumber;
use domain::presence::PresenceState;
use dto::live::HereView;
use ui::{Row, Show, View, avatar, el, rows, span};

/// So many are shown; more are a number.
const SHOWN: usize = 3;

/// Everybody else who is there.
pub(crate) fn here(number: TicketNumber) -> View {
    let app = app();
    let line = |person: HereView| {
        let key = format!("{} {}", person.id, person.state);
        Row::new(key, move || one(person))
    };
    let people = rows(move || others(app, number).into_iter().take(SHOWN).map(line).collect());
    let more = move || match others(app, number).len() {
        count if count > SHOWN => format!("+{}", count - SHOWN),
        _ => String::new(),
    };
    (people, span("here-more").child(more)).view()
}

fn others(app: App, number: TicketNumber) -> Vec<HereView> {
    let me = app.session.me().map(|me| me.id);
    app.presence.at(number).into_iter().filter(|person| Some(person.id) != me).collect()
}

fn one(HereView { display_name, state, .. }: HereView) -> ui::El {
    let writes = state == PresenceState::Writing;
    let name = display_name.clone();
    let words = move || if writes { (t().desk.writing)(&name) } else { (t().desk.viewing)(&name) };
    let title = words.clone();
    el("span")
        .class("here")
        .class_if("here-writing", writes)
        .attr("title", move || Some(title()))
        .child((avatar(&display_name, false), span("hidden-text").child((words, " "))))
}

/// Everybody else who is there, in words, for a page with room.
pub(crate) fn present(number: TicketNumber) -> View {
    let app = app();
    let words = move || {
        let texts = t();
        let line = |person: HereView| match person.state {
            PresenceState::Writing => (texts.desk.writing)(&person.display_name),
            PresenceState::Viewing | PresenceState::Gone => (texts.desk.viewing)(&person.display_name),
        };
        others(app, number).into_iter().take(SHOWN).map(line).collect::<Vec<_>>().join(", ")
    };
    let circles = rows(move || {
        let circle = |person: HereView| {
            let writes = person.state == PresenceState::Writing;
            Row::new(format!("{} {writes}", person.id), move || {
                span("here").class_if("here-writing", writes).child(avatar(&person.display_name, false))
            })
        };
        others(app, number).into_iter().take(SHOWN).map(circle).collect()
    });
    span("present").child((span("present-words").child(words), circles)).view()
}
