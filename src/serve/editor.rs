//! Links that open a file at a position in an editor, using the editor's own URL scheme.

use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};

use crate::text::{Position, one_of};

/// Known editors and their URL templates.
const KNOWN: [(&str, &str); 8] = [
    ("vscode", "vscode://file{file}:{line}:{column}"),
    ("vscodium", "vscodium://file{file}:{line}:{column}"),
    ("cursor", "cursor://file{file}:{line}:{column}"),
    ("windsurf", "windsurf://file{file}:{line}:{column}"),
    ("zed", "zed://file{file}:{line}:{column}"),
    ("idea", "idea://open?file={file}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{file}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{file}&line={line}&column={column}"),
];
/// Editor commands, as in `$VISUAL` and `$EDITOR`, and the names above that they stand for.
const COMMANDS: [(&str, &str); 8] = [
    ("code", "vscode"),
    ("codium", "vscodium"),
    ("cursor", "cursor"),
    ("windsurf", "windsurf"),
    ("zed", "zed"),
    ("idea", "idea"),
    ("subl", "sublime"),
    ("mate", "textmate"),
];

/// Builds links to files.
#[derive(Debug, Clone)]
pub(super) struct Editor {
    root: Utf8PathBuf,
    template: String,
}

impl Editor {
    /// An editor for the files below a root: a known name, or a URL template with `{file}`, `{line}` and `{column}`.
    /// Without a choice, the user's editor command decides.
    ///
    /// # Errors A message for the user if the name is unknown.
    pub(super) fn new(root: &Utf8Path, choice: Option<&str>, command: Option<&str>) -> Result<Self, String> {
        let by_command = || {
            let program = Path::new(command?.split_whitespace().next()?).file_stem()?.to_str()?;
            COMMANDS.iter().find(|(known, _)| *known == program).map(|(_, name)| *name)
        };
        let template = match choice {
            Some(template) if template.contains("{file}") => template,
            choice => {
                let name = choice.or_else(by_command).unwrap_or("vscode");
                let known = KNOWN.iter().find(|(known, _)| *known == name);
                known.map(|(_, template)| *template).ok_or_else(|| unknown(name))?
            }
        };
        Ok(Self { root: root.to_owned(), template: template.to_owned() })
    }

    /// The full path of a file of the wiki.
    pub(super) fn path(&self, path: &str) -> Utf8PathBuf {
        self.root.join(path)
    }

    /// The URL that opens a file, given by its path relative to the root.
    pub(super) fn link(&self, path: &str, at: Position) -> String {
        let full = self.path(path).as_str().replace('\\', "/");
        let slash = if full.starts_with('/') { "" } else { "/" };
        let file = format!("{slash}{}", encoded(&full));
        let template =
            self.template.replace("{line}", &at.line.to_string()).replace("{column}", &at.column.to_string());
        template.replace("{file}", &file)
    }
}

/// Percent-encodes a path, except letters, digits, `-._~`, slashes and the colon of a drive (RFC 3986, section 2.3),
/// so that a file name cannot add parts to the URL.
fn encoded(path: &str) -> String {
    let is_drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    let mut encoded = String::with_capacity(path.len());
    for (at, byte) in path.bytes().enumerate() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) || is_drive && at == 1;
        if is_plain {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn unknown(name: &str) -> String {
    let names = one_of(KNOWN.iter().map(|(name, _)| *name));
    format!("unknown editor `{name}`: {names}, or a URL with {{file}} and {{line}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(choice: Option<&str>, command: Option<&str>) -> String {
        let editor = Editor::new(Utf8Path::new("/wiki"), choice, command).expect("a known editor");
        editor.link("content/a b#{line}.md", Position { line: 3, column: 5 })
    }

    #[test]
    fn editors_are_found_by_name_by_command_and_by_address() {
        assert_eq!(link(Some("zed"), None), "zed://file/wiki/content/a%20b%23%7Bline%7D.md:3:5");
        assert!(link(None, Some("/usr/bin/subl -w")).starts_with("subl://open?url=file:///wiki/"));
        assert!(link(None, Some("vim")).starts_with("vscode://"));
        assert_eq!(link(Some("x://{line}/{file}"), None), "x://3//wiki/content/a%20b%23%7Bline%7D.md");
        assert!(Editor::new(Utf8Path::new("/"), Some("ed"), None).is_err());
    }

    #[test]
    fn names_add_nothing_to_the_address() {
        let editor = Editor::new(Utf8Path::new("/w&x=1"), Some("idea"), None).expect("a known editor");
        let link = editor.link("content/a&file=x?b#c+d;e:9%2f/é.md", Position { line: 1, column: 2 });
        let path = "/w%26x%3D1/content/a%26file%3Dx%3Fb%23c%2Bd%3Be%3A9%252f/%C3%A9.md";
        assert_eq!(link, format!("idea://open?file={path}&line=1&column=2"));
        assert_eq!(encoded("C:/a:b"), "C:/a%3Ab");
    }
}
