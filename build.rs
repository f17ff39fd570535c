//! Puts the default theme, the files of new wikis and the example wiki into the binary: lists the files of `templates/`,
//! `static/`, `starters/` and `examples/sherlock-holmes/` as Rust source.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let templates = ("TEMPLATES", "templates", "Templates of the default theme: name and text.");
    let statics = ("STATICS", "static", "Files of the default theme: path and bytes.");
    let starters = ("STARTERS", "starters", "Files of new wikis: path and text.");
    write("default_theme.rs", &[templates, statics])?;
    let example = ("EXAMPLE", "examples/sherlock-holmes", "Files of the example wiki: path and text.");
    write("starters.rs", &[starters, example])
}

/// Writes constants with the files of folders: the name of each, its folder, and its meaning.
fn write(name: &str, constants: &[(&str, &str, &str)]) -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let mut source = String::new();
    for (constant, folder, meaning) in constants {
        println!("cargo::rerun-if-changed={folder}");
        let mut files = Vec::new();
        collect(&root.join(folder), "", &mut files)?;
        files.sort();
        let _ = writeln!(source, "/// {meaning}\npub(super) static {constant}: &[(&str, &[u8])] = &[");
        for (name, path) in files {
            let _ = writeln!(source, "    ({name:?}, include_bytes!({:?})),", path.display().to_string());
        }
        let _ = writeln!(source, "];");
    }
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join(name), source)
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // The example wiki may have been built where it is.
        let is_output = prefix.is_empty() && name == "public";
        if name.starts_with('.') || name.ends_with('~') || is_output {
            continue;
        }
        let path = if prefix.is_empty() { name } else { format!("{prefix}/{name}") };
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &path, files)?;
        } else {
            files.push((path, entry.path()));
        }
    }
    Ok(())
}
