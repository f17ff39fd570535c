//! What the values of YAML name, noted while they are read by those who ask for it.

use serde::{Deserialize, Serialize};

use super::brackets::reference;
use super::node::{At, Entry, Node};

/// What a name names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Referent {
    /// A page, by its title, an alias, its file's name or its path; in `![[ ]]` and `[[ ]]` also a file.
    Page,
    /// A page, a file or an address of the site, by its path.
    Path,
    /// A file, by its name or its path.
    File,
    /// A heading of the page itself.
    Heading,
    /// A category.
    Category,
    /// A source, by its id.
    Source,
    /// A claim, by its id.
    Claim,
    /// A type of pages.
    Type,
    /// A field of a type, or the other end of a relation.
    Field,
    /// A property that claims are about.
    Property,
    /// A folder of `content/`.
    Folder,
    /// A template.
    Template,
}

/// How a text holds names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The whole text, in which brackets mean nothing.
    Bare,
    /// One name, with or without `[[ ]]`.
    Name,
    /// Names between commas, or one name.
    Names,
    /// Tags: between commas, or each behind a `#`.
    Tags,
    /// One tag, behind a `#` or not.
    Tag,
    /// A field to sort by, behind a `-` for the other way round.
    Sort,
    /// A name behind a sign that compares, such as `!=`.
    Compared,
    /// Text in which `[[ ]]` are links.
    Text,
    /// A heading, behind a `#` or not.
    Heading,
}

impl Form {
    /// The form of each item, where names stand in a list.
    pub(super) const fn of_items(self) -> Self {
        match self {
            Self::Names => Self::Name,
            Self::Tags => Self::Tag,
            form => form,
        }
    }
}

/// What a value or a key names, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Naming {
    pub(super) referent: Referent,
    pub(super) form: Form,
    /// Whether what is named gets its name here.
    pub(super) declares: bool,
}

impl Naming {
    /// Names that stand in `[[ ]]` or not.
    pub(super) const fn of(referent: Referent) -> Self {
        Self { referent, form: Form::Name, declares: false }
    }

    /// The same, in another form.
    pub(super) const fn form(self, form: Form) -> Self {
        Self { form, ..self }
    }

    /// The same, where what is named gets its name.
    pub(super) const fn declared(self) -> Self {
        Self { declares: true, ..self }
    }
}

/// A value or a key that names something. It tells by address which, so the document must stay where it is.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    pub(super) naming: Naming,
    pub(super) named_in: NamedIn,
    /// The field that a condition is on, which decides what its values name.
    pub(super) condition: Option<String>,
    pub(super) at: At,
}

/// Where a name stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum NamedIn {
    /// In a value.
    Value(*const Node),
    /// In the key of an entry.
    Key(*const Entry),
}

/// What a reader of YAML meets that names something, where somebody asks.
#[derive(Debug, Default)]
pub(super) struct Mentions(Option<Vec<Mention>>);

impl Mentions {
    /// A list that is asked for.
    pub(super) const fn wanted() -> Self {
        Self(Some(Vec::new()))
    }

    /// Whether somebody asks.
    pub(super) const fn is_wanted(&self) -> bool {
        self.0.is_some()
    }

    /// What has been noted, in order.
    pub(super) fn into_list(self) -> Vec<Mention> {
        self.0.unwrap_or_default()
    }

    /// Notes that a value names something.
    pub(super) fn note(&mut self, naming: Naming, node: &Node, at: At) {
        if let Some(list) = &mut self.0 {
            list.push(Mention { naming, named_in: NamedIn::Value(node), condition: None, at });
        }
    }

    /// Notes that a value is a name, or a list of names.
    pub(super) fn note_each(&mut self, naming: Naming, node: &Node, at: At) {
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

    /// Notes that a key names something.
    pub(super) fn note_key(&mut self, naming: Naming, entry: &Entry, at: At) {
        if let Some(list) = &mut self.0 {
            let naming = naming.form(Form::Bare);
            list.push(Mention { naming, named_in: NamedIn::Key(entry), condition: None, at });
        }
    }

    /// Notes the values of a condition on a field, which name what the field holds.
    pub(super) fn note_condition(&mut self, field: &str, values: &Node, at: At) {
        let first = self.0.as_ref().map_or(0, Vec::len);
        self.note_each(Naming::of(Referent::Page).form(Form::Compared), values, at);
        for mention in self.0.iter_mut().flatten().skip(first) {
            mention.condition = Some(field.to_owned());
        }
    }
}
