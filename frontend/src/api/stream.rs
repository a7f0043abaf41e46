//! The stream of events. `EventSource` cannot send the token in a header, so the stream is an answer that is read while it
//! comes in.

use super::parsed::Parsed;
use super::sse::{Event, Pieces};
use super::{Api, ApiError, Call, needs_refresh};
use dto::live::{CrowdView, TicketNews};
use dto::paths;
use dto::read::Read;
use js_sys::{JSON, Promise, Reflect, Uint8Array};
use std::rc::Rc;
use ui::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, AbortSignal, ReadableStreamDefaultReader, Response, TextDecodeOptions, TextDecoder};

/// What comes down the stream.
pub(crate) enum Frame {
    /// It is there.
    Open,
    /// It is still there.
    Alive,
    /// Something happened to a ticket.
    Ticket(TicketNews),
    /// Others came to a ticket, write there, or went.
    Presence(CrowdView),
    /// Something came into the person's inbox.
    Inbox,
    /// More was missed than is told one by one.
    Reset,
}

/// Hears each frame, and the id of its event where it has one.
type Hear = Rc<dyn Fn(Frame, Option<String>)>;

impl Api {
    /// Follows what happens from the event `last` on, until the returned controller is told to stop or the stream ends,
    /// which `ended` is told.
    pub(crate) fn events(
        self,
        last: Option<String>,
        hear: impl Fn(Frame, Option<String>) + 'static,
        ended: impl FnOnce(ApiError) + 'static,
    ) -> Option<AbortController> {
        let stop = AbortController::new().ok()?;
        let signal = stop.signal();
        let hear: Hear = Rc::new(hear);
        spawn_local(async move {
            let error = match self.listen(last, &signal, &hear).await {
                // The server has ended it, to be asked again.
                Ok(()) => ApiError::Network,
                Err(error) => error,
            };
            ended(error);
        });
        Some(stop)
    }

    async fn listen(self, last: Option<String>, stop: &AbortSignal, hear: &Hear) -> Result<(), ApiError> {
        let call = Call::get(format!("{}/events", paths::BASE)).after(last);
        let Some(token) = self.session.token() else { return Err(ApiError::SignedOut) };
        let response = match call.open(Some(&token), stop).await {
            Err(error) if needs_refresh(&error) => {
                self.renew().await?;
                call.open(self.session.token().as_deref(), stop).await?
            }
            other => other?,
        };
        hear(Frame::Open, None);
        let mut text = Text::of(&response)?;
        let mut pieces = Pieces::default();
        while let Some(piece) = text.next().await? {
            hear(Frame::Alive, None);
            for event in pieces.take(&piece) {
                let id = event.id.clone();
                let Some(frame) = frame(&event) else { continue };
                hear(frame, id);
                // What follows an event gets to see each of them.
                next_task().await;
            }
        }
        Ok(())
    }
}

/// A frame of a kind that this version of the app knows.
fn frame(Event { name, data, .. }: &Event) -> Option<Frame> {
    let data = Parsed::new(JSON::parse(data).ok()?);
    match name.as_str() {
        "ticket" => TicketNews::read(&data).map(Frame::Ticket),
        "presence" => CrowdView::read(&data).map(Frame::Presence),
        "inbox" => Some(Frame::Inbox),
        "reset" => Some(Frame::Reset),
        _ => None,
    }
}

/// The text of an answer, piece by piece.
struct Text {
    reader: ReadableStreamDefaultReader,
    decoder: TextDecoder,
    options: TextDecodeOptions,
}

impl Text {
    fn of(response: &Response) -> Result<Self, ApiError> {
        let body = response.body().ok_or(ApiError::Unreadable)?;
        let options = TextDecodeOptions::new();
        // A letter of several bytes can lie across two pieces.
        options.set_stream(true);
        let decoder = TextDecoder::new().map_err(|_| ApiError::Unreadable)?;
        Ok(Self { reader: body.get_reader().unchecked_into(), decoder, options })
    }

    async fn next(&mut self) -> Result<Option<String>, ApiError> {
        let piece = JsFuture::from(self.reader.read()).await.map_err(|_| ApiError::Network)?;
        let of = |name: &str| Reflect::get(&piece, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED);
        if of("done").is_truthy() {
            return Ok(None);
        }
        let bytes: Uint8Array = of("value").unchecked_into();
        let text = self.decoder.decode_with_buffer_source_and_options(&bytes, &self.options);
        text.map(Some).map_err(|_| ApiError::Unreadable)
    }
}

async fn next_task() {
    let wait = Promise::new(&mut |done, _| {
        // Fails for what cannot be called only.
        let _ = window().set_timeout_with_callback(&done);
    });
    // A timer does not fail.
    let _ = JsFuture::from(wait).await;
}
