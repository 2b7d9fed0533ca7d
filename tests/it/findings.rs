//! What findings say: the rule, the place, the words, and what the stages behind the rules go by.

use std::fs;

use camino::Utf8PathBuf;
use instep::check::check;
use instep::config::Config;
use instep::config::options::Options;
use instep::fix::edits;
use instep::model::comparison::{Comparison, Omission, ReferenceKind, Side};
use instep::model::diagnostic::{Applicability, Diagnostic, Edit};
use instep::model::edit::Edited;
use instep::model::lag::{Change, Evidence, Turn, Unfollowed};
use instep::model::locale::Locale;
use instep::model::page::{PageKey, Role, Variant};
use instep::model::source_file::{Location, SourceFile, Span};
use instep::parse::parse;
use instep::rules::{Check, find, look_at_translation};

/// What is found on a page in some languages, in a site that has another page in each of them.
fn diagnostics_with(texts: &[(&str, &str)], options: Options) -> Vec<Diagnostic> {
    let dir = tempfile::tempdir().unwrap();
    let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).unwrap();
    for (locale, text) in texts {
        let folder = root.join("docs").join(locale);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("page.md"), text).unwrap();
        fs::write(folder.join("grant-access.md"), "# Grant\n\nGrant access and return.\n").unwrap();
    }
    check(&Config::new(vec![root], &[options])).unwrap().report.diagnostics
}

/// What is found on a German page and its English source.
pub(crate) fn diagnostics(source: &str, translation: &str) -> Vec<Diagnostic> {
    diagnostics_with(&[("en", source), ("de", translation)], Options::default())
}

/// The one finding on a German page and its English source.
pub(crate) fn the_one(source: &str, translation: &str) -> Diagnostic {
    let mut found = diagnostics(source, translation);
    assert_eq!(found.len(), 1, "{translation}: {:?}", found.iter().map(said).collect::<Vec<_>>());
    found.remove(0)
}

/// Severity, rule, language, line and column, and the message.
pub(crate) fn said(found: &Diagnostic) -> String {
    let location = &found.primary.location;
    let at = location.file.line_column(location.span.start);
    let locale = found.locale.as_ref().map(ToString::to_string).unwrap_or_default();
    let severity = found.severity.name();
    format!("{severity} {} {locale} {}:{}: {}", found.rule.name, at.line, at.column, found.message)
}

#[test]
fn links_say_what_they_are_and_where_they_lead() {
    for (source, translation, expected) in [
        (
            "See the ![map](images/map.png).\n",
            "Siehe die ![Karte](images/mapa.png).\n",
            "error link-drift de 1:20: the image leads elsewhere: `images/mapa.png` here, `images/map.png` in the source",
        ),
        (
            "[!INCLUDE [note](../includes/note.md)]\n",
            "[!INCLUDE [note](../includes/notiz.md)]\n",
            "error link-drift de 1:18: the include leads elsewhere: `../includes/notiz.md` here, `../includes/note.md` in the source",
        ),
        (
            "Read [this](pages/start.md).\n",
            "Lesen Sie [dies](pages/stadt.md).\n",
            "error link-drift de 1:18: the link leads elsewhere: `pages/stadt.md` here, `pages/start.md` in the source",
        ),
        (
            "See [steps](#steps).\n\n## Steps\n",
            "Siehe [Schritte](#schrite).\n\n## Schritte\n",
            "warning link-drift de 1:18: `#schrite` leads to no heading or anchor; the source has `#steps`",
        ),
        (
            "See [steps](#the-steps).\n\n## Steps {#the-steps}\n",
            "Siehe [Schritte](#the-steps).\n\n## Schritte\n",
            "warning link-drift de 1:18: `#the-steps` leads to no heading or anchor here; in the source it does",
        ),
        (
            "See [access](grant-access.md#grant).\n",
            "Siehe [Zugriff](grant-access.md#grantx).\n",
            "warning link-drift de 1:17: `grant-access.md#grantx` leads to no heading or anchor; the source has `grant-access.md#grant`",
        ),
        (
            "See this.\n\n## Steps {#the-steps}\n",
            "Siehe dies.\n\n## Schritte {#die-schritte}\n",
            "warning link-drift de 3:15: explicit anchor differs: `die-schritte` here, `the-steps` in the source",
        ),
        (
            "Read [it](//portal.example.com/users/all).\n",
            "Lesen Sie [es](https://portal.example.com/users/al).\n",
            "error url-drift de 1:16: path differs: `https://portal.example.com/users/al` here, `//portal.example.com/users/all` in the source",
        ),
    ] {
        assert_eq!(said(&the_one(source, translation)), expected);
    }
}

#[test]
fn a_link_to_an_anchor_that_only_the_source_has_is_helped_by_an_id() {
    let found = the_one("See [it](#the-steps).\n\n## A {#the-steps}\n", "Siehe [es](#the-steps).\n\n## A\n");
    assert_eq!(found.help.as_deref(), Some("give the heading that it should lead to the id `the-steps`"));
    assert!(found.fix.is_none() && found.expected.is_none(), "there is nothing else to write");
}

#[test]
fn lists_are_told_by_how_many_steps_they_have() {
    let lists = "Text.\n\n1. Open `portal`.\n\nThen:\n\n1. Run `connect`.\n2. Run `login`.\n\nEnd.\n";
    let found = diagnostics(lists, "Text.\n\nDann:\n\nEnde.\n");
    assert_eq!(
        found.iter().map(said).collect::<Vec<_>>(),
        [
            "error procedure-missing de 1:6: the list of 1 step in the source is missing",
            "error procedure-missing de 3:6: the list of 2 steps in the source is missing",
        ]
    );
    assert_eq!(found[1].expected.as_deref(), Some("1 of 2: Run `connect`."));
}

#[test]
fn numbered_headings_are_told_as_a_list_of_headings() {
    let page = |form: &dyn Fn(usize) -> String| {
        let sections = ["Open", "Fill", "Send"].into_iter().zip(1..);
        let sections: Vec<String> = sections
            .map(|(title, number)| format!("## {}{title}\n\nText `t-{number}`.\n", form(number)))
            .collect();
        format!("# Guide\n\n{}", sections.join("\n"))
    };
    let forms: [&dyn Fn(usize) -> String; 3] =
        [&|number| format!("Step {number}: "), &|number| format!("{number}. "), &|number| {
            format!("Step {number} – ")
        }];
    for form in forms {
        let found = the_one(&page(form), "# Leitfaden\n\nText.\n");
        assert_eq!(
            said(&found),
            "error procedure-missing de 1:12: the list of 3 numbered headings in the source is missing"
        );
        assert_eq!(found.expected.as_deref(), Some("1 of 3: Open"));
    }
}

#[test]
fn steps_say_which_they_are_on_both_sides() {
    for (source, translation, expected) in [
        (
            "1. Open the portal.\n   1. Run `connect`.\n   2. Run `login`.\n2. Copy the `tenant_id`.\n",
            "1. Das Portal öffnen.\n   1. `connect` ausführen.\n2. `login` ausführen.\n3. Die `tenant_id` kopieren.\n",
            "warning step-nesting de 3:1: step 2 of 3 has lost its indent: it is step 2 of 2 below step 1 of 2 in the source",
        ),
        (
            "1. Open the portal.\n2. Run `connect`.\n3. Copy the `tenant_id`.\n",
            "1. Das Portal öffnen.\n   1. `connect` ausführen.\n2. Die `tenant_id` kopieren.\n",
            "warning step-nesting de 2:4: step 1 of 1 below step 1 of 2 is nested too deep: it is step 2 of 3 in the source",
        ),
        (
            "1. Sign in.\n2. Open **Properties**.\n\n   > Only administrators.\n\n3. Copy the `tenant_id`.\n",
            "1. Anmelden.\n2. **Eigenschaften** öffnen.\n\n> Nur Administratoren.\n\n12. Die `tenant_id` kopieren.\n",
            "warning step-numbering de 6:1: the list begins with 12 where the source has step 3 of 3",
        ),
        (
            "- Open `a-b`.\n- Run `c-d`.\n- Read `e-f`.\n",
            "- `a-b` öffnen.\n-Über `c-d` gehen.\n- `e-f` lesen.\n",
            "warning step-markup de 2:1: an item of a list is not rendered as one: the marker `-` is broken (no space behind it)",
        ),
    ] {
        assert_eq!(said(&the_one(source, translation)), expected);
    }
    let found = the_one("1. Open `a-b`.\n2. Run `c-d`.\n", "1. `a-b` öffnen.\n");
    assert_eq!((found.rule.name, found.subject.as_str()), ("step-missing", "step:0.1"));
    let found = the_one("On 23 January.\n", "23. Januar.\n");
    assert_eq!((found.rule.name, found.subject.as_str()), ("step-markup", "list:0"));
}

/// The translation with the one mend that is proposed, and how certain that is.
fn mended(source: &str, translation: &str) -> Option<(Applicability, String)> {
    let found = the_one(source, translation);
    let fix = found.fix.as_ref()?;
    let (edits, _): (Vec<Edit>, usize) = edits(&[&found], Applicability::DisplayOnly);
    Some((fix.applicability, Edited::new(translation, edits).unwrap().text))
}

/// Eleven steps, whose markers have the same width but for one of them, with other signs behind its number.
fn tens(odd: &str, signs: &str) -> String {
    let step = |number: usize| {
        let number = number.to_string();
        let rest = if number == odd { signs } else { &".   "[..4 - number.len()] };
        format!("{number}{rest}`a-{number}` öffnen.\n")
    };
    (1..12).map(step).collect()
}

#[test]
fn markers_that_are_all_broken_keep_their_parenthesis() {
    let source = "1. Open `a-b`.\n2. Run `c-d`.\n3. Read `e-f`.\n";
    for (mark, expected) in [("）", ") "), ("．", ". "), ("、", ". ")] {
        let steps = ["`a-b` öffnen", "`c-d` lesen", "`e-f` lesen"];
        let steps = (1..).zip(steps).map(|(number, text)| format!("{number}{mark}{text}。\n"));
        let found = diagnostics(source, &steps.collect::<String>());
        let texts: Vec<String> = found
            .iter()
            .flat_map(|found| &found.fix.as_ref().unwrap().edits)
            .map(|edit| edit.text.clone())
            .collect();
        assert_eq!(texts, [1, 2, 3].map(|number| format!("{number}{expected}")), "{mark}");
    }
}

#[test]
fn markers_are_mended_in_the_style_of_the_list() {
    use Applicability::{Safe, Unsafe};
    let steps = "1. Open `a-b`.\n2. Run `c-d`.\n3. Read `e-f`.\n";
    for (source, translation, expected) in [
        // The delimiter and the gap are the list's own, whatever other lists there are.
        (
            "1) Open `a-b`.\n2) Run `c-d`.\n3) Read `e-f`.\n\n<ol><li>Go</li></ol>\n",
            "1) `a-b` öffnen.\n2) `c-d` ausführen.\n3．`e-f` lesen.\n\n<ol><li>Los</li></ol>\n",
            Some((Safe, "1) `a-b` öffnen.\n2) `c-d` ausführen.\n3) `e-f` lesen.\n\n<ol><li>Los</li></ol>\n")),
        ),
        // The text of an item begins where it did.
        (
            steps,
            "-   `a-b` öffnen.\n-   `c-d` ausführen.\n-   `e-f` lesen.\n",
            Some((Safe, "1.  `a-b` öffnen.\n2.  `c-d` ausführen.\n3.  `e-f` lesen.\n")),
        ),
        (
            steps,
            "- `a-b` öffnen.\n- `c-d` ausführen.\n- `e-f` lesen.\n",
            Some((Safe, "1. `a-b` öffnen.\n2. `c-d` ausführen.\n3. `e-f` lesen.\n")),
        ),
        // Which item has no number is not known.
        (steps, "- `a-b` öffnen.\n- `c-d` ausführen.\n- `e-f` lesen.\n- Fertig mit `a-b`.\n", None),
        // The markers that are nearest have as many digits.
        (&tens("", ".  "), &tens("9", "．"), Some((Safe, &tens("", ".  ")))),
        // Only what is written there is the number.
        (
            "1. Sign in.\n2. Open **Properties**.\n\n   > Only administrators.\n\n3. Copy the `tenant_id`.\n",
            "1. Anmelden.\n2. **Eigenschaften** öffnen.\n\n> Nur Administratoren.\n\n12. Die `tenant_id` kopieren.\n",
            Some((
                Unsafe,
                "1. Anmelden.\n2. **Eigenschaften** öffnen.\n\n> Nur Administratoren.\n\n3. Die `tenant_id` kopieren.\n",
            )),
        ),
    ] {
        let found = mended(source, translation);
        let found = found.as_ref().map(|(applicability, text)| (*applicability, text.as_str()));
        assert_eq!(found, expected, "{translation}");
    }
}

#[test]
fn a_paragraph_that_may_go_on_a_list_is_no_safe_mend() {
    use Applicability::{Safe, Unsafe};
    let page = |number: u32| {
        format!(
            "## A\n\n1. `a-b` öffnen.\n2. `c-d` lesen.\n\nEtwas Text.\n\n{number}. Mai ist das Ende.\n\nEnde.\n"
        )
    };
    let source = "## A\n\n1. Open `a-b`.\n2. Read `c-d`.\n\nSome text.\n\nIn May it ends.\n\nThe end.\n";
    for (number, expected) in [(5, Unsafe), (6, Unsafe), (7, Safe), (23, Safe)] {
        let written = page(number);
        let escaped = written.replace(&format!("{number}. Mai"), &format!("{number}\\. Mai"));
        assert_eq!(mended(source, &written), Some((expected, escaped)));
    }
    // Nothing goes on where nothing has begun yet, nor in another section.
    let source = "## A\n\nIn May it ends.\n\nSome text.\n\n1. Open `a-b`.\n2. Read `c-d`.\n\nThe end.\n";
    let before =
        "## A\n\n2. Mai ist das Ende.\n\nEtwas Text.\n\n1. `a-b` öffnen.\n2. `c-d` lesen.\n\nEnde.\n";
    assert_eq!(mended(source, before).unwrap().0, Safe);
    let source = "## A\n\n1. Open `a-b`.\n2. Read `c-d`.\n\n## B\n\nIn May it ends.\n";
    let other = "## A\n\n1. `a-b` öffnen.\n2. `c-d` lesen.\n\n## B\n\n3. Mai ist das Ende.\n";
    assert_eq!(mended(source, other).unwrap().0, Safe);
}

#[test]
fn a_dash_that_goes_on_with_a_sentence_is_escaped() {
    use Applicability::{Safe, Unsafe};
    let source = "The trial ends.\n\nMore text that is long enough.\n";
    for (line, expected) in [
        ("- mehr Text, der lang genug ist.", Safe),
        ("- Mehr Text, der lang genug ist.", Unsafe),
        ("* mehr Text, der lang genug ist.", Unsafe),
    ] {
        let page = |line: &str| format!("Die Probezeit endet.\n\n{line}\n");
        let message = format!("a paragraph begins with `{}` and is rendered as a list", &line[..1]);
        assert_eq!(said(&the_one(source, &page(line))), format!("warning step-markup de 3:1: {message}"));
        let escaped = format!("\\{line}");
        assert_eq!(mended(source, &page(line)), Some((expected, page(&escaped))));
    }
}

#[test]
fn names_of_the_sources_making_may_be_its_former_ones() {
    let stale = |written: &str| {
        let source = "1. Open the portal.\n2. Use `tenantid` here.\n";
        let translation = format!("1. Das Portal öffnen.\n2. Hier `{written}` nutzen.\n");
        let found = the_one(source, &translation);
        assert_eq!((found.rule.name, found.found.as_deref()), ("code-drift", Some(written)));
        found.stale
    };
    for code in ["tenant_id", "tenantId", "tenant-id", "--tenant"] {
        assert!(stale(code), "{code}");
    }
    for code in ["mandant", "Mandant", "mein Mandant!", "größe_x", "größeX"] {
        assert!(!stale(code), "{code}");
    }
}

#[test]
fn the_words_by_which_two_urls_differ() {
    for (wanted, written, expected) in [
        ("https://example.com/docs/set-up/all", "https://example.com/docs/set_up/all", ("set_up", "set-up")),
        ("https://example.com/docs/users/all", "https://example.com/docs/user/all", ("user", "users")),
        ("https://example.com/a/v1.2.x/all", "https://example.com/a/v1.3.x/all", ("v1.3.x", "v1.2.x")),
        ("images/map-one.png", "images/map_one.png", ("map_one.png", "map-one.png")),
        (
            "https://example.com/docs/a%20users/all",
            "https://example.com/docs/a%20user/all",
            ("user", "users"),
        ),
        ("https://example.com/docs/menu/all", "https://example.com/docs/menü/all", ("", "")),
        ("https://example.com/docs/menu/all", "https://example.com/docs/men%C3%BC/all", ("", "")),
    ] {
        let found = the_one(&format!("Open [it]({wanted}).\n"), &format!("Öffnen Sie [es]({written}).\n"));
        let (from, to) = found.replaced.clone().unwrap_or_default();
        assert_eq!((from.as_str(), to.as_str()), expected);
    }
}

#[test]
fn a_link_that_a_faithful_translation_of_an_older_source_may_have_is_stale() {
    for (wanted, written, expected) in [
        // One was written for the other.
        ("grant-access.md#grant", "grant-access.md#grants", (false, Some(("grants", "grant")))),
        ("pages/start.md", "pages/stadt.md", (false, Some(("stadt", "start")))),
        ("https://one.example.com/start", "https://one.example.com/stadt", (false, Some(("stadt", "start")))),
        // Another place altogether.
        ("https://one.example.com/start/here", "https://zwei.example.org/anfang", (true, None)),
        // Dead within its own page, however old that is.
        ("#intro", "#einfuehrung", (false, None)),
    ] {
        let page = |text: &str, url: &str| format!("[{text}]({url})\n\n## Intro\n");
        let found = the_one(&page("Open", wanted), &page("Öffnen", written).replace("Intro", "Einführung"));
        let words = found.replaced.as_ref().map(|(from, to)| (from.as_str(), to.as_str()));
        assert_eq!((found.stale, words), expected, "{written}");
    }
}

#[test]
fn the_name_of_a_placeholder_is_mended_safely_where_the_page_has_it_once() {
    let source =
        "1. Use `customer_tenant_id` here.\n2. Open `https://portal.example.com?tid=customer_tenant_id`.\n";
    for (rest, expected) in [("", Applicability::Safe), (", kunden_mandant", Applicability::Unsafe)] {
        let translation = format!(
            "1. Hier `kunden_mandant` nutzen{rest}.\n2. `https://portal.example.com?tid=customer_tenant_id` öffnen.\n"
        );
        let mended = mended(source, &translation).unwrap();
        assert_eq!(mended, (expected, translation.replacen("kunden_mandant", "customer_tenant_id", 1)));
    }
}

#[test]
fn a_url_that_text_is_written_against_is_parted_from_it() {
    let found = the_one(
        "Open https://portal.example.com/administration. Then on.\n",
        "https://portal.example.com/administrationを開きます。\n",
    );
    assert_eq!(
        said(&found),
        "error url-malformed de 1:1: `https://portal.example.com/administrationを開きます` is not a working link: \
         text is written against it"
    );
    let fix = found.fix.unwrap();
    assert_eq!((fix.title.as_str(), fix.edits[0].text.as_str()), ("part the URL from the text", " "));
    assert_eq!(fix.edits[0].span, Span::at(41));
}

#[test]
fn long_urls_are_cut_where_they_begin_to_differ() {
    let path = "administration/directories/tenants/customers/overview";
    let rest = "settings?view=all&lang=none";
    let url = |host: &str, word: &str| format!("https://{host}.example.com/{path}/{word}?view=all&lang=none");
    let message = |wanted: &str, written: &str| {
        the_one(&format!("Open [it]({wanted}).\n"), &format!("Öffnen Sie [es]({written}).\n")).message
    };
    assert_eq!(
        message(&url("portal", "settings"), &url("portal", "setings")),
        format!(
            "path differs: `…tenants/customers/overview/{}` here, `…tenants/customers/overview/{rest}` in the source",
            rest.replace("tt", "t")
        )
    );
    assert_eq!(
        message(&url("portal", "settings"), &url("portat", "settings")),
        "host differs: `https://portat.example.com/administration/directories/tenant…` here, \
         `https://portal.example.com/administration/directories/tenant…` in the source"
    );
    // Sixty characters are quoted whole.
    let short = "https://portal.example.com/administration/directories/tenant";
    assert_eq!(
        message(short, &short.replace("tenant", "tenand")),
        format!("path differs: `{}` here, `{short}` in the source", short.replace("tenant", "tenand"))
    );
}

#[test]
fn portals_that_have_moved_are_told_once_by_name() {
    let page = |text: &str, host: &str| format!("{text} `https://{host}/x`. {text} <https://{host}/y>.\n");
    let (old, new) = ("securitycenter.windows.com", "security.microsoft.com");
    let found = the_one(&page("Open", old), &page("Öffnen Sie", old));
    assert_eq!(
        said(&found),
        format!("info portal-retired en 1:7: Microsoft Defender portal has moved from `{old}` to `{new}`")
    );
    assert_eq!(found.help, Some(format!("write `{new}`")));
    assert!(found.note.is_some_and(|note| note.starts_with("see https://learn.microsoft.com/")));
    let found = the_one(&page("Open", new), &page("Öffnen Sie", old));
    assert_eq!(
        said(&found),
        format!(
            "info portal-retired de 1:13: the portal has moved from `{old}`, and the source has followed"
        )
    );
}

#[test]
fn a_placeholder_on_a_portal_that_has_moved_has_no_url_to_write() {
    let source = "Open `https://securitycenter.windows.com?tid=customer_tenant_id`.\n";
    let help = |translation: &str| {
        let found = diagnostics(source, translation);
        let found = found.iter().find(|found| found.rule.name == "tenant-placeholder");
        found.map(|found| found.help.clone())
    };
    let moved = help("Öffnen Sie `https://security.microsoft.com?tid=kunden_mandant`.\n");
    assert_eq!(moved, Some(None));
    let unmoved = help("Öffnen Sie `https://securitycenter.windows.com?tid=kunden_mandant`.\n");
    assert_eq!(
        unmoved,
        Some(Some("write `https://securitycenter.windows.com?tid=customer_tenant_id`".to_owned()))
    );
}

const REAL: &str = "5b3e7c91-04da-4f6b-9c22-81e0d7a4f635";
const OTHER: &str = "6c4e7c91-04da-4f6b-9c22-81e0d7a4f635";

#[test]
fn each_real_id_is_told_once_and_never_repeated() {
    let portal = "https://security.microsoft.com";
    let page =
        format!("`{portal}?tid={REAL}` `{portal}/x?tid={}` `{portal}/y?tid={OTHER}`\n", REAL.to_uppercase());
    let found = diagnostics(&page, &page);
    let told = |id: &str| {
        format!("what looks like the ID of a real tenant, `{id}`, stands where a placeholder belongs")
    };
    assert_eq!(
        found.iter().map(said).collect::<Vec<_>>(),
        [
            format!("error tenant-id-exposed en 1:37: {}", told("5b3e…")),
            format!("error tenant-id-exposed en 1:{}: {}", page.find(OTHER).unwrap() + 1, told("6c4e…")),
        ]
    );
    assert_eq!(found[0].found.as_deref(), Some("5b3e…"));
    assert_eq!(found[0].subject, "tenant:5b3e…");
    assert_eq!(
        found[0].note.as_deref(),
        Some(
            "in URLs of Microsoft Defender portal the tenant stands here: `https://security.microsoft.com?tid={tenant}`"
        )
    );
    // Where the reference has a placeholder, that is what to write, and the ID is what is pointed at.
    let with = |text: &str, id: &str| format!("{text} `{portal}?tid={id}`.\n");
    let mixed = REAL.replace('b', "B");
    let found = the_one(&with("Open", "customer_tenant_id"), &with("Öffnen Sie", &mixed));
    assert_eq!(said(&found), format!("error tenant-id-exposed de 1:48: {}", told("5b3e…")));
    assert_eq!(found.primary.location.text(), mixed);
    assert_eq!(found.expected.as_deref(), Some("customer_tenant_id"));
    let step = |code: &str| format!("1. A.\n2. `{code}`: `{portal}?tid=customer_tenant_id`.\n");
    let found = the_one(&step("customer_tenant_id"), &step(&mixed));
    assert_eq!(said(&found), format!("error tenant-id-exposed de 2:5: {}", told("5b3e…")));
    assert_eq!(found.help.as_deref(), Some("write `customer_tenant_id`"));
}

#[test]
fn placeholders_weigh_what_stands_behind_them() {
    let message = |written: &str, wanted: &str| {
        format!("placeholder differs: `{written}` here, `{wanted}` in the source")
    };
    let page = |text: &str, one: &str, other: &str| {
        format!("{text} `https://portal.example.com/a{one}` `https://portal.example.com/b{other}`\n")
    };
    let found = |ours: (&str, &str), theirs: (&str, &str)| {
        let found = diagnostics(&page("A", ours.0, ours.1), &page("A", theirs.0, theirs.1));
        found.iter().map(said).collect::<Vec<_>>()
    };
    // A matter of style is told once.
    assert_eq!(
        found(("?tid=<tenant_id>", "?tid=<tenant_id>"), ("?tid={tenant_id}", "?tid={tenant_id}")),
        [format!("info tenant-placeholder de 1:4: {}", message("{tenant_id}", "<tenant_id>"))]
    );
    // A fault is told at each place.
    assert_eq!(
        found(("?tid=<tenant_id>", "?tid=<tenant_id>"), ("?tid=<mandant>", "?tid=<mandant>")),
        [
            format!("error tenant-placeholder de 1:4: {}", message("<mandant>", "<tenant_id>")),
            format!("error tenant-placeholder de 1:49: {}", message("<mandant>", "<tenant_id>")),
        ]
    );
    // What is no tenant's weighs less.
    assert_eq!(
        found(("/x", "/users/<name>/x"), ("/x", "/users/<benutzer>/x")),
        [format!("warning tenant-placeholder de 1:37: {}", message("<benutzer>", "<name>"))]
    );
    // Hosts are quoted as they are written.
    let found = the_one("`https://Your-Company.example.com/a`\n", "`https://Ihre-Firma.example.com/a`\n");
    assert_eq!(found.message, message("Ihre-Firma", "Your-Company"));
}

#[test]
fn a_placeholder_that_no_url_has_is_told_where_nothing_explains_it() {
    let page = |before: &str, url: &str| format!("1. {before}\n2. `customer_tenant_id`: `{url}`.\n");
    let both = |before: &str, url: &str| {
        let found = diagnostics(&page(before, url), &page(before, url));
        found.iter().map(said).collect::<Vec<_>>()
    };
    let told = "warning tenant-placeholder en 2:5: the step names `customer_tenant_id`, which no URL of the page has";
    assert_eq!(both("Open.", "https://portal.example.com?tid=<directory>"), [told]);
    // The page says more of it.
    assert_eq!(both("Get your customer_tenant_id.", "https://portal.example.com?tid=<directory>"), [""; 0]);
    // The step has no URL with another one.
    assert_eq!(both("Open.", "https://portal.example.com/start"), [""; 0]);
    assert_eq!(both("Open.", "https://portal.example.com/<a_name>?tid=<directory>"), [""; 0]);
}

#[test]
fn placeholders_are_spelt_as_the_repository_has_settled_on() {
    let spelling = Options {
        placeholders: toml::from_str("spelling = [\"{tenant-id}\"]").unwrap(),
        ..Options::default()
    };
    let page = "Use `<tenant-id>` in `https://portal.example.com?tid=TENANT_ID` and `{tenant-id}`.\n";
    let found = diagnostics_with(&[("en", page), ("de", page)], spelling);
    let told =
        |written: &str| format!("the placeholder `{written}` is spelt `{{tenant-id}}` in this repository");
    // Who translates it is told as well as who wrote it.
    let expected = ["de", "en"].map(|locale| {
        [(6, "<tenant-id>"), (54, "TENANT_ID")].map(|(column, written)| {
            format!("warning tenant-placeholder {locale} 1:{column}: {}", told(written))
        })
    });
    assert_eq!(found.iter().map(said).collect::<Vec<_>>(), expected.concat());
    assert_eq!(found[0].help.as_deref(), Some("write `{tenant-id}`"));
}

#[test]
fn two_spellings_of_a_url_are_told_where_the_text_is_not_about_them() {
    for (page, expected) in [
        ("https://a.example.com/x first.\n\nThen https://A.example.com/x again.\n", Some(3)),
        ("https://A.example.com/x first.\n\nThen https://a.Example.com/x again.\n", Some(3)),
        ("https://a.example.com/x or https://A.example.com/x?\n", None),
        ("https://a.example.com first.\n\nThen https://a.example.com/ again.\n", None),
        ("https://a.example.com#x first.\n\nThen https://a.example.com/#x again.\n", Some(3)),
        ("See [one](grant-access.md).\n\nSee [two](./grant-access.md).\n", None),
        ("See https://a.example.com/x now.\n\n[https://A.example.com/x](https://a.example.com/x)\n", None),
        ("---\nhelp: https://A.example.com/x\n---\n\nSee https://a.example.com/x now.\n", None),
    ] {
        let found = diagnostics(page, page);
        let lines: Vec<(&str, u32)> = found
            .iter()
            .map(|found| {
                let location = &found.primary.location;
                (found.rule.name, location.file.line_column(location.span.start).line)
            })
            .collect();
        assert_eq!(
            lines,
            expected.map(|line| ("url-spelling", line)).into_iter().collect::<Vec<_>>(),
            "{page}"
        );
    }
}

/// Findings about steps, lists and URLs that the source may have gained or lost: a step came, a list went, a URL became
/// another.
fn changes() -> [Diagnostic; 3] {
    let came = the_one("1. Open `a-b`.\n2. Run `c-d`.\n", "1. `a-b` öffnen.\n");
    let went = the_one("Text.\n\nEnd.\n", "Text.\n\n1. `a-b` öffnen.\n2. `c-d` lesen.\n\nEnde.\n");
    let became =
        the_one("Open [it](https://example.com/users).\n", "[Es](https://example.com/user) öffnen.\n");
    assert_eq!(
        [&came, &went, &became].map(|found| found.rule.name),
        ["step-missing", "procedure-extra", "url-drift"]
    );
    [came, went, became]
}

/// What `page-stale` makes of changes.
fn behind(changes: &[Change]) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    for check in find("page-stale").unwrap().checks {
        if let Check::Lag(check) = check {
            check(changes, &mut out);
        }
    }
    out
}

#[test]
fn a_page_that_is_behind_is_told_what_came_went_and_was_replaced() {
    let [came, went, became] = changes();
    let change = |finding: &Diagnostic, evidence, date: Option<&str>| Change {
        finding: finding.clone(),
        evidence,
        date: date.map(str::to_owned),
    };
    let certain = behind(&[
        change(&came, Evidence::History, Some("2026-05-12")),
        change(&went, Evidence::Stub, None),
        change(&became, Evidence::History, None),
        change(&became, Evidence::History, None),
    ]);
    assert_eq!(certain.len(), 1);
    assert_eq!(
        said(&certain[0]),
        "info page-stale de 1:1: behind its source by 3 changes: step `2 of 2: Run `c-d`.` came on 2026-05-12; \
         list `1 of 2: `a-b` öffnen.` went; `https://example.com/user` became `https://example.com/users`"
    );
    assert_eq!(
        certain[0].help.as_deref(),
        Some("translate what the source has gained, and drop what it has lost")
    );
    assert_eq!(
        certain[0].note.as_deref(),
        Some(
            "believed, since the revision that the translation follows does not have it; \
             the translation holds only a small part of the page"
        )
    );
    assert_eq!(certain[0].gathers.len(), 3, "each change is known again");
    assert!(certain[0].fix.is_none() && certain[0].found.is_none() && certain[0].related.is_empty());
    let likely = behind(&[change(&became, Evidence::Shared, None)]);
    assert_eq!(
        said(&likely[0]),
        "warning page-stale de 1:1: seems to be behind its source by 1 change: \
         `https://example.com/user` became `https://example.com/users`"
    );
    assert_eq!(
        likely[0].help.as_deref(),
        Some("bring the page up to date, and let it name the source's revision that it follows")
    );
    assert_eq!(behind(&[]).len(), 0);
}

#[test]
fn of_many_changes_the_first_are_spelt_out() {
    let [_, _, became] = changes();
    let several = |count: usize| {
        let changes: Vec<Change> = (0..count)
            .map(|index| {
                let finding = Diagnostic { found: Some(format!("x-{index}")), ..became.clone() };
                Change { finding, evidence: Evidence::History, date: None }
            })
            .collect();
        behind(&changes).remove(0).message
    };
    assert!(several(8).ends_with("`x-7` became `https://example.com/users`"), "{}", several(8));
    assert!(several(9).ends_with("`x-7` became `https://example.com/users`; and 1 more"), "{}", several(9));
}

/// What `page-stale` makes of a change of the source that some translations have not followed.
fn unfollowed(finding: &Diagnostic, locales: &[&str], turn: Turn) -> Diagnostic {
    let of = |locale: &&str| Diagnostic { locale: Locale::parse(locale), ..finding.clone() };
    let source = SourceFile::new("docs/en/page.md", "Open `users` now.\n");
    let change = Unfollowed {
        locale: Locale::parse("en").unwrap(),
        place: Location { file: source, span: Span { start: 6, end: 11 } },
        turn,
        findings: locales.iter().map(of).collect(),
    };
    let mut out = Vec::new();
    for check in find("page-stale").unwrap().checks {
        if let Check::Unfollowed(check) = check {
            check(&PageKey("page".into()), &change, &mut out);
        }
    }
    assert_eq!(out.len(), 1);
    out.remove(0)
}

#[test]
fn a_change_that_translations_have_not_followed_is_told_on_the_source() {
    let [came, went, became] = changes();
    let text = || "users".to_owned();
    for (finding, turn, expected) in [
        (&became, Turn::Came(text()), "`users` is new; not yet in de, fr"),
        (&came, Turn::Came(text()), "step `users` is new; not yet in de, fr"),
        (&went, Turn::Went(text()), "list `users` is gone; still in de, fr"),
        (
            &became,
            Turn::Replaced { old: "user".to_owned(), new: text() },
            "`user` became `users`; not yet in de, fr",
        ),
        (&became, Turn::Changed(text()), "`users` has changed in the source; not yet so in de, fr"),
        (&went, Turn::Changed(text()), "list `users` has changed in the source; not yet so in de, fr"),
        (&came, Turn::Changed(text()), "the steps around `users` have changed; not yet so in de, fr"),
    ] {
        let found = unfollowed(finding, &["de", "fr"], turn);
        assert_eq!(said(&found), format!("info page-stale en 1:7: {expected}"));
        assert_eq!(found.subject, format!("page-stale:{}", finding.subject));
        assert_eq!(found.page.to_string(), "page");
        assert_eq!(found.found.as_deref(), Some("users"));
        assert_eq!(
            found.help.as_deref(),
            Some("translate it there as well, in this change or in one that follows")
        );
        assert_eq!(found.note.as_deref(), Some("the source has changed, and these translations have not"));
        let places: Vec<_> = found.related.iter().map(|label| label.text.as_str()).collect();
        assert_eq!(places, ["de", "fr"]);
        assert!(found.fix.is_none() && found.expected.is_none() && found.reference.is_none());
    }
}

#[test]
fn of_many_languages_the_first_are_named() {
    let [came, ..] = changes();
    let all = ["cs", "da", "de", "el", "es", "fi", "fr", "it", "ja", "nl", "pl", "pt"];
    let of = |count: usize| unfollowed(&came, &all[..count], Turn::Came("x".to_owned()));
    assert_eq!(of(10).message, "step `x` is new; not yet in cs, da, de, el, es, fi, fr, it, ja, nl");
    assert_eq!(
        of(11).message,
        "step `x` is new; not yet in 11 translations: cs, da, de, el, es, fi, fr, it, ja, nl and 1 more"
    );
    assert!(of(12).message.ends_with(", nl and 2 more"), "{}", of(12).message);
    assert_eq!(of(12).related.len(), 10);
}

#[test]
fn rules_are_found_by_their_names() {
    assert_eq!(find("url-drift").map(|rule| rule.meta.name), Some("url-drift"));
    assert!(find("url").is_none());
}

#[test]
fn what_was_compared_in_part_is_told_once_of_each_kind() {
    let file = |name: &str| parse(&SourceFile::new(name, "Text.\n"));
    let (ours, theirs) = (file("docs/en/page.md"), file("docs/de/page.md"));
    let variant = |locale: &str, role: Role| Variant {
        locale: Locale::parse(locale).unwrap(),
        path: format!("docs/{locale}/page.md").into(),
        role,
        tree: None,
        wanted: true,
    };
    let (source, translation) = (variant("en", Role::Source), variant("de", Role::Translation));
    let key = PageKey("page".into());
    let comparison = Comparison {
        page: &key,
        reference: Side { variant: &source, document: &ours },
        kind: ReferenceKind::Source,
        translation: Side { variant: &translation, document: &theirs },
        partial: false,
        urls: Vec::new(),
        mends: Vec::new(),
        procedures: Vec::new(),
        steps: Vec::new(),
        pairs: Vec::new(),
        codes: Vec::new(),
        omitted: vec![
            Omission::MovedSteps(700, 800),
            Omission::Far(90, 80),
            Omission::ChangedUrls(500, 600),
            Omission::Far(400, 10),
        ],
        anchors: Vec::new(),
        counterparts: Vec::new(),
        reference_keys: Vec::new(),
        translation_keys: Vec::new(),
    };
    let mut found = Vec::new();
    look_at_translation(&comparison, &mut found);
    let told = |what: &str| {
        format!("info page-unreadable de 1:1: too much differs to weigh each against each: {what} here")
    };
    assert_eq!(
        found.iter().map(said).collect::<Vec<_>>(),
        [
            told(
                "sections, blocks or steps were not looked for far from their place, 400 of the source and 10"
            ),
            told("URLs were compared with those in the same place only, 500 of the source and 600"),
            told("steps were not looked for in other places, 700 of the source and 800"),
        ]
    );
}
