//! What the app knows, apart from the markup that shows it.

pub(crate) mod catalogue;
pub(crate) mod counts;
pub(crate) mod customer_ticket;
pub(crate) mod fields;
pub(crate) mod progress;
pub(crate) mod queue;
pub(crate) mod staff_ticket;
pub(crate) mod thread;

use crate::api::Api;
use crate::navigation::Navigation;
use crate::notices::Notices;
use crate::session::Session;
use crate::settings::Settings;
use catalogue::Catalogue;
use counts::Counts;
use queue::QueueList;
use reactive_graph::owner::expect_context;
use ui::Signal;

/// What lives as long as the app. Components get it from the context.
#[derive(Clone, Copy)]
pub(crate) struct App {
    pub(crate) session: Session,
    pub(crate) api: Api,
    pub(crate) navigation: Navigation,
    pub(crate) notices: Notices,
    pub(crate) settings: Settings,
    pub(crate) catalogue: Catalogue,
    pub(crate) queue: QueueList,
    pub(crate) counts: Counts,
    /// What the ticket page says once, about the ticket just made.
    pub(crate) just_created: Signal<Option<domain::id::TicketNumber>>,
}

impl App {
    pub(crate) fn new() -> Self {
        let session = Session::new();
        let api = Api::new(session);
        Self {
            session,
            api,
            navigation: Navigation::start(),
            notices: Notices::new(),
            settings: Settings::load(),
            catalogue: Catalogue::new(api),
            queue: QueueList::new(api),
            counts: Counts::new(api),
            just_created: Signal::new(None),
        }
    }

    /// Forgets what one person saw before another signs in.
    pub(crate) fn forget(self) {
        self.catalogue.forget();
        self.queue.forget();
        self.counts.forget();
        self.just_created.set(None);
    }
}

/// The app's state, in a component.
pub(crate) fn app() -> App {
    expect_context()
}
