//! What goes along from one section to the other, whose page knows nothing of this one's: messages that were just shown, and
//! what was sent and can still be taken back.

use crate::browser::tab_storage;
use crate::state::App;
use domain::comment::Visibility;
use domain::id::TicketNumber;
use std::cell::RefCell;
use ui::{Toast, ToastTone, listen, window};

/// The name in the storage of the tab.
const CARRIED: &str = "lotse.carried";

/// Packs when the page goes for the other section, and unpacks what an earlier one has packed.
pub(crate) fn start(app: App) {
    let carried = tab_storage().and_then(|storage| {
        let text = storage.get_item(CARRIED).ok()??;
        let _ = storage.remove_item(CARRIED);
        Some(Carried::read(&text))
    });
    if let Some(Carried { resume, sent, messages }) = carried {
        app.outbox.resume.set(resume);
        let sent = RefCell::new(sent);
        // The server is asked about it, once somebody is signed in.
        ui::watch(
            move || app.session.actor().is_some(),
            move |&here| {
                if here {
                    app.outbox.take_over(sent.take());
                }
            },
        );
        for (tone, text) in messages {
            match tone {
                ToastTone::Good => app.notices.good(text),
                ToastTone::Bad => app.notices.bad(text),
            }
        }
    }
    listen(&window(), "pagehide", move |_| {
        if !app.navigation.crosses() {
            return;
        }
        let message = |Toast { id: _, tone, text }| (tone, text);
        let messages = app.notices.items.get_untracked().into_iter().map(message).collect();
        let carried = Carried { resume: app.outbox.resume.get_untracked(), sent: app.outbox.tickets(), messages };
        if let Some(storage) = tab_storage() {
            // Full or forbidden storage costs a message that the page does not depend on.
            let _ = storage.set_item(CARRIED, &carried.write());
        }
    });
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Carried {
    /// Where the person goes on writing what they took back.
    resume: Option<(TicketNumber, Visibility)>,
    /// Where something is on its way.
    sent: Vec<TicketNumber>,
    messages: Vec<(ToastTone, String)>,
}

impl Carried {
    /// Each by a line, told apart by its first letter.
    fn write(&self) -> String {
        let Self { resume, sent, messages } = self;
        let resume = resume.map(|(ticket, visibility)| {
            let kind = if visibility == Visibility::Public { 'r' } else { 'n' };
            format!("{kind}{}", ticket.get())
        });
        let sent = sent.iter().map(|ticket| format!("t{}", ticket.get()));
        let messages = messages.iter().map(|(tone, text)| {
            let tone = if *tone == ToastTone::Good { 'g' } else { 'b' };
            format!("{tone}{}", text.replace('\n', " "))
        });
        resume.into_iter().chain(sent).chain(messages).collect::<Vec<_>>().join("\n")
    }

    fn read(text: &str) -> Self {
        let mut carried = Self::default();
        for line in text.split('\n') {
            let mut letters = line.chars();
            let (kind, rest) = (letters.next(), letters.as_str());
            let ticket = || rest.parse().ok().map(TicketNumber::new);
            match kind {
                Some('r') => carried.resume = ticket().map(|ticket| (ticket, Visibility::Public)),
                Some('n') => carried.resume = ticket().map(|ticket| (ticket, Visibility::Internal)),
                Some('t') => carried.sent.extend(ticket()),
                Some('g') => carried.messages.push((ToastTone::Good, rest.to_owned())),
                Some('b') => carried.messages.push((ToastTone::Bad, rest.to_owned())),
                _ => {}
            }
        }
        carried
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_unpacked() {
        let messages = vec![(ToastTone::Good, "Saved: „größer“".to_owned()), (ToastTone::Bad, "Too late.".to_owned())];
        let (one, other) = (TicketNumber::new(10_421), TicketNumber::new(7));
        for carried in [
            Carried::default(),
            Carried { resume: Some((one, Visibility::Internal)), ..Carried::default() },
            Carried { resume: Some((other, Visibility::Public)), sent: vec![one, other], messages },
        ] {
            assert_eq!(Carried::read(&carried.write()), carried);
        }
    }
}
