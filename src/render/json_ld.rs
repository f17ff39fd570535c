//! JSON-LD (schema.org) of a page, from the same model as its infobox.

use serde_json::{Map, Value as Json, json};

use super::values::plain_json;
use super::{Renderer, origins, pictures};
use crate::config::Field;
use crate::labels::{Labelled, Open};
use crate::page::Page;
use crate::page::origin::Origin;
use crate::page::value::{FieldValue, Value};
use crate::text::escape::{Html, json_for_script};
use crate::text::licence_address;
use crate::wiki::PageId;

/// Types of schema.org that cannot have a language.
const NO_WORKS: [&str; 6] = ["Person", "Organization", "Place", "Product", "Intangible", "Thing"];

/// Maximum number of authors.
const MAX_AUTHORS: usize = 50;

/// JSON-LD of a page, as text for a `script` element.
pub(super) fn page(renderer: &Renderer<'_>, id: PageId) -> Html {
    Html::from_trusted(json_for_script(&object(renderer, id)))
}

fn object(renderer: &Renderer<'_>, id: PageId) -> Json {
    let page = renderer.wiki.page(id);
    let config = &renderer.wiki.config;
    let mut object = Map::new();
    object.insert("@context".into(), json!("https://schema.org"));
    let page_type = page.page_type.map(|id| config.types.get(id));
    let kind = if page.address.is_empty() {
        "WebSite"
    } else {
        page_type.map_or("Article", |page_type| &page_type.schema)
    };
    object.insert("@type".into(), json!(kind));
    object.insert("name".into(), json!(page.title));
    if kind.ends_with("Article") {
        object.insert("headline".into(), json!(page.title));
    }
    object.insert("url".into(), json!(renderer.absolute(&page.address)));
    object.insert("description".into(), json!(*renderer.summary(id)));
    if !NO_WORKS.contains(&kind) {
        object.insert("inLanguage".into(), json!(renderer.language_of(page)));
    }
    if kind.ends_with("Article")
        && let Some(origin) = origins::open(&page.matter.origin)
    {
        based_on(origin, &mut object);
    }
    if let Some(image) = pictures::image(renderer, page) {
        object.insert("image".into(), json!(renderer.absolute_image(&image)));
    }
    let names: Vec<&str> = page.open_aliases().map(Open::into_inner).collect();
    if !names.is_empty() {
        object.insert("alternateName".into(), json!(names));
    }
    if let Some(page_type) = page_type {
        fields(renderer, id, page, &page_type.fields, &mut object);
    }
    Json::Object(object)
}

/// The original of a page, its authors and its licence.
fn based_on(origin: &Origin, object: &mut Map<String, Json>) {
    if let Some(url) = &origin.url {
        object.insert("isBasedOn".into(), json!(url));
    }
    let author = |name: &String| json!({ "@type": "Person", "name": name });
    let authors: Vec<Json> = origin.authors.iter().take(MAX_AUTHORS).map(author).collect();
    if !authors.is_empty() {
        object.insert("author".into(), Json::Array(authors));
    }
    if let Some(url) = origin.licence.as_deref().and_then(licence_address) {
        object.insert("license".into(), json!(url));
    }
}

/// Fields mapped to a property of schema.org, without spoilers.
fn fields(
    renderer: &Renderer<'_>,
    id: PageId,
    page: &Page,
    fields: &[Field],
    object: &mut Map<String, Json>,
) {
    for values in &page.matter.fields {
        let field = &fields[usize::from(values.field)];
        let Some(property) = &field.schema else { continue };
        let shown = values.values.iter().filter_map(Labelled::open);
        let mut list: Vec<Json> = shown.filter_map(|value| value_of(renderer, id, value)).collect();
        match list.len() {
            0 => {}
            1 => drop(object.insert(property.clone(), list.remove(0))),
            _ => drop(object.insert(property.clone(), Json::Array(list))),
        }
    }
}

fn value_of(renderer: &Renderer<'_>, id: PageId, value: &FieldValue) -> Option<Json> {
    Some(match &value.value {
        Value::Image(image) => {
            json!(renderer.absolute_image(&pictures::declared(renderer, renderer.wiki.page(id), image)?))
        }
        // No format of dates that search engines read.
        Value::Moment(_) => return None,
        Value::Reference(_) => match renderer.wiki.relations.target(id, value.at) {
            Some(target) => thing(renderer, target),
            None => plain_json(&value.value),
        },
        Value::Record(values) => {
            let named = values.iter().flat_map(|values| &values.values).filter_map(Labelled::open);
            let mut things = named.filter_map(|value| match &value.value {
                Value::Reference(_) => Some(thing(renderer, renderer.wiki.relations.target(id, value.at)?)),
                _ => None,
            });
            things.next()?
        }
        plain => plain_json(plain),
    })
}

fn thing(renderer: &Renderer<'_>, id: PageId) -> Json {
    let page = renderer.wiki.page(id);
    let kind = page.page_type.map_or("Thing", |id| &renderer.wiki.config.types.get(id).schema);
    json!({ "@type": kind, "name": page.title, "url": renderer.absolute(&page.address) })
}
