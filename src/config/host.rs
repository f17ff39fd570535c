//! Hosts of static sites: the files that each reads beside the pages, and its limits.

/// The host that publishes the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Host {
    /// Any static file server.
    #[default]
    Plain,
    /// GitHub Pages.
    GithubPages,
    /// GitLab Pages, as on GitLab.com.
    GitlabPages,
    /// Cloudflare Pages, or Workers with static assets.
    Cloudflare,
    /// Netlify.
    Netlify,
}

/// Limits of a host; `None` if it states none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Number of files.
    pub files: Option<u64>,
    /// Bytes per file.
    pub file_bytes: Option<u64>,
    /// Total bytes of all files.
    pub bytes: Option<u64>,
}

/// Limits on the redirects that a host reads from a `_redirects` file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Maximum number of redirects.
    pub count: usize,
    /// Maximum size of the file, in bytes.
    pub bytes: usize,
    /// If true, redirects include the path of `base_url`; otherwise the file is only read at the root of the host.
    pub with_base: bool,
}

impl Host {
    /// All hosts by their names in `site.toml`.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("plain", Self::Plain),
        ("github-pages", Self::GithubPages),
        ("gitlab-pages", Self::GitlabPages),
        ("cloudflare", Self::Cloudflare),
        ("netlify", Self::Netlify),
    ];

    /// The name in `site.toml`.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, host)| *host == self).map_or("plain", |(name, _)| name)
    }

    /// The limits of the host's free plan. `docs/content/deploying.md` lists them, with the month of the list.
    pub fn limits(self) -> Limits {
        const GB: u64 = 1_000_000_000;
        match self {
            Self::Plain | Self::Netlify => Limits::default(),
            Self::GithubPages => Limits { bytes: Some(GB), ..Limits::default() },
            Self::GitlabPages => Limits { files: Some(200_000), bytes: Some(GB), ..Limits::default() },
            Self::Cloudflare => {
                Limits { files: Some(20_000), file_bytes: Some(25 << 20), ..Limits::default() }
            }
        }
    }

    /// Limits on redirects from a file; `None` if every redirect must be a page.
    pub fn rules(self) -> Option<Rules> {
        match self {
            Self::Plain | Self::GithubPages => None,
            Self::GitlabPages => Some(Rules { count: 1000, bytes: 64_000, with_base: true }),
            Self::Cloudflare => Some(Rules { count: 2000, bytes: usize::MAX, with_base: false }),
            Self::Netlify => Some(Rules { count: 10_000, bytes: usize::MAX, with_base: false }),
        }
    }

    /// Returns whether the host reads headers from a `_headers` file.
    pub fn reads_headers(self) -> bool {
        matches!(self, Self::Cloudflare | Self::Netlify)
    }
}
