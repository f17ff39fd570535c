//! `[theme]` beyond colours: layout, accents of types, and colours that cannot be read.

use crate::harness::{Run, Wiki};

fn build(settings: &str) -> Run {
    Wiki::new()
        .settings(settings)
        .file("content/books/a.md", "Text.\n")
        .file("content/b.md", "Text.\n")
        .build()
}

fn sheet(run: &Run) -> String {
    let paths = run.site.paths();
    let path = paths.into_iter().find(|path| path.starts_with("assets/css/main.")).expect("a style sheet");
    run.site.text(path).to_owned()
}

#[test]
fn layout_switches_change_the_style_sheet_and_nothing_else() {
    let plain = sheet(build("").is_clean());
    for (setting, rule) in [
        ("sticky_header = true", ".site-header{position:sticky"),
        ("infobox = \"left\"", ">.infobox{grid-column:1}"),
        ("width = \"wide\"", "--measure:54rem"),
        ("width = \"narrow\"", "--measure:36rem"),
    ] {
        assert!(!plain.contains(rule), "{rule} by default");
        let run = build(&format!("[theme]\n{setting}\n"));
        assert!(sheet(run.is_clean()).contains(rule), "{setting}");
    }
    for setting in ["sticky_header = false", "infobox = \"right\"", "width = \"normal\""] {
        assert_eq!(sheet(build(&format!("[theme]\n{setting}\n")).is_clean()), plain, "{setting}");
    }
}

#[test]
fn an_unknown_side_or_width_is_reported_with_the_choices() {
    let run = build("[theme]\ninfobox = \"top\"\nwidth = \"wid\"\n");
    run.diagnostic("invalid-config", "site.toml", 4, 11)
        .says("unknown side of the infobox `top`")
        .says("left");
    run.diagnostic("invalid-config", "site.toml", 5, 9).says("wide");
}

#[test]
fn a_type_has_an_accent_of_its_own() {
    let run = build("[types.book]\nfolder = \"books\"\naccent = \"#8a1538\"\naccent_dark = \"#ff9db4\"\n");
    run.is_clean();
    assert!(sheet(&run).contains("main[data-type=\"book\"]{--accent:light-dark(#8a1538,#ff9db4)}"));
    assert!(run.site.text("books/a/index.html").contains("data-type=\"book\""));
    assert!(!run.site.text("b/index.html").contains("data-type=\"book\""));
    let run = build("[types.book]\nfolder = \"books\"\naccent = \"redd;} body{\"\n");
    run.diagnostic("invalid-config", "site.toml", 5, 10).says("invalid colour");
}

#[test]
fn a_type_inherits_the_accent_of_its_base() {
    let run = build(
        "[types.work]\naccent = \"#b00020\"\naccent_dark = \"#ff9db4\"\n[types.book]\nbase = \"work\"\nfolder = \"books\"\n",
    );
    assert!(sheet(run.is_clean()).contains("main[data-type=\"book\"]{--accent:light-dark(#b00020,#ff9db4)}"));
}

#[test]
fn a_colour_that_cannot_be_read_is_reported_with_its_contrast_and_a_better_one() {
    let run = build("[theme.light]\nlink = \"#d0b060\"\n");
    let fault = run.diagnostic("low-contrast", "site.toml", 4, 8);
    fault
        .is("warning")
        .says("`link` on `background` has a contrast of 1.9:1 in the light scheme, and needs 4.5:1");
    // What it proposes is accepted on every background.
    let text = format!("{fault:?}");
    let at = text.find("be read: `").expect("a proposal") + "be read: `".len();
    let better = &text[at..at + 7];
    let run = build(&format!("[theme.light]\nlink = \"{better}\"\n"));
    assert!(run.coded("low-contrast").is_empty(), "{better}: {run}");
}

#[test]
fn both_schemes_and_both_sides_of_a_pair_are_compared() {
    // A dark colour for both schemes.
    build("[theme.variables]\nlink = \"navy\"\n")
        .diagnostic("low-contrast", "site.toml", 4, 8)
        .says("in the dark scheme")
        .says("under `[theme.dark]`");
    // A background under the theme's own text.
    build("[theme.light]\nbackground = \"#777\"\n")
        .diagnostic("low-contrast", "site.toml", 4, 14)
        .says("` on `background` has a contrast of");
    // A header takes its text from the page unless it has its own.
    build("[theme.variables]\nheader = \"#2b0d16\"\n")
        .diagnostic("low-contrast", "site.toml", 4, 10)
        .says("header-text");
    build("[types.book]\naccent = \"#8a1538\"\n")
        .diagnostic("low-contrast", "site.toml", 4, 10)
        .says("in the dark scheme");
}

#[test]
fn a_variable_that_both_schemes_override_is_reported() {
    let both = "[theme.variables]\nlink = \"#345\"\n";
    let light = "[theme.light]\nlink = \"#123\"\n";
    let dark = "[theme.dark]\nlink = \"#cde\"\n";
    build(&format!("{both}{light}{dark}"))
        .diagnostic("invalid-config", "site.toml", 4, 1)
        .says("`link` has no effect here")
        .says("remove it here, or `link` under `[theme.light]` and `[theme.dark]`");
    let run = build(&format!("{both}{dark}"));
    assert!(run.coded("invalid-config").is_empty(), "{run}");
    // A value for the light scheme that is not a colour is that of both schemes.
    build("[theme]\nfont_text = \"serif\"\n[theme.light]\nfont-text = \"sans-serif\"\n")
        .diagnostic("invalid-config", "site.toml", 4, 13)
        .says("`font-text` has no effect here");
    build("[theme.light]\nzzzzzz = \"#123\"\n")
        .diagnostic("unknown-key", "site.toml", 4, 1)
        .says("use one of: accent");
}

#[test]
fn colours_that_only_a_browser_knows_are_not_checked() {
    build("[theme.light]\nlink = \"light-dark(#eee, #111)\"\ntext = \"var(--link)\"\n").is_clean();
}
