//! What staff work with besides tickets, and one's own account.

use crate::app::catalogue::Agents;
use crate::app::desk::Teams;
use domain::canned::CannedReply;
use domain::category::Category;
use domain::policy::Actor;
use domain::queue::{Queue, QueueSla, Team};
use domain::saved_view::{SavedView, ViewOwner};
use dto::account::Me;
use dto::catalogue::{AgentView, CategoryView, Items};
use dto::desk::{CannedReplyView, QueueView, TeamView};
use dto::saved_view::SavedViewView;
use dto::sla::QueueSlaView;
use persistence::Account;
use persistence::repo::desk::TeamWithMembers;

pub(in crate::http) fn categories(categories: Vec<Category>, actor: Actor) -> Items<CategoryView> {
    let to_staff = actor.role.is_staff();
    Items { items: categories.into_iter().map(|category| CategoryView::of(category, to_staff)).collect() }
}

pub(in crate::http) fn agents(found: Agents) -> Items<AgentView> {
    let Agents { agents, open_tickets } = found;
    let view = |agent: Account| AgentView {
        id: agent.id,
        display_name: agent.display_name.into_string(),
        role: agent.role,
        open_tickets: open_tickets.get(&agent.id).copied().unwrap_or_default(),
    };
    Items { items: agents.into_iter().map(view).collect() }
}

pub(in crate::http) fn teams(found: Teams) -> Items<TeamView> {
    let Teams { teams, open_tickets } = found;
    let view = |found: TeamWithMembers| {
        let open = open_tickets.get(&found.team.id).copied().unwrap_or_default();
        team(found, open)
    };
    Items { items: teams.into_iter().map(view).collect() }
}

pub(in crate::http) fn team(found: TeamWithMembers, open_tickets: u64) -> TeamView {
    let TeamWithMembers { team: Team { id, name, active }, members } = found;
    TeamView { id, name: name.into_string(), active, members, open_tickets }
}

pub(in crate::http) fn queue(queue: Queue) -> QueueView {
    let Queue { id, name, restricted, active, teams, sla } = queue;
    let sla = sla.map(|QueueSla { policy, calendar }| QueueSlaView { policy, calendar });
    QueueView { id, name: name.into_string(), restricted, active, teams, sla }
}

pub(in crate::http) fn canned_reply(reply: CannedReply) -> CannedReplyView {
    let CannedReply { id, owner, title, body } = reply;
    CannedReplyView { id, title: title.into_string(), body: body.into_string(), shared: owner.is_none() }
}

/// Whoever sees a view may change it.
pub(in crate::http) fn saved_view(view: SavedView) -> SavedViewView {
    let SavedView { id, owner, name, q, sort, position } = view;
    let team = match owner {
        ViewOwner::User(_) => None,
        ViewOwner::Team(team) => Some(team),
    };
    SavedViewView { id, name: name.into_string(), team, q, sort, position, editable: true }
}

pub(in crate::http) fn me(account: &Account) -> Me {
    Me {
        id: account.id,
        email: account.email.as_str().to_owned(),
        display_name: account.display_name.as_str().to_owned(),
        role: account.role,
        locale: account.locale,
        time_zone: account.time_zone.clone(),
        preferences: account.preferences.clone(),
        has_password: account.password_hash.is_some(),
    }
}
