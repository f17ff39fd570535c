//! Converts calls of Lua modules, `{{#invoke:Module|function|…}}`. Only a build with the feature `lua` can run them.

use super::expansion::{Expander, Frame};
use super::preprocess::Call;

/// True if this build runs modules.
pub(super) const ARE_RUN: bool = cfg!(feature = "lua");

/// Replaces a call by the text that the module returns. A call that fails is unconverted.
pub(super) fn invoke(
    x: &mut Expander<'_, '_>,
    module: &str,
    call: &Call<'_>,
    frame: &Frame,
    out: &mut String,
) {
    x.result.modules.calls += 1;
    match run(x, module, call, frame) {
        Ok(text) => out.push_str(&text),
        Err(problem) => {
            x.result.modules.failed += 1;
            x.failed(call.source, problem.as_deref(), out);
        }
    }
}

#[cfg(not(feature = "lua"))]
fn run(_: &mut Expander<'_, '_>, _: &str, _: &Call<'_>, _: &Frame) -> Result<String, Option<String>> {
    Err(None)
}

#[cfg(feature = "lua")]
fn run(
    x: &mut Expander<'_, '_>,
    module: &str,
    call: &Call<'_>,
    frame: &Frame,
) -> Result<String, Option<String>> {
    let function = x.argument(call.arguments.first(), frame);
    let arguments = x.arguments(call.arguments.get(1..).unwrap_or_default(), frame);
    super::lua::run(x, (module, &function), arguments, frame).map_err(Some)
}
