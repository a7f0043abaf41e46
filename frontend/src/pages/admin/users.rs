//! The people, for admins: finding one, inviting one, and changing what they may do.

use super::handover::{Handover, handover_dialog};
use crate::api::{Entry, Kind};
use crate::browser;
use crate::components::listing::{act_on, listing};
use crate::components::page::page_title;
use crate::components::small_form::form_dialog;
use crate::i18n::{self, t, tr};
use crate::routes::{AdminRoute, Route, UserAsk};
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::listing::Listing;
use crate::state::run::run;
use crate::state::{App, app};
use domain::account::{Locale, Role, UserStatus};
use domain::id::UserId;
use dto::identity::{InviteRequest, UserRequest};
use dto::patch::Patch;
use std::rc::Rc;
use ui::{
    ButtonKind, Dialog, El, Glyph, SelectOption, Show, Signal, Text, View, button, dialog, dialog_foot, div, el,
    empty_state, link, p, select, when,
};
use web_sys::HtmlInputElement;

const INVITE: Sheet = Sheet {
    id: "invite",
    errors: "invite-errors",
    fields: &[
        Field { pointer: "/display_name", id: "invite-name", label: || t().profile.name },
        Field { pointer: "/email", id: "invite-email", label: || t().session.email },
    ],
    kinds: &[("text", "off"), ("email", "off")],
    go: || t().people.send_invitation,
};
/// Somebody who types is waited for.
const PAUSE_MS: i32 = 250;

/// The page.
pub(crate) fn users() -> El {
    let app = app();
    let list = Listing::new(app, Kind::People);
    ui::watch(move || ask(app), move |_| list.load());
    let invites = Form::new(&INVITE);
    let leaving = Handover::new(true, list.busy);
    let invite =
        button(ButtonKind::Primary, tr!(people.invite)).glyph(Glyph::Plus).press(move || invites.open.set(true));
    div("narrow").child((
        div("page-head").child((page_title(None, tr!(shell.users)), div("page-actions").child(invite))),
        div("people-find").child((finder(app), filters(app))),
        listing(list, nothing, change),
        invitation(list, invites),
        user_dialog(list, leaving),
        handover_dialog(leaving, move || list.changed(t().people.user_changed)),
    ))
}

/// Which people the address asks for.
fn ask(app: App) -> UserAsk {
    match app.navigation.route() {
        Route::Admin(AdminRoute::Users(ask)) => ask,
        _ => UserAsk::default(),
    }
}

fn go(app: App, change: impl FnOnce(&mut UserAsk)) {
    let mut ask = ui::untrack(|| ask(app));
    change(&mut ask);
    app.navigation.replace(&Route::Admin(AdminRoute::Users(ask)));
}

fn nothing() -> El {
    let app = app();
    let clear = move || {
        go(app, |ask| (ask.role, ask.status) = (None, None));
        browser::rescue_focus();
    };
    let narrowed = move || {
        let ask = ask(app);
        ask.role.is_some() || ask.status.is_some()
    };
    let clear = move || button(ButtonKind::Plain, tr!(people.clear)).press(clear);
    let empty = empty_state(Glyph::Person, tr!(people.nobody), tr!(people.nobody_text));
    div("card").child(empty.child(when(narrowed, clear)))
}

fn filters(app: App) -> El {
    let every_role = || {
        let all = SelectOption::new("", t().people.any_role);
        std::iter::once(all).chain(roles()).collect()
    };
    let states = || {
        let all = SelectOption::new("", t().people.any_state);
        let line = |&status: &UserStatus| SelectOption::new(status.as_str(), (t().identity.status)(status));
        std::iter::once(all).chain(UserStatus::ALL.iter().map(line)).collect()
    };
    let role = move || ask(app).role.map(|role| role.to_string()).unwrap_or_default();
    let status = move || ask(app).status.map(|status| status.to_string()).unwrap_or_default();
    div("filters filters-open").child((
        select("people-role", tr!(people.role), every_role, role)
            .bare()
            .choose(move |word| go(app, |ask| ask.role = word.parse().ok())),
        select("people-state", tr!(people.state), states, status)
            .bare()
            .choose(move |word| go(app, |ask| ask.status = word.parse().ok())),
    ))
}

fn finder(app: App) -> El {
    let search = ui::untrack(|| ask(app)).search;
    let input = el("input").class("input").attr("type", "search").attr("autocomplete", "off");
    let node: HtmlInputElement = input.known();
    node.set_value(&search);
    let typed = node.clone();
    let input =
        input.attr("aria-label", tr!(people.find)).attr("placeholder", tr!(people.find)).on("input", move |_| {
            let (node, text) = (typed.clone(), typed.value());
            browser::after(PAUSE_MS, move || {
                if node.is_connected() && node.value() == text {
                    go(app, |ask| ask.search = text);
                }
            });
        });
    div("finder").child(input)
}

fn change(list: Listing, entry: &Entry) -> View {
    let one = entry.clone();
    let show = move || {
        list.chosen.set(Some(one.clone()));
        list.open.set(true);
    };
    act_on(entry, || t().identity.change).press(show).view()
}

fn roles() -> Vec<SelectOption> {
    Role::ALL.iter().map(|role| SelectOption::new(role.as_str(), (t().words.role)(*role))).collect()
}

/// What can be done about somebody.
fn user_dialog(list: Listing, leaving: Handover) -> El {
    let open = list.open;
    let title = move || list.chosen.with(|one| one.as_ref().and_then(|one| one.name.clone())).unwrap_or_default();
    let about = Dialog { id: "user", open, title: title.into(), close_label: tr!(common.close) };
    dialog(about, move || list.chosen.get_untracked().map(|one| detail(list, leaving, one)))
}

fn detail(list: Listing, leaving: Handover, one: Entry) -> View {
    let open = list.open;
    let app = list.app;
    let api = app.api;
    let Entry { id, name, detail, role: before, status, .. } = one;
    let before = before.unwrap_or(Role::Customer);
    let role = Signal::new(before);
    let person: Option<UserId> = id.parse().ok();
    let own = app.session.me_untracked().is_some_and(|me| me.id.to_string() == id);
    // One closure for all: what is to be done is a word.
    let act = move |step: Step| {
        let change = |role: Patch<String>, active: Patch<bool>| {
            api.change_user(&id, &UserRequest { role, active, hand_over_to: None })
        };
        let texts = &t().people;
        let (answer, done) = match step {
            Step::Invite => (api.invite_again(&id), texts.invited),
            Step::SignOut => (api.end_sessions_of(&id), texts.user_signed_out),
            Step::Enable => (change(Patch::Absent, Patch::Value(true)), texts.user_changed),
            Step::Save => (change(Patch::Value(role.get_untracked().to_string()), Patch::Absent), texts.user_changed),
            Step::Disable => {
                if let Some(person) = person {
                    leaving.ask(person, name.clone().unwrap_or_default(), move || open.set(false));
                }
                return;
            }
        };
        run(list.busy, answer, move |_| {
            open.set(false);
            list.changed(done);
        });
    };
    let act: Rc<dyn Fn(Step)> = Rc::new(act);
    let action = move |step: Step, kind: ButtonKind, word: Text| {
        let act = act.clone();
        button(kind, word).busy(move || list.busy.get()).press(move || act(step))
    };
    let choose = (!own).then(|| {
        select("user-role", tr!(people.role), roles, move || role.get().to_string())
            .choose(move |word| role.set(word.parse().unwrap_or(before)))
    });
    let note = if own { tr!(people.own_account) } else { tr!(people.role_note) };
    let plain = ButtonKind::Plain;
    let again = (status == Some(UserStatus::Invited)).then(|| action(Step::Invite, plain, tr!(people.invite_again)));
    let end = action(Step::SignOut, plain, tr!(people.sign_out_user));
    let toggle = (!own).then(|| {
        if status == Some(UserStatus::Disabled) {
            action(Step::Enable, plain, tr!(people.enable))
        } else {
            action(Step::Disable, plain, tr!(people.disable))
        }
    });
    let privacy = person.filter(|_| !own).map(|id| Route::Admin(AdminRoute::Privacy(Some(id))));
    let save = (!own).then(|| action(Step::Save, ButtonKind::Primary, tr!(common.save)));
    (
        p("form-note").child(detail.unwrap_or_default()),
        choose,
        p("form-note").child(note),
        privacy.map(|to| p("form-note").child(link("", to.href()).child(tr!(privacy.of_person)))),
        dialog_foot((again, end, toggle, save)),
    )
        .view()
}

#[derive(Clone, Copy)]
enum Step {
    Invite,
    SignOut,
    Enable,
    Disable,
    Save,
}

fn invitation(list: Listing, form: Form) -> El {
    let (app, open) = (list.app, form.open);
    let (role, locale) = (Signal::new(Role::Customer), Signal::new(i18n::locale()));
    let send = move || {
        let [display_name, email] = form.typed();
        let request = InviteRequest {
            email,
            display_name,
            role: role.get_untracked().to_string(),
            locale: locale.get_untracked().to_string(),
        };
        let wrong = request.clone().parse().err().unwrap_or_default();
        form.send(wrong, app.api.invite(&request), move |_| {
            open.set(false);
            list.changed(t().people.invited);
        });
    };
    let more = move || {
        let languages = || vec![SelectOption::new("de", "Deutsch"), SelectOption::new("en", "English")];
        (
            select("invite-role", tr!(people.role), roles, move || role.get().to_string())
                .choose(move |word| role.set(word.parse().unwrap_or(Role::Customer))),
            select("invite-language", tr!(profile.language), languages, move || locale.get().to_string())
                .choose(move |word| locale.set(word.parse().unwrap_or(Locale::En))),
            p("form-note").child(tr!(people.invite_note)),
        )
            .view()
    };
    form_dialog(form, tr!(people.invite), more, send)
}
