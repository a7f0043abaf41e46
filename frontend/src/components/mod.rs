//! Markup that pages are put together from: functions that give elements and views.

pub(crate) mod account_menu;
pub(crate) mod answer_form;
pub(crate) mod beside;
pub(crate) mod bulk_bar;
pub(crate) mod bulk_dialog;
mod bulk_report;
pub(crate) mod composer;
pub(crate) mod conversation;
pub(crate) mod draft_line;
pub(crate) mod edit_dialog;
pub(crate) mod help;
mod here;
pub(crate) mod markdown;
pub(crate) mod marks;
pub(crate) mod page;
pub(crate) mod palette;
pub(crate) mod properties;
pub(crate) mod queue_filters;
pub(crate) mod queue_peek;
mod queue_row;
pub(crate) mod queue_table;
pub(crate) mod request_rows;
mod search;
pub(crate) mod settle_dialog;
pub(crate) mod shell;
pub(crate) mod switches;
