//! The customer's answer box.

use crate::drafts::{DraftKey, draft};
use crate::i18n::tr;
use crate::routes::Route;
use crate::state::app;
use crate::state::customer_ticket::CustomerTicket;
use crate::state::fields::characters_left;
use domain::text::CommentBody;
use domain::ticket::Status;
use leptos::prelude::*;
use ui::{Banner, Button, ButtonKind, Glyph, TextArea, Tone, When, live};

/// Takes answers until the ticket is closed.
#[component]
pub(crate) fn AnswerForm(state: CustomerTicket) -> AnyView {
    let status = Memo::new(move |_| state.ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.status)));
    let person = app().session.me_untracked().map(|me| me.id);
    let text = person.map(|person| draft(DraftKey::new(person, &format!("answer.{}", state.number.get()))));
    let text = text.unwrap_or_default();
    view! {
        <When is=move || status.get() == Some(Status::Closed)>
            <Banner tone=Tone::Calm glyph=Glyph::Lock>
                <p class="banner-text">{tr!(ticket.closed_hint)}</p>
                <a class="button" href=Route::NewTicket.href()>
                    {tr!(ticket.new_after_close)}
                </a>
            </Banner>
        </When>
        <When is=move || status.get() != Some(Status::Closed)>
            <When is=move || status.get() == Some(Status::Resolved)>
                <Banner tone=Tone::Calm glyph=Glyph::Reply>
                    <p class="banner-text">{tr!(ticket.resolved_hint)}</p>
                </Banner>
            </When>
            <form
                class="card card-inset answer"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    state.answer(text);
                    if !state.errors.is_empty() {
                        ui::focus_id("answer");
                    }
                }
            >
                <TextArea
                    id="answer"
                    label=tr!(composer.answer_label)
                    value=text
                    rows=5
                    error=state.errors.at("/body")
                    count=characters_left(text, CommentBody::MAX)
                />
                <Failure state />
                <div class="form-foot">
                    <Button kind=ButtonKind::Primary submit=true busy=state.busy key="Ctrl ↵">
                        {tr!(composer.send_answer)}
                    </Button>
                </div>
            </form>
        </When>
    }
    .into_any()
}

/// Why the answer was not taken, beside the text that is still there.
#[component]
fn Failure(state: CustomerTicket) -> AnyView {
    let shown = move || state.failure.get().filter(|error| error.fields().is_empty());
    view! {
        {live(move || {
            shown().map(|error| {
                view! {
                    <div role="alert">
                        <Banner tone=Tone::Bad glyph=Glyph::Warning>
                            <p class="banner-text">{move || error.text()} " " {tr!(common.unsaved)}</p>
                        </Banner>
                    </div>
                }
            })
        })}
    }
    .into_any()
}
