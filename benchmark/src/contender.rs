//! The compared site generators: their commands and output folders.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lorekeep_benchmark::generate::Flavour;

/// A site generator installed on this machine, with the folder of its wiki.
#[derive(Debug)]
pub(crate) struct Contender {
    flavour: Flavour,
    program: PathBuf,
    version: String,
    root: PathBuf,
    /// Additional arguments of every build.
    extra: Vec<&'static str>,
}

impl Contender {
    /// Finds the generator for a flavour. `None` if it does not start.
    pub(crate) fn find(flavour: Flavour, lorekeep: &Path, root: PathBuf) -> Option<Self> {
        let (program, version) = match flavour {
            Flavour::Lorekeep | Flavour::LorekeepSlim => (lorekeep.to_owned(), vec!["--version"]),
            Flavour::Hugo => ("hugo".into(), vec!["version"]),
            Flavour::Zola => ("zola".into(), vec!["--version"]),
        };
        let version = first_version(&output(&program, &version)?);
        let is_lorekeep = matches!(flavour, Flavour::Lorekeep | Flavour::LorekeepSlim);
        let times_stages = is_lorekeep && output(&program, &["build", "--help"])?.contains("--timings");
        let extra = if times_stages { vec!["--timings"] } else { Vec::new() };
        Some(Self { flavour, program, version, root, extra })
    }

    /// Name for the tables.
    pub(crate) fn name(&self) -> String {
        match self.flavour {
            Flavour::Lorekeep => format!("Lorekeep {}, all features", self.version),
            Flavour::LorekeepSlim => format!("Lorekeep {}, slim", self.version),
            Flavour::Hugo => format!("Hugo {}", self.version),
            Flavour::Zola => format!("Zola {}", self.version),
        }
    }

    /// The flavour of its wiki.
    pub(crate) fn flavour(&self) -> Flavour {
        self.flavour
    }

    /// Folder of its wiki.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Folder that its builds write.
    pub(crate) fn output(&self) -> PathBuf {
        self.root.join("public")
    }

    /// Folder that its builds keep for later ones.
    pub(crate) fn cache(&self) -> PathBuf {
        self.root.join(".lorekeep")
    }

    /// A build into the output folder.
    pub(crate) fn build(&self) -> Command {
        let mut command = Command::new(&self.program);
        match self.flavour {
            Flavour::Lorekeep | Flavour::LorekeepSlim => command.args(["build", "--root"]).arg(&self.root),
            Flavour::Hugo => command.args(["build", "--quiet", "--source"]).arg(&self.root),
            Flavour::Zola => command.arg("--root").arg(&self.root).arg("build"),
        };
        command.args(&self.extra);
        command
    }

    /// A server on loopback.
    pub(crate) fn serve(&self, port: u16) -> Command {
        let mut command = Command::new(&self.program);
        match self.flavour {
            Flavour::Lorekeep | Flavour::LorekeepSlim => command.args(["serve", "--root"]).arg(&self.root),
            Flavour::Hugo => command.args(["server", "--bind", "127.0.0.1", "--source"]).arg(&self.root),
            Flavour::Zola => command.arg("--root").arg(&self.root).arg("serve"),
        };
        command.args(["--port", &port.to_string()]);
        command
    }
}

fn output(program: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The first version number in a text: `0.168.0` in `hugo v0.168.0-e27a676+extended`.
fn first_version(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    let version = words.into_iter().map(|word| word.trim_matches('.')).find(|word| word.contains('.'));
    version.unwrap_or("of unknown version").to_owned()
}

#[cfg(test)]
mod tests {
    use super::first_version;

    #[test]
    fn versions_are_found_in_what_programs_say() {
        assert_eq!(first_version("lorekeep 0.1.0"), "0.1.0");
        assert_eq!(first_version("hugo v0.168.0-e27a67+extended linux/amd64"), "0.168.0");
        assert_eq!(first_version("zola 0.22.1\n"), "0.22.1");
    }
}
