//! `lorekeep serve`: serves the wiki and updates the browser after each save.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Failure, Outcome, WikiArguments, output};
use crate::serve::watch::Mode;
use crate::serve::{Notice, ServeError, Settings};
use crate::text::counted;

/// Arguments of `serve`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    wiki: WikiArguments,
    /// Port to listen on; 0 for any free port
    #[arg(long, value_name = "N", default_value_t = 1995)]
    port: u16,
    /// Host name or address to listen on; any but a loopback address makes the wiki readable from the network
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    host: String,
    /// Open the wiki in the browser
    #[arg(long)]
    open: bool,
    /// Serve pages without the editors' strip
    #[arg(long)]
    plain: bool,
    /// Poll for changes, for network mounts and containers without file events
    #[arg(long)]
    poll: bool,
    /// Editor in which files are opened: vscode, zed, idea, sublime and others, or a URL with {file} and {line}
    /// [default: from $VISUAL or $EDITOR]
    #[arg(long, value_name = "NAME")]
    editor: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    arguments.wiki.start_workers()?;
    let settings = Settings {
        root: arguments.wiki.root()?,
        options: arguments.wiki.options_now()?,
        host: arguments.host.clone(),
        port: arguments.port,
        mode: if arguments.poll { Mode::Polling } else { Mode::Events },
        plain: arguments.plain,
        editor: arguments.editor.clone(),
        editor_command: ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok()),
    };
    let open = arguments.open;
    crate::serve::serve(settings, Box::new(move |notice| tell(notice, open)))?;
    Ok(Outcome::Fine)
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        Self(error.to_string())
    }
}

fn tell(notice: &Notice, open: bool) {
    match notice {
        Notice::Listening(url) => {
            output::result(&format!("serving at {url} until Ctrl-C\n"));
            if open {
                open_in_browser(url);
            }
        }
        Notice::Polling(why) => output::warning(why),
        Notice::Evaluated { took, files, fresh, edition } => {
            let what = match files.as_slice() {
                [] => counted(edition.page_count(), "page"),
                files => output::name_files(files),
            };
            output::note(&line(*took, &what, &output::count(&edition.findings)));
            output::findings(fresh, &|path| edition.inputs.text(path), &output::Printing::default());
        }
        Notice::Inspected { fresh, edition } => {
            output::findings(fresh, &|path| edition.inputs.text(path), &output::Printing::default());
        }
    }
}

/// The line about an evaluation.
fn line(took: Duration, what: &str, faults: &str) -> String {
    format!("{:>6.0} ms  {what}, {faults}", took.as_secs_f64() * 1000.0)
}

/// Asks the system to open an address. If that fails, the address is still printed in the terminal.
fn open_in_browser(url: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Err(error) = command.spawn() {
        output::warning(&format!("no browser could be opened: {error}"));
    }
}
