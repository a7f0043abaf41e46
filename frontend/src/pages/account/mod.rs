//! The pages of the account: what a person keeps for themselves.

mod own_data;
mod profile;
mod replies;
mod saved_views;
mod security;

use super::not_found::not_found;
use crate::routes::Screen;
use ui::{Show, View};

/// The page for a screen.
pub(crate) fn page(screen: Screen) -> View {
    match screen {
        Screen::Profile => profile::profile().view(),
        Screen::Security => security::security().view(),
        Screen::OwnData => own_data::own_data().view(),
        Screen::Replies => replies::replies().view(),
        Screen::SavedViews => saved_views::saved_views().view(),
        // Going to another section loads its program.
        _ => not_found().view(),
    }
}
