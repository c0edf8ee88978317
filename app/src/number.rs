//! Numbers in texts. The standard library's ways bring tables of many kilobytes into a program that is downloaded; pixels need no more than this.

use crate::canvas::geometry::Point;

/// A number with at most five decimals, without trailing zeros. Not for numbers beyond ten to the twelfth.
#[must_use]
pub fn decimal(value: f64) -> String {
    const PARTS: u64 = 100_000;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "rounded, positive, far below the limits"
    )]
    let parts = (value.abs() * PARTS as f64).round() as u64;
    let sign = if value < 0.0 && parts > 0 { "-" } else { "" };
    let (whole, rest) = (parts / PARTS, parts % PARTS);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let text = format!("{sign}{whole}.{rest:05}");
    text.trim_end_matches('0').to_owned()
}

/// The nearest whole number.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "pixels, percents, minutes")]
pub fn whole(value: f64) -> i64 {
    value.round() as i64
}

/// A CSS length.
#[must_use]
pub fn px(value: f64) -> String {
    decimal(value) + "px"
}

/// A CSS `translate`.
#[must_use]
pub fn translate(to: Point) -> String {
    format!("translate({},{})", px(to.x), px(to.y))
}

/// The CSS `inset` of what begins at a point. Hundreds of cards with a `transform` each would be as many layers to sort in every frame.
#[must_use]
pub fn inset(at: Point) -> String {
    format!("{} auto auto {}", px(at.y), px(at.x))
}

/// The number that a text is, if it is one.
#[must_use]
pub fn read(text: &str) -> Option<f64> {
    let text = text.trim();
    // The browser reads as far as it can; what follows a number must not be taken for a part of it.
    let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    let value = if plain { js_sys::Number::parse_float(text) } else { f64::NAN };
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_short_and_exact_enough() {
        for (value, text) in [
            (0.0, "0"),
            (-0.000_001, "0"),
            (12.5, "12.5"),
            (-3.25, "-3.25"),
            (0.8, "0.8"),
            (1.0 / 3.0, "0.33333"),
            (64_000.0, "64000"),
        ] {
            assert_eq!(decimal(value), text);
        }
        assert_eq!(translate(Point::new(8.0, -0.5)), "translate(8px,-0.5px)");
    }
}
