//! Tables of the results.

use std::fmt::Write;
use std::time::Duration;

use lorekeep_benchmark::generate::Flavour;

use crate::Figures;
use crate::builds::Case;
use crate::options::{Measuring, Style};

/// A table: a header row, then rows of the same length.
type Table = Vec<Vec<String>>;

/// All tables of a run, with a line that describes it.
pub(crate) fn report(measuring: &Measuring, figures: &[Figures]) -> String {
    let mut out = heading(measuring, figures);
    let tables = [
        ("Builds", builds(figures)),
        ("Ratios of cold builds", ratios(figures)),
        ("Stages of a cold build, seconds", stages(figures)),
        ("Serving", serving(figures)),
    ];
    for (title, table) in tables.iter().filter(|(_, table)| table.len() > 1) {
        write!(out, "\n{}\n\n{}", title_line(title, measuring.style), laid_out(table, measuring.style))
            .expect("a String takes whatever is written");
    }
    out
}

fn title_line(title: &str, style: Style) -> String {
    if style == Style::Markdown { format!("### {title}") } else { title.to_owned() }
}

fn heading(measuring: &Measuring, figures: &[Figures]) -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let (pages, runs) = (measuring.pages, measuring.runs);
    let mut out = format!("{pages} pages, {cores} cores, medians of {runs} runs.\n");
    for Figures { contender, builds, .. } in figures {
        let megabytes = builds.bytes as f64 / 1e6;
        writeln!(out, "{}: {} files, {megabytes:.0} MB.", contender.name(), builds.files)
            .expect("a String takes whatever is written");
    }
    out
}

fn builds(figures: &[Figures]) -> Table {
    let mut table =
        vec![line(["", "build", "CPU s", "of it user s", "wall s", "peak MiB", "CPU ÷ cp", "wall ÷ cp"])];
    for Figures { contender, builds, .. } in figures {
        let against_copy = |case, part| {
            builds.against_copy(case, part).map_or_else(String::new, |ratio| format!("{ratio:.2}"))
        };
        for case in builds.cases() {
            let Some(usage) = builds.usage(case) else { continue };
            table.push(vec![
                contender.name(),
                label(case).to_owned(),
                seconds(usage.cpu),
                seconds(usage.user),
                seconds(usage.wall),
                mebibytes(usage.peak),
                against_copy(case, |usage| usage.cpu),
                against_copy(case, |usage| usage.wall),
            ]);
        }
    }
    table
}

/// The others' cold builds relative to Lorekeep's two.
fn ratios(figures: &[Figures]) -> Table {
    let cold = |flavour: Flavour| {
        let found = figures.iter().find(|figures| figures.contender.flavour() == flavour)?;
        Some((found.contender.name(), found.builds.usage(Case::Cold)?))
    };
    let mut table = vec![line(["", "CPU", "wall", "memory"])];
    for own in [Flavour::LorekeepSlim, Flavour::Lorekeep] {
        for other in [Flavour::Hugo, Flavour::Zola, Flavour::LorekeepSlim] {
            let (Some((own_name, own_use)), Some((name, usage))) = (cold(own), cold(other)) else { continue };
            if own != other {
                let memory = usage.peak as f64 / own_use.peak.max(1) as f64;
                table.push(vec![
                    format!("{name} ÷ {own_name}"),
                    ratio(usage.cpu, own_use.cpu),
                    ratio(usage.wall, own_use.wall),
                    format!("{memory:.2}"),
                ]);
            }
        }
    }
    table
}

fn stages(figures: &[Figures]) -> Table {
    let timed = || {
        figures
            .iter()
            .map(|figures| (figures, figures.builds.stages()))
            .filter(|(_, stages)| !stages.is_empty())
    };
    let Some((_, first)) = timed().next() else { return Table::new() };
    let head = std::iter::once("").chain(first.iter().map(|(stage, _)| *stage));
    let mut table = vec![head.map(str::to_owned).collect()];
    for (Figures { contender, .. }, stages) in timed() {
        let cells = stages.into_iter().map(|(_, time)| format!("{time:.3}"));
        table.push(std::iter::once(contender.name()).chain(cells).collect());
    }
    table
}

fn serving(figures: &[Figures]) -> Table {
    let head = ["", "first page ms", "save to served ms", "worst ms", "edits", "peak MiB"];
    let mut table = vec![line(head)];
    for Figures { contender, serving, .. } in figures {
        if let Some(serving) = serving {
            table.push(vec![
                contender.name(),
                milliseconds(serving.first_page),
                milliseconds(serving.median()),
                milliseconds(serving.worst()),
                serving.edits().to_string(),
                mebibytes(serving.peak),
            ]);
        }
    }
    table
}

fn label(case: Case) -> &'static str {
    match case {
        Case::Cold => "cold",
        Case::Copy => "`cp -r` of the output",
        Case::Unchanged => "nothing changed",
        Case::Edited => "one page edited",
        Case::EditedWithoutCache => "one page edited, no cache",
        Case::FreshCheckout => "one page edited, cache only",
    }
}

fn line<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

fn milliseconds(time: Duration) -> String {
    format!("{:.0}", time.as_secs_f64() * 1e3)
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.0}", bytes as f64 / f64::from(1 << 20))
}

fn ratio(time: Duration, of: Duration) -> String {
    format!("{:.2}", time.as_secs_f64() / of.as_secs_f64().max(1e-9))
}

/// A table as text: words are left-aligned, numbers right-aligned.
fn laid_out(table: &Table, style: Style) -> String {
    let columns = table.first().map_or(0, Vec::len);
    let width =
        |column: usize| table.iter().map(|line| line[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let is_number = |column: usize| table[1..].iter().all(|line| line[column].parse::<f64>().is_ok());
    let numeric: Vec<bool> = (0..columns).map(is_number).collect();
    let mut out = String::new();
    for (at, line) in table.iter().enumerate() {
        let cells: Vec<String> = line
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let width = widths[column];
                if numeric[column] { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
            })
            .collect();
        match style {
            Style::Plain => out.push_str(cells.join("  ").trim_end()),
            Style::Markdown => {
                write!(out, "| {} |", cells.join(" | ")).expect("a String takes whatever is written");
            }
        }
        out.push('\n');
        if at == 0 && style == Style::Markdown {
            let rule = |&is_number: &bool| if is_number { "---:" } else { "---" };
            let rules: Vec<&str> = numeric.iter().map(rule).collect();
            writeln!(out, "| {} |", rules.join(" | ")).expect("a String takes whatever is written");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_laid_out_for_people_and_for_markdown() {
        let table = vec![line(["", "CPU s"]), line(["Hugo", "21.40"]), line(["Zola 0.22", "9.10"])];
        assert_eq!(laid_out(&table, Style::Plain), "           CPU s\nHugo       21.40\nZola 0.22   9.10\n");
        let markdown =
            "|           | CPU s |\n| --- | ---: |\n| Hugo      | 21.40 |\n| Zola 0.22 |  9.10 |\n";
        assert_eq!(laid_out(&table, Style::Markdown), markdown);
    }
}
