//! Pages that differ in one place: what is said, and on which line.
//!
//! Each case of `pages/*.txt` and `steps/*.txt` says in its first line what holds; then come the source, the translation
//! and the findings, each with its line and perhaps a part of its message, or `[safe]` if its fix is that.

use crate::steps::report;

/// What stands for itself in the pages of a case, where they are to be as long as pages are.
const ABOUT: &str = "%about";

const ENGLISH: &str = "The page says what the tenant is good for, who may change it, and what has to be done before the first user signs in to the portal of the company. All of it holds for tenants in every region, and nothing of it has to be done twice.

Whoever has set up a tenant before will find that little has changed since then. The menu has another name, and the list of the groups is longer than it was, but the steps are those of the last version.";

const GERMAN: &str = "Die Seite sagt, wozu der Mandant gut ist, wer ihn ändern darf und was zu tun ist, bevor sich der erste Benutzer im Portal der Firma anmeldet. All das gilt für Mandanten in jeder Region, und nichts davon muss zweimal getan werden.

Wer schon einmal einen Mandanten eingerichtet hat, wird sehen, dass sich seither wenig geändert hat. Das Menü heißt anders, und die Liste der Gruppen ist länger als zuvor, aber die Schritte sind die der letzten Version.";

const CHINESE: &str = "本页说明租户有什么用途、谁可以更改它，以及在第一位用户登录公司门户之前需要完成哪些工作。所有内容适用于每个区域的租户，任何工作都不需要做两次。

以前设置过租户的人会发现，自那以后几乎没有变化。菜单有了另一个名称，组列表比以前更长，但步骤仍是上一版本的步骤。";

/// Fails unless the findings of each case of a file are those that it wants.
pub(crate) fn assert_all_hold(cases: &str) {
    let unlike = unlike(cases);
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
}

/// What differs from what the cases of a file say.
fn unlike(cases: &str) -> Vec<String> {
    let mut unlike = Vec::new();
    for case in cases.split("\n=== ").skip(1) {
        let (holds, rest) = case.split_once('\n').unwrap();
        let (source, rest) = rest.split_once("\n---\n").unwrap();
        let (translation, wanted) = rest.split_once("\n---> ").unwrap();
        let about = if translation.contains('。') { CHINESE } else { GERMAN };
        let source = source.replace(ABOUT, ENGLISH) + "\n";
        let translation = translation.replace(ABOUT, about) + "\n";
        let wanted: Vec<&str> =
            wanted.trim_end().split("\n---> ").filter(|finding| *finding != "nothing").collect();
        let found = told(&source, &translation);
        let mut both = found.iter().zip(&wanted);
        if found.len() != wanted.len() || !both.all(|(found, wanted)| tells(found, wanted)) {
            unlike.push(format!("{holds}\n  wanted {wanted:#?}\n  found {found:#?}"));
        }
    }
    unlike
}

/// Each finding in a German page beside its English source: `rule line: message`.
fn told(source: &str, translation: &str) -> Vec<String> {
    let report = report(source, translation);
    let line = |start: u32| translation[..start as usize].matches('\n').count() + 1;
    let found = report.diagnostics.iter();
    let told = found.map(|found| {
        let fix = found.fix.as_ref().map_or("none", |fix| fix.applicability.name());
        let line = line(found.primary.location.span.start);
        format!("{} {line}: {} [{fix}]", found.rule.name, found.message)
    });
    told.collect()
}

/// Whether a finding is the one that is wanted: its rule, its line, and what is said of its message.
fn tells(found: &str, wanted: &str) -> bool {
    let (wanted, says) = wanted.split_once(": ").unwrap_or((wanted, ""));
    found.split_once(": ").is_some_and(|(place, message)| place == wanted && message.contains(says))
}

#[test]
fn code_that_is_translated_is_told_from_what_may_be() {
    assert_all_hold(include_str!("pages/codes.txt"));
}

#[test]
fn urls_that_a_localization_changes_are_told_from_faults() {
    assert_all_hold(include_str!("pages/keys.txt"));
}

#[test]
fn what_is_missing_or_came_is_told_where_it_stands_or_should() {
    assert_all_hold(include_str!("pages/places.txt"));
}
