//! Child processes. Commands run with no input, because nobody is there to answer in CI.

use std::{
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::PathBuf,
    process::{Command, Stdio},
    thread,
};

use anyhow::{Context, Result, bail};

/// Runs a command whose output belongs on the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("{} ({status})", describe(command));
    }
    Ok(())
}

/// Runs a command for what it prints; its errors still go to the terminal.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        bail!("{} ({})", describe(command), output.status);
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("{} printed something other than UTF-8", describe(command)))
}

/// Runs a command only to see whether it works; a program that does not exist does not work.
pub(crate) fn works(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command, shows every line at once, and keeps them all. The flag tells whether it succeeded.
pub(crate) fn watch(command: &mut Command) -> Result<(bool, String)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| cannot_start(command))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let text = thread::scope(|scope| {
        let errors = scope.spawn(|| stderr.map_or(Ok(String::new()), |pipe| tee(pipe, std::io::stderr())));
        let printed = stdout.map_or(Ok(String::new()), |pipe| tee(pipe, std::io::stdout()))?;
        let errors = errors.join().map_err(|_| std::io::Error::other("the reading thread panicked"))??;
        std::io::Result::Ok(printed + &errors)
    })
    .with_context(|| format!("cannot read the output of {}", describe(command)))?;
    Ok((child.wait()?.success(), text))
}

fn tee(pipe: impl Read, mut terminal: impl Write) -> std::io::Result<String> {
    let mut kept = String::new();
    for line in BufReader::new(pipe).split(b'\n') {
        let mut line = line?;
        line.push(b'\n');
        terminal.write_all(&line)?;
        kept.push_str(&String::from_utf8_lossy(&line));
    }
    Ok(kept)
}

pub(crate) fn find_in_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| fs::metadata(file).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0))
}

pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn cannot_start(command: &Command) -> String {
    format!("cannot start {}", describe(command))
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_failing_command_is_named() {
        let error = run(&mut shell("exit 3")).unwrap_err().to_string();
        assert!(error.starts_with("sh -c exit 3 ("), "{error}");
        assert!(read(&mut Command::new("no-such-program")).is_err());
        assert!(!works(&mut Command::new("no-such-program")));
    }

    #[test]
    fn watching_keeps_both_streams_and_the_verdict() {
        let (succeeded, text) = watch(&mut shell("echo out; echo err >&2; exit 1")).unwrap();
        assert!(!succeeded);
        assert_eq!(text, "out\nerr\n");
    }

    #[test]
    fn programs_are_found_in_the_path() {
        assert!(find_in_path("sh").is_some());
        assert_eq!(find_in_path("no-such-program"), None);
    }
}
