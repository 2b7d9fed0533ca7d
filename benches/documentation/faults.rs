//! What goes wrong in a translation.

use super::random::Random;
use super::words::Words;

/// Makes of a text one that is wrong.
type Fault = fn(&str, &Words) -> String;

const FAULTS: [Fault; 7] = [
    changed_host,
    translated_placeholder,
    lost_tenant,
    wide_colon,
    separated_link,
    broken_marker,
    missing_step,
];

/// Plants one fault. Pages have something for most kinds; where a kind finds nothing, the next one is tried.
pub(super) fn plant(text: &str, words: &Words, random: &mut Random) -> String {
    let first = random.below(FAULTS.len());
    let kinds = FAULTS.iter().cycle().skip(first).take(FAULTS.len());
    let planted = kinds.map(|fault| fault(text, words)).find(|planted| planted != text);
    planted.unwrap_or_else(|| text.to_owned())
}

fn changed_host(text: &str, _: &Words) -> String {
    text.replacen("security.microsoft.com", "security.microsft.com", 1)
}

fn translated_placeholder(text: &str, words: &Words) -> String {
    text.replacen("tid=customer_tenant_id", &format!("tid={}", words.placeholder), 1)
}

fn lost_tenant(text: &str, _: &Words) -> String {
    text.replacen("?tid=customer_tenant_id", "", 1)
}

fn wide_colon(text: &str, _: &Words) -> String {
    text.replacen("(https://", "(https：//", 1)
}

fn separated_link(text: &str, _: &Words) -> String {
    text.replacen("](", "] (", 1)
}

fn broken_marker(text: &str, _: &Words) -> String {
    text.replacen("\n2. ", "\n2．", 1)
}

/// The first procedure loses its last step, so that no other has to be numbered anew.
fn missing_step(text: &str, _: &Words) -> String {
    let Some(start) = text.find("\n1. ") else { return text.to_owned() };
    let is_step = |line: &&str| line.starts_with(|first: char| first.is_ascii_digit());
    let procedure = text[start..].split_inclusive("\n\n");
    let steps: Vec<&str> = procedure.take_while(|step| is_step(&step.trim_start())).collect();
    let Some(last) = steps.last() else { return text.to_owned() };
    let end = start + steps.concat().len();
    [&text[..end - last.len()], &text[end..]].concat()
}
