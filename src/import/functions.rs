//! Parser functions and variables.

use super::dump::{Title, upper_first};
use super::expansion::{Expander, Frame, MARK};
use super::expression;
use super::messages;
use super::preprocess::{Argument, Call};
use super::url;
use crate::text::escape::{decode_percent, encode_url_value};

/// Functions that read or count single characters.
const READS_CHARACTERS: [&str; 12] = [
    "urlencode",
    "#urlencode",
    "#urldecode",
    "anchorencode",
    "formatnum",
    "#len",
    "#pos",
    "#rpos",
    "#sub",
    "#count",
    "#replace",
    "#explode",
];

/// Calls a parser function or a variable. Returns false if the name is neither.
pub(super) fn call(
    x: &mut Expander<'_, '_>,
    name: &str,
    call: &Call<'_>,
    frame: &Frame,
    out: &mut String,
) -> bool {
    let Some((function, first)) = name.split_once(':') else {
        let name = x.pages.names.english(name).unwrap_or(name);
        return call.arguments.is_empty() && variable(x, name, None, frame, out)
            || name.eq_ignore_ascii_case("!") && {
                out.push('|');
                true
            };
    };
    let function = function.trim();
    let function = x.pages.names.english(function).unwrap_or(function).to_lowercase();
    let first = first.trim();
    // What reads single characters does not see tags.
    let plain = (READS_CHARACTERS.contains(&function.as_str()) && first.contains(MARK))
        .then(|| first.split(MARK).step_by(2).collect::<String>());
    let first = plain.as_deref().unwrap_or(first);
    let mut arguments = Arguments { written: &call.arguments, frame };
    if branch(x, &function, first, &mut arguments, out) || strings(x, &function, first, &mut arguments, out) {
        return true;
    }
    match function.as_str() {
        "#vardefine" | "#vardefineecho" => {
            let value = arguments.get(x, 0);
            if function.ends_with("echo") {
                out.push_str(&value);
            }
            x.variables.insert(first.to_owned(), value);
        }
        "#var" => match x.variables.get(first) {
            Some(value) => out.push_str(&value.clone()),
            None => out.push_str(&arguments.get(x, 0)),
        },
        "#varexists" => {
            let at = usize::from(!x.variables.contains_key(first));
            out.push_str(&arguments.get(x, at));
        }
        "#tag" => tag(x, first, &mut arguments, out),
        "#expr" => out.push_str(&expression::text(first)),
        "displaytitle" => x.result.display_title = Some(first.to_owned()),
        "defaultsort" | "defaultsortkey" | "defaultcategorysort" | "#seo" | "#description2" => {}
        "int" => message(x, first, &mut arguments, out),
        "#ev" if first.eq_ignore_ascii_case("youtube") => {
            let (id, caption) = (arguments.get(x, 0), arguments.get(x, 3));
            x.strip("youtube", caption, id, out);
        }
        "#invoke" => super::modules::invoke(x, first, call, frame, out),
        "#dpl" | "#lst" | "#lsth" | "#lstx" | "#ask" | "#show" | "#cargo_query" | "#ev" | "#widget"
        | "#css" => {
            x.unconverted(call.source, out);
        }
        _ => return variable(x, &function.to_uppercase(), Some(first), frame, out),
    }
    true
}

/// A message of MediaWiki. The dump contains only those that the wiki has changed.
fn message(x: &mut Expander<'_, '_>, key: &str, arguments: &mut Arguments<'_, '_>, out: &mut String) {
    let pages = x.pages;
    match messages::message(pages, key) {
        Some(text) => out.push_str(&messages::filled(&text, |at| {
            arguments.written.get(at).is_some().then(|| arguments.get(x, at))
        })),
        None => {
            x.unknown(&format!("{{{{int:{key}}}}}: the message"));
            out.push_str(&format!("⧼{key}⧽"));
        }
    }
}

/// The arguments of a function, expanded on demand.
struct Arguments<'a, 't> {
    written: &'a [Argument<'t>],
    frame: &'a Frame,
}

impl Arguments<'_, '_> {
    fn get(&mut self, x: &mut Expander<'_, '_>, at: usize) -> String {
        x.argument(self.written.get(at), self.frame)
    }

    fn number(&mut self, x: &mut Expander<'_, '_>, at: usize) -> Option<i64> {
        self.get(x, at).parse().ok()
    }
}

/// Conditional functions.
fn branch(
    x: &mut Expander<'_, '_>,
    function: &str,
    first: &str,
    arguments: &mut Arguments<'_, '_>,
    out: &mut String,
) -> bool {
    let holds = match function {
        "#if" => !first.is_empty(),
        "#ifeq" => {
            let second = arguments.get(x, 0);
            let at = if is_equal(first, &second) { 1 } else { 2 };
            out.push_str(&arguments.get(x, at));
            return true;
        }
        "#ifexpr" => match expression::value(first) {
            Ok(value) => value.is_some_and(|value| value != 0.0),
            Err(error) => {
                out.push_str(&expression::error(&error));
                return true;
            }
        },
        "#ifexist" => exists(x, first),
        "#iferror" => {
            let is_error = first.contains("class=\"error\"") || x.has_failed(first);
            match (is_error, arguments.written.len()) {
                (true, _) => out.push_str(&arguments.get(x, 0)),
                (false, 0 | 1) => out.push_str(first),
                (false, _) => out.push_str(&arguments.get(x, 1)),
            }
            return true;
        }
        "#switch" => {
            switch(x, first, arguments, out);
            return true;
        }
        _ => return false,
    };
    out.push_str(&arguments.get(x, usize::from(!holds)));
    true
}

fn exists(x: &Expander<'_, '_>, name: &str) -> bool {
    let title = x.pages.names.title(name, 0);
    x.pages.by_title.contains_key(&title)
}

fn is_equal(one: &str, other: &str) -> bool {
    let numbers = (one.parse::<f64>(), other.parse::<f64>());
    one == other || matches!(numbers, (Ok(one), Ok(other)) if one == other && one.is_finite())
}

fn switch(x: &mut Expander<'_, '_>, value: &str, arguments: &Arguments<'_, '_>, out: &mut String) {
    let frame = arguments.frame;
    let (mut found, mut default_follows) = (false, false);
    let (mut default, mut last) = (None, None);
    for argument in arguments.written {
        let Some(equals) = argument.equals else {
            let case = x.argument(Some(argument), frame);
            found |= is_equal(&case, value);
            default_follows |= case == "#default";
            last = Some(case);
            continue;
        };
        last = None;
        let case = x.text(&argument.pieces[..equals], frame);
        if found || is_equal(case.trim(), value) {
            return out.push_str(x.text(&argument.pieces[equals + 1..], frame).trim());
        }
        if std::mem::take(&mut default_follows) || case.trim() == "#default" {
            default = Some(&argument.pieces[equals + 1..]);
        }
    }
    match (last.filter(|_| !default_follows), default) {
        (Some(last), _) => out.push_str(&last),
        (None, Some(default)) => out.push_str(x.text(default, frame).trim()),
        (None, None) => {}
    }
}

/// String functions.
fn strings(
    x: &mut Expander<'_, '_>,
    function: &str,
    first: &str,
    arguments: &mut Arguments<'_, '_>,
    out: &mut String,
) -> bool {
    let made = match function {
        "lc" => first.to_lowercase(),
        "uc" => first.to_uppercase(),
        "ucfirst" => upper_first(first),
        "lcfirst" => lower_first(first),
        "#len" => first.chars().count().to_string(),
        "#pos" => position(first, &arguments.get(x, 0)).map(|at| at.to_string()).unwrap_or_default(),
        "#rpos" => {
            let wanted = arguments.get(x, 0);
            first.rfind(&wanted).map_or("-1".to_owned(), |at| first[..at].chars().count().to_string())
        }
        "#sub" => {
            let start = arguments.number(x, 0).unwrap_or(0);
            substring(first, start, arguments.number(x, 1))
        }
        "#count" => {
            let wanted = arguments.get(x, 0);
            if wanted.is_empty() { "0".to_owned() } else { first.matches(&wanted).count().to_string() }
        }
        "#replace" => {
            let (from, to) = (arguments.get(x, 0), arguments.get(x, 1));
            let from = if from.is_empty() { " ".to_owned() } else { from };
            bounded(first.replace(&from, &to))
        }
        "#explode" => {
            let divider = arguments.get(x, 0);
            explode(
                first,
                if divider.is_empty() { " " } else { &divider },
                arguments.number(x, 1).unwrap_or(0),
            )
        }
        _ => return formats(x, function, first, arguments, out),
    };
    out.push_str(&made);
    true
}

/// Functions on titles, numbers and dates.
fn formats(
    x: &mut Expander<'_, '_>,
    function: &str,
    first: &str,
    arguments: &mut Arguments<'_, '_>,
    out: &mut String,
) -> bool {
    let made = match function {
        "#titleparts" => {
            let title = x.pages.names.full(&x.pages.names.title(first, 0));
            title_parts(&title, arguments.number(x, 0).unwrap_or(0), arguments.number(x, 1).unwrap_or(1))
        }
        "padleft" | "padright" => {
            let (length, filler) = (arguments.number(x, 0).unwrap_or(0), arguments.get(x, 1));
            padded(
                first,
                length.clamp(0, 500) as usize,
                if filler.is_empty() { "0" } else { &filler },
                function == "padleft",
            )
        }
        "formatnum" => match arguments.get(x, 0).as_str() {
            "R" | "NOSEP" => first.replace(',', ""),
            _ => grouped(first),
        },
        "plural" => {
            let at = usize::from(first.parse::<f64>().ok() != Some(1.0) && arguments.written.len() > 1);
            arguments.get(x, at)
        }
        "anchorencode" => first.replace(' ', "_"),
        "urlencode" | "#urlencode" => match arguments.get(x, 0).to_uppercase().as_str() {
            "WIKI" => super::interwiki::encoded(first),
            style => {
                let mut encoded = String::new();
                encode_url_value(&mut encoded, first);
                if style == "PATH" { encoded } else { encoded.replace("%20", "+") }
            }
        },
        "fullurl" | "localurl" | "canonicalurl" | "filepath" => {
            let query = arguments.get(x, 0);
            page_url(x, first, &query, function == "localurl")
        }
        "ns" => namespace(x, first).to_owned(),
        "nse" => namespace(x, first).replace(' ', "_"),
        "grammar" => arguments.get(x, 0),
        // Nothing is known about the user.
        "gender" => arguments.get(x, if arguments.written.len() > 2 { 2 } else { 0 }),
        "#urldecode" => decode_percent(&first.replace('+', " ")).into_owned(),
        "#special" => format!("{}:{}", x.pages.names.name(-1), upper_first(first)),
        "#speciale" => format!("{}:{}", x.pages.names.name(-1), upper_first(&first.replace(' ', "_"))),
        "#dateformat" | "#formatdate" => super::time::reordered(first, &arguments.get(x, 0)),
        "#time" | "#timel" => {
            let now = x.pages.newest;
            let when = arguments.get(x, 0);
            let made = super::time::format(first, &when, now);
            if when.is_empty() { frozen(x, "#time", made) } else { made }
        }
        "#rel2abs" => {
            let base = arguments.get(x, 0);
            let base = if base.is_empty() { x.pages.names.full(x.page) } else { base };
            absolute(first, &base)
        }
        _ => return false,
    };
    out.push_str(&made);
    true
}

/// The name of a namespace, by its number or another of its names.
fn namespace<'p>(x: &Expander<'p, '_>, of: &str) -> &'p str {
    let names = x.pages.names;
    let number = of.parse().ok().or_else(|| names.number(of)).unwrap_or(0);
    names.name(number)
}

/// The URL of a page of the wiki.
fn page_url(x: &Expander<'_, '_>, title: &str, query: &str, is_local: bool) -> String {
    let base = x.pages.dump.base.rsplit_once('/').map(|(base, _)| base).unwrap_or_default();
    let (host, path) = url::split(base);
    let name = super::interwiki::encoded(title);
    let host = if is_local { "" } else { host };
    match query {
        "" => format!("{host}{path}/{name}"),
        query => format!("{host}/index.php?title={name}&{query}"),
    }
}

/// Truncates text to the maximum size of a page.
fn bounded(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(1 << 20));
    text
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

fn position(text: &str, wanted: &str) -> Option<usize> {
    let wanted = if wanted.is_empty() { " " } else { wanted };
    text.find(wanted).map(|at| text[..at].chars().count())
}

fn substring(text: &str, start: i64, length: Option<i64>) -> String {
    let count = text.chars().count() as i64;
    let start = if start < 0 { (count + start).max(0) } else { start.min(count) };
    let end = match length {
        None | Some(0) => count,
        Some(length) if length < 0 => (count + length).max(start),
        Some(length) => start.saturating_add(length).min(count),
    };
    text.chars().skip(start as usize).take((end - start) as usize).collect()
}

fn explode(text: &str, divider: &str, at: i64) -> String {
    let parts: Vec<&str> = text.split(divider).collect();
    let at = if at < 0 { parts.len() as i64 + at } else { at };
    usize::try_from(at).ok().and_then(|at| parts.get(at)).map(|part| (*part).to_owned()).unwrap_or_default()
}

fn title_parts(title: &str, count: i64, first: i64) -> String {
    let parts: Vec<&str> = title.split('/').collect();
    let total = parts.len() as i64;
    let start = if first > 0 {
        first - 1
    } else if first < 0 {
        (total + first).max(0)
    } else {
        0
    };
    let end = match count {
        0 => total,
        count if count > 0 => (start + count).min(total),
        count => total + count,
    };
    if start >= end { String::new() } else { parts[start as usize..end as usize].join("/") }
}

/// The page that a path leads to from another page.
fn absolute(path: &str, base: &str) -> String {
    let is_relative =
        path.is_empty() || ["/", "./", "../"].iter().any(|start| path.starts_with(start)) || path == "..";
    let mut parts: Vec<&str> = if is_relative { base.split('/').collect() } else { Vec::new() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn padded(text: &str, length: usize, filler: &str, left: bool) -> String {
    let missing = length.saturating_sub(text.chars().count());
    let fill: String = filler.chars().cycle().take(missing).collect();
    if left { format!("{fill}{text}") } else { format!("{text}{fill}") }
}

fn grouped(number: &str) -> String {
    let (sign, rest) = number.strip_prefix('-').map_or(("", number), |rest| ("−", rest));
    let (whole, fraction) =
        rest.split_once('.').map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    fraction.into_iter().for_each(|fraction| {
        out.push('.');
        out.push_str(fraction);
    });
    out
}

fn tag(x: &mut Expander<'_, '_>, name: &str, arguments: &mut Arguments<'_, '_>, out: &mut String) {
    let inner = arguments.get(x, 0);
    let mut attributes = String::new();
    for at in 1..arguments.written.len() {
        attributes.push(' ');
        attributes.push_str(&arguments.get(x, at));
    }
    match super::preprocess::EXTENSIONS.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        Some(name) => x.strip(name, attributes, inner, out),
        None => out.push_str(&format!("<{name}{attributes}>{inner}</{name}>")),
    }
}

/// Variables, and functions that return a part of a title.
fn variable(
    x: &mut Expander<'_, '_>,
    name: &str,
    of: Option<&str>,
    _frame: &Frame,
    out: &mut String,
) -> bool {
    let title = match of {
        Some(text) => x.pages.names.title(text, 0),
        None => x.page.clone(),
    };
    let is_insensitive = |known: &&str| known.eq_ignore_ascii_case(name);
    let name =
        ["SERVER", "SERVERNAME", "SCRIPTPATH", "STYLEPATH"].into_iter().find(is_insensitive).unwrap_or(name);
    let plain = name.strip_suffix('E').filter(|part| is_title_part(part)).unwrap_or(name);
    let made = match plain {
        part if is_title_part(part) && plain != name => {
            super::interwiki::encoded(&title_part(x, part, &title))
        }
        part if is_title_part(part) => title_part(x, part, &title),
        "SITENAME" => x.pages.dump.name.clone(),
        "SERVER" => url::split(&x.pages.dump.base).0.to_owned(),
        "SERVERNAME" => {
            let server = url::split(&x.pages.dump.base).0;
            server.split_once("://").map_or(server, |(_, host)| host).to_owned()
        }
        "CONTENTLANGUAGE" | "CONTENTLANG" => x.pages.dump.language.clone(),
        "SCRIPTPATH" | "STYLEPATH" => String::new(),
        "DIRECTIONMARK" | "DIRMARK" => String::new(),
        "REVISIONID" | "REVISIONUSER" => {
            x.unknown(&format!("{{{{{name}}}}}: the revision"));
            String::new()
        }
        "NUMBEROFARTICLES" => frozen(x, name, grouped(&x.pages.articles.to_string())),
        "NUMBEROFPAGES" => frozen(x, name, grouped(&x.pages.dump.pages.len().to_string())),
        "NUMBEROFFILES"
        | "NUMBEROFUSERS"
        | "NUMBEROFEDITS"
        | "NUMBEROFADMINS"
        | "NUMBEROFACTIVEUSERS"
        | "PAGESINCATEGORY"
        | "PAGESINCAT"
        | "NUMBERINGROUP"
        | "PAGESIZE" => {
            x.unknown(&match of {
                Some(of) => format!("{{{{{name}:{of}}}}}: the number"),
                None => format!("{{{{{name}}}}}: the number"),
            });
            "0".to_owned()
        }
        "=" if of.is_none() && !exists(x, "Template:=") => "=".to_owned(),
        _ => match super::time::variable(name) {
            Some(format) => {
                let now = x.pages.newest;
                frozen(x, name, super::time::format(format, "", now))
            }
            None => return false,
        },
    };
    out.push_str(&made);
    true
}

/// A value that changes with time in MediaWiki, and stays here.
fn frozen(x: &mut Expander<'_, '_>, name: &str, value: String) -> String {
    x.changed(&format!("{{{{{name}}}}} stays {value}"));
    value
}

fn is_title_part(name: &str) -> bool {
    matches!(
        name,
        "PAGENAME"
            | "FULLPAGENAME"
            | "BASEPAGENAME"
            | "SUBPAGENAME"
            | "ROOTPAGENAME"
            | "NAMESPACE"
            | "NAMESPACENUMBER"
            | "TALKPAGENAME"
            | "ARTICLESPACE"
            | "SUBJECTSPACE"
            | "TALKSPACE"
            | "SUBJECTPAGENAME"
            | "ARTICLEPAGENAME"
    )
}

fn title_part(x: &Expander<'_, '_>, part: &str, title: &Title) -> String {
    let name = title.name.as_str();
    match part {
        "PAGENAME" => name.to_owned(),
        "FULLPAGENAME" | "SUBJECTPAGENAME" | "ARTICLEPAGENAME" => x.pages.names.full(title),
        "BASEPAGENAME" => name.rsplit_once('/').map_or(name, |(base, _)| base).to_owned(),
        "SUBPAGENAME" => name.rsplit('/').next().unwrap_or(name).to_owned(),
        "ROOTPAGENAME" => name.split('/').next().unwrap_or(name).to_owned(),
        "NAMESPACE" | "ARTICLESPACE" | "SUBJECTSPACE" if title.namespace == 0 => String::new(),
        "NAMESPACE" | "ARTICLESPACE" | "SUBJECTSPACE" => x.pages.names.name(title.namespace).to_owned(),
        "NAMESPACENUMBER" => title.namespace.to_string(),
        "TALKPAGENAME" => format!("{}:{name}", x.pages.names.name(title.namespace | 1)),
        _ => x.pages.names.name(title.namespace | 1).to_owned(),
    }
}
