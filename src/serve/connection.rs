//! Connections: sockets enter, sockets leave that cannot be held open against everybody else.
//!
//! HTTP itself is axum's. This file bounds what comes before a request is whole: how long it may take, how large it may
//! grow, and how many connections there may be.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep};

use crate::lock::lock;

/// Connections at one time. A browser opens six; common systems allow a process 1,024 open files, or 256.
const MAX_OPEN: usize = 192;
/// How long a request may take to arrive, an answer to be taken, and a connection to stay unused. Event streams send
/// something more often.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);
/// Bytes that may arrive before an answer is sent: the head of a request with long cookies, and a refused body.
const MAX_UNANSWERED: usize = 128 * 1024;
/// How long to wait before asking again when the system has no more sockets to give.
const NO_SOCKETS: Duration = Duration::from_millis(50);

/// Accepts connections, and closes the most useless one when there are too many.
pub(super) struct Door {
    listener: TcpListener,
    open: Arc<Mutex<BTreeMap<u64, Arc<Slot>>>>,
    next_id: u64,
}

impl Door {
    /// A door for a socket that listens.
    pub(super) fn new(listener: TcpListener) -> Self {
        Self { listener, open: Arc::default(), next_id: 0 }
    }

    fn admit(&mut self, stream: TcpStream) -> Connection {
        let _ = stream.set_nodelay(true);
        if lock(&self.open).len() >= MAX_OPEN {
            self.evict();
        }
        let id = self.next_id;
        self.next_id += 1;
        let slot = Arc::new(Slot::new());
        lock(&self.open).insert(id, Arc::clone(&slot));
        let place = Place { id, open: Arc::clone(&self.open) };
        Connection { stream, slot, deadline: Box::pin(sleep(PATIENCE)), unanswered: 0, _place: place }
    }

    /// Closes the connection that has done the least: one that never had an answer, else the one that was quiet longest.
    fn evict(&self) {
        let mut open = lock(&self.open);
        let least = open.iter().map(|(&id, slot)| (lock(&slot.state).worth(), id)).min();
        if let Some((_, id)) = least
            && let Some(slot) = open.remove(&id)
        {
            slot.close();
        }
    }
}

impl Listener for Door {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => return (self.admit(stream), address),
                Err(error) if is_the_clients(&error) => {}
                Err(_) => {
                    self.evict();
                    sleep(NO_SOCKETS).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// What the door knows of a connection.
struct Slot {
    state: Mutex<State>,
}

struct State {
    answered: bool,
    last_answer: Instant,
    closed: bool,
    reader: Option<Waker>,
}

impl State {
    /// Connections of the least worth go first.
    fn worth(&self) -> (bool, Instant) {
        (self.answered, self.last_answer)
    }
}

impl Slot {
    fn new() -> Self {
        let state = State { answered: false, last_answer: Instant::now(), closed: false, reader: None };
        Self { state: Mutex::new(state) }
    }

    fn answer(&self) {
        let mut state = lock(&self.state);
        state.answered = true;
        state.last_answer = Instant::now();
    }

    fn close(&self) {
        let mut state = lock(&self.state);
        state.closed = true;
        if let Some(reader) = state.reader.take() {
            reader.wake();
        }
    }

    /// Whether the door has closed the connection; if not, the task is woken when it does.
    fn is_closed(&self, context: &Context<'_>) -> bool {
        let mut state = lock(&self.state);
        if !state.closed {
            state.reader = Some(context.waker().clone());
        }
        state.closed
    }
}

/// A connection's place among the open ones, given up when it ends.
struct Place {
    id: u64,
    open: Arc<Mutex<BTreeMap<u64, Arc<Slot>>>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        lock(&self.open).remove(&self.id);
    }
}

/// A socket with bounds.
pub(super) struct Connection {
    stream: TcpStream,
    slot: Arc<Slot>,
    deadline: Pin<Box<Sleep>>,
    unanswered: usize,
    _place: Place,
}

impl Connection {
    /// What is to be said while the socket has nothing: wait on, or that this took too long.
    fn wait<T>(&mut self, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if self.slot.is_closed(context) {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        self.deadline.as_mut().poll(context).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }

    fn after_writing(
        &mut self,
        context: &mut Context<'_>,
        result: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        match result {
            Poll::Ready(Ok(written)) => {
                self.unanswered = 0;
                self.slot.answer();
                self.deadline.set(sleep(PATIENCE));
                Poll::Ready(Ok(written))
            }
            Poll::Pending => self.wait(context),
            failed => failed,
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(Ok(())) => {
                let arrived = buffer.filled().len() - before;
                if self.unanswered == 0 && arrived > 0 {
                    self.deadline.set(sleep(PATIENCE));
                }
                self.unanswered += arrived;
                let too_much = self.unanswered > MAX_UNANSWERED;
                Poll::Ready(if too_much { Err(io::ErrorKind::InvalidData.into()) } else { Ok(()) })
            }
            Poll::Pending => self.wait(context),
            failed => failed,
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.after_writing(context, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.after_writing(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
