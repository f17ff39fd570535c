//! Moves the ids of what is in a closed fold to its summary.
//!
//! Browsers open a closed `<details>` around the target of a link. A link to an id in a fold therefore leads to the fold, and does not
//! open it; the element has its id in `data-id`, from which `static/js/spoilers.js` restores it for readers who know the scopes. An id
//! in a fold of other scopes inside another fold is in neither summary, since it may give away what only the inner fold may contain.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::Finder;

/// The attribute of an element that has an id.
static ID: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(" id=\""));
/// The attribute that names the scopes of a fold.
static SCOPES: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(" data-scope=\""));
/// The attribute that replaces the id in a fold.
const HIDDEN_ID: &str = " data-id=\"";

/// Moves the ids in the folds of a page. Takes time in proportion to its length.
pub(super) fn moved(html: String) -> String {
    if SCOPES.find(html.as_bytes()).is_none() {
        return html;
    }
    let mut page = Page { out: String::with_capacity(html.len() + 256), depth: 0, fold: None };
    let mut rest = html.as_str();
    while let Some(at) = if page.fold.is_some() { rest.find('<') } else { next_fold(rest) } {
        page.out.push_str(&rest[..at]);
        let (tag, after) = rest[at..].split_at(end_of_tag(&rest[at..]));
        page.tag(tag);
        rest = after;
    }
    page.out.push_str(rest);
    page.out
}

/// Start of the next tag that may be that of a fold. The tags before it stay as they are.
fn next_fold(html: &str) -> Option<usize> {
    html[..SCOPES.find(html.as_bytes())?].rfind('<')
}

/// A page, up to some tag.
struct Page {
    out: String,
    /// Number of `<details>` that are open since the start of a fold.
    depth: usize,
    /// The outermost closed fold that is open here.
    fold: Option<Fold>,
}

/// A fold of which the start was written.
struct Fold {
    /// Number of `<details>` around it.
    depth: usize,
    /// Its start tag.
    tag: String,
    /// Number of `<details>` around the fold of other scopes that is open in it.
    inner: Option<usize>,
    /// Offset at which the content of its summary starts.
    summary: Option<usize>,
    /// Ids of what is in it, as spelled.
    ids: Vec<String>,
}

impl Page {
    fn tag(&mut self, tag: &str) {
        let is_details = name(tag) == "details";
        if is_details && self.fold.is_none() && is_fold(tag) {
            let (depth, tag) = (self.depth, tag.to_owned());
            self.out.push_str(&tag);
            self.fold = Some(Fold { depth, tag, inner: None, summary: None, ids: Vec::new() });
        } else {
            self.push(tag);
        }
        match name(tag) {
            "details" => {
                let (depth, fold) = (self.depth, self.fold.as_mut());
                let other = fold
                    .filter(|fold| depth > fold.depth && is_fold(tag) && scopes(tag) != scopes(&fold.tag));
                other.map(|fold| fold.inner.get_or_insert(depth));
                self.depth += 1;
            }
            "/details" => self.end_details(),
            "summary" => {
                let at = self.out.len();
                let fold = self.fold.as_mut().filter(|fold| fold.depth + 1 == self.depth);
                fold.map(|fold| fold.summary.get_or_insert(at));
            }
            _ => {}
        }
    }

    /// Appends a tag. One inside a fold loses its id to the fold.
    fn push(&mut self, tag: &str) {
        let id = value(tag, &ID);
        match (&mut self.fold, id) {
            (Some(fold), Some(id)) if fold.summary.is_some() => {
                if fold.inner.is_none() {
                    fold.ids.push(tag[id.clone()].to_owned());
                }
                self.out.push_str(&tag[..id.start - ID.needle().len()]);
                self.out.push_str(HIDDEN_ID);
                self.out.push_str(&tag[id.start..]);
            }
            _ => self.out.push_str(tag),
        }
    }

    fn end_details(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if let Some(fold) = &mut self.fold {
            fold.inner = fold.inner.filter(|depth| *depth < self.depth);
        }
        let Some(Fold { summary: Some(at), ids, .. }) = self.fold.take_if(|fold| fold.depth == self.depth)
        else {
            return;
        };
        let spans = ids.iter().map(|id| format!("<span id=\"{id}\"></span>"));
        self.out.insert_str(at, &spans.collect::<String>());
    }
}

/// Name of a tag, with the slash of an end tag.
pub(super) fn name(tag: &str) -> &str {
    tag[1..].split([' ', '>', '\n']).next().unwrap_or_default()
}

/// True for the start tag of a closed fold.
fn is_fold(tag: &str) -> bool {
    scopes(tag).is_some() && !tag.contains(" open")
}

/// Value of the attribute that names the scopes of a fold.
fn scopes(tag: &str) -> Option<&str> {
    Some(&tag[value(tag, &SCOPES)?])
}

/// Byte range of the value of an attribute in a tag.
fn value(tag: &str, attribute: &Finder<'_>) -> Option<Range<usize>> {
    let start = attribute.find(tag.as_bytes())? + attribute.needle().len();
    Some(start..start + tag[start..].find('"')?)
}

/// Length of the tag at the start of a text. A script counts as part of its tag, since its text is not markup.
pub(super) fn end_of_tag(text: &str) -> usize {
    let is_script = text.starts_with("<script");
    let end = if is_script { text.find("</script>") } else { text.find('>') };
    end.map_or(text.len(), |at| if is_script { at } else { at + 1 })
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn ids_move_to_the_outermost_fold() {
        let fold = |scope: &str, inner: &str| {
            format!("<details class=\"spoiler\" data-scope=\"{scope}\"><summary>S</summary>{inner}</details>")
        };
        let page = |id: &str| {
            let inner =
                fold("x", &format!("<h2 {id}=\"b\">B</h2>")) + &fold("y", &format!("<i {id}=\"c\"></i>"));
            format!("<h1 id=\"a\">A</h1>{}<p id=\"d\">", fold("x", &inner))
        };
        let expected = page("data-id").replacen("<summary>", "<summary><span id=\"b\"></span>", 1);
        assert_eq!(moved(page("id")), expected);
    }

    #[test]
    fn other_details_and_scripts_keep_theirs() {
        let page = "<i data-scope=\"x\"></i><details><summary>S</summary><p id=\"a\"></details>\
            <script>\"<details data-scope=\\\"x\\\"><summary><p id=\\\"b\\\">\"</script><p id=\"c\">";
        assert_eq!(moved(page.to_owned()), page);
    }
}
