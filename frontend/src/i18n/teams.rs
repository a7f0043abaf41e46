//! Teams, as admins see them.

type Text = &'static str;

pub(crate) struct Teams {
    pub(crate) lead: Text,
    pub(crate) new: Text,
    pub(crate) team: Text,
    pub(crate) nothing: Text,
    pub(crate) nothing_text: Text,
    pub(crate) name: Text,
    pub(crate) members: Text,
    pub(crate) members_hint: Text,
    pub(crate) no_agents: Text,
    pub(crate) member_gone: Text,
    /// Members who cannot sign in any more.
    pub(crate) gone: fn(usize) -> String,
    pub(crate) gone_note: Text,
    pub(crate) nobody: Text,
    pub(crate) open_tickets: fn(u64, &str) -> String,
    pub(crate) is_off: Text,
    pub(crate) saved: Text,
    pub(crate) disable: Text,
    pub(crate) disable_one: fn(&str) -> String,
    pub(crate) disable_title: fn(&str) -> String,
    /// With the number of its open tickets.
    pub(crate) disable_text: fn(&str) -> String,
    pub(crate) disable_go: Text,
    pub(crate) disabled: Text,
    pub(crate) enable: Text,
    pub(crate) enable_one: fn(&str) -> String,
    pub(crate) enabled: Text,
}

pub(super) const DE: Teams = Teams {
    lead: "Wer zusammen an Tickets arbeitet. Ein Ticket kann einem Team gehören, und Warteschlangen werden von Teams betreut.",
    new: "Neues Team",
    team: "Team",
    nothing: "Noch kein Team",
    nothing_text: "Ohne Teams arbeitet jede Person für sich. Legen Sie eines an, um Warteschlangen zu verteilen.",
    name: "Name",
    members: "Mitglieder",
    members_hint: "Nur wer als Agent oder Administrator arbeitet, kann in einem Team sein.",
    no_agents: "Es gibt noch niemanden, der an Tickets arbeitet.",
    member_gone: "Jemand davon arbeitet nicht mehr an Tickets.",
    gone: |count| {
        if count == 1 { "1 abgeschaltete Person".to_owned() } else { format!("{count} abgeschaltete Personen") }
    },
    gone_note: "Wer abgeschaltet ist, steht hier nicht und verlässt das Team, wenn Sie speichern.",
    nobody: "Niemand",
    open_tickets: |count, number| match count {
        0 => "keine offenen Tickets".to_owned(),
        1 => "1 offenes Ticket".to_owned(),
        _ => format!("{number} offene Tickets"),
    },
    is_off: "Abgeschaltet",
    saved: "Das Team ist gespeichert.",
    disable: "Abschalten …",
    disable_one: |name| format!("Abschalten: {name}"),
    disable_title: |name| format!("Team „{name}“ abschalten?"),
    disable_text: |tickets| {
        format!(
            "Danach kann ihm kein Ticket mehr gegeben werden. Was es hat, behält es: {tickets}. Sie können es jederzeit wieder einschalten."
        )
    },
    disable_go: "Team abschalten",
    disabled: "Das Team ist abgeschaltet.",
    enable: "Einschalten",
    enable_one: |name| format!("Einschalten: {name}"),
    enabled: "Das Team ist wieder eingeschaltet.",
};

pub(super) const EN: Teams = Teams {
    lead: "Who works on tickets together. A ticket can belong to a team, and teams look after queues.",
    new: "New team",
    team: "Team",
    nothing: "No team yet",
    nothing_text: "Without teams everybody works alone. Make one to share out the queues.",
    name: "Name",
    members: "Members",
    members_hint: "Only agents and admins can be in a team.",
    no_agents: "There is nobody yet who works on tickets.",
    member_gone: "One of them does not work on tickets any more.",
    gone: |count| if count == 1 { "1 disabled person".to_owned() } else { format!("{count} disabled people") },
    gone_note: "Who is disabled does not stand here, and leaves the team when you save.",
    nobody: "Nobody",
    open_tickets: |count, number| match count {
        0 => "no open tickets".to_owned(),
        1 => "1 open ticket".to_owned(),
        _ => format!("{number} open tickets"),
    },
    is_off: "Disabled",
    saved: "The team is saved.",
    disable: "Disable …",
    disable_one: |name| format!("Disable: {name}"),
    disable_title: |name| format!("Disable team “{name}”?"),
    disable_text: |tickets| {
        format!(
            "No ticket can be given to it then. What it has it keeps: {tickets}. You can enable it again at any time."
        )
    },
    disable_go: "Disable team",
    disabled: "The team is disabled.",
    enable: "Enable",
    enable_one: |name| format!("Enable: {name}"),
    enabled: "The team is enabled again.",
};
