//! The whole: who may see which page, and what surrounds it.

use crate::api::spawn;
use crate::components::help::HelpDialog;
use crate::components::shell::Shell;
use crate::i18n::{self, format, tr};
use crate::keyboard;
use crate::pages;
use crate::routes::{LocalPath, Route, Screen};
use crate::session::SessionState;
use crate::state;
use crate::state::queue::{QueueFilter, View};
use leptos::prelude::*;
use ui::Toasts;

/// The app.
#[component]
pub(crate) fn App() -> impl IntoView {
    let app = state::App::new();
    provide_context(app);
    i18n::mark_document();
    format::start_clock();
    start_session(app);
    guard(app);
    let help = RwSignal::new(false);
    keyboard::listen(app, help);
    let screen = app.navigation.screen();
    let shown = Memo::new(move |_| shown(&app.session.state(), screen.get()));
    let notices = app.notices;
    view! {
        {move || match shown.get() {
            None => ().into_any(),
            Some(Screen::SignIn) => view! { <pages::sign_in::SignIn /> }.into_any(),
            Some(screen) => {
                view! { <Shell help>{page(screen)}</Shell> }.into_any()
            }
        }}
        <HelpDialog open=help />
        <Toasts
            items=notices.items
            whisper=notices.whisper
            label=tr!(shell.notifications)
            error_label=tr!(shell.error_notifications)
            dismiss_label=tr!(common.dismiss)
            dismiss=move |id| notices.dismiss(id)
        />
    }
}

fn page(screen: Screen) -> AnyView {
    match screen {
        Screen::SignIn | Screen::NotFound => view! { <pages::not_found::NotFound /> }.into_any(),
        Screen::Home => view! { <pages::home::Home /> }.into_any(),
        Screen::Tickets => view! { <pages::tickets::Tickets /> }.into_any(),
        Screen::NewTicket => view! { <pages::new_ticket::NewTicket /> }.into_any(),
        Screen::Ticket(number) => view! { <pages::ticket::Ticket number /> }.into_any(),
        Screen::Queue => view! { <pages::queue::Queue /> }.into_any(),
    }
}

/// The page that a person gets to see at an address; none while that is still being found out.
fn shown(state: &SessionState, screen: Screen) -> Option<Screen> {
    match state {
        SessionState::Starting => None,
        SessionState::SignedOut => (screen == Screen::SignIn).then_some(screen),
        SessionState::SignedIn(me) => match screen {
            Screen::SignIn => None,
            Screen::Queue if !me.role.is_staff() => Some(Screen::NotFound),
            Screen::Home | Screen::Tickets if me.role.is_staff() => None,
            other => Some(other),
        },
    }
}

/// Leads away from pages that are not for who is, or is not, signed in.
fn guard(app: state::App) {
    ui::follow(move || {
        let route = app.navigation.route();
        let staff = match app.session.state() {
            SessionState::Starting => return,
            SessionState::SignedOut => {
                if route.screen() != Screen::SignIn {
                    let next = if route == Route::Home { None } else { LocalPath::parse(&route.href()) };
                    app.navigation.replace(&Route::SignIn { next });
                }
                return;
            }
            SessionState::SignedIn(me) => me.role.is_staff(),
        };
        match route {
            Route::SignIn { next } => {
                let next = next.map(|path| path.route());
                app.navigation.replace(&next.unwrap_or(Route::Home));
            }
            Route::Home | Route::Tickets { .. } if staff => {
                app.navigation.replace(&Route::Queue(QueueFilter::of(View::WaitingForUs)));
            }
            _ => {}
        }
    });
}

/// Goes on with an earlier session, follows the other tabs, and loads what every page of a session needs.
fn start_session(app: state::App) {
    let refresh = move || {
        spawn(async move {
            // Not reaching the server at the start is no sign-out: the person can try again.
            if let Err(error) = app.api.refresh().await
                && error != crate::api::ApiError::SignedOut
            {
                app.notices.bad(error.text());
                app.session.lost_contact();
            }
        });
    };
    if app.session.state_untracked() == SessionState::Starting {
        refresh();
    }
    app.session.follow_other_tabs(refresh);
    let person = Memo::new(move |_| app.session.actor());
    Effect::watch(
        move || person.get(),
        move |person, before, _| {
            if before.is_some_and(Option::is_some) {
                app.forget();
            }
            if let Some(actor) = person {
                app.catalogue.load(actor.role.is_staff());
            }
        },
        true,
    );
}
