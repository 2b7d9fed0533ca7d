//! What a misspelt name was meant for.

use std::fmt::Write as _;

/// Says that there is no such thing, and the known name that it is most likely meant for.
pub fn unknown(kind: &str, value: &str, known: &[&str]) -> String {
    let mut message = format!("there is no {kind} `{value}`");
    match nearest(value, known) {
        Some(near) => {
            let _ = write!(message, "; did you mean `{near}`?");
        }
        None => {
            let _ = write!(message, "; there are {}", known.join(", "));
        }
    }
    message
}

/// The known name that a misspelt one is most likely meant for.
pub fn nearest<'a>(value: &str, known: &[&'a str]) -> Option<&'a str> {
    let close = known.iter().map(|name| (distance(value, name), *name));
    close
        .filter(|&(distance, name)| distance <= name.chars().count().div_ceil(3))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

/// How many characters have to be put in, left out, replaced or swapped with their neighbour.
fn distance(from: &str, to: &str) -> usize {
    // Nobody misspells a name into something several times as long.
    let from: Vec<char> = from.chars().take(64).collect();
    let to: Vec<char> = to.chars().collect();
    let mut rows = vec![vec![0; to.len() + 1]; from.len() + 1];
    for i in 0..=from.len() {
        for j in 0..=to.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i.max(j)
            } else {
                let same = usize::from(from[i - 1] != to[j - 1]);
                let best = (rows[i - 1][j] + 1).min(rows[i][j - 1] + 1).min(rows[i - 1][j - 1] + same);
                if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                    best.min(rows[i - 2][j - 2] + 1)
                } else {
                    best
                }
            };
        }
    }
    rows[from.len()][to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_names_find_the_one_that_is_meant() {
        let known = ["url-drift", "url-moved", "step-missing"];
        assert_eq!(nearest("url-drfit", &known), Some("url-drift"));
        assert_eq!(nearest("step-mising", &known), Some("step-missing"));
        assert_eq!(nearest("frobnicate", &known), None);
        assert_eq!(distance("ab", "ba"), 1);
    }

    #[test]
    fn what_resembles_nothing_gets_the_whole_list() {
        assert_eq!(
            unknown("colour", "grene", &["green", "red"]),
            "there is no colour `grene`; did you mean `green`?"
        );
        assert_eq!(
            unknown("colour", "xyz", &["green", "red"]),
            "there is no colour `xyz`; there are green, red"
        );
    }
}
