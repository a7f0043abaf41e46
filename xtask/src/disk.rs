//! Room for building. Target directories grow with every change of a source file, and a linker that finds no room says so in
//! words that nobody understands.

use crate::{paths::Paths, process};
use anyhow::Result;
use std::fs;
use std::process::Command;

/// Everything that is built from nothing takes about half of this, in KiB.
const ENOUGH: u64 = 16 * 1024 * 1024;

/// Makes room where there is little: what rustc keeps for the next time is the largest part, and made again when it is
/// missing.
pub(crate) fn make_room(paths: &Paths) -> Result<()> {
    fs::create_dir_all(paths.target())?;
    if free(paths)? >= ENOUGH {
        return Ok(());
    }
    println!("disk: little room is left; what rustc kept of earlier builds goes");
    for profile in ["debug", "release"] {
        let kept = paths.target().join(profile).join("incremental");
        if kept.exists() {
            fs::remove_dir_all(kept)?;
        }
    }
    Ok(())
}

/// How much is free where the target directory lies, in KiB.
fn free(paths: &Paths) -> Result<u64> {
    let told = process::read(Command::new("df").arg("-Pk").arg(paths.target()))?;
    Ok(fourth_of_last_line(&told).unwrap_or(u64::MAX))
}

/// POSIX says what `df -P` prints: the fourth word of the line is what is available.
fn fourth_of_last_line(told: &str) -> Option<u64> {
    told.lines().last()?.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::fourth_of_last_line;

    #[test]
    fn the_available_room_is_read() {
        let told =
            "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda 264241152 61834240 34603008 65% /\n";
        assert_eq!(fourth_of_last_line(told), Some(34_603_008));
        assert_eq!(fourth_of_last_line("df: nothing"), None);
    }
}
