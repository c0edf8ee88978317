//! What a bare word stands for: YAML 1.2's core schema, and refusal where numbers would be lost.

use serde_json::{Number, Value};

/// Why a bare word can't be taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// `.inf`, `.nan`, or a number too large for a float.
    NotFinite,
    /// A whole number beyond 64 bits.
    TooLarge,
}

/// The value of the bare word `text`. Digits with a leading zero are text: the versions of YAML
/// disagree whether they are octal.
pub(super) fn resolve(text: &str) -> Result<Value, Refused> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if matches!(digits, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(Refused::NotFinite);
    }
    if let Some(whole) = whole(text, digits) {
        let (digits, radix) = whole;
        let digits = if negative { format!("-{digits}") } else { digits.to_owned() };
        return i64::from_str_radix(&digits, radix)
            .map(Value::from)
            .or_else(|_| u64::from_str_radix(&digits, radix).map(Value::from))
            .map_err(|_| Refused::TooLarge);
    }
    if is_float(digits) {
        let number: f64 = text.parse().map_err(|_| Refused::NotFinite)?;
        return Number::from_f64(number).map(Value::Number).ok_or(Refused::NotFinite);
    }
    Ok(Value::String(text.to_owned()))
}

fn whole<'a>(text: &'a str, digits: &'a str) -> Option<(&'a str, u32)> {
    let all = |digits: &str, radix| !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    // The core schema knows no sign before `0x` and `0o`.
    if let Some(hex) = text.strip_prefix("0x") {
        return all(hex, 16).then_some((hex, 16));
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return all(octal, 8).then_some((octal, 8));
    }
    let leading_zero = digits.len() > 1 && digits.starts_with('0');
    (all(digits, 10) && !leading_zero).then_some((digits, 10))
}

/// `digits[.digits][e[+-]digits]` or `.digits…`, which must not be a whole number.
fn is_float(digits: &str) -> bool {
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (digits, None),
    };
    let all = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !digits.is_empty() && all(digits)
    });
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, part)) => all(whole) && all(part) && !(whole.is_empty() && part.is_empty()),
        None => exponent.is_some() && !mantissa.is_empty() && all(mantissa),
    };
    exponent_fits && mantissa_fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_core_schema() {
        for (text, value) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("NULL", json!(null)),
            ("nULL", json!("nULL")),
            ("True", json!(true)),
            ("yes", json!("yes")),
            ("on", json!("on")),
            ("12", json!(12)),
            ("-12", json!(-12)),
            ("+12", json!(12)),
            ("0", json!(0)),
            ("0x1f", json!(31)),
            ("0o17", json!(15)),
            ("017", json!("017")),
            ("1_000", json!("1_000")),
            ("1:30", json!("1:30")),
            ("18446744073709551615", json!(u64::MAX)),
            ("-9223372036854775808", json!(i64::MIN)),
            ("1.5", json!(1.5)),
            ("1.", json!(1.0)),
            (".5", json!(0.5)),
            ("-1e3", json!(-1000.0)),
            ("1.2.3", json!("1.2.3")),
            (".", json!(".")),
            ("e3", json!("e3")),
            ("1e", json!("1e")),
            ("-", json!("-")),
            ("2024-01-01", json!("2024-01-01")),
        ] {
            assert_eq!(resolve(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn numbers_that_would_be_lost_are_refused() {
        assert_eq!(resolve("18446744073709551616"), Err(Refused::TooLarge));
        assert_eq!(resolve("-9223372036854775809"), Err(Refused::TooLarge));
        assert_eq!(resolve("1e999"), Err(Refused::NotFinite));
        assert_eq!(resolve("-.inf"), Err(Refused::NotFinite));
        assert_eq!(resolve(".NaN"), Err(Refused::NotFinite));
    }
}
