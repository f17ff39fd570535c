//! The files of a new wiki. The disk is not touched here.
//!
//! The templates are in `starters/`: one folder for each kind of wiki, one for each host, and one for the files that
//! all share.

mod remote;
mod vault;

use std::collections::BTreeMap;

pub use remote::Remote;
pub use vault::{Note, Vault};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/starters.rs"));
}

/// Address of this program's repository.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
/// The line of a wiki that has no address yet.
const NO_ADDRESS: &str = "# The address where readers will find the wiki, which feeds and previews need:\n\
    # base_url = \"https://example.org/\"";

/// The subject of a new wiki. The texts are those of `lorekeep init --help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Kind {
    /// Any story
    #[default]
    #[value(skip)]
    General,
    /// A series of novels: books, characters, places, factions
    Novels,
    /// A television show: episodes, characters, people, places
    Show,
    /// A video game: quests, characters, items, locations
    Game,
    /// A tabletop campaign: sessions, the party, places, factions
    Tabletop,
}

impl Kind {
    fn folder(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Novels => "novels",
            Self::Show => "show",
            Self::Game => "game",
            Self::Tabletop => "tabletop",
        }
    }
}

/// The host that builds and publishes a wiki. The texts are those of `lorekeep init --help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Host {
    /// GitHub Pages, by a workflow
    Github,
    /// GitLab Pages, by a pipeline
    Gitlab,
    /// Codeberg Pages and other Forgejo servers, by a workflow
    Forgejo,
    /// Netlify
    Netlify,
    /// Cloudflare
    Cloudflare,
    /// Nothing for any host
    None,
}

impl Host {
    fn folder(self) -> Option<&'static str> {
        match self {
            Self::Github => Some("github"),
            Self::Gitlab => Some("gitlab"),
            Self::Forgejo => Some("forgejo"),
            Self::Netlify => Some("netlify"),
            Self::Cloudflare => Some("cloudflare"),
            Self::None => None,
        }
    }
}

/// The description of a new wiki.
#[derive(Debug, Clone)]
pub struct Start {
    /// Name of the wiki.
    pub title: String,
    /// Language of the theme's words.
    pub language: String,
    /// Its subject.
    pub kind: Kind,
    /// The host that publishes it; if `None`, the repository decides, otherwise GitHub.
    pub host: Option<Host>,
    /// Its repository, if known.
    pub remote: Option<Remote>,
    /// The vault that has its pages.
    pub vault: Option<Vault>,
}

impl Start {
    /// The host that the wiki is set up for.
    pub fn host(&self) -> Host {
        self.host.or(self.remote.as_ref().and_then(Remote::host)).unwrap_or(Host::Github)
    }

    /// All files, by path from the root of the wiki.
    pub fn files(&self) -> BTreeMap<String, String> {
        let kind = match self.vault {
            None => format!("kinds/{}/", self.kind.folder()),
            Some(_) => "vault/".to_owned(),
        };
        let host = self.host().folder().map(|host| format!("hosts/{host}/"));
        let mut files = BTreeMap::new();
        for (path, text) in embedded::STARTERS {
            let folders = [Some("common/"), Some(kind.as_str()), host.as_deref()];
            if let Some(path) = folders.into_iter().flatten().find_map(|folder| path.strip_prefix(folder)) {
                files.insert(place(path), self.fill(&String::from_utf8_lossy(text)));
            }
        }
        files
    }

    /// The files of the example wiki, with the files that every wiki has for its host and editors.
    pub fn example(&self) -> BTreeMap<String, String> {
        let mut files = self.files();
        files.retain(|path, _| path != "site.toml" && path != "README.md" && !path.starts_with("content/"));
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        files.extend(embedded::EXAMPLE.iter().map(|(path, bytes)| ((*path).to_owned(), text(bytes))));
        files
    }

    /// Replaces placeholders in percent signs.
    fn fill(&self, text: &str) -> String {
        let is_linked = self.vault.as_ref().is_some_and(|vault| vault.linked);
        let edit_url = self.remote.as_ref().filter(|_| !is_linked).and_then(Remote::edit_url);
        // Another host has an address of its own.
        let publishes = self.remote.as_ref().filter(|remote| remote.host() == Some(self.host()));
        let address = publishes.and_then(Remote::pages_url);
        let values = [
            ("edit_url", edit_url.map(|url| format!("edit_url = {}", quoted(&url))).unwrap_or_default()),
            ("output", self.output()),
            ("publishing", self.publishing()),
            ("base_url", address.map_or(NO_ADDRESS.to_owned(), |url| format!("base_url = {}", quoted(&url)))),
            ("language", self.language.clone()),
            ("repository", REPOSITORY.to_owned()),
            ("action", REPOSITORY.trim_start_matches("https://github.com/").to_owned()),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("type", first_type(self.kind).to_owned()),
            ("slug", slug(&self.title)),
            ("title", quoted(&self.title)),
            ("name", self.title.clone()),
            ("content", self.vault.as_ref().map(Vault::ignored).unwrap_or_default()),
            ("attachments", self.attachments()),
            ("properties", self.vault.as_ref().map(Vault::suggestions).unwrap_or_default()),
        ];
        let text = text.replace("\r\n", "\n");
        let parts = text.split('%').enumerate();
        let filled =
            parts.map(|(at, part)| match values.iter().find(|(name, _)| at % 2 == 1 && *name == part) {
                Some((_, value)) => value.as_str(),
                None => part,
            });
        filled.collect::<String>().replace("\n\nnav = ", "\nnav = ").replace("\n\n\n", "\n\n")
    }

    /// The row of the README on the folder for attachments.
    fn attachments(&self) -> String {
        let folder = self.vault.as_ref().and_then(Vault::attachments);
        folder
            .map(|folder| format!("| `content/{folder}/` | pictures and other attachments |\n"))
            .unwrap_or_default()
    }

    /// The host-specific settings.
    fn output(&self) -> String {
        let name = match self.host() {
            Host::Github => "github-pages",
            Host::Gitlab => "gitlab-pages",
            Host::Netlify => "netlify",
            Host::Cloudflare => "cloudflare",
            Host::Forgejo | Host::None => return String::new(),
        };
        format!("[output]\nhost = \"{name}\"\n\n")
    }

    fn publishing(&self) -> String {
        let Some(host) = self.host().folder() else { return String::new() };
        let name = format!("hosts/{host}.md");
        let found = embedded::STARTERS.iter().find(|(path, _)| *path == name);
        found.map(|(_, text)| format!("\n{}", String::from_utf8_lossy(text))).unwrap_or_default()
    }
}

/// The path of a file of `starters/` in a wiki. `dot-` stands for a leading dot, which would take effect in this
/// repository.
fn place(path: &str) -> String {
    path.strip_prefix("dot-").map_or_else(|| path.to_owned(), |rest| format!(".{rest}"))
}

fn first_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Show => "episode",
        Kind::Game => "quest",
        Kind::General | Kind::Novels | Kind::Tabletop => "character",
    }
}

/// A quoted string that is valid in TOML, YAML and JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The title of a wiki from its folder: `wheel-of-time` becomes “Wheel of time”; a name with capitals or spaces
/// stays.
pub fn title_of_folder(name: &str) -> String {
    let cleaned = one_line(name);
    let is_written = cleaned.contains(char::is_whitespace) || cleaned.chars().any(char::is_uppercase);
    let text = if is_written { cleaned } else { crate::text::capitalised(&cleaned.replace(['-', '_'], " ")) };
    let text = text.trim();
    if text.is_empty() { "My wiki".to_owned() } else { text.to_owned() }
}

/// A text without line breaks and other characters that do not belong in a title.
pub fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// A name that hosts accept: lower-case letters, digits and hyphens.
fn slug(title: &str) -> String {
    let mapped: String =
        title.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let parts: Vec<&str> = mapped.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "wiki".to_owned() } else { parts.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_come_from_folders() {
        for (folder, title) in [
            ("wheel-of-time", "Wheel of time"),
            ("heat_2", "Heat 2"),
            ("My Wiki", "My Wiki"),
            ("Nausicaä", "Nausicaä"),
            ("---", "My wiki"),
            ("", "My wiki"),
        ] {
            assert_eq!(title_of_folder(folder), title, "{folder}");
        }
    }

    #[test]
    fn every_name_in_percent_signs_has_a_value() {
        for kind in [Kind::General, Kind::Novels, Kind::Show, Kind::Game, Kind::Tabletop] {
            for host in
                [Host::Github, Host::Gitlab, Host::Forgejo, Host::Netlify, Host::Cloudflare, Host::None]
            {
                let start = Start {
                    title: "A \"wiki\"".to_owned(),
                    language: "en".to_owned(),
                    kind,
                    host: Some(host),
                    remote: None,
                    vault: None,
                };
                for (path, text) in start.files() {
                    assert!(!text.contains('%'), "{path}: {text}");
                }
            }
        }
    }
}
