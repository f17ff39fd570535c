//! Sends a single request and reads the head of the response.
//!
//! Only the head of a response is read, within limits of size and time. Every address is checked before a connection
//! is made: names are resolved once, and the checked address is the one that is connected to.

use std::error::Error as _;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONNECTION, HOST, HeaderValue, LOCATION, RETRY_AFTER, USER_AGENT};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{CertificateError, ClientConfig, Error as TlsError, RootCertStore, crypto};
use url::{Host, Url};

use super::guard::is_public;
use super::verdict::RequestFailure;

/// Connection timeout.
const CONNECT: Duration = Duration::from_secs(10);
/// Maximum number of addresses tried per host.
const MAX_ADDRESSES: usize = 4;
/// Maximum size of a response head, in bytes.
const MAX_HEAD: usize = 128 * 1024;

/// The head of a response.
#[derive(Debug)]
pub(super) struct Head {
    pub(super) status: u16,
    /// The `Location` header as written.
    pub(super) location: Option<String>,
    /// Waiting time requested by the host.
    pub(super) retry_after: Option<Duration>,
}

/// The parts shared by all requests of a run.
pub(super) struct Client {
    agent: HeaderValue,
    /// Hosts that may be requested although they are not public.
    allowed: Vec<String>,
    tls: TlsConnector,
    reached: AtomicBool,
}

impl Client {
    /// A client with the user agent `agent` that contacts only public and allowed hosts.
    pub(super) fn new(agent: &str, allowed: &[String]) -> Self {
        let agent = HeaderValue::from_str(agent);
        Self {
            agent: agent.unwrap_or(HeaderValue::from_static("lorekeep")),
            allowed: allowed.iter().map(|host| bare(host).to_lowercase()).collect(),
            tls: TlsConnector::from(Arc::new(tls_config())),
            reached: AtomicBool::new(false),
        }
    }

    /// Returns whether any host has responded in this run.
    pub(super) fn has_reached_a_host(&self) -> bool {
        self.reached.load(Ordering::Relaxed)
    }

    /// Sends a request and reads the head of the response, within a time limit.
    pub(super) async fn request(
        &self,
        method: Method,
        url: &Url,
        limit: Duration,
    ) -> Result<Head, RequestFailure> {
        let exchange = async {
            let stream = self.connect(url, limit).await?;
            if url.scheme() != "https" {
                return self.exchange(stream, method, url).await;
            }
            let host = bare(url.host_str().unwrap_or_default()).to_owned();
            let name = ServerName::try_from(host).map_err(|_| RequestFailure::InvalidAddress)?;
            let stream = self.tls.connect(name, stream).await.map_err(|error| tls_failure(&error))?;
            self.exchange(stream, method, url).await
        };
        timeout(limit, exchange).await.unwrap_or(Err(RequestFailure::Timeout))
    }

    async fn connect(&self, url: &Url, limit: Duration) -> Result<TcpStream, RequestFailure> {
        let addresses = self.addresses(url).await?;
        let share = limit.min(CONNECT) / u32::try_from(addresses.len()).unwrap_or(1);
        let mut failure = RequestFailure::NoRoute;
        for address in addresses {
            match timeout(share, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    self.reached.store(true, Ordering::Relaxed);
                    return Ok(stream);
                }
                Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => {
                    // A refusal proves that a host was reached.
                    self.reached.store(true, Ordering::Relaxed);
                    failure = RequestFailure::Refused;
                }
                Ok(Err(_)) | Err(_) => {}
            }
        }
        Err(failure)
    }

    /// The permitted addresses of a host, in the order in which the system returns them.
    async fn addresses(&self, url: &Url) -> Result<Vec<SocketAddr>, RequestFailure> {
        let port = url.port_or_known_default().ok_or(RequestFailure::InvalidAddress)?;
        let found: Vec<SocketAddr> = match url.host().ok_or(RequestFailure::InvalidAddress)? {
            Host::Ipv4(address) => vec![SocketAddr::new(IpAddr::V4(address), port)],
            Host::Ipv6(address) => vec![SocketAddr::new(IpAddr::V6(address), port)],
            Host::Domain(name) => {
                lookup_host((name, port)).await.map_err(|error| lookup_failure(&error))?.collect()
            }
        };
        if found.is_empty() {
            return Err(RequestFailure::NoSuchHost);
        }
        let host = bare(url.host_str().unwrap_or_default());
        let is_allowed = self.allowed.iter().any(|allowed| allowed == host);
        let mut open: Vec<SocketAddr> =
            found.into_iter().filter(|address| is_allowed || is_public(address.ip())).collect();
        open.truncate(MAX_ADDRESSES);
        if open.is_empty() { Err(RequestFailure::Private) } else { Ok(open) }
    }

    async fn exchange<S>(&self, stream: S, method: Method, url: &Url) -> Result<Head, RequestFailure>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let request = self.head_of_request(method, url)?;
        let mut builder = http1::Builder::new();
        // Parses as leniently as browsers do: the syntax of the response is not being checked.
        builder.allow_spaces_after_header_name_in_responses(true);
        builder.allow_obsolete_multiline_headers_in_responses(true);
        builder.ignore_invalid_headers_in_responses(true);
        builder.max_buf_size(MAX_HEAD);
        let (mut sender, connection) =
            builder.handshake(TokioIo::new(stream)).await.map_err(|error| http_failure(&error))?;
        // Ends with this exchange, whatever else the host sends.
        let _driver = Driver(tokio::spawn(async move { drop(connection.await) }));
        let answer = sender.send_request(request).await.map_err(|error| http_failure(&error))?;
        let header = |name| answer.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
        Ok(Head {
            status: answer.status().as_u16(),
            location: header(LOCATION).map(Into::into),
            retry_after: header(RETRY_AFTER).and_then(|value| retry_after(&value, SystemTime::now())),
        })
    }

    fn head_of_request(&self, method: Method, url: &Url) -> Result<Request<String>, RequestFailure> {
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let host = url.host_str().unwrap_or_default();
        let host = url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let request = Request::builder().method(method).uri(format!("{}{query}", url.path()));
        let request = request.header(HOST, host).header(USER_AGENT, &self.agent);
        let request = request.header(ACCEPT, "text/html,*/*;q=0.8").header(CONNECTION, "close");
        request.body(String::new()).map_err(|_| RequestFailure::InvalidAddress)
    }
}

/// Strips the brackets around an IPv6 literal.
fn bare(host: &str) -> &str {
    host.trim_matches(['[', ']'])
}

/// Aborts a task when it is dropped.
struct Driver(tokio::task::JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Trusts the system's certificate store. Without any certificate, every TLS connection fails with an error that says
/// so.
fn tls_config() -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider knows the versions of TLS that it was made for")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// Classifies a failed name lookup. The system's error is text for people; only some messages mark the failure as
/// temporary.
fn lookup_failure(error: &io::Error) -> RequestFailure {
    let text = error.to_string().to_lowercase();
    // Messages of glibc and musl, and the error number of Windows.
    let for_now = ["temporary failure", "try again", "11002"].iter().any(|words| text.contains(words));
    if for_now { RequestFailure::Lookup } else { RequestFailure::NoSuchHost }
}

fn tls_failure(error: &io::Error) -> RequestFailure {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<TlsError>());
    let Some(error) = inner else { return RequestFailure::Closed };
    match error {
        TlsError::InvalidCertificate(error) => match error {
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => RequestFailure::CertificateExpired,
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                RequestFailure::CertificateName
            }
            _ => RequestFailure::CertificateIssuer,
        },
        _ => RequestFailure::Tls,
    }
}

fn http_failure(error: &hyper::Error) -> RequestFailure {
    if error.is_parse() {
        return RequestFailure::NotHttp;
    }
    let is_tls =
        error.source().and_then(|source| source.downcast_ref::<io::Error>()).and_then(io::Error::get_ref);
    if is_tls.is_some_and(|inner| inner.is::<TlsError>()) {
        RequestFailure::Tls
    } else {
        RequestFailure::Closed
    }
}

/// Parses `Retry-After`: seconds or an HTTP-date (RFC 9110, section 10.2.3).
fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = jiff::fmt::rfc2822::parse(value.trim()).ok()?;
    Some(SystemTime::from(date.timestamp()).duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_times_are_seconds_or_dates() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770);
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), Some(Duration::from_secs(7)));
        assert_eq!(retry_after("Tue, 06 Nov 1984 08:49:37 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("-1", now), None);
    }

    #[test]
    fn a_name_that_is_not_known_differs_from_a_service_that_is_not_there() {
        let of = |text: &str| lookup_failure(&io::Error::other(text.to_owned()));
        assert_eq!(
            of("failed to lookup address information: Name or service not known"),
            RequestFailure::NoSuchHost
        );
        assert_eq!(
            of("failed to lookup address information: Temporary failure in name resolution"),
            RequestFailure::Lookup
        );
    }
}
