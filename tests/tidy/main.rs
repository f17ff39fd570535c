//! Limits on the code: sizes of files and functions, and documentation of modules.

mod layers;
mod source;
mod ties;

use source::{Function, SourceFile, lines_of_tests, sources};

/// Maximum number of lines per file.
const FILE_LINES: usize = 600;
/// Maximum number of lines per file of tests.
const TEST_FILE_LINES: usize = 1000;
/// Maximum number of lines per function.
const FUNCTION_LINES: usize = 68;
/// Maximum number of parameters of a function, without the receiver.
const PARAMETERS: usize = 5;
/// Maximum number of lines for half of all functions, and for 95 % of them.
const MEDIAN_LINES: usize = 8;
const P95_LINES: usize = 28;

/// Tables, which may be as long as necessary.
const TABLES: [&str; 1] = ["render/context.rs"];

#[test]
fn files_have_one_subject() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|file| file.lines > FILE_LINES && !TABLES.contains(&file.path.as_str()))
        .map(|file| format!("{}: {} lines", file.path, file.lines))
        .collect();
    assert!(long.is_empty(), "split by subject what has more than {FILE_LINES} lines: {long:#?}");
}

#[test]
fn test_files_have_one_theme() {
    let files = lines_of_tests();
    assert!(files.len() > 40, "{files:?}");
    let long: Vec<_> = files.into_iter().filter(|(_, lines)| *lines > TEST_FILE_LINES).collect();
    assert!(long.is_empty(), "split by theme what has more than {TEST_FILE_LINES} lines: {long:?}");
}

#[test]
fn every_file_says_what_it_is() {
    let silent: Vec<String> =
        sources().into_iter().filter(|file| !file.has_module_doc).map(|file| file.path).collect();
    assert!(silent.is_empty(), "files without a `//!` at the top: {silent:#?}");
}

#[test]
fn functions_have_one_idea() {
    let sources = sources();
    let functions: Vec<(&SourceFile, &Function)> =
        sources.iter().flat_map(|file| file.functions.iter().map(move |function| (file, function))).collect();
    let exceeds = |function: &Function| {
        let is_wide = function.parameters > PARAMETERS;
        function.lines > FUNCTION_LINES || is_wide
    };
    let large: Vec<String> = functions
        .iter()
        .filter(|(_, function)| exceeds(function))
        .map(|(file, function)| {
            let Function { name, line, lines, parameters } = function;
            format!("{}:{line} {name}: {lines} lines, {parameters} parameters", file.path)
        })
        .collect();
    assert!(large.is_empty(), "at most {FUNCTION_LINES} lines and {PARAMETERS} parameters: {large:#?}");

    let mut lengths: Vec<usize> = functions.iter().map(|(_, function)| function.lines).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    let p95 = lengths[lengths.len() * 95 / 100];
    assert!(median <= MEDIAN_LINES && p95 <= P95_LINES, "median {median}, 95th percentile {p95}");
}
