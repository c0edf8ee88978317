//! How much of a text there is room for where nothing can measure it.

/// About how wide a letter is, in sizes of its font; rather too much, since names of what differs are bold.
fn width(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | '\'' | '|' | ' ' => 0.3,
        'f' | 'r' | 't' | '-' | '(' | ')' => 0.45,
        'm' | 'w' | 'M' | 'W' | '…' => 0.95,
        upper if upper.is_uppercase() => 0.75,
        // Letters as wide as they are high.
        wide if !wide.is_ascii() && wide.is_alphabetic() && !wide.is_lowercase() => 1.1,
        _ => 0.65,
    }
}

/// A text, or so much of its beginning as there is room for, in sizes of its font.
#[must_use]
pub fn fitted(text: &str, room: f64) -> String {
    if text.chars().map(width).sum::<f64>() <= room {
        return text.to_owned();
    }
    let mut left = room - width('…');
    let kept = text.chars().take_while(|letter| {
        left -= width(*letter);
        left >= 0.0
    });
    let kept: String = kept.collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_its_room_ends() {
        let room = 78.0 / 14.0;
        assert_eq!(fitted("orders", room), "orders");
        assert_eq!(fitted("+ Orders events", room), "+ Orders…");
        assert_eq!(fitted("illicit", room), "illicit", "narrow letters take less");
        for text in ["+ WWWWWWWWWW", "~ mmmmmmmmmm", "− 注文サービスの出来事", "+ a b c d e f g h i j k l"]
        {
            let cut = fitted(text, room);
            assert!(cut.ends_with('…') && cut.chars().map(width).sum::<f64>() <= room, "{cut}");
        }
    }
}
