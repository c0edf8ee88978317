//! When text may stand without quotes.

/// Whether every parser of YAML 1.1 and 1.2 reads the bare `text` back as this very text, inside
/// `{ }` and `[ ]` too if `in_flow`.
pub(super) fn is_plain(text: &str, in_flow: bool) -> bool {
    let mut characters = text.chars();
    let (Some(first), Some(last)) = (characters.next(), text.chars().next_back()) else {
        return false;
    };
    starts_plain(first, characters.as_str())
        && !matches!(last, ' ' | ':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.starts_with("...")
        && text.chars().all(|c| is_printed(c) && c != '\t')
        // libyaml and its ports still end a word at `?` inside flow.
        && !(in_flow && text.contains([',', '[', ']', '{', '}', '?']))
        && !is_word(text)
        && !looks_like_number(text)
        && !looks_like_date(text)
}

/// Whether `character` is written as itself. The others are line breaks for some parsers (NEL, LS,
/// PS), forbidden, or invisible in a way that can mislead a reader (marks of direction).
pub(super) fn is_printed(character: char) -> bool {
    !matches!(character,
        '\0'..='\u{8}' | '\u{a}'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{61c}' | '\u{200b}'
        | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn starts_plain(first: char, rest: &str) -> bool {
    match first {
        // `-x` and `--x` are common arguments; any other dash could be an item, a number or `---`.
        '-' => rest.strip_prefix('-').unwrap_or(rest).starts_with(|c: char| c.is_ascii_alphabetic()),
        '?' | ':' | ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`'
        | ' ' => false,
        // A lone `~` is null and a lone `=` is YAML 1.1's default value; both are words below.
        _ => true,
    }
}

/// Words that some version of YAML reads as null, a truth value, a merge or a float.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 20] = [
        "null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<", ".inf", "+.inf", "-.inf", ".nan",
        "inf", "nan", "infinity", "-inf",
    ];
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Numbers of either version in all notations: signs, `_` or `,` between digits, `0x`, `0o`, `0b`,
/// exponents, and the base sixty of YAML 1.1 (`1:30`, also what ports `8080:80` look like).
fn looks_like_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let Some(first) = digits.chars().next() else {
        return false;
    };
    if !(first.is_ascii_digit() || first == '.') || !digits.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let based = digits.strip_prefix('0').and_then(|rest| rest.strip_prefix(['x', 'X', 'o', 'O', 'b', 'B']));
    if let Some(based) = based {
        return based.chars().all(|c| c.is_ascii_hexdigit() || c == '_');
    }
    let mantissa = match digits.split_once(['e', 'E']) {
        None => digits,
        Some((mantissa, exponent)) => {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            if !exponent.chars().all(|c| c.is_ascii_digit() || c == '_') {
                return false;
            }
            mantissa
        }
    };
    // Two points and no colon: a version or an address.
    mantissa.chars().all(|c| c.is_ascii_digit() || matches!(c, '_' | ',' | '.' | ':'))
        && (mantissa.contains(':') || mantissa.matches('.').count() < 2)
}

/// `2001-12-14`, with or without a time.
fn looks_like_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let day = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    year.len() == 4
        && digits(year)
        && matches!(month.len(), 1 | 2)
        && digits(month)
        && matches!(day, 1 | 2)
        && rest[day..].chars().next().is_none_or(|c| matches!(c, 'T' | 't' | ' ' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_experts_leave_bare() {
        for text in [
            "orders",
            "ghcr.io/acme/orders:1.2.3",
            "/api/orders",
            "20Gi",
            "14d",
            "1.2.3",
            "10.0.0.1",
            "--config=/etc/x",
            "-c",
            "order.created",
            "Web shop",
            "it's",
            "a#b",
            "~/x",
            "$HOME",
            "${x}",
            "http://orders:8080/",
            "é",
            "🚀",
            "500m",
            "9f2c",
            "10.0.0.0/8",
            "1.27-alpine",
            "yes please",
            "2024-01-01-nightly",
            ".env",
            "./x",
            "*",
        ] {
            assert_eq!(is_plain(text, false), text != "*", "{text}");
        }
    }

    #[test]
    fn what_some_parser_reads_otherwise() {
        for text in [
            "",
            " a",
            "a ",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "- a",
            "-",
            "---",
            "--- a",
            "...",
            "? a",
            ":a",
            ",a",
            "[a",
            "]a",
            "{a",
            "}a",
            "&a",
            "*a",
            "!a",
            "|",
            ">",
            "'a",
            "\"a",
            "%a",
            "@a",
            "`a",
            "null",
            "NULL",
            "~",
            "Yes",
            "no",
            "ON",
            "off",
            "y",
            "N",
            "True",
            "=",
            "<<",
            ".inf",
            "-.INF",
            ".NaN",
            "0",
            "-1",
            "+1",
            "1_000",
            "1,000",
            "0x1F",
            "0o17",
            "0b11",
            "017",
            "1e3",
            "1E-3",
            "12e03",
            "1.",
            ".5",
            "1.5",
            "1:30",
            "8080:80",
            "190:20:30.15",
            "2024-01-01",
            "2001-12-14t21:59:43.10-05:00",
            "2001-12-14 21:59",
            "a\tb",
            "a\nb",
            "a\u{85}b",
            "a\u{2028}b",
            "\u{feff}a",
            "a\u{202e}b",
            "a\u{0}b",
            "a\u{a0}b",
        ] {
            assert!(!is_plain(text, false), "{text:?}");
        }
    }

    #[test]
    fn flow_indicators_matter_inside_flow_only() {
        for text in ["a, b", "a]", "f(x){y}", "a[0]", "/x?y=z"] {
            assert!(is_plain(text, false), "{text}");
            assert!(!is_plain(text, true), "{text}");
        }
    }
}
