//! Reports and exports.

use super::{Answer, Api, Call};
use crate::routes::written;
use domain::id::TicketNumber;
use dto::paths;
use dto::report::{ExportQuery, ReportQuery, ReportView};
use dto::sla::SlaLedgerView;

impl Api {
    /// How the service level of a ticket came about.
    pub(crate) fn ledger(self, number: TicketNumber) -> Answer<SlaLedgerView> {
        self.call(Call::get(paths::ticket_part(number, "sla")))
    }

    pub(crate) fn report(self, query: ReportQuery) -> Answer<ReportView> {
        let ReportQuery { from, until, zone, step, by, queue, team, category, priority } = query;
        let given = [
            ("from", from),
            ("until", until),
            ("zone", zone),
            ("step", step),
            ("by", by),
            ("queue", queue),
            ("team", team),
            ("category", category),
            ("priority", priority),
        ];
        let given = given.map(|(name, value)| (name, value.unwrap_or_default()));
        self.call(Call::get(format!("{}/reports{}", paths::BASE, written(&given))))
    }

    /// Takes tickets out of Lotse; gives the address of the file within the browser.
    pub(crate) fn export_tickets(self, query: ExportQuery) -> Answer<String> {
        let ExportQuery { format, content, created_at, .. } = query;
        let given = [("format", format), ("content", content), ("created_at", created_at)];
        let given = given.map(|(name, value)| (name, value.unwrap_or_default()));
        self.call(Call::post(format!("{}/admin/export{}", paths::BASE, written(&given))).file())
    }
}
