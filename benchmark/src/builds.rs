//! Measures builds of a contender.

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

/// The state before a build, and `cp -r` for comparison.
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
    /// One page was edited, and only the cache is left, as on a CI machine.
    FreshCheckout,
}

/// The measurements: all runs of each case.
#[derive(Debug, Default)]
pub(crate) struct Builds {
    samples: BTreeMap<Case, Vec<Usage>>,
    /// Seconds per stage of cold builds, in the order in which the builds report them.
    stages: Vec<(String, Vec<f64>)>,
    /// Size of the output.
    pub(crate) files: usize,
    pub(crate) bytes: u64,
}

impl Builds {
    /// The measured cases.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Case> {
        self.samples.keys().copied()
    }

    /// The medians of a case, each taken separately, and the largest peak.
    pub(crate) fn usage(&self, case: Case) -> Option<Usage> {
        let samples = self.samples.get(&case)?;
        let of = |part: fn(&Usage) -> Duration| median(samples.iter().map(part).collect());
        let peak = samples.iter().map(|usage| usage.peak).max()?;
        let (wall, cpu, user) = (of(|usage| usage.wall)?, of(|usage| usage.cpu)?, of(|usage| usage.user)?);
        Some(Usage { wall, cpu, user, peak })
    }

    /// The median ratio between a case and `cp -r` in the same run, over all runs.
    pub(crate) fn against_copy(&self, case: Case, part: fn(&Usage) -> Duration) -> Option<f64> {
        let pairs = self.samples.get(&case)?.iter().zip(self.samples.get(&Case::Copy)?);
        let ratio = |(own, copy)| part(own).as_secs_f64() / part(copy).as_secs_f64().max(1e-9);
        let mut ratios: Vec<f64> = pairs.map(ratio).collect();
        ratios.sort_by(f64::total_cmp);
        ratios.get(ratios.len() / 2).copied()
    }

    /// The stages of cold builds in order, with median times in seconds.
    pub(crate) fn stages(&self) -> Vec<(&str, f64)> {
        let middle = |times: &[f64]| {
            let mut times = times.to_vec();
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        };
        self.stages.iter().map(|(stage, times)| (stage.as_str(), middle(times))).collect()
    }

    fn add(&mut self, case: Case, usage: Usage) {
        self.samples.entry(case).or_default().push(usage);
    }
}

/// The median; the upper one for an even number.
pub(crate) fn median(mut times: Vec<Duration>) -> Option<Duration> {
    times.sort();
    times.get(times.len() / 2).copied()
}

/// Measures all cases one after another in each run, so that fluctuations of the machine affect all of them alike.
///
/// # Errors
///
/// If a build or a file operation fails.
pub(crate) fn measure(contender: &Contender, runs: usize, edits: &mut Edits) -> io::Result<Builds> {
    let mut builds = Builds::default();
    // The first build loads the sources into the page cache and is not counted.
    child::run(&mut contender.build())?;
    (builds.files, builds.bytes) = size(&contender.output())?;
    for _ in 0..runs {
        one_run(contender, &mut builds, edits)?;
    }
    Ok(builds)
}

fn one_run(contender: &Contender, builds: &mut Builds, edits: &mut Edits) -> io::Result<()> {
    let (output, cache) = (contender.output(), contender.cache());
    let attic = Attic::of(contender)?;
    attic.take(&output)?;
    attic.take(&cache)?;
    let cold = build(contender)?;
    add_stages(&cold.stderr, builds);
    builds.add(Case::Cold, cold.usage);
    builds.add(Case::Copy, copy(&output, &attic.free_place())?);
    let is_incremental = matches!(contender.flavour(), Flavour::Lorekeep | Flavour::LorekeepSlim);
    let has_cache = is_incremental && cache.is_dir();
    builds.add(Case::Unchanged, build(contender)?.usage);
    edits.save_next()?;
    builds.add(Case::Edited, build(contender)?.usage);
    if has_cache {
        edits.save_next()?;
        attic.take(&cache)?;
        builds.add(Case::EditedWithoutCache, build(contender)?.usage);
        edits.save_next()?;
        attic.take(&output)?;
        builds.add(Case::FreshCheckout, build(contender)?.usage);
    }
    Ok(())
}

fn build(contender: &Contender) -> io::Result<child::Run> {
    child::settle();
    child::run(&mut contender.build())
}

fn copy(output: &Path, target: &Path) -> io::Result<Usage> {
    child::settle();
    Ok(child::run(Command::new("cp").arg("-r").args([output, target]))?.usage)
}

/// Takes folders that are no longer needed. They are moved, not deleted: a file system may check every recently
/// deleted file before it creates a new one (ext4 does for minutes), and the next build would pay for that.
struct Attic(PathBuf);

impl Attic {
    fn of(contender: &Contender) -> io::Result<Self> {
        let folder = contender.root().with_extension("old");
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// An unused path in it.
    fn free_place(&self) -> PathBuf {
        let places = (0..).map(|number: usize| self.0.join(number.to_string()));
        places.into_iter().find(|place| !place.exists()).expect("there are more numbers than folders")
    }

    fn take(&self, folder: &Path) -> io::Result<()> {
        if folder.exists() { fs::rename(folder, self.free_place()) } else { Ok(()) }
    }
}

/// Reads the line of JSON in the output of a build: `{"read":0.1,…}`, in seconds.
fn add_stages(stderr: &str, builds: &mut Builds) {
    let found = stderr.lines().find_map(|line| serde_json::from_str::<serde_json::Map<_, _>>(line).ok());
    for (stage, time) in found.unwrap_or_default() {
        let Some(time) = time.as_f64() else { continue };
        match builds.stages.iter_mut().find(|(known, _)| *known == stage) {
            Some((_, times)) => times.push(time),
            None => builds.stages.push((stage, vec![time])),
        }
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
        assert_eq!(builds.stages(), [("read", 0.5), ("parse", 1.0)]);
    }

    #[test]
    fn medians_are_taken_part_by_part() {
        let mut builds = Builds::default();
        let usage = |wall, cpu, peak| {
            let (wall, cpu) = (Duration::from_secs(wall), Duration::from_secs(cpu));
            Usage { wall, cpu, user: cpu, peak }
        };
        for (wall, cpu, peak) in [(3, 10, 7), (1, 30, 9), (2, 20, 8)] {
            builds.add(Case::Cold, usage(wall, cpu, peak));
            builds.add(Case::Copy, usage(wall, cpu / wall, peak));
        }
        let usage = builds.usage(Case::Cold).unwrap();
        assert_eq!((usage.wall.as_secs(), usage.cpu.as_secs(), usage.peak), (2, 20, 9));
        assert_eq!(builds.against_copy(Case::Cold, |usage| usage.cpu), Some(2.0));
    }
}
