//! A JSON Schema (draft 7, which most editors know) of front matter, for editors that complete and check keys.
//!
//! Every page without an error of [`crate::check`] is valid. The keys of all pages and the forms of values are described in `schema.json`; this
//! module adds the types of a wiki.

use serde_json::{Map, Value, json};

use crate::config::{Component, Config, Field, FieldKind, PageType, Parameter, Reading, TypeId, as_yaml};
use crate::diag::{Code, Severity, codes};

/// The keys of all pages under `keys`, and the forms of values under `definitions`.
const COMMON: &str = include_str!("schema.json");

/// The schema of front matter. Pages without `type:` have the type `of_folder`; without it, that of any folder or none.
pub fn schema(config: &Config, of_folder: Option<TypeId>) -> Value {
    let builder = Builder::new(config);
    let mut definitions = builder.definitions.clone();
    definitions.extend(builder.vocabulary());
    definitions.extend(builder.components());
    definitions.insert("untyped".to_owned(), builder.page(None));
    for (_, page_type) in config.types.iter() {
        definitions.insert(definition(page_type), builder.page(Some(page_type)));
    }
    let mut properties: Map<String, Value> =
        builder.keys.iter().map(|(key, schema)| (key.clone(), described(json!({}), schema))).collect();
    properties.insert("type".to_owned(), described(builder.type_name(), &builder.keys["type"]));
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": format!("Front matter of {}", config.title),
        "type": ["object", "null"],
        "properties": properties,
        "allOf": builder.choices_by_type(of_folder),
        "definitions": definitions,
    })
}

struct Builder<'c> {
    config: &'c Config,
    keys: Map<String, Value>,
    definitions: Map<String, Value>,
}

impl<'c> Builder<'c> {
    fn new(config: &'c Config) -> Self {
        let common: Value = serde_json::from_str(COMMON).expect("a unit test parses this file");
        let map = |name: &str| common[name].as_object().cloned().unwrap_or_default();
        let mut builder = Self { config, keys: map("keys"), definitions: map("definitions") };
        if !builder.refuses(&codes::UNKNOWN_KEY) {
            builder.definitions.values_mut().for_each(allow_more_keys);
        }
        builder
    }

    /// Returns whether a finding with a code is an error in this wiki.
    fn refuses(&self, code: &Code) -> bool {
        self.config.levels.severity(code) == Some(Severity::Error)
    }

    /// The names that the settings declare.
    fn vocabulary(&self) -> Map<String, Value> {
        let scope = suggested(self.config.spoilers.iter().map(|scope| scope.id.as_str()), "text");
        let scopes = json!({
            "description": "Spoiler scopes that `[spoilers]` declares",
            "anyOf": [scope, { "type": "array", "items": scope }],
        });
        let property = suggested(self.config.properties.keys().map(String::as_str), "name");
        let row = self.field(&Field::text());
        [("scopes", scopes), ("property", property), ("row", row)]
            .map(|(name, schema)| (name.to_owned(), schema))
            .into_iter()
            .collect()
    }

    /// The arguments of each component in a fenced block.
    fn components(&self) -> Map<String, Value> {
        let components = self.config.components.iter();
        components
            .map(|component| (format!("component-{}", component.name), self.component(component)))
            .collect()
    }

    fn component(&self, component: &Component) -> Value {
        let of_parameter = |parameter: &Parameter| match parameter.reading {
            Reading::Field => self.field(&parameter.field),
            Reading::Markdown | Reading::Plain => reference("text"),
            Reading::Query => json!({ "type": "object" }),
        };
        let parameters = component.parameters.iter();
        let mut properties: Map<String, Value> =
            parameters.map(|parameter| (parameter.field.name.clone(), of_parameter(parameter))).collect();
        properties.insert("spoiler".to_owned(), reference("scopes"));
        let required = component.parameters.iter().map(|parameter| &parameter.field);
        let required = required.filter(|field| field.required && field.default.is_none());
        let mut schema = json!({
            "title": component.name,
            "type": ["object", "null"],
            "properties": properties,
            "required": required.map(|field| &field.name).collect::<Vec<_>>(),
            "additionalProperties": false,
        });
        if let Some(help) = &component.help {
            schema["description"] = json!(help);
        }
        schema
    }

    /// The rules that apply to a page because of its `type:`.
    fn choices_by_type(&self, of_folder: Option<TypeId>) -> Vec<Value> {
        let types = &self.config.types;
        let missing = json!({ "properties": { "type": reference("empty") } });
        let without = match of_folder {
            Some(id) => reference(&definition(types.get(id))),
            None => {
                let of_folders = types.iter().filter(|(_, page_type)| page_type.folder.is_some());
                let all = std::iter::once("untyped".to_owned())
                    .chain(of_folders.map(|(_, page_type)| definition(page_type)));
                json!({ "anyOf": all.map(|name| reference(&name)).collect::<Vec<_>>() })
            }
        };
        let mut rules = vec![json!({ "if": missing, "then": without })];
        for (_, page_type) in types.iter() {
            let names =
                json!({ "properties": { "type": { "enum": as_yaml(&page_type.id) } }, "required": ["type"] });
            rules.push(json!({ "if": names, "then": reference(&definition(page_type)) }));
        }
        rules
    }

    /// The schema of pages of a type, or without one.
    fn page(&self, page_type: Option<&PageType>) -> Value {
        let mut properties = self.keys.clone();
        properties.insert("type".to_owned(), described(self.type_name(), &self.keys["type"]));
        let fields = page_type.map_or(&[][..], |page_type| &page_type.fields);
        for field in fields {
            properties.insert(field.name.clone(), self.field(field));
        }
        if !self.refuses(&codes::WRONG_TYPE) {
            properties.values_mut().for_each(|schema| *schema = described(json!({}), schema));
        }
        let unknown = if page_type.is_some() { &codes::UNKNOWN_FIELD } else { &codes::UNKNOWN_KEY };
        let mut schema = json!({ "properties": properties, "additionalProperties": !self.refuses(unknown) });
        if let Some(page_type) = page_type {
            schema["title"] = json!(page_type.label);
        }
        self.require(&mut schema, fields, |field| field.default.is_none());
        schema
    }

    fn type_name(&self) -> Value {
        let ids = self.config.types.iter().flat_map(|(_, page_type)| as_yaml(&page_type.id));
        let mut names: Vec<Value> = ids.collect();
        if names.is_empty() || !self.refuses(&codes::UNKNOWN_TYPE) {
            return reference("name");
        }
        names.extend([json!("none"), json!(""), Value::Null]);
        json!({ "anyOf": [{ "enum": names }, reference("link")] })
    }

    /// Adds the required fields that meet a condition.
    fn require(&self, schema: &mut Value, fields: &[Field], condition: impl Fn(&Field) -> bool) {
        if self.refuses(&codes::MISSING_FIELD) {
            let required = fields.iter().filter(|field| field.required && condition(field));
            schema["required"] = json!(required.map(|field| &field.name).collect::<Vec<_>>());
        }
    }

    /// The schema of a field: a value, a list of values, or a list with a label.
    fn field(&self, field: &Field) -> Value {
        let bare = json!({ "anyOf": [self.bare(&field.kind), reference("empty")] });
        let value = json!({ "anyOf": [bare, self.wrapped(&bare)] });
        let mut list = json!({ "type": "array", "items": value });
        if !field.many {
            list["maxItems"] = json!(1);
        }
        let mut schema = json!({ "anyOf": [value, list, self.wrapped(&list)] });
        if self.refuses(&codes::MISSING_FIELD) && field.required {
            schema["not"] = reference("empty");
        }
        if !field.label.is_empty() {
            schema["title"] = json!(field.label);
        }
        if let Some(help) = &field.help {
            schema["description"] = json!(help);
        }
        schema
    }

    /// The schema of a value without sources and scopes.
    fn bare(&self, kind: &FieldKind) -> Value {
        match kind {
            FieldKind::Record(fields) => self.record(fields),
            FieldKind::Date if !self.refuses(&codes::INVALID_DATE) => reference("text"),
            FieldKind::Choice(_) if !self.refuses(&codes::INVALID_CHOICE) => reference("text"),
            _ => kind.json_schema(),
        }
    }

    /// A value written as a map, with its sources and scopes.
    fn wrapped(&self, value: &Value) -> Value {
        let mut properties = labels();
        properties.insert("value".to_owned(), value.clone());
        properties.insert("note".to_owned(), json!({}));
        let more = !self.refuses(&codes::UNKNOWN_KEY);
        json!({ "type": "object", "required": ["value"], "properties": properties, "additionalProperties": more })
    }

    fn record(&self, fields: &[Field]) -> Value {
        let mut properties = labels();
        properties.extend(fields.iter().map(|field| (field.name.clone(), self.field(field))));
        let more = !self.refuses(&codes::UNKNOWN_FIELD);
        let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": more });
        self.require(&mut schema, fields, |_| true);
        schema
    }
}

/// A form of values, with names for editors to suggest.
fn suggested<'n>(names: impl Iterator<Item = &'n str>, form: &str) -> Value {
    let names: Vec<&str> = names.collect();
    // A list of choices must not be empty.
    if names.is_empty() { reference(form) } else { json!({ "anyOf": [{ "enum": names }, reference(form)] }) }
}

/// The keys that label a value.
fn labels() -> Map<String, Value> {
    let keys = [("source", "names"), ("sources", "names"), ("spoiler", "scopes")];
    keys.into_iter().map(|(key, form)| (key.to_owned(), reference(form))).collect()
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

/// The name of a type's schema. Names of types may contain characters that are special in JSON pointers.
fn definition(page_type: &PageType) -> String {
    let plain: String = page_type
        .id
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || byte == b'-' {
                char::from(byte).to_string()
            } else {
                format!("_{byte:02x}")
            }
        })
        .collect();
    format!("type-{plain}")
}

/// A schema with the title and the description of another one.
fn described(mut schema: Value, other: &Value) -> Value {
    for key in ["title", "description"] {
        if let Some(text) = other.get(key) {
            schema[key] = text.clone();
        }
    }
    schema
}

/// Lets maps have keys that the schema does not list.
fn allow_more_keys(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("additionalProperties") == Some(&Value::Bool(false)) {
                map.remove("additionalProperties");
            }
            map.values_mut().for_each(allow_more_keys);
        }
        Value::Array(items) => items.iter_mut().for_each(allow_more_keys),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_key_of_front_matter_has_a_schema_and_a_description() {
        let common: Value = serde_json::from_str(COMMON).unwrap();
        let keys = common["keys"].as_object().unwrap();
        let described: BTreeSet<&str> = keys.keys().map(String::as_str).collect();
        assert_eq!(
            described,
            BTreeSet::from(crate::page::KEYS),
            "describe new keys in `src/page/schema.json`"
        );
        assert!(keys.values().all(|schema| schema["description"].is_string()));
    }
}
