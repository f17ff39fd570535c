//! `lorekeep check`: like `build`, without writing; also explains codes.

#[cfg(feature = "images")]
use camino::Utf8Path;
use rayon::prelude::*;

use super::{EmptyArguments, Failure, FormatArguments, Outcome, WikiArguments, output};
use crate::build;
#[cfg(feature = "images")]
use crate::build::{Notice, pictures};
use crate::check;
use crate::diag::{Findings, Level, Levels, codes, examples};
#[cfg(feature = "images")]
use crate::disk::pictures::Pictures;
use crate::disk::read;
use crate::inputs::Inputs;
use crate::pipeline::{self, Memo, Site};
use crate::text::{closest, counted, did_you_mean};

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
    /// Neither use nor update what is cached: image variants and results of `--external`
    #[arg(long)]
    no_cache: bool,
    /// List what readers who know these spoiler scopes, and those before them, can still read of others
    #[arg(long, value_name = "SCOPES", value_delimiter = ',')]
    r#as: Vec<String>,
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
    let how = arguments.format.printing(&root);
    let inputs = read::read(&root, arguments.wiki.options()?)?;
    #[cfg(feature = "images")]
    let inputs = {
        let tell = |notice: &Notice<'_>| output::notice(notice, &how);
        pictures::complete(&pictures(arguments, &root), &inputs, &tell).unwrap_or(inputs)
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
    let (faults, external) =
        super::external::run(&arguments.external, &root, &site.wiki, arguments.no_cache, faults);
    if !arguments.r#as.is_empty() {
        return list_visible(&site, &arguments.r#as, &inputs, &how);
    }
    let findings = build::judge_emptiness(&site, site.findings(faults), arguments.empty.allow_empty, true);
    output::findings(&findings, &|path| inputs.text(path), &how);
    let pages = counted(site.wiki.page_count(), "page");
    output::note(&format!("{pages}, {}", output::count(&findings)));
    #[cfg(feature = "external")]
    external?.iter().for_each(|summary| output::note(summary));
    Ok(if findings.has_errors() { Outcome::ContentErrors } else { Outcome::Fine })
}

#[cfg(feature = "images")]
fn pictures(arguments: &Arguments, root: &Utf8Path) -> Pictures {
    if arguments.no_cache { Pictures::keeping_none() } else { Pictures::open(root) }
}

/// Lists what readers of some scopes can still read of others.
fn list_visible(
    site: &Site,
    scopes: &[String],
    inputs: &Inputs,
    how: &output::Printing,
) -> Result<Outcome, Failure> {
    let spoilers = &site.wiki.config.spoilers;
    let mut known = Vec::new();
    for name in scopes {
        let Some(id) = spoilers.named(name) else {
            let closest = closest(name, spoilers.iter().map(|scope| scope.id.as_str()));
            let hint = closest.map(|name| format!("\n  did you mean `{name}`?")).unwrap_or_default();
            return Err(Failure(format!("no spoiler scope is called `{name}`{hint}")));
        };
        known.push(id);
    }
    let mut levels = Levels::default();
    levels.single.insert(codes::SPOILER_LEAK.name, Level::Warning);
    let visible = check::visible_beyond(&site.wiki, &pipeline::own_files(inputs), &known);
    let findings = Findings::new(visible, &levels);
    output::findings(&findings, &|path| inputs.text(path), how);
    output::note(&output::count(&findings));
    Ok(Outcome::Fine)
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
        output::result(&examples::explanation(code));
    }
    Ok(Outcome::Fine)
}
