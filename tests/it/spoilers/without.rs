//! The same scan of sites that are built without spoilers, or without those of some scopes.

use std::collections::{BTreeMap, BTreeSet};

use crate::harness::planted::{Row, markers_in, pieces, sources};
use crate::harness::{Page, Run, Site};

/// The markers in all bytes and paths of a site.
fn markers_of(site: &Site) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in site.paths() {
        found.extend(markers_in(path));
        found.extend(markers_in(&String::from_utf8_lossy(site.bytes(path))));
        found.extend(pieces(path, site.bytes(path)).iter().flat_map(|(_, piece)| markers_in(piece)));
    }
    // What is packed for search may begin like a marker by accident.
    found.retain(|marker| marker.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    found
}

/// Asserts that a site without spoilers has no marker and no fold.
pub(crate) fn assert_no_byte_tells(rows: impl Iterator<Item = &'static Row>) {
    let run = sources(rows).0.flag("--without-spoilers").build();
    assert!(!run.site.is_empty(), "{run}");
    assert_eq!(markers_of(&run.site), BTreeSet::new());
    let faults: Vec<String> = run.site.pages().values().flat_map(Page::faults).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let folds =
        run.site.pages().values().filter(|page| !page.all(".spoiler, [data-scope]").is_empty()).count();
    assert_eq!(folds, 0);
}

/// Asserts that a site without one of the scopes has the markers of the other alone.
pub(crate) fn assert_no_byte_tells_of_scopes(
    rows: &(impl Iterator<Item = &'static Row> + Clone),
    markers: &BTreeMap<String, &'static Row>,
) {
    for left_out in ["b2", "b1"] {
        let run = sources(rows.clone()).0.flag(&format!("--without-spoilers={left_out}")).build();
        let found = markers_of(&run.site);
        for (marker, row) in markers {
            let is_left_out = row.scopes.split(' ').any(|scope| scope == left_out);
            let is_found = found.contains(marker);
            assert!(!(is_left_out && is_found), "{} without {left_out}", row.name);
            assert!(is_left_out || is_found || !row.is_shown, "{} without {left_out}", row.name);
        }
    }
}

/// Asserts that a build without spoilers has the findings of one with them.
pub(crate) fn assert_same_findings(rows: impl Iterator<Item = &'static Row>, whole: &Run) {
    let run = sources(rows).0.flag("--without-spoilers").build();
    let findings = |run: &Run| {
        let all = run.diagnostics.iter();
        all.map(|fault| (fault.code.clone(), fault.file.clone(), fault.start)).collect::<Vec<_>>()
    };
    assert_eq!(findings(&run), findings(whole));
}
