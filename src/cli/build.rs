//! `lorekeep build`: passes the arguments to a [`Builder`] and prints its notices.

use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::{EmptyArguments, Failure, FormatArguments, Outcome, WikiArguments, output};
use crate::build::{Builder, Built, Notice, Settings};
use crate::config::BaseUrl;
use crate::disk::deploy;
use crate::disk::write::Summary;
#[cfg(feature = "serve")]
use crate::serve::{
    follow::{Event, Follower},
    watch::Mode,
};
use crate::text::counted;

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
    /// Ignore the results of earlier builds, and store none
    ///
    /// By default, results are stored in the folder .lorekeep beside site.toml, so that the next build only does what
    /// has changed. The output is the same with and without the cache, and the folder can be deleted at any time.
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    empty: EmptyArguments,
    /// Write a list of the site's files for programs that upload them
    ///
    /// JSON with path, hash, size, content type, cache header and phase of each file, in the order in which they have
    /// to be sent. The file is not published.
    #[arg(long, value_name = "FILE")]
    manifest: Option<Utf8PathBuf>,
    /// Print how long each stage took, as JSON on stderr
    #[arg(long)]
    timings: bool,
    #[cfg(feature = "serve")]
    #[command(flatten)]
    watch: WatchArguments,
}

/// Options that continue after the first build.
#[cfg(feature = "serve")]
#[derive(Debug, clap::Args)]
struct WatchArguments {
    /// Build again after every save, until Ctrl-C
    #[arg(long)]
    watch: bool,
    /// Poll for changes, for network mounts and containers without file events
    #[arg(long, requires = "watch")]
    poll: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    arguments.wiki.start_workers()?;
    let root = arguments.wiki.root()?;
    let out = arguments.out.clone().unwrap_or_else(|| root.join("public"));
    let how = arguments.format.printing(&root);
    let tell = |notice: &Notice<'_>| output::notice(notice, &how);
    let settings = Settings {
        root,
        out: out.clone(),
        cache: !arguments.no_cache,
        allow_empty: arguments.empty.allow_empty,
    };
    if let Some(file) = &arguments.manifest {
        deploy::refuse_inside(&out, file)?;
    }
    let mut builder = Builder::new(settings.clone(), &tell);
    #[cfg(feature = "serve")]
    if arguments.watch.watch {
        return follow(arguments, &settings, &mut builder);
    }
    let built = builder.build_once(arguments.wiki.options()?)?;
    // The process ends here; freeing memory would only take time.
    std::mem::forget(builder);
    conclude(arguments, &built, &out)
}

/// What is said of a site that names no address; the build of a new wiki has no findings.
const UNPUBLISHED: &str = "note: `base_url` in `site.toml` is not set, so the site map and the previews of links name \
                           http://localhost/; set it, or use `--base-url`, before you publish";

/// Reports the result of a build.
fn conclude(arguments: &Arguments, built: &Built, out: &Utf8Path) -> Result<Outcome, Failure> {
    let faults = output::count(&built.findings);
    let Some(summary) = &built.summary else {
        output::note(&format!("{faults}; nothing was published"));
        return Ok(Outcome::ContentErrors);
    };
    if let Some(file) = &arguments.manifest {
        deploy::write(out, file)?;
    }
    if arguments.timings {
        output::note(&built.timings.json());
    }
    output::note(&sentence(built.pages, summary, out, built.timings.total(), &faults));
    if arguments.wiki.base_url.is_none() && built.address == BaseUrl::local().root() {
        output::note(UNPUBLISHED);
    }
    Ok(Outcome::Fine)
}

/// Builds again whenever files have changed. Failures after the first build do not end it.
#[cfg(feature = "serve")]
fn follow(arguments: &Arguments, settings: &Settings, builder: &mut Builder<'_>) -> Result<Outcome, Failure> {
    let mode = if arguments.watch.poll { Mode::Polling } else { Mode::Events };
    let (mut follower, reason) = Follower::start(&settings.root, arguments.wiki.options_now()?, mode)?;
    if let Some(why) = reason {
        output::warning(&why);
    }
    conclude(arguments, &builder.build_again(&follower.inputs())?, &settings.out)?;
    loop {
        match follower.wait() {
            Event::Polling(why) => output::warning(&why),
            Event::Changed(files) => {
                output::note(&output::name_files(&files));
                match builder.build_again(&follower.inputs()) {
                    Ok(built) => drop(conclude(arguments, &built, &settings.out)?),
                    Err(error) => output::error(&error.to_string()),
                }
            }
        }
    }
}

fn sentence(pages: usize, summary: &Summary, out: &Utf8Path, time: Duration, faults: &str) -> String {
    let changes = match (summary.changed, summary.removed) {
        (0, 0) => "nothing changed".to_owned(),
        (changed, 0) => format!("{changed} written"),
        (changed, removed) => format!("{changed} written, {removed} removed"),
    };
    format!(
        "{}, {} in {out} ({changes}), {faults}, {:.2} s",
        counted(pages, "page"),
        counted(summary.files, "file"),
        time.as_secs_f64()
    )
}
