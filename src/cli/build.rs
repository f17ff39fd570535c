//! `lorekeep build`: read, evaluate, write.

use std::time::Instant;

use camino::{Utf8Path, Utf8PathBuf};

use super::kept::Cache;
use super::paths::write_all;
use super::{Failure, FormatArguments, Outcome, WikiArguments, output};
use crate::cache::{self, Rendered};
use crate::diag::Findings;
use crate::disk::kept::Kept;
#[cfg(feature = "images")]
use crate::disk::pictures::Pictures;
use crate::disk::read;
use crate::disk::write::{Summary, Writer};
use crate::inputs::Inputs;
use crate::pipeline::{self, Memo};
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
    /// Build from nothing, and keep nothing for the next build
    ///
    /// Otherwise what was worked out is kept in the folder .lorekeep beside site.toml, so that the next build need
    /// only do what changes have made necessary. Its result is the same. The folder can be deleted at any time.
    #[arg(long)]
    no_cache: bool,
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
    let mut builder = Builder { arguments, root, out, memo: Memo::default(), rendered: Rendered::default() };
    #[cfg(feature = "serve")]
    if arguments.watch.watch {
        return builder.follow();
    }
    let writer = builder.writer()?;
    let inputs = read::read(&builder.root, arguments.wiki.options()?)?;
    clock.lap("read");
    let outcome = builder.build_or_keep(inputs, writer, clock);
    // The process ends: taking its memory apart piece by piece would only take time.
    std::mem::forget(builder);
    outcome
}

/// Builds a wiki, once or again and again.
struct Builder<'b> {
    arguments: &'b Arguments,
    root: Utf8PathBuf,
    out: Utf8PathBuf,
    memo: Memo,
    /// What the last build that was published rendered from what.
    rendered: Rendered,
}

/// What there is to say of a build.
struct Built {
    pages: usize,
    findings: Findings,
    /// What was written. `None` when the content has errors.
    summary: Option<Summary>,
}

impl Builder<'_> {
    fn writer(&self) -> Result<Writer, Failure> {
        let writer = Writer::open(&self.root, &self.out)?;
        Ok(if self.arguments.no_cache { writer } else { writer.recycling(&Kept::of(&self.root)) })
    }

    /// Builds, unless the last build was of the same inputs and still stands.
    fn build_or_keep(
        &mut self,
        mut inputs: Inputs,
        writer: Writer,
        mut clock: Clock,
    ) -> Result<Outcome, Failure> {
        let mut cache = if self.arguments.no_cache { None } else { Cache::of(&self.root, &inputs) };
        let last = cache.as_ref().and_then(|cache| cache.last_build(&writer));
        clock.lap("compare");
        let built = match last {
            Some((last, summary)) => {
                let built = Built { pages: last.pages, findings: last.findings, summary };
                self.print_findings(&inputs, &built.findings);
                writer.abandon();
                built
            }
            None => {
                if let Some(cache) = &mut cache {
                    (self.rendered, self.memo) = (cache.rendered(), cache.memo(&inputs));
                    clock.lap("load");
                }
                self.memo.parse_ahead(&mut inputs);
                clock.lap("parse");
                let built = self.build(&inputs, writer, &mut clock)?;
                if let Some(cache) = cache {
                    self.memo.forget_site();
                    self.remember(&cache, &built);
                }
                built
            }
        };
        clock.lap("keep");
        Ok(self.conclude(&built, &clock))
    }

    /// Evaluates, renders and publishes.
    fn build(&mut self, inputs: &Inputs, writer: Writer, clock: &mut Clock) -> Result<Built, Failure> {
        #[cfg(feature = "images")]
        let completed = self.with_pictures(inputs);
        #[cfg(feature = "images")]
        let inputs = completed.as_ref().unwrap_or(inputs);
        clock.lap("pictures");
        let site = pipeline::evaluate_observed(inputs, &mut self.memo, &mut |stage| clock.lap(stage));
        let ground = (!self.arguments.no_cache).then(|| cache::ground(inputs));
        let written = match write_all(&site, &writer, &self.rendered, ground) {
            Ok(written) => written,
            Err(error) => {
                writer.abandon();
                return Err(error.into());
            }
        };
        clock.lap("render");
        let findings = site.findings(written.faults);
        let pages = site.wiki.pages.len();
        self.print_findings(inputs, &findings);
        if findings.has_errors() {
            writer.abandon();
            return Ok(Built { pages, findings, summary: None });
        }
        let summary = Some(writer.publish()?);
        self.rendered = written.rendered;
        clock.lap("publish");
        Ok(Built { pages, findings, summary })
    }

    #[cfg(feature = "images")]
    fn with_pictures(&self, inputs: &Inputs) -> Option<Inputs> {
        let pictures =
            if self.arguments.no_cache { Pictures::keeping_none() } else { Pictures::open(&self.root) };
        super::pictures::complete(&pictures, inputs)
    }

    /// Keeps for the next build what this one has come to. That it cannot be kept costs the next one time, and nothing
    /// else.
    fn remember(&self, cache: &Cache, built: &Built) {
        let site = built.summary.map(|summary| summary.site);
        let kept = cache
            .keep_memo(&self.memo)
            .and_then(|()| site.map_or(Ok(()), |_| cache.keep_rendered(&self.rendered)))
            .and_then(|()| cache.keep_build(built.pages, site, &built.findings));
        if let Err(error) = kept {
            output::warning(&format!("the next build will be slower: {error}"));
        }
    }

    fn print_findings(&self, inputs: &Inputs, findings: &Findings) {
        // Of pages there may be no more in memory than their front matter. Nothing but pages is read again: what was not
        // read the first time had its reasons.
        let text = |path: &str| {
            let is_page = path.strip_prefix("content/").is_some_and(|path| inputs.pages.get(path).is_some());
            let again = is_page.then(|| read::text(&self.root, path)).flatten();
            again.or_else(|| inputs.text(path))
        };
        output::findings(findings, &text, self.arguments.format.format.into());
    }

    /// Says how a build ended.
    fn conclude(&self, built: &Built, clock: &Clock) -> Outcome {
        let faults = output::count(&built.findings);
        let Some(summary) = &built.summary else {
            output::note(&format!("{faults}; nothing was published"));
            return Outcome::ContentErrors;
        };
        if self.arguments.timings {
            output::note(&clock.json());
        }
        output::note(&sentence(built.pages, summary, &self.out, clock.total(), &faults));
        Outcome::Fine
    }

    /// Builds once more whenever the files have changed. After the first build no failure ends it.
    #[cfg(feature = "serve")]
    fn follow(&mut self) -> Result<Outcome, Failure> {
        let mode = if self.arguments.watch.poll { Mode::Polling } else { Mode::Events };
        let writer = self.writer()?;
        let (mut follower, trouble) = Follower::start(&self.root, self.arguments.wiki.options_now()?, mode)?;
        if let Some(why) = trouble {
            output::warning(&why);
        }
        self.build_again(&follower.inputs(), writer)?;
        loop {
            match follower.wait() {
                Event::Polling(why) => output::warning(&why),
                Event::Changed(files) => {
                    output::note(&output::name_files(&files));
                    let writer = self.writer();
                    let built = writer.and_then(|writer| self.build_again(&follower.inputs(), writer));
                    if let Err(Failure(message)) = built {
                        output::error(&message);
                    }
                }
            }
        }
    }

    /// One of several builds, with nothing kept but what is in memory.
    #[cfg(feature = "serve")]
    fn build_again(&mut self, inputs: &Inputs, writer: Writer) -> Result<(), Failure> {
        let mut clock = Clock::start();
        let built = self.build(inputs, writer, &mut clock)?;
        self.conclude(&built, &clock);
        Ok(())
    }
}

fn sentence(
    pages: usize,
    summary: &Summary,
    out: &Utf8Path,
    time: std::time::Duration,
    faults: &str,
) -> String {
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

    /// Ends a stage, or another part of one.
    fn lap(&mut self, stage: &str) {
        let now = Instant::now();
        let earlier = self.laps.get(stage).and_then(serde_json::Value::as_f64).unwrap_or(0.0);
        self.laps.insert(stage.to_owned(), (earlier + (now - self.last).as_secs_f64()).into());
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
