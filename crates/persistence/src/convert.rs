//! From what stands in a row to domain types. A value that does not fit names table, column and row, so that an
//! operator can find it.

use crate::error::Error;
use domain::clock::Timestamp;
use domain::text::TextError;
use std::fmt::Display;
use std::str::FromStr;

/// A row being read.
pub(crate) struct Row {
    pub(crate) table: &'static str,
    pub(crate) key: String,
}

impl Row {
    pub(crate) fn new(table: &'static str, key: impl Display) -> Self {
        Self { table, key: key.to_string() }
    }

    pub(crate) fn corrupt(&self, column: &'static str, problem: impl Display) -> Error {
        Error::Corrupt { table: self.table, column, row: self.key.clone(), problem: problem.to_string() }
    }

    pub(crate) fn word<T: FromStr<Err: Display>>(&self, column: &'static str, word: &str) -> Result<T, Error> {
        word.parse().map_err(|error| self.corrupt(column, error))
    }

    pub(crate) fn text<T>(
        &self,
        column: &'static str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, TextError>,
    ) -> Result<T, Error> {
        parse(text).map_err(|error| self.corrupt(column, format!("a text that {error}")))
    }

    pub(crate) fn time(&self, column: &'static str, micros: i64) -> Result<Timestamp, Error> {
        Timestamp::from_unix_micros(micros).ok_or_else(|| self.corrupt(column, "no point in time"))
    }

    pub(crate) fn time_or_none(&self, column: &'static str, micros: Option<i64>) -> Result<Option<Timestamp>, Error> {
        micros.map(|micros| self.time(column, micros)).transpose()
    }

    pub(crate) fn count(&self, column: &'static str, number: i32) -> Result<u32, Error> {
        u32::try_from(number).map_err(|_| self.corrupt(column, "a negative number"))
    }

    pub(crate) fn total(&self, column: &'static str, number: i64) -> Result<u64, Error> {
        u64::try_from(number).map_err(|_| self.corrupt(column, "a negative number"))
    }

    pub(crate) fn present<'a>(&self, column: &'static str, value: Option<&'a str>) -> Result<&'a str, Error> {
        value.ok_or_else(|| self.corrupt(column, "nothing"))
    }
}
