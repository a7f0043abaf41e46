//! The floor: the statements of a request alone, sent by pgbench to the same cluster with as many clients.
//!
//! Which statements those are is read from PostgreSQL's log while the server answers one request of a case: the text with its
//! values, in order. A script of pgbench repeats them with prepared statements, as the server does. What a request makes
//! anew, ids and numbers, the script makes anew each time as well.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::Path,
    process::Stdio,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::cases::Case;
use super::load::CONNECTIONS;
use crate::{
    server::{Connection, Server},
    services::cluster::Cluster,
};

/// So many different requests of a case are repeated. One script for each, whose statements each client prepares at first.
const SAMPLES: u64 = 10;
/// That takes less than this, and is not measured.
const PREPARING: Duration = Duration::from_secs(4);

/// A statement as it was run.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Statement {
    sql: String,
    /// Values of `$1`, `$2` and so on; nothing where it is NULL.
    values: Vec<Option<String>>,
}

/// How many times a second PostgreSQL alone does what requests of a case ask of it, and how many statements one takes.
pub(super) struct Floor {
    pub(super) per_second: f64,
    pub(super) statements: usize,
}

/// Measures it. `server` has to log every statement.
pub(super) fn measure(
    cluster: &Cluster,
    database: &str,
    server: &Server,
    case: &Case,
    each: Duration,
) -> Result<Floor> {
    let folder = tempfile::tempdir()?;
    let mut pgbench = cluster.program("pgbench", database);
    let clients = CONNECTIONS.to_string();
    pgbench.args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--client", &clients]);
    pgbench.args(["--progress=1", "--time", &(PREPARING + each).as_secs().to_string()]);
    let mut connection = Connection::open(&server.address)?;
    let mut statements = 0;
    for sample in 0..SAMPLES {
        let request = (case.next)(sample);
        // Once before, so that nothing is loaded or planned for the first time.
        request.send(&mut connection)?.ok()?;
        let from = end_of_log(cluster, database)?;
        let begun = now_millis()?;
        let answer = request.send(&mut connection)?.ok()?;
        let number = serde_json::from_slice::<Value>(&answer).ok().and_then(|answer| answer["number"].as_i64());
        let number = number.filter(|_| request.method == "POST" && request.path.ends_with("/tickets"));
        let sent = statements_between(cluster, from, end_of_log(cluster, database)?)?;
        if sent.is_empty() {
            bail!("no statement of {} was found in the log", case.name);
        }
        statements += sent.len();
        let (script, values) = script(sample, &sent, begun, number);
        let file = folder.path().join(format!("{sample}.sql"));
        fs::write(&file, script)?;
        pgbench.arg("--file").arg(file);
        for (name, value) in values {
            pgbench.arg("--define").arg(format!("{name}={value}"));
        }
    }
    // Not by `process`, which would name the command with some thousand values when it fails.
    let output = pgbench.stdin(Stdio::null()).output().context("cannot start pgbench")?;
    let told = String::from_utf8(output.stderr)?;
    if !output.status.success() {
        bail!("pgbench could not do what {} does ({}): {told}", case.name, output.status);
    }
    let per_second = transactions_per_second(&told).context("pgbench tells no tps")?;
    Ok(Floor { per_second, statements: statements / usize::try_from(SAMPLES)? })
}

#[expect(clippy::disallowed_methods, reason = "ids that the server makes hold the time of the machine")]
fn now_millis() -> Result<u128> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())
}

/// How long the log is, with all that was done before this is asked: a marker is written, and waited for.
fn end_of_log(cluster: &Cluster, database: &str) -> Result<usize> {
    let marker = format!("marker {}", now_millis()?);
    cluster.ask(database, &format!("SET log_min_duration_statement = 0; SELECT '{marker}'"))?;
    loop {
        let log = fs::read_to_string(cluster.log())?;
        // The collector writes what it gets in order.
        if log.lines().any(|line| line.contains(&marker)) && log.ends_with('\n') {
            return Ok(log.len());
        }
    }
}

fn statements_between(cluster: &Cluster, from: usize, until: usize) -> Result<Vec<Statement>> {
    let log = fs::read_to_string(cluster.log())?;
    let part = log.get(from..until).context("the log was cut")?;
    Ok(part.lines().filter_map(|line| serde_json::from_str(line).ok()).filter_map(|entry| statement(&entry)).collect())
}

/// A line of the log as a statement of the server, if it is one.
fn statement(entry: &Value) -> Option<Statement> {
    if entry["application_name"] != "lotse" {
        return None;
    }
    let message = entry["message"].as_str()?;
    let sql = match message.split_once("  execute ") {
        Some((_, rest)) => rest.split_once(": ")?.1,
        None => message.split_once("  statement: ")?.1,
    };
    let values = entry["detail"].as_str().and_then(|detail| detail.split_once(": ")).map(|(_, values)| values);
    Some(Statement { sql: sql.to_owned(), values: values.map(parameters).unwrap_or_default() })
}

/// `$1 = 'it''s', $2 = NULL`, as PostgreSQL writes them.
fn parameters(text: &str) -> Vec<Option<String>> {
    let mut values = Vec::new();
    let mut rest = text;
    while let Some((_, value)) = rest.split_once(" = ") {
        if let Some(after) = value.strip_prefix("NULL") {
            values.push(None);
            rest = after;
            continue;
        }
        let mut found = String::new();
        let mut characters = value.char_indices().skip(1).peekable();
        let mut end = value.len();
        while let Some((place, character)) = characters.next() {
            match (character, characters.peek()) {
                ('\'', Some((_, '\''))) => {
                    found.push('\'');
                    characters.next();
                }
                ('\'', _) => {
                    end = place + 1;
                    break;
                }
                _ => found.push(character),
            }
        }
        values.push(Some(found));
        rest = &value[end..];
    }
    values
}

/// A script that does the same again, with its values. `number` is the running number that a new ticket got.
fn script(sample: u64, sent: &[Statement], begun: u128, number: Option<i64>) -> (String, BTreeMap<String, String>) {
    let mut made = BTreeMap::new();
    let mut values = BTreeMap::new();
    let mut body = String::new();
    for (place, Statement { sql, values: given }) in sent.iter().enumerate() {
        let mut line = sql.replace('\n', " ");
        // From the last on, or `$1` would be found within `$10`.
        for (index, value) in given.iter().enumerate().rev() {
            let count = made.len();
            let with = match value {
                None => "NULL".to_owned(),
                // A variable of pgbench cannot be empty.
                Some(value) if value.is_empty() => "''".to_owned(),
                // pgbench says no types, and nothing says which a bare value has.
                Some(value) if is_bare(&line, index) => value.clone(),
                Some(value) if number.is_some_and(|number| *value == number.to_string()) => ":value".to_owned(),
                Some(value) if made_since(value, begun) => {
                    let name = made.entry(value.clone()).or_insert_with(|| format!("made_{count}"));
                    format!(":{name}")
                }
                Some(value) => {
                    let name = format!("v_{sample}_{place}_{index}");
                    values.insert(name.clone(), value.clone());
                    format!(":{name}")
                }
            };
            line = line.replace(&format!("${}", index + 1), &with);
        }
        if line.contains("INTO \"sla_clocks\"") {
            // Decided once for each clock, and this is done again and again.
            line.push_str(" ON CONFLICT DO NOTHING");
        }
        let end = if line.contains("nextval(") { " \\gset\n" } else { ";\n" };
        body.push_str(&line);
        body.push_str(end);
    }
    if made.is_empty() {
        return (body, values);
    }
    // Version 7, as the server makes them: what is new stands at the end of each index.
    let id = "(lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7' \
        || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid";
    let mut head = "SELECT ".to_owned();
    for (index, name) in made.values().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        // Writing to a text does not fail.
        let _ = write!(head, "{comma}{id} AS {name}");
    }
    (format!("{head} \\gset\n{body}"), values)
}

/// Whether a number stands for itself: `SELECT $1 FROM`, `COUNT($1)`.
fn is_bare(line: &str, index: usize) -> bool {
    let place = format!("${}", index + 1);
    [format!("SELECT {place} FROM"), format!("COUNT({place})")].iter().any(|bare| line.contains(bare))
}

/// Whether a value is an id that was made at a moment or later (RFC 9562, version 7).
fn made_since(value: &str, begun: u128) -> bool {
    let digits = value.replace('-', "");
    let is_id = value.len() == 36 && digits.len() == 32 && digits.as_bytes().get(12) == Some(&b'7');
    is_id && digits.get(..12).and_then(|millis| u128::from_str_radix(millis, 16).ok()).is_some_and(|at| at >= begun)
}

/// The mean of what it tells each second, once everything is prepared.
fn transactions_per_second(told: &str) -> Option<f64> {
    let seconds = told.lines().filter_map(|line| {
        let (at, rest) = line.strip_prefix("progress: ")?.split_once(" s, ")?;
        let (tps, _) = rest.split_once(" tps")?;
        Some((at.parse::<f64>().ok()?, tps.parse::<f64>().ok()?))
    });
    let measured: Vec<f64> =
        seconds.filter(|(at, _)| *at > PREPARING.as_secs_f64() + 0.5).map(|(_, tps)| tps).collect();
    let count = u32::try_from(measured.len()).ok().filter(|count| *count > 0)?;
    Some(measured.iter().sum::<f64>() / f64::from(count))
}

/// Where the server has to connect, so that each of its statements stands in the log.
pub(super) fn logged(url: &str) -> String {
    format!("{url}?options[log_min_duration_statement]=0")
}

/// How much the log has grown to is of no use any more.
pub(super) fn forget(log: &Path) -> Result<()> {
    if log.exists() {
        fs::OpenOptions::new().write(true).open(log)?.set_len(0)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_of_the_log_is_a_statement_with_its_values() {
        let entry = json!({
            "application_name": "lotse",
            "message": "duration: 0.031 ms  execute sqlx_s_4: SELECT \"id\" FROM t WHERE a = $1 AND b = $2: x",
            "detail": "parameters: $1 = 'it''s = $2', $2 = NULL, $3 = '7'",
        });
        let found = statement(&entry).unwrap();
        assert_eq!(found.sql, "SELECT \"id\" FROM t WHERE a = $1 AND b = $2: x");
        assert_eq!(found.values, [Some("it's = $2".to_owned()), None, Some("7".to_owned())]);
        let begin = json!({ "application_name": "lotse", "message": "duration: 0.01 ms  statement: BEGIN" });
        assert_eq!(statement(&begin).unwrap(), Statement { sql: "BEGIN".to_owned(), values: Vec::new() });
        let bind = json!({ "application_name": "lotse", "message": "duration: 0.01 ms  bind sqlx_s_4: SELECT 1" });
        assert_eq!(statement(&bind), None);
        assert_eq!(statement(&json!({ "application_name": "psql", "message": "duration: 1 ms  statement: X" })), None);
    }

    #[test]
    fn what_a_request_makes_a_script_makes_anew() {
        let new = "019ac000-0001-7000-8000-000000000001";
        let old = "0190aaaa-0001-7000-8000-000000000001";
        let of = |sql: &str, values: &[&str]| Statement {
            sql: sql.to_owned(),
            values: values.iter().map(|value| Some((*value).to_owned())).collect(),
        };
        let sent = [
            of("SELECT nextval('ticket_number') AS value", &[]),
            of("INSERT INTO t VALUES ($1, $2, $3)", &[new, old, "10044"]),
            of("COMMIT", &[]),
        ];
        let begun = u128::from_str_radix("019ac0000000", 16).unwrap();
        let (script, values) = script(3, &sent, begun, Some(10_044));
        let (head, body) = script.split_once('\n').unwrap();
        assert!(head.starts_with("SELECT (lpad(") && head.ends_with("::uuid AS made_0 \\gset"), "{head}");
        let expected = "SELECT nextval('ticket_number') AS value \\gset\n\
            INSERT INTO t VALUES (:made_0, :v_3_1_1, :value);\nCOMMIT;\n";
        assert_eq!(body, expected);
        assert_eq!(values.into_iter().collect::<Vec<_>>(), [("v_3_1_1".to_owned(), old.to_owned())]);
        let bare = of("SELECT COUNT($1) AS a FROM (SELECT $2 FROM t LIMIT $3) AS b", &["1", "1", "9"]);
        let expected = "SELECT COUNT(1) AS a FROM (SELECT 1 FROM t LIMIT :v_0_0_2) AS b;\n";
        assert_eq!(super::script(0, &[bare], begun, None).0, expected);
    }

    #[test]
    fn the_figure_of_pgbench_is_read() {
        let told = "progress: 4.0 s, 10.0 tps, lat 20.1 ms stddev 1.0, 0 failed\n\
            progress: 5.0 s, 100.0 tps, lat 20.1 ms stddev 1.0, 0 failed\n\
            progress: 6.0 s, 300.0 tps, lat 20.1 ms stddev 1.0, 0 failed\n";
        assert_eq!(transactions_per_second(told), Some(200.0));
        assert_eq!(transactions_per_second("progress: 1.0 s, 10.0 tps, lat 1 ms"), None);
    }
}
