//! Documents and trees that nobody means well by: a run ends, says what it left out, and checks the rest.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use camino::Utf8PathBuf;
use tempfile::TempDir;

/// How long any run of this file may take, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(240);

/// Documents of one line have so many bytes here. Ten times as much differs in patience only.
const ONE_LINE: usize = 8 << 20;

/// A site with a page of its own in English and German that has one fault, which every run has to find.
pub(crate) struct Tree {
    _dir: TempDir,
    pub(crate) root: Utf8PathBuf,
}

const CONTROL: &str = "docs/de/control.md:1:14: error[url-drift] host differs: \
    `https://portal.exampel.com/start` here, `https://portal.example.com/start` in the source\n";

impl Tree {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = Utf8PathBuf::from_path_buf(dir.path().canonicalize().unwrap()).expect("a UTF-8 path");
        let tree = Self { _dir: dir, root };
        tree.write("docs/en/control.md", "Open [this](https://portal.example.com/start).\n");
        tree.write("docs/de/control.md", "Öffne [dies](https://portal.exampel.com/start).\n");
        tree
    }

    pub(crate) fn with(source: impl AsRef<[u8]>, translation: impl AsRef<[u8]>) -> Self {
        let tree = Self::new();
        tree.write("docs/en/page.md", source);
        tree.write("docs/de/page.md", translation);
        tree
    }

    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, |_| ())
    }

    /// The same, with something else about the process.
    pub(crate) fn run_with(&self, arguments: &[&str], set: impl FnOnce(&mut Command)) -> Output {
        // Into files: a pipe that nobody empties would make the child wait.
        let name = |stream: &str| self.root.join(stream);
        let file = |stream: &str| Stdio::from(fs::File::create(name(stream)).unwrap());
        let mut command = Command::new(env!("CARGO_BIN_EXE_instep"));
        command
            .args(arguments)
            .current_dir(&self.root)
            .env_remove("GITHUB_ACTIONS")
            .stdin(Stdio::null())
            .stdout(file("stdout"))
            .stderr(file("stderr"));
        set(&mut command);
        let mut child = command.spawn().unwrap();
        let began = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if began.elapsed() > PATIENCE {
                child.kill().unwrap();
                panic!("{arguments:?} has not ended after {PATIENCE:?}");
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let read = |stream: &str| fs::read(name(stream)).unwrap();
        Output { status, stdout: read("stdout"), stderr: read("stderr") }
    }

    /// Checks the tree and returns what is said of anything but the page with the fault, and standard error.
    fn check(&self) -> (String, String) {
        let output = self.run(&["check", "docs", "--format", "concise"]);
        let stdout = String::from_utf8(output.stdout).expect("output is UTF-8");
        let stderr = String::from_utf8(output.stderr).expect("output is UTF-8");
        assert_eq!(output.status.code(), Some(1), "{stdout}{stderr}");
        assert!(stdout.contains(CONTROL), "the rest is checked: {stdout}{stderr}");
        let mut lines = String::new();
        for line in stdout.replace(CONTROL, "").lines().filter(|line| !line.starts_with("checked ")) {
            writeln!(lines, "{line}").unwrap();
        }
        (lines, stderr)
    }

    fn is_silent(&self) {
        assert_eq!(self.check(), (String::new(), String::new()));
    }
}

const PAGE: &str =
    "# Access\n\n1. Sign in to `https://portal.example.com`.\n2. Select **Export**.\n\nDone.\n";
const SEITE: &str = "# Zugriff\n\n1. Melden Sie sich bei `https://portal.example.com` an.\n2. Wählen Sie **Export**.\n\nFertig.\n";

#[test]
fn what_is_not_utf8_is_named_with_the_byte() {
    let tree = Tree::with(PAGE, b"# Zugriff\n\n\xd6ffnen Sie das Portal.\n");
    let (found, _) = tree.check();
    assert_eq!(
        found,
        "docs/de/page.md:1:1: error[page-unreadable] the file is not UTF-8: byte 11 begins no character\n"
    );
}

#[test]
fn a_source_that_is_not_utf8_is_named_once() {
    let tree = Tree::with(b"\xff\xfe#\0", SEITE);
    tree.write("docs/fr/page.md", SEITE);
    let (found, _) = tree.check();
    assert_eq!(
        found,
        "docs/en/page.md:1:1: error[page-unreadable] the file is not UTF-8: it begins as UTF-16 does\n"
    );
}

#[test]
fn empty_files_are_pages() {
    Tree::with("", "").is_silent();
    Tree::with("\n\n", "").is_silent();
    let (found, _) = Tree::with(PAGE, "").check();
    assert_eq!(
        found,
        "docs/de/page.md:1:1: error[procedure-missing] the list of 2 steps in the source is missing\n"
    );
}

#[test]
fn byte_order_marks_and_line_endings_are_not_seen() {
    let marked = format!("\u{feff}{SEITE}");
    Tree::with(PAGE, &marked).is_silent();
    Tree::with(format!("\u{feff}{PAGE}"), SEITE).is_silent();
    for ending in ["\r\n", "\r"] {
        Tree::with(PAGE.replace('\n', ending), SEITE).is_silent();
        Tree::with(PAGE, SEITE.replace('\n', ending)).is_silent();
        Tree::with(PAGE, marked.replace('\n', ending)).is_silent();
    }
    let front = format!("---\ntitle: Zugriff\n---\n{SEITE}");
    Tree::with(format!("---\ntitle: Access\n---\n{PAGE}"), front.replace('\n', "\r\n")).is_silent();
}

#[test]
fn one_long_line_is_text_like_any_other() {
    let long = |words: &str| words.repeat(ONE_LINE / words.len());
    Tree::with(long("lorem ipsum dolor sit amet "), long("Wörter ohne jedes Ende und ohne Ziel "))
        .is_silent();
    Tree::with("Nothing.\n", long("x")).is_silent();
    Tree::with(long("日本"), "Nichts.\n").is_silent();
}

#[test]
fn one_long_line_of_whatever_means_something_ends() {
    for piece in [
        "[",
        "![",
        "](",
        "<a ",
        "`",
        "*a_ ",
        "https:",
        "https://a",
        "{{<",
        "<!--",
        "&",
        "\\",
        "1.",
        "|",
        ":::",
        ":::a ",
        "</https",
        "<span \"sxs-lookup\" ",
        "<a href=\"https://a.b\" ",
        "![![a](https://a.b)](https://a.b)",
    ] {
        let text = piece.repeat((256 << 10) / piece.len());
        Tree::with(&text, &text).is_silent();
        Tree::with(PAGE, &text).check();
        Tree::with(&text, SEITE).check();
    }
}

/// A line with one URL, in English and in German.
fn line(source: &str, translation: &str) -> Tree {
    Tree::with(format!("Open `{source}` now.\n"), format!("Bitte `{translation}` hier.\n"))
}

/// The rules of what is found, each once.
fn rules(found: &str) -> Vec<&str> {
    let mut names: Vec<_> = found.lines().filter_map(|line| line.split(['[', ']']).nth(1)).collect();
    names.dedup();
    names
}

#[test]
fn urls_without_measure_end() {
    let query = |value: &str| {
        let pairs: Vec<_> = (0..100_000).map(|index| format!("k{index}={value}")).collect();
        format!("https://a.example?{}", pairs.join("&"))
    };
    let path = |name: &str| format!("https://a.example/{{{name}}}/{}", "a".repeat(1 << 20));
    let many = |name: &str| format!("https://a.example/{}", format!("{{{name}}}-").repeat(20_000));
    let labels = |name: &str| format!("https://{}{{{name}}}.example.com/x", "a.".repeat(10_000));
    for (url, rule) in [
        (&query as &dyn Fn(&str) -> String, "url-drift"),
        (&path, "tenant-placeholder"),
        (&many, "url-drift"),
        (&labels, "url-drift"),
    ] {
        let (found, _) = line(&url("tenant"), &url("mandant")).check();
        assert_eq!(rules(&found), [rule]);
        line(&url("tenant"), &url("tenant")).is_silent();
    }
}

#[test]
fn brackets_that_are_never_closed_end() {
    for piece in [
        "{", "}", "<", "[", "]", "{{", "${", "%7B", "&lt;", "\\<", "{a", "[a", "/:a", "your_", "%", "@", ":",
        ".",
    ] {
        let many = piece.repeat((256 << 10) / piece.len());
        let (in_path, in_host) = (format!("https://a.example/{many}"), format!("https://{many}.example/x"));
        line(&in_path, &in_path).is_silent();
        line(&in_host, &in_host).is_silent();
        line(&in_path, &format!("https://a.example/x{many}")).check();
        line("https://{tenant}.example.com/x", &in_host).check();
    }
}

#[test]
fn what_cannot_be_seen_in_a_placeholder_is_named() {
    for (source, translation) in [
        ("https://a.example/{tenant}", "https://a.example/{ten\u{202e}ant}"),
        ("https://{tenant}.example.com", "https://{ten\u{200b}ant}.example.com"),
        ("https://{tenant}.example.com/a", "https://{tenant}.exam\u{200b}ple.com/a"),
    ] {
        let (found, _) = line(source, translation).check();
        assert_eq!(rules(&found), ["url-malformed"], "{found}");
        assert!(found.contains("an invisible character"), "{found}");
    }
}

#[test]
fn thousands_of_placeholders_on_a_page_end() {
    let steps = |step: &dyn Fn(usize) -> String| -> String {
        (0..5_000).map(|index| format!("{}. {}\n", index + 1, step(index))).collect::<Vec<_>>().concat()
    };
    let url = |index: usize| format!("`https://p.example.com/{index}?tid=customer_tenant_id`");
    let (found, _) = Tree::with(
        steps(&|index| format!("Replace `customer_{index}_id` in {}", url(index))),
        steps(&|index| format!("Ersetzen Sie `customer_{index}_id` in {}", url(index))),
    )
    .check();
    assert_eq!(rules(&found), ["tenant-placeholder"]);
    assert_eq!(found.lines().count(), 5_000);
    let step =
        format!("1. {}", "Replace `your_tenant_id` in `https://p.example.com?tid={x}`. ".repeat(5_000));
    Tree::with(&step, &step).is_silent();
    let urls = |name: &str| -> String {
        (0..5_000)
            .map(|index| format!("Open https://p{index}.example.com?tid={name} now.\n\n"))
            .collect::<Vec<_>>()
            .concat()
    };
    let (found, _) = Tree::with(urls("customer_tenant_id"), urls("kunden_mandanten_id")).check();
    assert!(!found.is_empty());
}

#[test]
fn an_id_is_in_no_output() {
    let id = "c81f27d4-9a06-4be3-8d51-f7a2096be34c";
    let tree = Tree::with(
        "1. Replace `customer_tenant_id` in `https://p.example.com?tid=customer_tenant_id`.\n\
         2. Open `https://{tenant}.sharepoint.com/a`.\n\
         3. Open `https://security.microsoft.com?tid={tenant}`.\n",
        format!(
            "1. Ersetzen Sie `{id}` in `https://p.example.com?tid={id}`.\n\
             2. Öffnen Sie `https://{}.sharepoint.com/a`.\n\
             3. Öffnen Sie `https://security.microsoft.com?tid={}`.\n",
            id.to_uppercase(),
            id.to_uppercase(),
        ),
    );
    for format in ["concise", "json", "sarif", "github"] {
        let output = String::from_utf8(tree.run(&["check", "docs", "--format", format]).stdout).unwrap();
        assert!(output.contains("c81f…") || output.contains("c81f\\u2026"), "{output}");
        assert!(!output.to_lowercase().contains(id), "{format}");
    }
    assert_eq!(tree.check().0.lines().count(), 4);
}

#[test]
fn deep_nesting_overflows_nothing() {
    let depth = 10_000;
    let indented = |marker: &str| {
        (0..800).fold(String::new(), |text, level| {
            let indent = marker.len() * level;
            text + &format!("{:indent$}{marker}a\n", "")
        })
    };
    let elements = format!("{}text{}\n", "<ol><li>".repeat(depth), "</li></ol>".repeat(depth));
    let deep = [
        "> ".repeat(depth) + "text\n",
        ">".repeat(depth) + "text\n",
        "1. ".repeat(depth) + "text\n",
        "- ".repeat(depth) + "text\n",
        "- > ".repeat(depth) + "text\n",
        indented("1. "),
        indented("- "),
        elements,
        "![".repeat(depth) + &"](/b.png)".repeat(depth) + "\n",
    ];
    for text in deep {
        Tree::with(&text, &text).is_silent();
        Tree::with(PAGE, &text).check();
        Tree::with(&text, SEITE).check();
    }
}

#[test]
fn front_matter_that_is_broken_is_named_and_the_text_checked() {
    let wrong = SEITE.replace("portal.example", "portal.exampel");
    let drift = "error[url-drift] host differs: `https://portal.exampel.com` here, `https://portal.example.com` \
        in the source\n";
    for (front, line, message) in [
        ("---\ntitle: Zugriff\n\n", "1:1", "the front matter is never closed"),
        ("---\ntitle: \"Zugriff\nx: [\n---\n", "3:1", "the front matter is not valid YAML: "),
        ("---\nkeys:\n\t- a\n---\n", "3:2", "the front matter is not valid YAML: tabs"),
        ("---\na: *b\n---\n", "2:4", "the front matter is not valid YAML: "),
    ] {
        let (found, _) = Tree::with(PAGE, format!("{front}{wrong}")).check();
        let named = format!("docs/de/page.md:{line}: warning[page-unreadable] {message}");
        assert!(found.starts_with(&named), "{front}: {found}");
        assert!(found.ends_with(drift) && found.lines().count() == 2, "{front}: {found}");
    }
}

#[test]
fn a_host_of_ignore_comments_is_heeded() {
    let count = 40_000;
    let many = |piece: &dyn Fn(usize) -> String| -> String { (0..count).map(piece).collect() };
    let page = |host: &str, before: &str| {
        many(&|index| format!("{before}Open <https://{host}.example.com/{index}> now.\n\n"))
    };
    let source = page("portal", "");
    let comment = |kind: &str, rule: &str| format!("<!-- instep-ignore{kind} {rule}: ours -->\n\n");
    let nested = comment("-start", "all").repeat(count)
        + &page("protal", "")
        + &"<!-- instep-ignore-end -->\n\n".repeat(count);
    Tree::with(&source, nested).is_silent();
    Tree::with(&source, comment("-file", "all").repeat(count) + &page("protal", "")).is_silent();
    let (found, _) = Tree::with(&source, page("protal", &comment("", "all"))).check();
    // Beside so many comments, not every URL is looked for in every place.
    let said = ["suppression-unused", "page-unreadable"];
    assert!(found.lines().all(|line| said.iter().any(|rule| line.contains(rule))), "{found}");
    let ahead = |piece: &str| comment("", "url").repeat(count) + &piece.repeat(count) + "\n\nEnde.\n";
    for piece in ["| a |\n|---|\n", "*\n\n+\n\n", "1. "] {
        Tree::with(&source, ahead(piece)).check();
    }
    let tree = Tree::with(&source, page("portal", &comment("", "url-missing")));
    tree.write("instep.toml", format!("[limits]\npage-findings = {count}\n"));
    let (found, _) = tree.check();
    assert_eq!((rules(&found), found.lines().count()), (vec!["suppression-unused"], count));
}

#[test]
fn what_a_dozen_translations_share_is_told_once_however_much_it_is() {
    let count = 8_000;
    let many = |piece: &dyn Fn(usize) -> String| -> String { (0..count).map(piece).collect() };
    let source = many(&|index| format!("Open https://a.example.com/{index}.\n\n"));
    let other = many(&|index| format!("Nothing {index}.\n\n"));
    let tree = Tree::with(&source, &other);
    for locale in ["fr", "es", "it", "nl", "pt", "da", "sv", "ja", "ko", "pl", "cs"] {
        tree.write(&format!("docs/{locale}/page.md"), &other);
    }
    let (found, _) = tree.check();
    assert_eq!(found.lines().count(), count);
    assert!(found.lines().all(|line| line.starts_with("docs/en/page.md:")), "{found}");
}

#[test]
fn a_folder_named_like_a_page_is_a_folder() {
    let tree = Tree::new();
    tree.write("docs/en/page.md", PAGE);
    tree.write("docs/de/page.md/inner.md", SEITE);
    let (found, said) = tree.check();
    let expected =
        "docs/de/page.md/inner.md:1:1: info[page-orphan] there is no source page for this translation\n";
    assert_eq!((found.as_str(), said.as_str()), (expected, ""));
}

#[test]
fn a_path_that_does_not_exist_ends_the_run() {
    let output = Tree::new().run(&["check", "docs", "docs/fr"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "instep: error: docs/fr: no such file or folder\n");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_tree_in_which_nothing_pairs_is_no_success() {
    let tree = Tree::new();
    tree.write("other/a.md", PAGE);
    tree.write("other/b.md", "Nothing alike.\n");
    let output = tree.run(&["check", "other"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(
        stderr.contains("nothing to compare: no file in other has a counterpart in another language\n"),
        "{stderr}"
    );
    assert!(stderr.contains("tried the layouts ") && stderr.contains("`instep list --verbose`"), "{stderr}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn what_may_not_be_read_is_named() {
        let tree = Tree::with(PAGE, SEITE);
        tree.write("docs/fr/page.md", SEITE);
        let (folder, file) = (tree.root.join("docs/fr"), tree.root.join("docs/de/page.md"));
        let allow =
            |path: &Utf8PathBuf, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        allow(&folder, 0o000);
        allow(&file, 0o000);
        // Who may read everything reads this as well.
        let privileged = fs::read_dir(&folder).is_ok();
        let (found, said) = tree.check();
        allow(&folder, 0o755);
        if privileged {
            assert_eq!(found, "");
        } else {
            assert_eq!(
                found,
                "docs/de/page.md:1:1: error[page-unreadable] the file cannot be read: \
                 Permission denied (os error 13)\n"
            );
            assert_eq!(said, "instep: docs/fr: Permission denied (os error 13)\n");
        }
    }

    #[test]
    fn links_are_followed_neither_in_circles_nor_out_of_the_tree() {
        let tree = Tree::with(PAGE, SEITE);
        tree.write("elsewhere/other.md", PAGE);
        symlink("..", tree.root.join("docs/de/up")).unwrap();
        symlink("round", tree.root.join("docs/de/round")).unwrap();
        symlink("../../elsewhere", tree.root.join("docs/de/out")).unwrap();
        symlink("../../elsewhere/other.md", tree.root.join("docs/de/other.md")).unwrap();
        tree.is_silent();
    }

    #[test]
    fn a_page_that_is_a_link_to_nothing_is_named() {
        let tree = Tree::new();
        tree.write("docs/en/page.md", PAGE);
        symlink("gone.md", tree.root.join("docs/de/page.md")).unwrap();
        symlink("gone.png", tree.root.join("docs/de/image.png")).unwrap();
        let (found, said) = tree.check();
        assert_eq!(found, "");
        assert_eq!(said, "instep: docs/de/page.md: a link that leads nowhere; left out\n");
    }

    #[test]
    fn a_pipe_is_not_waited_for() {
        let pipe = |tree: &Tree, path: &str| {
            Command::new("mkfifo").arg(tree.root.join(path)).status().is_ok_and(|status| status.success())
        };
        let tree = Tree::new();
        tree.write("docs/en/page.md", PAGE);
        if !pipe(&tree, "docs/de/page.md") {
            return;
        }
        let message = "docs/de/page.md:1:1: error[page-unreadable] it is not a file\n";
        assert_eq!(tree.check().0, message);
        // Named, with a folder whose files are told apart by their content, and for another command.
        let named = tree.run(&["check", "docs/de/page.md", "--format", "concise"]);
        assert!(String::from_utf8_lossy(&named.stdout).starts_with(message));
        let facts = tree.run(&["extract", "docs"]);
        assert!(String::from_utf8_lossy(&facts.stdout).contains("portal.exampel.com"));
        assert_eq!(String::from_utf8_lossy(&facts.stderr), "instep: docs/de/page.md: it is not a file\n");
        for extension in ["md", "txt"] {
            let flat = Tree::new();
            for index in 1..=5 {
                let fixture = format!("{}/fixtures/consensus/a{index}.txt", env!("CARGO_MANIFEST_DIR"));
                flat.write(&format!("flat/a{index}.{extension}"), fs::read(fixture).unwrap());
            }
            assert!(pipe(&flat, &format!("flat/b.{extension}")));
            assert_eq!(flat.run(&["check", "flat"]).status.code(), Some(0));
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_left_out_and_said() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let tree = Tree::with(PAGE, SEITE);
    let folder = tree.root.join("docs/de");
    fs::write(folder.as_std_path().join(OsStr::from_bytes(b"a\xff\n.md")), SEITE).unwrap();
    let (found, said) = tree.check();
    assert_eq!(found, "");
    assert_eq!(said, "instep: docs/de/a\u{fffd}\\n.md: the name is not UTF-8; left out\n");
}
