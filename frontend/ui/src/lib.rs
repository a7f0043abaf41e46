//! The design system of the app: how things look and behave, and nothing of what they are about.
//!
//! `view`, `element`, `part` and `rows` put pages together; `signal` and `effect` are what changes in them and what follows
//! the changes. Components are functions on top of that. Each has a small style sheet of its own in `css/`; colours come
//! from `css/tokens.css` alone. Texts come in as [`Text`], so that they follow the language while the app runs.

pub mod button;
mod call;
pub mod choice;
pub mod dialog;
pub mod dom;
pub mod effect;
pub mod element;
pub mod field;
pub mod focus;
pub mod icon;
pub mod keys;
pub mod menu;
pub mod part;
pub mod pill;
pub mod rows;
pub mod signal;
pub mod state;
pub mod summary;
pub mod text;
pub mod toast;
pub mod view;

pub use button::{ButtonKind, button, icon_button, submit};
pub use call::Make;
pub use choice::{Choice, SelectOption, choice, choices, select};
pub use dialog::{Dialog, dialog, dialog_foot};
pub use dom::{document, listen, sight, window};
pub use effect::{at_end, bind, follow, untrack, watch};
pub use element::{El, div, el, form, link, p, span, svg};
pub use field::{Field, text_area, text_field};
pub use focus::{focus, focus_first, focus_id, focus_in_place, focused};
pub use icon::{Glyph, icon};
pub use keys::{OwnKey, kbd, key_now, set_keys};
pub use menu::{chip_menu, menu, menu_check, menu_item, menu_radio};
pub use part::{given, live, switch, when};
pub use pill::{Tone, avatar, initials, pill};
pub use rows::{Row, rows};
pub use signal::Signal;
pub use state::{banner, empty_state, skeleton};
pub use summary::error_summary;
pub use text::Text;
pub use toast::{Toast, ToastTone, Toasts, toasts};
pub use view::{Show, View, mount};
