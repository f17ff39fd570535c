//! The complete observable result of a site, for tests that compare two ways of making it.

use std::collections::BTreeMap;

use lorekeep::diag::print::{Format, Style, print};
use lorekeep::inputs::{AssetData, Inputs};
use lorekeep::output::Rendered;
use lorekeep::pipeline::{Memo, evaluate};

/// The complete observable result of a site.
pub(crate) struct Seen {
    /// The content of each path.
    files: BTreeMap<String, Vec<u8>>,
    findings: String,
}

impl Seen {
    /// Evaluates inputs and renders every path.
    pub(crate) fn of(inputs: &Inputs, memo: &mut Memo) -> Self {
        let site = evaluate(inputs, memo);
        let renderer = site.renderer();
        let mut faults = Vec::new();
        let mut files = BTreeMap::new();
        for path in site.paths() {
            match site.render(&path, &renderer) {
                Some(Ok(Rendered::Bytes(bytes))) => drop(files.insert(path, bytes)),
                Some(Ok(Rendered::File(asset))) => {
                    assert!(matches!(asset.data, AssetData::File(_)), "{path} is in memory");
                    files.insert(path, asset.hash.long().into_bytes());
                }
                Some(Err(found)) => faults.extend(found),
                None => panic!("{path} is listed and is not there"),
            }
        }
        faults.extend(renderer.take_faults());
        let style = Style { format: Format::Json, ..Style::default() };
        let findings = print(&site.findings(faults), &|path| inputs.text(path), style);
        Self { files, findings }
    }

    /// Asserts that another result is the same.
    #[track_caller]
    pub(crate) fn is_that_of(&self, other: &Self, when: &str) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(self.findings, other.findings, "{when}");
        assert_eq!(
            self.files.keys().collect::<Vec<_>>(),
            other.files.keys().collect::<Vec<_>>(),
            "{when}: the paths"
        );
        for (path, bytes) in &self.files {
            assert_eq!(text(bytes), text(&other.files[path]), "{when}: {path}");
        }
    }
}
