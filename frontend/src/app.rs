//! The whole: who may see which page, and what surrounds it.

use crate::api::ApiError;
use crate::components::account_menu::unsaved_dialog;
use crate::components::held::undo_bar;
use crate::components::help::help_dialog;
use crate::components::outside::outside;
use crate::components::palette::palette_dialog;
use crate::components::shell::{Shell, shell};
use crate::components::who_dialog::who_dialog;
use crate::crossing;
use crate::i18n::{self, format, t, tr};
use crate::keyboard;
use crate::routes::{Route, Screen, Section, route_of};
use crate::session::SessionState;
use crate::state;
use crate::state::queue_filter::{self, QueueFilter};
use domain::account::Role;
use domain::local_path::LocalPath;
use ui::{Show, Signal, Toasts, View, switch, toasts};

/// What the programs differ in. All else is the same in each: what surrounds the pages, who is signed in, what is kept.
#[derive(Clone, Copy)]
pub(crate) struct Program {
    pub(crate) section: Section,
    /// Makes the page for a screen.
    pub(crate) page: fn(Screen) -> View,
}

/// The app.
pub(crate) fn whole(Program { section, page }: Program) -> impl Show {
    let app = state::app();
    app.navigation.start(section);
    i18n::mark_document();
    format::start_clock();
    ui::follow(move || format::set_zone(app.session.me().and_then(|me| me.time_zone)));
    start_session(app);
    guard(app);
    crossing::start(app);
    app.live.start(app);
    app.drafts.start();
    let person = || app.session.me_untracked().map(|me| me.id);
    app.unsaved.add(
        move || person().is_some_and(|person| app.new_ticket.draft.is_unsaved_of(person)),
        move || {
            if let Some(person) = person() {
                app.new_ticket.save_of(person);
            }
        },
    );
    app.unsaved.add(
        move || person().is_some_and(|person| app.drafts.is_unsaved(person)),
        move || {
            if let Some(person) = person() {
                app.drafts.save_of(person);
            }
        },
    );
    let (help, palette) = (Signal::new(false), Signal::new(false));
    keyboard::listen(app);
    let framed = move |frame: &Frame| match *frame {
        Frame::Nothing => View::none(),
        Frame::Outside => outside(switch(move || of_frame(app, true), move |screen| screen.map(page))).view(),
        Frame::Shell { staff, admin } => {
            let page = switch(move || of_frame(app, false), move |screen| screen.map(page));
            shell(Shell { staff, admin, help, palette }, page).view()
        }
    };
    (
        switch(move || frame(app), framed),
        help_dialog(help),
        palette_dialog(palette),
        unsaved_dialog(),
        who_dialog(),
        undo_bar(),
        toasts(Toasts {
            items: app.notices.items,
            whisper: app.notices.whisper,
            label: tr!(shell.notifications),
            error_label: tr!(shell.error_notifications),
            dismiss_label: tr!(common.dismiss),
        }),
    )
}

/// What stays while pages change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    Nothing,
    Outside,
    Shell { staff: bool, admin: bool },
}

fn frame(app: state::App) -> Frame {
    match shown(app) {
        None => Frame::Nothing,
        Some(screen) if screen.is_outside() => Frame::Outside,
        Some(_) => {
            let role = app.session.actor().map(|actor| actor.role);
            Frame::Shell { staff: role.is_some_and(Role::is_staff), admin: role == Some(Role::Admin) }
        }
    }
}

/// What is shown, where it belongs to the frame that asks: one that is about to go shows nothing new.
fn of_frame(app: state::App, outside: bool) -> Option<Screen> {
    shown(app).filter(|screen| screen.is_outside() == outside)
}

/// The page that a person gets to see at an address; none while that is still being found out.
fn shown(app: state::App) -> Option<Screen> {
    let screen = app.navigation.screen();
    match app.session.state() {
        SessionState::Starting => None,
        SessionState::SignedOut => screen.is_outside().then_some(screen),
        SessionState::SignedIn(me) => match screen {
            Screen::SignIn | Screen::SignUp | Screen::Forgot => None,
            Screen::Queue | Screen::Replies | Screen::SavedViews | Screen::Reports | Screen::Ledger(_)
                if !me.role.is_staff() =>
            {
                Some(Screen::NotFound)
            }
            Screen::Admin(_) if me.role != Role::Admin => Some(Screen::NotFound),
            Screen::Home if me.role.is_staff() => None,
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
                if !route.screen().is_outside() {
                    let next = if route == Route::Home { None } else { LocalPath::parse(&route.href()) };
                    app.navigation.replace(&Route::SignIn { next, sso: None });
                }
                return;
            }
            SessionState::SignedIn(me) => me.role.is_staff(),
        };
        match route {
            Route::SignIn { next, sso } => {
                // Connecting a provider came to nothing.
                if let Some(reason) = sso {
                    app.notices.bad((t().identity.sso)(&reason));
                }
                let next = next.as_ref().map(route_of);
                app.navigation.replace(&next.unwrap_or(Route::Home));
            }
            Route::SignUp | Route::Forgot => app.navigation.replace(&Route::Home),
            Route::Home if staff => {
                app.navigation.replace(&Route::Queue(QueueFilter::of(queue_filter::View::WaitingForUs)));
            }
            _ => {}
        }
    });
}

/// Goes on with an earlier session, follows the other tabs, and loads what every page of a session needs.
fn start_session(app: state::App) {
    let refresh = move || {
        app.api.refresh().then(move |outcome| match outcome {
            Ok(_) | Err(ApiError::SignedOut) => {}
            // Not reaching the server at the start is no sign-out: the person can try again.
            Err(error) => {
                app.notices.bad(error.text());
                app.session.lost_contact();
            }
        });
    };
    if app.session.state() == SessionState::Starting {
        refresh();
    }
    app.session.follow_other_tabs(refresh);
    let mut before = None;
    ui::watch(
        move || app.session.actor(),
        move |&person| {
            if before.is_some() {
                app.forget();
            }
            if let Some(actor) = person {
                app.catalogue.load(actor.role.is_staff());
            }
            before = person;
        },
    );
}
