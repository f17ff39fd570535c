//! Rewrites LaTeX that the MathML converter does not support in terms of what it does.

use std::borrow::Cow;

/// Maximum number of macros in a formula.
const MAX_MACROS: usize = 50;

/// Commands and their supported synonyms.
const SAME: [(&str, &str); 9] = [
    ("mbox", "text"),
    ("hbox", "text"),
    ("textnormal", "text"),
    ("widetilde", "tilde"),
    ("widecheck", "check"),
    ("LaTeX", "text{LaTeX}"),
    ("KaTeX", "text{KaTeX}"),
    ("TeX", "text{TeX}"),
    ("bold", "mathbf"),
];

/// Environments that number their lines, where `\tag` and `\label` are kept.
const NUMBERED: [&str; 4] = ["{align}", "{equation}", "{gather}", "{multline}"];

/// Expands macros and replaces unsupported commands. `most` is the maximum length of the result in bytes.
pub(super) fn known(formula: &str, most: usize) -> Result<Cow<'_, str>, String> {
    if !formula.contains('\\') {
        return Ok(Cow::Borrowed(formula));
    }
    let expanded = expanded(formula, most)?;
    let is_numbered = NUMBERED.iter().any(|name| expanded.contains(name));
    let text = Rewriter { is_numbered }.rewrite(&expanded);
    if text.len() > most { Err(too_long(most)) } else { Ok(Cow::Owned(text)) }
}

fn too_long(most: usize) -> String {
    format!("it is longer than {most} bytes")
}

struct Rewriter {
    is_numbered: bool,
}

impl Rewriter {
    fn rewrite(&self, formula: &str) -> String {
        let mut out = String::with_capacity(formula.len());
        let mut rest = formula;
        while let Some(at) = rest.find('\\') {
            out.push_str(&rest[..at]);
            let name = command(&rest[at + 1..]);
            let after = &rest[at + 1 + name.len()..];
            rest = self.replace(name, after, &mut out).unwrap_or_else(|| {
                out.push('\\');
                out.push_str(name);
                after
            });
        }
        out.push_str(rest);
        out
    }

    /// Writes the replacement of a command, and returns the text after it. `None` if the command is kept.
    fn replace<'f>(&self, name: &str, after: &'f str, out: &mut String) -> Option<&'f str> {
        if let Some((_, same)) = SAME.iter().find(|(other, _)| *other == name) {
            out.push('\\');
            out.push_str(same);
            return Some(after);
        }
        match name {
            "begin" | "end" => environment(name, after, out),
            "boxed" | "fbox" => self.boxed(name, after, out),
            "substack" => {
                let (inside, rest) = group(after)?;
                out.push_str(&format!("\\begin{{subarray}}{{c}}{}\\end{{subarray}}", self.rewrite(inside)));
                Some(rest)
            }
            "color" => {
                let (colour, rest) = group(after).filter(|(colour, _)| colour.trim().starts_with('#'))?;
                out.push_str(&coloured(colour));
                Some(rest)
            }
            "textcolor" => {
                let (colour, rest) = group(after)?;
                let (inside, rest) = group(rest)?;
                out.push_str(&format!("{{{} {}}}", coloured(colour), self.rewrite(inside)));
                Some(rest)
            }
            "href" => {
                let (_, rest) = group(after)?;
                let (inside, rest) = group(rest)?;
                out.push_str(&format!("{{{}}}", self.rewrite(inside)));
                Some(rest)
            }
            "tag" | "label" | "nonumber" | "notag" if !self.is_numbered => unnumbered(name, after, out),
            _ => None,
        }
    }

    fn boxed<'f>(&self, name: &str, after: &'f str, out: &mut String) -> Option<&'f str> {
        let (inside, rest) = group(after)?;
        let inside = if name == "fbox" { format!("\\text{{{inside}}}") } else { self.rewrite(inside) };
        out.push_str(&format!("\\begin{{array}}{{|c|}}\\hline {inside} \\\\ \\hline\\end{{array}}"));
        Some(rest)
    }
}

fn environment<'f>(command: &str, after: &'f str, out: &mut String) -> Option<&'f str> {
    let (name, rest) = group(after)?;
    let same = match name {
        "split" => "aligned",
        "smallmatrix" => "matrix",
        _ => return None,
    };
    out.push_str(&format!("\\{command}{{{same}}}"));
    Some(rest)
}

/// Replaces `\tag` and `\label` in a formula without numbering: the number is shown after the formula.
fn unnumbered<'f>(name: &str, after: &'f str, out: &mut String) -> Option<&'f str> {
    match name {
        "tag" => {
            let starred = after.strip_prefix('*');
            let (number, rest) = group(starred.unwrap_or(after))?;
            let shown = if starred.is_some() { number.to_owned() } else { format!("({number})") };
            out.push_str(&format!("\\qquad\\text{{{shown}}}"));
            Some(rest)
        }
        "label" => group(after).map(|(_, rest)| rest),
        _ => Some(after),
    }
}

/// `\color` with a colour name or hexadecimal digits.
fn coloured(colour: &str) -> String {
    let colour = colour.trim();
    match colour.strip_prefix('#') {
        Some(digits) if digits.len() == 3 && digits.is_ascii() => {
            let doubled: String = digits.chars().flat_map(|digit| [digit, digit]).collect();
            format!("\\color[HTML]{{{doubled}}}")
        }
        Some(digits) => format!("\\color[HTML]{{{digits}}}"),
        None => format!("\\color{{{colour}}}"),
    }
}

/// The name of a command: letters, or one other character.
fn command(text: &str) -> &str {
    let letters = text.find(|sign: char| !sign.is_ascii_alphabetic()).unwrap_or(text.len());
    let sign = text.chars().next().map_or(0, char::len_utf8);
    &text[..letters.max(sign)]
}

/// The argument of a command, without its braces, and the text after it.
fn group(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let Some(inside) = text.strip_prefix('{') else {
        let first = text.chars().next().filter(|first| !matches!(first, '}' | '&' | '\\'))?;
        return Some(text.split_at(first.len_utf8()));
    };
    let (mut depth, mut escaped) = (1_usize, false);
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'{' if !escaped => depth += 1,
            b'}' if !escaped => depth -= 1,
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
        if depth == 0 {
            return Some((&inside[..at], &inside[at + 1..]));
        }
    }
    None
}

/// A macro defined by a formula: name, number of arguments, body.
struct Macro<'f> {
    name: &'f str,
    arguments: usize,
    body: String,
}

/// Removes macro definitions from a formula and expands their uses. A macro may use earlier ones.
fn expanded(formula: &str, most: usize) -> Result<Cow<'_, str>, String> {
    if !["\\newcommand", "\\renewcommand", "\\def\\"].iter().any(|mark| formula.contains(mark)) {
        return Ok(Cow::Borrowed(formula));
    }
    let mut macros: Vec<Macro<'_>> = Vec::new();
    let mut out = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let name = command(&rest[at + 1..]);
        let after = &rest[at + 1 + name.len()..];
        if let Some((found, remaining)) = definition(name, after) {
            let body = with_macros(&found.body, &macros, most)?;
            macros.push(Macro { body, ..found });
            rest = remaining;
        } else {
            rest = used(name, after, &macros, &mut out);
        }
        if out.len() > most || macros.len() > MAX_MACROS {
            return Err(if out.len() > most {
                too_long(most)
            } else {
                "it defines too many macros".to_owned()
            });
        }
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

/// Expands macros in a text without definitions.
fn with_macros(text: &str, macros: &[Macro<'_>], most: usize) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let name = command(&rest[at + 1..]);
        rest = used(name, &rest[at + 1 + name.len()..], macros, &mut out);
        if out.len() > most {
            return Err(too_long(most));
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// Writes a command or its expansion, and returns the text after it.
fn used<'f>(name: &str, after: &'f str, macros: &[Macro<'_>], out: &mut String) -> &'f str {
    let found = macros.iter().rev().find(|known| known.name == name);
    let arguments = found.and_then(|found| arguments(after, found.arguments));
    let (Some(found), Some((values, rest))) = (found, arguments) else {
        out.push('\\');
        out.push_str(name);
        return after;
    };
    out.push('{');
    let mut parts = found.body.split('#');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let number = part.bytes().next().filter(u8::is_ascii_digit).map(|digit| usize::from(digit - b'0'));
        match number.and_then(|number| values.get(number.checked_sub(1)?)) {
            Some(value) => out.push_str(&format!("{value}{}", &part[1..])),
            None => out.push_str(&format!("#{part}")),
        }
    }
    out.push('}');
    rest
}

fn arguments(mut text: &str, count: usize) -> Option<(Vec<&str>, &str)> {
    let mut values = Vec::with_capacity(count);
    for _ in 0..count {
        let (value, rest) = group(text)?;
        values.push(value);
        text = rest;
    }
    Some((values, text))
}

/// Parses `\newcommand{\name}[2]{body}` or `\def\name{body}` after the name of the command.
fn definition<'f>(command_name: &str, after: &'f str) -> Option<(Macro<'f>, &'f str)> {
    let is_new = matches!(command_name, "newcommand" | "renewcommand");
    if !is_new && command_name != "def" {
        return None;
    }
    let after = after.strip_prefix('*').unwrap_or(after).trim_start();
    let (name, rest) = match after.strip_prefix('\\') {
        Some(bare) => bare.split_at(command(bare).len()),
        None => group(after).and_then(|(name, rest)| Some((name.trim().strip_prefix('\\')?, rest)))?,
    };
    let count =
        rest.trim_start().strip_prefix('[').filter(|_| is_new).and_then(|inside| inside.split_once(']'));
    let (count, rest) = count.unwrap_or(("0", rest));
    let arguments = count.trim().parse().ok().filter(|count| *count < 10)?;
    let (body, rest) = group(rest)?;
    Some((Macro { name, arguments, body: body.to_owned() }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_expand_within_limits() {
        let known = |formula: &str| known(formula, 1_000).map(Cow::into_owned);
        assert_eq!(known(r"\newcommand{\R}{\mathbb{R}}x \in \R").unwrap(), r"x \in {\mathbb{R}}");
        assert_eq!(known(r"\newcommand\half[1]{\frac{#1}{2}}\half{a}").unwrap(), r"{\frac{a}{2}}");
        let mut bomb = r"\def\a{xxxxxxxxxx}".to_owned();
        for pair in "abcdefgh".as_bytes().windows(2) {
            let (from, to) = (char::from(pair[0]), char::from(pair[1]));
            bomb.push_str(&format!(r"\def\{to}{{\{from}\{from}\{from}\{from}}}"));
        }
        assert!(known(&format!(r"{bomb}\h")).is_err());
        assert!(known(r"\def\a{\a}\a").is_ok());
    }

    #[test]
    fn incomplete_macros_are_kept() {
        for formula in
            [r"\boxed", r"\textcolor{red}", r"\substack{a", r"\newcommand", r"\def\", r"a\", r"\begin"]
        {
            assert_eq!(known(formula, 1_000).unwrap(), formula, "{formula}");
        }
    }
}
