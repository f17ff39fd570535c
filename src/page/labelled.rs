//! Front matter whose values carry spoiler labels: `{value: …, spoiler: …}` around a value, a list, or an item of one.

use super::Parsing;
use super::fields::{Reader, Split, is_empty, scope_named};
use super::front_matter::FrontMatter;
use super::mentions::{Form, Naming, Referent};
use super::node::{Entry, Node, Part, YamlPath};
use super::value::{ImageValue, Name};
use crate::diag::codes;
use crate::labels::{Labelled, ScopeId, Scopes};

/// Keys of a value with a label.
const KEYS: [&str; 2] = ["value", "spoiler"];
/// Keys of a title with a label.
const TITLE_KEYS: [&str; 3] = ["value", "spoiler", "public"];

impl Reader<'_> {
    /// The images of a page, one or a list of versions, each with the scopes in its map and those around it.
    pub(super) fn labelled_images(
        &mut self,
        key: &str,
        node: &Node,
        at: YamlPath,
    ) -> Vec<Labelled<(ImageValue, YamlPath)>> {
        let whole = self.unwrapped(node, at);
        let scopes = whole.scopes();
        let (node, at) = *whole.ignoring_label(Parsing);
        let items = match node {
            Node::List(items) => items.iter().enumerate().map(|(n, item)| (item, at.child(n))).collect(),
            _ => vec![(node, at)],
        };
        let images = items.into_iter().filter_map(|(item, at)| self.labelled_image(key, item, at));
        images.map(|image| image.within(scopes)).collect()
    }

    /// The value in `{value: …, spoiler: …}`, its place and its scopes; the value itself where no map is around it.
    pub(super) fn unwrapped<'n>(&mut self, node: &'n Node, at: YamlPath) -> Labelled<(&'n Node, YamlPath)> {
        self.unwrapped_of(node, at, &KEYS)
    }

    fn unwrapped_of<'n>(
        &mut self,
        node: &'n Node,
        at: YamlPath,
        keys: &[&str],
    ) -> Labelled<(&'n Node, YamlPath)> {
        let Some((entries, value)) = wrapped(node) else { return Labelled::unlabelled((node, at)) };
        let mut scopes = Scopes::NONE;
        for entry in entries {
            let entry_at = at.child(entry.ordinal);
            match entry.key.as_str() {
                "spoiler" => scopes = scopes.and(self.scopes(&entry.value, entry_at)),
                key if keys.contains(&key) => {}
                _ => self.unknown(&codes::UNKNOWN_KEY, entry, entry_at, keys.iter().copied()),
            }
        }
        Labelled::new((&value.value, at.child(value.ordinal)), scopes)
    }

    /// Reads spoiler scopes: one name or a list. An unknown scope, or none, is treated as one that no reader knows.
    pub(super) fn scopes(&mut self, node: &Node, at: YamlPath) -> Scopes {
        match node {
            Node::List(names) if !names.is_empty() => {
                let names = names.iter().enumerate();
                names.fold(Scopes::NONE, |all, (at_name, name)| all.and(self.scope(name, at.child(at_name))))
            }
            _ => self.scope(node, at),
        }
    }

    fn scope(&mut self, node: &Node, at: YamlPath) -> Scopes {
        if matches!(node, Node::Null | Node::List(_)) {
            let fault = self.fault(
                &codes::UNKNOWN_SPOILER,
                at,
                Part::Value,
                "this spoiler label names no scope".to_owned(),
            );
            fault.help.push("write the name of a scope of `[spoilers]`, or remove the label".into());
            return Scopes::of(ScopeId::UNKNOWN);
        }
        let Some(name) = self.text("spoiler", node, at) else { return Scopes::of(ScopeId::UNKNOWN) };
        Scopes::of(scope_named(&name, self.scopes).unwrap_or_else(|[message, help]| {
            self.fault(&codes::UNKNOWN_SPOILER, at, Part::Value, message).help.push(help);
            ScopeId::UNKNOWN
        }))
    }

    /// The scopes of a name that is a map of its own, such as `{name: …, section: …, spoiler: …}`.
    fn scopes_of_record(&mut self, node: &Node, at: YamlPath) -> Scopes {
        let label = label_of_record(node);
        label.map(|entry| self.scopes(&entry.value, at.child(entry.ordinal))).unwrap_or_default()
    }

    /// Names, each with its scopes: one, or a list in which each can have a label of its own. `naming` says what they name.
    pub(super) fn labelled_names(
        &mut self,
        entry: &Entry,
        at: YamlPath,
        naming: Naming,
        read: impl Fn(&mut Self, &Node, YamlPath) -> Vec<Name>,
    ) -> Vec<Labelled<Name>> {
        let mut names = Vec::new();
        let outer = self.unwrapped(&entry.value, at);
        let (node, at) = *outer.ignoring_label(super::Parsing);
        let Some(items) = items_with_labels(node) else {
            self.mentions.note_each(naming, node, at);
            let outer = outer.within(self.scopes_of_record(node, at));
            return outer.map(|(node, at)| read(self, node, at)).each().collect();
        };
        let each = naming.form(naming.form.of_items());
        for (ordinal, item) in items.iter().enumerate() {
            let at = at.child(ordinal);
            let own = self.scopes_of_record(item, at);
            let item = self.unwrapped(item, at).within(outer.scopes().and(own));
            let item = item.map(|(node, at)| {
                self.mentions.note(each, node, at);
                read(self, node, at)
            });
            names.extend(item.each());
        }
        names
    }

    /// Names as [`Reader::labelled_names`] gives them, none of which is split.
    pub(super) fn labelled_whole_names(
        &mut self,
        entry: &Entry,
        at: YamlPath,
        naming: Naming,
    ) -> Vec<Labelled<Name>> {
        let key = entry.key.as_str();
        self.labelled_names(entry, at, naming, |reader, node, at| reader.names(key, node, at, Split::Never))
    }

    /// Reads `{value: …, spoiler: …, public: …}`: the page has the public title, and its own title is an alias with a
    /// label. Without a `spoiler:` the title belongs to the scopes of the page.
    pub(super) fn labelled_title(&mut self, entry: &Entry, at: YamlPath, matter: &mut FrontMatter) {
        let Some((entries, _)) = wrapped(&entry.value) else {
            return self.wrong_type("title", "text, or a map with `value`", &entry.value, at);
        };
        let title = self.unwrapped_of(&entry.value, at, &TITLE_KEYS);
        let page = Naming::of(Referent::Page).declared();
        let scopes = title.scopes().and(matter.spoiler);
        let name = title.filter_map(|(node, at)| {
            self.mentions.note(page.form(Form::Bare), node, at);
            Some(Name { text: self.short_text("title", node, at)?, at })
        });
        let public = entries.iter().find(|entry| entry.key == "public" && !is_empty(&entry.value));
        match public {
            None if scopes.is_empty() => matter.title = name.and_then(Labelled::into_open),
            None => {
                let message = "a title with a spoiler label needs a title that everybody may read".to_owned();
                let fault = self.fault(&codes::MISSING_FIELD, at, Part::Value, message);
                fault.help.push("add `public:`, with a neutral title".into());
            }
            Some(public) => {
                let public_at = at.child(public.ordinal);
                self.mentions.note(page.form(Form::Title), &public.value, public_at);
                matter.title = self.title("public", &public.value, public_at, &mut matter.marked_title);
                if scopes.is_empty() {
                    let message = "a title with `public:` belongs to no scope".to_owned();
                    let fault = self.fault(&codes::MISSING_FIELD, at, Part::Value, message);
                    fault.help.push("add `spoiler:`, with the scope of the title".into());
                }
                let label = if scopes.is_empty() { Scopes::of(ScopeId::UNKNOWN) } else { scopes };
                let name = name.map(|name| name.within(label));
                matter.real_title =
                    name.as_ref().map(|name| Box::new(name.as_ref().map(|name| name.text.clone())));
                matter.aliases.extend(name);
            }
        }
    }
}

/// The entries of a map around a value, and the one of the value.
fn wrapped(node: &Node) -> Option<(&[Entry], &Entry)> {
    let Node::Map(entries) = node else { return None };
    Some((entries, entries.iter().find(|entry| entry.key == "value")?))
}

/// The items of a list of which one has a label.
fn items_with_labels(node: &Node) -> Option<&[Node]> {
    let Node::List(items) = node else { return None };
    let has_label = |item: &Node| wrapped(item).is_some() || label_of_record(item).is_some();
    items.iter().any(has_label).then_some(items)
}

/// The label in a map with a name.
fn label_of_record(node: &Node) -> Option<&Entry> {
    let Node::Map(entries) = node else { return None };
    let entry = |key: &str| entries.iter().find(|entry| entry.key == key);
    entry("name").and_then(|_| entry("spoiler"))
}
