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
    let start = Instant::now();
    arguments.wiki.start_workers()?;
    let root = arguments.wiki.root()?;
    let out = arguments.out.clone().unwrap_or_else(|| root.join("public"));
    let writer = Writer::open(&root, &out)?;
    let inputs = read::read(&root, arguments.wiki.options())?;
    let read_done = start.elapsed();
    let site = pipeline::evaluate(&inputs, &mut Memo::default());
    let evaluated = start.elapsed();
    let faults = match write_all(&site, &writer) {
        Ok(faults) => faults,
        Err(error) => {
            writer.abandon();
            return Err(error.into());
        }
    };
    let rendered = start.elapsed();
    let findings = site.findings(faults);
    output::findings(&findings, &inputs, arguments.format.format.into());
    if findings.has_errors() {
        writer.abandon();
        output::note(&format!("{}; nothing was published", output::count(&findings)));
        return Ok(Outcome::ContentErrors);
    }
    let summary = writer.publish()?;
    let total = start.elapsed();
    if arguments.timings {
        let seconds = |from: std::time::Duration, to: std::time::Duration| (to - from).as_secs_f64();
        let timings = serde_json::json!({
            "read": read_done.as_secs_f64(),
            "evaluate": seconds(read_done, evaluated),
            "render": seconds(evaluated, rendered),
            "publish": seconds(rendered, total),
        });
        output::note(&timings.to_string());
    }
    output::note(&sentence(&site, &summary, &out, total, &output::count(&findings)));
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
