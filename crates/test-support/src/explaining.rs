//! A connection that asks the database how it would do each statement, and then has it done.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value, Values,
};
use std::sync::{Mutex, PoisonError};

/// How a database does a statement.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The statement.
    pub sql: String,
    /// Its steps, a line each, as the database words them.
    pub steps: Vec<String>,
}

/// Collects the plans of all that is asked through it.
pub struct Explaining<'a> {
    connection: &'a DatabaseConnection,
    plans: Mutex<Vec<Plan>>,
}

impl<'a> Explaining<'a> {
    /// Over a connection.
    #[must_use]
    pub const fn new(connection: &'a DatabaseConnection) -> Self {
        Self { connection, plans: Mutex::new(Vec::new()) }
    }

    /// The plans since this was last asked.
    pub fn take(&self) -> Vec<Plan> {
        std::mem::take(&mut self.plans.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn explain(&self, statement: &Statement) -> Result<(), DbErr> {
        let (how, column) = match self.connection.get_database_backend() {
            DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
            _ => ("EXPLAIN QUERY PLAN", "detail"),
        };
        let Statement { sql, values, db_backend } = statement;
        let values: Vec<Value> = values.clone().map(|Values(values)| values).unwrap_or_default();
        let explained = Statement::from_sql_and_values(*db_backend, format!("{how} {sql}"), values);
        let rows = self.connection.query_all_raw(explained).await?;
        let steps = rows.iter().map(|row| row.try_get("", column)).collect::<Result<_, _>>()?;
        self.plans.lock().unwrap_or_else(PoisonError::into_inner).push(Plan { sql: sql.clone(), steps });
        Ok(())
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Explaining<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.connection.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.explain(&statement).await?;
        self.connection.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.connection.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.explain(&statement).await?;
        self.connection.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.explain(&statement).await?;
        self.connection.query_all_raw(statement).await
    }
}
