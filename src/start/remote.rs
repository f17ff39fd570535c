//! The repository of a wiki from its git configuration: server, owner and name.

use super::Host;

/// A repository on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// Name of the server, such as `github.com`.
    pub server: String,
    /// The account, and groups below it.
    pub owner: String,
    /// Name of the repository.
    pub name: String,
}

impl Remote {
    /// The remote `origin` in the text of a `.git/config`.
    pub fn of_config(config: &str) -> Option<Self> {
        let section = config.split("[remote \"origin\"]").nth(1)?.split("\n[").next()?;
        let line = section.lines().find_map(|line| line.trim().strip_prefix("url"))?;
        Self::parse(line.trim_start().strip_prefix('=')?.trim())
    }

    /// Parses a URL in one of the forms that git accepts: `https://host/owner/name.git`, `git@host:owner/name`.
    fn parse(url: &str) -> Option<Self> {
        let rest = match url.split_once("://") {
            Some(("https" | "http" | "ssh" | "git", rest)) => rest.to_owned(),
            Some(_) => return None,
            None => url.replacen(':', "/", 1),
        };
        let (server, path) = rest.split_once('/')?;
        let server = server.rsplit('@').next()?.split(':').next()?;
        let (owner, name) = path.trim_end_matches('/').trim_end_matches(".git").rsplit_once('/')?;
        let is_plain = |text: &str| {
            !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
        };
        let fits = server.contains('.') && [server, owner, name].into_iter().all(is_plain);
        fits.then(|| Self { server: server.to_lowercase(), owner: owner.to_owned(), name: name.to_owned() })
    }

    /// The pages host that belongs to the server.
    pub fn host(&self) -> Option<Host> {
        match self.server.as_str() {
            "github.com" => Some(Host::Github),
            "codeberg.org" => Some(Host::Forgejo),
            server if server.split('.').any(|part| part == "gitlab") => Some(Host::Gitlab),
            server if server.split('.').any(|part| part == "forgejo") => Some(Host::Forgejo),
            _ => None,
        }
    }

    /// The address at which the server publishes pages of the repository.
    pub fn pages_url(&self) -> Option<String> {
        let domain = match self.server.as_str() {
            "github.com" => "github.io",
            "gitlab.com" => "gitlab.io",
            "codeberg.org" => "codeberg.page",
            _ => return None,
        };
        let (account, groups) = self.owner.split_once('/').unwrap_or((&self.owner, ""));
        let host = format!("{}.{domain}", account.to_lowercase());
        if self.name.eq_ignore_ascii_case(&host) || self.name == "pages" && domain == "codeberg.page" {
            return Some(format!("https://{host}/"));
        }
        let groups = if groups.is_empty() { String::new() } else { format!("{groups}/") };
        Some(format!("https://{host}/{groups}{}/", self.name))
    }

    /// The URL prefix for editing a file in the browser; the file's path is appended.
    pub fn edit_url(&self) -> Option<String> {
        let part = match self.host()? {
            Host::Github => "edit/main",
            Host::Gitlab => "-/edit/main",
            Host::Forgejo => "_edit/main",
            Host::Netlify | Host::Cloudflare | Host::None => return None,
        };
        Some(format!("https://{}/{}/{}/{part}/", self.server, self.owner, self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_every_form_are_understood() {
        for url in [
            "https://github.com/ann/heat.git",
            "https://user:secret@github.com/ann/heat",
            "git@github.com:ann/heat.git",
            "ssh://git@github.com:22/ann/heat.git",
            "git://github.com/ann/heat/",
        ] {
            let remote =
                Remote::of_config(&format!("[core]\n[remote \"origin\"]\n\turl = {url}\n\tfetch = x\n"));
            let remote = remote.unwrap_or_else(|| panic!("{url}"));
            assert_eq!(remote.host(), Some(Host::Github), "{url}");
            assert_eq!(remote.pages_url().as_deref(), Some("https://ann.github.io/heat/"), "{url}");
            assert_eq!(remote.edit_url().as_deref(), Some("https://github.com/ann/heat/edit/main/"), "{url}");
        }
        for url in ["/srv/git/heat.git", "file:///srv/heat.git", "../heat", "", "https://x.org/a\"b/c"] {
            assert_eq!(Remote::parse(url), None, "{url}");
        }
    }

    #[test]
    fn pages_have_the_address_that_the_server_gives_them() {
        for (url, address) in [
            ("https://github.com/Ann/ann.github.io", Some("https://ann.github.io/")),
            ("https://gitlab.com/group/sub/heat", Some("https://group.gitlab.io/sub/heat/")),
            ("https://codeberg.org/ann/pages", Some("https://ann.codeberg.page/")),
            ("https://gitlab.example.org/ann/heat", None),
        ] {
            let remote = Remote::parse(url).unwrap_or_else(|| panic!("{url}"));
            assert_eq!(remote.pages_url().as_deref(), address, "{url}");
        }
    }
}
