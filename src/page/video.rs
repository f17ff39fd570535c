//! Videos of other sites, recognised by their addresses.

use super::links::address_parts;

/// Longest id of a video, in bytes.
const MAX_ID: usize = 100;

/// A video that a page can show in a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Video {
    /// Origin of the frame, as in a Content-Security-Policy.
    pub origin: String,
    /// Address of the frame.
    pub frame: String,
}

impl Video {
    /// The video at an address, if its host is allowed: by name, or for PeerTube by host.
    pub fn at(address: &str, allowed: &[String]) -> Option<Self> {
        let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
        let (host, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let host = host.to_ascii_lowercase();
        let (path, fragment) = address_parts(rest);
        let query = rest.split('#').next()?.split_once('?').map_or("", |(_, query)| query);
        let path: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let is_allowed = |name: &str| allowed.iter().any(|known| known == name);
        match host.strip_prefix("www.").unwrap_or(&host) {
            "youtube.com" | "m.youtube.com" | "music.youtube.com" | "youtube-nocookie.com" | "youtu.be"
                if is_allowed("youtube") =>
            {
                youtube(&host, &path, query)
            }
            "vimeo.com" | "player.vimeo.com" if is_allowed("vimeo") => vimeo(&path),
            "archive.org" if is_allowed("archive.org") => archive(&path),
            host if is_allowed(host) && fragment.is_none() => peertube(host, &path),
            _ => None,
        }
    }

    fn new(origin: &str, path: &str) -> Self {
        Self { origin: origin.to_owned(), frame: format!("{origin}{path}") }
    }
}

fn value<'q>(query: &'q str, key: &str) -> Option<&'q str> {
    query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
}

/// True if a text is an id of at most `most` letters, digits and `marks`.
fn is_id(text: &str, most: usize, marks: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || marks.contains(c);
    !text.is_empty() && text.len() <= most && text.chars().all(fits) && !text.starts_with('.')
}

fn youtube(host: &str, path: &[&str], query: &str) -> Option<Video> {
    let id = match path {
        [id] if host.ends_with("youtu.be") => *id,
        ["watch"] => value(query, "v")?,
        ["embed" | "shorts" | "live" | "v", id] => *id,
        _ => return None,
    };
    let start = value(query, "t").or_else(|| value(query, "start")).map(|time| time.trim_end_matches('s'));
    let start = start.filter(|time| is_id(time, 6, "") && time.bytes().all(|byte| byte.is_ascii_digit()));
    let start = start.map(|seconds| format!("?start={seconds}")).unwrap_or_default();
    (id.len() == 11 && is_id(id, 11, "-_"))
        .then(|| Video::new("https://www.youtube-nocookie.com", &format!("/embed/{id}{start}")))
}

fn vimeo(path: &[&str]) -> Option<Video> {
    let id = path.last().filter(|id| id.len() <= 12 && id.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(Video::new("https://player.vimeo.com", &format!("/video/{id}?dnt=1")))
}

fn archive(path: &[&str]) -> Option<Video> {
    let ["details" | "embed", id] = path else { return None };
    is_id(id, MAX_ID, "-_.").then(|| Video::new("https://archive.org", &format!("/embed/{id}")))
}

fn peertube(host: &str, path: &[&str]) -> Option<Video> {
    let (["w", id] | ["videos", "watch" | "embed", id]) = path else { return None };
    is_id(id, 40, "-").then(|| Video::new(&format!("https://{host}"), &format!("/videos/embed/{id}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(address: &str) -> Option<String> {
        let allowed: Vec<String> =
            ["youtube", "vimeo", "archive.org", "tube.example"].map(str::to_owned).into();
        Video::at(address, &allowed).map(|video| video.frame)
    }

    #[test]
    fn addresses_of_videos_become_those_of_frames() {
        for (address, expected) in [
            (
                "https://youtu.be/dQw4w9WgXcQ?t=42s",
                "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=42",
            ),
            (
                "https://www.youtube.com/watch?a=b&v=dQw4w9WgXcQ",
                "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
            ),
            ("http://m.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
            ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
            ("https://archive.org/details/a_b-c.1", "https://archive.org/embed/a_b-c.1"),
            ("https://tube.example/w/9c9de5e8-0a1e", "https://tube.example/videos/embed/9c9de5e8-0a1e"),
        ] {
            assert_eq!(frame(address).as_deref(), Some(expected));
        }
    }

    #[test]
    fn other_addresses_have_no_frame() {
        for address in [
            "https://youtu.be/dQw4w9WgXc",
            "https://youtu.be/dQw4w9WgXcQ\"><script>",
            "https://youtu.be/../../../x",
            "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
            "https://evil.example/youtube.com/watch?v=dQw4w9WgXcQ",
            "https://user@youtube.com/watch?v=dQw4w9WgXcQ",
            "https://youtube.com:8080/watch?v=dQw4w9WgXcQ",
            "https://vimeo.com/channels",
            "https://archive.org/details/..",
            "https://other.example/w/abc",
            "javascript://youtu.be/dQw4w9WgXcQ",
        ] {
            assert_eq!(frame(address), None, "{address}");
        }
        assert_eq!(Video::at("https://youtu.be/dQw4w9WgXcQ", &[]), None);
    }
}
