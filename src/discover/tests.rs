//! Discovery on small trees on disk.

use camino::{Utf8Path, Utf8PathBuf};

use super::*;
use crate::config::limits::LimitOptions;
use crate::config::options::Options;
use crate::model::contract::Contract;
use crate::model::placed_error::PlacedError;
use crate::model::slash::slashed;
use crate::model::snapshot::Snapshot;
use crate::model::source_file::SourceFile;
use crate::real::real;

/// A tree on disk, gone when dropped.
struct Tree(tempfile::TempDir);

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            tree.write(path, text.as_bytes());
        }
        tree
    }

    /// A tree of empty files that is a repository.
    fn of(paths: &[&str]) -> Self {
        let tree = Self::new(&paths.iter().map(|path| (*path, "")).collect::<Vec<_>>());
        std::fs::create_dir(tree.path(".git")).unwrap();
        tree
    }

    fn path(&self, path: &str) -> Utf8PathBuf {
        slashed(&real(Utf8Path::from_path(self.0.path()).unwrap()).unwrap().join(path)).into_owned()
    }

    fn write(&self, path: &str, text: &[u8]) {
        use std::io::Write as _;
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::File::create(path).unwrap().write_all(text).unwrap();
    }

    fn discover(&self, options: &Options, roots: &[&str]) -> Discovery {
        let roots = roots.iter().map(|root| self.path(root)).collect();
        discover(&Config::new(roots, std::slice::from_ref(options))).unwrap()
    }

    /// The pages found: each variant as `locale:path`, a source with `=` before it, one not wanted in parentheses.
    fn pages(&self, options: &Options, roots: &[&str]) -> Vec<String> {
        let found = self.discover(options, roots);
        let start = self.path("");
        let variant = |variant: &Variant| {
            let path = variant.path.as_str().strip_prefix(start.as_str()).unwrap().trim_start_matches('/');
            let mark = if variant.role == Role::Source { "=" } else { "" };
            let text = format!("{mark}{}:{path}", variant.locale);
            if variant.wanted { text } else { format!("({text})") }
        };
        found
            .pages
            .iter()
            .map(|page| page.variants.iter().map(variant).collect::<Vec<_>>().join(" "))
            .collect()
    }

    fn all(&self) -> Vec<String> {
        self.pages(&Options::default(), &[""])
    }
}

#[test]
fn every_built_in_layout_finds_its_fixture() {
    for layout in Config::new(Vec::new(), &[]).layouts {
        let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/layouts").join(&layout.name);
        let found = discover(&Config::new(vec![root.clone()], &[])).unwrap();
        let names: Vec<_> = found.layouts.iter().map(|found| found.name.as_str()).collect();
        assert_eq!(names, [layout.name.as_str()]);
        assert_eq!(found.pages.len(), 2, "{root}");
        assert!(found.unpaired.is_empty(), "{root}: {:?}", found.unpaired);
        for page in &found.pages {
            assert_eq!(page.variants.len(), 3, "{root}: {page:?}");
            assert!(page.source().is_some_and(|source| source.locale.language() == "en"), "{root}: {page:?}");
            for variant in &page.variants {
                let tree = &found.site.trees[variant.tree.unwrap() as usize];
                assert!(variant.wanted && variant.path.starts_with(&tree.dir), "{variant:?} {tree:?}");
                assert_eq!(tree.locale, variant.locale);
            }
        }
    }
}

/// The pages found beside a contract of these paths: each variant as `locale:path`, the contract's with `=` before it.
fn pages_beside(tree: &Tree, root: &str, options: &Options, held: &[&str]) -> Vec<String> {
    let source = |path: &&str| ((*path).into(), Ok(SourceFile::new(*path, "")));
    let pages = held.iter().map(source).collect();
    let contract = Contract { locale: Locale::parse("en-us").unwrap(), revision: None, pages };
    let config = Config::new(vec![tree.path(root)], std::slice::from_ref(options));
    let found = discover_beside(&config, &contract, &Snapshot::default()).unwrap();
    let start = tree.path("");
    let name = |variant: &Variant| {
        let own = variant.role == Role::Source;
        assert_eq!(own, found.held.files.contains_key(&variant.path), "{variant:?}");
        let path = found.held.name(&variant.path).as_str().replace(start.as_str(), "");
        format!("{}{}:{path}", if own { "=" } else { "" }, variant.locale)
    };
    let pages = found.pages.iter().map(|page| page.variants.iter().map(name).collect::<Vec<_>>().join(" "));
    pages.collect()
}

#[test]
fn a_contract_meets_the_files_of_a_locales_repository() {
    for (root, files, held, expected) in [
        // As the source's own repository has them.
        ("", vec!["docs/de/g/a.md"], vec!["docs/en/g/a.md"], "=en:docs/en/g/a.md de:docs/de/g/a.md"),
        ("", vec!["g/a.de.md"], vec!["g/a.md"], "=en-US:g/a.md de:g/a.de.md"),
        ("", vec!["docs/de/a.md"], vec!["docs/a.md"], "=en-US:docs/a.md de:docs/de/a.md"),
        // A folder of the locale beside one of the source's, or beside `docs`.
        ("", vec!["de-de/g/a.md"], vec!["en-us/g/a.md"], "=en-US:en-us/g/a.md de-DE:de-de/g/a.md"),
        ("", vec!["de-de/g/a.md"], vec!["docs/g/a.md"], "=en-US:docs/g/a.md de-DE:de-de/g/a.md"),
        // Written in, or checked in, a folder further in.
        ("docs", vec!["docs/de/a.md"], vec!["docs/en/a.md"], "=en:docs/en/a.md de:docs/de/a.md"),
        ("", vec!["web/docs/de/a.md"], vec!["en/a.md"], "=en:en/a.md de:web/docs/de/a.md"),
        ("de/g", vec!["de/g/a.md"], vec!["en/g/a.md"], "=en-US:en/g/a.md de:de/g/a.md"),
        // The repository's name says the locale.
        ("docs.de-de", vec!["docs.de-de/g/a.md"], vec!["g/a.md"], "=en-US:g/a.md de-DE:docs.de-de/g/a.md"),
        (
            "docs.de-de",
            vec!["docs.de-de/g/a.md"],
            vec!["docs/g/a.md"],
            "=en-US:docs/g/a.md de-DE:docs.de-de/g/a.md",
        ),
        ("de-de", vec!["de-de/g/a.md"], vec!["en-us/g/a.md"], "=en-US:en-us/g/a.md de-DE:de-de/g/a.md"),
        ("x-de", vec!["x-de/docs/g/a.md"], vec!["g/a.md"], "=en-US:g/a.md de:x-de/docs/g/a.md"),
        // Another folder is no other depth.
        ("", vec!["web/docs/de/a.md"], vec!["guide/a.md"], "de:web/docs/de/a.md"),
        // A named file.
        (
            "docs/de/g/a.md",
            vec!["docs/de/g/a.md"],
            vec!["docs/en/g/a.md"],
            "=en-US:docs/en/g/a.md de:docs/de/g/a.md",
        ),
        // The contract goes before a file of its path.
        ("", vec!["docs/de/a.md", "docs/en/a.md"], vec!["docs/en/a.md"], "=en:docs/en/a.md de:docs/de/a.md"),
    ] {
        let tree = Tree::new(&files.iter().map(|path| (*path, "")).collect::<Vec<_>>());
        assert_eq!(
            pages_beside(&tree, root, &Options::default(), &held).join(", "),
            expected,
            "{root}: {files:?} {held:?}"
        );
    }
}

#[test]
fn a_repository_whose_paths_say_no_locale_is_known_by_front_matter_or_configuration() {
    let held = ["README.md", "docs/g/a.md", "docs/g/b.md", "docs/g/c.md"];
    let declared = Tree::new(&[("g/a.md", "---\nlang: pt-br\n---\n"), ("g/b.md", "---\nlang: pt-br\n---\n")]);
    let expected = ["=en-US:docs/g/a.md pt-BR:g/a.md", "=en-US:docs/g/b.md pt-BR:g/b.md"];
    assert_eq!(pages_beside(&declared, "", &Options::default(), &held), expected);
    let silent = Tree::of(&["g/a.md", "g/b.md"]);
    let options = Options { locales: vec![Locale::parse("sv").unwrap()], ..Options::default() };
    let expected = ["=en-US:docs/g/a.md sv:g/a.md", "=en-US:docs/g/b.md sv:g/b.md"];
    assert_eq!(pages_beside(&silent, "", &options, &held), expected);
    assert!(pages_beside(&silent, "", &Options::default(), &held).is_empty());
}

#[test]
fn no_fixture_is_without_its_layout() {
    let names: HashSet<_> =
        Config::new(Vec::new(), &[]).layouts.into_iter().map(|layout| layout.name).collect();
    let root = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/layouts");
    for entry in root.read_dir_utf8().unwrap() {
        let name = entry.unwrap().file_name().to_owned();
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn a_folder_that_is_no_language_becomes_none() {
    let english =
        "Sign in to the portal, and open the page of the tenant that is for you. This is the end of it.";
    let tree = Tree::new(&[
        ("docs/a.md", english),
        ("docs/b.md", english),
        ("docs/api/a.md", english),
        ("docs/ee/a.md", english),
        ("docs/ee/b.md", english),
        ("docs/log-in.md", english),
        ("docs/log.md", english),
        ("docs/a-ha.md", english),
        ("docs/de/a.md", "Melden Sie sich an."),
        ("docs/de/b.md", "Öffnen Sie das Portal."),
    ]);
    assert_eq!(tree.all(), ["=en:docs/a.md de:docs/de/a.md", "=en:docs/b.md de:docs/de/b.md"]);
}

#[test]
fn a_dubious_name_is_a_language_where_the_text_is() {
    let id = "Buka portal yang sesuai untuk Anda dan pilih direktori dengan nama ini. Portal tidak terbuka dari sini.";
    let tree = Tree::new(&[("docs/a.md", "Open the portal."), ("docs/id/a.md", id), ("docs/api/x.md", "")]);
    assert_eq!(tree.all(), ["=en:docs/a.md id:docs/id/a.md"]);
}

#[test]
fn extension_index_name_and_case_are_forgiven_where_only_one_file_fits() {
    let tree = Tree::of(&[
        "en/a.md",
        "de/a.mdx",
        "en/b/index.md",
        "de/b.md",
        "en/c/_index.md",
        "de/c/README.md",
        "en/Guide.md",
        "de/guide.md",
        "en/d.md",
        "en/d/index.md",
        "de/d.mdx",
    ]);
    assert_eq!(
        tree.all(),
        [
            "=en:en/Guide.md de:de/guide.md",
            "=en:en/a.md de:de/a.mdx",
            "=en:en/b/index.md de:de/b.md",
            "=en:en/c/_index.md de:de/c/README.md",
            "de:de/d.mdx",
        ]
    );
}

#[test]
fn without_english_and_without_a_word_about_it_there_is_no_source() {
    let tree = Tree::of(&["x/de-de/a.md", "x/fr-fr/a.md", "x/fr-fr/b.md", "x/tr-tr/a.md"]);
    let found = tree.discover(&Options::default(), &[""]);
    assert_eq!(
        tree.all(),
        ["de-DE:x/de-de/a.md fr-FR:x/fr-fr/a.md tr-TR:x/tr-tr/a.md", "fr-FR:x/fr-fr/b.md"]
    );
    assert_eq!(found.layouts[0].source, None);
    assert_eq!(found.unpaired[0].reason, UnpairedReason::NoSibling);
    let french = Options { source: Locale::parse("fr"), ..Options::default() };
    assert_eq!(tree.pages(&french, &[""]), ["=fr-FR:x/fr-fr/a.md de-DE:x/de-de/a.md tr-TR:x/tr-tr/a.md"]);
}

#[test]
fn the_language_of_an_unprefixed_source_beside_english_is_read_from_its_text() {
    let chinese = "登录门户网站，然后切换到客户的目录。";
    let tree = Tree::new(&[
        ("docs/a.md", chinese),
        ("docs/b.md", chinese),
        ("docs/en/a.md", "Sign in."),
        ("docs/fr/a.md", "Connectez-vous."),
        ("docs/fr/b.md", "Ouvrez le portail."),
    ]);
    assert_eq!(
        tree.all(),
        ["=zh:docs/a.md en:docs/en/a.md fr:docs/fr/a.md", "=zh:docs/b.md fr:docs/fr/b.md"]
    );
}

#[test]
fn files_whose_names_say_nothing_are_paired_by_what_is_not_translated() {
    let text = |locale: &str, page: u32| {
        format!(
            "---\nlang: {locale}\n---\n[x](a{page}.md) [y](https://x.example.com/{page}) [z](c{page}.md)\n"
        )
    };
    let tree = Tree::new(&[
        ("1.txt", &text("de", 1)),
        ("2.txt", &text("fr", 2)),
        ("3.txt", &text("fr", 1)),
        ("4.txt", &text("de", 2)),
        ("notes.txt", "no front matter"),
    ]);
    assert_eq!(tree.all(), ["de:1.txt fr:3.txt", "de:4.txt fr:2.txt"]);
    let notices = tree.discover(&Options::default(), &[""]).notices;
    assert!(notices[0].ends_with("4 .txt files with front matter are read as Markdown"), "{notices:?}");
}

#[test]
fn what_is_larger_than_a_run_allows_is_not_looked_into() {
    let text = |locale: &str, rest: usize| {
        let links = "[x](a.md) [y](https://x.example.com/1) [z](c.md)";
        format!("---\nlang: {locale}\n---\n{links}\n{}\n", "x".repeat(rest))
    };
    let tree = Tree::new(&[("1.md", &text("de", 2 << 20)), ("2.md", &text("fr", 0))]);
    assert_eq!(tree.all(), ["de:1.md fr:2.md"]);
    let limits = LimitOptions { file_mib: Some(1), ..LimitOptions::default() };
    assert_eq!(tree.pages(&Options { limits, ..Options::default() }, &[""]), ["fr:2.md"]);
}

#[test]
fn a_named_file_is_checked_with_its_siblings() {
    let tree = Tree::of(&["docs/a.md", "docs/b.md", "docs/de/a.md", "docs/fr/a.md", "docs/fr/b.md"]);
    let none = Options::default();
    assert_eq!(tree.pages(&none, &["docs/de/a.md"]), ["(=en:docs/a.md) de:docs/de/a.md (fr:docs/fr/a.md)"]);
    assert_eq!(tree.pages(&none, &["docs/a.md"]), ["=en:docs/a.md de:docs/de/a.md fr:docs/fr/a.md"]);
    assert_eq!(
        tree.pages(&none, &["docs/fr/a.md", "docs/fr/b.md"]),
        ["(=en:docs/a.md) (de:docs/de/a.md) fr:docs/fr/a.md", "(=en:docs/b.md) fr:docs/fr/b.md"]
    );
    let german = Options { locales: vec![Locale::parse("de").unwrap()], ..Options::default() };
    assert_eq!(tree.pages(&german, &["docs"])[0], "=en:docs/a.md de:docs/de/a.md (fr:docs/fr/a.md)");
}

#[test]
fn a_folder_of_one_locale_is_checked_with_the_source_around_it() {
    let tree = Tree::of(&["docs/a.md", "docs/i18n/de/a.md", "docs/i18n/fr/a.md"]);
    let none = Options::default();
    let expected = ["(=en:docs/a.md) de:docs/i18n/de/a.md (fr:docs/i18n/fr/a.md)"];
    assert_eq!(tree.pages(&none, &["docs/i18n/de"]), expected);
    assert_eq!(tree.pages(&none, &["docs/i18n/de/a.md"]), expected);
    assert_eq!(
        tree.pages(&none, &["docs/i18n"]),
        ["(=en:docs/a.md) de:docs/i18n/de/a.md fr:docs/i18n/fr/a.md"]
    );
}

#[test]
fn siblings_are_found_where_nothing_marks_the_project() {
    let tree =
        Tree::new(&[("x/en-us/g/a.md", ""), ("x/de-de/g/a.md", ""), ("x/i18n/fr/b.md", ""), ("x/b.md", "")]);
    let none = Options::default();
    assert_eq!(tree.pages(&none, &["x/de-de/g/a.md"]), ["(=en-US:x/en-us/g/a.md) de-DE:x/de-de/g/a.md"]);
    assert_eq!(tree.pages(&none, &["x/de-de"]), ["(=en-US:x/en-us/g/a.md) de-DE:x/de-de/g/a.md"]);
}

#[test]
fn a_named_file_counts_whatever_it_is_called() {
    let tree = Tree::of(&["docs/en/a.rst", "docs/de/a.rst", "docs/en/b.md", "docs/de/b.md"]);
    let none = Options::default();
    assert_eq!(
        tree.pages(&none, &["docs/en/a.rst", "docs/de/a.rst"]),
        ["=en:docs/en/a.rst de:docs/de/a.rst"]
    );
}

#[test]
fn ignored_hidden_and_excluded_files_are_left_out() {
    let tree = Tree::of(&[
        "en/a.md",
        "de/a.md",
        "en/.hidden/x.md",
        "node_modules/en/a.md",
        "en/old/x.md",
        "de/old/x.md",
        "en/keep.md",
        "en/b/skip.md",
    ]);
    tree.write(".gitignore", b"node_modules/\nskip.md\n");
    let options = Options { exclude: vec!["old/".to_owned()], ..Options::default() };
    assert_eq!(tree.pages(&options, &[""]), ["=en:en/a.md de:de/a.md"]);
    let found = tree.discover(&options, &[""]);
    assert_eq!(
        found.unpaired.iter().map(|file| file.path.file_name().unwrap()).collect::<Vec<_>>(),
        ["keep.md"]
    );
    assert!(tree.discover(&options, &["en/old/x.md"]).notices[0].contains("left out"));
}

#[test]
fn configured_layouts_come_first_and_are_relative_to_the_configuration() {
    let tree = Tree::of(&["docs/guide/a.md", "docs/text-de/a.md", "docs/de/x.md", "docs/x.md"]);
    tree.write(
        "instep.toml",
        b"[[layout]]\nname = \"ours\"\nsource = \"docs/guide/{path}\"\ntranslation = \"docs/text-{locale}/{path}\"\n",
    );
    let options = Options::read(&tree.path("instep.toml")).unwrap();
    let expected = ["=en:docs/guide/a.md de:docs/text-de/a.md", "=en:docs/x.md de:docs/de/x.md"];
    assert_eq!(tree.pages(&options, &[""]), expected);
    assert_eq!(tree.pages(&options, &["docs"]), expected);
}

#[test]
fn a_file_on_which_two_configured_layouts_disagree_is_an_error() {
    let tree = Tree::of(&["docs/a.md", "blog/a.md", "i18n/de/a.md", "i18n/de/blog/a.md", "docs/blog/a.md"]);
    let layout = |name: &str, source: &str, translation: &str| {
        format!("[[layout]]\nname = \"{name}\"\nsource = \"{source}\"\ntranslation = \"{translation}\"\n")
    };
    let docs = layout("docs", "docs/{path}", "i18n/{locale}/{path}");
    let read = |text: String| {
        tree.write("instep.toml", text.as_bytes());
        let options = Options::read(&tree.path("instep.toml")).unwrap();
        discover(&Config::new(vec![tree.path("")], &[options]))
    };
    let error = read(docs.clone() + &layout("blog", "blog/{path}", "i18n/{locale}/blog/{path}")).unwrap_err();
    let error = error.downcast_ref::<PlacedError>().unwrap();
    assert!(
        error.message.contains("i18n/de/blog/a.md is another page to each of two layouts: `docs` and `blog`"),
        "{error}"
    );
    assert_eq!((error.place.text(), error.related[0].location.text()), ("\"blog\"", "\"docs\""));
    // Without a counterpart there is nothing to be taken for.
    assert!(read(docs.clone() + &layout("blog", "news/{path}", "i18n/{locale}/blog/{path}")).is_ok());
    assert!(read(docs + &layout("same", "docs/blog/{path}", "i18n/{locale}/blog/{path}")).is_ok());
}

#[test]
fn a_second_file_of_a_locale_is_named_and_not_used() {
    let tree = Tree::of(&["docs/a.md", "docs/zh-cn/a.md", "docs/zh_CN/a.md"]);
    assert_eq!(tree.all(), ["=en:docs/a.md zh-CN:docs/zh-cn/a.md"]);
    let notices = tree.discover(&Options::default(), &[""]).notices;
    assert!(notices[0].contains("docs/zh_CN/a.md: another `zh-CN`"), "{notices:?}");
}

#[test]
fn the_order_of_roots_does_not_matter() {
    let tree = Tree::of(&["docs.de-de/a.md", "docs.en-us/a.md", "docs.fr-fr/a.md"]);
    let none = Options::default();
    let expected = ["=en-US:docs.en-us/a.md de-DE:docs.de-de/a.md"];
    assert_eq!(tree.pages(&none, &["docs.de-de", "docs.en-us"]), expected);
    assert_eq!(tree.pages(&none, &["docs.en-us", "docs.de-de"]), expected);
}

#[test]
fn the_source_is_found_beside_folders_of_single_languages() {
    let none = Options::default();
    let files = ["docs/de-de/a.md", "docs/en-us/a.md", "docs/es-es/a.md", "docs/fr-fr/a.md"];
    let expected =
        ["(=en-US:docs/en-us/a.md) de-DE:docs/de-de/a.md (es-ES:docs/es-es/a.md) fr-FR:docs/fr-fr/a.md"];
    let unmarked = files.map(|path| (path, ""));
    let marked = [unmarked.as_slice(), &[("docs/instep.toml", "")]].concat();
    for tree in [Tree::new(&unmarked), Tree::new(&marked), Tree::of(&files)] {
        assert_eq!(tree.pages(&none, &["docs/de-de", "docs/fr-fr"]), expected);
        assert_eq!(tree.pages(&none, &["docs/fr-fr", "docs/de-de"]), expected);
    }
}

#[test]
fn a_root_that_does_not_exist_is_an_error() {
    let tree = Tree::of(&[]);
    let error = discover(&Config::new(vec![tree.path("missing")], &[])).unwrap_err();
    assert!(error.to_string().ends_with("missing: no such file or folder"), "{error}");
}

#[cfg(unix)]
#[test]
fn links_are_followed_within_the_root_and_loops_survive() {
    use std::os::unix::fs::symlink;
    let tree = Tree::of(&["docs/en/a.md", "docs/de/a.md", "shared/b.md"]);
    let outside = Tree::of(&["en/secret.md"]);
    symlink(tree.path("shared"), tree.path("docs/en/shared")).unwrap();
    symlink(tree.path("shared"), tree.path("docs/de/shared")).unwrap();
    symlink(tree.path("docs"), tree.path("docs/en/loop")).unwrap();
    symlink(outside.path("en"), tree.path("docs/en/outside")).unwrap();
    symlink(tree.path("docs/en/a.md"), tree.path("docs/de/c.md")).unwrap();
    let found = tree.discover(&Options::default(), &[""]);
    let paths: Vec<_> = found.site.pages.keys().map(String::as_str).collect();
    assert!(paths.iter().any(|path| path.ends_with("docs/de/c.md")), "{paths:?}");
    assert!(!paths.iter().any(|path| path.contains("secret") || path.contains("loop")), "{paths:?}");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_or_named_is_noted_and_the_rest_goes_on() {
    use std::os::unix::ffi::OsStrExt as _;
    let tree = Tree::of(&["en/a.md", "de/a.md"]);
    let name = std::ffi::OsStr::from_bytes(b"b\xff.md");
    std::fs::File::create(tree.path("en").as_std_path().join(name)).unwrap();
    let found = tree.discover(&Options::default(), &[""]);
    assert_eq!(found.pages.len(), 1);
    assert!(found.notices[0].contains("not UTF-8"), "{:?}", found.notices);
}

#[test]
fn trees_make_links_of_all_locales_the_same() {
    let tree = Tree::of(&["docs/a.md", "docs/de/a.md", "docs/de/img.png", "README.md", "README.de.md"]);
    let found = tree.discover(&Options::default(), &[""]);
    let variants: Vec<_> = found.pages.iter().flat_map(|page| &page.variants).collect();
    let neutral = |path: &str, from: &Variant| found.site.neutral(&tree.path(path), from.tree);
    let of = |path: &str| *variants.iter().find(|variant| variant.path == tree.path(path)).unwrap();
    assert_eq!(neutral("docs/img.png", of("docs/a.md")), neutral("docs/de/img.png", of("docs/de/a.md")));
    assert_eq!(neutral("img.png", of("README.md")), neutral("img.de.png", of("README.de.md")));
    assert_eq!(neutral("docs/a.md", of("docs/a.md")), neutral("docs/de/a.md", of("docs/de/a.md")));
}

#[test]
fn the_table_says_which_page_has_which_locale() {
    let tree = Tree::of(&["en/a.md", "de/a.md", "fr/a.md", "en/b.md", "fr/b.md"]);
    let table = Table::new(&tree.discover(&Options::default(), &[""]));
    assert_eq!(table.locales.iter().map(Locale::as_str).collect::<Vec<_>>(), ["de", "en", "fr"]);
    assert_eq!(
        table.rows.iter().map(|(_, row)| row.clone()).collect::<Vec<_>>(),
        [[true; 3], [false, true, true]]
    );
}
