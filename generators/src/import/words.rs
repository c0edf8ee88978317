//! Words that files write and documents write otherwise: commands, amounts, days.

use topology::document::{Cpu, Health, Line, Quantity, UrlPath};

/// Tools that ask an address from the inside of a container.
const ASKING: [&str; 3] = ["curl", "wget", "http"];

/// A command line as words, quotes and backslashes read as a shell reads them.
pub(super) fn split(text: &str) -> Vec<String> {
    let (mut words, mut word, mut open) = (Vec::new(), String::new(), false);
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some('\''), c) => word.push(c),
            (_, '\\') => {
                word.extend(letters.next());
                open = true;
            }
            (Some(_), c) => word.push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                open = true;
            }
            (None, c) if c.is_whitespace() => {
                if open || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                open = false;
            }
            (None, c) => word.push(c),
        }
    }
    if open || !word.is_empty() {
        words.push(word);
    }
    words
}

/// How health is asked, from the command that asks it.
pub(super) fn health(words: &[String]) -> Option<Health> {
    let (first, rest) = words.split_first()?;
    let words: Vec<String> = match first.as_str() {
        "CMD" => rest.to_vec(),
        "CMD-SHELL" => {
            let line = rest.join(" ");
            if let Some(path) = asked(&split(&line)) {
                return Some(Health { path: Some(path), ..Health::default() });
            }
            ["sh".to_owned(), "-c".to_owned(), line].into()
        }
        _ => words.to_vec(),
    };
    if let Some(path) = asked(&words) {
        return Some(Health { path: Some(path), ..Health::default() });
    }
    let command: Option<Vec<Line>> = words.iter().map(|word| Line::parse(word).ok()).collect();
    command.filter(|command| !command.is_empty()).map(|command| Health { command, ..Health::default() })
}

/// The path that a command asks on its own machine, where that is all that it does.
fn asked(words: &[String]) -> Option<UrlPath> {
    let program = words.first()?.rsplit('/').next()?;
    if !ASKING.contains(&program) {
        return None;
    }
    let mut end = words.len();
    if let Some(at) = words.iter().position(|word| matches!(word.as_str(), "||" | "&&" | "|" | ";")) {
        // `|| exit 1` says no more than the program's own answer.
        end = (words.get(at).is_some_and(|word| word == "||")).then_some(at)?;
    }
    let address = words[..end].iter().find_map(|word| word.split_once("://"))?.1;
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    let own = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"]
        .iter()
        .any(|own| host == *own || host.starts_with(&format!("{own}:")));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    UrlPath::parse(&format!("/{path}")).ok().filter(|_| own)
}

/// An amount of memory or storage, rounded up to whole mebibytes: `512m`, `1.5Gi`, `64000000`.
pub(super) fn quantity(text: &str) -> Option<Quantity> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..digits].parse().ok()?;
    let unit = match text[digits..].to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "ki" | "kib" => 1024.0,
        "m" if text.ends_with('M') => 1e6,
        // Compose reads its small letters as powers of 1024.
        "m" | "mb" | "mi" | "mib" => 1_048_576.0,
        "g" if text.ends_with('G') => 1e9,
        "g" | "gb" | "gi" | "gib" => 1_073_741_824.0,
        "t" if text.ends_with('T') => 1e12,
        "t" | "tb" | "ti" | "tib" => 1_099_511_627_776.0,
        _ => return None,
    };
    let mebibytes = (number * unit / 1_048_576.0).ceil();
    let bounded = (1.0..=9_999_999_999.0).contains(&mebibytes);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the bounds above")]
    let whole = bounded.then_some(mebibytes as u64)?;
    let word = match whole {
        whole if whole % 1_048_576 == 0 => format!("{}Ti", whole / 1_048_576),
        whole if whole % 1024 == 0 => format!("{}Gi", whole / 1024),
        whole => format!("{whole}Mi"),
    };
    Quantity::parse(&word).ok()
}

/// As [`quantity`], where capital letters too stand for powers of 1024, as compose has them.
pub(super) fn compose_quantity(text: &str) -> Option<Quantity> {
    quantity(&text.to_ascii_lowercase())
}

/// An amount of processor time: `0.5`, `250m`, `2`.
pub(super) fn cpu(text: &str) -> Option<Cpu> {
    let text = text.trim();
    if let Ok(cpu) = Cpu::parse(text) {
        return Some(cpu);
    }
    let cores: f64 = text.parse().ok()?;
    (cores > 0.0 && cores < 1000.0).then(|| Cpu::parse(&format!("{:.3}", cores)).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_lines_are_split_as_a_shell_splits_them() {
        assert_eq!(split("a 'b c' \"d \\\" e\" f\\ g ''"), ["a", "b c", "d \" e", "f g", ""]);
        assert_eq!(split("  "), Vec::<String>::new());
        assert_eq!(split("open 'quote"), ["open", "quote"]);
    }

    #[test]
    fn health_is_a_path_where_the_command_only_asks_one() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let path = |list: &[&str]| health(&words(list)).and_then(|health| health.path).map(|path| path.to_string());
        assert_eq!(path(&["CMD", "curl", "-f", "http://localhost:8080/health"]).as_deref(), Some("/health"));
        assert_eq!(path(&["CMD-SHELL", "wget -qO- http://127.0.0.1/ || exit 1"]).as_deref(), Some("/"));
        assert_eq!(path(&["CMD-SHELL", "curl -s http://localhost/h | grep ok"]), None);
        assert_eq!(path(&["CMD", "curl", "http://other/health"]), None);
        let command = health(&words(&["CMD-SHELL", "pg_isready -U app"])).unwrap().command;
        assert_eq!(command.iter().map(|word| word.as_str()).collect::<Vec<_>>(), ["sh", "-c", "pg_isready -U app"]);
        assert!(health(&[]).is_none());
    }

    #[test]
    fn amounts_are_written_in_binary_units() {
        let amount = |text: &str| quantity(text).map(|quantity| quantity.to_string());
        for (text, wanted) in [
            ("512Mi", Some("512Mi")),
            ("1Gi", Some("1Gi")),
            ("1.5Gi", Some("1536Mi")),
            ("100M", Some("96Mi")),
            ("64000000", Some("62Mi")),
            ("20Gi", Some("20Gi")),
            ("0", None),
            ("x", None),
            ("1e400", None),
        ] {
            assert_eq!(amount(text).as_deref(), wanted, "{text}");
        }
        assert_eq!(compose_quantity("100M").map(|q| q.to_string()).as_deref(), Some("100Mi"));
        assert_eq!(cpu("0.50").map(|c| c.to_string()).as_deref(), Some("0.50"));
        assert_eq!(cpu("250m").map(|c| c.to_string()).as_deref(), Some("250m"));
        assert_eq!(cpu("0.33333").map(|c| c.to_string()).as_deref(), Some("0.333"));
    }
}
