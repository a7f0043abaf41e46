//! People, as admins see them.

type Text = &'static str;

pub(crate) struct People {
    pub(crate) find: Text,
    pub(crate) nobody: Text,
    pub(crate) nobody_text: Text,
    pub(crate) role: Text,
    pub(crate) any_role: Text,
    pub(crate) state: Text,
    pub(crate) any_state: Text,
    pub(crate) clear: Text,
    pub(crate) role_note: Text,
    pub(crate) own_account: Text,
    pub(crate) invite: Text,
    pub(crate) send_invitation: Text,
    pub(crate) invite_note: Text,
    pub(crate) invited: Text,
    pub(crate) invite_again: Text,
    pub(crate) sign_out_user: Text,
    pub(crate) user_signed_out: Text,
    pub(crate) disable: Text,
    pub(crate) disable_title: fn(&str) -> String,
    pub(crate) disable_text: Text,
    /// How many open tickets they have, also as it is written.
    pub(crate) works_on: fn(u64, &str) -> String,
    pub(crate) heir: Text,
    pub(crate) heir_nobody: Text,
    pub(crate) heir_team: fn(&str) -> String,
    pub(crate) heir_note: Text,
    pub(crate) hand_over: Text,
    pub(crate) hand_over_title: fn(&str) -> String,
    pub(crate) handed_over: Text,
    pub(crate) enable: Text,
    pub(crate) user_changed: Text,
}

pub(super) const DE: People = People {
    find: "Name oder E-Mail",
    nobody: "Niemand gefunden",
    nobody_text: "Suchen Sie nach einem Teil des Namens oder der Adresse, oder wählen Sie weniger aus.",
    role: "Rolle",
    any_role: "Jede Rolle",
    state: "Zustand",
    any_state: "Jeder Zustand",
    clear: "Filter aufheben",
    role_note: "Eine andere Rolle gilt sofort.",
    own_account: "Das ist Ihr eigenes Konto. Rolle und Zugang ändert jemand anderes.",
    invite: "Person einladen",
    send_invitation: "Einladung senden",
    invite_note: "Die Person bekommt einen Link, der drei Tage lang gilt.",
    invited: "Die Einladung ist unterwegs.",
    invite_again: "Noch einmal einladen",
    sign_out_user: "Überall abmelden",
    user_signed_out: "Die Person ist überall abgemeldet.",
    disable: "Abschalten",
    disable_title: |name| format!("{name} abschalten?"),
    disable_text: "Die Person wird sofort überall abgemeldet, ihre Token gelten nicht mehr. Eigene Anfragen bleiben.",
    works_on: |count, number| {
        if count == 1 {
            "Sie bearbeitet noch 1 offenes Ticket.".to_owned()
        } else {
            format!("Sie bearbeitet noch {number} offene Tickets.")
        }
    },
    heir: "Wer übernimmt?",
    heir_nobody: "Niemand, sie werden frei",
    heir_team: |name| format!("Team {name}"),
    heir_note: "Bei einem Team oder bei niemandem sind sie wieder offen, und alle aus dem Support können sie nehmen, die sie sehen. Tickets, die jemand nicht sehen darf, gehen auch nicht dorthin.",
    hand_over: "Übergeben …",
    hand_over_title: |name| format!("Tickets von {name} übergeben?"),
    handed_over: "Die Übergabe hat begonnen.",
    enable: "Wieder einschalten",
    user_changed: "Das ist gespeichert.",
};

pub(super) const EN: People = People {
    find: "Name or e-mail",
    nobody: "Nobody found",
    nobody_text: "Look for a part of the name or address, or narrow it down less.",
    role: "Role",
    any_role: "Any role",
    state: "State",
    any_state: "Any state",
    clear: "Clear filters",
    role_note: "Another role holds at once.",
    own_account: "This is your own account. Somebody else changes its role and access.",
    invite: "Invite person",
    send_invitation: "Send invitation",
    invite_note: "They get a link that is good for three days.",
    invited: "The invitation is on its way.",
    invite_again: "Invite again",
    sign_out_user: "Sign out everywhere",
    user_signed_out: "They are signed out everywhere.",
    disable: "Disable",
    disable_title: |name| format!("Disable {name}?"),
    disable_text: "They are signed out everywhere at once, and their tokens hold no more. Their own requests stay.",
    works_on: |count, number| {
        if count == 1 {
            "They still work on 1 open ticket.".to_owned()
        } else {
            format!("They still work on {number} open tickets.")
        }
    },
    heir: "Who takes over?",
    heir_nobody: "Nobody, they become free",
    heir_team: |name| format!("Team {name}"),
    heir_note: "With a team or with nobody they are open again, and every agent who sees them can take them. Tickets that somebody must not see do not go there either.",
    hand_over: "Hand over …",
    hand_over_title: |name| format!("Hand over the tickets of {name}?"),
    handed_over: "Handing over has begun.",
    enable: "Enable again",
    user_changed: "This is saved.",
};
