//! Reports, as staff read them.

use domain::report::{Grouping, Step};

type Text = &'static str;

pub(crate) struct Reports {
    pub(crate) lead: Text,
    pub(crate) days: fn(u32) -> String,
    pub(crate) from: Text,
    pub(crate) until: Text,
    pub(crate) by_label: Text,
    pub(crate) by: fn(Grouping) -> Text,
    pub(crate) step: fn(Step) -> Text,
    pub(crate) period: Text,
    pub(crate) created: Text,
    pub(crate) settled: Text,
    pub(crate) reopened: Text,
    pub(crate) backlog: Text,
    pub(crate) backlog_end: Text,
    pub(crate) first_response: Text,
    pub(crate) solution: Text,
    pub(crate) kept: Text,
    pub(crate) p90: fn(&str) -> String,
    pub(crate) median: fn(&str) -> String,
    pub(crate) kept_of: fn(&str, &str) -> String,
    pub(crate) nobody: Text,
    /// What a chart shows, for whoever does not see it.
    pub(crate) chart: fn(&str, &str, &str, &str) -> String,
    pub(crate) peak: fn(&str) -> String,
    pub(crate) as_table: Text,
    pub(crate) none: Text,
    pub(crate) all: Text,
    pub(crate) nothing: Text,
    pub(crate) nothing_text: Text,
    pub(crate) notes: Text,
    pub(crate) duration: fn(i64) -> String,
    /// Of working time: a day of that is no day.
    pub(crate) working: fn(i64) -> String,
    pub(crate) export: Text,
    pub(crate) export_title: Text,
    pub(crate) export_text: Text,
    pub(crate) content: Text,
    pub(crate) tickets: Text,
    pub(crate) tickets_hint: Text,
    pub(crate) messages: Text,
    pub(crate) messages_hint: Text,
    pub(crate) notes_too: Text,
    pub(crate) notes_hint: Text,
    pub(crate) format: Text,
    pub(crate) csv: Text,
    pub(crate) csv_hint: Text,
    pub(crate) ndjson: Text,
    pub(crate) ndjson_hint: Text,
    pub(crate) download: Text,
    pub(crate) exported: Text,
}

/// The two largest units of a time, as `units` writes them.
fn duration(seconds: i64, units: [Text; 3], less: Text) -> String {
    let minutes = seconds / 60;
    let [day, hour, minute] = units;
    match (minutes / 1_440, minutes / 60 % 24, minutes % 60) {
        (0, 0, 0) => less.to_owned(),
        (0, 0, minutes) => format!("{minutes} {minute}"),
        (0, hours, 0) => format!("{hours} {hour}"),
        (0, hours, minutes) => format!("{hours} {hour} {minutes} {minute}"),
        (days, 0, _) => format!("{days} {day}"),
        (days, hours, _) => format!("{days} {day} {hours} {hour}"),
    }
}

/// In hours and minutes, as `units` writes them.
fn working(seconds: i64, units: [Text; 2]) -> String {
    let [hour, minute] = units;
    match (seconds / 3_600, seconds / 60 % 60) {
        (0, minutes) => format!("{minutes} {minute}"),
        (hours, 0) => format!("{hours} {hour}"),
        (hours, minutes) => format!("{hours} {hour} {minutes} {minute}"),
    }
}

pub(super) const DE: Reports = Reports {
    lead: "Wie viele Tickets kamen, gelöst wurden und übrig sind, wie lange das dauerte und ob Zusagen gehalten wurden. Gezählt wird, was Sie sehen dürfen.",
    days: |days| match days {
        7 => "7 Tage".to_owned(),
        365 => "12 Monate".to_owned(),
        days => format!("{days} Tage"),
    },
    from: "Vom",
    until: "Bis",
    by_label: "Aufgeteilt nach",
    by: |by| match by {
        Grouping::Queue => "Warteschlange",
        Grouping::Team => "Team",
        Grouping::Category => "Kategorie",
        Grouping::Priority => "Priorität",
    },
    step: |step| match step {
        Step::Day => "Tag",
        Step::Week => "Woche",
        Step::Month => "Monat",
    },
    period: "Zeitraum",
    created: "Neu",
    settled: "Gelöst",
    reopened: "Wieder aufgenommen",
    backlog: "Offen",
    backlog_end: "Offen am Ende",
    first_response: "Erste Antwort",
    solution: "Lösung",
    kept: "Zusagen gehalten",
    p90: |time| format!("90 % in höchstens {time}"),
    median: |time| format!("Median; 90 % in höchstens {time}"),
    kept_of: |kept, all| format!("{kept} von {all}"),
    nobody: "keine",
    chart: |what, total, peak, when| format!("{what}: insgesamt {total}, am meisten {peak} ({when})"),
    peak: |peak| format!("höchstens {peak}"),
    as_table: "Als Tabelle",
    none: "Ohne Team",
    all: "Alle",
    nothing: "In dieser Zeit ist nichts geschehen",
    nothing_text: "Wählen Sie einen anderen Zeitraum.",
    notes: "Zeiten laufen von der Anlage des Tickets an, auch nachts. Zusagen zählen nach ihrer Arbeitszeit. Ein Ticket zählt dort, wo es jetzt ist; gelöschte zählen nicht.",
    duration: |seconds| duration(seconds, ["T.", "Std.", "Min."], "unter 1 Min."),
    working: |seconds| working(seconds, ["Std.", "Min."]),
    export: "Tickets exportieren …",
    export_title: "Tickets exportieren",
    export_text: "Die Datei enthält die Tickets, die im gewählten Zeitraum angelegt wurden, mit Namen und Adressen. Der Export steht danach im Protokoll.",
    content: "Inhalt",
    tickets: "Tickets",
    tickets_hint: "Eine Zeile je Ticket",
    messages: "Nachrichten",
    messages_hint: "Beschreibungen, Antworten und Lösungen",
    notes_too: "Nachrichten und interne Notizen",
    notes_hint: "Auch, was Kundinnen und Kunden nicht lesen dürfen",
    format: "Format",
    csv: "CSV",
    csv_hint: "Für Tabellenprogramme",
    ndjson: "NDJSON",
    ndjson_hint: "Ein JSON-Objekt je Zeile, für Programme",
    download: "Herunterladen",
    exported: "Die Datei ist heruntergeladen.",
};

pub(super) const EN: Reports = Reports {
    lead: "How many tickets came in, were solved and are left, how long that took, and whether promises were kept. What you may see is counted.",
    days: |days| match days {
        365 => "12 months".to_owned(),
        days => format!("{days} days"),
    },
    from: "From",
    until: "Until",
    by_label: "Split by",
    by: |by| match by {
        Grouping::Queue => "Queue",
        Grouping::Team => "Team",
        Grouping::Category => "Category",
        Grouping::Priority => "Priority",
    },
    step: |step| match step {
        Step::Day => "Day",
        Step::Week => "Week",
        Step::Month => "Month",
    },
    period: "Period",
    created: "New",
    settled: "Solved",
    reopened: "Reopened",
    backlog: "Open",
    backlog_end: "Open at the end",
    first_response: "First response",
    solution: "Solution",
    kept: "Promises kept",
    p90: |time| format!("90 % within {time}"),
    median: |time| format!("Median; 90 % within {time}"),
    kept_of: |kept, all| format!("{kept} of {all}"),
    nobody: "none",
    chart: |what, total, peak, when| format!("{what}: {total} in all, at most {peak} ({when})"),
    peak: |peak| format!("at most {peak}"),
    as_table: "As a table",
    none: "No team",
    all: "All",
    nothing: "Nothing happened in this time",
    nothing_text: "Choose another period.",
    notes: "Times run from the creation of the ticket, at night as well. Promises count by their working hours. A ticket counts where it is now; deleted ones do not count.",
    duration: |seconds| duration(seconds, ["d", "h", "min"], "under 1 min"),
    working: |seconds| working(seconds, ["h", "min"]),
    export: "Export tickets …",
    export_title: "Export tickets",
    export_text: "The file holds the tickets that were created in the chosen period, with names and addresses. The export is then in the audit log.",
    content: "Content",
    tickets: "Tickets",
    tickets_hint: "A line for each ticket",
    messages: "Messages",
    messages_hint: "Descriptions, replies and resolutions",
    notes_too: "Messages and internal notes",
    notes_hint: "Also what customers must not read",
    format: "Format",
    csv: "CSV",
    csv_hint: "For spreadsheets",
    ndjson: "NDJSON",
    ndjson_hint: "A JSON object a line, for programs",
    download: "Download",
    exported: "The file is downloaded.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_its_two_largest_units() {
        let cases = [
            (0, "under 1 min"),
            (59, "under 1 min"),
            (60, "1 min"),
            (3_600, "1 h"),
            (7_500, "2 h 5 min"),
            (86_400, "1 d"),
            (90_000, "1 d 1 h"),
            (864_000 + 59, "10 d"),
        ];
        for (seconds, words) in cases {
            assert_eq!((EN.duration)(seconds), words);
        }
        for (seconds, words) in [(59, "0 min"), (3_600, "1 h"), (432_000, "120 h"), (7_500, "2 h 5 min")] {
            assert_eq!((EN.working)(seconds), words);
        }
    }
}
