//! Pieces of HTML that several parts of a page are made of: red links, dates, joined lists, the box around a spoiler.

use super::Renderer;
use crate::date::PartialDate;
use crate::text::escape::Html;
use crate::words::Words;

/// The opening tag of a link that leads nowhere.
pub(super) fn red_link(name: &str, why: &str, out: &mut Html) {
    out.tag("<a class=\"red-link\"").attribute("title", &format!("{name} ({why})")).tag(">");
}

/// A date for people and for machines.
pub(super) fn time(words: &Words, date: PartialDate) -> Html {
    let mut html = Html::new();
    html.tag("<time").attribute("datetime", &date.iso()).tag(">").text(&words.date(date)).tag("</time>");
    html
}

/// Parts with something between them.
pub(super) fn join(parts: &[Html], with: &'static str, html: &mut Html) {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            html.tag(with);
        }
        html.html(part);
    }
}

/// What belongs to a spoiler scope, folded away under its name.
pub(super) fn guarded(renderer: &Renderer<'_>, scope: Option<&str>, inner: Html) -> Html {
    match scope {
        Some(scope) => hidden(renderer, scope, &inner),
        None => inner,
    }
}

/// Something folded away under the name of its spoiler scope.
pub(super) fn hidden(renderer: &Renderer<'_>, scope: &str, inner: &Html) -> Html {
    let known = renderer.wiki.config.spoilers.iter().find(|known| known.id == scope);
    let label = known.map_or(scope, |known| known.label.as_str());
    let mut html = Html::new();
    html.tag("<details class=\"spoiler\"")
        .attribute("data-scope", scope)
        .tag("><summary>")
        .text(&renderer.words().spoiler(label));
    html.tag("</summary>").html(inner).tag("</details>");
    html
}
