//! Opens files below a folder so that no symbolic link leads out of it.
//!
//! Anyone who can write content can replace a file with a link at any time. A path is therefore opened without
//! following links; if it contains one, its target is checked and opened in the same way.

use std::fmt;
use std::fs::File;
use std::io;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::diag::{Code, codes};
use crate::inputs::FilePlace;

/// An open folder that files are read from.
#[derive(Debug)]
pub(super) struct Folder {
    /// Its real path.
    path: Utf8PathBuf,
    #[cfg(unix)]
    handle: rustix::fd::OwnedFd,
}

/// The reason why a file is not opened.
#[derive(Debug)]
pub(super) enum Denied {
    /// A symbolic link leads out of the folder.
    Outside,
    /// A symbolic link leads through a name that begins with a dot.
    Hidden,
    /// A folder, pipe, socket or device.
    Special,
    /// The operating system refused.
    Io(io::Error),
}

impl Denied {
    /// Returns whether nothing exists at the path.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// The diagnostic code for it.
    pub(super) fn code(&self) -> &'static Code {
        match self {
            Self::Outside | Self::Hidden => &codes::UNSAFE_PATH,
            Self::Special | Self::Io(_) => &codes::UNREADABLE,
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside => f.write_str("this symbolic link leads out of its folder"),
            Self::Hidden => f.write_str("this symbolic link leads through a hidden file or folder"),
            Self::Special => f.write_str("this is not a regular file"),
            Self::Io(error) => write!(f, "cannot read this file: {error}"),
        }
    }
}

impl From<io::Error> for Denied {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Opens a file, if it is still a regular file below its folder.
pub(super) fn open(place: &FilePlace) -> io::Result<File> {
    let folder = Folder::open(&place.folder)?;
    folder.file(&place.path).map_err(|denied| match denied {
        Denied::Io(error) => error,
        denied => io::Error::other(denied.to_string()),
    })
}

impl Folder {
    /// Opens a folder by its real path.
    #[cfg(unix)]
    pub(super) fn open(path: &Utf8Path) -> io::Result<Self> {
        use rustix::fs::{CWD, Mode, OFlags, openat};
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let handle = openat(CWD, path.as_std_path(), flags, Mode::empty())?;
        Ok(Self { path: path.to_owned(), handle })
    }

    /// Opens a folder by its real path.
    #[cfg(not(unix))]
    pub(super) fn open(path: &Utf8Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned() })
    }

    /// Opens one of the wiki's folders by name. It may be a symbolic link to another folder of the wiki. `None` if it
    /// does not exist.
    pub(super) fn of_wiki(root: &Utf8Path, name: &str) -> Result<Option<Self>, Denied> {
        if std::fs::symlink_metadata(root.join(name))
            .is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        {
            return Ok(None);
        }
        let path = root.join(resolve(root, name)?);
        Ok(Some(Self::open(&path)?))
    }

    /// The real path.
    pub(super) fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// The location of a file in the folder.
    pub(super) fn place(&self, path: &str) -> FilePlace {
        FilePlace { folder: self.path.clone(), path: path.to_owned(), length: 0 }
    }

    /// Checks whether a symbolic link in the folder may be followed.
    pub(super) fn check_link(&self, path: &str) -> Result<(), Denied> {
        let target = self.path.join(path).read_link_utf8()?;
        let inner = target.strip_prefix(&self.path).unwrap_or(&target);
        if !inner.is_absolute() && is_hidden(inner) {
            return Err(Denied::Hidden);
        }
        resolve(&self.path, path).map(drop)
    }

    /// Opens a regular file by its path relative to the folder.
    pub(super) fn file(&self, path: &str) -> Result<File, Denied> {
        let file = match self.open_plain(path) {
            Err(error) if may_be_link(&error) => self.open_plain(resolve(&self.path, path)?.as_str())?,
            opened => opened?,
        };
        if file.metadata()?.is_file() { Ok(file) } else { Err(Denied::Special) }
    }

    /// Opens a path without following links. Does not block on a pipe.
    #[cfg(unix)]
    fn open_plain(&self, path: &str) -> io::Result<File> {
        use rustix::fs::OFlags;
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            use rustix::fs::{Mode, ResolveFlags, openat2};
            use rustix::io::Errno;
            let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
            match openat2(&self.handle, path, flags, Mode::empty(), resolve) {
                // Old kernels lack the system call, and some sandboxes forbid it.
                Err(Errno::NOSYS | Errno::PERM | Errno::INVAL | Errno::TOOBIG | Errno::AGAIN) => {}
                opened => return Ok(opened?.into()),
            }
        }
        self.open_step_by_step(path, flags)
    }

    /// Opens a path folder by folder.
    #[cfg(unix)]
    fn open_step_by_step(&self, path: &str, flags: rustix::fs::OFlags) -> io::Result<File> {
        use rustix::fd::AsFd;
        use rustix::fs::{Mode, OFlags, openat};
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let steps = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut at = None;
        for folder in folders.split('/').filter(|folder| !folder.is_empty()) {
            let above = at.as_ref().unwrap_or(&self.handle);
            at = Some(openat(above.as_fd(), refuse_upwards(folder)?, steps, Mode::empty())?);
        }
        let above = at.as_ref().unwrap_or(&self.handle);
        Ok(openat(above.as_fd(), refuse_upwards(name)?, flags | OFlags::NOFOLLOW, Mode::empty())?.into())
    }

    /// Opens a path if none of its links leads out of the folder. A link created between the check and the opening is
    /// followed.
    #[cfg(not(unix))]
    fn open_plain(&self, path: &str) -> io::Result<File> {
        match resolve(&self.path, path) {
            Ok(path) => File::open(self.path.join(path)),
            Err(Denied::Io(error)) => Err(error),
            Err(denied) => Err(io::Error::other(denied.to_string())),
        }
    }
}

#[cfg(unix)]
fn refuse_upwards(name: &str) -> io::Result<&str> {
    if name == ".." { Err(io::ErrorKind::InvalidInput.into()) } else { Ok(name) }
}

/// Returns whether an error may be caused by a symbolic link in the path.
#[cfg(unix)]
fn may_be_link(error: &io::Error) -> bool {
    use rustix::io::Errno;
    let code = error.raw_os_error().map(Errno::from_raw_os_error);
    matches!(code, Some(Errno::LOOP | Errno::MLINK | Errno::NOTDIR))
}

#[cfg(not(unix))]
fn may_be_link(_: &io::Error) -> bool {
    false
}

/// Resolves a path relative to a folder, given by its real path. Returns the real path relative to that folder.
fn resolve(folder: &Utf8Path, path: &str) -> Result<Utf8PathBuf, Denied> {
    let real = folder.join(path).canonicalize_utf8()?;
    let Ok(inner) = real.strip_prefix(folder) else { return Err(Denied::Outside) };
    if is_hidden(inner) { Err(Denied::Hidden) } else { Ok(inner.to_owned()) }
}

/// Returns whether a segment of a path begins with a dot.
fn is_hidden(path: &Utf8Path) -> bool {
    path.components().any(|part| matches!(part, Utf8Component::Normal(name) if name.starts_with('.')))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    fn read(folder: &Folder, path: &str) -> Result<String, Denied> {
        Ok(io::read_to_string(folder.file(path)?)?)
    }

    #[test]
    fn links_are_followed_inside_the_folder_alone() {
        let root = tempfile::TempDir::new().expect("a folder");
        let root = Utf8Path::from_path(root.path()).expect("UTF-8").canonicalize_utf8().expect("a real path");
        fs::create_dir_all(root.join("content/a/.hidden")).expect("folders");
        fs::write(root.join("content/a/page.md"), "page").expect("a file");
        fs::write(root.join("content/a/.hidden/x.md"), "hidden").expect("a file");
        fs::write(root.join("secret"), "secret").expect("a file");
        for (target, link) in [
            ("a", "folder"),
            ("folder/page.md", "chain.md"),
            (root.join("content/a/page.md").as_str(), "absolute.md"),
            ("../secret", "out.md"),
            ("a/../../secret", "over.md"),
            ("a/.hidden/x.md", "dot.md"),
            ("a/.hidden", "dots"),
            ("loop", "loop"),
            ("..", "up"),
        ] {
            symlink(target, root.join("content").join(link)).expect("a link");
        }
        let folder = Folder::of_wiki(&root, "content").expect("it may be read").expect("it is there");
        for path in ["a/page.md", "folder/page.md", "chain.md", "absolute.md"] {
            assert_eq!(read(&folder, path).expect(path), "page");
            let flags = rustix::fs::OFlags::RDONLY;
            assert_eq!(folder.open_step_by_step(path, flags).is_ok(), path == "a/page.md", "{path}");
        }
        for path in ["out.md", "over.md", "up/secret"] {
            assert!(matches!(read(&folder, path), Err(Denied::Outside)), "{path}");
        }
        for path in ["dot.md", "dots/x.md"] {
            assert!(matches!(read(&folder, path), Err(Denied::Hidden)), "{path}");
        }
        assert!(matches!(read(&folder, "a"), Err(Denied::Special)));
        assert!(read(&folder, "loop").is_err() && read(&folder, "../secret").is_err());
        let pipe = std::process::Command::new("mkfifo").arg(root.join("content/pipe")).status();
        assert!(pipe.expect("mkfifo runs").success());
        assert!(matches!(read(&folder, "pipe"), Err(Denied::Special)));
    }
}
