//! The files of a new wiki: what is wanted enters, paths and texts leave. The disk is not touched here.
//!
//! The texts stand in `starters/`: one folder for each kind of wiki, one for each host, and what all have in common.

mod remote;

use std::collections::BTreeMap;

pub use remote::Remote;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/starters.rs"));
}

/// Address of this program's repository.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
/// The address of a wiki that has none yet.
const NO_ADDRESS: &str = "https://example.org/";

/// What a new wiki is about. The texts are those of `lorekeep init --help`.
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

/// Where a wiki is built and published. The texts are those of `lorekeep init --help`.
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

/// A wiki to be started.
#[derive(Debug, Clone)]
pub struct Start {
    /// The name of the wiki.
    pub title: String,
    /// Language of the theme's words.
    pub language: String,
    /// What it is about.
    pub kind: Kind,
    /// Where it is published; by its repository where nothing is said, else GitHub.
    pub host: Option<Host>,
    /// Where its repository is, as far as known.
    pub remote: Option<Remote>,
}

impl Start {
    /// The host that the wiki is set up for.
    pub fn host(&self) -> Host {
        self.host.or(self.remote.as_ref().and_then(Remote::host)).unwrap_or(Host::Github)
    }

    /// All files, by path from the root of the wiki.
    pub fn files(&self) -> BTreeMap<String, String> {
        let kind = format!("kinds/{}/", self.kind.folder());
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

    /// Replaces the names in percent signs.
    fn fill(&self, text: &str) -> String {
        let edit_url = self.remote.as_ref().and_then(Remote::edit_url);
        let address = self.remote.as_ref().and_then(Remote::pages_url);
        let values = [
            ("edit_url", edit_url.map(|url| format!("edit_url = {}", quoted(&url))).unwrap_or_default()),
            ("output", self.output()),
            ("publishing", self.publishing()),
            ("base_url", address.unwrap_or_else(|| NO_ADDRESS.to_owned())),
            ("language", self.language.clone()),
            ("repository", REPOSITORY.to_owned()),
            ("action", REPOSITORY.trim_start_matches("https://github.com/").to_owned()),
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("type", first_type(self.kind).to_owned()),
            ("slug", slug(&self.title)),
            ("title", quoted(&self.title)),
            ("name", self.title.clone()),
        ];
        let text = text.replace("\r\n", "\n");
        let parts = text.split('%').enumerate();
        let filled =
            parts.map(|(at, part)| match values.iter().find(|(name, _)| at % 2 == 1 && *name == part) {
                Some((_, value)) => value.as_str(),
                None => part,
            });
        filled.collect::<String>().replace("\n\nnav = ", "\nnav = ")
    }

    /// The settings that go with the host.
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

/// Where a file of `starters/` stands in a wiki. `dot-` is a dot there, which would act on this repository here.
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

/// A text in quotation marks, as TOML, YAML and JSON all read it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The title of a wiki in a folder: `wheel-of-time` is “Wheel of time”, and what has capitals or spaces stays.
pub fn title_of_folder(name: &str) -> String {
    let cleaned = one_line(name);
    let is_written = cleaned.contains(char::is_whitespace) || cleaned.chars().any(char::is_uppercase);
    let text = if is_written { cleaned } else { crate::text::capitalised(&cleaned.replace(['-', '_'], " ")) };
    let text = text.trim();
    if text.is_empty() { "My wiki".to_owned() } else { text.to_owned() }
}

/// A text without characters that no title has.
pub fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// A name as hosts take it: small letters, digits and hyphens.
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
                };
                for (path, text) in start.files() {
                    assert!(!text.contains('%'), "{path}: {text}");
                }
            }
        }
    }
}
