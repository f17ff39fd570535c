//! The JSON API: an object per page, several of them per file, and an index of all pages. The format is described in `docs/content/api.md`;
//! `version` increases with every breaking change.

use serde_json::{Map, Value as Json, json};

use super::artifact::Artifact;
use super::values::plain_json;
use super::{Renderer, context, pictures};
use crate::labels::{Labelled, Open};
use crate::page::Page;
use crate::page::value::{FieldValue, FieldValues, Value};
use crate::wiki::{PageId, Relation};

/// Version of the format.
const VERSION: u32 = 2;
/// Pages per file, within a factor of two: the number of files is a power of two, so that most pages stay in the same file as a wiki grows.
const PER_SHARD: usize = 25;
/// Maximum number of entries in a list.
const MAX_LIST: usize = 100;

impl Renderer<'_> {
    /// The index of all pages.
    pub(super) fn api_index(&self) -> Vec<u8> {
        let shards = shards(self.wiki.pages.len());
        let pages: Vec<Json> = self
            .wiki
            .iter()
            .map(|(id, page)| {
                let mut entry = json!({
                    "title": page.title,
                    "url": self.page_url(id),
                    "type": self.type_id(page),
                    "json": self.url(&shard_path(&page.address, shards)),
                });
                if !self.is_random_choice(id) {
                    entry["listed"] = json!(false);
                }
                if !page.matter.spoiler.is_empty() {
                    entry["scopes"] = self.scopes_of(page);
                }
                entry
            })
            .collect();
        let title = &self.wiki.config.title;
        bytes(&object([
            ("version", VERSION.into()),
            ("title", title.as_str().into()),
            ("shards", shards.into()),
            ("pages", pages.into()),
        ]))
    }

    /// True if a random page may be this one: an article with a text of its own, rather than a list of others.
    fn is_random_choice(&self, id: PageId) -> bool {
        self.wiki.is_listed_article(id) && !self.wiki.page(id).is_index()
    }

    /// The pages of one file, by address.
    pub(super) fn api_shard(&self, members: &[(String, Artifact)]) -> Vec<u8> {
        let mut pages = Map::new();
        for (address, artifact) in members {
            let page = match artifact {
                Artifact::Page(id, _) => Some(self.api_page(*id)),
                generated => self.head(generated).as_ref().map(Self::api_generated),
            };
            pages.extend(page.map(|page| (address.clone(), page)));
        }
        bytes(&object([("version", VERSION.into()), ("pages", pages.into())]))
    }

    /// One page.
    fn api_page(&self, id: PageId) -> Json {
        let page = self.wiki.page(id);
        let image = pictures::image(self, page).map(|image| {
            let size = (image.width, image.height);
            json!({ "url": image.url, "small": image.small, "width": size.0, "height": size.1, "alt": image.alt })
        });
        let backlinks = self.wiki.texts.backlinks.open_to(id).take(MAX_LIST);
        let backlinks = object([
            ("total", self.wiki.texts.backlinks.count(id).into()),
            ("pages", backlinks.map(|link| self.page_url(link.from)).collect()),
        ]);
        let label = page.page_type.map(|id| self.wiki.config.types.get(id).label.as_str());
        let mut object = object([
            ("title", page.title.as_str().into()),
            ("url", self.page_url(id).into()),
            ("type", label.into()),
            ("type_id", self.type_id(page).into()),
            ("language", self.language_of(page).into()),
            ("direction", self.direction_of(page).into()),
            ("scopes", self.scopes_of(page)),
            ("description", self.summary(id).as_str().into()),
            ("image", image.into()),
            ("excerpt", page.excerpt(300).as_str().into()),
            ("aliases", page.open_aliases().map(Open::into_inner).collect()),
            ("categories", page.open_categories().map(Open::into_inner).collect()),
            ("fields", self.api_fields(id, page)),
            ("relations", self.api_relations(id)),
            ("claims", self.api_claims(id).into()),
            ("links", self.api_links(id).into()),
            ("backlinks", backlinks),
            ("words", page.body.words.into()),
        ]);
        if let Some(event) = self.wiki.events.of(id) {
            object["event"] = self.api_event(event);
        }
        if self.wiki.config.output.search && page.matter.spoiler.is_empty() && !page.matter.unindexed {
            object["sections"] = super::search_index::excerpts(self.wiki, id);
        }
        let order = &self.wiki.config.spoilers;
        if let Some(title) = &page.matter.real_title {
            object["labelled_title"] = title.wrapped(order, |text| json!(text));
        }
        if let Some(description) = page.matter.description.as_ref().filter(|text| !text.is_open()) {
            object["labelled_description"] = description.wrapped(order, |text| json!(text.plain));
        }
        if let Some(excerpt) = page.labelled_excerpt(order, 300) {
            object["labelled_excerpt"] = excerpt.wrapped(order, |text| json!(text));
        }
        object
    }

    /// The names of the scopes that a page as a whole belongs to.
    fn scopes_of(&self, page: &Page) -> Json {
        page.matter.spoiler.iter().map(|id| self.wiki.config.spoilers.name(id)).collect()
    }

    /// A generated page without its lists, which is enough for a preview.
    fn api_generated(page: &context::Page) -> Json {
        json!({
            "title": page.title,
            "url": page.url,
            "type": "",
            "description": *page.description,
        })
    }

    fn type_id(&self, page: &Page) -> Option<&str> {
        page.page_type.map(|id| self.wiki.config.types.get(id).id.as_str())
    }

    fn api_fields(&self, id: PageId, page: &Page) -> Json {
        let mut fields = Map::new();
        if let Some(page_type) = page.page_type {
            let declared = &self.wiki.config.types.get(page_type).fields;
            for values in &page.matter.fields {
                let field = &declared[usize::from(values.field)];
                if !field.hidden {
                    fields.insert(field.name.clone(), self.api_values(id, field, values));
                }
            }
        }
        Json::Object(fields)
    }

    fn api_values(&self, id: PageId, field: &crate::config::Field, values: &FieldValues) -> Json {
        let json = |value: &FieldValue| match &value.value {
            Value::Reference(name) => match self.wiki.relations.target(id, value.at) {
                Some(target) => {
                    json!({ "title": self.wiki.page(target).title, "url": self.page_url(target) })
                }
                None => json!({ "title": name.text, "url": null }),
            },
            Value::Record(inner) => {
                let mut record = Map::new();
                for values in inner {
                    let field = &field.inner()[usize::from(values.field)];
                    record.insert(field.name.clone(), self.api_values(id, field, values));
                }
                Json::Object(record)
            }
            plain => plain_json(plain),
        };
        let list = values.values.iter().map(|value| value.wrapped(&self.wiki.config.spoilers, json));
        let mut list: Vec<Json> = list.collect();
        match (field.many, list.len()) {
            (false, 0) => Json::Null,
            (false, 1) => list.remove(0),
            _ => Json::Array(list),
        }
    }

    /// Inverse relations: name of the relation, pages at the other end.
    fn api_relations(&self, id: PageId) -> Json {
        let mut relations: Map<String, Json> = Map::new();
        for relation in self.wiki.relations.incoming(id) {
            let Some((_, inverse)) = self.wiki.relations.inverse(relation, &self.wiki.config.types) else {
                continue;
            };
            let list = relations.entry(inverse.name.clone()).or_insert_with(|| json!([]));
            if let Json::Array(list) = list
                && list.len() < MAX_LIST
            {
                let page = relation.named(&self.wiki.config.spoilers, |relation| self.api_relation(relation));
                if !list.contains(&page) {
                    list.push(page);
                }
            }
        }
        Json::Object(relations)
    }

    /// The page at the other end of a relation. If a record there names this page, the rest of the record follows.
    fn api_relation(&self, relation: &Relation) -> Json {
        let page = self.wiki.page(relation.from);
        let mut object = Map::new();
        object.insert("title".to_owned(), json!(page.title));
        object.insert("url".to_owned(), json!(self.page_url(relation.from)));
        let field = &self.wiki.config.types.get(relation.page_type).fields[usize::from(relation.field)];
        let values = page.matter.fields.iter().find(|values| values.field == relation.field);
        if let Some((ordinal, named)) = relation.record
            && let Some(record) = values.and_then(|values| values.values.get(usize::from(ordinal)))
            && let Some(Value::Record(inner)) =
                record.open_to(record.scopes().alone()).map(|value| &value.value)
        {
            for values in inner.iter().filter(|values| values.field != named) {
                let inner = &field.inner()[usize::from(values.field)];
                let name = if object.contains_key(&inner.name) {
                    format!("{}_", inner.name)
                } else {
                    inner.name.clone()
                };
                object.insert(name, self.api_values(relation.from, inner, values));
            }
        }
        Json::Object(object)
    }

    fn api_links(&self, id: PageId) -> Vec<String> {
        let mut links: Vec<String> = Vec::new();
        for to in self.wiki.linked_from(id).filter_map(Labelled::into_open) {
            let url = self.page_url(to);
            if links.len() < MAX_LIST && !links.contains(&url) {
                links.push(url);
            }
        }
        links
    }
}

/// Number of files for a number of pages.
pub(super) fn shards(pages: usize) -> usize {
    (pages / PER_SHARD).max(1).next_power_of_two()
}

/// The file with the JSON for an address.
pub(super) fn shard_path(address: &str, shards: usize) -> String {
    file_of_shard(shard(address, shards))
}

/// The number of the file with the JSON for an address.
pub(super) fn shard(address: &str, shards: usize) -> usize {
    hash(address) as usize % shards
}

/// The file with a number.
pub(super) fn file_of_shard(number: usize) -> String {
    format!("api/pages/{number}.json")
}

/// FNV-1a with 32 bits, which the theme's scripts compute too.
fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// An object of values that are moved into it, where `json!` would copy them.
fn object<const N: usize>(entries: [(&str, Json); N]) -> Json {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn bytes(value: &Json) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(value).expect("a JSON value can be written to memory");
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_by_a_hash_of_their_address() {
        // `tests/search/box.test.mjs` checks the same values.
        for (address, path) in [
            ("", "api/pages/453.json"),
            ("people/al-pacino/", "api/pages/290.json"),
            ("caf\u{e9}/", "api/pages/146.json"),
        ] {
            assert_eq!(shard_path(address, 512), path, "{address}");
        }
        let files: Vec<usize> = [0, 25, 49, 50, 10_000, 100_000].into_iter().map(shards).collect();
        assert_eq!(files, [1, 1, 1, 2, 512, 4096]);
    }
}
