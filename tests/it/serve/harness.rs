//! A wiki in a temporary folder, a server for it, and a minimal browser.

use std::fmt::Debug;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Time limit of every wait; test machines may be busy.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// The files of a wiki.
pub(crate) struct Wiki {
    folder: TempDir,
}

impl Wiki {
    /// A wiki of two pages.
    pub(crate) fn new() -> Self {
        let wiki = Self { folder: TempDir::new().expect("a temporary folder") };
        wiki.write("site.toml", "title = \"Test\"\nbase_url = \"https://wiki.test\"\n");
        wiki.write("content/index.md", "# Home\n\nThe front page.\n");
        wiki.write("content/people/al.md", "---\ntitle: Al\n---\nFirst version.\n");
        wiki
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file in place, and creates its folders.
    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
        self
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file to remove");
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.path(from), self.path(to)).expect("something to rename");
    }

    pub(crate) fn serve(&self) -> Server {
        self.serve_with(&[])
    }

    pub(crate) fn serve_with(&self, arguments: &[&str]) -> Server {
        Server::start(self.command(0, arguments))
    }

    /// The command that serves this wiki on a port; 0 lets the system choose one.
    pub(crate) fn command(&self, port: u16, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lorekeep"));
        command
            .arg("serve")
            .arg("--root")
            .arg(self.root())
            .args(["--port", &port.to_string()])
            .args(arguments);
        command
    }
}

/// A running server.
pub(crate) struct Server {
    process: Child,
    pub(crate) port: u16,
    pub(crate) url: String,
    said: Arc<Mutex<String>>,
}

impl Server {
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().expect("the program starts");
        let said = Arc::new(Mutex::new(String::new()));
        let stderr = process.stderr.take().expect("standard error");
        collect(stderr, Arc::clone(&said));
        let mut stdout = BufReader::new(process.stdout.take().expect("standard output"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line with the address");
        let url = line.split_whitespace().find(|word| word.starts_with("http://"));
        let url = url
            .unwrap_or_else(|| {
                panic!("no address in {line:?}; {}", said.lock().expect("nobody panics while writing"))
            })
            .to_owned();
        let authority = url["http://".len()..].split('/').next().expect("an authority");
        let port = authority.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        Self { process, port, url, said }
    }

    /// The server's output on standard error.
    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("nobody panics while writing").clone()
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    pub(crate) fn process(&mut self) -> &mut Child {
        &mut self.process
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("a connection");
        stream.set_read_timeout(Some(DEADLINE)).expect("a timeout");
        stream
    }

    /// Sends bytes and reads until the server closes the connection.
    pub(crate) fn send(&self, bytes: &[u8]) -> Reply {
        let mut stream = self.connect();
        stream.write_all(bytes).expect("the request is taken");
        let mut reply = Vec::new();
        let _ = stream.read_to_end(&mut reply);
        Reply::parse(&reply)
    }

    pub(crate) fn request(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Reply {
        let host = format!("127.0.0.1:{}", self.port);
        let own = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
        let mut text = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
        if !own {
            text.push_str(&format!("Host: {host}\r\n"));
        }
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        self.send(format!("{text}\r\n").as_bytes())
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.request("GET", target, &[])
    }

    /// Requests a path until the response satisfies `right`.
    #[track_caller]
    pub(crate) fn becomes(&self, target: &str, what: &str, right: impl Fn(&Reply) -> bool) -> Reply {
        let start = Instant::now();
        loop {
            let reply = self.get(target);
            if right(&reply) {
                return reply;
            }
            let said = self.said();
            assert!(
                start.elapsed() < DEADLINE,
                "{target} never became {what}: {} {}\n{said}",
                reply.status,
                reply.text()
            );
            thread::sleep(Duration::from_millis(2));
        }
    }

    #[track_caller]
    pub(crate) fn shows(&self, target: &str, text: &str) -> Reply {
        self.becomes(target, text, |reply| reply.status == 200 && reply.text().contains(text))
    }

    #[track_caller]
    pub(crate) fn is_gone(&self, target: &str) -> Reply {
        self.becomes(target, "missing", |reply| reply.status == 404)
    }

    #[track_caller]
    pub(crate) fn says(&self, text: &str) {
        until(&format!("the terminal says {text:?}"), || self.said(), |said| said.contains(text));
    }

    /// Opens the event stream for a page, as the current version of the page would.
    pub(crate) fn listen(&self, page: &str) -> Stream {
        let version = self.get(page).version();
        self.listen_as(page, &version)
    }

    pub(crate) fn listen_as(&self, page: &str, version: &str) -> Stream {
        let mut stream = self.connect();
        let target = format!("/_lorekeep/events?page={}&version={version}", page.replace('%', "%25"));
        let request = format!("GET {target} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", self.port);
        stream.write_all(request.as_bytes()).expect("the request is taken");
        Stream::new(stream)
    }
}

impl Drop for Server {
    #[expect(clippy::print_stderr, reason = "what the server said explains a failure")]
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if thread::panicking() {
            eprintln!("--- the server said:\n{}", self.said());
        }
    }
}

fn collect(mut from: impl Read + Send + 'static, into: Arc<Mutex<String>>) {
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut buffer) {
            into.lock()
                .expect("nobody panics while writing")
                .push_str(&String::from_utf8_lossy(&buffer[..length]));
        }
    });
}

/// Waits until a condition is true.
#[track_caller]
pub(crate) fn until<T: Debug>(what: &str, look: impl Fn() -> T, right: impl Fn(&T) -> bool) -> T {
    let start = Instant::now();
    loop {
        let seen = look();
        if right(&seen) {
            return seen;
        }
        assert!(start.elapsed() < DEADLINE, "never: {what}; last seen: {seen:?}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// The response to a request.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).unwrap_or(0);
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let body = bytes.get(end + 4..).unwrap_or_default().to_vec();
        Self { status, headers, body }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The version stored in a page.
    pub(crate) fn version(&self) -> String {
        let text = self.text();
        let start =
            text.find("data-version=\"").expect("a page with the server's script") + "data-version=\"".len();
        text[start..].split('"').next().expect("a quoted value").to_owned()
    }
}

/// An event stream.
pub(crate) struct Stream {
    events: Receiver<(String, String)>,
    socket: TcpStream,
}

impl Stream {
    fn new(socket: TcpStream) -> Self {
        let (sender, events) = mpsc::channel();
        let lines = BufReader::new(socket.try_clone().expect("a second handle")).lines();
        socket.set_read_timeout(None).expect("no timeout");
        thread::spawn(move || {
            let mut name = String::new();
            for line in lines.map_while(Result::ok) {
                if let Some(value) = line.strip_prefix("event: ") {
                    name = value.to_owned();
                } else if let Some(data) = line.strip_prefix("data:") {
                    let _ = sender.send((std::mem::take(&mut name), data.trim_start().to_owned()));
                }
            }
        });
        Self { events, socket }
    }

    /// The next event.
    #[track_caller]
    pub(crate) fn next(&self) -> (String, String) {
        self.events.recv_timeout(DEADLINE).expect("an event")
    }

    /// The next report on the page, as sent to the strip and the overlay.
    #[track_caller]
    pub(crate) fn state(&self) -> serde_json::Value {
        let (name, data) = self.next();
        assert_eq!(name, "state", "{data}");
        serde_json::from_str(&data).expect("JSON")
    }

    /// Receives events up to one that makes the page change, and returns that.
    #[track_caller]
    pub(crate) fn change(&self) -> (String, String) {
        loop {
            let event = self.next();
            if event.0 != "state" {
                return event;
            }
        }
    }

    #[track_caller]
    pub(crate) fn reloads(&self) {
        assert_eq!(self.change().0, "reload");
    }

    /// Receives reports until one satisfies `right`.
    #[track_caller]
    pub(crate) fn state_becomes(&self, right: impl Fn(&serde_json::Value) -> bool) -> serde_json::Value {
        loop {
            let (name, data) = self.next();
            let state = serde_json::from_str(&data).unwrap_or_default();
            if name == "state" && right(&state) {
                return state;
            }
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let _ = self.socket.shutdown(std::net::Shutdown::Both);
    }
}
