//! Three ways to a standard library for wasm32, the first that works.

use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{apt, paths::Paths, process, refusal::Refusal};

pub(crate) const TARGET: &str = "wasm32-unknown-unknown";
const DEBIAN_PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

pub(crate) enum Way {
    /// The toolchain has the target.
    Installed,
    /// Debian's compiler builds the library from Debian's source, for machines that reach no rustup server.
    Debian(DebianRust),
}

pub(crate) struct DebianRust {
    rustc: PathBuf,
    /// Debian's own is a package more; the toolchain always brings one.
    linker: PathBuf,
    /// Not the host's, because another compiler wrote what lies there.
    target: PathBuf,
}

impl Way {
    pub(crate) fn choose(paths: &Paths) -> Result<Self> {
        let wanted = env::var("LOTSE_WASM_WAY").ok();
        let allowed = |way: &str| wanted.as_deref().is_none_or(|wanted| wanted == way);
        let debian_target = paths.target().with_file_name("target-web");
        if allowed("installed") && target_installed() {
            return Ok(Self::Installed);
        }
        // Where Debian's compiler was needed before, rustup would only fail again, and slowly.
        if allowed("rustup") && !debian_target.exists() && rustup_adds_target() {
            return Ok(Self::Installed);
        }
        if allowed("debian")
            && let Some(rust) = DebianRust::find_or_install(&debian_target)
        {
            return Ok(Self::Debian(rust));
        }
        Err(Refusal::new(by_hand(wanted.as_deref())).into())
    }

    /// A cargo command for the app, up to and including its target.
    pub(crate) fn cargo(&self, paths: &Paths, subcommand: &str) -> Command {
        let mut command = paths.cargo(subcommand);
        command.args(["--target", TARGET]);
        if let Self::Debian(rust) = self {
            command
                .arg("-Zbuild-std=std,panic_abort")
                .env("RUSTC", &rust.rustc)
                .env("RUSTC_BOOTSTRAP", "1")
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", &rust.linker)
                .env("CARGO_TARGET_DIR", &rust.target)
                // `cargo run` points it at the toolchain's libraries, whose names Debian's compiler shares.
                .env_remove("LD_LIBRARY_PATH");
        }
        command
    }

    /// Compiles the programs of the app and tells in which folder they are.
    pub(crate) fn build(&self, paths: &Paths, profile: &str) -> Result<PathBuf> {
        let mut command = self.cargo(paths, "build");
        // At once, so that what they share is compiled once.
        command.args(["--package", "frontend", "--bins", "--profile", profile]);
        // Stripped, the file no longer tells which features of WebAssembly it may use, and wasm-bindgen then leaves
        // reference types out. Names go later, with wasm-bindgen.
        command.args(["--config", "profile.wasm-release.strip='none'"]);
        process::run(&mut command)?;
        let target = match self {
            Self::Installed => paths.target(),
            Self::Debian(rust) => &rust.target,
        };
        Ok(target.join(TARGET).join(profile))
    }
}

impl fmt::Display for Way {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Installed => formatter.write_str("from the Rust toolchain"),
            Self::Debian(_) => formatter.write_str("built from Debian's rust-web-src with Debian's rustc-web"),
        }
    }
}

/// Asks the compiler and not rustup, which need not be there.
fn target_installed() -> bool {
    let mut command = Command::new("rustc");
    command.args(["--print", "target-libdir", "--target", TARGET]);
    process::read(&mut command).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

fn rustup_adds_target() -> bool {
    println!("app: rustup target add {TARGET}");
    process::works(Command::new("rustup").args(["target", "add", TARGET])) && target_installed()
}

impl DebianRust {
    fn find_or_install(target: &Path) -> Option<Self> {
        Self::find(target).or_else(|| {
            process::find_in_path("dpkg")?;
            apt::install(&DEBIAN_PACKAGES).ok()?;
            Self::find(target)
        })
    }

    fn find(target: &Path) -> Option<Self> {
        let files = Command::new("dpkg").args(["--listfiles", DEBIAN_PACKAGES[0]]).output().ok()?;
        let rustc = compiler(&String::from_utf8_lossy(&files.stdout))?;
        let source = sysroot(&rustc).ok()?.join("lib/rustlib/src/rust/library/std");
        if !source.is_dir() {
            return None;
        }
        Some(Self { rustc, linker: linker().ok()?, target: target.to_owned() })
    }
}

/// The compiler among the files of the package.
fn compiler(files: &str) -> Option<PathBuf> {
    files.lines().find(|file| file.ends_with("/bin/rustc")).map(PathBuf::from)
}

fn sysroot(rustc: &Path) -> Result<PathBuf> {
    let mut command = Command::new(rustc);
    command.args(["--print", "sysroot"]).env_remove("LD_LIBRARY_PATH");
    Ok(process::read(&mut command)?.trim().into())
}

fn linker() -> Result<PathBuf> {
    let version = process::read(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).context("rustc tells no host")?;
    let linker = sysroot(Path::new("rustc"))?.join("lib/rustlib").join(host).join("bin/rust-lld");
    fs::metadata(&linker).with_context(|| linker.display().to_string())?;
    Ok(linker)
}

fn by_hand(wanted: Option<&str>) -> String {
    let rustup = format!("rustup target add {TARGET}");
    let debian = format!("sudo apt-get install --no-install-recommends {}", DEBIAN_PACKAGES.join(" "));
    match wanted {
        None => {
            format!("no standard library for {TARGET}; run: {rustup} (offline on Debian: {debian})")
        }
        Some("installed" | "rustup") => format!("run: {rustup}"),
        Some("debian") => format!("run: {debian}"),
        Some(other) => format!("LOTSE_WASM_WAY is installed, rustup or debian, not `{other}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_is_found_in_the_list_of_files() {
        let files = "/.\n/usr/bin\n/usr/bin/rustc\n/usr/share/rustc\n";
        assert_eq!(compiler(files), Some("/usr/bin/rustc".into()));
        assert_eq!(compiler("/usr/share/doc/rustc\n"), None);
    }

    #[test]
    fn the_advice_is_one_line_with_a_command() {
        for wanted in [None, Some("installed"), Some("rustup"), Some("debian")] {
            let advice = by_hand(wanted);
            assert!(advice.contains("run: ") && !advice.contains('\n'), "{advice}");
        }
        assert!(by_hand(Some("magic")).contains("not `magic`"));
    }
}
