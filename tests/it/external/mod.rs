//! `lorekeep check --external`, against local servers with every kind of failure.
#![cfg(feature = "external")]

mod server;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::harness::{Run, TODAY, Wiki};
use server::{Reply, Request, Server};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{ServerConfig, ServerConnection, StreamOwned, crypto};

const FILE: &str = "content/sources/all.yaml";

/// A wiki that is valid apart from its external links.
fn wiki() -> Wiki {
    Wiki::new().settings("[checks]\nunused-source = \"off\"\n").file("content/index.md", "# Home\n")
}

/// A file of sources with these addresses. The address number n, starting at 0, is on line 3n + 3.
fn sources(urls: &[String]) -> String {
    urls.iter().enumerate().fold(String::new(), |mut yaml, (number, url)| {
        yaml.push_str(&format!("s{number}:\n  title: Title\n  url: {url}\n"));
        yaml
    })
}

fn line(number: usize) -> u64 {
    3 * number as u64 + 3
}

fn ask(wiki: &Wiki, more: &[&str]) -> Run {
    let usual = ["check", "--external", "--format", "json", "--today", TODAY, "--pause", "0"];
    wiki.run(&[&usual, more].concat())
}

/// Contacts servers at 127.0.0.1.
fn ask_here(wiki: &Wiki, more: &[&str]) -> Run {
    ask(wiki, &[&["--allow-private", "127.0.0.1"], more].concat())
}

/// Responds according to the path: `/404` with that status, special cases by name.
fn answer(request: &Request) -> Reply {
    let is_head = request.method == "HEAD";
    match request.path.as_str() {
        "/no-head-403" if is_head => Reply::status(403),
        "/no-head-404" if is_head => Reply::status(404),
        "/no-head-405" if is_head => Reply::status(405),
        "/no-head-501" if is_head => Reply::status(501),
        "/no-head-close" if is_head => Reply::Close,
        "/endless" if is_head => Reply::status(405),
        "/endless" => Reply::Endless,
        "/endless-head" => Reply::EndlessHead,
        "/close" => Reply::Close,
        "/garbage" => Reply::Raw("\x16\x03\x01 what is this?\r\n\r\n"),
        "/empty-line" => Reply::Raw("\r\n\r\n"),
        "/found" => Reply::to(302, "/good"),
        "/moved" => Reply::to(301, "/new/place?a=b"),
        "/moved-308" => Reply::to(308, "new/place"),
        "/moved-twice" => Reply::to(301, "/moved"),
        "/moved-then-found" => Reply::to(301, "/found"),
        "/found-then-moved" => Reply::to(302, "/moved"),
        "/moved-to-nothing" => Reply::to(301, "/404"),
        "/moved-home" => Reply::to(301, "/"),
        "/circle" => Reply::to(302, "/circle/round"),
        "/circle/round" => Reply::to(302, "/circle"),
        "/nowhere" => Reply::status(302),
        "/to-file" => Reply::to(302, "file:///etc/passwd"),
        "/to-nonsense" => Reply::to(302, "http://[::"),
        path => match path.trim_start_matches('/').parse() {
            Ok(status) => Reply::status(status),
            Err(_) if path.starts_with("/on") => Reply::to(302, format!("{path}n")),
            Err(_) => Reply::status(200),
        },
    }
}

/// The expected results for the paths of [`answer`]: a code and some words, or nothing.
const OUTCOMES: [(&str, Option<(&str, &str)>); 43] = [
    ("/good", None),
    ("/204", None),
    ("/no-head-403", None),
    ("/no-head-404", None),
    ("/no-head-405", None),
    ("/no-head-501", None),
    ("/no-head-close", None),
    ("/endless", None),
    ("/401", None),
    ("/403", None),
    ("/451", None),
    ("/999", None),
    ("/found", None),
    ("/found-then-moved", None),
    ("/404", Some(("dead-source", "404 Not Found"))),
    ("/410", Some(("dead-source", "410 Gone"))),
    ("/moved-to-nothing", Some(("dead-source", "404 Not Found"))),
    ("/400", Some(("unreachable-address", "400 Bad Request"))),
    ("/405", Some(("unreachable-address", "405 Method Not Allowed"))),
    ("/418", Some(("unreachable-address", "418 I'm a teapot"))),
    ("/500", Some(("unreachable-address", "500 Internal Server Error"))),
    ("/502", Some(("unreachable-address", "502 Bad Gateway"))),
    ("/503", Some(("unreachable-address", "503 Service Unavailable"))),
    ("/599", Some(("unreachable-address", "responds with 599"))),
    ("/close", Some(("unreachable-address", "closed without a response"))),
    ("/garbage", Some(("unreachable-address", "is not HTTP"))),
    ("/empty-line", Some(("unreachable-address", "without a response"))),
    ("/endless-head", Some(("unreachable-address", "is not HTTP"))),
    ("/circle", Some(("unreachable-address", "form a loop"))),
    ("/on", Some(("unreachable-address", "too many redirects"))),
    ("/nowhere", Some(("unreachable-address", "invalid web address"))),
    ("/to-file", Some(("unreachable-address", "invalid web address"))),
    ("/to-nonsense", Some(("unreachable-address", "invalid web address"))),
    ("/moved", Some(("moved-address", "/new/place?a=b`"))),
    ("/moved-308", Some(("moved-address", "/new/place`"))),
    ("/moved-twice", Some(("moved-address", "/new/place?a=b`"))),
    ("/moved-then-found", Some(("moved-address", "/found`"))),
    ("/moved-home", Some(("moved-address", "home page"))),
    ("/moved#part", Some(("moved-address", "/new/place?a=b#part`"))),
    ("/a|b{c}\"d^e?f|g", None),
    ("/wo%20rd/%C3%BC", None),
    ("/ü", None),
    ("/good?a=b&c=d#e", None),
];

#[test]
fn every_answer_is_distinguished() {
    let server = Server::start(answer);
    let urls: Vec<String> = OUTCOMES.iter().map(|(path, _)| format!("'{}'", server.url(path))).collect();
    let wiki = wiki().file(FILE, sources(&urls));
    let run = ask_here(&wiki, &[]);
    let faults = OUTCOMES.iter().enumerate().filter_map(|(number, (_, found))| Some((number, (*found)?)));
    let expected: Vec<_> = faults.clone().map(|(number, (code, _))| (code, FILE, line(number), 8)).collect();
    run.succeeds().reports(&expected);
    for (number, (code, words)) in faults {
        let length = urls[number].chars().count() as u64;
        run.diagnostic(code, FILE, line(number), 8).is("warning").says(words).ends(line(number), 8 + length);
    }
    assert_eq!(server.most_open(), 1, "one request at a time to a host");
    let asked = server.asked();
    assert_eq!(
        asked.iter().filter(|asked| asked.ends_with(" /good")).count(),
        3,
        "itself, and by two redirects"
    );
    assert!(!asked.contains(&"GET /good".to_owned()), "HEAD was enough");
    assert!(asked.contains(&"GET /404".to_owned()), "only a GET can say that something is gone");
    assert!(asked.iter().all(|asked| !asked.contains('#')), "{asked:?}");
    for request in server.requests() {
        let header = |name: &str| request.headers.get(name).cloned().unwrap_or_default();
        let agent = concat!("lorekeep/", env!("CARGO_PKG_VERSION"), " (checks links; +https://wiki.test/)");
        assert_eq!(header("user-agent"), agent);
        assert_eq!(header("host"), format!("127.0.0.1:{}", server.port()));
    }
}

#[test]
fn links_of_pages_are_asked_too() {
    let server = Server::start(answer);
    let gone = server.url("/404");
    let page = format!(
        "---\ntype: film\nhome: {gone}\n---\n\
         # Page\n\n\
         A [link]({gone} \"title\"), the same <{gone}>,\n\
         a [reference][r], ![a picture]({gone}), [in order]({}).\n\n\
         [mail](mailto:a@example.org), [a phone](tel:123), [no scheme](//127.0.0.1:{}/410)\n\n\
         [r]: {gone}\n",
        server.url("/good"),
        server.port()
    );
    let wiki = wiki()
        .settings("[checks]\n[types.film.fields]\nhome = { type = \"url\" }\n")
        .file("content/page.md", page)
        .file("content/other.md", format!("Again [here]({gone}).\n"));
    let run = ask_here(&wiki, &[]);
    let dead = |file, line, column| ("dead-link", file, line, column);
    let other = dead("content/other.md", 1, 14);
    let page = |line, column| dead("content/page.md", line, column);
    // An address without a scheme means HTTPS, which this server does not support.
    let plain = ("unreachable-address", "content/page.md", 10, 63);
    run.succeeds().reports(&[
        other,
        page(3, 7),
        page(7, 10),
        page(7, 10 + gone.len() as u64 + 21),
        page(8, 3),
        page(8, 32),
        plain,
    ]);
    assert_eq!(server.asked().iter().filter(|asked| *asked == "HEAD /404").count(), 1, "each address once");
}

#[test]
fn sources_say_what_to_do() {
    let server = Server::start(answer);
    let (gone, good, closed) = (server.url("/404"), server.url("/good"), server.url("/500"));
    let yaml = format!(
        "copy:\n  title: T\n  url: {gone}\n  archive: {good}\n\
         none:\n  title: T\n  url: {gone}\n\
         both:\n  title: T\n  url: {gone}\n  archive: {gone}\n\
         unsure:\n  title: T\n  url: {gone}\n  archive_url: {closed}\n\
         known:\n  title: T\n  url: {gone}\n  archive: {good}\n  dead: true\n\
         again:\n  title: T\n  url: {good}\n  archive: {good}\n  dead: true\n\
         tired:\n  title: T\n  url: {closed}\n  dead: true\n"
    );
    let page = format!("---\ntype: source\ntitle: A book\nurl: {gone}\narchive: {good}\n---\nText.\n");
    let wiki = wiki()
        .settings(
            "[checks]\nunused-source = \"off\"\n[types.source]\nrole = \"source\"\n[types.source.fields]\n\
             url = { type = \"url\" }\narchive = { type = \"url\" }\n",
        )
        .file(FILE, yaml)
        .file("content/book.md", page);
    let run = ask_here(&wiki, &[]);
    run.succeeds().reports(&[
        ("dead-source", "content/book.md", 4, 6),
        ("dead-source", FILE, 3, 8),
        ("dead-source", FILE, 7, 8),
        ("dead-source", FILE, 10, 8),
        ("dead-archive", FILE, 11, 12),
        ("dead-source", FILE, 14, 8),
        ("unreachable-address", FILE, 15, 16),
        ("revived-source", FILE, 23, 8),
    ]);
    let says = |line, words: &str| run.diagnostic("dead-source", FILE, line, 8).says(words).code.len();
    says(3, "set `dead: true` so that the archived copy, which works, is shown first");
    says(7, &format!("https://web.archive.org/web/*/{gone}"));
    says(10, "gone as well");
    says(14, "could not be checked this time");
    run.diagnostic("dead-source", "content/book.md", 4, 6).says("`book`").says("set `dead: true`");
    run.diagnostic("revived-source", FILE, 23, 8).says("remove `dead: true`");
    assert!(run.stderr.contains("3 external addresses: 1 answering, 1 gone, 1 uncertain"), "{run}");
}

#[test]
fn a_host_that_asks_to_wait_is_obeyed() {
    let server = Server::start(|request| match (request.path.as_str(), request.number) {
        ("/busy", 0) => Reply::Status(429, "Retry-After: 1\r\n".into()),
        ("/down", 0) => Reply::Status(503, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n".into()),
        _ => Reply::status(200),
    });
    let wiki = wiki().file(FILE, sources(&["/busy", "/down", "/other"].map(|path| server.url(path))));
    ask_here(&wiki, &[]).is_clean();
    assert_eq!(server.asked(), ["HEAD /busy", "HEAD /busy", "HEAD /down", "HEAD /down", "HEAD /other"]);
    let times = server.requests();
    assert!(times[1].at - times[0].at >= Duration::from_secs(1), "{times:?}");
}

#[test]
fn a_host_that_rate_limits_is_left_alone() {
    let server = Server::start(|_| Reply::Status(429, "Retry-After: 3600\r\n".into()));
    let other = Server::start(|_| Reply::status(429));
    let paths = ["/a", "/b", "/c"];
    let urls = [paths.map(|path| server.url(path)), paths.map(|path| other.url(path))].concat();
    let run = ask_here(&wiki().file(FILE, sources(&urls)), &[]);
    let all: Vec<_> = (0..6).map(|number| ("unreachable-address", FILE, line(number), 8)).collect();
    run.succeeds().reports(&all);
    run.diagnostic("unreachable-address", FILE, 3, 8).says("429 Too Many Requests");
    assert_eq!((server.asked().len(), other.asked().len()), (1, 1));
}

#[test]
fn hosts_that_do_not_answer_cost_little() {
    let good = Server::start(answer);
    let silent = Server::start(|_| Reply::Silence);
    let dripping = Server::start(|_| Reply::Dripping);
    let refusing = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut urls: Vec<String> = (0..5).map(|number| silent.url(&format!("/{number}"))).collect();
    urls.extend([
        dripping.url("/"),
        good.url("/good"),
        format!("http://{refusing}/"),
        format!("http://{refusing}/b"),
    ]);
    let run = ask_here(&wiki().file(FILE, sources(&urls)), &["--timeout", "1"]);
    let troubled = [0, 1, 2, 3, 4, 5, 7, 8];
    run.reports(&troubled.map(|number| ("unreachable-address", FILE, line(number), 8)));
    let says = |number, words: &str| {
        run.diagnostic("unreachable-address", FILE, line(number), 8).says(words).code.len()
    };
    says(0, "did not respond in time");
    says(4, "did not respond in time");
    says(5, "did not respond in time");
    says(7, "refuses connections");
    says(8, "refuses connections");
    assert_eq!(silent.asked().len(), 4, "given up after that");
}

#[test]
fn a_reset_connection_is_undetermined() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    // Closed before all data was read: the client gets a connection reset.
    thread::spawn(move || listener.incoming().flatten().for_each(drop));
    let run = ask_here(&wiki().file(FILE, sources(&[url])), &[]);
    run.succeeds().reports(&[("unreachable-address", FILE, 3, 8)]);
}

#[test]
fn a_host_that_nobody_knows() {
    let server = Server::start(answer);
    let urls = ["http://nothing.invalid/page".to_owned(), server.url("/good")];
    let run = ask_here(&wiki().file(FILE, sources(&urls)), &["--timeout", "5"]);
    // Without a network, a name that does not exist looks like a failed lookup.
    let code = if run.coded("dead-source").is_empty() { "unreachable-address" } else { "dead-source" };
    run.succeeds().reports(&[(code, FILE, 3, 8)]);
}

#[test]
fn private_hosts_are_not_asked() {
    let inside = Server::start(answer);
    let port = inside.port();
    let outside = Server::start(move |request| match request.path.as_str() {
        "/name" => Reply::to(302, format!("http://localhost:{port}/good")),
        "/number" => Reply::to(301, format!("http://2130706434:{port}/good")),
        "/six" => Reply::to(302, format!("http://[::1]:{port}/good")),
        "/mapped" => Reply::to(302, format!("http://[::ffff:127.0.0.1]:{port}/good")),
        "/cloud" => Reply::to(307, "http://169.254.169.254/latest/meta-data/"),
        _ => Reply::status(200),
    });
    let mut urls = ["/name", "/number", "/six", "/mapped", "/cloud"].map(|path| outside.url(path)).to_vec();
    urls.extend(
        ["http://127.0.0.2/", "http://10.0.0.1/", "https://localhost/", "http://[::1]/"].map(str::to_owned),
    );
    urls.iter_mut().for_each(|url| *url = format!("'{url}'"));
    let wiki = wiki().file(FILE, sources(&urls));
    let run = ask_here(&wiki, &[]);
    let all: Vec<_> = (0..urls.len()).map(|number| ("private-address", FILE, line(number), 8)).collect();
    run.succeeds().reports(&all);
    run.diagnostic("private-address", FILE, 3, 8).says("--allow-private HOST");
    assert_eq!(inside.connections(), 0);

    // Nothing is requested if no host is named, and nothing is cached.
    let before = outside.connections();
    ask(&wiki, &[]).reports(&all);
    assert_eq!(outside.connections(), before);
    let run = ask_here(&wiki, &["--allow-private", "LocalHost"]);
    run.reports(
        &[&all[1..7], &all[8..]]
            .concat()
            .iter()
            .copied()
            .chain([("unreachable-address", FILE, line(7), 8)])
            .collect::<Vec<_>>(),
    );
    assert_eq!(inside.asked(), ["HEAD /good"]);
}

#[test]
fn one_request_at_a_time_and_a_pause() {
    let server = Server::start(answer);
    let urls = ["/good", "/found", "/no-head-405"].map(|path| server.url(path));
    let wiki = wiki().file(FILE, sources(&urls));
    let usual = ["check", "--external", "--format", "json", "--allow-private", "127.0.0.1", "--pause", "150"];
    wiki.run(&usual).is_clean();
    let requests = server.requests();
    assert_eq!(requests.len(), 5);
    for pair in requests.windows(2) {
        assert!(pair[1].at - pair[0].at >= Duration::from_millis(150), "{requests:?}");
    }
    assert_eq!(server.most_open(), 1);
}

/// Only Linux has so many loopback addresses.
#[cfg(target_os = "linux")]
#[test]
fn many_hosts_are_asked_at_once_and_not_too_many() {
    let hosts: Vec<String> = (1..=20).map(|number| format!("127.0.0.{number}")).collect();
    let names: Vec<&str> = hosts.iter().map(String::as_str).collect();
    let server = Server::on(&names, |_| Reply::Together(8));
    let urls: Vec<String> = hosts.iter().map(|host| format!("http://{host}:{}/", server.port())).collect();
    let allowed: Vec<&str> = hosts.iter().flat_map(|host| ["--allow-private", host]).collect();
    ask(&wiki().file(FILE, sources(&urls)), &allowed).is_clean();
    assert_eq!(server.asked().len(), 20);
    assert_eq!(server.most_open(), 8);
}

/// A wiki with one address for each kind of response, and the expected results.
fn aged(server: &Server) -> (Wiki, Vec<(&'static str, &'static str, u64, u64)>) {
    let wiki =
        wiki().file(FILE, sources(&["/good", "/403", "/404", "/500", "/moved"].map(|path| server.url(path))));
    let found = [("dead-source", 2), ("unreachable-address", 3), ("moved-address", 4)];
    (wiki, found.map(|(code, number)| (code, FILE, line(number), 8)).to_vec())
}

fn cache(wiki: &Wiki) -> PathBuf {
    wiki.root().join(".lorekeep/external.json")
}

/// Makes all results in the cache older.
fn grow_old(wiki: &Wiki, hours: u64) {
    let text = fs::read_to_string(cache(wiki)).expect("a cache");
    let mut json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    for entry in json["answers"].as_object_mut().expect("a map").values_mut() {
        entry["asked"] = (entry["asked"].as_u64().expect("a time") - hours * 3600).into();
    }
    fs::write(cache(wiki), json.to_string()).expect("a cache");
}

/// Paths requested after the first `before` requests.
fn asked_since(server: &Server, before: usize) -> Vec<String> {
    let mut paths: Vec<String> =
        server.requests().into_iter().skip(before).map(|request| request.path).collect();
    paths.sort();
    paths.dedup();
    paths
}

#[test]
fn answers_are_remembered_for_a_while() {
    let server = Server::start(answer);
    let (wiki, found) = aged(&server);
    let first = ask_here(&wiki, &[]);
    first.succeeds().reports(&found);
    let before = server.connections();
    let second = ask_here(&wiki, &[]);
    assert_eq!(second.stdout, first.stdout);
    assert_eq!(server.connections(), before, "nothing is asked again");
    assert!(second.stderr.contains("5 external addresses (5 known from earlier runs)"), "{second}");

    for (hours, paths) in [
        (2, &["/500"][..]),
        (25, &["/404", "/500"]),
        (7 * 24, &["/403", "/404", "/500", "/good", "/moved", "/new/place?a=b"]),
    ] {
        grow_old(&wiki, hours);
        let before = server.requests().len();
        assert_eq!(ask_here(&wiki, &[]).stdout, first.stdout);
        assert_eq!(asked_since(&server, before), paths, "after {hours} hours");
    }
    let before = server.requests().len();
    assert_eq!(ask_here(&wiki, &["--max-age", "0"]).stdout, first.stdout);
    assert_eq!(asked_since(&server, before).len(), 6);
}

#[test]
fn the_cache_is_for_this_wiki_alone_and_stays_out_of_it() {
    let server = Server::start(answer);
    let (wiki, found) = aged(&server);
    ask_here(&wiki, &[]);
    assert_eq!(fs::read_to_string(wiki.root().join(".lorekeep/.gitignore")).unwrap(), "*\n");
    assert_eq!(fs::read_dir(wiki.root().join(".lorekeep")).unwrap().count(), 2, "nothing half-written");
    // Addresses that the wiki no longer links to are dropped from the cache.
    let wiki = wiki.file(FILE, sources(&[server.url("/good")]));
    ask_here(&wiki, &[]).is_clean();
    let text = fs::read_to_string(cache(&wiki)).unwrap();
    assert!(text.contains("/good") && !text.contains("/404"), "{text}");
    assert_eq!(found.len(), 3);
}

#[test]
fn a_corrupt_cache_counts_as_empty() {
    let server = Server::start(answer);
    let (wiki, found) = aged(&server);
    let first = ask_here(&wiki, &[]);
    first.reports(&found);
    let good = fs::read_to_string(cache(&wiki)).unwrap();
    let asked = server.requests().len();
    let moved = |to: &str| good.replace(&server.url("/new/place?a=b"), to);
    for (rubbish, share) in [
        (String::new(), asked),
        ("{".into(), asked),
        ("null".into(), asked),
        ("[1, 2]".into(), asked),
        ("\u{0}\u{1b}[2J".into(), asked),
        ("[".repeat(100_000), asked),
        (good.replace("\"version\": 1", "\"version\": 2"), asked),
        (good.replace("\"answers\"", "\"others\""), asked),
        (good.replace("\"gone\": 404", "\"gone\": \"long ago\""), 2),
        (good.replace("\"gone\": 404", "\"lost\": 404"), 2),
        (moved("javascript:alert(1)"), 2),
        (moved("https://wiki.test/\\u001b[2J"), 2),
    ] {
        fs::write(cache(&wiki), &rubbish).unwrap();
        let before = server.requests().len();
        let run = ask_here(&wiki, &[]);
        assert_eq!(run.stdout, first.stdout, "{rubbish:.200}");
        assert_eq!(server.requests().len() - before, share, "{rubbish:.200}");
        assert_eq!(fs::read_to_string(cache(&wiki)).unwrap().len(), good.len(), "it is mended");
    }
    fs::write(cache(&wiki), [0xff, 0xfe]).unwrap();
    assert_eq!(ask_here(&wiki, &[]).stdout, first.stdout);
}

#[test]
fn a_missing_cache_folder_is_tolerated() {
    let server = Server::start(answer);
    let (wiki, found) = aged(&server);
    wiki.write(".lorekeep", "a file");
    let run = ask_here(&wiki, &[]);
    run.succeeds().reports(&found);
    assert!(run.stderr.contains("warning: the results cannot be cached"), "{run}");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_the_cache_out_of_the_wiki() {
    let server = Server::start(answer);
    let elsewhere = tempfile::tempdir().unwrap();
    let (wiki, found) = aged(&server);
    std::os::unix::fs::symlink(elsewhere.path(), wiki.root().join(".lorekeep")).unwrap();
    ask_here(&wiki, &[]).succeeds().reports(&found);
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);

    // A symbolic link in place of the cache file is replaced, and its target stays unchanged.
    fs::remove_file(wiki.root().join(".lorekeep")).unwrap();
    fs::create_dir(wiki.root().join(".lorekeep")).unwrap();
    let target = elsewhere.path().join("file");
    fs::write(&target, "mine").unwrap();
    std::os::unix::fs::symlink(&target, cache(&wiki)).unwrap();
    ask_here(&wiki, &[]).succeeds().reports(&found);
    assert_eq!(fs::read_to_string(&target).unwrap(), "mine");
}

#[test]
fn nothing_is_asked_unless_that_is_wanted() {
    let server = Server::start(answer);
    let (wiki, _) = aged(&server);
    let wiki = wiki.file("content/page.md", format!("[link]({})\n", server.url("/404")));
    wiki.check().is_clean();
    wiki.build().is_clean();
    assert_eq!(server.connections(), 0);
    assert!(!wiki.root().join(".lorekeep/external.json").exists());
    wiki.run(&["check", "--max-age", "3"]).gives_up(&["--external"]);
    ask(&Wiki::new().file("content/index.md", "# Home\n"), &[]).is_clean();
}

#[test]
fn levels_and_formats_are_those_of_all_diagnostics() {
    let server = Server::start(answer);
    let (wiki, _) = aged(&server);
    ask_here(&wiki, &["--strict"]).is_refused();
    let levels =
        "[checks]\nunused-source = \"off\"\ndead-source = \"error\"\nunreachable-address = \"off\"\n";
    let wiki = wiki.settings(levels);
    let run = ask_here(&wiki, &[]);
    run.is_refused().reports(&[("dead-source", FILE, 9, 8), ("moved-address", FILE, 15, 8)]);
    run.diagnostic("dead-source", FILE, 9, 8).is("error");
    let in_format = |format: &str| {
        wiki.run(&["check", "--external", "--allow-private", "127.0.0.1", "--pause", "0", "--format", format])
    };
    let short = in_format("short").stderr;
    assert!(
        short.contains(&format!("{FILE}:9:8: error[dead-source]: the source `s2` is no longer available")),
        "{short}"
    );
    let human = in_format("human").stderr;
    assert!(human.contains("= help: look for a copy at https://web.archive.org/web/*/"), "{human}");
    let summary = "2 answering, 1 closed to programs, 1 gone, 1 uncertain\n";
    assert!(human.ends_with(summary), "{human}");
    assert!(in_format("github").stdout.contains("title=dead-source::"));
    assert!(in_format("sarif").stdout.contains("\"dead-source\""));
}

#[test]
fn a_missing_network_is_reported() {
    let urls = ["http://nothing.invalid/", "http://nobody.invalid/"].map(str::to_owned);
    let wiki = wiki().file(FILE, sources(&urls)).file("content/page.md", "To [[Nobody]].\n");
    let run = ask(&wiki, &["--timeout", "5"]);
    run.gives_up(&["none of 2 addresses could be reached"]);
    run.reports(&[("red-link", "content/page.md", 1, 4)]);
    assert!(!cache(&wiki).exists(), "nothing is remembered of that");
}

/// A TLS server that responds with 200 to every request.
fn encrypted(pem: &str) -> u16 {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/external").join(pem);
    let certificate = CertificateDer::from_pem_file(&file).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(&file).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a pair");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let connection = ServerConnection::new(Arc::clone(&config)).expect("a connection");
            server::answer_encrypted(StreamOwned::new(connection, stream));
        }
    });
    port
}

#[test]
fn certificates_are_verified() {
    let (good, expired) = (encrypted("good.pem"), encrypted("expired.pem"));
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let urls = [
        format!("https://127.0.0.1:{good}/"),
        format!("https://127.0.0.1:{expired}/"),
        format!("https://localhost:{good}/"),
        format!("https://127.0.0.1:{}/", plain.local_addr().unwrap().port()),
    ];
    thread::spawn(move || {
        for mut stream in plain.incoming().flatten() {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let wiki = wiki().file(FILE, sources(&urls));
    let trusting = |pems: &[&str]| {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/external");
        let trusted: String = pems.iter().map(|pem| fs::read_to_string(folder.join(pem)).unwrap()).collect();
        wiki.write("trusted.pem", trusted);
        let mut command =
            wiki.command(&["check", "--external", "--format", "json", "--pause", "0", "--max-age", "0"]);
        command.args(["--allow-private", "127.0.0.1", "--allow-private", "localhost"]);
        command.env("SSL_CERT_FILE", wiki.root().join("trusted.pem")).env_remove("SSL_CERT_DIR");
        Run::of(command, Duration::from_secs(60), &wiki.out())
    };
    let unclear = |number| ("unreachable-address", FILE, line(number), 8);
    let run = trusting(&["good.pem", "expired.pem"]);
    run.succeeds().reports(&[unclear(1), unclear(2), unclear(3)]);
    for (number, words) in [(1, "has expired"), (2, "belongs to another host"), (3, "TLS handshake failed")] {
        run.diagnostic("unreachable-address", FILE, line(number), 8).says(words);
    }
    let run = trusting(&["expired.pem"]);
    run.reports(&[unclear(0), unclear(1), unclear(2), unclear(3)]);
    run.diagnostic("unreachable-address", FILE, 3, 8).says("is not trusted").says("browser");
}
