//! A line of a file with a mark under a column.

/// A longer line is cut around the mark.
const WIDTH: usize = 120;

/// The line with a caret under the column (both from 1, columns in characters); `None` where there is no such line.
pub fn excerpt(text: &str, line: u32, column: u32) -> Option<String> {
    let found = text.lines().nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
    let at = usize::try_from(column).ok()?.saturating_sub(1);
    let from = at.saturating_sub(WIDTH * 2 / 3);
    let shown: String = found.chars().skip(from).take(WIDTH).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    Some(format!("  {number} | {}\n  {margin} | {}^", shown.trim_end(), " ".repeat(at - from)))
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn the_mark_stands_under_its_column() {
        let text = "a: 1\nnodes: { ö: servise }\n";
        assert_eq!(excerpt(text, 2, 13).unwrap(), "  2 | nodes: { ö: servise }\n    |             ^");
        assert_eq!(excerpt(text, 9, 1), None);
        assert_eq!(excerpt(text, 0, 0), None);
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{}here{}", "x".repeat(500), "y".repeat(500));
        let excerpt = excerpt(&text, 1, 501).unwrap();
        let lines: Vec<&str> = excerpt.lines().collect();
        assert!(lines[0].len() < 140);
        let mark = lines[1].find('^').unwrap();
        assert_eq!(&lines[0][mark..mark + 4], "here");
    }
}
