//! Server-sent events (WHATWG HTML 9.2), out of pieces of text as they come in.

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) id: Option<String>,
    pub(super) data: String,
}

/// What has come in and is not complete yet.
#[derive(Debug, Default)]
pub(super) struct Pieces(String);

impl Pieces {
    /// Takes a piece, and gives the events that are complete with it. The server ends lines with a line feed alone.
    pub(super) fn take(&mut self, piece: &str) -> Vec<Event> {
        self.0.push_str(piece);
        let mut events = Vec::new();
        while let Some((block, rest)) = self.0.split_once("\n\n") {
            events.extend(event(block));
            self.0 = rest.to_owned();
        }
        events
    }
}

/// What is no event says only that the server is there.
fn event(block: &str) -> Option<Event> {
    let mut event = Event::default();
    for line in block.lines() {
        let Some((field, value)) = line.split_once(": ") else { continue };
        match field {
            "event" => event.name = value.to_owned(),
            "id" => event.id = Some(value.to_owned()),
            "data" => event.data = value.to_owned(),
            _ => {}
        }
    }
    (!event.name.is_empty()).then_some(event)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_put_together_from_pieces() {
        let mut pieces = Pieces::default();
        assert_eq!(pieces.take("retry: 2000\n\n:\n\nevent: tick"), []);
        assert_eq!(pieces.take("et\nid: 7\ndata: {\"a\": 1}\n"), []);
        let ticket = Event { name: "ticket".to_owned(), id: Some("7".to_owned()), data: "{\"a\": 1}".to_owned() };
        let reset = Event { name: "reset".to_owned(), id: None, data: "null".to_owned() };
        assert_eq!(pieces.take("\nevent: reset\ndata: null\n\nevent: pre"), [ticket, reset]);
        assert_eq!(pieces.0, "event: pre");
    }
}
