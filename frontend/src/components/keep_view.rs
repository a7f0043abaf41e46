//! Keeping what the queue shows by a name, for oneself or for a team.

use crate::components::small_form::small_form;
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::asking::whole_text_of;
use crate::state::fields::Field;
use crate::state::form::{Form, Sheet};
use crate::state::queue_filter::QueueFilter;
use domain::account::Role;
use dto::saved_view::NewSavedViewRequest;
use ui::{ButtonKind, Dialog, SelectOption, Show, Signal, button, dialog, select};

const SHEET: Sheet = Sheet {
    id: "keep",
    errors: "keep-errors",
    fields: &[Field { pointer: "/name", id: "keep-name", label: || t().find.name }],
    kinds: &[("text", "off")],
    go: || t().common.save,
};

/// The button with its dialog.
pub(crate) fn keep_view(filter: Signal<QueueFilter>) -> impl Show {
    let (form, team) = (Form::new(&SHEET), Signal::new(String::new()));
    let show = move || {
        form.clear();
        team.set(String::new());
        form.open.set(true);
    };
    let open = button(ButtonKind::Quiet, tr!(find.keep)).id("keep-view").class("button button-quiet chip-clear");
    let about = Dialog { id: SHEET.id, open: form.open, title: tr!(find.keep_title), close_label: tr!(common.close) };
    let content = move || small_form(form, whose(team).view(), move || save(form, team, filter));
    (open.press(show), dialog(about, content))
}

fn save(form: Form, team: Signal<String>, filter: Signal<QueueFilter>) {
    let app = app();
    let filter = filter.get_untracked();
    let [title, _] = form.typed();
    let request = NewSavedViewRequest {
        name: title,
        q: ui::untrack(|| whole_text_of(app, &filter)),
        sort: Some(filter.order().to_string()),
        team: Some(team.get_untracked()).filter(|team| !team.is_empty()),
        position: None,
    };
    let wrong = request.clone().parse().err().unwrap_or_default();
    form.send(wrong, app.api.create_saved_view(&request), move |_| {
        form.open.set(false);
        app.notices.good(t().find.kept);
        app.saved_views.load();
    });
}

/// Only for oneself, or for a team that one is in; admins keep those of all.
fn whose(team: Signal<String>) -> impl Show {
    let app = app();
    let options = move || {
        let me = app.session.me();
        let mine = SelectOption::new("", t().find.own_view);
        let of_teams = app.catalogue.teams.with(|teams| {
            let may = |members: &[domain::id::UserId]| {
                me.as_ref().is_some_and(|me| me.role == Role::Admin || members.contains(&me.id))
            };
            let theirs = teams.iter().filter(|team| may(&team.members));
            theirs.map(|team| SelectOption::new(team.id.to_string(), team.name.clone())).collect::<Vec<_>>()
        });
        std::iter::once(mine).chain(of_teams).collect()
    };
    select("keep-whose", tr!(find.whose), options, move || team.get()).choose(move |word| team.set(word))
}
