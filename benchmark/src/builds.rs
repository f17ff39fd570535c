//! Measures builds. A contender enters, what each kind of build used leaves.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use lorekeep_benchmark::generate::Flavour;

use crate::child::{self, Usage};
use crate::contender::Contender;
use crate::edits::Edits;

/// The stages that Lorekeep tells the times of, in their order.
pub(crate) const STAGES: [&str; 6] = ["read", "parse", "link", "plan", "render", "write"];

/// What happens before a build, and `cp -r` beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Case {
    /// No output, no cache.
    Cold,
    /// `cp -r` of the finished output to a new folder.
    Copy,
    /// Nothing changed since the last build.
    Unchanged,
    /// One page was edited.
    Edited,
    /// One page was edited, and the cache was deleted.
    EditedWithoutCache,
    /// One page was edited, and only the cache is left, as on a machine of CI.
    FreshCheckout,
}

/// What was measured: all runs of each case.
#[derive(Debug, Default)]
pub(crate) struct Builds {
    samples: BTreeMap<Case, Vec<Usage>>,
    stages: BTreeMap<&'static str, Vec<f64>>,
    /// Size of the output.
    pub(crate) files: usize,
    pub(crate) bytes: u64,
}

impl Builds {
    /// The cases that were measured.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Case> {
        self.samples.keys().copied()
    }

    /// The medians of a case, each of its own, and the largest of the peaks.
    pub(crate) fn usage(&self, case: Case) -> Option<Usage> {
        let samples = self.samples.get(&case)?;
        let of = |part: fn(&Usage) -> Duration| median(samples.iter().map(part).collect());
        let peak = samples.iter().map(|usage| usage.peak).max()?;
        Some(Usage { wall: of(|usage| usage.wall)?, cpu: of(|usage| usage.cpu)?, peak })
    }

    /// Median time of a stage of cold builds, in seconds.
    pub(crate) fn stage(&self, stage: &str) -> Option<f64> {
        let mut times = self.stages.get(stage)?.clone();
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied()
    }

    fn add(&mut self, case: Case, usage: Usage) {
        self.samples.entry(case).or_default().push(usage);
    }
}

/// The middle one; the upper one of the two middle ones.
pub(crate) fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort();
    times.get(times.len() / 2).copied()
}

/// Measures all cases, one after another in each run, so that a change of the machine's mood meets all of them alike.
///
/// # Errors
///
/// When a build fails or the disk does.
pub(crate) fn measure(contender: &Contender, runs: usize, edits: &mut Edits) -> io::Result<Builds> {
    let mut builds = Builds::default();
    // A first build fills the memory with the sources and is not counted.
    child::run(&mut contender.build())?;
    (builds.files, builds.bytes) = size(&contender.output())?;
    for _ in 0..runs {
        one_run(contender, &mut builds, edits)?;
    }
    Ok(builds)
}

fn one_run(contender: &Contender, builds: &mut Builds, edits: &mut Edits) -> io::Result<()> {
    let (output, cache) = (contender.output(), contender.cache());
    remove(&[&output, &cache])?;
    let cold = build(contender)?;
    add_stages(&cold.stderr, builds);
    builds.add(Case::Cold, cold.usage);
    builds.add(Case::Copy, copy(&output)?);
    let is_incremental = matches!(contender.flavour(), Flavour::Lorekeep | Flavour::LorekeepSlim);
    let has_cache = is_incremental && cache.is_dir();
    builds.add(Case::Unchanged, build(contender)?.usage);
    edits.save_next()?;
    builds.add(Case::Edited, build(contender)?.usage);
    if has_cache {
        edits.save_next()?;
        remove(&[&cache])?;
        builds.add(Case::EditedWithoutCache, build(contender)?.usage);
        edits.save_next()?;
        remove(&[&output])?;
        builds.add(Case::FreshCheckout, build(contender)?.usage);
    }
    Ok(())
}

fn build(contender: &Contender) -> io::Result<child::Run> {
    child::settle();
    child::run(&mut contender.build())
}

fn copy(output: &Path) -> io::Result<Usage> {
    let target = output.with_extension("copy");
    remove(&[&target])?;
    child::settle();
    let run = child::run(Command::new("cp").arg("-r").args([output, &target]))?;
    remove(&[&target])?;
    Ok(run.usage)
}

fn remove(folders: &[&PathBuf]) -> io::Result<()> {
    folders.iter().filter(|folder| folder.exists()).try_for_each(fs::remove_dir_all)
}

/// Reads the one line of JSON among what a build says: `{"read":0.1,…}`, in seconds.
fn add_stages(stderr: &str, builds: &mut Builds) {
    let found = stderr.lines().find_map(|line| serde_json::from_str::<BTreeMap<String, f64>>(line).ok());
    for (stage, time) in STAGES.iter().filter_map(|&stage| Some((stage, *found.as_ref()?.get(stage)?))) {
        builds.stages.entry(stage).or_default().push(time);
    }
}

/// Number of files below a folder, and their bytes.
fn size(folder: &Path) -> io::Result<(usize, u64)> {
    let (mut files, mut bytes) = (0, 0);
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let data = entry.metadata()?;
            if data.is_dir() {
                folders.push(entry.path());
            } else {
                files += 1;
                bytes += data.len();
            }
        }
    }
    Ok((files, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_read_from_among_other_lines() {
        let mut builds = Builds::default();
        add_stages("built 3 pages\n{\"read\":0.25,\"parse\":1.5}\n", &mut builds);
        add_stages("{\"read\":0.75,\"parse\":0.5}", &mut builds);
        add_stages("{\"read\":0.5,\"parse\":1.0}", &mut builds);
        assert_eq!((builds.stage("read"), builds.stage("parse")), (Some(0.5), Some(1.0)));
        assert_eq!(builds.stage("write"), None);
    }

    #[test]
    fn medians_are_taken_part_by_part() {
        let mut builds = Builds::default();
        for (wall, cpu, peak) in [(3, 10, 7), (1, 30, 9), (2, 20, 8)] {
            let (wall, cpu) = (Duration::from_secs(wall), Duration::from_secs(cpu));
            builds.add(Case::Cold, Usage { wall, cpu, peak });
        }
        let usage = builds.usage(Case::Cold).unwrap();
        assert_eq!((usage.wall.as_secs(), usage.cpu.as_secs(), usage.peak), (2, 20, 9));
    }
}
