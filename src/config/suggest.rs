//! What a misspelt name was meant for.

use std::fmt::Write as _;

use crate::model::slips::slips;

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
    // Nobody misspells a name into something several times as long.
    let value: Vec<char> = value.chars().take(64).collect();
    let close = known.iter().map(|name| (slips(&value, &name.chars().collect::<Vec<_>>()), *name));
    close
        .filter(|&(distance, name)| distance <= name.chars().count().div_ceil(3))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
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
