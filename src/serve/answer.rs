//! HTTP responses, made from the headers of a request and the content for it (RFC 9110, RFC 9112).

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::time::SystemTime;

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT_ENCODING, ACCEPT_RANGES, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, LOCATION, RANGE,
    VARY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream;
use tokio::task::spawn_blocking;

use crate::asset::media;
use crate::disk::open;
use crate::inputs::{Asset, AssetData, FilePlace, Hash};
use crate::render::SVG_POLICY;

/// Minimum size for compression, in bytes: smaller bodies fit into one packet anyway.
const COMPRESS_FROM: usize = 1400;
/// Size of the pieces in which files are read, in bytes.
const PIECE: usize = 256 * 1024;
/// The policy that forbids framing. The overlay for editors is part of the page itself and needs no frame.
const NO_FRAMES: &str = "frame-ancestors 'none'";
/// The header that keeps other origins from embedding a response.
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Content to be sent.
#[derive(Debug, Clone)]
pub(super) struct Content {
    /// Its bytes.
    pub data: Data,
    /// Its media type, such as `text/html; charset=utf-8`.
    pub media: &'static str,
    /// Its hash, in hexadecimal digits.
    pub tag: String,
}

/// The location of bytes.
#[derive(Debug, Clone)]
pub(super) enum Data {
    /// In memory.
    Memory(Bytes),
    /// In a file.
    File(FilePlace),
}

impl Content {
    /// Bytes of a media type.
    pub(super) fn new(bytes: impl Into<Bytes>, media: &'static str) -> Self {
        let bytes = bytes.into();
        let tag = Hash::of(&bytes).long();
        Self { data: Data::Memory(bytes), media, tag }
    }

    /// A file of the wiki.
    pub(super) fn of_file(asset: &Asset, media: &'static str) -> Self {
        let data = match &asset.data {
            AssetData::Memory(bytes) => Data::Memory(bytes.to_vec().into()),
            AssetData::File(place) => Data::File(place.clone()),
            AssetData::Refused => Data::Memory(Bytes::new()),
        };
        Self { data, media, tag: asset.hash.long() }
    }

    /// Size in memory, in bytes.
    pub(super) fn size_in_memory(&self) -> usize {
        match &self.data {
            Data::Memory(bytes) => bytes.len(),
            Data::File(_) => 0,
        }
    }

    fn open(&self) -> io::Result<Opened> {
        match &self.data {
            Data::Memory(bytes) => Ok(Opened::Memory(bytes.clone())),
            Data::File(place) => OpenFile::at(place).map(Opened::File),
        }
    }
}

/// Content that is about to be sent.
enum Opened {
    Memory(Bytes),
    File(OpenFile),
}

impl Opened {
    /// Number of bytes.
    fn len(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            Self::File(file) => file.length,
        }
    }

    fn body(self, part: Range<usize>) -> Body {
        match self {
            Self::Memory(bytes) => Body::from(bytes.slice(part)),
            Self::File(file) => in_pieces(Reading { file, rest: part, encoder: None }),
        }
    }

    fn compressed(self) -> Body {
        match self {
            Self::Memory(bytes) => Body::from(gzip(&bytes)),
            Self::File(file) => {
                let encoder = GzEncoder::new(Vec::new(), Compression::fast());
                in_pieces(Reading { rest: 0..file.length, file, encoder: Some(encoder) })
            }
        }
    }
}

/// An open file. It stays the same while it is sent, even when its path is replaced.
struct OpenFile {
    file: File,
    length: usize,
    modified: Option<SystemTime>,
}

impl OpenFile {
    fn at(place: &FilePlace) -> io::Result<Self> {
        let file = open(place)?;
        let metadata = file.metadata()?;
        let length = usize::try_from(metadata.len()).map_err(io::Error::other)?;
        Ok(Self { length, modified: metadata.modified().ok(), file })
    }

    /// Reads a part. Fails when the file has been written to since it was opened.
    fn read(&mut self, part: Range<usize>) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(part.start as u64))?;
        let mut piece = vec![0; part.len()];
        self.file.read_exact(&mut piece)?;
        let is_same = self.file.metadata()?.modified().ok() == self.modified;
        if is_same { Ok(piece) } else { Err(io::Error::other("the file has changed")) }
    }
}

/// A file on its way to the browser.
struct Reading {
    file: OpenFile,
    /// The part that is still to be read.
    rest: Range<usize>,
    /// The compressor; `None` when the file is sent uncompressed, and after its end.
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl Reading {
    /// The next bytes to send; none at the end.
    fn next(&mut self) -> io::Result<Bytes> {
        loop {
            if self.rest.is_empty() {
                let end = self.encoder.take().map(GzEncoder::finish).transpose()?;
                return Ok(end.unwrap_or_default().into());
            }
            let end = self.rest.end.min(self.rest.start + PIECE);
            let piece = self.file.read(self.rest.start..end)?;
            self.rest.start = end;
            let Some(encoder) = &mut self.encoder else { return Ok(piece.into()) };
            encoder.write_all(&piece)?;
            let compressed = std::mem::take(encoder.get_mut());
            if !compressed.is_empty() {
                return Ok(compressed.into());
            }
        }
    }
}

/// A body that reads its file piece by piece while it is sent. A failure ends it early, which the browser detects.
fn in_pieces(reading: Reading) -> Body {
    let pieces = stream::unfold(Some(reading), |reading| async move {
        let mut reading = reading?;
        let read = spawn_blocking(move || (reading.next(), reading)).await;
        match read.map_err(io::Error::other) {
            Ok((Ok(piece), reading)) => (!piece.is_empty()).then_some((Ok(piece), Some(reading))),
            Ok((Err(error), _)) | Err(error) => Some((Err(error), None)),
        }
    });
    Body::from_stream(pieces)
}

/// A response with some content, with a part of it, or with the status 304.
pub(super) fn found(method: &Method, headers: &HeaderMap, content: &Content) -> Response {
    let plain_tag = format!("\"{}\"", content.tag);
    let gzip_tag = format!("\"{}-gzip\"", content.tag);
    let known = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    if let Some(tag) =
        known.flat_map(|list| list.split(',')).find_map(|tag| matching(tag, &[&plain_tag, &gzip_tag]))
    {
        return head(StatusCode::NOT_MODIFIED, content).header(ETAG, tag).empty();
    }
    let ranged = *method == Method::GET
        && headers.get(IF_RANGE).is_none_or(|tag| tag.as_bytes() == plain_tag.as_bytes());
    let Ok(opened) = content.open() else { return gone() };
    let wanted = if ranged { range(headers, opened.len()) } else { Wanted::All };
    match wanted {
        Wanted::All => all_of(opened, StatusCode::OK, headers, content),
        Wanted::Part(part) => {
            let place = format!("bytes {}-{}/{}", part.start, part.end - 1, opened.len());
            let answer = head(StatusCode::PARTIAL_CONTENT, content).header(ETAG, &plain_tag);
            answer.header(CONTENT_RANGE, &place).part(opened, part)
        }
        Wanted::Impossible => {
            let place = format!("bytes */{}", opened.len());
            head(StatusCode::RANGE_NOT_SATISFIABLE, content).header(CONTENT_RANGE, &place).empty()
        }
    }
}

/// The response with all of some content and a given status, compressed where that helps.
pub(super) fn whole(status: StatusCode, headers: &HeaderMap, content: &Content) -> Response {
    content.open().map_or_else(|_| gone(), |opened| all_of(opened, status, headers, content))
}

fn all_of(opened: Opened, status: StatusCode, headers: &HeaderMap, content: &Content) -> Response {
    let answer = head(status, content);
    let is_worth_it = opened.len() >= COMPRESS_FROM && is_compressible(content.media);
    if is_worth_it && accepts_gzip(headers) {
        let answer = answer.header(ETAG, &format!("\"{}-gzip\"", content.tag));
        return answer.header(CONTENT_ENCODING, "gzip").finish(opened.compressed());
    }
    let length = opened.len();
    answer.header(ETAG, &format!("\"{}\"", content.tag)).part(opened, 0..length)
}

/// The response for a file that disappeared after it was found.
fn gone() -> Response {
    refuse(StatusCode::SERVICE_UNAVAILABLE, "This file is being changed.\n")
}

/// A temporary redirect: after the next save it may be wrong.
pub(super) fn redirect(path: &str, query: Option<&str>) -> Response {
    let to = query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let answer = ResponseBuilder::new(StatusCode::TEMPORARY_REDIRECT).header(LOCATION, &in_ascii(&to));
    answer.header(CACHE_CONTROL, "no-store").empty()
}

/// Percent-encodes the non-ASCII characters of an address (RFC 3986, section 2.5).
fn in_ascii(address: &str) -> String {
    let escaped = |byte: u8| if byte.is_ascii() { char::from(byte).into() } else { format!("%{byte:02X}") };
    address.bytes().map(escaped).collect()
}

/// Refuses a request with a message. The connection is closed, so that the body of the request need not be read.
pub(super) fn refuse(status: StatusCode, sentence: &'static str) -> Response {
    let answer = ResponseBuilder::new(status)
        .header(CONTENT_TYPE, "text/plain; charset=utf-8")
        .header(CONNECTION, "close");
    let answer =
        if status == StatusCode::METHOD_NOT_ALLOWED { answer.header(ALLOW, "GET, HEAD") } else { answer };
    answer.body(Bytes::from_static(sentence.as_bytes()))
}

fn head(status: StatusCode, content: &Content) -> ResponseBuilder {
    let answer = ResponseBuilder::new(status)
        .header(CONTENT_TYPE, content.media)
        .header(CACHE_CONTROL, "no-cache")
        .header(ACCEPT_RANGES, "bytes");
    let answer = if content.media == media::SVG {
        answer.header(CONTENT_SECURITY_POLICY, &format!("{SVG_POLICY}; {NO_FRAMES}"))
    } else {
        answer
    };
    if is_compressible(content.media) { answer.header(VARY, "accept-encoding") } else { answer }
}

/// A response under construction.
struct ResponseBuilder(StatusCode, HeaderMap);

impl ResponseBuilder {
    fn new(status: StatusCode) -> Self {
        Self(status, HeaderMap::new())
            .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(RESOURCE_POLICY, "same-origin")
            .header(CONTENT_SECURITY_POLICY, NO_FRAMES)
            .header(X_FRAME_OPTIONS, "DENY")
    }

    /// Sets a header, unless the value is not a valid header value.
    fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.1.insert(name, value);
        }
        self
    }

    fn body(self, bytes: Bytes) -> Response {
        self.finish(Body::from(bytes))
    }

    fn part(self, opened: Opened, part: Range<usize>) -> Response {
        self.header(CONTENT_LENGTH, &part.len().to_string()).finish(opened.body(part))
    }

    fn empty(self) -> Response {
        self.finish(Body::empty())
    }

    fn finish(self, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = self.0;
        *response.headers_mut() = self.1;
        response
    }
}

/// The tag that a browser already has, compared weakly (RFC 9110, section 8.8.3.2).
fn matching<'t>(theirs: &str, ours: &[&'t str; 2]) -> Option<&'t str> {
    let theirs = theirs.trim();
    let strong = theirs.strip_prefix("W/").unwrap_or(theirs);
    if theirs == "*" { Some(ours[0]) } else { ours.iter().copied().find(|tag| *tag == strong) }
}

/// The part of the content that a request asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    All,
    Part(Range<usize>),
    Impossible,
}

/// Reads the `Range` header (RFC 9110, section 14.2). A single range is honoured. Several ranges and invalid ones get
/// the whole content, as the standard allows.
fn range(headers: &HeaderMap, length: usize) -> Wanted {
    let value = headers.get(RANGE).and_then(|value| value.to_str().ok());
    let set = value.and_then(|value| value.strip_prefix("bytes=")).and_then(|set| set.split_once('-'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number that overflows is past every end.
    let number = |text: &str| is_number(text).then(|| text.parse().unwrap_or(usize::MAX));
    let part = match set.map(|(first, last)| (number(first), number(last), first.is_empty(), last.is_empty()))
    {
        Some((Some(first), Some(last), ..)) if first <= last => first..last.saturating_add(1).min(length),
        Some((Some(first), None, _, true)) => first..length,
        Some((None, Some(last), true, _)) => length.saturating_sub(last)..length,
        _ => return Wanted::All,
    };
    if part.is_empty() { Wanted::Impossible } else { Wanted::Part(part) }
}

/// Returns whether a media type compresses well. Images, fonts and videos are compressed already.
fn is_compressible(media: &str) -> bool {
    let media = media.split(';').next().unwrap_or(media);
    media.starts_with("text/") || ["json", "xml", "javascript", "wasm"].iter().any(|end| media.ends_with(end))
}

/// Returns whether the browser accepts gzip (RFC 9110, section 12.5.3).
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let codings =
        values.flat_map(|list| list.split(',')).map(|coding| coding.split_once(';').unwrap_or((coding, "")));
    let weight = |parameter: &str| match parameter.split_once('=') {
        Some((name, weight)) if name.trim().eq_ignore_ascii_case("q") => {
            weight.trim().parse::<f32>().unwrap_or(0.0)
        }
        _ => 1.0,
    };
    let mut any = 0.0;
    for (coding, parameter) in codings {
        match coding.trim() {
            name if name.eq_ignore_ascii_case("gzip") => return weight(parameter) > 0.0,
            "*" => any = weight(parameter),
            _ => {}
        }
    }
    any > 0.0
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("a vector takes all that is written to it").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).expect("a header value"))])
    }

    #[test]
    fn ranges_are_cut_to_the_content() {
        let wanted = |value: &str| range(&with(RANGE, value), 10);
        assert_eq!(wanted("bytes=0-3"), Wanted::Part(0..4));
        assert_eq!(wanted("bytes=4-"), Wanted::Part(4..10));
        assert_eq!(wanted("bytes=-3"), Wanted::Part(7..10));
        assert_eq!(wanted("bytes=-30"), Wanted::Part(0..10));
        assert_eq!(wanted("bytes=8-99999999999999999999999"), Wanted::Part(8..10));
        assert_eq!(wanted("bytes=10-"), Wanted::Impossible);
        assert_eq!(wanted("bytes=-0"), Wanted::Impossible);
        assert_eq!(range(&with(RANGE, "bytes=0-"), 0), Wanted::Impossible);
        for odd in ["bytes=3-1", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "lines=0-1", "bytes=+1-2"] {
            assert_eq!(wanted(odd), Wanted::All, "{odd}");
        }
    }

    #[test]
    fn gzip_is_sent_to_clients_that_accept_it() {
        for (value, accepted) in [
            ("gzip, br", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip; Q=0", false),
            ("*;q=0.1", true),
            ("gzip;q=0, *", false),
            ("br", false),
            ("", false),
        ] {
            assert_eq!(accepts_gzip(&with(ACCEPT_ENCODING, value)), accepted, "{value}");
        }
    }

    #[test]
    fn known_content_is_not_sent_again() {
        let content = Content::new("words", "text/plain");
        let tag = format!("W/\"{}-gzip\"", content.tag);
        let answer = found(&Method::GET, &with(IF_NONE_MATCH, &format!("\"other\", {tag}")), &content);
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(found(&Method::GET, &with(IF_NONE_MATCH, "\"other\""), &content).status(), StatusCode::OK);
    }
}
