//! Reports: which time, and by what it is told apart, the address says.

use crate::browser;
use crate::components::day_field::day_field;
use crate::components::page::{loaded, page_title};
use crate::i18n::{format, t, tr};
use crate::routes::{ReportAsk, Route};
use crate::state::progress::Progress;
use crate::state::run::run;
use crate::state::{App, app};
use domain::account::Role;
use domain::report::{Grouping, Step};
use dto::report::{
    ExportContent, ExportFormat, ExportQuery, FiguresView, GroupView, KeptByTargetView, KeptView, ReportQuery,
    ReportView, SpanView, TimesView,
};
use ui::{
    ButtonKind, Choice, Dialog, El, Glyph, SelectOption, Show, Signal, Text, View, button, choice, choices, dialog,
    dialog_foot, div, el, empty_state, given, p, select, span, svg,
};

/// The periods that are one press away, in days up to today.
const PERIODS: [u32; 4] = [7, 30, 90, 365];
/// The one that is shown where the address names none.
const USUAL: u32 = 30;

/// Lives as long as the page.
#[derive(Clone, Copy)]
struct Reports {
    app: App,
    found: Signal<Option<ReportView>>,
    progress: Progress,
    exports: Signal<bool>,
    content: Signal<String>,
    form: Signal<String>,
    exporting: Signal<bool>,
}

/// The page.
pub(crate) fn reports() -> El {
    let state = Reports {
        app: app(),
        found: Signal::new(None),
        progress: Progress::new(),
        exports: Signal::new(false),
        content: Signal::new(ExportContent::Tickets.to_string()),
        form: Signal::new(ExportFormat::Csv.to_string()),
        exporting: Signal::new(false),
    };
    ui::watch(
        move || state.ask(),
        move |_| {
            state.progress.reset();
            state.load();
        },
    );
    let admin = state.app.session.me_untracked().is_some_and(|me| me.role == Role::Admin);
    let export = admin.then(|| {
        let open = button(ButtonKind::Plain, tr!(reports.export)).glyph(Glyph::Down);
        div("page-actions").child(open.press(move || state.exports.set(true)))
    });
    let title = el("div").child((page_title(None, tr!(shell.reports)), p("lead").child(tr!(reports.lead))));
    let content = move || given(move || state.found.get(), move |report| shown(state, report));
    div("narrow").child((
        div("page-head").child((title, export)),
        filters(state),
        el("div").child(loaded(state.progress, 8, move || state.load(), content)),
        admin.then(|| export_dialog(state)),
    ))
}

impl Reports {
    /// What the address asks for.
    fn ask(self) -> ReportAsk {
        match self.app.navigation.route() {
            Route::Reports(ask) => ask,
            _ => ReportAsk::default(),
        }
    }

    /// The first day and the last one.
    fn days(self) -> (String, String) {
        let ReportAsk { from, until, by: _ } = self.ask();
        let or = |day: String, ago| if day.is_empty() { format::day_ago(ago) } else { day };
        (or(from, USUAL - 1), or(until, 0))
    }

    fn go(self, change: impl FnOnce(&mut ReportAsk)) {
        let mut ask = ui::untrack(|| self.ask());
        change(&mut ask);
        self.app.navigation.replace(&Route::Reports(ask));
    }

    fn load(self) {
        let ((from, until), by) = ui::untrack(|| (self.days(), self.ask().by));
        let query = ReportQuery {
            step: Some(step(format::days_between(&from, &until)).to_string()),
            from: Some(from),
            until: Some(until),
            zone: Some(format::zone()),
            by: by.map(|by| by.to_string()),
            ..ReportQuery::default()
        };
        self.progress.load(self.app.api.report(query), move |report| {
            self.found.set(Some(report));
            self.app.navigation.settled();
        });
    }

    fn export(self) {
        let (from, until) = ui::untrack(|| self.days());
        let (from, until) = (format::day_start(&from, 0), format::day_start(&until, 1));
        let created_at = format!("{}..{}", from.unwrap_or_default(), until.unwrap_or_default());
        let query = ExportQuery {
            format: Some(self.form.get_untracked()),
            content: Some(self.content.get_untracked()),
            created_at: Some(created_at),
            ..ExportQuery::default()
        };
        let name = format!("tickets.{}", self.form.get_untracked());
        run(self.exporting, self.app.api.export_tickets(query), move |address: String| {
            browser::save(&address, &name);
            self.exports.set(false);
            self.app.notices.good(t().reports.exported);
        });
    }

    /// What people call what a group is about.
    fn name(self, by: Grouping, key: Option<&str>) -> String {
        let Some(key) = key else { return t().reports.none.to_owned() };
        let catalogue = &self.app.catalogue;
        let found = match by {
            Grouping::Queue => key.parse().ok().map(|id| catalogue.queue(id)),
            Grouping::Team => key.parse().ok().and_then(|id| catalogue.team(id)),
            Grouping::Category => Some(catalogue.category(key)),
            Grouping::Priority => key.parse().ok().map(|priority| (t().words.priority)(priority).to_owned()),
        };
        found.filter(|name| !name.is_empty()).unwrap_or_else(|| key.to_owned())
    }
}

/// So long that a chart has neither a handful of bars nor hundreds.
const fn step(days: u32) -> Step {
    match days {
        0..=62 => Step::Day,
        63..=400 => Step::Week,
        _ => Step::Month,
    }
}

fn filters(state: Reports) -> El {
    let period = move |days: u32| {
        let current = move || {
            let (from, until) = state.days();
            until == format::day_ago(0) && from == format::day_ago(days - 1)
        };
        let words = move || (t().reports.days)(days);
        button(ButtonKind::Plain, words).says("aria-pressed", current).press(move || {
            state.go(|ask| {
                ask.from = format::day_ago(days - 1);
                ask.until = format::day_ago(0);
            });
        })
    };
    let by = || Grouping::ALL.iter().map(|&by| SelectOption::new(by.as_str(), (t().reports.by)(by))).collect();
    let chosen = move || state.ask().by.unwrap_or(Grouping::Queue).to_string();
    div("report-filters").child((
        div("report-periods").attr("role", "group").attr("aria-label", tr!(reports.period)).child(PERIODS.map(period)),
        div("filters").child((
            day_field(
                "report-from",
                tr!(reports.from),
                move || state.days().0,
                move |day| state.go(|ask| ask.from = day),
            ),
            day_field(
                "report-until",
                tr!(reports.until),
                move || state.days().1,
                move |day| state.go(|ask| ask.until = day),
            ),
            div("filter-day").child((
                el("label").attr("for", "report-by").child(tr!(reports.by_label)),
                select("report-by", tr!(reports.by_label), by, chosen)
                    .bare()
                    .choose(move |word| state.go(|ask| ask.by = word.parse().ok())),
            )),
        )),
    ))
}

fn shown(state: Reports, report: &ReportView) -> View {
    let ReportView { zone: _, step, by, spans, total, groups } = report;
    if groups.is_empty() {
        return div("card").child(empty_state(Glyph::Lines, tr!(reports.nothing), tr!(reports.nothing_text))).view();
    }
    div("report")
        .child((
            tallies(total),
            charts(spans, total),
            table_of_groups(state, *by, groups, total),
            table_of_spans(*step, spans),
            p("form-note").child(tr!(reports.notes)),
        ))
        .view()
}

fn tallies(total: &FiguresView) -> El {
    let time = |name: Text, times: &TimesView| {
        let TimesView { count, median, p90 } = times.clone();
        let figure = move || if count == 0 { "–".to_owned() } else { (t().reports.duration)(median) };
        let below = move || match count {
            0 => t().reports.nobody.to_owned(),
            _ => (t().reports.median)(&(t().reports.duration)(p90)),
        };
        tally(name, figure, below)
    };
    let promises = all_kept(&total.kept);
    let below = (promises.kept, promises.kept + promises.breached);
    div("tallies").child((
        time(tr!(reports.first_response), &total.first_response),
        time(tr!(reports.solution), &total.solution),
        tally(
            tr!(reports.kept),
            move || share(&promises),
            move || match below {
                (_, 0) => t().reports.nobody.to_owned(),
                (held, all) => (t().reports.kept_of)(&format::number(held), &format::number(all)),
            },
        ),
    ))
}

fn tally(name: Text, figure: impl Fn() -> String + 'static, below: impl Fn() -> String + 'static) -> El {
    div("card tally").child((el("h2").child(name), p("report-figure").child(figure), p("quiet").child(below)))
}

/// Of every kind together.
fn all_kept(kept: &KeptByTargetView) -> KeptView {
    let kinds = [&kept.first_response, &kept.next_response, &kept.resolution];
    let sum = |of: fn(&KeptView) -> u64| kinds.into_iter().map(of).sum();
    KeptView { kept: sum(|one| one.kept), breached: sum(|one| one.breached) }
}

/// How many of a hundred promises were kept, rounded down, so that "100 %" means all of them.
fn share(KeptView { kept, breached }: &KeptView) -> String {
    match kept + breached {
        0 => "–".to_owned(),
        all => format!("{} %", kept * 100 / all),
    }
}

type Figure = fn(&SpanView) -> u64;

fn charts(spans: &[SpanView], total: &FiguresView) -> El {
    let all: [(Text, Figure, u64, &'static str); 3] = [
        (tr!(reports.created), |span| span.created, total.created, "report-chart"),
        (tr!(reports.settled), |span| span.settled, total.settled, "report-chart"),
        (tr!(reports.backlog_end), |span| span.backlog, total.backlog, "report-chart report-backlog"),
    ];
    div("report-charts").child(all.map(|(name, figure, total, class)| chart(name, spans, figure, total, class)))
}

/// Bars on a grid of a thousand by a hundred, which is stretched to the width there is. For the ear it is one sentence; each figure
/// stands in the table.
fn chart(name: Text, spans: &[SpanView], figure: Figure, total: u64, class: &'static str) -> El {
    let figures: Vec<u64> = spans.iter().map(figure).collect();
    let peak = figures.iter().copied().max().unwrap_or_default();
    let place = figures.iter().position(|&figure| figure == peak).unwrap_or_default();
    let when = spans.get(place).map(|span| span.first.clone()).unwrap_or_default();
    let (title, words) = (name.clone(), name);
    let label = move || {
        let (total, peak) = (format::number(total), format::number(peak));
        Some((t().reports.chart)(&words.get(), &total, &peak, &format::day(&when)))
    };
    let wide = 1_000 / figures.len().max(1);
    let bars: Vec<El> = figures
        .iter()
        .enumerate()
        .filter(|&(_, &figure)| figure > 0)
        .map(|(place, &figure)| bar(place * wide, wide, (figure * 100).div_ceil(peak)))
        .collect();
    let drawing = svg("svg")
        .attr("viewBox", format!("0 0 {} 100", wide * figures.len().max(1)))
        .attr("preserveAspectRatio", "none")
        .attr("role", "img")
        .attr("aria-label", label)
        .child(bars);
    let ends = [spans.first().map(|span| span.first.clone()), spans.last().map(|span| span.last.clone())];
    let ends = ends.map(|day| span("").child(move || day.as_deref().map(format::day).unwrap_or_default()));
    el("figure").class("card report-figure-box").child((
        el("figcaption").child((
            el("h2").child(title),
            span("report-figure").child(move || format::number(total)),
            span("quiet").child(move || (t().reports.peak)(&format::number(peak))),
        )),
        div(class).child(drawing),
        div("report-ends").attr("aria-hidden", "true").child(ends),
    ))
}

fn bar(from: usize, wide: usize, high: u64) -> El {
    // A fifth of each place stays free.
    let (from, wide) = (from * 10 + wide, wide * 8);
    let tenths = |value: usize| format!("{}.{}", value / 10, value % 10);
    svg("rect")
        .attr("x", tenths(from))
        .attr("width", tenths(wide))
        .attr("y", (100_u64.saturating_sub(high)).to_string())
        .attr("height", high.to_string())
}

fn table_of_groups(state: Reports, by: Grouping, groups: &[GroupView], total: &FiguresView) -> El {
    let row =
        |name: View, figures: &FiguresView| el("tr").child((el("th").attr("scope", "row").child(name), cells(figures)));
    let lines: Vec<El> = groups
        .iter()
        .map(|GroupView { key, figures }| {
            let key = key.clone();
            row((move || state.name(by, key.as_deref())).view(), figures)
        })
        .collect();
    let head = el("tr").child((
        heading(move || (t().reports.by)(by).to_owned(), ""),
        number_heading(tr!(reports.created)),
        number_heading(tr!(reports.settled)),
        number_heading(tr!(reports.reopened)),
        number_heading(tr!(reports.backlog)),
        number_heading(tr!(reports.first_response)),
        number_heading(tr!(reports.solution)),
        number_heading(tr!(reports.kept)),
    ));
    let name = move || (t().reports.by)(by);
    table(
        el("caption").class("hidden-text").child(name),
        head,
        (lines, row(el("strong").child(tr!(reports.all)).view(), total).class("report-total")),
    )
}

fn cells(figures: &FiguresView) -> Vec<El> {
    let FiguresView { created, settled, reopened, backlog, first_response, solution, kept } = figures.clone();
    let number = |value: u64| el("td").class("number").child(move || format::number(value));
    let time = |TimesView { count, median, p90 }: TimesView| {
        let words = move || if count == 0 { "–".to_owned() } else { (t().reports.duration)(median) };
        let more = move || (t().reports.p90)(&(t().reports.duration)(p90));
        el("td").class("number").child((words, (count > 0).then(|| span("report-more").child(more))))
    };
    vec![
        number(created),
        number(settled),
        number(reopened),
        number(backlog),
        time(first_response),
        time(solution),
        el("td").class("number").child(share(&all_kept(&kept))),
    ]
}

fn table_of_spans(step: Step, spans: &[SpanView]) -> El {
    let number = |value: u64| el("td").class("number").child(move || format::number(value));
    let line = |SpanView { first, last, created, settled, reopened, backlog }: SpanView| {
        let name = move || {
            if first == last {
                format::day(&first)
            } else {
                format!("{} – {}", format::day(&first), format::day(&last))
            }
        };
        el("tr").child((
            el("th").attr("scope", "row").child(name),
            number(created),
            number(settled),
            number(reopened),
            number(backlog),
        ))
    };
    let head = el("tr").child((
        heading(move || (t().reports.step)(step).to_owned(), ""),
        number_heading(tr!(reports.created)),
        number_heading(tr!(reports.settled)),
        number_heading(tr!(reports.reopened)),
        number_heading(tr!(reports.backlog_end)),
    ));
    let caption = el("caption").class("hidden-text").child(move || (t().reports.step)(step));
    let lines: Vec<El> = spans.iter().cloned().map(line).collect();
    el("details")
        .class("report-details")
        .child((el("summary").child(tr!(reports.as_table)), table(caption, head, lines)))
}

fn heading(name: impl Fn() -> String + 'static, class: &'static str) -> El {
    el("th").attr("scope", "col").class(class).child(name)
}

fn number_heading(name: Text) -> El {
    el("th").attr("scope", "col").class("number").child(name)
}

/// Scrolls by itself where it is too wide, also by keyboard.
fn table(caption: El, head: El, body: impl Show) -> El {
    let table = el("table").class("figures").child((caption, el("thead").child(head), el("tbody").child(body)));
    div("card table-box")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", tr!(reports.as_table))
        .child(table)
}

fn export_dialog(state: Reports) -> El {
    let about =
        Dialog { id: "export", open: state.exports, title: tr!(reports.export_title), close_label: tr!(common.close) };
    dialog(about, move || {
        let content = |content: ExportContent, label: Text, hint: Text| {
            let value = content.to_string();
            choice(Choice { name: "content", value, label, hint: Some(hint), glyph: None }, state.content)
        };
        let content = [
            content(ExportContent::Tickets, tr!(reports.tickets), tr!(reports.tickets_hint)),
            content(ExportContent::Messages, tr!(reports.messages), tr!(reports.messages_hint)),
            content(ExportContent::MessagesAndNotes, tr!(reports.notes_too), tr!(reports.notes_hint)),
        ];
        let form = |form: ExportFormat, label: Text, hint: Text| {
            let value = form.to_string();
            choice(Choice { name: "format", value, label, hint: Some(hint), glyph: None }, state.form)
        };
        let form = [
            form(ExportFormat::Csv, tr!(reports.csv), tr!(reports.csv_hint)),
            form(ExportFormat::Ndjson, tr!(reports.ndjson), tr!(reports.ndjson_hint)),
        ];
        (
            p("form-note").child(tr!(reports.export_text)),
            choices("export-content", tr!(reports.content), || None, content),
            choices("export-format", tr!(reports.format), || None, form),
            dialog_foot((
                button(ButtonKind::Plain, tr!(common.cancel)).press(move || state.exports.set(false)),
                button(ButtonKind::Primary, tr!(reports.download))
                    .glyph(Glyph::Down)
                    .busy(move || state.exporting.get())
                    .press(move || state.export()),
            )),
        )
    })
}
