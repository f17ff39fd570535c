//! Measures the cost of a site: CPU time, memory and output.

use allocation_counter::measure;
use lorekeep::diag::print::{Format, Style, print};
use lorekeep::import::{Options, dump, import};
use lorekeep::inputs::Inputs;
use lorekeep::output::Rendered;
use lorekeep::pipeline::{Memo, evaluate};

use crate::dumps::DUMP;
use crate::in_memory::{Files, inputs, thread_seconds};

/// The cost of a wiki.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// CPU time in seconds.
    pub(crate) seconds: f64,
    /// Total allocated bytes.
    pub(crate) allocated: f64,
    /// Peak of allocated bytes.
    pub(crate) peak: f64,
    /// Size of the site and of the diagnostics.
    pub(crate) output: f64,
}

impl Cost {
    /// The measures, with their names.
    pub(crate) fn measures(&self) -> [(&'static str, f64); 4] {
        [("time", self.seconds), ("allocated", self.allocated), ("peak", self.peak), ("output", self.output)]
    }

    /// The minimum of two measurements.
    pub(crate) fn or_less(self, other: Self) -> Self {
        Self { seconds: self.seconds.min(other.seconds), ..self }
    }
}

/// Builds the site, or imports the dump, on one thread and measures that. Memory is deterministic.
pub(crate) fn cost(files: &Files) -> Cost {
    match files.as_slice() {
        [(path, text)] if path == DUMP => cost_of(&|| imported(text)),
        _ => {
            let inputs = inputs(files);
            cost_of(&|| make(&inputs))
        }
    }
}

fn cost_of(run: &(dyn Fn() -> usize + Sync)) -> Cost {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        let before = thread_seconds();
        let mut output = 0;
        let memory = measure(|| output = run());
        Cost {
            seconds: thread_seconds() - before,
            allocated: memory.bytes_total as f64,
            peak: memory.bytes_max as f64,
            output: output as f64,
        }
    })
}

/// Imports a dump and returns the size of all files.
fn imported(text: &str) -> usize {
    let dump = dump::read(text.as_bytes()).expect("a dump");
    import(&dump, &Options::default(), &show).files.iter().map(|(path, text)| path.len() + text.len()).sum()
}

/// Builds a site and returns the size of it and of its findings.
fn make(inputs: &Inputs) -> usize {
    let site = evaluate(inputs, &mut Memo::default());
    let renderer = site.renderer();
    let (mut bytes, mut faults) = (0, Vec::new());
    for path in site.paths() {
        match site.render(&path, &renderer) {
            Some(Ok(Rendered::Bytes(rendered))) => bytes += rendered.len(),
            Some(Ok(Rendered::File(_))) | None => {}
            Some(Err(found)) => faults.extend(found),
        }
    }
    faults.extend(renderer.take_faults());
    let findings = site.findings(faults);
    let told = |format| {
        let style = Style { format, ..Style::default() };
        print(&findings, &|path| inputs.text(path), style).len()
    };
    bytes + told(Format::Human) + told(Format::Json)
}

/// The HTML of some pages of a wiki.
fn show(files: &[(String, String)], paths: &[String]) -> Vec<Option<String>> {
    let site = evaluate(&inputs(&files.to_vec()), &mut Memo::default());
    let renderer = site.renderer();
    let html = |path: &String| match site
        .render(&format!("{}/index.html", path.trim_end_matches(".md")), &renderer)?
    {
        Ok(Rendered::Bytes(html)) => String::from_utf8(html).ok(),
        Ok(Rendered::File(_)) | Err(_) => None,
    };
    paths.iter().map(html).collect()
}
