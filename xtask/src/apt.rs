//! Debian and Ubuntu packages, installed where that needs no question.

use std::process::Command;

use anyhow::Result;

use crate::{process, refusal::Refusal};

/// Installs packages as root or through a sudo that asks for no password; otherwise refuses with the command to type.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let by_hand = || Refusal::new(format!("run: sudo apt-get install --no-install-recommends {}", packages.join(" ")));
    let privileged = privileged().ok_or_else(by_hand)?;
    println!("installing {} with apt-get", packages.join(", "));
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(packages);
    // The lists may be missing (a fresh container) or old (a package moved on); both show only when installing fails.
    let installed = process::works(&mut apt_get(privileged, &install))
        || (process::works(&mut apt_get(privileged, &["update"]))
            && process::run(&mut apt_get(privileged, &install)).is_ok());
    if installed { Ok(()) } else { Err(by_hand().into()) }
}

/// Whether the distribution has a package, as far as its lists are here.
pub(crate) fn knows(package: &str) -> bool {
    process::works(Command::new("apt-cache").args(["show", package]))
}

#[derive(Clone, Copy)]
enum Privileged {
    Root,
    Sudo,
}

fn privileged() -> Option<Privileged> {
    process::find_in_path("apt-get")?;
    if process::is_root() {
        Some(Privileged::Root)
    } else {
        process::works(Command::new("sudo").args(["-n", "true"])).then_some(Privileged::Sudo)
    }
}

fn apt_get(privileged: Privileged, arguments: &[&str]) -> Command {
    let mut command = match privileged {
        Privileged::Root => Command::new("env"),
        Privileged::Sudo => {
            let mut sudo = Command::new("sudo");
            sudo.args(["-n", "env"]);
            sudo
        }
    };
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet"]).args(arguments);
    command
}
