//! How a webhook is doing, in a pill.

use super::marks::moment;
use crate::i18n::tr;
use dto::webhook::WebhookView;
use ui::{El, Glyph, Text, Tone, pill, span};

/// Switched on, failing, or switched off and why.
pub(crate) fn webhook_state(webhook: &WebhookView) -> El {
    let because = match webhook.disabled_because.as_deref() {
        Some("gone") => Some(tr!(admin.disabled_gone)),
        Some(_) => Some(tr!(admin.disabled_failing)),
        None => None,
    };
    let pill = |tone, glyph, word: Text| pill(tone, Some(glyph), word);
    match (webhook.active, because, webhook.failing_since) {
        (false, Some(because), _) => pill(Tone::Bad, Glyph::Warning, because),
        (false, None, _) => pill(Tone::Calm, Glyph::Close, tr!(admin.is_off)),
        (true, _, Some(since)) => {
            span("pill pill-warn").child((ui::icon(Glyph::Warning, 13), tr!(admin.failing), " ", moment(since)))
        }
        (true, _, None) => pill(Tone::Good, Glyph::Check, tr!(admin.is_active)),
    }
}
