//! Pages that share a name: `Heat 2 (film)` and `Heat 2 (novel)`.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{Names, PageId};
use crate::page::{Page, path_slug};
use crate::text::{NameKey, fold_name};

/// Groups of pages whose titles differ only in their parentheses.
#[derive(Debug, Default)]
pub struct Disambiguation {
    groups: BTreeMap<String, Group>,
    keys: FxHashSet<NameKey>,
    group_of: BTreeMap<PageId, String>,
}

/// One group.
#[derive(Debug, Default, Clone)]
pub struct Group {
    /// The shared name.
    pub title: String,
    /// Address of the generated page. `None` if a page has the bare name.
    pub address: Option<String>,
    /// The page with the bare name.
    pub primary: Option<PageId>,
    /// The pages with parentheses, in order.
    pub members: Vec<PageId>,
}

/// The name before a title's parentheses: `Heat` in `Heat (1995 film)`.
pub fn base_name(title: &str) -> Option<&str> {
    let open = title.rfind(" (")?;
    (title.ends_with(')') && open > 0).then(|| title[..open].trim_end())
}

impl Disambiguation {
    pub(super) fn new(pages: &[Arc<Page>], names: &Names) -> Self {
        let mut groups: BTreeMap<String, Group> = BTreeMap::new();
        for (id, page) in pages.iter().enumerate() {
            if let Some(base) = page.brief.is_qualified.then(|| base_name(&page.title)).flatten() {
                let group = groups.entry(fold_name(base)).or_default();
                group.title = base.to_owned();
                group.members.push(id as PageId);
            }
        }
        for (key, group) in &mut groups {
            match names.look_up(super::NameRef::new(key), None, pages) {
                super::Lookup::Page(id) => group.primary = Some(id),
                super::Lookup::Ambiguous(several) => group.primary = Some(several.best),
                super::Lookup::Nobody if group.members.len() > 1 => {
                    group.address = Some(format!("{}/", path_slug(&group.title)));
                }
                super::Lookup::Nobody => {}
            }
        }
        groups.retain(|_, group| {
            group.address.is_some() || group.primary.is_some_and(|primary| !group.members.contains(&primary))
        });
        let mut group_of = BTreeMap::new();
        for (key, group) in &groups {
            for id in group.members.iter().chain(group.primary.iter()) {
                group_of.insert(*id, key.clone());
            }
        }
        let keys = groups.keys().map(|key| NameKey::of_folded(key)).collect();
        Self { groups, keys, group_of }
    }

    /// True if there is a group with the given name.
    pub(super) fn has_key(&self, name: NameKey) -> bool {
        self.keys.contains(&name)
    }

    /// The group of a page.
    pub fn of(&self, id: PageId) -> Option<&Group> {
        self.groups.get(self.group_of.get(&id)?)
    }

    /// The generated page with the given folded name.
    pub fn generated(&self, key: &str) -> Option<&Group> {
        self.groups.get(key).filter(|group| group.address.is_some())
    }

    /// All groups with a generated page.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Group)> {
        self.groups
            .iter()
            .filter(|(_, group)| group.address.is_some())
            .map(|(key, group)| (key.as_str(), group))
    }
}
