//! Steps of pages that differ in one place: what is said, and on which line.
//!
//! The cases in `steps/*.txt` say in their first line what holds; then come the source, the translation and the findings,
//! each with its line and perhaps how its message begins.

use std::fs;

use camino::Utf8PathBuf;
use instep::check::check;
use instep::config::Config;
use instep::model::report::Report;

/// What a check says of a German page beside its English source.
pub(crate) fn report(source: &str, translation: &str) -> Report {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("a UTF-8 path");
    for (locale, text) in [("en", source), ("de", translation)] {
        let folder = root.join("docs").join(locale);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("page.md"), text).unwrap();
        fs::write(folder.join("other.md"), "Grant access and return.\n").unwrap();
    }
    check(&Config::new(vec![root], &[])).expect("the pages can be checked").report
}

/// Rule and first line of each finding in a German page beside its English source.
fn findings(source: &str, translation: &str) -> Vec<(&'static str, usize)> {
    let report = report(source, translation);
    let line = |start: u32| translation[..start as usize].matches('\n').count() + 1;
    let found = report.diagnostics.iter();
    found.map(|found| (found.rule.name, line(found.primary.location.span.start))).collect()
}

#[test]
fn text_that_a_last_step_swallows_says_nothing_about_the_step() {
    let source = "1. Open the list.\n2. Choose **Add**.\n3. Enter `owner`.\n\nOwners in `group` see every page of the site.\n";
    let swallowed =
        "1. Die Liste öffnen.\n2. `owner` eingeben.\nBesitzer in `group` sehen jede Seite der Website.\n";
    assert_eq!(findings(source, swallowed), [("step-missing", 2)]);
    let whole = "1. Die Liste öffnen.\n2. **Hinzufügen** wählen.\n3. `owner` eingeben.\nBesitzer in `group` sehen jede Seite der Website.\n";
    assert_eq!(findings(source, whole), []);
}

#[test]
fn numbered_headings_go_on_below_the_next_section() {
    let source = "# Guide\n\n## Begin\n\n### Step 1: Open\n\nText.\n\n### Step 2: Fill\n\nText.\n\n## End\n\n### Step 3: Send\n\nText.\n";
    let same = "# Leitfaden\n\n## Anfang\n\n### Schritt 1: Öffnen\n\nText.\n\n### Schritt 2: Füllen\n\nText.\n\n## Ende\n\n### Schritt 3: Senden\n\nText.\n";
    assert_eq!(findings(source, same), []);
    let bare = same.replace("Schritt 3: ", "");
    assert_eq!(findings(source, &bare), [("step-markup", 15)]);
}

#[test]
fn two_steps_in_one_are_found_where_they_stand() {
    let source = "1. Open the settings of the tenant.\n2. Select the group that you want to change.\n3. Enter a name that says what it is for.\n4. Wait.\n5. Save the changes and close the window.\n";
    let merged = "1. Die Einstellungen des Mandanten öffnen.\n2. Die Gruppe auswählen, die geändert wird. Einen Namen eingeben, der den Zweck angibt.\n3. Warten.\n4. Die Änderungen speichern, das Fenster schließen.\n";
    assert_eq!(findings(source, merged), [("step-merged", 2)]);
    let missing = "1. Die Einstellungen des Mandanten öffnen.\n2. Die Gruppe auswählen, die geändert wird.\n3. Warten.\n4. Die Änderungen speichern, das Fenster schließen.\n";
    assert_eq!(findings(source, missing), [("step-missing", 3)]);
}

#[test]
fn of_two_lists_that_say_the_same_the_one_in_place_is_there() {
    let list = |run: &str, tool: &str| format!("{run}\n\n```bash\nrun {tool}-page\n```\n");
    let (english, german) =
        ("1. Open the folder.\n2. Run this:", "1. Den Ordner öffnen.\n2. Dies ausführen:");
    let source = format!(
        "# Tools\n\n### add-page\n\n#### Use\n\n{}\n### drop-page\n\n#### Use\n\n{}\n## More\n\nAsk.\n",
        list(english, "add"),
        list(english, "drop")
    );
    let translation = format!(
        "# Werkzeuge\n\n### add-page\n\n#### Nutzung\n\n{}\n## Mehr\n\nFragen.\n",
        list(german, "add")
    );
    let lines: Vec<usize> = findings(&source, &translation).into_iter().map(|(_, line)| line).collect();
    assert!(lines.iter().all(|line| (9..15).contains(line)) && !lines.is_empty(), "{lines:?}");
}

#[test]
fn a_step_that_changed_its_level_is_one_finding() {
    let source = "1. Open the portal.\n   1. Run `connect`.\n   2. Run `login`.\n2. Copy the `tenant_id`.\n";
    let lost = "1. Das Portal öffnen.\n   1. `connect` ausführen.\n2. `login` ausführen.\n3. Die `tenant_id` kopieren.\n";
    assert_eq!(findings(source, lost), [("step-nesting", 3)]);
    let deeper = "1. Das Portal öffnen.\n    1. `connect` ausführen.\n    2. `login` ausführen.\n2. Die `tenant_id` kopieren.\n";
    assert_eq!(findings(source, deeper), []);
}

/// What stands for itself in the pages of a case, where they are to be as long as pages are.
const ABOUT: &str = "%about";

const ENGLISH: &str = "The page says what the tenant is good for, who may change it, and what has to be done before the first user signs in to the portal of the company. All of it holds for tenants in every region, and nothing of it has to be done twice.

Whoever has set up a tenant before will find that little has changed since then. The menu has another name, and the list of the groups is longer than it was, but the steps are those of the last version.";

const GERMAN: &str = "Die Seite sagt, wozu der Mandant gut ist, wer ihn ändern darf und was zu tun ist, bevor sich der erste Benutzer im Portal der Firma anmeldet. All das gilt für Mandanten in jeder Region, und nichts davon muss zweimal getan werden.

Wer schon einmal einen Mandanten eingerichtet hat, wird sehen, dass sich seither wenig geändert hat. Das Menü heißt anders, und die Liste der Gruppen ist länger als zuvor, aber die Schritte sind die der letzten Version.";

const CHINESE: &str = "本页说明租户有什么用途、谁可以更改它，以及在第一位用户登录公司门户之前需要完成哪些工作。所有内容适用于每个区域的租户，任何工作都不需要做两次。

以前设置过租户的人会发现，自那以后几乎没有变化。菜单有了另一个名称，组列表比以前更长，但步骤仍是上一版本的步骤。";

fn assert_all_hold(cases: &str) {
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
        let same = found.len() == wanted.len()
            && found.iter().zip(&wanted).all(|(found, wanted)| tells(found, wanted));
        if !same {
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
        format!("{} {}: {}", found.rule.name, line(found.primary.location.span.start), found.message)
    });
    told.collect()
}

/// Whether a finding is the one that is wanted: its rule, its line, and what is said of its message.
fn tells(found: &str, wanted: &str) -> bool {
    let parts = |text: &str| {
        text.split_once(": ")
            .map_or((text.to_owned(), String::new()), |(place, says)| (place.to_owned(), says.to_owned()))
    };
    let ((place, message), (wanted_place, says)) = (parts(found), parts(wanted));
    place == wanted_place && message.contains(&says)
}

#[test]
fn paragraphs_that_begin_with_a_number_are_told_from_lists() {
    assert_all_hold(include_str!("steps/accidental.txt"));
}

#[test]
fn items_that_lost_their_bullet_and_steps_that_got_one_are_told() {
    assert_all_hold(include_str!("steps/bullets.txt"));
}

#[test]
fn headings_that_are_steps_are_compared_as_steps() {
    assert_all_hold(include_str!("steps/headings.txt"));
}

#[test]
fn a_list_begins_with_the_number_that_the_source_gives_it() {
    assert_all_hold(include_str!("steps/numbering.txt"));
}

#[test]
fn steps_on_another_level_are_told_from_steps_that_are_missing() {
    assert_all_hold(include_str!("steps/nesting.txt"));
}

#[test]
fn text_behind_a_list_says_nothing_about_the_step_that_swallows_it() {
    assert_all_hold(include_str!("steps/tails.txt"));
}

#[test]
fn a_broken_marker_stands_for_the_step_in_its_place() {
    assert_all_hold(include_str!("steps/near.txt"));
}

#[test]
fn steps_that_changed_places_are_told_from_others_in_their_places() {
    assert_all_hold(include_str!("steps/order.txt"));
}

#[test]
fn two_steps_in_one_are_told_from_one_that_is_missing() {
    assert_all_hold(include_str!("steps/merged.txt"));
}
