//! The keyboard shortcuts, and the switch for those of a single key.

use crate::i18n::{Texts, t, tr};
use crate::routes::Route;
use crate::state::profile::set_shortcuts;
use crate::state::{App, app};
use domain::preferences::Shortcut;
use ui::{Dialog, El, Show, Signal, Text, dialog, div, el, link, switch, when};
use web_sys::HtmlInputElement;

/// Of everybody, and of staff.
const COMMON: &[Shortcut] = &[Shortcut::Help, Shortcut::New];
const STAFF: &[Shortcut] = &[
    Shortcut::Search,
    Shortcut::GoQueue,
    Shortcut::Next,
    Shortcut::Previous,
    Shortcut::Open,
    Shortcut::Select,
    Shortcut::Reply,
    Shortcut::Note,
    Shortcut::Assign,
    Shortcut::Take,
    Shortcut::Status,
    Shortcut::Resolve,
];

type Fixed = (&'static [&'static str], fn(&Texts) -> &'static str);

/// What nobody can change.
const FIXED: &[Fixed] =
    &[(&["Ctrl", "K"], |t| t.profile.commands), (&["Ctrl", "↵"], |t| t.keys.send), (&["Esc"], |t| t.profile.leaves)];
const FIXED_STAFF: &[Fixed] = &[(&["␣"], |t| t.profile.previews), (&["⇧", "☐"], |t| t.profile.select_rows)];

/// The shortcuts that a role has.
pub(crate) fn shortcuts(staff: bool) -> impl Iterator<Item = Shortcut> {
    let more: &[Shortcut] = if staff { STAFF } else { &[] };
    COMMON.iter().chain(more).copied()
}

/// Opened by `?` and by the button in the top bar.
pub(crate) fn help_dialog(open: Signal<bool>) -> El {
    let app = app();
    let title = tr!(keys.title);
    dialog(Dialog { id: "help", open, title, close_label: tr!(common.close) }, move || {
        let column = |name: Text| el("th").attr("scope", "col").child(name);
        let head = el("thead").child(el("tr").child((column(tr!(keys.key)), column(tr!(keys.meaning)))));
        let lines = move |&staff: &bool| {
            let fixed: &[Fixed] = if staff { FIXED_STAFF } else { &[] };
            (shortcuts(staff).map(own).collect::<Vec<_>>(), FIXED.iter().chain(fixed).map(line).collect::<Vec<_>>())
        };
        let choose = link("", Route::Profile.href()).child(tr!(profile.choose_keys)).press(move || open.set(false));
        (
            el("p").child(tr!(keys.lead)),
            div("keys-switch").child((shortcuts_switch(app), choose)),
            el("table").class("keys").child((head, el("tbody").child(switch(move || app.session.is_staff(), lines)))),
            when(move || app.session.is_staff(), searching),
        )
    })
}

/// What can be written into the search field.
fn searching() -> impl Show {
    let line = |place: usize| {
        let written = el("code").child(move || t().find.examples[place].0);
        el("tr")
            .child((el("th").attr("scope", "row").child(written), el("td").child(move || t().find.examples[place].1)))
    };
    let lines = (0..t().find.examples.len()).map(line).collect::<Vec<_>>();
    (el("h3").child(tr!(find.help)), el("table").class("keys").child(el("tbody").child(lines)))
}

/// Whether single keys do something (WCAG 2.1.4).
pub(crate) fn shortcuts_switch(app: App) -> El {
    let on = move || app.session.me().is_none_or(|me| me.preferences.shortcuts_enabled);
    let switch_box = el("input").attr("type", "checkbox").checked(on);
    let input: HtmlInputElement = switch_box.known();
    let switch_box = switch_box.on("change", move |_| set_shortcuts(app, input.checked()));
    el("label").class("switch").child((switch_box, tr!(keys.switch)))
}

fn own(shortcut: Shortcut) -> El {
    row(key_of(shortcut), move || (t().profile.does)(shortcut))
}

/// The person's own key, also while it is switched off.
fn key_of(shortcut: Shortcut) -> impl Show {
    let app = app();
    let second = shortcut
        .is_second()
        .then(|| (kbd_of(domain::preferences::LEADER.to_string()), el("span").child((" ", tr!(keys.then), " "))));
    let key = switch(
        move || app.session.me().map(|me| me.preferences.key_of(shortcut)),
        |key| key.map(|key| kbd_of(key.to_string())),
    );
    (second, key)
}

fn kbd_of(key: String) -> El {
    el("kbd").child(key)
}

fn line((keys, text): &'static Fixed) -> El {
    let keys = keys.iter().map(|&key| (kbd_of(key.to_owned()), " "));
    row(keys.collect::<Vec<_>>(), move || text(t()))
}

fn row(keys: impl Show, text: impl Into<Text>) -> El {
    el("tr").child((el("th").attr("scope", "row").child(keys), el("td").child(text.into())))
}
