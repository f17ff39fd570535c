//! Detects whether git tracks the cache of a wiki. If it did, anyone who can commit could control the build output
//! without a visible change to the sources.
//!
//! Reads the index of every repository around the folder, in versions 2 to 4, with hashes of 20 or 32 bytes (git's
//! `Documentation/gitformat-index.adoc`). If an index cannot be read completely, the answer is unknown and the cache
//! is not used.
//!
//! Signing the cache with a key kept outside the repository would rule out forgeries as well, but a CI service would
//! have to store the key along with the cache and hide it from untrusted jobs.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};

use super::CACHE_FOLDER;

/// Maximum size of an index, in bytes.
const MAX_INDEX: u64 = 1024 * 1024 * 1024;
/// Size of the start of each entry: times, device, inode, mode, owner, size.
const STAT: usize = 40;
/// Offset of the mode in it.
const MODE: usize = 24;
/// Mode of a folder outside a sparse checkout.
const FOLDER_MODE: u32 = 0o040_000;

/// The tracking state of a wiki's cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tracked {
    /// Git does not track it, or there is no repository.
    No,
    /// Git tracks this file, given by its path from the root of the wiki.
    File(String),
    /// Unknown, because of this index.
    Unclear(Utf8PathBuf),
}

/// Reads the indexes of all repositories that contain a wiki.
pub fn cache_of(root: &Utf8Path) -> Tracked {
    let Ok(root) = root.canonicalize_utf8() else { return Tracked::No };
    let mut answer = Tracked::No;
    for top in root.ancestors() {
        let below = root.strip_prefix(top).unwrap_or(&root);
        match in_repository(top, below) {
            Ok(Tracked::No) => {}
            Ok(Tracked::File(path)) => return Tracked::File(path),
            Ok(unclear) => answer = unclear,
            Err(_) => answer = Tracked::Unclear(top.join(".git")),
        }
    }
    answer
}

/// The path of a wiki from the top of its git working tree, with `/`; empty without one.
pub fn folder_in_repository(root: &Utf8Path) -> String {
    let Ok(root) = root.canonicalize_utf8() else { return String::new() };
    let top = root.ancestors().find(|top| top.join(".git").exists());
    let below = top.and_then(|top| root.strip_prefix(top).ok());
    below.map(|below| below.as_str().replace('\\', "/")).unwrap_or_default()
}

/// Reads the index of the repository whose working tree starts at a folder, if there is one.
fn in_repository(top: &Utf8Path, below: &Utf8Path) -> io::Result<Tracked> {
    let Some(folder) = git_folder(top)? else { return Ok(Tracked::No) };
    let path = folder.join("index");
    let Some(bytes) = read(&path)? else { return Ok(Tracked::No) };
    let cache = CacheLocation::of(below);
    let unclear = Tracked::Unclear(path);
    let Some(seen) = Seen::in_index(&bytes, &cache) else { return Ok(unclear) };
    if let Some(file) = seen.file {
        return Ok(Tracked::File(file));
    }
    if seen.may_hide_more {
        return Ok(unclear);
    }
    let Some(shared) = seen.shared else { return Ok(Tracked::No) };
    // Entries of the shared index may have been removed since.
    let shared = read(&folder.join(format!("sharedindex.{shared}")))?;
    let shared = shared.and_then(|bytes| Seen::in_index(&bytes, &cache));
    let is_clear = shared.is_some_and(|seen| seen.file.is_none() && !seen.may_hide_more);
    Ok(if is_clear { Tracked::No } else { unclear })
}

/// The git folder of the working tree that starts at a folder: `.git`, or the folder that a file of this name points
/// to, as in submodules and linked worktrees.
fn git_folder(top: &Utf8Path) -> io::Result<Option<Utf8PathBuf>> {
    let path = top.join(".git");
    match fs::metadata(&path) {
        Err(error) if is_nothing(&error) => Ok(None),
        Err(error) => Err(error),
        Ok(metadata) if metadata.is_dir() => Ok(Some(path)),
        Ok(_) => {
            let text = fs::read_to_string(&path)?;
            let target = text.strip_prefix("gitdir:").ok_or(io::ErrorKind::InvalidData)?;
            Ok(Some(top.join(target.trim())))
        }
    }
}

/// The bytes of a file; `None` if it does not exist.
fn read(path: &Utf8Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Err(error) if is_nothing(&error) => return Ok(None),
        Err(error) => return Err(error),
        Ok(metadata) if metadata.len() > MAX_INDEX => return Err(io::ErrorKind::FileTooLarge.into()),
        Ok(_) => {}
    }
    fs::read(path).map(Some)
}

fn is_nothing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// The location of the cache in a repository.
struct CacheLocation {
    /// Names of the folders from the top of the working tree, normalized as in `folded`.
    folders: Vec<String>,
}

impl CacheLocation {
    fn of(below: &Utf8Path) -> Self {
        Self { folders: below.iter().chain([CACHE_FOLDER]).map(folded).collect() }
    }

    /// The path of a tracked file from the root of the wiki, if it is the cache folder or lies in it.
    fn file(&self, name: &str) -> Option<String> {
        let mut parts = name.split(['/', '\\']);
        let is_in = self.folders.iter().all(|folder| parts.next().is_some_and(|part| is_same(part, folder)));
        let above = self.folders.len() - 1;
        is_in.then(|| name.split(['/', '\\']).skip(above).collect::<Vec<_>>().join("/"))
    }

    /// Returns whether the cache lies in a folder.
    fn is_below(&self, name: &str) -> bool {
        let parts = name.trim_end_matches('/').split('/');
        parts.clone().count() < self.folders.len()
            && parts.zip(&self.folders).all(|(part, folder)| is_same(part, folder))
    }
}

/// Returns whether a name refers to a folder on any file system, including the short name that Windows derives from
/// `.lorekeep`.
fn is_same(name: &str, folder: &str) -> bool {
    let name = folded(name);
    name == folder || (folder == CACHE_FOLDER && name.starts_with("loreke~"))
}

/// Normalizes a name like the most lenient file systems: ignores letter case, invisible characters, streams, and
/// trailing dots and spaces.
fn folded(name: &str) -> String {
    let shows = |character: &char| !matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let name: String = name.split(':').next().unwrap_or_default().chars().filter(shows).collect();
    name.trim_end_matches(['.', ' ']).to_lowercase()
}

/// The result of searching an index for the cache.
#[derive(Debug, Default)]
struct Seen {
    /// A tracked file in the cache.
    file: Option<String>,
    /// True if the cache lies in a folder whose files the index does not list.
    may_hide_more: bool,
    /// The hash in the name of the shared index that this one extends.
    shared: Option<String>,
}

impl Seen {
    /// `None` if the bytes are not an index that can be read completely.
    fn in_index(bytes: &[u8], cache: &CacheLocation) -> Option<Self> {
        // Only the repository's settings contain the length of hashes, but parsing fails with the wrong one.
        [20, 32].into_iter().find_map(|hash| Index { bytes, hash }.read(cache))
    }

    fn entry(&mut self, name: &[u8], mode: u32, cache: &CacheLocation) {
        let name = String::from_utf8_lossy(name);
        self.may_hide_more |= mode == FOLDER_MODE && cache.is_below(&name);
        if self.file.is_none() {
            self.file = cache.file(&name);
        }
    }
}

/// An index, with the length of its hashes in bytes.
struct Index<'b> {
    bytes: &'b [u8],
    hash: usize,
}

impl Index<'_> {
    fn read(&self, cache: &CacheLocation) -> Option<Seen> {
        let end = self.bytes.len().checked_sub(self.hash)?;
        if self.bytes.get(..4)? != b"DIRC" {
            return None;
        }
        let (version, count) = (self.number(4)?, self.number(8)?);
        let mut seen = Seen::default();
        let mut name = Vec::new();
        let mut at = 12;
        for _ in 0..count {
            let mode = self.number(at + MODE)?;
            at = match version {
                2 | 3 => self.padded_name(at, &mut name)?,
                4 => self.shortened_name(at, &mut name)?,
                _ => return None,
            };
            seen.entry(&name, mode, cache);
        }
        while at < end {
            let length = self.number(at + 4)? as usize;
            let data = self.bytes.get(at + 8..(at + 8).checked_add(length)?)?;
            self.extension(&self.bytes[at..at + 4], data, &mut seen)?;
            at += 8 + length;
        }
        (at == end).then_some(seen)
    }

    /// Extensions that begin with a lower-case letter are required to understand the index.
    fn extension(&self, name: &[u8], data: &[u8], seen: &mut Seen) -> Option<()> {
        match name {
            b"link" => {
                let hash = data.get(..self.hash)?;
                let digits = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                seen.shared = hash.iter().any(|byte| *byte != 0).then_some(digits);
            }
            b"sdir" => {}
            [b'A'..=b'Z', ..] => {}
            _ => return None,
        }
        Some(())
    }

    /// A full name, padded with NUL to a multiple of eight bytes. Returns the offset after it.
    fn padded_name(&self, start: usize, name: &mut Vec<u8>) -> Option<usize> {
        let at = self.name_start(start)?;
        let length = self.bytes.get(at..)?.iter().position(|byte| *byte == 0)?;
        name.clear();
        name.extend(&self.bytes[at..at + length]);
        self.has_length(start, length)?;
        Some(start + ((at - start + length + 8) & !7))
    }

    /// A prefix-compressed name: the number of bytes to drop from the name before, and a suffix. Returns the offset
    /// after it.
    fn shortened_name(&self, start: usize, name: &mut Vec<u8>) -> Option<usize> {
        let mut at = self.name_start(start)?;
        let mut byte = *self.bytes.get(at)?;
        let mut less = usize::from(byte & 127);
        while byte & 128 != 0 {
            at += 1;
            byte = *self.bytes.get(at)?;
            less = (less.checked_add(1)?.checked_mul(128)?) + usize::from(byte & 127);
        }
        at += 1;
        let length = self.bytes.get(at..)?.iter().position(|byte| *byte == 0)?;
        name.truncate(name.len().checked_sub(less)?);
        name.extend(&self.bytes[at..at + length]);
        self.has_length(start, name.len())?;
        Some(at + length + 1)
    }

    /// The offset of an entry's name.
    fn name_start(&self, start: usize) -> Option<usize> {
        let is_extended = self.flags(start)? & 0x4000 != 0;
        Some(start + STAT + self.hash + if is_extended { 4 } else { 2 })
    }

    /// Checks that an entry's length field matches its name; the longest names have no exact length.
    fn has_length(&self, start: usize, length: usize) -> Option<()> {
        let said = usize::from(self.flags(start)? & 0xfff);
        (said == length.min(0xfff)).then_some(())
    }

    fn flags(&self, start: usize) -> Option<u16> {
        let at = start + STAT + self.hash;
        Some(u16::from_be_bytes(self.bytes.get(at..at + 2)?.try_into().ok()?))
    }

    fn number(&self, at: usize) -> Option<u32> {
        Some(u32::from_be_bytes(self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_file_system_takes_for_the_cache() {
        let cache = CacheLocation::of(Utf8Path::new("Wikis/heat"));
        let file = |name: &str| cache.file(name);
        assert_eq!(file("Wikis/heat/.lorekeep/pages-1").as_deref(), Some(".lorekeep/pages-1"));
        for name in [
            "wikis/Heat/.LoreKeep/x",
            "Wikis/heat/.lorekeep",
            "Wikis/heat/.lorekeep./x",
            "Wikis/heat/.lorekeep::$INDEX_ALLOCATION/x",
            "Wikis/heat/.lore\u{200c}keep/x",
            "Wikis/heat/LOREKE~1/x",
            "Wikis\\heat\\.lorekeep\\x",
        ] {
            assert!(file(name).is_some(), "{name}");
        }
        for name in
            ["Wikis/heat/.lorekeeper/x", "Wikis/.lorekeep/x", "Wikis/heat/content/.lorekeep/x", "Wikis/heat"]
        {
            assert_eq!(file(name), None, "{name}");
        }
        assert!(
            cache.is_below("Wikis/") && !cache.is_below("Other/") && !cache.is_below("Wikis/heat/.lorekeep")
        );
    }

    #[test]
    fn other_files_are_not_read_as_an_index() {
        let cache = CacheLocation::of(Utf8Path::new(""));
        for bytes in
            [&b""[..], b"DIRC", b"DIRC\0\0\0\x05\0\0\0\0", &[0xff; 400], b"DIRC\0\0\0\x02\xff\xff\xff\xff"]
        {
            assert!(Seen::in_index(bytes, &cache).is_none(), "{bytes:?}");
        }
        let empty = [&b"DIRC\0\0\0\x02\0\0\0\0"[..], &[0; 20]].concat();
        assert!(Seen::in_index(&empty, &cache).is_some());
        let future = [&b"DIRC\0\0\0\x02\0\0\0\0newX\0\0\0\0"[..], &[0; 20]].concat();
        assert!(Seen::in_index(&future, &cache).is_none());
    }
}
