//! Who may use whom, checked against the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A module of the crate and the modules that its files may name.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("real", &["model"]),
    ("regular", &[]),
    ("config", &["model", "real", "regular"]),
    ("discover", &["model", "real", "regular", "config"]),
    ("parse", &["model"]),
    ("reference", &["model", "real", "regular"]),
    ("align", &["model"]),
    ("rules", &["model"]),
    ("lag", &["model"]),
    ("since", &["model"]),
    ("suppress", &["model", "config"]),
    ("baseline", &["model", "real"]),
    ("whole", &[]),
    ("fix", &["model", "whole"]),
    ("report", &["model"]),
    ("merge", &["model", "report"]),
    (
        "check",
        &[
            "model",
            "real",
            "regular",
            "config",
            "discover",
            "parse",
            "reference",
            "align",
            "rules",
            "lag",
            "since",
            "suppress",
            "baseline",
            "fix",
        ],
    ),
    ("cli", &["model", "config", "rules", "report"]),
    ("commands", &["model", "config", "discover", "report"]),
    ("lsp", &["model", "real", "config", "discover", "baseline", "check", "fix"]),
];

/// Functions are read as a whole, so they have to fit on a screen.
const LONGEST_FUNCTION: usize = 70;

#[test]
fn modules_use_only_what_the_map_allows() {
    let mut faults = Vec::new();
    for file in sources().iter().filter(|file| !matches!(file.module.as_str(), "lib" | "main" | "shell")) {
        let Some((_, allowed)) = MAY_USE.iter().find(|(module, _)| *module == file.module) else {
            faults.push(format!("{}: the map does not know the module `{}`", file.path, file.module));
            continue;
        };
        let used = crate_paths(&file.code()).into_iter().filter_map(|path| path.into_iter().next());
        for module in used.collect::<BTreeSet<_>>() {
            if module != file.module && !allowed.contains(&module.as_str()) {
                faults.push(format!("{}: `{}` may not use `{module}`", file.path, file.module));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn model_files_use_only_one_another_and_without_cycles() {
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in sources().into_iter().filter(|file| file.module == "model" && file.path != "model/mod.rs") {
        let name = file.path.split('/').nth(1).unwrap().trim_end_matches(".rs").to_owned();
        let folder = file.path.matches('/').count() > 1;
        let code = if folder { file.code().replace("super::", "own::") } else { file.code() };
        files.entry(name).or_default().extend(model_files(&code));
    }
    let mut order: BTreeSet<&str> = BTreeSet::new();
    while order.len() < files.len() {
        let left: Vec<_> = files.iter().filter(|(name, _)| !order.contains(name.as_str())).collect();
        let ready = left
            .iter()
            .find(|(name, uses)| uses.iter().all(|used| used == *name || order.contains(used.as_str())));
        let names: Vec<_> = left.iter().map(|(name, _)| name).collect();
        let (name, _) =
            ready.unwrap_or_else(|| panic!("these files of the model need one another: {names:?}"));
        order.insert(name);
    }
}

#[test]
fn only_the_process_shell_prints_and_exits() {
    let mut faults = Vec::new();
    for file in sources().iter().filter(|file| !matches!(file.module.as_str(), "main" | "shell")) {
        for word in
            ["println!", "eprintln!", "print!(", "eprint!(", "process::exit", "io::stdout", "io::stderr"]
        {
            if file.code().contains(word) {
                faults.push(format!("{}: {word}", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn paths_are_made_real_in_one_place() {
    let elsewhere = |file: &Source| {
        let knows_why = matches!(file.module.as_str(), "real" | "whole") || file.path.ends_with("/tests.rs");
        !knows_why && file.code().contains("canonicalize")
    };
    let faults: Vec<String> =
        sources().iter().filter(|file| elsewhere(file)).map(|file| file.path.clone()).collect();
    assert!(faults.is_empty(), "Windows puts a prefix before such a path; use `real`: {}", faults.join(", "));
}

#[test]
fn no_function_is_too_long() {
    let mut faults = Vec::new();
    for file in sources() {
        for (name, length) in functions(&file.text) {
            if length > LONGEST_FUNCTION {
                faults.push(format!("{}: `{name}` has {length} lines", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_a_source_file_says_is_found() {
    let code = "use crate::{config::Config, model::url};\nuse crate::model::{page, site::{Site, Tree}};\ncrate::rules::x();";
    let found: Vec<String> = crate_paths(code).iter().map(|path| path.join("::")).collect();
    let expected =
        ["config::Config", "model::url", "model::page", "model::site::Site", "model::site::Tree", "rules::x"];
    assert_eq!(found, expected);
    assert_eq!(
        functions("fn a() {\n}\n\nimpl X {\n    fn b() {\n        1\n    }\n}\n"),
        [("a".to_owned(), 2), ("b".to_owned(), 3)]
    );
}

/// A file of `src`.
struct Source {
    /// Below `src`, with `/`.
    path: String,
    /// Its top-level module.
    module: String,
    text: String,
}

impl Source {
    /// The text without comments and unit tests, which stand at the end and may use what they like.
    fn code(&self) -> String {
        let code = self.text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    let sources = paths.iter().map(|path| {
        let below = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        let module = below.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        Source { path: below, module, text: std::fs::read_to_string(path).unwrap().replace("\r\n", "\n") }
    });
    sources.collect()
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

/// Every path that begins with `crate::`, braces resolved.
fn crate_paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            tree(&mut code[at + "crate::".len()..].chars().peekable(), &[], &mut paths);
        }
    }
    paths
}

/// Reads a use tree (`a::{b, c::d}`) and stops behind it.
fn tree(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    before: &[String],
    paths: &mut Vec<Vec<String>>,
) {
    while chars.next_if(|c| c.is_whitespace()).is_some() {}
    if chars.next_if_eq(&'{').is_some() {
        while chars.peek().is_some_and(|&c| c != '}') {
            tree(chars, before, paths);
            while chars.next_if(|&c| c.is_whitespace() || c == ',').is_some() {}
        }
        chars.next();
        return;
    }
    let mut name = String::new();
    while let Some(c) = chars.next_if(|&c| c.is_alphanumeric() || matches!(c, '_' | '*')) {
        name.push(c);
    }
    if name.is_empty() {
        // Nothing that belongs to a path: step over it, or the loop above would never end.
        chars.next();
        return;
    }
    let path = [before, &[name]].concat();
    if chars.next_if_eq(&':').is_some() {
        chars.next();
        tree(chars, &path, paths);
    } else {
        skip_alias(chars);
        paths.push(path);
    }
}

/// ` as name`
fn skip_alias(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let rest: String = chars.clone().take(4).collect();
    if rest == " as " {
        chars.by_ref().take(4).for_each(drop);
        while chars.next_if(|&c| c.is_alphanumeric() || c == '_').is_some() {}
    }
}

/// The files of the model that a file of the model names: `super::url::Url`, `crate::model::url::Url`.
fn model_files(code: &str) -> BTreeSet<String> {
    let code = code.replace("super::", "crate::model::");
    let paths = crate_paths(&code).into_iter();
    paths
        .filter(|path| path.first().is_some_and(|first| first == "model"))
        .filter_map(|path| path.into_iter().nth(1))
        .collect()
}

/// Name and number of lines of each function, as rustfmt lays it out.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let Some(name) = function_name(line.trim_start()) else { continue };
        let close = format!("{}}}", " ".repeat(indent));
        let length = lines[index..].iter().position(|line| *line == close);
        let one_line = line.ends_with('}') || line.ends_with(';');
        if let Some(length) = length.filter(|_| !one_line) {
            found.push((name, length + 1));
        }
    }
    found
}

fn function_name(line: &str) -> Option<String> {
    let mut words =
        line.split(' ').skip_while(|word| word.starts_with("pub") || matches!(*word, "const" | "async"));
    let name = words.next().filter(|word| *word == "fn").and_then(|_| words.next())?;
    name.split(['(', '<']).next().map(str::to_owned)
}
