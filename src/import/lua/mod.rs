//! Runs Lua modules as Scribunto does: `{{#invoke:Module|function|…}}`.
//!
//! Modules are untrusted. Each page has a virtual machine of its own without access to files, network, clock or
//! bytecode, and with limits on instructions, memory and depth. The libraries follow the reference manual of Scribunto;
//! those in Lua are in `*.lua`, the others and everything that could take long in Rust.

mod clock;
mod facts;
mod host;
mod limits;
mod machine;
mod pattern;
mod strings;
#[cfg(test)]
mod tests;
mod text;

use std::cell::RefCell;
use std::rc::Rc;

use mlua::LuaString;

use super::dump::Title;
use super::expansion::{Arguments, Expander, Frame};
use super::preprocess;
use host::{Host, clean};
use limits::NESTING;
pub(super) use machine::Machine;
use machine::{is_own, lossy, message, place};

/// Calls a function of a module.
///
/// # Errors If the module fails or exceeds a limit: the message, with the place if it is known.
pub(super) fn run(
    x: &mut Expander<'_, '_>,
    (module, function): (&str, &str),
    arguments: Vec<(String, String)>,
    caller: &Frame,
) -> Result<String, String> {
    let title = x.pages.names.title(module, 828);
    let full = x.pages.names.full(&title);
    called(x, (title, function), arguments, caller).map_err(|found| {
        let text = message(&found);
        let Some((module, line, whole)) = place(&text) else { return format!("{full}: {text}") };
        let reason = text[whole.len()..].trim_start_matches([':', ' ']);
        match is_own(module) {
            true => format!("{full}: {reason}"),
            false => format!("{module}, line {line}: {reason}"),
        }
    })
}

fn called(
    x: &mut Expander<'_, '_>,
    (title, function): (Title, &str),
    arguments: Vec<(String, String)>,
    caller: &Frame,
) -> mlua::Result<String> {
    let machine = match &x.machine {
        Some(machine) => Rc::clone(machine),
        None => {
            let machine = Rc::new(Machine::new()?);
            Rc::clone(x.machine.insert(machine))
        }
    };
    let limits = &machine.limits;
    if limits.nesting.get() >= NESTING {
        return Err(strings::error("modules call each other too deeply"));
    }
    let module = x.pages.names.full(&title);
    let own = Frame { title, arguments: Some(Rc::new(Arguments::new(arguments))), depth: caller.depth + 1 };
    let parent =
        Frame { title: caller.title.clone(), arguments: caller.arguments.clone(), depth: caller.depth };
    let host = Host {
        x: RefCell::new(&mut *x),
        frames: RefCell::new(vec![Rc::new(own), Rc::new(parent)]),
        limits: Rc::clone(limits),
    };
    limits.begin();
    let result = limits.check().map_err(strings::error).and_then(|()| {
        machine.lua.scope(|scope| {
            let call = scope.create_function(|lua, question| host.call(lua, question))?;
            machine.run.call::<LuaString>((call, module, function))
        })
    });
    limits.end();
    let text = without_comments(clean(&lossy(&result?), x.result.tags.len()));
    Ok(with_code(x, &text))
}

/// Text of a module without comments, alone on a line with that line.
fn without_comments(text: String) -> String {
    match text.contains("<!--") {
        true => preprocess::without_comments(&text),
        false => text,
    }
}

/// Replaces `<pre>`, which the text of a module may contain as HTML, by a marker.
fn with_code(x: &mut Expander<'_, '_>, text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    let mut out = String::new();
    let mut at = 0;
    while let Some(start) = lower[at..].find("<pre").map(|start| at + start) {
        let open = lower[start..].find('>').map(|end| start + end + 1);
        let Some(open) =
            open.filter(|open| matches!(lower.as_bytes()[start + 4], b'>' | b' ') && *open > start)
        else {
            out.push_str(&text[at..start + 4]);
            at = start + 4;
            continue;
        };
        let Some(close) = lower[open..].find("</pre>").map(|close| open + close) else { break };
        out.push_str(&text[at..start]);
        x.strip("pre", text[start + 4..open - 1].to_owned(), text[open..close].to_owned(), &mut out);
        at = close + "</pre>".len();
    }
    out.push_str(&text[at..]);
    out
}
