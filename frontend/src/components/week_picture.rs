//! A week as a picture: a line for each day, filled where somebody works. The same stands beside it in words.

use crate::i18n::{t, tr};
use crate::state::week::{Days, Span, clashes, clock};
use domain::sla::{MinuteOfDay, Weekday};
use std::rc::Rc;
use ui::{El, Make, div, el, span, svg, switch};

/// The heights and widths of the picture are minutes across and nothing in particular down: it is stretched.
const HEIGHT: &str = "12";

/// The picture with its words, one table. What is shown follows `days`.
pub(crate) fn week_picture(days: impl Fn() -> Days<Span> + 'static) -> El {
    let days: Rc<dyn Make<Days<Span>>> = Rc::new(days);
    let line = |(place, &day): (usize, &Weekday)| {
        let days = days.clone();
        let of_day = move || days.make().into_iter().nth(place).unwrap_or_default();
        let shown = switch(of_day, |spans: &Vec<Span>| {
            div("week-line").child((bar(spans), span("week-words").child(words(spans.clone()))))
        });
        el("tr").child((el("th").attr("scope", "row").child(move || (t().sla.weekday)(day)), el("td").child(shown)))
    };
    let hour = |hour: &'static str| el("span").child(hour);
    let axis = div("week-line")
        .attr("aria-hidden", "true")
        .child((div("week-axis").child(["0", "6", "12", "18", "24"].map(hour)), span("week-words")));
    let hidden = |text| span("hidden-text").child(text);
    let head = el("tr").child((
        el("th").attr("scope", "col").child(hidden(tr!(sla.day))),
        el("th").attr("scope", "col").child((hidden(tr!(sla.hours)), axis)),
    ));
    let lines: Vec<El> = Weekday::ALL.iter().enumerate().map(line).collect();
    el("table").class("week").child((
        el("caption").class("hidden-text").child(tr!(sla.week_of)),
        el("thead").child(head),
        el("tbody").child(lines),
    ))
}

fn bar(spans: &[Span]) -> El {
    let block = |class: &'static str, (from, to): Span| {
        svg("rect")
            .attr("class", class)
            .attr("x", from.to_string())
            .attr("width", (to - from).to_string())
            .attr("height", HEIGHT)
    };
    let day = block("week-ground", (0, MinuteOfDay::MAX));
    let open: Vec<El> = spans.iter().map(|&span| block("week-open", span)).collect();
    let twice: Vec<El> = clashes(spans).into_iter().map(|span| block("week-clash", span)).collect();
    let quarters = svg("path").attr("class", "week-quarters").attr("d", "M360 0V12M720 0V12M1080 0V12");
    svg("svg")
        .attr("class", "week-bar")
        .attr("viewBox", format!("0 0 {} {HEIGHT}", MinuteOfDay::MAX))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .child((day, open, twice, quarters))
}

fn words(spans: Vec<Span>) -> impl Fn() -> String + 'static {
    move || match spans.as_slice() {
        [] => t().sla.closed.to_owned(),
        [(0, MinuteOfDay::MAX)] => t().sla.round_the_clock.to_owned(),
        spans => {
            let words = |&(from, to): &Span| format!("{}–{}", clock(from), clock(to));
            spans.iter().map(words).collect::<Vec<_>>().join(", ")
        }
    }
}
