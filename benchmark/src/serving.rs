//! Measures the latency of a development server from a save until the new page is served.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use wait4::Wait4;

use crate::builds::median;
use crate::contender::Contender;
use crate::edits::Edits;

/// Maximum wait for the first page, and for an edit to appear.
const PATIENCE: Duration = Duration::from_secs(180);
/// Time between two requests for a page, which is the error of a latency.
const PAUSE: Duration = Duration::from_millis(1);
/// Time between two edits, for the work that a server does after it has responded.
const BETWEEN_EDITS: Duration = Duration::from_millis(300);
/// A server that responds more slowly than this is measured with a tenth of the edits.
const SLOW: Duration = Duration::from_secs(1);

/// The measurements.
#[derive(Debug)]
pub(crate) struct Serving {
    /// From the start of the process to the complete first page.
    pub(crate) first_page: Duration,
    /// From each save to the complete new page.
    latencies: Vec<Duration>,
    /// Largest resident set, in bytes.
    pub(crate) peak: u64,
}

impl Serving {
    /// Median of the latencies.
    pub(crate) fn median(&self) -> Duration {
        median(self.latencies.clone()).unwrap_or_default()
    }

    /// The maximum of the latencies.
    pub(crate) fn worst(&self) -> Duration {
        self.latencies.iter().max().copied().unwrap_or_default()
    }

    /// Number of edits.
    pub(crate) fn edits(&self) -> usize {
        self.latencies.len()
    }
}

/// Starts the server, edits pages one after another, and polls each until the edit appears.
///
/// # Errors
///
/// If the server does not start, or if an edit does not appear in time.
pub(crate) fn measure(contender: &Contender, count: usize, edits: &mut Edits) -> io::Result<Serving> {
    let port = free_port()?;
    let start = Instant::now();
    let mut command = contender.serve(port);
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut server = Server { child: Some(child), port };
    server.wait_for(&edits.next_url(), "</html>")?;
    let first_page = start.elapsed();
    let mut latencies: Vec<Duration> = Vec::with_capacity(count);
    let mut wanted = count;
    while latencies.len() < wanted {
        thread::sleep(BETWEEN_EDITS);
        let saved = Instant::now();
        let edit = edits.save_next()?;
        server.wait_for(&edit.url, &edit.marker)?;
        latencies.push(saved.elapsed());
        if latencies[0] > SLOW {
            wanted = count.div_ceil(10);
        }
    }
    let peak = server.stop()?;
    Ok(Serving { first_page, latencies, peak })
}

/// A running server, which is stopped when this value is dropped.
struct Server {
    child: Option<Child>,
    port: u16,
}

impl Server {
    /// Requests a page until it contains a word.
    fn wait_for(&mut self, url: &str, word: &str) -> io::Result<()> {
        let start = Instant::now();
        while !get(self.port, url).is_ok_and(|answer| is_page_with(&answer, word)) {
            if let Some(child) = &mut self.child
                && child.try_wait()?.is_some()
            {
                return Err(io::Error::other("the server ended by itself"));
            }
            if start.elapsed() > PATIENCE {
                return Err(io::Error::other(format!("{url} never showed `{word}`")));
            }
            thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// Stops the server and returns its peak resident set size.
    fn stop(mut self) -> io::Result<u64> {
        let mut child = self.child.take().expect("a server is stopped once");
        // It may have ended by itself, which the wait detects as well.
        child.kill().ok();
        Ok(child.wait4()?.rusage.maxrss)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended already.
            child.kill().ok();
            child.wait().ok();
        }
    }
}

/// A response, head and body. HTTP/1.0, so that no chunk boundary splits a word.
fn get(port: u16, url: &str) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    write!(stream, "GET {url} HTTP/1.0\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
    let mut answer = Vec::with_capacity(32 * 1024);
    stream.read_to_end(&mut answer)?;
    Ok(answer)
}

/// Returns whether a response is a page with status 200 that contains a word.
fn is_page_with(answer: &[u8], word: &str) -> bool {
    let head_end = answer.iter().position(|&byte| byte == b'\n').unwrap_or_default();
    let is_there = answer[..head_end].windows(5).any(|window| window == b" 200 ");
    is_there && answer.windows(word.len()).any(|window| window == word.as_bytes())
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
