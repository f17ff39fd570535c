//! The program's source files as parsed by `syn`: lines, functions and module documentation, without test code.

use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A file below `src/`.
pub(crate) struct SourceFile {
    /// Path relative to `src/`.
    pub(crate) path: String,
    /// Number of lines.
    pub(crate) lines: usize,
    /// True if the file starts with `//!`.
    pub(crate) has_module_doc: bool,
    /// Functions outside test code.
    pub(crate) functions: Vec<Function>,
    /// The parsed file.
    pub(crate) syntax: syn::File,
}

/// A function with a body.
pub(crate) struct Function {
    pub(crate) name: String,
    /// The line of its `fn`, starting at 1.
    pub(crate) line: usize,
    /// Number of lines from `fn` to the closing brace.
    pub(crate) lines: usize,
    /// Number of parameters without the receiver.
    pub(crate) parameters: usize,
}

/// All source files sorted by path, without modules of tests.
pub(crate) fn sources() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let mut files: Vec<SourceFile> = paths.iter().map(|path| read(&root, path)).collect();
    let of_tests: Vec<String> = files.iter().flat_map(modules_of_tests).collect();
    files.retain(|file| !of_tests.contains(&file.path));
    files
}

/// Files below `tests/` with their number of lines.
pub(crate) fn lines_of_tests() -> Vec<(PathBuf, usize)> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")).expect("a folder of tests")
    {
        let path = entry.expect("an entry").path();
        // The browser's tests hold packages of others.
        if path.is_dir() && !path.ends_with("browser") {
            collect(&path, &mut paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
    let lines = |path: &PathBuf| fs::read_to_string(path).expect("a file of tests").lines().count();
    paths.iter().map(|path| (path.clone(), lines(path))).collect()
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in
        fs::read_dir(folder).expect("a folder of sources").map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            collect(&entry, found);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            found.push(entry);
        }
    }
}

fn read(root: &Path, path: &Path) -> SourceFile {
    let text = fs::read_to_string(path).expect("a source file");
    let relative = path.strip_prefix(root).expect("a path below the root");
    of_text(&relative.to_string_lossy().replace('\\', "/"), &text)
}

/// A file with a path from `src/` and a text.
pub(crate) fn of_text(path: &str, text: &str) -> SourceFile {
    let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut functions = Functions::default();
    functions.visit_file(&syntax);
    SourceFile {
        path: path.to_owned(),
        lines: text.lines().count(),
        has_module_doc: text.starts_with("//!"),
        functions: functions.0,
        syntax,
    }
}

/// Files of modules declared under `#[cfg(test)]`.
fn modules_of_tests(file: &SourceFile) -> Vec<String> {
    let base = file.path.trim_end_matches("mod.rs").trim_end_matches("lib.rs").trim_end_matches(".rs");
    let base = if base.is_empty() || base.ends_with('/') { base.to_owned() } else { format!("{base}/") };
    let modules = file.syntax.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if module.content.is_none() && is_test(item) => Some(module.ident.to_string()),
        _ => None,
    });
    modules.flat_map(|name| [format!("{base}{name}.rs"), format!("{base}{name}/mod.rs")]).collect()
}

/// Returns whether an item is compiled for tests only.
pub(crate) fn is_test(item: &syn::Item) -> bool {
    let attributes = match item {
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        _ => return false,
    };
    has_test_attribute(attributes)
}

fn has_test_attribute(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_cfg_test = || {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
        };
        attribute.path().is_ident("test") || is_cfg_test()
    })
}

#[derive(Default)]
struct Functions(Vec<Function>);

impl Functions {
    fn add(&mut self, signature: &syn::Signature, body: &syn::Block) {
        let line = signature.fn_token.span().start().line;
        let parameters =
            signature.inputs.iter().filter(|input| matches!(input, syn::FnArg::Typed(_))).count();
        self.0.push(Function {
            name: signature.ident.to_string(),
            line,
            lines: body.brace_token.span.close().end().line - line + 1,
            parameters,
        });
    }
}

impl<'s> Visit<'s> for Functions {
    fn visit_item(&mut self, item: &'s syn::Item) {
        if !is_test(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_fn(&mut self, function: &'s syn::ItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'s syn::ImplItemFn) {
        self.add(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'s syn::TraitItemFn) {
        if let Some(body) = &function.default {
            self.add(&function.sig, body);
        }
        visit::visit_trait_item_fn(self, function);
    }
}
