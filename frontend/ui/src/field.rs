//! Form fields with label, hint, counter and error, tied together for assistive technology.

use crate::focus::focus_id;
use crate::icon::{Glyph, Icon};
use crate::live::{live, text};
use crate::state::When;
use leptos::prelude::*;
use leptos::text_prop::TextProp;

/// Label above, hint and error below.
#[component]
fn Frame(
    id: &'static str,
    label: TextProp,
    optional: Option<TextProp>,
    hint: Option<TextProp>,
    error: Signal<Option<String>>,
    count: Signal<Option<String>>,
    children: Children,
) -> AnyView {
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {text(label)}
                {optional.map(|word| view! { <span class="field-optional">" " {text(word)}</span> }.into_any())}
            </label>
            {hint.map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{text(hint)}</p> }.into_any())}
            {children()}
            <FieldFoot id error count />
        </div>
    }
    .into_any()
}

#[component]
fn FieldFoot(id: &'static str, error: Signal<Option<String>>, count: Signal<Option<String>>) -> AnyView {
    view! {
        <div class="field-foot" id=format!("{id}-foot")>
            {live(move || {
                error.get().map(|text| {
                    view! {
                        <span class="field-error">
                            <Icon glyph=Glyph::Warning size=14 />
                            {text}
                        </span>
                    }
                })
            })}
            {live(move || count.get().map(|text| view! { <span class="field-count">{text}</span> }))}
        </div>
    }
    .into_any()
}

fn described_by(id: &str, hint: bool) -> String {
    if hint { format!("{id}-hint {id}-foot") } else { format!("{id}-foot") }
}

/// One line of text.
#[component]
pub fn TextField(
    id: &'static str,
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    /// The input's type: `text`, `email`, `password`.
    #[prop(default = "text")]
    kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] optional: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] count: Signal<Option<String>>,
) -> AnyView {
    let (described, required) = (described_by(id, hint.is_some()), optional.is_none());
    view! {
        <Frame id label optional hint error count>
            <input
                class="input"
                id=id
                name=id
                type=kind
                autocomplete=autocomplete
                aria-required=required.then_some("true")
                aria-describedby=described
                aria-invalid=move || error.get().map(|_| "true")
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
        </Frame>
    }
    .into_any()
}

/// Many lines of text.
#[component]
pub fn TextArea(
    id: &'static str,
    #[prop(into)] label: TextProp,
    value: RwSignal<String>,
    #[prop(default = 6)] rows: u32,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional, into)] optional: Option<TextProp>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] count: Signal<Option<String>>,
) -> AnyView {
    let (described, required) = (described_by(id, hint.is_some()), optional.is_none());
    view! {
        <Frame id label optional hint error count>
            <textarea
                class="input"
                id=id
                name=id
                rows=rows.to_string()
                aria-required=required.then_some("true")
                aria-describedby=described
                aria-invalid=move || error.get().map(|_| "true")
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            ></textarea>
        </Frame>
    }
    .into_any()
}

/// A line of a [`Select`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectOption {
    pub value: String,
    pub text: String,
    pub disabled: bool,
}

impl SelectOption {
    /// A line that can be chosen.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), disabled: false }
    }

    /// A line that cannot; its text says why.
    #[must_use]
    pub fn disabled(self) -> Self {
        Self { disabled: true, ..self }
    }
}

/// The browser's own select: it works with every keyboard, screen reader and thumb. It shows `value` and changes only when
/// that does, so that a refused choice goes back by itself.
#[component]
pub fn Select(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(into)] options: Signal<Vec<SelectOption>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] choose: Callback<String>,
    /// Shows the label above the field; otherwise it is only its name.
    #[prop(default = true)]
    labelled: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> AnyView {
    let name = label.clone();
    let on_change = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
        let select = event.target();
        let chosen = select.value();
        select.set_value(&value.get_untracked());
        choose.run(chosen);
    };
    let lines = move || {
        let now = value.get();
        let line = |option: SelectOption| {
            let selected = option.value == now;
            view! { <option value=option.value prop:selected=selected disabled=option.disabled>{option.text}</option> }
                .into_any()
        };
        options.get().into_iter().map(line).collect::<Vec<_>>()
    };
    let field = view! {
        <span class="select-box">
            <select
                class="input"
                id=id
                name=id
                aria-label=(!labelled).then_some(move || name.get().into_owned())
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=labelled.then(|| format!("{id}-foot"))
                on:change:target=on_change
            >
                {live(lines)}
            </select>
            <Icon glyph=Glyph::ChevronDown />
        </span>
    };
    if labelled {
        let count = Signal::stored(None);
        view! { <Frame id label optional=None hint=None error count>{field}</Frame> }.into_any()
    } else {
        field.into_any()
    }
}

/// A set of which one is chosen.
#[component]
pub fn Choices(
    id: &'static str,
    #[prop(into)] label: TextProp,
    #[prop(optional, into)] error: Signal<Option<String>>,
    children: Children,
) -> AnyView {
    let count = Signal::stored(None);
    view! {
        <fieldset
            class="field"
            id=id
            tabindex="-1"
            role="radiogroup"
            aria-required="true"
            aria-labelledby=format!("{id}-label")
            aria-describedby=format!("{id}-foot")
        >
            <legend class="field-label" id=format!("{id}-label")>{text(label)}</legend>
            <div class="choices">{children()}</div>
            <FieldFoot id error count />
        </fieldset>
    }
    .into_any()
}

/// One of a set.
#[component]
pub fn Choice(
    name: &'static str,
    #[prop(into)] value: String,
    chosen: RwSignal<String>,
    #[prop(into)] label: TextProp,
    #[prop(optional, into)] hint: Option<TextProp>,
    #[prop(optional)] glyph: Option<Glyph>,
) -> AnyView {
    let id = format!("{name}-{value}");
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    let (is, set) = (value.clone(), value.clone());
    view! {
        <label class="choice">
            <input
                type="radio"
                id=id
                name=name
                value=value
                aria-describedby=hint_id.clone()
                prop:checked=move || chosen.get() == is
                on:change=move |_| chosen.set(set.clone())
            />
            <span class="choice-name">{glyph.map(|glyph| view! { <Icon glyph /> }.into_any())} {text(label)}</span>
            {hint
                .map(|hint| {
                    view! {
                        // Describes the choice instead of naming it.
                        <span class="choice-hint" id=hint_id aria-hidden="true">
                            {text(hint)}
                        </span>
                    }
                    .into_any()
                })}
        </label>
    }
    .into_any()
}

/// What is wrong with a form, with a link to each field. Give it the focus when it appears.
#[component]
pub fn ErrorSummary(
    id: &'static str,
    #[prop(into)] title: TextProp,
    /// Ids of fields, each with what is wrong.
    #[prop(into)]
    errors: Signal<Vec<(String, String)>>,
) -> AnyView {
    let line = |(field, text): (String, String)| {
        let href = format!("#{field}");
        let on_click = move |event: web_sys::MouseEvent| {
            event.prevent_default();
            focus_id(&field);
        };
        view! {
            <li>
                <a href=href on:click=on_click>
                    {text}
                </a>
            </li>
        }
        .into_any()
    };
    view! {
        <When is=move || !errors.get().is_empty()>
            <div class="error-summary" id=id tabindex="-1" role="group" aria-labelledby=format!("{id}-title")>
                <h2 id=format!("{id}-title")>{text(title.clone())}</h2>
                <ul>{live(move || errors.get().into_iter().map(line).collect::<Vec<_>>())}</ul>
            </div>
        </When>
    }
    .into_any()
}
