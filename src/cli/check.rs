//! `lorekeep check`: like `build`, without writing; also explains codes.

use rayon::prelude::*;

use super::{EmptyArguments, Failure, FormatArguments, Outcome, WikiArguments, output};
use crate::build;
#[cfg(feature = "images")]
use crate::build::{Notice, pictures};
use crate::diag::{Level, codes};
#[cfg(feature = "images")]
use crate::disk::pictures::Pictures;
use crate::disk::read;
use crate::pipeline::{self, Memo};
use crate::text::{closest, did_you_mean};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    wiki: WikiArguments,
    #[command(flatten)]
    format: FormatArguments,
    #[command(flatten)]
    empty: EmptyArguments,
    #[cfg(feature = "external")]
    #[command(flatten)]
    external: super::external::ExternalArguments,
    /// Explain a code such as red-link, or all codes with `all`
    #[arg(long, value_name = "CODE")]
    explain: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if let Some(code) = &arguments.explain {
        return explain(code);
    }
    arguments.wiki.start_workers()?;
    let root = arguments.wiki.root()?;
    let inputs = read::read(&root, arguments.wiki.options()?)?;
    #[cfg(feature = "images")]
    let inputs = {
        let tell = |notice: &Notice<'_>| output::notice(notice, arguments.format.format.into());
        pictures::complete(&Pictures::open(&root), &inputs, &tell).unwrap_or(inputs)
    };
    let site = pipeline::evaluate(&inputs, &mut Memo::default());
    let renderer = site.renderer();
    let meter = site.meter(&renderer);
    let rendered =
        site.paths().into_par_iter().filter_map(|path| site.render_within(&path, &renderer, &meter)?.err());
    let mut faults: Vec<_> = rendered.flatten().collect();
    faults.extend(renderer.take_faults());
    faults.extend(site.faults_of_host(&meter));
    let faults = if meter.is_exceeded() { site.faults_of_size() } else { faults };
    #[cfg(feature = "external")]
    let (faults, external) = super::external::run(&arguments.external, &root, &site.wiki, faults);
    let findings = build::judge_emptiness(&site, site.findings(faults), arguments.empty.allow_empty, true);
    output::findings(&findings, &|path| inputs.text(path), arguments.format.format.into());
    output::note(&format!("{} pages, {}", site.wiki.pages.len(), output::count(&findings)));
    #[cfg(feature = "external")]
    external?.iter().for_each(|summary| output::note(summary));
    Ok(if findings.has_errors() { Outcome::ContentErrors } else { Outcome::Fine })
}

fn explain(name: &str) -> Result<Outcome, Failure> {
    let asked: Vec<&codes::Code> = match name {
        "all" => codes::ALL.to_vec(),
        _ => codes::find(name).into_iter().collect(),
    };
    if asked.is_empty() {
        let suggestion = closest(name, codes::ALL.iter().map(|code| code.name));
        let hint = suggestion.map(|name| format!("\n  {}", did_you_mean(name))).unwrap_or_default();
        return Err(Failure(format!("unknown code `{name}`{hint}")));
    }
    for code in asked {
        let level = match code.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Off => "off; enable it in `[checks]`",
        };
        output::result(&format!("{} ({level})\n  {}\n  {}\n\n", code.name, code.meaning, code.remedy));
    }
    Ok(Outcome::Fine)
}
