//! The drawing of a timeline: the number of events in each year.

use std::collections::BTreeMap;

use crate::text::escape::Html;
use crate::words::Words;

/// Maximum number of years of which each has a label in the chart.
const MAX_LABELS: u64 = 15;

/// A chart of events per year, with superseded ones hatched by a class and a text alternative. It may be stretched, so its years are
/// text beneath it: each one if there are few, otherwise the first and the last. `copy` distinguishes its ids from those of others.
pub(super) fn draw(years: &BTreeMap<i16, (usize, usize)>, copy: usize, words: &Words) -> Html {
    let (Some(first), Some(last)) = (years.keys().next().copied(), years.keys().next_back().copied()) else {
        return Html::new();
    };
    const HEIGHT: u64 = 64;
    let span = u64::from(last.abs_diff(first)) + 1;
    let has_labels = span <= MAX_LABELS;
    let step = if has_labels { 48 } else { (720 / span).clamp(6, 16) };
    let most = years.values().map(|(a, b)| a + b).max().unwrap_or(1) as u64;
    let (width, total) = (span * step, years.values().map(|(a, b)| a + b).sum::<usize>());
    let mut svg = Html::new();
    let [title, text] = ["title", "text"].map(|part| match copy {
        0 => format!("overview-{part}"),
        _ => format!("overview-{part}-{copy}"),
    });
    svg.tag("<svg class=\"timeline-overview\" role=\"img\"")
        .attribute("aria-labelledby", &format!("{title} {text}"));
    svg.tag(" preserveAspectRatio=\"none\" viewBox=\"0 0 ")
        .number(width)
        .tag(" ")
        .number(HEIGHT)
        .tag("\"><title");
    svg.attribute("id", &title).tag(">").text(words.events_by_year());
    svg.tag("</title><desc").attribute("id", &text).tag(">");
    svg.text(&words.events_between(total, &first.to_string(), &last.to_string())).tag(": ");
    for (at, (year, (standing, superseded))) in years.iter().enumerate() {
        svg.tag(if at > 0 { "; " } else { "" })
            .text(&year.to_string())
            .tag(": ")
            .number((standing + superseded) as u64);
    }
    svg.tag(".</desc>");
    for (year, (standing, superseded)) in years {
        let x = u64::from(year.abs_diff(first)) * step;
        let mut bar = |class: &'static str, from: usize, count: usize| {
            if count > 0 {
                let height = count as u64 * HEIGHT / most;
                let y = HEIGHT - (from + count) as u64 * HEIGHT / most;
                svg.tag("<rect class=\"").tag(class).tag("\" x=\"").number(x + 1).tag("\" y=\"").number(y);
                svg.tag("\" width=\"").number(step - 2).tag("\" height=\"").number(height.max(1)).tag("\"/>");
            }
        };
        bar("standing", 0, *standing);
        bar("superseded", *standing, *superseded);
    }
    // A year without a bar has no label: it may be the date of an event that not all readers may know.
    let labels: Vec<i16> = if has_labels { (first..=last).collect() } else { vec![first, last] };
    svg.tag("</svg>\n<p class=\"ends").tag(if has_labels { " every" } else { "" }).tag("\">");
    for year in labels {
        let label = if years.contains_key(&year) { year.to_string() } else { String::new() };
        svg.tag("<small>").text(&label).tag("</small> ");
    }
    svg.tag("</p>");
    svg
}
