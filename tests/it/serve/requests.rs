//! Conformance to HTTP.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;

use super::harness::{Reply, Server, Wiki};

#[test]
fn get_and_head_and_nothing_else() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let page = server.get("/people/al/");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.text().contains("First version."));
    let head = server.request("HEAD", "/people/al/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), page.header("content-length"));
    assert_eq!(head.header("etag"), page.header("etag"));
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        let refused = server.request(method, "/people/al/", &[("Content-Length", "0")]);
        assert_eq!((refused.status, refused.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn files_have_their_types() {
    let wiki = Wiki::new();
    wiki.write("static/a.svg", "<svg/>")
        .write("static/b.mp4", "film")
        .write("content/c.json", "{}")
        .write("static/d.woff2", "font");
    let server = wiki.serve();
    for (path, media) in [
        ("/a.svg", "image/svg+xml"),
        ("/b.mp4", "video/mp4"),
        ("/c.json", "application/json"),
        ("/d.woff2", "font/woff2"),
    ] {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(media)), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
}

#[test]
fn a_page_that_the_browser_has_is_not_sent_again() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let tag = server.get("/people/al/").header("etag").expect("a tag").to_owned();
    for tags in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let reply = server.request("GET", "/people/al/", &[("If-None-Match", &tags)]);
        assert_eq!((reply.status, reply.body.len()), (304, 0), "{tags}");
    }
    wiki.write("content/people/al.md", "# Al\n\nSecond version.\n");
    server.shows("/people/al/", "Second version.");
    let reply = server.request("GET", "/people/al/", &[("If-None-Match", &tag)]);
    assert_eq!(reply.status, 200);
}

#[test]
fn parts_of_media_can_be_had() {
    let small: Vec<u8> = (0..1000u32).map(|number| (number % 251) as u8).collect();
    let large: Vec<u8> = (0..3_000_000u32).map(|number| (number % 249) as u8).collect();
    let wiki = Wiki::new();
    wiki.write("content/small.mp4", &small).write("content/large.mp4", &large);
    let server = wiki.serve();
    for (path, film) in [("/small.mp4", &small), ("/large.mp4", &large)] {
        let whole = server.get(path);
        assert_eq!((whole.status, whole.header("accept-ranges")), (200, Some("bytes")));
        assert!(whole.body == *film, "{path}");
        let tag = whole.header("etag").expect("a tag").to_owned();
        let part = |range: &str, condition: &str| {
            server.request("GET", path, &[("Range", range), ("If-Range", condition)])
        };
        let middle = part("bytes=100-199", &tag);
        assert_eq!((middle.status, &middle.body[..]), (206, &film[100..200]));
        assert_eq!(middle.header("content-range"), Some(format!("bytes 100-199/{}", film.len()).as_str()));
        let end = part("bytes=-10", &tag);
        assert!(end.status == 206 && end.body == film[film.len() - 10..]);
        assert!(part("bytes=500-", &tag).body == film[500..]);
        assert_eq!(part("bytes=0-9", "\"other\"").status, 200, "another version is sent whole");
        assert_eq!(part("bytes=0-1,5-6", &tag).status, 200);
        let beyond = part("bytes=9999999-", &tag);
        assert_eq!(
            (beyond.status, beyond.header("content-range")),
            (416, Some(format!("bytes */{}", film.len()).as_str()))
        );
    }
}

#[test]
fn text_is_compressed_for_clients_that_accept_it() {
    let wiki = Wiki::new();
    wiki.write("content/long.md", format!("# Long\n\n{}\n", "Many words. ".repeat(1000)));
    wiki.write("static/film.mp4", [0; 5000]);
    let server = wiki.serve();
    let plain = server.get("/long/");
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), (None, Some("accept-encoding")));
    let packed = server.request("GET", "/long/", &[("Accept-Encoding", "br, gzip;q=0.8")]);
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert!(packed.body.len() < plain.body.len() / 5);
    let mut unpacked = Vec::new();
    GzDecoder::new(&packed.body[..]).read_to_end(&mut unpacked).expect("gzip");
    assert!(unpacked == plain.body);
    assert_ne!(packed.header("etag"), plain.header("etag"));
    let tag = packed.header("etag").expect("a tag");
    assert_eq!(server.request("GET", "/long/", &[("If-None-Match", tag)]).status, 304);
    let film = server.request("GET", "/film.mp4", &[("Accept-Encoding", "gzip")]);
    assert_eq!(film.header("content-encoding"), None);
}

#[test]
fn long_files_of_text_are_compressed_while_they_are_sent() {
    let wiki = Wiki::new();
    let rows: String = (0..60_000).map(|number| format!("{number},{}\n", number * 7919 % 1009)).collect();
    wiki.write("static/data.csv", &rows);
    let server = wiki.serve();
    let packed = server.request("GET", "/data.csv", &[("Accept-Encoding", "gzip")]);
    assert_eq!((packed.status, packed.header("content-encoding")), (200, Some("gzip")));
    let chunks = unchunked(&packed.body);
    assert!(chunks.len() < rows.len() / 2, "{} of {}", chunks.len(), rows.len());
    let mut unpacked = String::new();
    GzDecoder::new(&chunks[..]).read_to_string(&mut unpacked).expect("gzip");
    assert!(unpacked == rows);
    let plain = server.get("/data.csv");
    assert!(plain.header("content-encoding").is_none() && plain.text() == rows);
    let part = [("Accept-Encoding", "gzip"), ("Range", "bytes=100-199")];
    assert_eq!(server.request("GET", "/data.csv", &part).text(), rows[100..200]);
}

/// The content of a chunked body (RFC 9112, section 7.1).
fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut content = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let length = std::str::from_utf8(&body[..end]).expect("a length");
        let length = usize::from_str_radix(length, 16).expect("a length");
        content.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[end + 2 + length + 2..];
    }
    content
}

#[cfg(unix)]
#[test]
fn a_download_is_one_file() {
    const LENGTH: usize = 30_000_000;
    let wiki = Wiki::new();
    wiki.write("content/large.bin", vec![b'a'; LENGTH]);
    let server = wiki.serve();
    let download = || {
        let mut stream = server.connect();
        let request = "GET /large.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).expect("a request");
        let mut start = [0; 4096];
        stream.read_exact(&mut start).expect("the answer begins");
        move || {
            let mut reply = start.to_vec();
            let _ = stream.read_to_end(&mut reply);
            Reply::parse(&reply).body
        }
    };
    let mut replaced = download();
    wiki.write("content/.new", vec![b'b'; LENGTH]).rename("content/.new", "content/large.bin");
    assert!(replaced() == vec![b'a'; LENGTH], "another file took its place");
    server.becomes("/large.bin", "the new file", |reply| reply.body == vec![b'b'; LENGTH]);
    let mut overwritten = download();
    wiki.write("content/large.bin", vec![b'c'; LENGTH]);
    let body = overwritten();
    assert!(body.len() < LENGTH && body.iter().all(|byte| *byte == b'b'), "it was written to");
}

#[test]
fn folders_end_with_a_slash() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let reply = server.get("/people/al?from=here");
    assert_eq!((reply.status, reply.header("location")), (307, Some("/people/al/?from=here")));
    assert_eq!(server.get("/people/al/index.html").status, 200);
}

#[test]
fn missing_pages_show_the_404_page_of_the_wiki() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let reply = server.get("/nowhere/");
    assert_eq!((reply.status, reply.header("content-type")), (404, Some("text/html; charset=utf-8")));
    assert_eq!(reply.version(), server.get("/404.html").version());
}

#[test]
fn a_path_in_the_base_address_is_honoured() {
    let wiki = Wiki::new();
    wiki.write("site.toml", "title = \"Test\"\nbase_url = \"https://wiki.test/my/wiki\"\n");
    let server = wiki.serve();
    assert!(server.url.ends_with("/my/wiki/"), "{}", server.url);
    server.shows("/my/wiki/people/al/", "First version.");
    let root = server.get("/");
    assert_eq!((root.status, root.header("location")), (307, Some("/my/wiki/")));
    assert_eq!(server.get("/my/wiki").header("location"), Some("/my/wiki/"));
    assert_eq!(server.get("/?q=heat").header("location"), Some("/my/wiki/?q=heat"));
    assert_eq!(server.get("/people/al/").status, 404);
}

#[test]
fn redirects_are_written_in_ascii() {
    let wiki = Wiki::new();
    wiki.write("site.toml", "title = \"Test\"\nbase_url = \"https://wiki.test/café/\"\n");
    let server = wiki.serve();
    let root = server.get("/");
    assert_eq!((root.status, root.header("location")), (307, Some("/caf%C3%A9/")));
    server.shows("/caf%C3%A9/people/al/", "First version.");
    assert_eq!(server.get("/caf%C3%A9/people/al").header("location"), Some("/caf%C3%A9/people/al/"));
    assert_eq!(server.get("/café/people/al").header("location"), Some("/caf%C3%A9/people/al/"));
}

#[test]
fn a_missing_bracket_is_reported() {
    let wiki = Wiki::new();
    let output =
        wiki.command(0, &["--host", "[::1"]).stdin(Stdio::null()).output().expect("the program ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot listen on `[::1`: brackets"), "{said}");
}

#[test]
fn pages_carry_the_script_and_nothing_inline() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let text = server.get("/people/al/").text();
    assert_eq!(text.matches("/_lorekeep/serve.js").count(), 1);
    assert!(text.find("/_lorekeep/serve.js") < text.find("</body>"));
    for (path, media) in [("/_lorekeep/serve.js", "text/javascript"), ("/_lorekeep/serve.css", "text/css")] {
        let reply = server.get(path);
        assert_eq!(reply.status, 200);
        assert!(reply.header("content-type").is_some_and(|found| found.starts_with(media)));
    }
    assert!(!wiki.path("public").exists(), "nothing is written");
}

#[test]
fn a_port_in_use_is_reported_with_a_free_one() {
    let wiki = Wiki::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let output = wiki.command(port, &[]).stdin(Stdio::null()).output().expect("the program ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("port {port} is in use")), "{said}");
    let free =
        said.rsplit("--port ").next().and_then(|rest| rest.split_whitespace().next()?.parse::<u16>().ok());
    let free = free.unwrap_or_else(|| panic!("no free port in {said:?}"));
    assert_ne!(free, port);
    assert!(TcpListener::bind(("127.0.0.1", free)).is_ok());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_at_once() {
    let wiki = Wiki::new();
    let mut server = wiki.serve();
    let stream = server.listen("/people/al/");
    stream.state();
    let start = Instant::now();
    let interrupt = std::process::Command::new("kill").args(["-INT", &server.id().to_string()]).status();
    assert!(interrupt.expect("kill").success());
    let status = server.process().wait().expect("an end");
    assert_eq!(status.code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[test]
fn each_rebuild_is_one_line() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    server.shows("/people/al/", "First version.");
    wiki.write("content/people/al.md", "# Al\n\nSecond version.\n");
    server.shows("/people/al/", "Second version.");
    server.says("content/people/al.md");
    let said = server.said();
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(said.lines().all(|line| line.contains(" ms ")), "{said}");
}

#[cfg(unix)]
#[test]
fn file_names_cannot_control_the_terminal() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    server.shows("/people/al/", "First version.");
    wiki.write("content/\x1b[31mred.txt", "x");
    server.says("content/\\u{1b}[31mred.txt");
    assert!(!server.said().contains('\x1b'), "{:?}", server.said());
}

#[cfg(unix)]
#[test]
fn the_browser_is_opened_on_request() {
    use std::os::unix::fs::PermissionsExt;
    let wiki = Wiki::new();
    let opener = if cfg!(target_os = "macos") { "bin/open" } else { "bin/xdg-open" };
    wiki.write(opener, format!("#!/bin/sh\nprintf %s \"$1\" > '{}'\n", wiki.path("opened").display()));
    std::fs::set_permissions(wiki.path(opener), std::fs::Permissions::from_mode(0o755)).expect("permissions");
    let mut command = wiki.command(0, &["--open"]);
    let path = format!("{}:{}", wiki.path("bin").display(), std::env::var("PATH").unwrap_or_default());
    let server = Server::start({
        command.env("PATH", path);
        command
    });
    let opened = || std::fs::read_to_string(wiki.path("opened")).unwrap_or_default();
    super::harness::until("the browser opens the wiki", opened, |url| *url == server.url);
}
