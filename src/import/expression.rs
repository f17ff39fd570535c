//! Arithmetic: `#expr` and `#ifexpr`.

/// The error of a division, which MediaWiki shows alone.
const ZERO: &str = "division by zero";
/// Maximum nesting of parentheses and signs.
const MAX_DEPTH: usize = 60;

/// The value of an expression; `None` for an empty one.
pub(super) fn value(text: &str) -> Result<Option<f64>, String> {
    let text = super::entity::decode(text).replace('−', "-").to_lowercase();
    if text.trim().is_empty() {
        return Ok(None);
    }
    let mut parser = Parser { rest: text.trim(), depth: 0 };
    let value = parser.binary(0)?;
    parser.skip();
    if parser.rest.is_empty() {
        Ok(Some(value))
    } else {
        Err(format!("unexpected `{}`", parser.rest.chars().take(20).collect::<String>()))
    }
}

/// The formatted value, or an error message.
pub(super) fn text(text: &str) -> String {
    match value(text) {
        Ok(None) => String::new(),
        Ok(Some(value)) => number(value),
        Err(message) => error(&message),
    }
}

/// An error message in place of a value.
pub(super) fn error(message: &str) -> String {
    let message = match message {
        ZERO => format!("{}.", crate::text::capitalised(ZERO)),
        message => format!("Expression error: {message}."),
    };
    format!("<strong class=\"error\">{message}</strong>")
}

fn number(value: f64) -> String {
    if value.is_nan() {
        return "NAN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "INF" } else { "-INF" }.to_owned();
    }
    // Fourteen significant digits.
    let shown = format!("{value:.13e}");
    let (digits, exponent) = shown.split_once('e').unwrap_or((&shown, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..15).contains(&exponent) {
        let digits = digits.trim_end_matches('0');
        return format!("{digits}{}E{exponent:+}", if digits.ends_with('.') { "0" } else { "" });
    }
    let decimals = usize::try_from(13 - exponent).unwrap_or_default();
    let shown = format!("{value:.decimals$}");
    let shown = match shown.contains('.') {
        true => shown.trim_end_matches('0').trim_end_matches('.'),
        false => &shown,
    };
    if shown == "-0" { "0".to_owned() } else { shown.to_owned() }
}

struct Parser<'t> {
    rest: &'t str,
    depth: usize,
}

/// Operators by precedence.
const LEVELS: [&[&str]; 6] = [
    &["or"],
    &["and"],
    &["!=", "<>", "<=", ">=", "=", "<", ">"],
    &["round"],
    &["+", "-"],
    &["*", "/", "div", "mod", "fmod"],
];

impl Parser<'_> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn binary(&mut self, level: usize) -> Result<f64, String> {
        let Some(operators) = LEVELS.get(level) else { return self.power() };
        let mut left = self.binary(level + 1)?;
        loop {
            self.skip();
            let Some(operator) = operators.iter().find(|operator| self.rest.starts_with(**operator)) else {
                return Ok(left);
            };
            self.rest = &self.rest[operator.len()..];
            let right = self.binary(level + 1)?;
            left = apply(operator, left, right)?;
        }
    }

    fn power(&mut self) -> Result<f64, String> {
        let mut left = self.unary()?;
        loop {
            self.skip();
            let Some(rest) = self.rest.strip_prefix('^') else { return Ok(left) };
            self.rest = rest;
            left = left.powf(self.unary()?);
        }
    }

    fn unary(&mut self) -> Result<f64, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("too deep".to_owned());
        }
        self.skip();
        let value = self.operand();
        self.depth -= 1;
        value
    }

    fn operand(&mut self) -> Result<f64, String> {
        let Some(first) = self.rest.chars().next() else { return Err("missing operand".to_owned()) };
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let value = self.binary(0)?;
            self.skip();
            self.rest = self.rest.strip_prefix(')').ok_or("unclosed bracket")?;
            return Ok(value);
        }
        if first.is_ascii_digit() || first == '.' {
            return self.literal();
        }
        const PREFIXES: [&str; 16] = [
            "+", "-", "not", "abs", "floor", "ceil", "trunc", "sqrt", "sin", "cos", "tan", "exp", "ln", "pi",
            "e", "asin",
        ];
        let Some(word) = PREFIXES.iter().find(|word| self.rest.starts_with(**word)) else {
            return Err(format!(
                "unrecognized word \"{}\"",
                self.rest.split_whitespace().next().unwrap_or_default()
            ));
        };
        self.rest = &self.rest[word.len()..];
        match *word {
            "pi" => return Ok(std::f64::consts::PI),
            "e" => return Ok(std::f64::consts::E),
            _ => {}
        }
        let value = self.unary()?;
        Ok(match *word {
            "-" => -value,
            "not" => f64::from(value == 0.0),
            "abs" => value.abs(),
            "floor" => value.floor(),
            "ceil" => value.ceil(),
            "trunc" => value.trunc(),
            "sqrt" => value.sqrt(),
            "sin" => value.sin(),
            "cos" => value.cos(),
            "tan" => value.tan(),
            "asin" => value.asin(),
            "exp" => value.exp(),
            "ln" => value.ln(),
            _ => value,
        })
    }

    fn literal(&mut self) -> Result<f64, String> {
        let mut end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let exponent = &self.rest[end..];
        if let Some(digits) = exponent.strip_prefix('e') {
            let digits = digits.trim_start_matches(['+', '-']);
            let count = digits.bytes().take_while(u8::is_ascii_digit).count();
            if count > 0 {
                end += exponent.len() - digits.len() + count;
            }
        }
        let (literal, rest) = self.rest.split_at(end);
        self.rest = rest;
        literal.parse().map_err(|_| format!("invalid number `{literal}`"))
    }
}

fn apply(operator: &str, left: f64, right: f64) -> Result<f64, String> {
    let zero = || ZERO.to_owned();
    Ok(match operator {
        "or" => f64::from(left != 0.0 || right != 0.0),
        "and" => f64::from(left != 0.0 && right != 0.0),
        "=" => f64::from(left == right),
        "!=" | "<>" => f64::from(left != right),
        "<" => f64::from(left < right),
        ">" => f64::from(left > right),
        "<=" => f64::from(left <= right),
        ">=" => f64::from(left >= right),
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" | "div" if right == 0.0 => return Err(zero()),
        "/" | "div" => left / right,
        "mod" if right.trunc() == 0.0 => return Err(zero()),
        "mod" => left.trunc() % right.trunc(),
        "fmod" if right == 0.0 => return Err(zero()),
        "fmod" => left % right,
        _ => {
            let scale = 10f64.powf(right.trunc().clamp(-20.0, 20.0));
            (left * scale).round() / scale
        }
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn arithmetic_follows_the_rules_of_precedence() {
        for (expression, shown) in [
            ("1 + 2 * 3", "7"),
            ("(1+2)*3", "9"),
            ("-2^2", "4"),
            ("7 mod 4", "3"),
            ("1/3 round 2", "0.33"),
            ("10 >= 9 and not 0", "1"),
            ("1e3 + .5", "1000.5"),
            ("", ""),
            ("floor 2.7 + ceil 2.1", "5"),
        ] {
            assert_eq!(super::text(expression), shown, "{expression}");
        }
        assert!(super::text("1/0").contains("class=\"error\""));
        assert!(super::text(&"(".repeat(100_000)).contains("class=\"error\""));
    }
}
