//! Tools from PyPI, pinned by a list of requirements, in a virtual environment below the target directory. They help to test;
//! nothing of them is shipped.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{apt, paths::Paths, process, refusal::Refusal, wasm::digest};

/// The oldest Python that the pinned tools run on.
const OLDEST: (u32, u32) = (3, 11);
/// Debian ships the parts of Python that make an environment in a package of their own.
const CAN_MAKE_ONE: &str = "import ensurepip, venv";

/// The programs of an environment that has what a file of requirements names. It is made once for each content of that file.
pub(crate) fn ensure(paths: &Paths, name: &str, requirements: &Path) -> Result<PathBuf> {
    let folder = paths.tools().join(format!("{name}-{}", digest::short(&fs::read(requirements)?)));
    let programs = folder.join("bin");
    // Written last, so an installation that was broken off is begun anew.
    let whole = folder.join("lotse-whole");
    if whole.exists() {
        return Ok(programs);
    }
    let python = python()?;
    println!("installing {name} from PyPI into {}", folder.display());
    let mut create = Command::new(&python);
    create.args(["-m", "venv", "--clear"]).arg(&folder);
    let mut install = Command::new(programs.join("python"));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements);
    process::run(&mut create).and_then(|()| process::run(&mut install)).map_err(|error| {
        let (python, folder, requirements) = (python.display(), folder.display(), requirements.display());
        Refusal::new(format!(
            "run: {python} -m venv --clear {folder} && {folder}/bin/python -m pip install --requirement {requirements}, \
             which failed here: {error:#}"
        ))
    })?;
    fs::write(whole, "")?;
    Ok(programs)
}

/// A Python that is new enough and can make environments.
fn python() -> Result<PathBuf> {
    let find = || process::find_in_path("python3").filter(|python| can_make_one(python));
    let Some(found) = find() else {
        apt::install(&["python3", "python3-venv"])?;
        return find().filter(|python| is_new_enough(python)).ok_or_else(|| too_old().into());
    };
    if is_new_enough(&found) { Ok(found) } else { Err(too_old().into()) }
}

fn can_make_one(python: &Path) -> bool {
    process::works(Command::new(python).args(["-c", CAN_MAKE_ONE]))
}

fn is_new_enough(python: &Path) -> bool {
    let said = Command::new(python).arg("--version").output();
    said.is_ok_and(|said| version(&String::from_utf8_lossy(&said.stdout)).is_some_and(|found| found >= OLDEST))
}

fn too_old() -> Refusal {
    Refusal::new(format!("the tests need python3 {}.{} or newer in PATH: https://www.python.org", OLDEST.0, OLDEST.1))
}

/// `Python 3.11.7`
fn version(said: &str) -> Option<(u32, u32)> {
    let mut numbers = said.trim().strip_prefix("Python ")?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_python_is_read() {
        for (said, expected) in [
            ("Python 3.11.7\n", Some((3, 11))),
            ("Python 3.9.2", Some((3, 9))),
            ("Python 4.0", Some((4, 0))),
            ("pyenv: python3: command not found", None),
            ("", None),
        ] {
            assert_eq!(version(said), expected, "{said:?}");
        }
        assert!((3, 9) < OLDEST && (3, 12) >= OLDEST && (4, 0) >= OLDEST);
    }
}
