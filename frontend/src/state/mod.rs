//! What the app knows, apart from the markup that shows it.

pub(crate) mod asking;
pub(crate) mod attendance;
pub(crate) mod bulk;
pub(crate) mod calendar_form;
pub(crate) mod catalogue;
pub(crate) mod counts;
pub(crate) mod customer_ticket;
pub(crate) mod deliveries;
pub(crate) mod duration;
pub(crate) mod fields;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod inbox;
pub(crate) mod listing;
pub(crate) mod methods;
pub(crate) mod new_ticket;
pub(crate) mod news;
pub(crate) mod outbox;
pub(crate) mod own_draft;
pub(crate) mod policy_form;
pub(crate) mod presence;
pub(crate) mod profile;
pub(crate) mod progress;
pub(crate) mod queue;
pub(crate) mod queue_filter;
pub(crate) mod queue_form;
pub(crate) mod run;
pub(crate) mod saved_views;
pub(crate) mod selection;
pub(crate) mod staff_ticket;
pub(crate) mod thread;
pub(crate) mod token_form;
pub(crate) mod webhook_form;
pub(crate) mod week;
pub(crate) mod writing;

use crate::api::Api;
use crate::drafts::Drafts;
use crate::live::Live;
use crate::navigation::Navigation;
use crate::notices::Notices;
use crate::session::Session;
use crate::settings::Settings;
use crate::unsaved::Unsaved;
use catalogue::Catalogue;
use counts::Counts;
use inbox::Inbox;
use new_ticket::NewTicket;
use news::News;
use outbox::Outbox;
use presence::Presence;
use queue::QueueList;
use saved_views::SavedViews;
use selection::Selection;
use std::cell::OnceCell;
use ui::Signal;

/// What lives as long as the app.
pub(crate) struct State {
    pub(crate) session: &'static Session,
    pub(crate) api: Api,
    pub(crate) navigation: Navigation,
    pub(crate) notices: Notices,
    pub(crate) settings: Settings,
    pub(crate) catalogue: Catalogue,
    pub(crate) queue: QueueList,
    pub(crate) counts: Counts,
    pub(crate) saved_views: SavedViews,
    pub(crate) selection: Selection,
    pub(crate) presence: Presence,
    pub(crate) news: News,
    pub(crate) inbox: Inbox,
    pub(crate) live: Live,
    pub(crate) new_ticket: NewTicket,
    pub(crate) unsaved: Unsaved,
    pub(crate) drafts: Drafts,
    pub(crate) outbox: Outbox,
    pub(crate) rules: files::Rules,
    /// What the ticket page says once, about the ticket just made.
    pub(crate) just_created: Signal<Option<domain::id::TicketNumber>>,
}

/// All of it, by a handle that closures can keep for nothing.
pub(crate) type App = &'static State;

/// The app's state. The first call, which is the start of the app, makes it.
pub(crate) fn app() -> App {
    thread_local! {
        static APP: OnceCell<App> = const { OnceCell::new() };
    }
    APP.with(|app| *app.get_or_init(|| Box::leak(Box::new(State::new()))))
}

impl State {
    fn new() -> Self {
        let session: &'static Session = Box::leak(Box::new(Session::new()));
        let api = Api::new(session);
        Self {
            session,
            api,
            navigation: Navigation::new(),
            notices: Notices::new(),
            settings: Settings::load(),
            catalogue: Catalogue::new(api),
            queue: QueueList::new(api),
            counts: Counts::new(api),
            saved_views: SavedViews::new(api),
            selection: Selection::new(),
            presence: Presence::new(),
            news: News::new(),
            inbox: Inbox::new(api),
            live: Live::new(),
            new_ticket: NewTicket::new(api),
            unsaved: Unsaved::new(),
            drafts: Drafts::new(api),
            outbox: Outbox::new(api),
            rules: files::Rules::new(),
            just_created: Signal::new(None),
        }
    }

    /// Forgets what one person saw before another signs in.
    pub(crate) fn forget(&self) {
        self.catalogue.forget();
        self.queue.forget();
        self.counts.forget();
        self.saved_views.forget();
        self.selection.clear();
        self.presence.forget();
        self.inbox.forget();
        self.new_ticket.forget();
        self.drafts.forget();
        self.outbox.forget();
        self.just_created.set(None);
    }
}
