//! Requests from untrusted clients do no harm and block nobody else.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::harness::{Server, Wiki};

/// Maximum time in which an honest browser gets its page under any load.
const PROMPT: Duration = Duration::from_secs(3);

fn is_prompt(server: &Server) {
    let start = Instant::now();
    assert!(server.get("/people/al/").text().contains("First version."));
    assert!(start.elapsed() < PROMPT, "an honest request took {:?}", start.elapsed());
}

#[test]
fn it_listens_on_this_machine_only() {
    let server = Wiki::new().serve();
    assert!(server.url.starts_with("http://127.0.0.1:"), "{}", server.url);
}

#[test]
fn foreign_names_are_refused() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let ask = |host: &str| server.request("GET", "/people/al/", &[("Host", host)]).status;
    for host in ["localhost", "127.0.0.1", "[::1]:80", &format!("localhost:{}", server.port)] {
        assert_eq!(ask(host), 200, "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:1995",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.1.1",
        "",
        "@localhost",
    ] {
        assert!([400, 403].contains(&ask(host)), "{host}: {}", ask(host));
    }
    let twice = "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(server.send(twice.as_bytes()).status, 400);
    let none = "GET / HTTP/1.1\r\nConnection: close\r\n\r\n";
    assert_eq!(server.send(none.as_bytes()).status, 400);
    let absolute =
        "GET http://evil.example/people/al/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert!([400, 403].contains(&server.send(absolute.as_bytes()).status));
}

#[test]
fn foreign_pages_cannot_listen() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let target = "/_lorekeep/events?page=/people/al/&version=x";
    let own = format!("http://127.0.0.1:{}", server.port);
    for (name, value) in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://127.0.0.1:1"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Site", "same-site"),
    ] {
        let reply = server.request("GET", target, &[(name, value)]);
        assert_eq!(reply.status, 403, "{name}: {value}");
        assert!(
            reply.headers.iter().all(|(name, _)| !name.starts_with("access-control")),
            "{:?}",
            reply.headers
        );
    }
    let mut stream = server.connect();
    write!(stream, "GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nOrigin: {own}\r\n\r\n", server.port)
        .expect("a request");
    let mut start = [0; 12];
    stream.read_exact(&mut start).expect("an answer");
    assert_eq!(&start, b"HTTP/1.1 200");
}

#[test]
fn other_origins_are_refused() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    for target in ["/people/al/", "/nowhere/", "/_lorekeep/serve.js"] {
        let reply = server.request("GET", target, &[("Origin", "https://evil.example")]);
        assert!(
            reply.headers.iter().all(|(name, _)| !name.starts_with("access-control")),
            "{:?}",
            reply.headers
        );
    }
    let preflight = server.request(
        "OPTIONS",
        "/people/al/",
        &[("Origin", "https://evil.example"), ("Access-Control-Request-Method", "GET")],
    );
    assert_eq!(preflight.status, 405);
    assert!(preflight.headers.iter().all(|(name, _)| !name.starts_with("access-control")));
}

#[test]
fn no_path_leaves_the_site() {
    let wiki = Wiki::new();
    wiki.write("secret.txt", "the secret").write("templates/own.html", "the secret");
    let server = wiki.serve();
    for path in [
        "/../secret.txt",
        "/people/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/..%2fsecret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%252e%252e/secret.txt",
        "/%252e%252e%252fsecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/people/%00/../secret.txt",
        "/secret.txt%00.html",
        "//secret.txt",
        "/./secret.txt",
        "/secret.txt",
        "/site.toml",
        "/templates/own.html",
        "/content/people/al.md",
        "/people/al.md",
        "/etc/passwd",
        "//etc/passwd",
        "/_lorekeep/../../secret.txt",
        "/_lorekeep/%2e%2e/secret.txt",
    ] {
        let reply = server.request("GET", path, &[]);
        assert!([400, 404].contains(&reply.status), "{path}: {}", reply.status);
        assert!(!reply.text().contains("the secret") && !reply.text().contains("root:"), "{path}");
    }
    let listen = server.get("/_lorekeep/nothing");
    assert_eq!(listen.status, 404);
}

#[test]
fn redirects_stay_here() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    for path in ["//evil.example", "//evil.example/..", "/%2fevil.example", "/\\evil.example", "///people/al"]
    {
        let reply = server.request("GET", path, &[]);
        assert!(reply.header("location").is_none(), "{path}: {:?}", reply.header("location"));
    }
}

#[test]
fn other_sites_cannot_show_pages_in_frames() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    for target in ["/people/al/", "/nowhere/", "/_lorekeep/serve.js", "/_lorekeep/nothing", "/people/al"] {
        let reply = server.get(target);
        assert_eq!(reply.header("content-security-policy"), Some("frame-ancestors 'none'"), "{target}");
        assert_eq!(reply.header("x-frame-options"), Some("DENY"), "{target}");
    }
}

#[test]
fn files_that_browsers_run_are_not_served() {
    let svg = |inside: &str| format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>");
    let wiki = Wiki::new();
    wiki.write("content/old.html", "<script>1</script>").write("content/a.svg", svg(""));
    let server = wiki.serve();
    let picture = server.shows("/a.svg", "<svg");
    let policy = picture.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("sandbox; script-src 'none'"), "{policy}");
    assert_eq!(server.get("/old.html").status, 404);
    wiki.write("content/a.svg", svg("<script/>"));
    server.is_gone("/a.svg");
    wiki.write("content/a.svg", svg("<g/>"));
    server.shows("/a.svg", "<g/>");
    wiki.write("content/new.js", "alert(1)").write("content/_headers", "x").write("content/new.txt", "text");
    server.shows("/new.txt", "text");
    assert!(["/new.js", "/_headers"].iter().all(|path| server.get(path).status == 404));
    wiki.write("site.toml", "title = \"Test\"\n[content]\nactive = [\"new.js\"]\n");
    server.shows("/new.js", "alert(1)");
}

#[test]
fn page_text_in_addresses_is_not_echoed() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let reply = server.get("/%3Cscript%3Ealert(1)%3C/script%3E/");
    assert!(!reply.text().contains("<script>alert(1)"), "{}", reply.text());
}

#[test]
fn slow_requests_do_not_delay_others() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    is_prompt(&server);
    let mut slow: Vec<TcpStream> = Vec::new();
    for number in 0..600 {
        let Ok(mut stream) = TcpStream::connect(("127.0.0.1", server.port)) else { break };
        let _ = write!(stream, "GET /{number} HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
        slow.push(stream);
        if number % 100 == 99 {
            is_prompt(&server);
        }
    }
    assert!(slow.len() >= 300, "only {} connections could be made", slow.len());
    is_prompt(&server);
    drop(slow);
    is_prompt(&server);
}

#[test]
fn clients_that_do_not_read_do_not_delay_others() {
    let wiki = Wiki::new();
    wiki.write("content/large.bin", vec![7; 8_000_000]);
    let server = wiki.serve();
    let mut lazy: Vec<TcpStream> = Vec::new();
    for _ in 0..64 {
        let mut stream = server.connect();
        write!(stream, "GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a request");
        lazy.push(stream);
    }
    is_prompt(&server);
    let mut whole = 0;
    let mut first = lazy.swap_remove(0);
    let mut buffer = vec![0; 65536];
    while whole < 8_000_000 {
        let length = first.read(&mut buffer).expect("the answer goes on");
        assert!(length > 0, "the answer ended after {whole} bytes");
        whole += length;
    }
}

#[test]
fn huge_requests_are_cut_off() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(1_000_000));
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X-Header: value\r\n".repeat(5000));
    let wide = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX-Wide: {}\r\n\r\n", "b".repeat(10_000_000));
    for request in [long, many, wide] {
        let mut stream = server.connect();
        // The server may have closed the connection before all data is sent.
        let _ = stream.write_all(request.as_bytes());
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        let status =
            String::from_utf8_lossy(&reply).split(' ').nth(1).and_then(|status| status.parse::<u16>().ok());
        assert!(status.is_none_or(|status| (400..500).contains(&status)), "{status:?}");
        is_prompt(&server);
    }
    let body = format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n{}",
        "c".repeat(4_000_000)
    );
    let mut stream = server.connect();
    let _ = stream.write_all(body.as_bytes());
    is_prompt(&server);
}

#[test]
fn malformed_requests_are_refused() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let requests: [&[u8]; 8] = [
        b"\r\n\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nBad Header\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ];
    for request in requests {
        let mut stream = server.connect();
        stream.set_read_timeout(Some(Duration::from_secs(2))).expect("a timeout");
        let _ = stream.write_all(request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        let text = String::from_utf8_lossy(&reply).into_owned();
        assert!(
            reply.is_empty() || text.starts_with("HTTP/1.1 4") || text.starts_with("HTTP/1.0 4"),
            "{text}"
        );
        is_prompt(&server);
    }
}

#[test]
fn many_listeners_do_not_delay_pages() {
    let wiki = Wiki::new();
    let server = wiki.serve();
    let streams: Vec<_> = (0..40).map(|_| server.listen("/people/al/")).collect();
    for stream in &streams {
        stream.state();
    }
    is_prompt(&server);
    wiki.write("content/people/al.md", "---\ntitle: Al\n---\nFirst version. Second.\n");
    for stream in &streams {
        stream.reloads();
    }
}
