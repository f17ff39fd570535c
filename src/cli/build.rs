//! `lorekeep build`: read, evaluate, write.

use std::time::Instant;

use camino::Utf8PathBuf;
use rayon::prelude::*;

use super::{Failure, FormatArguments, Outcome, WikiArguments, output};
use crate::diag::Diagnostic;
use crate::disk::write::{Summary, Writer};
use crate::disk::{DiskError, read};
use crate::pipeline::{self, Memo, Site};

/// Arguments of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    wiki: WikiArguments,
    /// Folder to write the site to [default: public/ in the wiki's folder]
    #[arg(long, value_name = "DIR")]
    out: Option<Utf8PathBuf>,
    #[command(flatten)]
    format: FormatArguments,
    /// Print how long each stage took, as JSON on stderr
    #[arg(long)]
    timings: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut clock = Clock::start();
    arguments.wiki.start_workers()?;
    let root = arguments.wiki.root()?;
    let out = arguments.out.clone().unwrap_or_else(|| root.join("public"));
    let writer = Writer::open(&root, &out)?;
    let inputs = read::read(&root, arguments.wiki.options()?)?;
    clock.lap("read");
    let site = pipeline::evaluate_observed(&inputs, &mut Memo::default(), &mut |stage| clock.lap(stage));
    let faults = match write_all(&site, &writer) {
        Ok(faults) => faults,
        Err(error) => {
            writer.abandon();
            return Err(error.into());
        }
    };
    clock.lap("render");
    let findings = site.findings(faults);
    output::findings(&findings, &inputs, arguments.format.format.into());
    if findings.has_errors() {
        writer.abandon();
        output::note(&format!("{}; nothing was published", output::count(&findings)));
        return Ok(Outcome::ContentErrors);
    }
    let summary = writer.publish()?;
    clock.lap("publish");
    if arguments.timings {
        output::note(&clock.json());
    }
    output::note(&sentence(&site, &summary, &out, clock.total(), &output::count(&findings)));
    Ok(Outcome::Fine)
}

/// Renders every path and hands it to the writer, on all threads. Gives the faults of single paths.
fn write_all(site: &Site, writer: &Writer) -> Result<Vec<Diagnostic>, DiskError> {
    let renderer = site.renderer();
    let paths = site.paths();
    let faults: Result<Vec<Vec<Diagnostic>>, DiskError> = paths
        .par_iter()
        .with_max_len(64)
        .map(|path| match site.render(path, &renderer) {
            Some(Ok(rendered)) => writer.put(path, &rendered).map(|()| Vec::new()),
            Some(Err(faults)) => Ok(faults),
            None => Ok(Vec::new()),
        })
        .collect();
    let mut faults = faults?.concat();
    faults.extend(renderer.take_faults());
    Ok(faults)
}

fn sentence(
    site: &Site,
    summary: &Summary,
    out: &camino::Utf8Path,
    time: std::time::Duration,
    faults: &str,
) -> String {
    let pages = site.wiki.pages.len();
    let changes = match (summary.changed, summary.removed) {
        (0, 0) => "nothing changed".to_owned(),
        (changed, 0) => format!("{changed} written"),
        (changed, removed) => format!("{changed} written, {removed} removed"),
    };
    format!(
        "{pages} pages, {} files in {out} ({changes}), {faults}, {:.2} s",
        summary.files,
        time.as_secs_f64()
    )
}

/// Measures how long each stage takes.
struct Clock {
    start: Instant,
    last: Instant,
    laps: serde_json::Map<String, serde_json::Value>,
}

impl Clock {
    fn start() -> Self {
        let now = Instant::now();
        Self { start: now, last: now, laps: serde_json::Map::new() }
    }

    fn lap(&mut self, stage: &str) {
        let now = Instant::now();
        self.laps.insert(stage.to_owned(), (now - self.last).as_secs_f64().into());
        self.last = now;
    }

    fn total(&self) -> std::time::Duration {
        self.start.elapsed()
    }

    /// Seconds by stage.
    fn json(&self) -> String {
        serde_json::Value::Object(self.laps.clone()).to_string()
    }
}
