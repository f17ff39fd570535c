//! Ties between source files: which file names something of which other file, by `use` declarations and by paths. Ties through methods are
//! not visible here, because types are not known.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use crate::source::{SourceFile, is_test};

/// Name of the crate in the paths of `main.rs`.
const CRATE: &str = "lorekeep";

/// Segments of a path. Of modules and resolved paths, they begin at the crate.
type Path = Vec<String>;

/// The files of the program by their modules.
pub(crate) struct Modules(BTreeMap<Path, Module>);

struct Module {
    file: String,
    /// Imported names, with their paths.
    imports: BTreeMap<String, Path>,
    /// All paths in the file that lead into the crate.
    named: BTreeSet<Path>,
}

impl Modules {
    pub(crate) fn new(sources: &[SourceFile]) -> Self {
        let known: BTreeSet<Path> = sources.iter().map(|source| module_of(&source.path)).collect();
        Self(sources.iter().map(|source| (module_of(&source.path), read(source, &known))).collect())
    }

    /// The files that each file names something of. A parent needs its own modules to declare them, so these are left out.
    pub(crate) fn ties(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let tie = |(of, module): (&Path, &'_ Module)| -> BTreeSet<Path> {
            let targets = module.named.iter().filter_map(|path| self.target(path, 0));
            targets.filter(|target| !target.starts_with(of)).collect()
        };
        let files = |targets: BTreeSet<Path>| targets.iter().map(|path| self.0[path].file.as_str()).collect();
        self.0.iter().map(|entry| (entry.1.file.as_str(), files(tie(entry)))).collect()
    }

    /// The module that defines what a path names, past re-exports.
    fn target(&self, path: &[String], depth: usize) -> Option<Path> {
        let length = (0..=path.len()).rev().find(|length| self.0.contains_key(&path[..*length]))?;
        let module = &self.0[&path[..length]];
        let import = path.get(length).and_then(|name| module.imports.get(name)).filter(|_| depth < 20);
        let exported = import.and_then(|import| {
            let rest = path[length + 1..].iter().cloned();
            self.target(&import.iter().cloned().chain(rest).collect::<Path>(), depth + 1)
        });
        Some(exported.unwrap_or_else(|| path[..length].to_vec()))
    }
}

/// Sets of files that name each other, directly or through others.
pub(crate) fn circles<'t>(ties: &BTreeMap<&'t str, BTreeSet<&'t str>>) -> BTreeSet<BTreeSet<&'t str>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        ties.keys().map(|file| (*file, reached_from(file, ties))).collect();
    let is_tied = |one: &str, other: &str| reached[one].contains(other) && reached[other].contains(one);
    let in_circle = ties.keys().filter(|file| is_tied(file, file));
    in_circle.map(|file| ties.keys().copied().filter(|other| is_tied(file, other)).collect()).collect()
}

fn reached_from<'t>(file: &str, ties: &BTreeMap<&'t str, BTreeSet<&'t str>>) -> BTreeSet<&'t str> {
    let mut reached = BTreeSet::new();
    let mut next: Vec<&str> = ties[file].iter().copied().collect();
    while let Some(file) = next.pop() {
        if reached.insert(file) {
            next.extend(&ties[file]);
        }
    }
    reached
}

/// The module of a file below `src/`.
fn module_of(file: &str) -> Path {
    match file.trim_end_matches(".rs") {
        "lib" => Path::new(),
        module => module.trim_end_matches("/mod").split('/').map(str::to_owned).collect(),
    }
}

fn read(source: &SourceFile, known: &BTreeSet<Path>) -> Module {
    let (at, imports, named) = (module_of(&source.path), BTreeMap::new(), BTreeSet::new());
    let mut reader = Reader { at, known, imports, named };
    reader.visit_file(&source.syntax);
    Module { file: source.path.clone(), imports: reader.imports, named: reader.named }
}

/// Collects the paths in a file.
struct Reader<'k> {
    /// The module that is read.
    at: Path,
    known: &'k BTreeSet<Path>,
    imports: BTreeMap<String, Path>,
    named: BTreeSet<Path>,
}

impl Reader<'_> {
    /// A path from the crate on. `None` if it leads elsewhere.
    fn resolved(&self, path: &[String]) -> Option<Path> {
        let supers = path.iter().take_while(|part| *part == "super").count();
        let (base, rest) = match path.first()?.as_str() {
            "crate" | CRATE => (&[][..], &path[1..]),
            "self" => (&self.at[..], &path[1..]),
            "super" => (&self.at[..self.at.len() - supers], &path[supers..]),
            first => match self.imports.get(first) {
                Some(import) => (&import[..], &path[1..]),
                None => (&self.at[..], path),
            },
        };
        let found = [base, rest].concat();
        let is_local =
            |found: &Path| found.len() > self.at.len() && self.known.contains(&found[..=self.at.len()]);
        (base != self.at || path[0] == "self" || is_local(&found)).then_some(found)
    }

    fn name(&mut self, path: &[String]) {
        self.named.extend(self.resolved(path));
    }

    fn import(&mut self, tree: &syn::UseTree, mut path: Path) {
        match tree {
            syn::UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                self.import(&tree.tree, path);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, path.clone())),
            syn::UseTree::Glob(_) => self.name(&path),
            syn::UseTree::Name(tree) if tree.ident == "self" => {
                self.import_as(path.last().cloned().unwrap_or_default(), &path);
            }
            syn::UseTree::Name(tree) => {
                path.push(tree.ident.to_string());
                self.import_as(tree.ident.to_string(), &path);
            }
            syn::UseTree::Rename(tree) => {
                path.extend((tree.ident != "self").then(|| tree.ident.to_string()));
                self.import_as(tree.rename.to_string(), &path);
            }
        }
    }

    fn import_as(&mut self, name: String, path: &[String]) {
        if let Some(path) = self.resolved(path) {
            self.named.insert(path.clone());
            self.imports.insert(name, path);
        }
    }

    /// Names the paths in the input of a macro.
    fn tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons) = (Path::new(), 0);
        for token in tokens {
            match &token {
                TokenTree::Ident(ident) if colons == 2 || path.is_empty() => path.push(ident.to_string()),
                TokenTree::Punct(sign) if sign.as_char() == ':' && colons < 2 => {
                    colons += 1;
                    continue;
                }
                other => {
                    self.name(&std::mem::take(&mut path));
                    match other {
                        TokenTree::Ident(ident) => path.push(ident.to_string()),
                        TokenTree::Group(group) => self.tokens(group.stream()),
                        _ => {}
                    }
                }
            }
            colons = 0;
        }
        self.name(&path);
    }
}

impl<'s> Visit<'s> for Reader<'_> {
    fn visit_item(&mut self, item: &'s syn::Item) {
        if !is_test(item) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'s syn::ItemMod) {
        self.at.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.at.pop();
    }

    fn visit_item_use(&mut self, item: &'s syn::ItemUse) {
        self.import(&item.tree, Path::new());
    }

    fn visit_visibility(&mut self, _: &'s syn::Visibility) {}

    fn visit_path(&mut self, path: &'s syn::Path) {
        let segments: Path = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.name(&segments);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'s syn::Macro) {
        self.tokens(item.tokens.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::of_text;

    fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
        let sources: Vec<SourceFile> = files.iter().map(|(path, text)| of_text(path, text)).collect();
        let modules = Modules::new(&sources);
        let found = circles(&modules.ties());
        found.into_iter().map(|circle| circle.into_iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn circles_are_found_through_imports_paths_macros_and_re_exports() {
        for (one, other) in [
            ("use super::b::B;", "use super::a::A;"),
            ("use crate::m::{b::{self, B}};", "fn f() { crate::m::a::g() }"),
            ("use super::*; fn f() { super::b::g() }", "fn f() { format!(\"{}\", super::a::g()) }"),
            ("use super::B;", "use super::a;"),
        ] {
            let parent = "pub use b::B; mod a; mod b;";
            let found =
                circles_of(&[("m/a.rs", one), ("m/b.rs", other), ("m/mod.rs", parent), ("lib.rs", "mod m;")]);
            assert_eq!(found, [["m/a.rs", "m/b.rs"]], "{one} {other}");
        }
    }

    #[test]
    fn a_parent_may_use_its_modules_and_tests_may_use_anything() {
        let parent = "mod a; mod b; pub struct M; fn f() { a::f() }";
        let tests = "fn g() {} #[cfg(test)] mod tests { use super::super::a; }";
        let files = [("m/a.rs", "use super::{M, b::g};"), ("m/b.rs", tests), ("m/mod.rs", parent)];
        assert!(circles_of(&files).is_empty());
    }
}
