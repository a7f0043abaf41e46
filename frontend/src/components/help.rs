//! The keyboard shortcuts, and the switch for those of a single key.

use crate::i18n::{Texts, t, tr};
use crate::state::app;
use ui::{Dialog, El, Signal, dialog, el, switch};
use web_sys::HtmlInputElement;

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
pub(crate) fn help_dialog(open: Signal<bool>) -> El {
    let app = app();
    let settings = &app.settings;
    let lines = move |&staff: &bool| {
        let more: &[Line] = if staff { STAFF } else { &[] };
        COMMON.iter().chain(more).map(line).collect::<Vec<_>>()
    };
    let title = tr!(keys.title);
    dialog(Dialog { id: "help", open, title, close_label: tr!(common.close) }, move || {
        let switch_box = el("input").attr("type", "checkbox").checked(move || settings.shortcuts.get());
        let input: HtmlInputElement = switch_box.known();
        let switch_box = switch_box.on("change", move |_| settings.set_shortcuts(input.checked()));
        let column = |name: ui::Text| el("th").attr("scope", "col").child(name);
        let head = el("thead").child(el("tr").child((column(tr!(keys.key)), column(tr!(keys.meaning)))));
        (
            el("p").child(tr!(keys.lead)),
            el("label").class("switch").child((switch_box, tr!(keys.switch))),
            el("table").class("keys").child((head, el("tbody").child(switch(move || app.session.is_staff(), lines)))),
        )
    })
}

fn line((keys, sequence, text): &'static Line) -> El {
    let keys = keys.iter().enumerate().map(|(index, &key)| {
        let then = (index > 0 && *sequence).then(|| el("span").child((" ", tr!(keys.then))));
        (then, " ", el("kbd").child(key))
    });
    el("tr").child((el("th").attr("scope", "row").child(keys.collect::<Vec<_>>()), el("td").child(move || text(t()))))
}
