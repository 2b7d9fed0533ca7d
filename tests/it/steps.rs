//! Steps of pages that differ in one place: what is said, and on which line.

use std::fs;

use camino::Utf8PathBuf;
use instep::check::check;
use instep::config::Config;
use instep::model::report::Report;

use crate::pages::assert_all_hold;

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
