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
pub(super) struct Pieces {
    line: String,
    event: Event,
}

impl Pieces {
    /// Takes a piece, and gives the events that are complete with it. The server ends lines with a line feed alone.
    pub(super) fn take(&mut self, piece: &str) -> Vec<Event> {
        let mut events = Vec::new();
        for part in piece.split_inclusive('\n') {
            let Some(end) = part.strip_suffix('\n') else {
                self.line.push_str(part);
                continue;
            };
            self.line.push_str(end);
            let line = std::mem::take(&mut self.line);
            if line.is_empty() {
                let event = std::mem::take(&mut self.event);
                // What has no name says only that the server is there.
                if !event.name.is_empty() {
                    events.push(event);
                }
            } else {
                self.read(&line);
            }
        }
        events
    }

    fn read(&mut self, line: &str) {
        let Some((field, value)) = line.split_once(':') else { return };
        let value = value.strip_prefix(' ').unwrap_or(value).to_owned();
        match field {
            "event" => self.event.name = value,
            "id" => self.event.id = Some(value),
            "data" => self.event.data = value,
            _ => {}
        }
    }
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
        assert_eq!(pieces.line, "event: pre");
    }
}
