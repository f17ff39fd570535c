//! The development server: serves a wiki's pages and updates open browsers right after each save.
//!
//! One thread follows the files and evaluates the site ([`follow`], `evaluator`), another answers requests, and they
//! share the `current` view. Pages are rendered by the same function as in a build; the script that keeps them up to
//! date is added to responses only. Only the cache of image variants is written to disk.

mod address;
mod answer;
mod connection;
mod current;
mod edition;
mod editor;
mod evaluator;
mod events;
pub mod follow;
mod item;
mod last_good;
mod origin;
mod report;
mod variants;
mod version;
mod view;
pub mod watch;

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use camino::{Utf8Path, Utf8PathBuf};
use tokio::task::spawn_blocking;

use crate::asset::media;
use crate::diag::Findings;
use crate::disk::DiskError;
use address::Address;
use answer::Content;
use connection::LimitedListener;
use current::Current;
pub use edition::Edition;
use editor::Editor;
use follow::{Follower, OptionsNow};
use item::Answer;
use origin::{Hosts, Named};
use variants::Variants;
use view::View;
use watch::Mode;

/// Address of the script in every page.
const CLIENT: &str = "/_lorekeep/serve.js";
/// Maximum time that a request waits for the first view.
const FIRST_VIEW: Duration = Duration::from_secs(20);
/// Maximum number of requests handled at the same time; others queue.
const WORKERS: usize = 8;
/// Stack size of the threads that evaluate and render, in bytes. A second line of defence behind the limits on
/// nesting.
const STACK: usize = 16 * 1024 * 1024;
/// Number of ports tried above a taken one, to suggest a free one.
const TRIED_PORTS: u16 = 20;

/// Settings of the server.
pub struct Settings {
    /// Folder of the wiki.
    pub root: Utf8PathBuf,
    /// Command-line options.
    pub options: OptionsNow,
    /// Host name or address to listen on.
    pub host: String,
    /// Port to listen on; 0 for any free port.
    pub port: u16,
    /// The way to detect changes.
    pub mode: Mode,
    /// If true, pages have no editors' strip.
    pub plain: bool,
    /// The editor that opens files: a name, or a URL template with `{file}` and `{line}`.
    pub editor: Option<String>,
    /// The user's editor command, used if `editor` is `None`.
    pub editor_command: Option<String>,
}

/// Messages of a running server.
pub enum Notice {
    /// The server listens at this address.
    Listening(String),
    /// The watcher polls from now on, for this reason.
    Polling(String),
    /// The site was evaluated.
    Evaluated {
        /// Duration.
        took: Duration,
        /// Paths of the changed files; empty the first time.
        files: Vec<String>,
        /// New findings.
        fresh: Findings,
        /// The site.
        edition: Arc<Edition>,
    },
    /// All paths were rendered in the background.
    Inspected {
        /// New findings.
        fresh: Findings,
        /// The site.
        edition: Arc<Edition>,
    },
}

/// The callback for notices.
pub type OnNotice = Box<dyn Fn(&Notice) + Send + Sync>;

/// A reason why the server cannot run.
#[derive(Debug)]
pub enum ServeError {
    /// Another program listens on the port.
    InUse {
        /// The requested port.
        port: u16,
        /// A free port, if one was found.
        free: Option<u16>,
    },
    /// The operating system refused.
    Machine(String),
    /// The files cannot be read.
    Disk(DiskError),
    /// The command line is wrong.
    Usage(String),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse { port, free: Some(free) } => {
                write!(f, "port {port} is in use; port {free} is free: lorekeep serve --port {free}")
            }
            Self::InUse { port, free: None } => {
                write!(f, "port {port} is in use; use --port 0 for any free port")
            }
            Self::Machine(reason) | Self::Usage(reason) => f.write_str(reason),
            Self::Disk(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ServeError {}

/// State shared by all threads.
struct Server {
    current: Current,
    variants: Arc<Variants>,
    hosts: Hosts,
    editor: Editor,
    plain: bool,
    script: Content,
    style: Content,
    tell: OnNotice,
}

/// Serves a wiki until the process is asked to end.
///
/// # Errors If the port cannot be opened or the wiki's folder cannot be read.
pub fn serve(settings: Settings, tell: OnNotice) -> Result<(), ServeError> {
    let listener = listen(&settings.host, settings.port)?;
    let address = listener.local_addr().map_err(|error| machine(&error))?;
    let editor = Editor::new(
        &absolute(&settings.root),
        settings.editor.as_deref(),
        settings.editor_command.as_deref(),
    );
    let server = Arc::new(Server {
        current: Current::new(),
        variants: Arc::new(Variants::new(&settings.root)),
        hosts: Hosts::new(&settings.host, address.ip()),
        editor: editor.map_err(ServeError::Usage)?,
        plain: settings.plain,
        script: Content::new(include_str!("client/serve.js"), media::type_of("serve.js")),
        style: Content::new(include_str!("client/serve.css"), media::type_of("serve.css")),
        tell,
    });
    let (follower, reason) =
        Follower::start(&settings.root, settings.options, settings.mode).map_err(ServeError::Disk)?;
    (server.tell)(&Notice::Listening(url(&settings.host, address, &follower)));
    if let Some(why) = reason {
        (server.tell)(&Notice::Polling(why));
    }
    let studio = Arc::clone(&server);
    let studio = thread::Builder::new().stack_size(STACK).spawn(move || evaluator::run(follower, &studio));
    studio.map_err(|error| machine(&error))?;
    answer_until_asked_to_end(listener, server).map_err(|error| machine(&error))
}

fn machine(error: &io::Error) -> ServeError {
    ServeError::Machine(format!("cannot serve: {error}"))
}

fn absolute(root: &Utf8Path) -> Utf8PathBuf {
    root.canonicalize_utf8().unwrap_or_else(|_| root.to_owned())
}

/// The address to open in a browser.
fn url(host: &str, address: SocketAddr, follower: &Follower) -> String {
    let host = match host.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() => "localhost".to_owned(),
        Ok(IpAddr::V6(ip)) => format!("[{ip}]"),
        _ => host.to_owned(),
    };
    let base = crate::config::load(&follower.inputs().settings).0.base_url;
    format!("http://{host}:{}{}", address.port(), base.path)
}

fn listen(host: &str, port: u16) -> Result<TcpListener, ServeError> {
    let unknown =
        |reason: &dyn fmt::Display| ServeError::Usage(format!("cannot listen on `{host}`: {reason}"));
    let name = origin::bare(host);
    if name.contains(['[', ']']) {
        return Err(unknown(&"brackets must enclose the whole IPv6 address, or be omitted"));
    }
    let addresses = (name, port).to_socket_addrs();
    let addresses: Vec<SocketAddr> = addresses.map_err(|error| unknown(&error))?.collect();
    match TcpListener::bind(addresses.as_slice()) {
        Ok(listener) => Ok(listener),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let mut others = (1..=TRIED_PORTS).filter_map(|step| port.checked_add(step));
            Err(ServeError::InUse {
                port,
                free: others.find(|&port| TcpListener::bind((name, port)).is_ok()),
            })
        }
        Err(error) => Err(unknown(&error)),
    }
}

fn answer_until_asked_to_end(listener: TcpListener, server: Arc<Server>) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().max_blocking_threads(WORKERS).thread_stack_size(STACK).build()?;
    let result = runtime.block_on(async {
        let listener = LimitedListener::new(tokio::net::TcpListener::from_std(listener)?);
        let router = Router::new().fallback(handle).with_state(server);
        tokio::select! {
            result = axum::serve(listener, router) => result,
            result = tokio::signal::ctrl_c() => result,
        }
    });
    // Renderings still running are no longer needed.
    runtime.shutdown_background();
    result
}

async fn handle(State(server): State<Arc<Server>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    match server.hosts.named_in(&parts.uri, &parts.headers) {
        Named::Ours => {}
        Named::Foreign => {
            return answer::refuse(
                StatusCode::FORBIDDEN,
                "This server only responds to its own host name.\n",
            );
        }
        Named::Unclear => {
            return answer::refuse(StatusCode::BAD_REQUEST, "A request must name exactly one host.\n");
        }
    }
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return answer::refuse(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD are supported.\n");
    }
    if let Some(own) = parts.uri.path().strip_prefix(address::OWN) {
        return server.own(own, &parts).await;
    }
    let Some(view) = server.current.first_view(FIRST_VIEW).await else {
        return answer::refuse(StatusCode::SERVICE_UNAVAILABLE, "The first build is not finished yet.\n");
    };
    let answered = spawn_blocking(move || answer_page(&view, &parts)).await;
    answered.unwrap_or_else(|_| {
        answer::refuse(StatusCode::INTERNAL_SERVER_ERROR, "This page could not be rendered.\n")
    })
}

/// The answer for a path of the site.
fn answer_page(view: &View, parts: &Parts) -> Response {
    let (path, base_path) = (parts.uri.path(), view.base_path());
    let address = match address::read(path, base_path) {
        Address::Malformed => {
            return answer::refuse(StatusCode::BAD_REQUEST, "This is not a valid address.\n");
        }
        Address::Above => return answer::redirect(base_path, parts.uri.query()),
        Address::Outside => address::NOWHERE.to_owned(),
        Address::Site(address) => address,
    };
    match view.at(&address) {
        Answer::Content(StatusCode::OK, item) => answer::found(&parts.method, &parts.headers, &item.content),
        Answer::Content(status, item) => answer::whole(status, &parts.headers, &item.content),
        Answer::Slash => answer::redirect(&format!("{path}/"), parts.uri.query()),
    }
}

impl Server {
    /// The answer for one of the server's own paths.
    async fn own(self: Arc<Self>, name: &str, parts: &Parts) -> Response {
        if !origin::is_same(&parts.headers) {
            return answer::refuse(StatusCode::FORBIDDEN, "Only pages of this server may request this.\n");
        }
        match name {
            "serve.js" => answer::found(&parts.method, &parts.headers, &self.script),
            "serve.css" => answer::found(&parts.method, &parts.headers, &self.style),
            "events" => self.events(parts.uri.query().unwrap_or_default()).await,
            _ => answer::refuse(StatusCode::NOT_FOUND, "Not found.\n"),
        }
    }

    async fn events(self: Arc<Self>, query: &str) -> Response {
        let Some(view) = self.current.first_view(FIRST_VIEW).await else {
            return answer::refuse(StatusCode::SERVICE_UNAVAILABLE, "The first build is not finished yet.\n");
        };
        let page = address::parameter(query, "page").unwrap_or_default();
        let address = match address::read(&page, view.base_path()) {
            Address::Site(address) => address,
            Address::Above | Address::Outside | Address::Malformed => address::NOWHERE.to_owned(),
        };
        events::stream(self, address, address::parameter(query, "version").unwrap_or_default())
    }
}
