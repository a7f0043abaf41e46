//! Of what the person is told, and how.

use super::page::loaded;
use crate::browser;
use crate::i18n::{t, tr};
use crate::routes::{NOTIFICATIONS, Route};
use crate::state::progress::Progress;
use crate::state::{App, app};
use domain::notification::{Loudness, NoticeKind};
use dto::notification::PreferenceView;
use ui::{El, Row, SelectOption, Signal, el, p, rows, select};

/// The section of the profile. Each choice is saved at once.
pub(crate) fn preferences() -> El {
    let app = app();
    let list = Signal::new(Vec::<PreferenceView>::new());
    let progress = Progress::new();
    let load = move || {
        progress.load(app.api.notification_preferences(), move |found| {
            list.set(found);
            // Whoever comes by the link in a mail wants to be here, and not at the top.
            if app.navigation.route_untracked() == Route::Preferences {
                browser::after_paint(|| browser::go_to(NOTIFICATIONS));
            }
        });
    };
    load();
    el("section").class("card card-inset profile").attr("aria-labelledby", NOTIFICATIONS).child((
        el("h2").id(NOTIFICATIONS).attr("tabindex", "-1").child(tr!(inbox.preferences)),
        p("form-note").child(tr!(inbox.preferences_lead)),
        loaded(progress, 4, load, move || lines(app, list)),
    ))
}

fn lines(app: App, list: Signal<Vec<PreferenceView>>) -> El {
    let line = move |PreferenceView { kind, usual, .. }: PreferenceView| {
        Row::new(kind.to_string(), move || el("li").class("preference").child(choice(app, list, kind, usual)))
    };
    el("ul").class("preferences").child(rows(move || list.get().into_iter().map(line).collect()))
}

fn choice(app: App, list: Signal<Vec<PreferenceView>>, kind: NoticeKind, usual: Loudness) -> impl ui::Show {
    let options = move || {
        let line = |&loudness: &Loudness| {
            let word = (t().inbox.loudness)(loudness);
            let text = if loudness == usual { (t().inbox.usual)(word) } else { word.to_owned() };
            SelectOption::new(loudness.as_str(), text)
        };
        Loudness::ALL.iter().map(line).collect()
    };
    let now = move || {
        let of = |list: &Vec<PreferenceView>| list.iter().find(|line| line.kind == kind).map(|line| line.loudness);
        list.with(of).unwrap_or(usual).to_string()
    };
    select(kind.as_str(), move || (t().inbox.kind)(kind), options, now).choose(move |word| {
        if let Ok(loudness) = word.parse() {
            prefer(app, list, kind, loudness);
        }
    })
}

fn prefer(app: App, list: Signal<Vec<PreferenceView>>, kind: NoticeKind, loudness: Loudness) {
    let before = list.get_untracked();
    list.update(|list| {
        for line in list.iter_mut().filter(|line| line.kind == kind) {
            line.loudness = loudness;
        }
    });
    app.api.prefer(kind, loudness).then(move |outcome| match outcome {
        Ok(_) => {
            let words = ((t().inbox.kind)(kind), (t().inbox.loudness)(loudness));
            app.notices.good((t().inbox.preferred)(words.0, words.1));
        }
        Err(error) => {
            // The choice shows again what is so.
            list.set(before);
            app.notices.bad(error.text());
        }
    });
}
