//! Resolving, closing and reopening: steps that need words for the customer, with a look at what they will read.

use super::edit_dialog::FormFailure;
use crate::i18n::{t, tr};
use crate::state::fields::characters_left;
use crate::state::staff_ticket::{Settling, StaffTicket};
use domain::text::{Reason, ResolutionText};
use domain::ticket::ResolutionKind;
use leptos::prelude::*;
use ui::{Button, ButtonKind, Dialog, DialogFoot, Select, SelectOption, TextArea};

fn failure(state: StaffTicket) -> Signal<Option<String>> {
    Signal::derive(move || {
        let error = state.failure.get().filter(|error| error.fields().is_empty());
        error.map(|error| error.text())
    })
}

/// Asks for the solution.
#[component]
pub(crate) fn SettleDialog(state: StaffTicket) -> AnyView {
    let number = state.number.get();
    let title = move || match state.settling_as.get() {
        Settling::Resolve => (t().steps.resolve_title)(number),
        Settling::Close => (t().steps.close_title)(number),
    };
    view! {
        <Dialog open=state.settling id="settle" title=title close_label=tr!(common.close)>
            <SettleForm state />
        </Dialog>
    }
    .into_any()
}

#[component]
fn SettleForm(state: StaffTicket) -> AnyView {
    let given = untrack(|| state.with(|ticket| ticket.resolution.clone()));
    let kept = given.is_some();
    let (text, kind) = given.map_or_else(Default::default, |given| (given.text, Some(given.kind)));
    let text = RwSignal::new(text);
    let kind = RwSignal::new(kind.unwrap_or(ResolutionKind::Solved));
    let closing = state.settling_as.get_untracked() == Settling::Close;
    let kinds = move || {
        let line = |&kind: &ResolutionKind| SelectOption::new(kind.as_str(), (t().words.kind)(kind));
        ResolutionKind::ALL.iter().map(line).collect::<Vec<_>>()
    };
    view! {
        <form
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                state.settle(text.get_untracked(), kind.get_untracked());
                if !state.errors.is_empty() {
                    ui::focus_id("resolution");
                }
            }
        >
            <TextArea
                id="resolution"
                label=tr!(steps.text)
                value=text
                rows=5
                hint=move || if kept { t().steps.text_kept_hint } else { t().steps.text_hint }
                error=state.errors.at("/resolution_text")
                count=characters_left(text, ResolutionText::MAX)
            />
            <Select
                id="resolution-kind"
                label=tr!(steps.kind)
                options=kinds
                value=move || kind.get().to_string()
                choose=move |word: String| {
                    if let Ok(chosen) = word.parse() {
                        kind.set(chosen);
                    }
                }
            />
            <Preview text kind />
            <p class="form-note">{move || if closing { t().steps.close_note } else { t().steps.resolve_note }}</p>
            <FormFailure failure=failure(state) />
            <DialogFoot>
                <Button press=move |()| state.settling.set(false)>{tr!(common.cancel)}</Button>
                <Button kind=ButtonKind::Primary submit=true busy=state.busy key="Ctrl ↵">
                    {move || if closing { t().steps.close } else { t().steps.resolve }}
                </Button>
            </DialogFoot>
        </form>
    }
    .into_any()
}

/// As it will stand above the customer's conversation.
#[component]
fn Preview(text: RwSignal<String>, kind: RwSignal<ResolutionKind>) -> AnyView {
    let empty = Memo::new(move |_| text.with(|text| text.trim().is_empty()));
    view! {
        <section class="preview" aria-label=tr!(steps.preview)>
            <p class="preview-title" aria-hidden="true">
                {tr!(steps.preview)}
            </p>
            <div class="banner banner-good solution">
                <div class="banner-text">
                    <p class="preview-kind">{tr!(ticket.solution)} ": " {move || (t().words.kind)(kind.get())}</p>
                    <p class="message-text">
                        {move || if empty.get() { t().steps.preview_empty.to_owned() } else { text.get() }}
                    </p>
                </div>
            </div>
        </section>
    }
    .into_any()
}

/// Asks why a ticket is taken up again.
#[component]
pub(crate) fn ReopenDialog(state: StaffTicket) -> AnyView {
    let number = state.number.get();
    view! {
        <Dialog
            open=state.reopening
            id="reopen"
            title=move || (t().steps.reopen_title)(number)
            close_label=tr!(common.close)
        >
            <ReopenForm state />
        </Dialog>
    }
    .into_any()
}

#[component]
fn ReopenForm(state: StaffTicket) -> AnyView {
    let reason = RwSignal::new(String::new());
    view! {
        <form
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                state.reopen(reason.get_untracked());
                if !state.errors.is_empty() {
                    ui::focus_id("reason");
                }
            }
        >
            <TextArea
                id="reason"
                label=tr!(steps.reason)
                value=reason
                rows=4
                hint=tr!(steps.reason_hint)
                error=state.errors.at("/reason")
                count=characters_left(reason, Reason::MAX)
            />
            <FormFailure failure=failure(state) />
            <DialogFoot>
                <Button press=move |()| state.reopening.set(false)>{tr!(common.cancel)}</Button>
                <Button kind=ButtonKind::Primary submit=true busy=state.busy key="Ctrl ↵">
                    {tr!(steps.reopen)}
                </Button>
            </DialogFoot>
        </form>
    }
    .into_any()
}
