//! Words that several rules use.

/// `a`, `a and b`, `a, b and c`; from the eighth on only their number is said.
pub(super) fn listing<S: AsRef<str>>(labels: &[S]) -> String {
    const MOST: usize = 8;
    let shown: Vec<&str> = labels.iter().take(MOST).map(AsRef::as_ref).collect();
    match (shown.as_slice(), labels.len().saturating_sub(MOST)) {
        ([], _) => String::new(),
        ([one], 0) => (*one).to_owned(),
        ([most @ .., last], 0) => format!("{} and {last}", most.join(", ")),
        (shown, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_like_sentences() {
        assert_eq!(listing(&["a"]), "a");
        assert_eq!(listing(&["a", "b"]), "a and b");
        assert_eq!(listing(&["a", "b", "c"]), "a, b and c");
        let many: Vec<String> = (0..10).map(|n| n.to_string()).collect();
        assert_eq!(listing(&many), "0, 1, 2, 3, 4, 5, 6, 7 and 2 more");
    }
}
