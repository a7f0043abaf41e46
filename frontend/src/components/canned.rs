//! Replies written in advance: a menu that puts one where the cursor stands, with the names of this ticket in it, and leads to
//! where they are kept.

use crate::browser;
use crate::i18n::tr;
use crate::routes::Route;
use crate::state::staff_ticket::StaffTicket;
use crate::state::writing::Writing;
use dto::desk::CannedReplyView;
use ui::{El, Glyph, Show, icon, live, menu, menu_item, span};

/// The menu.
pub(crate) fn canned_menu(id: &'static str, state: StaffTicket, writing: Writing) -> El {
    state.app.catalogue.load_canned();
    let face = (icon(Glyph::Lines, 16), span("menu-words").child(tr!(sending.canned)));
    menu(id, tr!(sending.canned), face, move || {
        let keep =
            menu_item(Glyph::Pencil, tr!(sending.keep_canned)).press(move || state.app.navigation.go(&Route::Replies));
        // They may come in while the menu is open.
        let replies = live(move || {
            let all = state.app.catalogue.canned.get();
            let none = all.is_empty() && state.app.catalogue.canned_progress.is_ready();
            let none = none.then(|| menu_item(Glyph::Close, tr!(sending.no_canned)).attr("aria-disabled", "true"));
            (none, all.into_iter().map(|reply| line(reply, state, writing)).collect::<Vec<_>>())
        });
        (replies, keep)
    })
    .class("menu menu-left")
}

fn line(reply: CannedReplyView, state: StaffTicket, writing: Writing) -> impl Show {
    let CannedReplyView { title, body, .. } = reply;
    menu_item(Glyph::Lines, title).press(move || {
        let text = filled(&body, state);
        // The menu gives the focus to its button first.
        browser::after_paint(move || writing.insert(&text));
    })
}

fn filled(body: &str, state: StaffTicket) -> String {
    let agent = state.app.session.me_untracked().map(|me| me.display_name).unwrap_or_default();
    let (requester, subject) = state.with(|ticket| (ticket.requester.display_name.clone(), ticket.subject.clone()));
    let values = [
        ("requester.name", requester),
        ("agent.name", agent),
        ("ticket.number", state.number.to_string()),
        ("ticket.subject", subject),
    ];
    fill(body, &values)
}

/// Puts values in the place of `{{names}}`; what has no value stays as it is.
fn fill(body: &str, values: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (index, part) in body.split("{{").enumerate() {
        if index == 0 {
            text.push_str(part);
            continue;
        }
        let end = part.find('}').filter(|end| part[*end..].starts_with("}}"));
        let value = end.and_then(|end| values.iter().find(|(name, _)| *name == part[..end].trim()));
        match (end, value) {
            (Some(end), Some((_, value))) => {
                text.push_str(value);
                text.push_str(&part[end + 2..]);
            }
            _ => {
                text.push_str("{{");
                text.push_str(part);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_names_are_filled_in_and_others_stay() {
        let values = [("requester.name", "Lena".to_owned()), ("ticket.number", "#7".to_owned())];
        for (body, expected) in [
            ("Hello {{requester.name}}, about {{ ticket.number }}:", "Hello Lena, about #7:"),
            ("{{other}} and {{requester.name", "{{other}} and {{requester.name"),
            ("}} {{ {{requester.name}}", "}} {{ Lena"),
            ("nothing", "nothing"),
        ] {
            assert_eq!(fill(body, &values), expected);
        }
    }
}
