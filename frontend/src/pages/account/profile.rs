//! What a person says about themselves, and their keys.

use crate::components::edit_dialog::form_failure;
use crate::components::help::{shortcuts, shortcuts_switch};
use crate::components::page::page_title;
use crate::components::preferences::preferences;
use crate::components::tabs::profile_tabs;
use crate::i18n::{format, t, tr};
use crate::state::app;
use crate::state::fields::{Field, characters_left};
use crate::state::profile::{ProfileForm, Wrong};
use domain::account::Locale;
use domain::preferences::{LEADER, Shortcut};
use domain::text::DisplayName;
use ui::{
    ButtonKind, El, Glyph, SelectOption, Signal, button, div, el, error_summary, form, given, icon, p, select, span,
    submit, text_field,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

const FIELDS: &[Field] = &[
    Field { pointer: "/display_name", id: "display-name", label: || t().profile.name },
    Field { pointer: "/time_zone", id: "profile-zone", label: || t().inbox.zone },
];

/// The page.
pub(crate) fn profile() -> El {
    let app = app();
    let state = ProfileForm::new(app, shortcuts(app.session.is_staff_untracked()));
    div("narrow").child((
        page_title(None, tr!(profile.title)),
        profile_tabs(),
        person(state),
        preferences(),
        keys(state),
    ))
}

fn person(state: ProfileForm) -> El {
    let me = app().session.me_untracked();
    let send = move || {
        if !state.save_person() {
            crate::browser::after_paint(|| {
                ui::focus_id("profile-errors");
            });
        }
    };
    let languages = || vec![SelectOption::new("de", "Deutsch"), SelectOption::new("en", "English")];
    let choose = move |word: String| {
        if let Ok(locale) = word.parse::<Locale>() {
            state.locale.set(locale);
        }
    };
    let title = move || (t().common.form_errors)(state.errors.summary(FIELDS).len());
    el("section").class("card card-inset profile").attr("aria-labelledby", "profile-person").child((
        el("h2").id("profile-person").child(tr!(profile.person)),
        form("form", send).child((
            error_summary("profile-errors", title, move || state.errors.summary(FIELDS)),
            text_field("display-name", tr!(profile.name), state.name)
                .kind("text", "name")
                .hint(tr!(profile.name_hint))
                .error(state.errors.at("/display_name"))
                .count(characters_left(state.name, DisplayName::MAX)),
            el("dl")
                .class("facts")
                .child((el("dt").child(tr!(profile.email)), el("dd").child(me.map(|me| me.email).unwrap_or_default()))),
            div("field").child((
                select("profile-language", tr!(profile.language), languages, move || state.locale.get().to_string())
                    .choose(choose),
                p("field-hint").child(tr!(profile.language_hint)),
            )),
            div("field").child((
                select("profile-zone", tr!(inbox.zone), move || zones(state), move || state.zone.get())
                    .choose(move |zone| state.zone.set(zone))
                    .error(state.errors.at("/time_zone")),
                p("field-hint").child(tr!(inbox.zone_hint)),
            )),
            form_failure(state.failure),
            div("form-foot")
                .child(submit(ButtonKind::Primary, tr!(common.save)).busy(move || state.busy.get()).key("Ctrl ↵")),
        )),
    ))
}

/// That of the browser, all that it knows, and the chosen one in any case.
fn zones(state: ProfileForm) -> Vec<SelectOption> {
    let browser = SelectOption::new("", (t().inbox.zone_browser)(&format::browser_zone()));
    let chosen = state.zone.get();
    let mut zones = format::zones();
    if !chosen.is_empty() && !zones.contains(&chosen) {
        zones.insert(0, chosen);
    }
    let line = |zone: String| SelectOption::new(zone.clone(), zone);
    std::iter::once(browser).chain(zones.into_iter().map(line)).collect()
}

fn keys(state: ProfileForm) -> El {
    let save = move || {
        if state.is_wrong() {
            if let Some(field) = crate::browser::find(".own-key [aria-invalid]") {
                ui::focus(&field);
            }
        } else {
            state.save_keys();
        }
    };
    let lines = state.keys.get_untracked().into_iter().map(|(shortcut, key)| line(state, shortcut, key));
    el("section").class("card card-inset profile").attr("aria-labelledby", "profile-keys").child((
        el("h2").id("profile-keys").child(tr!(profile.keys)),
        p("form-note").child(tr!(profile.keys_lead)),
        shortcuts_switch(app()),
        form("form", save).child((
            el("ul").class("own-keys").child(lines.collect::<Vec<_>>()),
            div("form-foot").child((
                button(ButtonKind::Plain, tr!(profile.back_to_usual)).press(move || state.usual_keys()),
                submit(ButtonKind::Primary, tr!(profile.save_keys)).busy(move || state.busy.get()).key("Ctrl ↵"),
            )),
        )),
    ))
}

/// A shortcut with the field for its key. What is typed takes the place of what stands there.
fn line(state: ProfileForm, shortcut: Shortcut, key: Signal<String>) -> El {
    let id = format!("key-{shortcut}");
    let foot = format!("{id}-foot");
    let does = move || (t().profile.does)(shortcut);
    let wrong = move || {
        state.wrong(shortcut).map(move |wrong| match wrong {
            Wrong::NoKey => t().profile.key_wrong.to_owned(),
            Wrong::Taken(other) => (t().profile.key_taken)((t().profile.does)(other)),
            Wrong::Leads => t().profile.key_leads.to_owned(),
        })
    };
    let input = el("input")
        .class("input")
        .id(&id)
        .attr("type", "text")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .attr("spellcheck", "false")
        .attr("aria-describedby", &foot)
        .attr("aria-label", move || Some((t().profile.own_key)(does())))
        .attr("aria-invalid", move || wrong().map(|_| "true"))
        .bound(key);
    let node: HtmlInputElement = input.node().unchecked_into();
    let input = input.on("focus", move |_| node.select());
    let second = shortcut.is_second().then(|| (el("kbd").child(LEADER.to_string()), " ", tr!(keys.then)));
    let usual = move || {
        let usual = shortcut.usual().to_string();
        if key.with(|key| *key == usual) { String::new() } else { (t().profile.usual)(&usual) }
    };
    let warning = |text: &String| span("field-error").child((icon(Glyph::Warning, 14), text.clone()));
    el("li").class("own-key").child((
        span("own-key-does").child(does),
        span("own-key-usual").child(usual),
        span("own-key-field").child((second, input)),
        span("own-key-foot").id(foot).child(given(wrong, warning)),
    ))
}
