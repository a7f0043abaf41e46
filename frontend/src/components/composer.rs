//! Where staff write: a reply that the customer reads, or a note that they never do. The two differ in colour, border, icon,
//! label and the text of the button, and each keeps its own text.

use crate::drafts::{DraftKey, draft};
use crate::i18n::{t, tr};
use crate::state::app;
use crate::state::fields::characters_left;
use crate::state::staff_ticket::StaffTicket;
use domain::comment::Visibility;
use domain::text::CommentBody;
use domain::ticket::Status;
use leptos::prelude::*;
use ui::{Banner, Button, ButtonKind, Glyph, Icon, TextArea, Tone, When, live};
use web_sys::KeyboardEvent;

const KINDS: [Visibility; 2] = [Visibility::Public, Visibility::Internal];

const fn tab_id(kind: Visibility) -> &'static str {
    match kind {
        Visibility::Public => "tab-reply",
        Visibility::Internal => "tab-note",
    }
}

const fn field_id(kind: Visibility) -> &'static str {
    match kind {
        Visibility::Public => "reply",
        Visibility::Internal => "note",
    }
}

/// Tabs and the form of the one that is chosen. A note is the safe default.
#[component]
pub(crate) fn Composer(state: StaffTicket) -> AnyView {
    let chosen = RwSignal::new(Visibility::Internal);
    let choose = move |kind: Visibility| {
        if chosen.get_untracked() != kind {
            chosen.set(kind);
            state.forget_errors();
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let kind = match event.key().as_str() {
            "ArrowLeft" | "Home" => Visibility::Public,
            "ArrowRight" | "End" => Visibility::Internal,
            _ => return,
        };
        event.prevent_default();
        choose(kind);
        ui::focus_id(tab_id(kind));
    };
    view! {
        <section
            class="card composer"
            class:composer-note=move || chosen.get() == Visibility::Internal
            aria-label=tr!(composer.label)
        >
            <div class="composer-tabs" role="tablist" on:keydown=on_key aria-label=tr!(composer.label)>
                {Vec::from(KINDS.map(|kind| view! { <Tab kind chosen choose=move |()| choose(kind) /> }.into_any()))}
            </div>
            {Vec::from(KINDS.map(|kind| view! { <Panel kind chosen state /> }.into_any()))}
        </section>
    }
    .into_any()
}

#[component]
fn Tab(kind: Visibility, chosen: RwSignal<Visibility>, #[prop(into)] choose: Callback<()>) -> AnyView {
    let is_chosen = move || chosen.get() == kind;
    let (glyph, key) = match kind {
        Visibility::Public => (Glyph::Reply, "r"),
        Visibility::Internal => (Glyph::Lock, "i"),
    };
    let word = move || match kind {
        Visibility::Public => t().composer.reply,
        Visibility::Internal => t().composer.note,
    };
    let on_click = move |_| {
        choose.run(());
        crate::browser::after_paint(move || {
            ui::focus_id(field_id(kind));
        });
    };
    view! {
        <button
            type="button"
            role="tab"
            id=tab_id(kind)
            aria-controls=format!("panel-{}", field_id(kind))
            aria-selected=move || if is_chosen() { "true" } else { "false" }
            tabindex=move || if is_chosen() { "0" } else { "-1" }
            data-key=key
            aria-keyshortcuts=key
            on:click=on_click
        >
            <Icon glyph />
            {move || word()}
            <kbd aria-hidden="true">{key}</kbd>
        </button>
    }
    .into_any()
}

#[component]
fn Panel(kind: Visibility, chosen: RwSignal<Visibility>, state: StaffTicket) -> AnyView {
    let person = app().session.me_untracked().map(|me| me.id);
    let purpose = format!("{}.{}", field_id(kind), state.number.get());
    let text = person.map(|person| draft(DraftKey::new(person, &purpose))).unwrap_or_default();
    let closed = Memo::new(move |_| state.status() == Some(Status::Closed));
    view! {
        <div
            role="tabpanel"
            id=format!("panel-{}", field_id(kind))
            aria-labelledby=tab_id(kind)
            prop:hidden=move || chosen.get() != kind
        >
            {live(move || {
                if kind == Visibility::Internal || !closed.get() {
                    view! { <Form kind chosen state text /> }.into_any()
                } else {
                    view! { <p class="composer-closed">{tr!(composer.reply_closed)}</p> }.into_any()
                }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Form(kind: Visibility, chosen: RwSignal<Visibility>, state: StaffTicket, text: RwSignal<String>) -> AnyView {
    let label = move || match kind {
        Visibility::Public => t().composer.reply_label,
        Visibility::Internal => t().composer.note_label,
    };
    let hint = move || match kind {
        Visibility::Public => {
            let name = state.with(|ticket| ticket.requester.display_name.clone());
            (t().composer.reply_hint)(&name)
        }
        Visibility::Internal => t().composer.note_hint.to_owned(),
    };
    // Both forms share the errors of the ticket; only the one in sight shows them.
    let body_error = state.errors.at("/body");
    let error = Signal::derive(move || body_error.get().filter(|_| chosen.get() == kind));
    view! {
        <form
            class="composer-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                state.comment(text, kind, None);
            }
        >
            <TextArea
                id=field_id(kind)
                label=label
                value=text
                rows=4
                hint=hint
                error=error
                count=characters_left(text, CommentBody::MAX)
            />
            <Failure state kind chosen />
            <div class="form-foot">
                <SendButtons kind state text />
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn SendButtons(kind: Visibility, state: StaffTicket, text: RwSignal<String>) -> AnyView {
    if kind == Visibility::Internal {
        return view! {
            <Button kind=ButtonKind::Note submit=true glyph=Glyph::Lock busy=state.busy key="Ctrl ↵">
                {tr!(composer.save_note)}
            </Button>
        }
        .into_any();
    }
    let waits = Memo::new(move |_| state.need(Status::WaitingOnCustomer).is_some());
    let send_and_wait = move |()| state.comment(text, kind, Some(Status::WaitingOnCustomer));
    view! {
        <When is=move || waits.get()>
            <Button busy=state.busy press=send_and_wait>
                {tr!(composer.send_and_wait)}
            </Button>
        </When>
        <Button kind=ButtonKind::Primary submit=true glyph=Glyph::Reply busy=state.busy key="Ctrl ↵">
            {tr!(composer.send)}
        </Button>
    }
    .into_any()
}

#[component]
fn Failure(state: StaffTicket, kind: Visibility, chosen: RwSignal<Visibility>) -> AnyView {
    let shown = move || state.writing_failure().filter(|_| chosen.get() == kind);
    view! {
        {live(move || {
            shown().map(|text| {
                view! {
                    <Banner tone=Tone::Bad glyph=Glyph::Warning>
                        <p class="banner-text">{text} " " {tr!(common.unsaved)}</p>
                    </Banner>
                }
            })
        })}
    }
    .into_any()
}
