//! Hosts of static sites: what each of them reads beside the pages, and how much it takes.

/// Where the site is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Host {
    /// Any server of files.
    #[default]
    Plain,
    /// GitHub Pages.
    GithubPages,
    /// GitLab Pages, as on GitLab.com.
    GitlabPages,
    /// Cloudflare Pages, and Workers with static assets.
    Cloudflare,
    /// Netlify.
    Netlify,
}

/// The most that a host takes; `None` where it names no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// Number of files.
    pub files: Option<u64>,
    /// Bytes of one file.
    pub file_bytes: Option<u64>,
    /// Bytes of all files.
    pub bytes: Option<u64>,
}

/// The redirects that a host reads from a file `_redirects`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Most of them.
    pub count: usize,
    /// Most bytes of the file.
    pub bytes: usize,
    /// Whether the file speaks of addresses with the path of `base_url`, or can only stand at the root of its host.
    pub with_base: bool,
}

impl Host {
    /// All hosts, as `site.toml` names them.
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

    /// The limits of the host's free plan. `docs/deploying.md` lists them, with the month of the list.
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

    /// The redirects that it takes from a file; `None` where every redirect is a page.
    pub fn rules(self) -> Option<Rules> {
        match self {
            Self::Plain | Self::GithubPages => None,
            Self::GitlabPages => Some(Rules { count: 1000, bytes: 64_000, with_base: true }),
            Self::Cloudflare => Some(Rules { count: 2000, bytes: usize::MAX, with_base: false }),
            Self::Netlify => Some(Rules { count: 10_000, bytes: usize::MAX, with_base: false }),
        }
    }

    /// Whether it reads headers from a file `_headers`.
    pub fn reads_headers(self) -> bool {
        matches!(self, Self::Cloudflare | Self::Netlify)
    }
}
