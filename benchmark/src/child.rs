//! Runs a program and measures its resource usage.

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// Resource usage of a process, including the child processes that it waited for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Usage {
    pub(crate) wall: Duration,
    /// CPU time of all threads, in user mode and in the kernel.
    pub(crate) cpu: Duration,
    /// The part of it in user mode.
    pub(crate) user: Duration,
    /// Largest resident set, in bytes.
    pub(crate) peak: u64,
}

/// A successful run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) usage: Usage,
    pub(crate) stderr: String,
}

/// Runs a program to its end.
///
/// # Errors
///
/// If it cannot be started or does not exit with status 0.
pub(crate) fn run(command: &mut Command) -> io::Result<Run> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = command.spawn().map_err(|error| with(command, &error.to_string()))?;
    let mut stderr = Vec::new();
    child.stderr.take().expect("stderr is piped").read_to_end(&mut stderr)?;
    let ended = child.wait4()?;
    let wall = start.elapsed();
    let stderr = String::from_utf8_lossy(&stderr).into_owned();
    if !ended.status.success() {
        return Err(with(command, &format!("{}\n{stderr}", ended.status)));
    }
    let used = ended.rusage;
    Ok(Run {
        usage: Usage { wall, cpu: used.utime + used.stime, user: used.utime, peak: used.maxrss },
        stderr,
    })
}

fn with(command: &Command, message: &str) -> io::Error {
    io::Error::other(format!("{}: {message}", command.get_program().display()))
}

/// Waits until written data is on the disk, so that no run pays for the one before.
pub(crate) fn settle() {
    // Without `sync`, the measurements are merely noisier.
    Command::new("sync").status().ok();
}
