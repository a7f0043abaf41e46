//! How a list looks of what an account has to do with.

use super::confirm::{Question, confirm};
use super::marks::{ago, moment};
use super::page::loaded;
use crate::api::{Entry, Kind};
use crate::i18n::{t, tr};
use crate::state::listing::{Doubt, Listing};
use domain::account::UserStatus;
use domain::sign_in::SignInMethod;
use ui::{ButtonKind, El, Show, Text, Tone, View, button, div, el, live, p, pill, when};

/// The lines, each with what `action` puts at its end; what takes their place where there are none; and the question before
/// what cannot be undone.
pub(crate) fn listing(list: Listing, nothing: fn() -> El, action: fn(Listing, &Entry) -> View) -> View {
    let lines = move || {
        let entries = list.entries.get();
        if entries.is_empty() {
            return nothing();
        }
        let line = |entry: &Entry| item(name(entry), facts(list.kind, entry), action(list, entry));
        let lines: Vec<El> = entries.iter().map(line).collect();
        el("ul").class("items").class_if("card", list.kind == Kind::People).child(lines)
    };
    let more = move || {
        let more = button(ButtonKind::Plain, tr!(common.load_more));
        p("after-list").child(more.busy(move || list.busy.get()).press(move || list.load_more()))
    };
    let words = move |pick: fn(&Doubt) -> String| {
        Text::from(move || list.doubt.with(|doubt| doubt.as_ref().map(pick)).unwrap_or_default())
    };
    let question = Question {
        id: list.kind.word(),
        open: list.asks,
        title: words(|doubt| doubt.title.clone()),
        text: words(|doubt| doubt.text.to_owned()),
        go: words(|doubt| doubt.go.to_owned()),
        busy: list.busy,
    };
    let go = move || {
        if let Some(doubt) = list.doubt.get_untracked() {
            list.act((doubt.act)(), doubt.done);
        }
    };
    (
        loaded(list.progress, 3, move || list.load(), move || live(lines)),
        when(move || list.next.with(Option::is_some), more),
        confirm(question, go),
    )
        .view()
}

/// A line: what it is, what is known of it, and what can be done about it.
pub(crate) fn item(name: View, facts: View, action: View) -> El {
    el("li").class("item").child((
        div("item-main").child((div("item-name").child(name), p("request-facts").child(facts))),
        div("page-actions").child(action),
    ))
}

/// The button of a line; what it does is said with the name of the line, for those who do not see where it stands.
pub(crate) fn act_on(entry: &Entry, word: fn() -> &'static str) -> El {
    let name = entry.name.clone();
    let label = move || Some(format!("{}: {}", word(), name.as_deref().unwrap_or(t().identity.unknown_device)));
    button(ButtonKind::Plain, word).id(format!("act-{}", entry.id)).attr("aria-label", label)
}

fn name(entry: &Entry) -> View {
    let name = entry.name.clone().map_or_else(|| tr!(identity.unknown_device), Text::from);
    let mark = match entry.status {
        _ if entry.current => Some((Tone::Good, tr!(identity.this_session))),
        Some(status) if status != UserStatus::Active => {
            let tone = if status == UserStatus::Invited { Tone::Info } else { Tone::Calm };
            Some((tone, Text::from(move || (t().identity.status)(status))))
        }
        _ => None,
    };
    (name, mark.map(|(tone, word)| pill(tone, None, word))).view()
}

fn facts(kind: Kind, entry: &Entry) -> View {
    let mut facts: Vec<View> = Vec::new();
    let mut say = |fact: View| {
        if !facts.is_empty() {
            facts.push(" · ".view());
        }
        facts.push(fact);
    };
    if let Some(detail) = entry.detail.clone() {
        say(detail.view());
    }
    if let Some(role) = entry.role {
        say((move || (t().words.role)(role)).view());
    }
    for &scope in &entry.scopes {
        say((move || (t().identity.scope)(scope)).view());
    }
    let timed = |word: Text, time: El| (word, " ", time).view();
    if let (Kind::Tokens, Some(at)) = (kind, entry.expires_at) {
        say(timed(tr!(identity.expires), moment(at)));
    }
    if let Some(at) = entry.last_used_at {
        say(timed(tr!(identity.last_used), ago(at)));
    }
    if matches!(kind, Kind::Sessions | Kind::Identities) {
        say(timed(tr!(identity.since), moment(entry.created_at)));
    }
    if entry.method == Some(SignInMethod::Provider) {
        say(tr!(identity.by_provider).view());
    }
    facts.view()
}
