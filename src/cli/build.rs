//! `lorekeep build`: read, evaluate, write.

use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::{Failure, FormatArguments, Outcome, WikiArguments, output};
use crate::diag::Diagnostic;
use crate::disk::write::{Summary, Writer};
use crate::disk::{DiskError, read};
use crate::inputs::Inputs;
use crate::pipeline::{self, Memo, Site};
#[cfg(feature = "serve")]
use crate::serve::{
    follow::{Event, Follower},
    watch::Mode,
};

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
    #[cfg(feature = "serve")]
    #[command(flatten)]
    watch: WatchArguments,
}

/// How to go on after the first build.
#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
struct WatchArguments {
    /// Build again after every save, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Look for changes instead of being told of them, as network mounts and some containers need
    #[arg(long, requires = "watch")]
    poll: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut clock = Clock::start();
    arguments.wiki.start_workers()?;
    let root = arguments.wiki.root()?;
    let out = arguments.out.clone().unwrap_or_else(|| root.join("public"));
    let mut builder = Builder { arguments, root, out, memo: Memo::default() };
    #[cfg(feature = "serve")]
    if arguments.watch.watch {
        return builder.follow();
    }
    let writer = Writer::open(&builder.root, &builder.out)?;
    let inputs = read::read(&builder.root, arguments.wiki.options()?)?;
    clock.lap("read");
    builder.build(&inputs, writer, clock)
}

/// Builds a wiki, once or again and again.
struct Builder<'b> {
    arguments: &'b Arguments,
    root: Utf8PathBuf,
    out: Utf8PathBuf,
    memo: Memo,
}

impl Builder<'_> {
    /// Evaluates, renders and publishes.
    fn build(&mut self, inputs: &Inputs, writer: Writer, mut clock: Clock) -> Result<Outcome, Failure> {
        let site = pipeline::evaluate_observed(inputs, &mut self.memo, &mut |stage| clock.lap(stage));
        let faults = match write_all(&site, &writer) {
            Ok(faults) => faults,
            Err(error) => {
                writer.abandon();
                return Err(error.into());
            }
        };
        clock.lap("render");
        let findings = site.findings(faults);
        output::findings(&findings, inputs, self.arguments.format.format.into());
        if findings.has_errors() {
            writer.abandon();
            output::note(&format!("{}; nothing was published", output::count(&findings)));
            return Ok(Outcome::ContentErrors);
        }
        let summary = writer.publish()?;
        clock.lap("publish");
        if self.arguments.timings {
            output::note(&clock.json());
        }
        output::note(&sentence(&site, &summary, &self.out, clock.total(), &output::count(&findings)));
        Ok(Outcome::Fine)
    }

    /// Builds once more whenever the files have changed. After the first build no failure ends it.
    #[cfg(feature = "serve")]
    fn follow(&mut self) -> Result<Outcome, Failure> {
        let mode = if self.arguments.watch.poll { Mode::Polling } else { Mode::Events };
        let writer = Writer::open(&self.root, &self.out)?;
        let (mut follower, trouble) = Follower::start(&self.root, self.arguments.wiki.options_now()?, mode)?;
        if let Some(why) = trouble {
            output::warning(&why);
        }
        self.build(&follower.inputs(), writer, Clock::start())?;
        loop {
            match follower.wait() {
                Event::Polling(why) => output::warning(&why),
                Event::Changed(files) => {
                    output::note(&output::name_files(&files));
                    let writer = Writer::open(&self.root, &self.out).map_err(Failure::from);
                    let built =
                        writer.and_then(|writer| self.build(&follower.inputs(), writer, Clock::start()));
                    if let Err(Failure(message)) = built {
                        output::error(&message);
                    }
                }
            }
        }
    }
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
    out: &Utf8Path,
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
