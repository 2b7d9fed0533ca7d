//! Quotes text in messages.

/// Most characters of a text that a message quotes.
const MOST: usize = 60;

/// The first words of a text, on one line, without emphasis and links' targets.
pub(super) fn excerpt(text: &str) -> String {
    let mut words = String::new();
    for word in text.split_whitespace() {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(word);
        if words.chars().count() > MOST {
            let cut: String = words.chars().take(MOST).collect();
            return cut.trim_end().to_owned() + "…";
        }
    }
    words
}

/// Two texts that differ, each cut so that the place where they begin to differ is seen.
pub(super) fn differing(a: &str, b: &str) -> (String, String) {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let skipped = same.saturating_sub(MOST / 2);
    let cut = |text: &str| {
        if text.chars().count() <= MOST || skipped == 0 {
            return excerpt(text);
        }
        format!("…{}", excerpt(&text.chars().skip(skipped).collect::<String>()))
    };
    (cut(a), cut(b))
}
