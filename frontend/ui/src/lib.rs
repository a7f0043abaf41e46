//! The design system of the app: how things look and behave, and nothing of what they are about.
//!
//! Each component has a small style sheet of its own in `css/`; colours come from `css/tokens.css` alone. Texts come in
//! as [`TextProp`](leptos::text_prop::TextProp), so that they follow the language while the app runs.

pub mod button;
pub mod dialog;
pub mod field;
pub mod focus;
pub mod icon;
pub mod live;
pub mod menu;
pub mod pill;
pub mod state;
pub mod toast;

pub use button::{Button, ButtonKind, IconButton};
pub use dialog::{Dialog, DialogFoot};
pub use field::{Choice, Choices, ErrorSummary, Select, SelectOption, TextArea, TextField};
pub use focus::{focus_first, focus_id};
pub use icon::{Glyph, Icon};
pub use live::{Row, follow, live, rows};
pub use menu::{Menu, MenuItem, MenuRadio};
pub use pill::{Avatar, Pill, Tone, initials};
pub use state::{Banner, EmptyState, Skeleton, When};
pub use toast::{Toast, ToastTone, Toasts};
