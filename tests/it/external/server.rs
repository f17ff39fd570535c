//! A local server that misbehaves on request and records all requests.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A server's response to a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// A status and header lines.
    Status(u16, String),
    /// Raw bytes.
    Raw(&'static str),
    /// A valid head, then an endless body.
    Endless,
    /// A status line, then endless header lines.
    EndlessHead,
    /// The start of a head, then a single byte from time to time.
    Dripping,
    /// Nothing, until the client gives up.
    Silence,
    /// The connection is closed.
    Close,
    /// Nothing until so many requests are waiting and a little longer, so that an excess request would be counted.
    Together(usize),
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self::Status(status, String::new())
    }

    pub(crate) fn to(status: u16, location: impl std::fmt::Display) -> Self {
        Self::Status(status, format!("Location: {location}\r\n"))
    }
}

/// A received request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    /// Number of this request among those with the same method and path, starting at 0.
    pub(crate) number: usize,
    pub(crate) at: Instant,
}

type Answer = Box<dyn Fn(&Request) -> Reply + Send + Sync>;

struct State {
    answer: Answer,
    connections: AtomicUsize,
    requests: Mutex<Vec<Request>>,
    /// Requests received and not yet answered: current and maximum number.
    open: Mutex<(usize, usize)>,
    changed: Condvar,
}

/// A server that runs until the end of the test.
#[derive(Clone)]
pub(crate) struct Server {
    state: Arc<State>,
    address: SocketAddr,
}

impl Server {
    /// A server on 127.0.0.1.
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::on(&["127.0.0.1"], answer)
    }

    /// A server at several addresses, all with the port of the first.
    pub(crate) fn on(hosts: &[&str], answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let state = Arc::new(State {
            answer: Box::new(answer),
            connections: AtomicUsize::new(0),
            requests: Mutex::default(),
            open: Mutex::default(),
            changed: Condvar::new(),
        });
        let mut port = 0;
        let mut first = None;
        for host in hosts {
            let listener = TcpListener::bind((*host, port)).expect("a port on this machine");
            let address = listener.local_addr().expect("an address");
            port = address.port();
            first.get_or_insert(address);
            let state = Arc::clone(&state);
            thread::spawn(move || listener.incoming().flatten().for_each(|stream| accept(&state, stream)));
        }
        Self { state, address: first.expect("at least one host") }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// The URL of a path on this server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Number of connections so far, with or without a request.
    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.state.requests.lock().expect("no panic before").clone()
    }

    /// Method and path of each request, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.requests().iter().map(|request| format!("{} {}", request.method, request.path)).collect()
    }

    /// Maximum number of simultaneous requests.
    pub(crate) fn most_open(&self) -> usize {
        self.state.open.lock().expect("no panic before").1
    }
}

fn accept(state: &Arc<State>, stream: TcpStream) {
    state.connections.fetch_add(1, Ordering::SeqCst);
    let state = Arc::clone(state);
    thread::spawn(move || {
        let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
        if let Some(request) = read(&state, &mut reader) {
            state.count(1);
            let reply = (state.answer)(&request);
            // Clients may disconnect early.
            let _ = give(&state, &reply, stream, &mut reader);
        }
    });
}

impl State {
    fn count(&self, by: isize) {
        let mut open = self.open.lock().expect("no panic before");
        open.0 = open.0.saturating_add_signed(by);
        open.1 = open.1.max(open.0);
        self.changed.notify_all();
    }

    /// Waits until so many requests were open at the same time.
    fn gather(&self, number: usize, limit: Duration) {
        let open = self.open.lock().expect("no panic before");
        let _open =
            self.changed.wait_timeout_while(open, limit, |open| open.1 < number).expect("no panic before");
    }
}

fn read(state: &State, reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut lines = reader.lines();
    let first = lines.next()?.ok()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    for line in lines.map_while(Result::ok).take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ")?;
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let mut requests = state.requests.lock().expect("no panic before");
    let number = requests.iter().filter(|other| other.method == method && other.path == path).count();
    requests.push(Request { method, path, headers, number, at: Instant::now() });
    requests.last().cloned()
}

fn give(state: &State, reply: &Reply, mut stream: TcpStream, reader: &mut impl Read) -> std::io::Result<()> {
    match reply {
        Reply::Status(status, headers) => {
            // The open request is uncounted before the client can notice that it has ended.
            state.count(-1);
            write!(
                stream,
                "HTTP/1.1 {status} Whatever\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
            )?;
        }
        Reply::Raw(bytes) => {
            state.count(-1);
            stream.write_all(bytes.as_bytes())?;
        }
        Reply::Endless => {
            state.count(-1);
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")?;
            loop {
                stream.write_all(&[b'x'; 4096])?;
            }
        }
        Reply::EndlessHead => {
            state.count(-1);
            write!(stream, "HTTP/1.1 200 OK\r\n")?;
            loop {
                write!(stream, "X-More: {}\r\n", "x".repeat(4096))?;
            }
        }
        Reply::Dripping => {
            write!(stream, "HTTP/1.1 200 OK\r\nX-Slow: ")?;
            loop {
                stream.write_all(b"x")?;
                thread::sleep(Duration::from_millis(50));
            }
        }
        Reply::Silence => {
            reader.read_to_end(&mut Vec::new())?;
        }
        Reply::Close => state.count(-1),
        Reply::Together(number) => {
            state.gather(*number, Duration::from_secs(20));
            state.gather(*number + 1, Duration::from_millis(200));
            return give(state, &Reply::status(200), stream, reader);
        }
    }
    stream.shutdown(Shutdown::Write)
}

/// Responds with 200 to the first request on a TLS connection, if the client accepts it.
pub(crate) fn answer_encrypted(stream: impl Read + Write) {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|length| length > 2) {
        line.clear();
    }
    let mut stream = reader.into_inner();
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").and_then(|()| stream.flush());
}
