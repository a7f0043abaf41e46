//! The keyboard shortcuts, and the switch for those of a single key.

use crate::i18n::{Texts, t, tr};
use crate::state::app;
use leptos::prelude::*;
use ui::{Dialog, live};

type Line = (&'static [&'static str], bool, fn(&Texts) -> &'static str);

/// Keys, whether they follow one another, and what they do.
const COMMON: &[Line] =
    &[(&["?"], false, |t| t.keys.help), (&["n"], false, |t| t.keys.new), (&["Ctrl", "↵"], false, |t| t.keys.send)];

const STAFF: &[Line] = &[
    (&["g", "q"], true, |t| t.keys.queue),
    (&["j", "k"], false, |t| t.keys.list),
    (&["o", "↵"], false, |t| t.keys.open),
    (&["r"], false, |t| t.keys.reply),
    (&["i"], false, |t| t.keys.note),
    (&["m"], false, |t| t.keys.take),
    (&["e"], false, |t| t.keys.resolve),
];

/// Opened by `?` and by the button in the top bar.
#[component]
pub(crate) fn HelpDialog(open: RwSignal<bool>) -> AnyView {
    let app = app();
    let shortcuts = app.settings.shortcuts();
    let line = |(keys, sequence, text): &'static Line| {
        let keys = keys.iter().enumerate().map(|(index, key)| {
            let then = (index > 0 && *sequence).then(|| view! { <span>" " {tr!(keys.then)}</span> }.into_any());
            view! { {then} " " <kbd>{*key}</kbd> }.into_any()
        });
        view! {
            <tr>
                <th scope="row">{keys.collect::<Vec<_>>()}</th>
                <td>{move || text(t())}</td>
            </tr>
        }
        .into_any()
    };
    let lines = move || {
        let staff: &[Line] = if app.session.is_staff() { STAFF } else { &[] };
        COMMON.iter().chain(staff).map(line).collect::<Vec<_>>()
    };
    view! {
        <Dialog open id="help" title=tr!(keys.title) close_label=tr!(common.close)>
            <p>{tr!(keys.lead)}</p>
            <label class="switch">
                <input
                    type="checkbox"
                    prop:checked=move || shortcuts.get()
                    on:change:target=move |event| app.settings.set_shortcuts(event.target().checked())
                />
                {tr!(keys.switch)}
            </label>
            <table class="keys">
                <thead>
                    <tr>
                        <th scope="col">{tr!(keys.key)}</th>
                        <th scope="col">{tr!(keys.meaning)}</th>
                    </tr>
                </thead>
                <tbody>{live(lines)}</tbody>
            </table>
        </Dialog>
    }
    .into_any()
}
