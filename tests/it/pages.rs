//! Pages that differ in one place: what is said, and on which line.
//!
//! Each case of `pages/*.txt` and `steps/*.txt` says in its first line what holds; then come the source, the translation
//! and the findings, each with its line and perhaps a part of its message, or its fix: `[safe: …]`.

use std::ops::Range;

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
    for Case { holds, source, translation, wanted } in Case::all(cases) {
        let found = told(&source, &translation);
        if !tell(&found, &wanted) {
            unlike.push(format!("{holds}\n  wanted {wanted:#?}\n  found {found:#?}"));
        }
    }
    unlike
}

/// One case of a file.
pub(crate) struct Case<'a> {
    pub(crate) holds: &'a str,
    pub(crate) source: String,
    pub(crate) translation: String,
    pub(crate) wanted: Vec<&'a str>,
}

impl<'a> Case<'a> {
    pub(crate) fn all(cases: &'a str) -> impl Iterator<Item = Self> {
        cases.split("\n=== ").skip(1).map(Self::new)
    }

    fn new(case: &'a str) -> Self {
        let (holds, rest) = case.split_once('\n').unwrap();
        let (source, rest) = rest.split_once("\n---\n").unwrap();
        let (translation, wanted) = rest.split_once("\n---> ").unwrap();
        let about = if translation.contains('。') { CHINESE } else { GERMAN };
        let wanted = wanted.trim_end().split("\n---> ").filter(|wanted| *wanted != "nothing");
        Self {
            holds,
            source: source.replace(ABOUT, ENGLISH) + "\n",
            translation: translation.replace(ABOUT, about) + "\n",
            wanted: wanted.collect(),
        }
    }
}

/// The pages of a case as its file has them.
pub(crate) fn as_written(text: &str) -> String {
    [ENGLISH, GERMAN, CHINESE].iter().fold(text.to_owned(), |text, about| text.replace(about, ABOUT))
}

/// Each finding in a German page beside its English source: `rule line: message`.
fn told(source: &str, translation: &str) -> Vec<String> {
    let report = report(source, translation);
    let line = |start: u32| translation[..start as usize].matches('\n').count() + 1;
    let found = report.diagnostics.iter();
    let told = found.map(|found| {
        let line = line(found.primary.location.span.start);
        let fix = found.fix.as_ref().map_or_else(String::new, |fix| {
            let texts: Vec<&str> = fix.edits.iter().map(|edit| edit.text.as_str()).collect();
            format!(" [{}: {}]", fix.applicability.name(), texts.join("|"))
        });
        format!("{} {line}: {}{fix}", found.rule.name, found.message)
    });
    told.collect()
}

/// Whether findings are those that are wanted: their rules, their lines, and what is said of their messages.
fn tell(found: &[String], wanted: &[&str]) -> bool {
    let tells = |(found, wanted): (&String, &&str)| {
        let (wanted, says) = wanted.split_once(": ").unwrap_or((wanted, ""));
        found.split_once(": ").is_some_and(|(place, message)| place == wanted && message.contains(says))
    };
    found.len() == wanted.len() && found.iter().zip(wanted).all(tells)
}

/// A page in parts: the source and the translation.
const PARTS: [(&str, &str); 20] = [
    ("# Tenants", "# Mandanten"),
    ("Every tenant has a page.", "Jeder Mandant hat eine Seite."),
    ("## Open {#open}", "## Öffnen {#open}"),
    ("Go to <https://portal.example/open>.", "<https://portal.example/open> aufrufen."),
    (
        "1. Sign in.\n2. Choose the tenant.\n3. Press **Open**.",
        "1. Anmelden.\n2. Den Mandanten wählen.\n3. **Öffnen** drücken.",
    ),
    ("## Find the ID", "## Die ID finden"),
    (
        "The ID stands on the page of properties. It is needed in the next section.",
        "Die ID steht auf der Seite der Eigenschaften. Sie wird im nächsten Abschnitt gebraucht.",
    ),
    (
        "- It is long.\n- It has dashes.\n- See <https://portal.example/ids>.",
        "- Sie ist lang.\n- Sie hat Striche.\n- Siehe <https://portal.example/ids>.",
    ),
    ("### In a script", "### In einem Skript"),
    ("Run `find-id` there:", "Dort `find-id` starten:"),
    ("```bash\nfind-id --tenant\n```", "```bash\nfind-id --tenant\n```"),
    ("The result goes to `id.txt`.", "Das Ergebnis kommt in `id.txt`."),
    ("## Change the name {#rename}", "## Den Namen ändern {#rename}"),
    (
        "| Name | Where |\n| --- | --- |\n| Short | <https://portal.example/short> |\n| Long | <https://portal.example/long> |",
        "| Name | Wo |\n| --- | --- |\n| Kurz | <https://portal.example/short> |\n| Lang | <https://portal.example/long> |",
    ),
    (
        "1. Open the page of properties.\n2. Enter the name.\n3. Save with `save`.",
        "1. Die Seite der Eigenschaften öffnen.\n2. Den Namen eingeben.\n3. Mit `save` sichern.",
    ),
    ("### Notes", "### Hinweise"),
    (
        "Nothing else has to be done about the name of a tenant.",
        "Sonst ist mit dem Namen eines Mandanten nichts zu tun.",
    ),
    ("<img src=\"images/name.png\" alt=\"The name\">", "<img src=\"images/name.png\" alt=\"Der Name\">"),
    ("## Leave", "## Gehen"),
    (
        "Close the window, or go to <https://portal.example/leave>.",
        "Das Fenster schließen oder <https://portal.example/leave> aufrufen.",
    ),
];

/// What goes, by the numbers of its parts: what is told where the translation lacks it, and where the source does.
const GOING: &[(Range<usize>, &[&str], &[&str])] = &[
    (
        3..4,
        &["url-missing 5: `https://portal.example/open`"],
        &["url-extra 7: `https://portal.example/open`"],
    ),
    (4..5, &["procedure-missing 7"], &["procedure-extra 9"]),
    (
        7..8,
        &["url-missing 15: `https://portal.example/ids`"],
        &["url-extra 19: `https://portal.example/ids`"],
    ),
    (13..14, &["page-stale 1"], &["page-stale 1"]),
    (14..15, &["procedure-missing 36"], &["procedure-extra 38"]),
    (17..18, &["url-missing 44: `images/name.png`"], &["url-extra 46: `images/name.png`"]),
    (
        19..20,
        &["url-missing 48: `https://portal.example/leave`"],
        &["url-extra 50: `https://portal.example/leave`"],
    ),
    (
        2..5,
        &["procedure-missing 3", "url-missing 3: `https://portal.example/open`"],
        &["url-extra 7: `https://portal.example/open`", "procedure-extra 9"],
    ),
    (
        5..8,
        &["url-missing 11: `https://portal.example/ids`"],
        &["url-extra 19: `https://portal.example/ids`"],
    ),
    (12..15, &["page-stale 1", "procedure-missing 29"], &["page-stale 1", "procedure-extra 38"]),
    (15..18, &["url-missing 40: `images/name.png`"], &["url-extra 46: `images/name.png`"]),
    (
        18..20,
        &["url-missing 46: `https://portal.example/leave`"],
        &["url-extra 50: `https://portal.example/leave`"],
    ),
];

/// All parts of one side but some.
fn without(parts: &[&str], gone: &Range<usize>) -> String {
    let kept = parts.iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, part)| *part);
    kept.collect::<Vec<_>>().join("\n\n") + "\n"
}

fn sides() -> (Vec<&'static str>, Vec<&'static str>) {
    PARTS.iter().copied().unzip()
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
fn what_is_proposed_for_a_url_is_certain_only_where_nothing_else_can_be_meant() {
    assert_all_hold(include_str!("pages/urls.txt"));
}

#[test]
fn what_is_missing_or_came_is_told_where_it_stands_or_should() {
    assert_all_hold(include_str!("pages/places.txt"));
}

#[test]
fn a_part_of_a_page_that_is_missing_or_came_is_told_where_it_stands_or_should() {
    let (ours, theirs) = sides();
    let headings = (0..PARTS.len()).filter(|&at| ours[at].starts_with('#')).chain([PARTS.len()]);
    let headings: Vec<usize> = headings.collect();
    let sections = headings.windows(2).map(|ends| ends[0]..ends[1]);
    for part in (0..PARTS.len()).map(|at| at..at + 1).chain(sections) {
        let wanted = GOING.iter().find(|(going, _, _)| *going == part);
        let (gone, came) = wanted.map_or((&[][..], &[][..]), |(_, gone, came)| (gone, came));
        let found = told(&without(&ours, &(0..0)), &without(&theirs, &part));
        assert!(tell(&found, gone), "gone {part:?}: {found:#?}");
        let found = told(&without(&ours, &part), &without(&theirs, &(0..0)));
        assert!(tell(&found, came), "came {part:?}: {found:#?}");
    }
}

#[test]
fn what_became_another_is_told_where_it_stands() {
    let levels = [(5, "## ", "### "), (8, "### ", "## "), (12, "## ", "### "), (15, "### ", "## ")];
    let split = (6, ". Sie", ".\n\nSie");
    for change in levels.into_iter().chain([split]) {
        assert_eq!(changed(&[change]), [""; 0], "{change:?}");
        let leave = (19, "/leave", "/go/now/leave");
        let line = if change == split { 52 } else { 50 };
        let found = changed(&[change, leave]);
        assert!(tell(&found, &[&format!("url-drift {line}: path differs")]), "{change:?}: {found:#?}");
    }
    for (change, wanted) in [
        ((2, "{#open}", "{#oeffnen}"), "link-drift 5: explicit anchor differs"),
        ((3, "/open", "/go/now/open"), "url-drift 7: path differs"),
        ((7, "/ids", "/go/now/ids"), "url-drift 19: path differs"),
        ((13, "/short", "/go/now/short"), "url-drift 35: path differs"),
        ((17, "/name", "/other"), "link-drift 46: the link leads elsewhere"),
    ] {
        let found = changed(&[change]);
        assert!(tell(&found, &[wanted]), "{change:?}: {found:#?}");
    }
}

/// What is told where words of some parts of the translation are others.
fn changed(changes: &[(usize, &str, &str)]) -> Vec<String> {
    let (ours, theirs) = sides();
    let mut theirs: Vec<String> = theirs.into_iter().map(str::to_owned).collect();
    for (part, from, to) in changes {
        theirs[*part] = theirs[*part].replacen(from, to, 1);
    }
    told(&without(&ours, &(0..0)), &(theirs.join("\n\n") + "\n"))
}
