//! The icons: lines on a grid of 24, drawn in the colour of the text around them.

use crate::element::{El, svg};

/// Which icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Glyph {
    Bell,
    Check,
    ChevronDown,
    Clip,
    Clock,
    Close,
    Compass,
    Dark,
    Down,
    Equal,
    Eye,
    Globe,
    Help,
    Inbox,
    Light,
    Lines,
    Lock,
    Merge,
    Outbox,
    Pencil,
    Person,
    Plus,
    Prompt,
    Reply,
    RisingChevron,
    Screen,
    Search,
    SignOut,
    Sliders,
    Split,
    Tag,
    Team,
    Undo,
    Warning,
    Webhook,
}

impl Glyph {
    const fn path(self) -> &'static str {
        match self {
            Self::Bell => "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 21h4",
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::ChevronDown => "m6 9 6 6 6-6",
            Self::Clip => {
                "m19.5 11.5-8 8a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.6 1.6 0 0 1-2.3-2.3l7.4-7.4"
            }
            Self::Clock => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 2",
            Self::Close => "M6 6l12 12M18 6 6 18",
            // A pilot's flag, and a compass needle for what is lost.
            Self::Compass => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM15.5 8.5l-2 5-5 2 2-5z",
            Self::Dark => "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
            Self::Down => "M12 5v14M6 13l6 6 6-6",
            Self::Equal => "M6 9h12M6 15h12",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z"
            }
            Self::Globe => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18",
            Self::Help => {
                "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.7 9.4a2.4 2.4 0 1 1 3.6 2.1c-.9.5-1.3 1-1.3 2M12 16.8v.1"
            }
            Self::Inbox => "M4 13 6.5 5h11L20 13v6H4zM4 13h4l1.5 3h5l1.5-3h4",
            Self::Light => {
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 \
                 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"
            }
            Self::Lines => "M5 6h14M5 10.5h14M5 15h9M5 19.5h6",
            Self::Lock => "M6.5 11h11v9h-11zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
            Self::Merge => "M6 4v4c0 3 3 4 6 6v6M18 4v4c0 3-3 4-6 6M9 17l3 3 3-3",
            Self::Outbox => "M4 13 6.5 5h11L20 13v6H4zM4 13h4l1.5 3h5l1.5-3h4M12 12V2M9 5l3-3 3 3",
            Self::Pencil => "M4 20h4L19 9l-4-4L4 16zM13 7l4 4",
            Self::Person => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c.8-3.6 3.6-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Prompt => "m5 7 5 5-5 5M12 17h7",
            Self::Reply => "m10 8-5 5 5 5M5 13h9a5 5 0 0 1 5 5v1",
            Self::RisingChevron => "m6 15 6-6 6 6",
            Self::Screen => "M4 5h16v11H4zM9 20h6M12 16v4",
            Self::Search => "M11 4.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM20 20l-4.4-4.4",
            Self::SignOut => "M14 4H5v16h9M10 12h10M16 8l4 4-4 4",
            Self::Sliders => "M4 7h8M16 7h4M12 4.5v5M4 16.5h3M11 16.5h9M11 14v5",
            Self::Split => "M12 20v-6c-3-2-6-3-6-6V4M12 14c3-2 6-3 6-6V4M3 7l3-3 3 3M15 7l3-3 3 3",
            Self::Tag => "M4 4h8l8 8-8 8-8-8zM8.5 8.5v.1",
            Self::Team => {
                "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 19.5c.6-3.2 3-4.8 6.5-4.8s5.9 1.6 6.5 4.8M15.5 5.3a3.5 3.5 0 0 1 0 6.4M18 15.2c2 .7 3.2 2.1 3.6 4.3"
            }
            Self::Undo => "m8 5-4 4 4 4M4 9h10a6 6 0 0 1 0 12h-3",
            Self::Warning => "M12 4 3 20h18zM12 10v4M12 17v.1",
            Self::Webhook => "M9 8a3 3 0 1 1 5 2l3 5M7 14a3 3 0 1 0 3 4h7M10 10l-3 6M17 15a2.5 2.5 0 1 1 0 5",
        }
    }
}

/// Decoration only: what it means stands beside it as text. `size` is in pixels.
pub fn icon(glyph: Glyph, size: u8) -> El {
    let size = size.to_string();
    svg("svg")
        .class("icon")
        .attr("width", &size)
        .attr("height", &size)
        .attr("viewBox", "0 0 24 24")
        .attr("fill", "none")
        .attr("stroke", "currentColor")
        .attr("stroke-width", "2")
        .attr("stroke-linecap", "round")
        .attr("stroke-linejoin", "round")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child(svg("path").attr("d", glyph.path()))
}
