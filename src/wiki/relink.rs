//! Incremental linking after a save.
//!
//! Most saves change the text of a page, but neither its names nor its front matter. Then [`Stated`](super::Stated) is reused, and only
//! some texts are resolved again: those that changed, and those that link to a page whose headings changed. Any other change links
//! everything from scratch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::resolve::Paths;
use super::{LinkPlace, Linking, PageId, Parts, Wiki};

/// The pages whose texts must be resolved again. `None` if more than texts has changed.
pub(super) fn texts_to_resolve(parts: &Parts, before: &Wiki) -> Option<BTreeSet<PageId>> {
    if parts.pages.len() != before.pages.len() || !before.stated.is_of(parts) {
        return None;
    }
    let mut texts = BTreeSet::new();
    for (id, (now, earlier)) in (0..).zip(parts.pages.iter().zip(&before.pages)) {
        if Arc::ptr_eq(now, earlier) {
            continue;
        }
        if now.source.path != earlier.source.path || !now.differs_in_text_alone(earlier) {
            return None;
        }
        texts.insert(id);
        if !now.has_anchors_of(earlier) {
            let links = before.texts.backlinks.to(id).iter().map(|link| link.ignoring_label(Linking));
            let in_texts = links.filter(|link| matches!(link.place, LinkPlace::Text(_)));
            texts.extend(in_texts.map(|link| link.from));
        }
    }
    Some(texts)
}

/// Links parts that differ from an earlier wiki only in texts of pages.
pub(super) fn relink(parts: Parts, before: &Wiki, changed: BTreeSet<PageId>) -> Wiki {
    let stated = Arc::clone(&before.stated);
    let mut texts = before.texts.clone();
    let paths = Paths::new(&stated, &parts.pages);
    changed.into_iter().for_each(|id| texts.resolve_again(id, &before.pages[id as usize], &paths));
    texts.resolve_shared(&paths);
    Wiki { pages: parts.pages, stated, texts, listings: BTreeMap::new() }
}
