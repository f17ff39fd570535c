//! Limits on connections: how many are open, how long a request may take to arrive, and how large it may be.
//!
//! axum handles HTTP itself, but sets none of these limits.

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

/// Maximum number of open connections. A browser opens six; common systems allow a process 1,024 open files, or 256.
const MAX_OPEN: usize = 192;
/// Maximum time for a request to arrive, for an answer to be read, and for a connection to stay idle. Event streams send
/// something more often.
pub(super) const TIMEOUT: Duration = Duration::from_secs(30);
/// Maximum number of bytes before an answer is sent: a request head with long cookies, and a refused body.
const MAX_UNANSWERED: usize = 128 * 1024;
/// Pause before the next attempt when the system has no more sockets.
const NO_SOCKETS: Duration = Duration::from_millis(50);

/// A listener that closes the least active connection when there are too many.
pub(super) struct LimitedListener {
    listener: TcpListener,
    open: Arc<Mutex<BTreeMap<u64, Arc<Slot>>>>,
    next_id: u64,
}

impl LimitedListener {
    /// Wraps a listening socket.
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
        let registration = Registration { id, open: Arc::clone(&self.open) };
        Connection {
            stream,
            slot,
            deadline: Box::pin(sleep(TIMEOUT)),
            unanswered: 0,
            _registration: registration,
        }
    }

    /// Closes the least active connection: preferably one that never had an answer, otherwise the one idle for
    /// longest.
    fn evict(&self) {
        let mut open = lock(&self.open);
        let least = open.iter().map(|(&id, slot)| (lock(&slot.state).activity(), id)).min();
        if let Some((_, id)) = least
            && let Some(slot) = open.remove(&id)
        {
            slot.close();
        }
    }
}

impl Listener for LimitedListener {
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

/// The part of a connection's state that the listener shares.
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
    /// A sort key; the least active connection comes first.
    fn activity(&self) -> (bool, Instant) {
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

    /// Returns whether the listener has closed the connection. If not, the task is woken when it does.
    fn is_closed(&self, context: &Context<'_>) -> bool {
        let mut state = lock(&self.state);
        if !state.closed {
            state.reader = Some(context.waker().clone());
        }
        state.closed
    }
}

/// A connection's entry in the list of open ones, removed on drop.
struct Registration {
    id: u64,
    open: Arc<Mutex<BTreeMap<u64, Arc<Slot>>>>,
}

impl Drop for Registration {
    fn drop(&mut self) {
        lock(&self.open).remove(&self.id);
    }
}

/// A socket with limits.
pub(super) struct Connection {
    stream: TcpStream,
    slot: Arc<Slot>,
    deadline: Pin<Box<Sleep>>,
    unanswered: usize,
    _registration: Registration,
}

impl Connection {
    /// The result while the socket has no data: pending, or an error after the timeout.
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
                self.deadline.set(sleep(TIMEOUT));
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
                    self.deadline.set(sleep(TIMEOUT));
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
