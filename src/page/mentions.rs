//! Names found in YAML values, recorded on request while the values are read.

use serde::{Deserialize, Serialize};

use super::brackets::reference;
use super::node::{Entry, Node, YamlPath};

/// The kind of thing that a name refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Referent {
    /// A page, by title, alias, file name or path; in `![[ ]]` and `[[ ]]` also a file.
    Page,
    /// A page, file or address of the site, by path.
    Path,
    /// A file, by name or path.
    File,
    /// A heading on the same page.
    Heading,
    /// A category.
    Category,
    /// A source, by its id.
    Source,
    /// A claim, by its id.
    Claim,
    /// A page type.
    Type,
    /// A field of a type, or the inverse of a relation.
    Field,
    /// A property of claims.
    Property,
    /// A folder of `content/`.
    Folder,
    /// A template.
    Template,
}

/// The syntax of names within a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The whole text, in which brackets have no meaning.
    Bare,
    /// A title: the whole text, without its marks and links.
    Title,
    /// One name, with or without `[[ ]]`.
    Name,
    /// One name, or several separated by commas.
    Names,
    /// Tags, separated by commas or each preceded by `#`.
    Tags,
    /// One tag, with or without `#`.
    Tag,
    /// One field to sort by, or several separated by commas, each with `-` for descending order.
    Sort,
    /// A name after a comparison operator, such as `!=`.
    Compared,
    /// Text in which `[[ ]]` are links.
    Text,
    /// A heading, with or without `#`.
    Heading,
}

impl Form {
    /// The syntax of each item if the value is a list.
    pub(super) const fn of_items(self) -> Self {
        match self {
            Self::Names => Self::Name,
            Self::Tags => Self::Tag,
            form => form,
        }
    }
}

/// The kind and syntax of names in a value or key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Naming {
    pub(super) referent: Referent,
    pub(super) form: Form,
    /// True if the name is declared here rather than used.
    pub(super) declares: bool,
}

impl Naming {
    /// Names with or without `[[ ]]`.
    pub(super) const fn of(referent: Referent) -> Self {
        Self { referent, form: Form::Name, declares: false }
    }

    /// The same, with another syntax.
    pub(super) const fn form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// The same, for the place where the name is declared.
    pub(super) const fn declared(self) -> Self {
        Self { declares: true, ..self }
    }
}

/// A value or key that contains names. It is identified by its address in memory, so the document must not move.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) naming: Naming,
    pub(super) named_in: NamedIn,
    /// The field of a condition, which determines what its values refer to.
    pub(super) condition: Option<String>,
    pub(super) at: YamlPath,
}

/// The position of a name.
#[derive(Debug, Clone, Copy)]
pub(super) enum NamedIn {
    /// In a value.
    Value(*const Node),
    /// In the key of an entry.
    Key(*const Entry),
}

/// Mentions found while YAML is read, if they were requested.
#[derive(Debug, Default)]
pub(super) struct Mentions(Option<Vec<Mention>>);

impl Mentions {
    /// Starts recording.
    pub(super) const fn wanted() -> Self {
        Self(Some(Vec::new()))
    }

    /// True if mentions are recorded.
    pub(super) const fn is_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// The recorded mentions, in order.
    pub(super) fn into_list(self) -> Vec<Mention> {
        self.0.unwrap_or_default()
    }

    /// Records a value that contains a name.
    pub(super) fn note(&mut self, naming: Naming, node: &Node, at: YamlPath) {
        if let Some(list) = &mut self.0 {
            list.push(Mention { naming, named_in: NamedIn::Value(node), condition: None, at });
        }
    }

    /// Records a value that is a name or a list of names.
    pub(super) fn note_each(&mut self, naming: Naming, node: &Node, at: YamlPath) {
        let each = naming.form(naming.form.of_items());
        match node {
            _ if !self.is_wanted() => {}
            Node::List(items) if reference(node).is_none() => {
                for (ordinal, item) in items.iter().enumerate() {
                    self.note(each, item, at.child(ordinal));
                }
            }
            Node::List(_) => self.note(each, node, at),
            _ => self.note(naming, node, at),
        }
    }

    /// Records a key that is a name.
    pub(super) fn note_key(&mut self, naming: Naming, entry: &Entry, at: YamlPath) {
        if let Some(list) = &mut self.0 {
            let naming = naming.form(Form::Bare);
            list.push(Mention { naming, named_in: NamedIn::Key(entry), condition: None, at });
        }
    }

    /// Records a key that is a text for readers.
    pub(super) fn note_label(&mut self, entry: &Entry, at: YamlPath) {
        if let Some(list) = &mut self.0 {
            let naming = Naming::of(Referent::Page).form(Form::Text);
            list.push(Mention { naming, named_in: NamedIn::Key(entry), condition: None, at });
        }
    }

    /// Records the values of a condition on a field; the field determines what they refer to.
    pub(super) fn note_condition(&mut self, field: &str, values: &Node, at: YamlPath) {
        let first = self.0.as_ref().map_or(0, Vec::len);
        self.note_each(Naming::of(Referent::Page).form(Form::Compared), values, at);
        for mention in self.0.iter_mut().flatten().skip(first) {
            mention.condition = Some(field.to_owned());
        }
    }
}
