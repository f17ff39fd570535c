//! What it costs to make a site: time of the processor, memory, and what comes out.

use allocation_counter::measure;
use lorekeep::diag::print::{Format, Style, print};
use lorekeep::inputs::Inputs;
use lorekeep::output::Rendered;
use lorekeep::pipeline::{Memo, evaluate};

use crate::in_memory::{Files, inputs, thread_seconds};

/// What a wiki costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Seconds of a processor.
    pub(crate) seconds: f64,
    /// Bytes that were asked of the allocator in all.
    pub(crate) allocated: f64,
    /// Most bytes that were held at once.
    pub(crate) peak: f64,
    /// Bytes of the site and of what is told about it.
    pub(crate) output: f64,
}

impl Cost {
    /// The measures with their names.
    pub(crate) fn measures(&self) -> [(&'static str, f64); 4] {
        [("time", self.seconds), ("allocated", self.allocated), ("peak", self.peak), ("output", self.output)]
    }

    /// The least of two measurements.
    pub(crate) fn or_less(self, other: Self) -> Self {
        Self { seconds: self.seconds.min(other.seconds), ..self }
    }
}

/// Makes the site of some files on one thread, and measures that. Memory is the same each time.
pub(crate) fn cost(files: &Files) -> Cost {
    let inputs = inputs(files);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    pool.install(|| {
        let before = thread_seconds();
        let mut output = 0;
        let memory = measure(|| output = make(&inputs));
        Cost {
            seconds: thread_seconds() - before,
            allocated: memory.bytes_total as f64,
            peak: memory.bytes_max as f64,
            output: output as f64,
        }
    })
}

/// Makes a site, and gives the bytes of it and of its findings.
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
        let style = Style { format, colour: false };
        print(&findings, &|path| inputs.text(path), style).len()
    };
    bytes + told(Format::Human) + told(Format::Json)
}
