//! Fixes: what they write, and how files are written.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::{Fixed, check, fix};
use instep::config::Config;
use instep::fix::{Patch, patches};
use instep::model::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use instep::model::source_file::Span;
use instep::parse::parse;
use proptest::prelude::*;
use tempfile::TempDir;

/// A site of one page in English and German, on disk.
struct Site {
    _dir: TempDir,
    root: Utf8PathBuf,
}

impl Site {
    fn new(source: &str, translation: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
        let site = Self { _dir: dir, root };
        for (path, text) in [(site.source(), source), (site.translation(), translation)] {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        site
    }

    fn source(&self) -> Utf8PathBuf {
        self.root.join("docs/en/page.md")
    }

    fn translation(&self) -> Utf8PathBuf {
        self.root.join("docs/de/page.md")
    }

    fn fix(&self) -> Fixed {
        fix(&Config::new(vec![self.root.clone()], &[]), None, Applicability::Safe).unwrap()
    }

    /// The one patch that the German page needs.
    fn patch(&self) -> Patch {
        let mut patches = self.fix().patches;
        assert_eq!(patches.len(), 1);
        patches.remove(0)
    }
}

const SOURCE: &str = "# Set-up\n\nOpen the [portal](https://portal.example.com/en/users?tid=customer_tenant_id) of the firm.\n";
const DRIFTED: &str = "# Einrichtung\n\nÖffnen Sie das [Portal](https://portal.example.com/de/userss?tid=customer_tenant_id) der Firma.\n";

fn mended() -> String {
    DRIFTED.replace("userss", "users")
}

#[test]
fn each_fault_is_mended_to_the_byte() {
    let source = "\
# Set-up

Open the [portal](https://portal.example.com/en-us/users/#start), or ask <https://help.example.org>.

1. Sign in at https://portal.example.com/signin first.
2. Choose the **directory**.
3. Replace `customer_tenant_id` in `https://portal.example.com?tid=customer_tenant_id`.
4. Read the [guide](guide.md).

Then you are done.
";
    let translation = "\
# Einrichtung

Öffnen Sie das [Portal](https://portal.example.com/de-de/users#anfang), oder fragen Sie <https://help.example.org>.

1. Melden Sie sich zuerst an: https://portal.example.com/signin
2. Wählen Sie das **Verzeichnis**.
3. Ersetzen Sie `customer_tenant_id` in `https://portal.example.com?tid=customer_tenant_id`.
4. Lesen Sie die [Anleitung](guide.md).

Damit sind Sie fertig.
";
    for (right, wrong) in [
        ("https://portal.example.com/de-de", "https://protal.example.com/de-de"),
        ("de-de/users#", "de-de/user#"),
        ("https://help", "https：//help"),
        ("[Portal](", "[Portal] ("),
        ("#anfang)", "#anfang）"),
        ("`https://portal.example.com?tid=customer_tenant_id`", "`https://portal.example.com`"),
        (
            "`https://portal.example.com?tid=customer_tenant_id`",
            "`https://portal.example.com?tid=kunden_mandant`",
        ),
        ("`customer_tenant_id` in", "`kunden_mandant` in"),
        ("an: https://portal", "an: https:// portal"),
        ("2. Wählen", "2．Wählen"),
        ("2. Wählen", "2.Wählen"),
        ("3. Ersetzen", "③ Ersetzen"),
        ("1. Melden Sie sich", "-  Melden Sie sich"),
    ] {
        let mut broken = translation.replacen(right, wrong, 1);
        if wrong.starts_with('-') {
            broken = broken.replace("2. ", "-  ").replace("3. ", "-  ").replace("4. ", "-  ");
        }
        assert_ne!(broken, translation, "{wrong}");
        let fixed = Site::new(source, &broken).fix();
        let texts: Vec<&str> = fixed.patches.iter().map(|patch| patch.after.as_str()).collect();
        assert_eq!(texts, [translation], "{wrong}");
        assert_eq!(fixed.outcome.report.diagnostics.len(), 0, "{wrong}");
    }
}

#[test]
fn what_stands_below_an_item_stays_there_when_it_gets_its_number() {
    let source = "\
1. Open `a-b`:
   - one `x-y`
   - two

   ```text
   c-d

   e-f
   ```
2. Read
   `g-h`.
";
    for (bulleted, numbered) in [
        (
            "- `a-b` öffnen:\n  - eins `x-y`\n  - zwei\n\n  ```text\n  c-d\n\n  e-f\n  ```\n- Lesen:\n  `g-h`.\n",
            "1. `a-b` öffnen:\n   - eins `x-y`\n   - zwei\n\n   ```text\n   c-d\n\n   e-f\n   ```\n2. Lesen:\n   `g-h`.\n",
        ),
        // Wide enough as it is.
        (
            "-  `a-b` öffnen:\n   - eins `x-y`\n   - zwei\n\n   ```text\n   c-d\n\n   e-f\n   ```\n-  Lesen:\n`g-h`.\n",
            "1. `a-b` öffnen:\n   - eins `x-y`\n   - zwei\n\n   ```text\n   c-d\n\n   e-f\n   ```\n2. Lesen:\n`g-h`.\n",
        ),
        // In a quotation, and with the line endings of another system.
        (
            "> - `a-b` öffnen:\r\n>   - eins `x-y`\r\n>   - zwei\r\n>\r\n>   ```text\r\n>   c-d\r\n>\r\n>   e-f\r\n>   ```\r\n> - Lesen:\r\n>   `g-h`.\r\n",
            "> 1. `a-b` öffnen:\r\n>    - eins `x-y`\r\n>    - zwei\r\n>\r\n>    ```text\r\n>    c-d\r\n>\r\n>    e-f\r\n>    ```\r\n> 2. Lesen:\r\n>    `g-h`.\r\n",
        ),
    ] {
        let source = if bulleted.starts_with('>') {
            format!("> {}\n", source.trim_end().replace('\n', "\n> "))
        } else {
            source.to_owned()
        };
        let fixed = Site::new(&source, bulleted).fix();
        let texts: Vec<&str> = fixed.patches.iter().map(|patch| patch.after.as_str()).collect();
        assert_eq!(texts, [numbered]);
    }
}

#[test]
fn a_number_inside_of_a_list_is_not_proposed_since_it_is_not_rendered() {
    let list = |between: &str, second: &str| {
        format!("1. Open the portal.\n2. Run `connect`.\n{between}{second}. Copy the `id`.\n")
    };
    let source = list("\nThe second part follows.\n\n", "1");
    for second in ["1", "3"] {
        let site = Site::new(&source, &list("", second));
        let report = check(&Config::new(vec![site.root.clone()], &[])).unwrap().report;
        let found: Vec<_> =
            report.diagnostics.iter().map(|found| (found.rule.name, found.fix.is_some())).collect();
        assert_eq!(found, [("step-numbering", false)], "{second}");
    }
}

#[test]
fn a_number_that_puts_out_what_stands_below_the_item_is_not_safe() {
    // The quotation's marks stand apart, so that nothing is moved to the right.
    let source = "> 1. Open `a-b`:\n>    - one `x-y`\n>    - two\n> 2. Read `c-d`.\n";
    let bulleted = "> - `a-b` öffnen:\n >   - eins `x-y`\n >   - zwei\n> - `c-d` lesen.\n";
    let site = Site::new(source, bulleted);
    assert_eq!(site.fix().count(), 0);
}

/// How certain the fixes are that are shown for pages in some languages, English being the source: by language and place.
fn certainties(texts: &[(&str, &str)], unsafe_fixes: bool) -> Vec<(String, Option<Applicability>)> {
    let dir = tempfile::tempdir().unwrap();
    let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).unwrap();
    for (locale, text) in texts {
        fs::create_dir_all(root.join(locale)).unwrap();
        fs::write(root.join(locale).join("page.md"), text).unwrap();
    }
    let mut config = Config::new(vec![root], &[]);
    config.unsafe_fixes = unsafe_fixes;
    let found = check(&config).unwrap().report.diagnostics;
    let certainty = |found: &Diagnostic| {
        let locale = found.locale.as_ref().map(ToString::to_string).unwrap_or_default();
        let applicability = found.fix.as_ref().map(|fix| fix.applicability);
        (format!("{locale} {}", found.rule.name), applicability)
    };
    found.iter().map(certainty).collect()
}

#[test]
fn what_most_translations_share_may_be_no_fault_of_theirs() {
    use Applicability::{Safe, Unsafe};
    let page = |url: &str| format!("A [b](https://portal.example.com/{url}/all) c.\n");
    let locales = ["de", "fr", "it", "es", "pt"];
    for (sharers, of, expected) in [
        (1, 1, Safe),
        (1, 2, Safe),
        (2, 2, Unsafe),
        (2, 3, Unsafe),
        (2, 4, Safe),
        (2, 5, Safe),
        (3, 5, Unsafe),
    ] {
        let source = page("users");
        let texts: Vec<String> =
            (0..of).map(|index| page(if index < sharers { "user" } else { "users" })).collect();
        let translations = locales.iter().copied().zip(texts.iter().map(String::as_str));
        let all: Vec<_> = [("en", source.as_str())].into_iter().chain(translations).collect();
        let mut wanted: Vec<_> =
            locales[..sharers].iter().map(|locale| format!("{locale} url-drift")).collect();
        wanted.sort();
        let wanted: Vec<_> = wanted.into_iter().map(|what| (what, Some(expected))).collect();
        assert_eq!(certainties(&all, false), wanted, "{sharers} of {of}");
    }
    // Slips that differ are each their translator's.
    let texts = ["users", "user", "userz", "usrs"].map(page);
    let all: Vec<_> = ["en", "de", "fr", "it"].into_iter().zip(texts.iter().map(String::as_str)).collect();
    let expected = ["de", "fr", "it"].map(|locale| (format!("{locale} url-drift"), Some(Safe)));
    assert_eq!(certainties(&all, false), expected);
}

#[test]
fn what_no_source_says_or_what_is_only_good_to_know_is_not_mended_unseen() {
    let page = |url: &str| format!("A [b]({url}) c.\n");
    let (right, wrong) =
        (page("https://portal.example.com/users/all"), page("https://portal.example.com/user/all"));
    let siblings = [("de", wrong.as_str()), ("fr", &right), ("it", &right)];
    let expected = |what: &str| [(what.to_owned(), Some(Applicability::Unsafe))];
    assert_eq!(certainties(&siblings, false), expected("de url-drift"));
    for (source, translation, what) in [
        (
            page("https://security.microsoft.com/x/y"),
            page("https://securitycenter.windows.com/x/y"),
            "de portal-retired",
        ),
        (
            page("https://portal.example.com/a?tid=<tenant_id>").replace(['(', ')', '[', ']'], "`"),
            page("https://portal.example.com/a?tid={tenant_id}").replace(['(', ')', '[', ']'], "`"),
            "de tenant-placeholder",
        ),
    ] {
        assert_eq!(certainties(&[("en", &source), ("de", &translation)], false), expected(what));
    }
}

#[test]
fn fixes_that_mend_nothing_are_parted_from_those_that_do() {
    use Applicability::{Safe, Unsafe};
    let source = "\
See [one](https://one.example.com/users/all).

1. Open `a-b`.
2. Read `c-d`.

Then [two](https://docs.sample.org/settings.html).

## Numbers

1. Sign in to `g-h`.
2. Open `i-j`.

Note this:

3. Copy `k-l`.

End with [three](https://help.other.net/orders).
";
    let translation = "\
Siehe [eins](https://one.example.com/usrs/all).

1. `a-b` öffnen.

Absatz davor
2．`c-d` lesen.

Dann [zwei](https://docs.sampel.org/settings.html).

## Zahlen

1. Anmelden bei `g-h`.
2. `i-j` öffnen.

Hinweis dazu:
1. `k-l` kopieren.

Ende mit [drei](https://help.other.net/oders).
";
    let told = |unsafe_fixes: bool, numbering: Option<Applicability>| {
        let expected = [
            ("url-drift", Some(Safe)),
            // A paragraph goes on with the line, whatever its marker.
            ("step-markup", None),
            ("url-drift", Some(Safe)),
            // Only a list that begins with 1 may follow a paragraph without a blank line.
            ("step-numbering", numbering),
            ("url-drift", Some(Safe)),
        ];
        let expected = expected.map(|(rule, fix)| (format!("de {rule}"), fix));
        assert_eq!(certainties(&[("en", source), ("de", translation)], unsafe_fixes), expected);
    };
    // What nobody asked for is left untried.
    told(false, Some(Unsafe));
    told(true, None);
}

#[test]
fn what_may_be_meant_is_left_alone() {
    for (ours, theirs) in [
        ("https://portal.example.com/terms", "https://portal.example.com/conduct-languages/de.md"),
        ("https://portal.example.com/terms", "https://hilfe.example.net/bedingungen"),
        ("https://portal.example.com/guide", "https://portal.example.com/guide?patched"),
        ("https://portal.example.com/v2/guide", "https://portal.example.com/v3/guide"),
        ("https://portal.example.com/guide#start", "https://portal.example.com/guide#anfang"),
        ("http://portal.example.com/guide", "https://portal.example.com/guide"),
    ] {
        let page = |url: &str| format!("# A\n\nOpen [it]({url}) now.\n");
        let fixed = Site::new(&page(ours), &page(theirs)).fix();
        assert_eq!(fixed.count(), 0, "{theirs}");
    }
}

#[test]
fn two_that_may_have_been_exchanged_are_left_alone() {
    let source =
        "# A\n\nSee https://portal.example.com/users1a and https://portal.example.com/users1b now.\n";
    let translation =
        "# A\n\nSiehe https://portal.example.com/users1x und https://portal.example.com/users1y jetzt.\n";
    assert_eq!(Site::new(source, translation).fix().count(), 0);
}

#[test]
fn byte_order_marks_and_line_endings_stay() {
    let with = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let site = Site::new(SOURCE, &with(DRIFTED));
    site.patch().write().unwrap();
    assert_eq!(fs::read_to_string(site.translation()).unwrap(), with(&mended()));
    assert_eq!(site.fix().count(), 0);
}

#[test]
fn a_diff_shows_the_lines_that_change() {
    let diff = Site::new(SOURCE, DRIFTED).patch().diff();
    let changed: Vec<&str> =
        diff.lines().filter(|line| line.starts_with(['-', '+']) && !line.contains("page.md")).collect();
    assert_eq!(changed.len(), 2, "{diff}");
    assert!(changed[0].contains("/userss?") && changed[1].contains("/users?"), "{diff}");
}

#[test]
fn nothing_is_left_beside_a_file_that_was_written() {
    let site = Site::new(SOURCE, DRIFTED);
    site.patch().write().unwrap();
    let names: Vec<_> = fs::read_dir(site.translation().parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["page.md"]);
}

#[test]
fn a_file_that_changed_in_between_is_left_alone() {
    let site = Site::new(SOURCE, DRIFTED);
    let patch = site.patch();
    let changed = DRIFTED.replace("Firma", "Fabrik");
    fs::write(site.translation(), &changed).unwrap();
    assert_eq!(patch.write().unwrap_err().to_string(), "it has changed since it was read");
    assert_eq!(fs::read_to_string(site.translation()).unwrap(), changed);
    assert_eq!(fs::read_dir(site.translation().parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn a_file_that_is_gone_is_not_made_anew() {
    let site = Site::new(SOURCE, DRIFTED);
    let patch = site.patch();
    fs::remove_file(site.translation()).unwrap();
    assert!(patch.write().is_err());
    assert!(!site.translation().exists());
}

#[test]
fn a_read_only_file_is_left_alone() {
    let site = Site::new(SOURCE, DRIFTED);
    let patch = site.patch();
    let mut permissions = fs::metadata(site.translation()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(site.translation(), permissions).unwrap();
    assert_eq!(patch.write().unwrap_err().to_string(), "it is read-only");
    assert_eq!(fs::read_to_string(site.translation()).unwrap(), DRIFTED);
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_links_are_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    let site = Site::new(SOURCE, DRIFTED);
    let file = site.root.join("docs/de/real.md");
    fs::rename(site.translation(), &file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real.md", site.translation()).unwrap();
    let mut patch = Site::new(SOURCE, DRIFTED).patch();
    patch.before = instep::model::source_file::SourceFile::new(site.translation(), DRIFTED);
    patch.write().unwrap();
    assert!(fs::symlink_metadata(site.translation()).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap(), mended());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}

#[test]
fn what_touches_another_fix_waits_for_the_next_round() {
    let found = Site::new(SOURCE, &DRIFTED.replace("users", "users3")).fix().outcome.report.diagnostics;
    let finding = |start: u32, end: u32, text: &str| -> Diagnostic {
        let edits = vec![Edit { span: Span { start, end }, text: text.to_owned() }];
        let fix = Fix { title: String::new(), applicability: Applicability::Safe, edits };
        Diagnostic { fix: Some(fix), ..found[0].clone() }
    };
    for touching in [finding(4, 8, "B"), finding(6, 8, "B")] {
        let patches = patches(&[finding(2, 6, "A"), touching, finding(9, 12, "C")], Applicability::Safe);
        let counts: Vec<usize> = patches.iter().map(|patch| patch.fixes).collect();
        assert_eq!(counts, [2]);
        assert!(patches[0].after.starts_with("# AichC"), "{}", patches[0].after);
    }
}

/// A word that no other of a text is a slip of.
fn word() -> impl Strategy<Value = String> {
    "[a-z]{12}".prop_filter("no locale", |word| word.len() == 12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_fix_restores_what_a_slip_changed_and_touches_nothing_else(
        words in prop::collection::hash_set(word(), 4..8),
        at in 1_usize..10,
        (mark, crlf) in (any::<bool>(), any::<bool>()),
    ) {
        let mut words: Vec<String> = words.into_iter().collect();
        words.sort();
        let page = |lead: &str| {
            let steps = words.iter().enumerate();
            let steps: Vec<String> = steps
                .map(|(index, word)| format!("{}. {lead} [{lead}](https://{word}.example.com/{word}) {lead}.\n", index + 1))
                .collect();
            format!("# {lead}\n\n{}\n{lead}.\n", steps.concat())
        };
        let dress = |text: String| {
            let text = if crlf { text.replace('\n', "\r\n") } else { text };
            if mark { format!("\u{feff}{text}") } else { text }
        };
        let right = dress(page("öffnen"));
        let word = format!("/{}", words[0]);
        let mut slip = word.clone();
        slip.remove(at + 1);
        let wrong = right.replacen(&format!("{word})"), &format!("{slip})"), 1);
        let site = Site::new(&page("open"), &wrong);
        let fixed = site.fix();
        prop_assert_eq!(fixed.patches.len(), 1);
        prop_assert_eq!(&fixed.patches[0].after, &right);
        fixed.patches[0].write().unwrap();
        prop_assert_eq!(site.fix().count(), 0);
        let urls = |path: &Utf8Path| -> Vec<String> {
            let document = parse(&instep::check::read(path, u64::MAX).unwrap());
            document.urls.iter().map(|url| url.url.as_str().to_owned()).collect()
        };
        prop_assert_eq!(urls(&site.source()), urls(&site.translation()));
    }
}
