//! Components with Markdown of their own, which is written into the text of a page before it is parsed: whatever works in
//! the text works in it, and its links and headings are those of the page.

use std::ops::Range;

use tera::{Context, Map, Value as TeraValue};

use super::request::{Facts, Request};
use super::spelled::Spelled;
use crate::config::{Component, Components, Field};
use crate::diag::{Diagnostic, codes};
use crate::page::compose::markdown;
use crate::page::decoded::Decoded;
use crate::page::links::text_links;
use crate::page::node::Origin;
use crate::page::value::{FieldValues, Value};
use crate::text::{Source, contains};

/// Maximum number of bytes that components add to a page.
const MAX_ADDED: usize = 1 << 20;

/// The text of a page with the Markdown of its components; `None` if it calls none.
pub(super) fn written_out(
    source: &Source,
    text: &str,
    request: Request<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Spelled> {
    let facts = request.facts?;
    let calls = calls(text, request.components);
    if calls.is_empty() {
        return None;
    }
    let mut values: Option<Context> = None;
    let mut decoded = Decoded::default();
    let (mut written, mut left) = (0, Some(MAX_ADDED));
    for (range, component) in calls {
        decoded.same(&text[written..range.start], request.start + written);
        written = range.end;
        let place = request.start + range.start..request.start + range.end;
        let (Some(template), Some(room)) = (&component.markdown, left) else { continue };
        let fault = match template.render(values.get_or_insert_with(|| context(&facts))) {
            Ok(markdown) => {
                left = room.checked_sub(markdown.len());
                if left.is_some() {
                    decoded.other(&format!("\n\n{}\n\n", markdown.trim()), place);
                    continue;
                }
                format!("components add more than {} KiB to this page", MAX_ADDED >> 10)
            }
            Err(error) => format!("component `{}`: {error}", component.name),
        };
        let fault = Diagnostic::new(&codes::COMPONENT, source.place(place), fault);
        faults.push(fault.help(format!(
            "correct `markdown` of `[components.{name}]` in `site.toml`, or call `{name}` only on pages whose type has the fields it reads",
            name = component.name
        )));
    }
    decoded.same(&text[written..], request.start + written);
    Some(Spelled::new(decoded, Origin::at(0)))
}

/// The calls that stand on lines of their own outside of code, with their components.
fn calls<'c>(text: &str, known: &'c Components) -> Vec<(Range<usize>, &'c Component)> {
    let mut found = Vec::new();
    if known.iter().all(|component| component.markdown.is_none()) || !contains(text, "{{") {
        return found;
    }
    let (mut at, mut fence) = (0, None);
    for whole in text.split_inclusive('\n') {
        let (begin, end) = (at, at + whole.trim_end().len());
        at += whole.len();
        let line = text[begin..end].trim_start_matches(' ');
        let start = end - line.len();
        let indent = start - begin;
        // A fence may be indented by three spaces. An indented call may belong to an item of a list.
        if indent > 3 || is_in_fence(line, &mut fence) || indent > 0 {
            continue;
        }
        let name = line.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        let component = name.and_then(|name| known.named(name.trim())).map(|index| known.get(index));
        let component = component.filter(|component| component.markdown.is_some());
        found.extend(component.map(|component| (start..end, component)));
    }
    found
}

/// Returns whether a line belongs to a block of code with fences, the fences included.
fn is_in_fence(line: &str, open: &mut Option<(char, usize)>) -> bool {
    let fence = fence_of(line);
    match (*open, fence) {
        (None, _) => *open = fence,
        (Some((sign, length)), Some((closing, closes))) => {
            if sign == closing && closes >= length && line.len() == closes {
                *open = None;
            }
            return true;
        }
        (Some(_), None) => return true,
    }
    fence.is_some()
}

/// The character and the length of a fence that begins a line.
fn fence_of(line: &str) -> Option<(char, usize)> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let length = line.len() - line.trim_start_matches(sign).len();
    let is_fence = length >= 3 && (sign == '~' || !line[length..].contains('`'));
    is_fence.then_some((sign, length))
}

fn context(facts: &Facts<'_>) -> Context {
    let mut context = Context::new();
    context.insert("title", &markdown::text(facts.title));
    context.insert_value("fields", fields(facts.fields, facts.values));
    context
}

/// The values of fields that all readers may know, as Markdown.
fn fields(fields: &[Field], values: &[FieldValues]) -> TeraValue {
    let mut map = Map::new();
    let mut given: Vec<Option<&FieldValues>> = vec![None; fields.len()];
    for values in values {
        given[usize::from(values.field)] = Some(values);
    }
    for (field, given) in fields.iter().zip(given) {
        let open = given.into_iter().flat_map(|values| &values.values).filter_map(|value| value.open());
        let mut values: Vec<TeraValue> = open.map(|value| value_of(field, &value.value)).collect();
        let value = match field.many {
            true => TeraValue::from(values),
            false if values.is_empty() => TeraValue::from(None::<String>),
            false => values.swap_remove(0),
        };
        map.insert(field.name.clone().into(), value);
    }
    TeraValue::from(map)
}

fn value_of(field: &Field, value: &Value) -> TeraValue {
    TeraValue::from(match value {
        Value::Boolean(yes) => return TeraValue::from(*yes),
        Value::Record(values) => return fields(field.inner(), values),
        Value::Text(text) => linked(text),
        Value::Number(_, spelling) => spelling.trim().to_owned(),
        Value::Date(date) => date.iso(),
        Value::Moment(moment) => moment.text.clone(),
        Value::Url(text) => text.clone(),
        Value::Image(image) => image.path.clone(),
        Value::Reference(name) => name.text.clone(),
    })
}

/// A text of the front matter, in which only links are markup.
fn linked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut written = 0;
    for link in text_links(text) {
        escaped(&text[written..link.range.start], &mut out);
        out.push_str(&text[link.range.clone()]);
        written = link.range.end;
    }
    escaped(&text[written..], &mut out);
    out
}

fn escaped(text: &str, out: &mut String) {
    let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
    if start >= end {
        return out.push_str(text);
    }
    out.push_str(&text[..start]);
    out.push_str(&markdown::text(&text[start..end]));
    out.push_str(&text[end..]);
}
