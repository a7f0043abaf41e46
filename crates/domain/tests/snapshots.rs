//! The two tables people review as text: who may step where, and who may do what.
//! After a change of the rules run `UPDATE_EXPECT=1 cargo test -p domain` and read the difference.

use domain::account::Role;
use domain::policy::{Action, Decision, Relation, decide};
use domain::ticket::{Status, TABLE};
use expect_test::expect_file;
use std::fmt::Write;

#[test]
fn transition_table() {
    let mut text = format!("{:<20} {:<20} {:<26} {}\n", "from", "to", "by", "needs");
    for rule in TABLE {
        let movers: Vec<_> = rule.movers.iter().map(|mover| mover.as_str()).collect();
        writeln!(text, "{:<20} {:<20} {:<26} {}", rule.from, rule.to, movers.join(", "), rule.need).expect("a string");
    }
    let steps = |from: Status| TABLE.iter().filter(move |rule| rule.from == from).map(|rule| rule.to);
    text.push('\n');
    for &from in Status::ALL {
        let missing: Vec<_> = Status::ALL
            .iter()
            .filter(|&&to| to != from && !steps(from).any(|step| step == to))
            .map(|status| status.as_str())
            .collect();
        writeln!(text, "{from:<20} never to {}", missing.join(", ")).expect("a string");
    }
    expect_file!["snapshots/transitions.txt"].assert_eq(&text);
}

#[test]
fn role_action_matrix() {
    let columns = [
        ("requester", Role::Customer, Relation::Requester),
        ("participant", Role::Customer, Relation::Participant),
        ("other customer", Role::Customer, Relation::Other),
        ("agent", Role::Agent, Relation::Other),
        ("agent who asked", Role::Agent, Relation::Requester),
        ("admin", Role::Admin, Relation::Other),
    ];
    let mut text = format!("{:<26}", "action");
    for (name, ..) in columns {
        write!(text, "{name:<18}").expect("a string");
    }
    for &action in Action::ALL {
        write!(text, "\n{action:<26}").expect("a string");
        for (_, role, relation) in columns {
            let decision = match decide(role, action, relation) {
                Decision::Allow => "allow",
                Decision::Forbid => "403",
                Decision::Hide => "404",
            };
            write!(text, "{decision:<18}").expect("a string");
        }
    }
    let trimmed: Vec<_> = text.lines().map(str::trim_end).collect();
    expect_file!["snapshots/permissions.txt"].assert_eq(&(trimmed.join("\n") + "\n"));
}
