//! The addresses of image files, which follow from their names.

use super::dump::Dump;
use super::dump::upper_first;
use super::interwiki::encoded;
use super::md5;

/// Hosts whose images are on the file server of Fandom.
const OF_FANDOM: [&str; 4] = [".fandom.com", ".gamepedia.com", ".wikia.com", ".wikia.org"];

/// The address of the folder of all files.
pub(super) enum Files {
    /// On the file server of Fandom.
    Fandom(String),
    /// On a page that leads to the file, on any other wiki, whose folders the dump does not state.
    Page(String),
}

impl Files {
    pub(super) fn of(dump: &Dump) -> Option<Self> {
        let (folder, _) = dump.base.rsplit_once('/')?;
        let host = dump.base.split("://").nth(1)?.split('/').next()?;
        let is_of_fandom = OF_FANDOM.iter().any(|name| host.ends_with(name)) && !dump.database.is_empty();
        Some(match is_of_fandom {
            true => {
                Self::Fandom(format!("https://static.wikia.nocookie.net/{}/images", encoded(&dump.database)))
            }
            false => Self::Page(format!("{folder}/Special:FilePath")),
        })
    }

    /// The address of a file.
    pub(super) fn url(&self, name: &str) -> String {
        match self {
            Self::Fandom(folder) => format!("{folder}/{}/revision/latest", place(name)),
            Self::Page(folder) => format!("{folder}/{}", encoded(name)),
        }
    }
}

/// The path of a file below the folder of all files, such as `a/a1/Name.png`.
fn place(name: &str) -> String {
    let name = upper_first(name.trim()).replace(' ', "_");
    let sum = md5::hexadecimal(&name);
    format!("{}/{}/{}", &sum[..1], &sum[..2], encoded(&name))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn the_folder_of_a_file_follows_from_its_name() {
        assert_eq!(place("example image.png"), place("Example_image.png"));
        assert_eq!(place("Wiki.png"), "b/bc/Wiki.png");
    }
}
