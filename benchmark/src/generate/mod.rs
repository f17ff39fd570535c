//! Writes a synthetic wiki into a folder.

mod hugo;
mod infobox;
mod lorekeep;
mod prose;
mod random;
mod words;
mod world;
mod zola;

use std::fs;
use std::io;
use std::path::Path;

use world::World;

/// The generator that a wiki is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Lorekeep with all features: the default theme, search, JSON, special pages, claims and citations.
    Lorekeep,
    /// Lorekeep with only the output that the other generators produce as well.
    LorekeepSlim,
    /// Hugo.
    Hugo,
    /// Zola.
    Zola,
}

impl Flavour {
    /// All flavours.
    pub const ALL: [Self; 4] = [Self::Lorekeep, Self::LorekeepSlim, Self::Hugo, Self::Zola];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lorekeep => "lorekeep",
            Self::LorekeepSlim => "lorekeep-slim",
            Self::Hugo => "hugo",
            Self::Zola => "zola",
        }
    }

    /// The flavour with a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flavour| flavour.name() == name)
    }
}

/// The seed of the wikis behind the published figures.
pub const SEED: u64 = 1995;

/// Writes a wiki with a number of pages, besides home page and lists, into an empty or missing folder.
///
/// # Errors
///
/// If a file cannot be written.
pub fn write(root: &Path, flavour: Flavour, pages: usize) -> io::Result<()> {
    let world = World::new(pages.max(20), SEED);
    let folder = Folder { root };
    match flavour {
        Flavour::Lorekeep => lorekeep::write(&folder, &world, lorekeep::Features::All),
        Flavour::LorekeepSlim => lorekeep::write(&folder, &world, lorekeep::Features::Slim),
        Flavour::Hugo => hugo::write(&folder, &world),
        Flavour::Zola => zola::write(&folder, &world),
    }
}

/// The folder of a wiki.
struct Folder<'p> {
    root: &'p Path,
}

impl Folder<'_> {
    /// Makes folders below the root.
    fn make(&self, folders: &[&str]) -> io::Result<()> {
        folders.iter().try_for_each(|folder| fs::create_dir_all(self.root.join(folder)))
    }

    /// Writes a file into an existing folder.
    fn write(&self, path: &str, text: &str) -> io::Result<()> {
        fs::write(self.root.join(path), text)
    }
}

/// Number of pages linked on the home page: the best known ones.
const ON_THE_HOME_PAGE: usize = 40;

/// The text of the home page.
fn home(world: &World, dialect: &dyn prose::Dialect) -> String {
    let mut out = "A made-up encyclopaedia of people, works and characters, for measuring.\n\n".to_owned();
    for &to in world.most_linked().iter().take(ON_THE_HOME_PAGE) {
        out.push_str("- ");
        dialect.link(&mut out, world, &prose::Link { to, form: prose::Form::Title, label: "" });
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn files(flavour: Flavour, pages: usize) -> BTreeMap<String, String> {
        let root = tempfile::tempdir().unwrap();
        write(root.path(), flavour, pages).unwrap();
        let mut found = BTreeMap::new();
        let mut folders = vec![root.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(root.path()).unwrap().to_str().unwrap().replace('\\', "/");
                    found.insert(name, fs::read_to_string(path).unwrap());
                }
            }
        }
        found
    }

    fn pages(files: &BTreeMap<String, String>) -> Vec<(&String, &String)> {
        let is_page = |path: &str| path.starts_with("content/") && path.matches('/').count() == 2;
        files
            .iter()
            .filter(|(path, _)| is_page(path) && path.ends_with(".md") && !path.contains("_index"))
            .collect()
    }

    /// The words of a body without link markup.
    fn words(page: &str) -> String {
        let body = page.splitn(3, "---\n").last().unwrap().splitn(3, "+++\n").last().unwrap();
        let mut text = String::new();
        let mut rest = body;
        while let Some(at) = rest.find('[') {
            text += &rest[..at];
            let end = rest[at..].find("]]").filter(|_| rest[at..].starts_with("[["));
            if let Some(end) = end {
                text += rest[at + 2..at + end].rsplit('|').next().unwrap();
                rest = &rest[at + end + 2..];
            } else if rest[at..].starts_with("[^") {
                text += "[";
                rest = &rest[at + 1..];
            } else {
                let end = rest[at..].find("](").unwrap();
                text += &rest[at + 1..at + end];
                rest = &rest[at + end..][rest[at + end..].find(')').unwrap() + 1..];
            }
        }
        text + rest
    }

    #[test]
    fn the_same_call_writes_the_same_files() {
        for flavour in Flavour::ALL {
            assert!(files(flavour, 60) == files(flavour, 60), "{} differs", flavour.name());
        }
    }

    #[test]
    fn slim_hugo_and_zola_have_the_same_prose() {
        let slim = files(Flavour::LorekeepSlim, 60);
        for flavour in [Flavour::Hugo, Flavour::Zola] {
            let other = files(flavour, 60);
            assert_eq!(pages(&slim).len(), 60);
            assert_eq!(pages(&other).len(), 60);
            for ((path, page), (other_path, other_page)) in pages(&slim).into_iter().zip(pages(&other)) {
                assert_eq!(path, other_path);
                assert_eq!(words(page), words(other_page), "{path} of {}", flavour.name());
            }
        }
    }

    #[test]
    fn pages_are_as_long_and_as_linked_as_promised() {
        let slim = files(Flavour::LorekeepSlim, 400);
        let bodies: Vec<&str> =
            pages(&slim).iter().map(|(_, page)| page.splitn(3, "---\n").last().unwrap()).collect();
        let words = bodies.iter().map(|body| body.split_whitespace().count()).sum::<usize>() / bodies.len();
        let links =
            bodies.iter().map(|body| body.matches("[[").count()).sum::<usize>() as f64 / bodies.len() as f64;
        assert!((560..640).contains(&words), "{words} words a page");
        assert!((11.0..13.0).contains(&links), "{links} links a page");
    }
}
