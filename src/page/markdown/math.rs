//! Formulas: converts LaTeX to MathML without inline styles, and to a line of plain text.

use std::borrow::Cow;
use std::ops::Range;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use super::frames::Formula;
use super::latex;
use super::writer::Writer;
use crate::diag::codes;
use crate::text::escape::Html;

/// Maximum length of a formula, in bytes.
const MAX_FORMULA: usize = 10_000;

/// A formula whose plain text has fewer characters fits on any screen.
const NARROW: usize = 20;

impl Writer<'_> {
    /// Writes a formula as MathML, and its reading to the plain text.
    pub(super) fn math(&mut self, formula: &str, range: Range<usize>, display: MathDisplay) {
        if let Some(image) = self.open_image() {
            image.alt.push_str(formula);
            return;
        }
        self.open_paragraph();
        let start = self.plain_text.len();
        match to_mathml(formula, display) {
            Ok(mathml) => {
                let reading = reading(&mathml);
                self.fragment(boxed(without_styles(&mathml), &reading));
                self.plain_text.push_str(&reading);
            }
            Err(problem) => {
                self.plain_text.push_str(formula);
                self.out.html.tag("<code class=\"math-error\">").text(formula).tag("</code>");
                self.fault(&codes::MATH, range, format!("invalid formula: {problem}"));
                self.help("write `\\$` for a dollar sign outside a formula");
            }
        }
        let reading = start..self.plain_text.len();
        self.formulas.push(Formula { written: formula.to_owned(), reading });
    }

    /// The plain text from an offset on, with formulas in LaTeX. Heading ids are made from it, so that they do not depend on how formulas
    /// are read as text.
    pub(super) fn with_formulas_as_written(&self, start: usize) -> String {
        let (mut text, mut at) = (String::new(), start);
        for Formula { written, reading } in &self.formulas {
            if reading.start >= at && reading.end <= self.plain_text.len() {
                text.push_str(&self.plain_text[at..reading.start]);
                text.push_str(written);
                at = reading.end;
            }
        }
        text + &self.plain_text[at..]
    }
}

fn to_mathml(formula: &str, display: MathDisplay) -> Result<String, String> {
    if formula.len() > MAX_FORMULA {
        return Err(format!("it is longer than {MAX_FORMULA} bytes"));
    }
    let formula = &*latex::known(formula, MAX_FORMULA)?;
    if formula.matches(['{', '[', '(']).count() > 400 || formula.matches('\\').count() > 2000 {
        return Err("it is too complex".to_owned());
    }
    let converter = LatexToMathML::new(MathCoreConfig::default()).map_err(|_| "macros".to_owned())?;
    let result = converter.convert_with_local_state(formula, display);
    result.map(|result| result.mathml).map_err(|error| error.to_string())
}

/// Puts a formula that may be wider than a phone into a box that scrolls.
fn boxed(mathml: String, reading: &str) -> Html {
    let mathml = Html::from_trusted(mathml);
    if reading.chars().count() < NARROW {
        return mathml;
    }
    let mut html = Html::new();
    html.tag("<span class=\"math\">").html(&mathml).tag("</span>");
    html
}

/// Styles that the converter writes, and the theme's classes that replace them. The content security policy forbids inline styles.
const CLASSES: [(&str, &str); 18] = [
    ("text-align: left", "math-start"),
    ("text-align: right", "math-end"),
    ("padding-left: 0", "math-close-left"),
    ("padding-right: 0", "math-close-right"),
    ("padding-top: 0", "math-close"),
    ("padding-top: 0.1667em", "math-lower"),
    ("padding-left:1em", "math-apart"),
    ("padding-left: 0.1em", "math-rule"),
    ("border-left: 0.05em solid currentcolor", "math-line-left"),
    ("border-right: 0.05em solid currentcolor", "math-line-right"),
    ("border-top: 0.05em solid currentcolor", "math-line-top"),
    ("border-left: 0.05em dashed currentcolor", "math-dash-left"),
    ("border-right: 0.05em dashed currentcolor", "math-dash-right"),
    ("border-top: 0.05em dashed currentcolor", "math-dash-top"),
    ("width: 100%", "math-wide"),
    ("width: 50%", "math-half"),
    ("font-variant-caps: small-caps", "math-small-caps"),
    ("margin-left:-0.16666667em", "math-back"),
];

/// Replaces styles in MathML by classes and attributes. `scriptlevel` is dropped from tables: HTML validators do not know it there, and
/// they have the outermost level anyway.
fn without_styles(mathml: &str) -> String {
    const STYLE: &str = " style=\"";
    let mut out = String::with_capacity(mathml.len());
    for tag in mathml.split_inclusive('>') {
        let is_table = tag.contains("<mtable");
        let tag = if is_table { tag.replace(" scriptlevel=\"0\"", "").into() } else { Cow::Borrowed(tag) };
        match tag.split_once(STYLE).filter(|(before, _)| before.contains('<')) {
            Some((before, rest)) => {
                let (style, after) = rest.split_once('"').unwrap_or((rest, ""));
                out.push_str(before.trim_end());
                push_attributes(&mut out, style);
                out.push_str(after);
            }
            None => out.push_str(&tag),
        }
    }
    out
}

fn push_attributes(out: &mut String, style: &str) {
    let declared = || style.split(';').map(str::trim);
    for (property, attribute) in [("color:", "mathcolor"), ("font-size:", "mathsize")] {
        if let Some(value) = declared().find_map(|part| part.strip_prefix(property)) {
            out.push_str(&format!(" {attribute}=\"{value}\""));
        }
    }
    let class_of = |part: &str| CLASSES.iter().find(|(style, _)| *style == part).map(|(_, class)| *class);
    let classes: Vec<&str> = declared().filter_map(class_of).collect();
    if !classes.is_empty() {
        out.push_str(&format!(" class=\"{}\"", classes.join(" ")));
    }
}

/// MathML as a line of plain text, such as `E = mc²`.
fn reading(mathml: &str) -> String {
    let mut open: Vec<(&str, Vec<String>)> = vec![("", Vec::new())];
    for piece in mathml.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            if let Some((name, parts)) = open.pop()
                && let Some((_, outer)) = open.last_mut()
            {
                outer.push(read_aloud(name, &parts));
            }
        } else if !tag.is_empty() && !tag.ends_with('/') {
            open.push((name, Vec::new()));
        }
        if let Some((_, parts)) = open.last_mut()
            && !text.trim().is_empty()
        {
            parts.push(unescaped(text));
        }
    }
    let line: String = open.into_iter().flat_map(|(_, parts)| parts).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The reading of a MathML element, from the readings of its children.
fn read_aloud(name: &str, parts: &[String]) -> String {
    match (name, parts) {
        ("msup" | "mover", [base, over]) => format!("{base}{}", raised(over)),
        ("msub" | "munder", [base, under]) => format!("{base}_{}", grouped(under)),
        ("msubsup" | "munderover", [base, under, over]) => {
            format!("{base}_{}{}", grouped(under), raised(over))
        }
        ("mfrac", [over, under]) => format!("{}/{}", grouped(over), grouped(under)),
        ("mroot", [base, degree]) => format!("{}√{}", raised(degree), grouped(base)),
        ("msqrt", _) => format!("√{}", grouped(&parts.concat())),
        ("mo", [sign]) if is_relation(sign) => format!(" {sign} "),
        ("mtd", _) => format!("{} ", parts.concat()),
        _ => parts.concat(),
    }
}

fn is_relation(sign: &str) -> bool {
    matches!(sign, "=" | "<" | ">" | "≤" | "≥" | "≠" | "≈" | "≡" | "∼" | "∈" | "⊂" | "→" | "⇒" | "⇔")
}

/// Puts more than one character into parentheses.
fn grouped(text: &str) -> String {
    let text = text.trim();
    if text.chars().nth(1).is_some() { format!("({text})") } else { text.to_owned() }
}

/// Superscript digits, if Unicode has all of the characters.
fn raised(text: &str) -> String {
    let digit = |character: char| match character {
        '0'..='9' => "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(character as usize - '0' as usize),
        '-' | '−' => Some('⁻'),
        '′' | '″' => Some(character),
        _ => None,
    };
    text.trim()
        .chars()
        .map(digit)
        .collect::<Option<String>>()
        .unwrap_or_else(|| format!("^{}", grouped(text)))
}

/// Text of MathML, unescaped and without invisible operators.
fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    text.trim().chars().filter(|character| !matches!(character, '\u{2061}'..='\u{2064}')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mathml(formula: &str) -> String {
        to_mathml(formula, MathDisplay::Block).expect("a formula")
    }

    #[test]
    fn formulas_are_read_as_a_line() {
        for (formula, expected) in [
            ("E = mc^2", "E = mc²"),
            (r"\frac{a+b}{2} \le \sqrt{x_1}", "(a+b)/2 ≤ √(x_1)"),
            (r"\alpha^{n-1}", "α^(n−1)"),
            (r"\text{a < b}", "a < b"),
            (r"\begin{array}{l|r} a & b \\ c & d \end{array}", "a b c d"),
        ] {
            assert_eq!(reading(&mathml(formula)), expected, "{formula}");
        }
    }

    #[test]
    fn formulas_of_other_programs_are_recognized() {
        for (formula, expected) in [
            (r"\begin{split}a&=b\\&=c\end{split}", "a = b = c"),
            (r"\boxed{x+1}", "x+1"),
            (r"\fbox{so}", "so"),
            (r"\textcolor{red}{x} y", "xy"),
            (r"\textcolor{#f00}{x}", "x"),
            (r"\color{#BF40BF}{x}", "x"),
            (r"\mbox{if }x", "ifx"),
            (r"\widetilde{xy}", "xy^˜"),
            (r"\sum_{\substack{a\\b}} x", "∑_(a b)x"),
            (r"x \tag{1}", "x(1)"),
            (r"\begin{align} x \tag{1} \end{align}", "x (1)"),
            (r"\begin{smallmatrix}a&b\end{smallmatrix}", "a b"),
            (r"\newcommand{\R}{\mathbb{R}}\R", "ℝ"),
            (r"\href{https://example.org/}{x}", "x"),
            (r"\LaTeX", "LaTeX"),
        ] {
            let found = to_mathml(formula, MathDisplay::Block).map(|mathml| reading(&mathml));
            assert_eq!(found.as_deref(), Ok(expected), "{formula}");
        }
    }

    #[test]
    fn formulas_have_no_inline_styles() {
        for (formula, expected) in [
            (r"\color{red} x", " mathcolor=\"#"),
            (r"\begin{cases} a & b \\ c & d \end{cases}", "class=\"math-start math-close-right math-apart\""),
            (r"\begin{align} a &= b \end{align}", "math-end math-close-right"),
            (r"\begin{align} a \end{align}", "<mtable displaystyle=\"true\" class=\"math-wide\">"),
            (r"\begin{array}{|l:r|} \hline a & b \end{array}", "math-line-left math-line-top"),
            (r"a \! b \hspace{-1em} c", "math-back"),
            ("\\text{ style=\"x\"} \\textsc{a}", "math-small-caps"),
        ] {
            let html = without_styles(&mathml(formula));
            assert!(
                html.contains(expected)
                    && html.matches(" style=").count() <= formula.matches(" style=").count(),
                "{formula}: {html}"
            );
            assert_eq!(html.matches('<').count(), mathml(formula).matches('<').count(), "{formula}");
        }
    }
}
