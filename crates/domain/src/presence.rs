//! Who is at a ticket.

use crate::words;

words! {
    /// What somebody does at a ticket.
    PresenceState {
        /// They have it open.
        Viewing => "viewing",
        /// They are writing there.
        Writing => "writing",
        /// They have gone.
        Gone => "gone",
    }
}
