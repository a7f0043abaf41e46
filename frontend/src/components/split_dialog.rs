//! Beginning a new ticket with some of the comments of this one.

use super::conversation::shortened;
use super::edit_dialog::form_failure;
use super::marks::ago;
use crate::browser::random_key;
use crate::i18n::{t, tr};
use crate::routes::Route;
use crate::state::fields::characters_left;
use crate::state::staff_ticket::StaffTicket;
use domain::id::CommentId;
use domain::text::Subject;
use dto::ticket::{SplitRequest, StaffComment, StaffItem};
use ui::{
    ButtonKind, Dialog, El, Glyph, Signal, Text, button, dialog, dialog_foot, div, el, form, given, icon, p, span,
    submit, text_field,
};

/// Asks for the comments and the subject.
pub(crate) fn split_dialog(state: StaffTicket) -> El {
    let number = state.number.to_string();
    let (open, title) = (state.splitting, Text::from(move || (t().handling.split_title)(&number)));
    dialog(Dialog { id: "split", open, title, close_label: tr!(common.close) }, move || split_form(state))
}

fn split_form(state: StaffTicket) -> El {
    let (subject, chosen) = (Signal::new(String::new()), Signal::new(Vec::<CommentId>::new()));
    // The same for every try of this form, so that one whose answer got lost is not done twice.
    let key = random_key();
    let lines: Vec<El> = state.thread.items.with_untracked(|items| {
        let comments = items.iter().filter_map(|item| match &**item {
            StaffItem::Comment(comment) => Some(line(comment, chosen)),
            StaffItem::Event(_) => None,
        });
        comments.collect()
    });
    let nothing = lines.is_empty().then(|| p("quiet").child(tr!(handling.split_nothing)));
    let wrong = given(state.errors.at("/comments"), |text: &String| {
        span("field-error").child((icon(Glyph::Warning, 14), text.clone()))
    });
    form("form", move || split(state, subject.get_untracked(), &chosen.get_untracked(), &key)).child((
        p("form-note").child(tr!(handling.split_hint)),
        text_field("split-subject", tr!(new.subject), subject)
            .error(state.errors.at("/subject"))
            .count(characters_left(subject, Subject::MAX)),
        el("fieldset").class("field").child((
            el("legend").class("field-label").child(tr!(handling.split_comments)),
            div("split-lines").child((lines, nothing)),
            div("field-foot").attr("role", "alert").child(wrong),
        )),
        form_failure(state.failure),
        dialog_foot((
            button(ButtonKind::Plain, tr!(common.cancel)).press(move || state.splitting.set(false)),
            submit(ButtonKind::Primary, tr!(handling.split_send)).busy(move || state.busy.get()),
        )),
    ))
}

fn line(comment: &StaffComment, chosen: Signal<Vec<CommentId>>) -> El {
    let id = comment.id;
    let toggle = move |_: &_| {
        chosen.update(|chosen| {
            if chosen.contains(&id) {
                chosen.retain(|other| *other != id);
            } else {
                chosen.push(id);
            }
        });
    };
    let input = el("input").attr("type", "checkbox").on("change", toggle);
    el("label").class("split-line").child((
        input,
        span("split-words").child((
            el("strong").child(comment.author.display_name.clone()),
            " ",
            ago(comment.created_at),
            span("split-text").child(shortened(&comment.body)),
        )),
    ))
}

fn split(state: StaffTicket, subject: String, chosen: &[CommentId], key: &str) {
    let request = SplitRequest { subject, comments: chosen.iter().map(ToString::to_string).collect() };
    if let Err(errors) = request.clone().parse() {
        let of_subject = errors.iter().any(|error| error.pointer == "/subject");
        state.errors.set(errors);
        if of_subject {
            ui::focus_id("split-subject");
        }
        return;
    }
    if state.busy.get_untracked() {
        return;
    }
    state.forget_errors();
    state.busy.set(true);
    state.app.api.split(state.number, &request, key).then(move |outcome| {
        if state.busy.is_gone() {
            return;
        }
        state.busy.set(false);
        match outcome {
            Ok(number) => {
                state.splitting.set(false);
                state.app.notices.good(t().handling.split_done);
                state.app.navigation.go(&Route::Ticket(number));
            }
            Err(error) => {
                state.errors.set(error.fields());
                state.failure.set(Some(error));
            }
        }
    });
}
