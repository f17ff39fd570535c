//! The sites whose videos pages may show.

use super::reader::Spanned;
use super::resolver::Resolver;
use crate::diag::codes;

/// Names of known sites, which are allowed by default.
const SITES: [&str; 3] = ["youtube", "vimeo", "archive.org"];

impl Resolver<'_> {
    /// The sites of videos: known ones, and hosts. Anything else is reported.
    pub(super) fn video_sites(&mut self, names: Option<&[Spanned<String>]>) -> Vec<String> {
        let Some(names) = names else { return SITES.map(str::to_owned).into() };
        let mut known = Vec::new();
        for name in names {
            if is_site(&name.value) {
                known.push(name.value.clone());
                continue;
            }
            let message = format!("`{}` is not a site of videos", name.value);
            let fault = self.fault(&codes::INVALID_CONFIG, name, message);
            fault.help.push("write `youtube`, `vimeo`, `archive.org`, or the host of a PeerTube".into());
        }
        known
    }
}

fn is_site(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let is_part = |part: &str| !part.is_empty() && part.len() <= 63 && part.chars().all(fits);
    SITES.contains(&name) || name.contains('.') && name.len() <= 253 && name.split('.').all(is_part)
}
