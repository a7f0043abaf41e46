//! Providers to sign in at: the tables of the file that `LOTSE_OIDC_FILE` names, one for each.
//!
//! ```toml
//! [corp]
//! label = "Example Corp"
//! issuer = "https://id.example.org"
//! client_id = "lotse"
//! client_secret_file = "/run/secrets/corp"
//! role_claim = "groups"
//! roles = { support = "agent", support-admins = "admin" }
//! ```

use super::PREFIX;
use domain::account::Role;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use url::Url;

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name in addresses.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Who it says it is; its description is found below this address.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// By what it knows us.
    pub client_secret: Secret,
    /// What is asked for besides `openid email profile`.
    pub scopes: Vec<String>,
    /// Where it tells roles, and which of its words stands for which of ours. None: it tells none.
    pub roles: Option<RoleMapping>,
}

/// How a provider's words become roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleMapping {
    /// The claim that holds a word or a list of words.
    pub claim: String,
    /// What they stand for. Somebody with several gets the greatest, somebody with none is a customer.
    pub roles: BTreeMap<String, Role>,
}

/// A secret that stays out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    label: String,
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    client_secret_file: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    role_claim: Option<String>,
    #[serde(default)]
    roles: BTreeMap<String, String>,
}

/// Reads the file. `tls` says whether providers have to be reached by TLS.
pub(super) fn read(path: Option<&str>, tls: bool, errors: &mut Vec<String>) -> Vec<Provider> {
    let Some(path) = path else { return Vec::new() };
    let tables = match tables(Path::new(path)) {
        Ok(tables) => tables,
        Err(error) => {
            errors.push(format!("{PREFIX}OIDC_FILE: {path}: {error}"));
            return Vec::new();
        }
    };
    let mut providers = Vec::new();
    for (name, table) in tables {
        match provider(&name, table, tls) {
            Ok(provider) => providers.push(provider),
            Err(error) => errors.push(format!("{PREFIX}OIDC_FILE: [{name}]: {error}")),
        }
    }
    providers
}

fn tables(path: &Path) -> Result<BTreeMap<String, Table>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    toml::from_str(&text).map_err(|error| error.message().to_owned())
}

fn provider(name: &str, table: Table, tls: bool) -> Result<Provider, String> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if name.len() > 40 || !name.bytes().all(plain) {
        return Err("the name of the table has 1 to 40 of a-z, 0-9 and -".to_owned());
    }
    let Table { label, issuer, client_id, client_secret, client_secret_file, scopes, role_claim, roles } = table;
    let url = Url::parse(&issuer).map_err(|error| format!("issuer: {error}"))?;
    if url.scheme() != "https" && (tls || url.scheme() != "http") {
        return Err("issuer: begins with https://".to_owned());
    }
    let client_secret = match (client_secret, client_secret_file) {
        (Some(secret), None) => secret,
        (None, Some(path)) => {
            let read =
                std::fs::read_to_string(&path).map_err(|error| format!("client_secret_file: {path}: {error}"))?;
            read.trim().to_owned()
        }
        _ => return Err("give one of client_secret and client_secret_file".to_owned()),
    };
    let mut mapped = BTreeMap::new();
    for (word, role) in roles {
        let role: Role = role.parse().map_err(|_| format!("roles: {role:?} is none of customer, agent, admin"))?;
        mapped.insert(word, role);
    }
    let roles = match (role_claim, mapped.is_empty()) {
        (Some(claim), false) => Some(RoleMapping { claim, roles: mapped }),
        (None, true) => None,
        _ => return Err("role_claim and roles belong together".to_owned()),
    };
    Ok(Provider {
        name: name.to_owned(),
        label,
        issuer,
        client_id,
        client_secret: Secret(client_secret),
        scopes,
        roles,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn errors_of(text: &str, tls: bool) -> Vec<String> {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), text).expect("written");
        let mut errors = Vec::new();
        read(file.path().to_str(), tls, &mut errors);
        errors
    }

    const GOOD: &str = "[corp]\nlabel = \"Corp\"\nissuer = \"https://id.example.org\"\nclient_id = \"x\"\nclient_secret = \"geheim\"\n";

    #[test]
    fn what_is_wrong_with_a_provider_is_told() {
        assert_eq!(errors_of(GOOD, true), Vec::<String>::new());
        for (wrong, said) in [
            (GOOD.replace("https://", "http://"), "https://"),
            (GOOD.replace("[corp]", "[\"Corp Inc\"]"), "a-z"),
            (format!("{GOOD}role_claim = \"groups\"\n"), "belong together"),
            (format!("{GOOD}role_claim = \"groups\"\nroles = {{ x = \"root\" }}\n"), "root"),
            (GOOD.replace("client_secret", "client_sekret"), "client_sekret"),
        ] {
            let errors = errors_of(&wrong, true);
            assert!(errors.len() == 1 && errors[0].contains(said), "{errors:?}");
            assert!(!errors[0].contains("geheim"));
        }
        assert_eq!(errors_of(&GOOD.replace("https://id", "http://127.0.0.1"), false), Vec::<String>::new());
    }
}
