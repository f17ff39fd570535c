//! Components in spoilers, and spoilers in their arguments.

use crate::harness::planted::{Row, row};

pub(crate) const COMPONENTS: &[Row] = &[
    row(
        "argument in callout",
        &[text!("argument in callout", "> [!spoiler|b1] Title\n> A {{tooltip|word|note MARK}}.")],
    ),
    row("bars in argument", &[text!("bars in argument", "A {{tooltip|word|note ||b1: MARK||}}.")]),
    row("argument in bars", &[text!("argument in bars", "A ||b1: {{tooltip|word|note MARK}}||.")]),
    row("labelled component", &[text!("labelled component", "```quote\ntext: MARK\nspoiler: b1\n```")]),
    row("bars in block", &[text!("bars in block", "```quote\ntext: 'word ||b1: MARK||'\n```")]),
    row(
        "block in callout",
        &[text!("block in callout", "> [!spoiler|b1] Title\n> ```quote\n> text: Words MARK\n> ```")],
    ),
    row(
        "callout in block",
        &[text!("callout in block", "```quote\ntext: |\n  > [!spoiler|b1] Title\n  > Words MARK\n```")],
    ),
];
