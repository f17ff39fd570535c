//! Markdown that a component writes into the text of pages, with the values of their fields.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, Error, ErrorKind, Tera};

/// Maximum size of what a template writes at once, in bytes.
const MAX_WRITTEN: usize = 256 << 10;
/// The name of the template in its engine.
const NAME: &str = "markdown";

/// A template for Markdown.
#[derive(Clone)]
pub struct MarkdownTemplate {
    text: String,
    tera: Arc<Tera>,
}

impl MarkdownTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// If its syntax is invalid; with the byte range in the text, if it is known.
    pub fn new(text: String) -> Result<Self, String> {
        let mut tera = Tera::new();
        // Markdown is escaped by other rules than HTML.
        tera.autoescape_on(Vec::<String>::new());
        match tera.add_raw_template(NAME, &text) {
            Ok(()) => Ok(Self { text, tera: Arc::new(tera) }),
            Err(error) => Err(message(&error, &text)),
        }
    }

    /// The Markdown with values.
    ///
    /// # Errors
    /// If the template uses values that do not exist, or writes too much.
    pub fn render(&self, values: &Context) -> Result<String, String> {
        let mut out = Bounded { bytes: Vec::new(), is_full: false };
        let result = self.tera.render_to(NAME, values, &mut out);
        if out.is_full {
            return Err(format!("it writes more than {} KiB", MAX_WRITTEN >> 10));
        }
        result.map_err(|error| message(&error, &self.text))?;
        Ok(String::from_utf8_lossy(&out.bytes).into_owned())
    }
}

impl PartialEq for MarkdownTemplate {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for MarkdownTemplate {}

impl fmt::Debug for MarkdownTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("MarkdownTemplate").field(&self.text).finish()
    }
}

/// A buffer that accepts a limited number of bytes.
struct Bounded {
    bytes: Vec<u8>,
    is_full: bool,
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MAX_WRITTEN {
            self.is_full = true;
            return Err(io::Error::other("too much Markdown"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is wrong, with the line of the template.
fn message(error: &Error, text: &str) -> String {
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let before = text.get(..report.span().range.start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            format!("{} (line {line} of its Markdown)", report.message().trim().trim_end_matches('.'))
        }
        _ => error.to_string().lines().next().unwrap_or_default().to_owned(),
    }
}
