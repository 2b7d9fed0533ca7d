//! The keys of a configuration file, one table: what is unknown is told by it, and the reference, the schema and a first
//! file are written from it.

use super::limits::{MOST, MOST_MIB, MOST_SECONDS};

/// A key.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether its table needs it.
    pub required: bool,
    /// What holds without it, as it would be written; empty where nothing does that could be written.
    pub default: &'static str,
    /// An example of its value, as it is written; empty for tables.
    pub example: &'static str,
    /// What it does, in Markdown: one line, and where that is not all, more behind a line break.
    pub docs: &'static str,
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Text.
    Text,
    /// A locale, as [`Locale`](crate::model::locale::Locale) reads it.
    Locale,
    /// The name of a rule or family of rules.
    Rule,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// A date.
    Date,
    /// A whole number from 1 to this one.
    Number(u64),
    /// A list.
    List(&'static Self),
    /// A table whose keys are names of the first kind, for values of the second.
    Map(&'static Self, &'static Self),
    /// A table.
    Table(&'static [Key]),
    /// A table that may be repeated.
    Tables(&'static [Key]),
}

impl Key {
    /// The first line of what it does.
    pub fn summary(&self) -> &'static str {
        self.docs.lines().next().unwrap_or_default()
    }
}

const LEVEL: Kind = Kind::OneOf(&["error", "warning", "info", "off"]);
const LOCALES: Kind = Kind::List(&Kind::Locale);
const RULES: Kind = Kind::List(&Kind::Rule);
const TEXTS: Kind = Kind::List(&Kind::Text);
const LEVELS: Kind = Kind::Map(&Kind::Rule, &LEVEL);

const fn key(name: &'static str, kind: Kind, example: &'static str, docs: &'static str) -> Key {
    let default = match kind {
        Kind::List(_) => "[]",
        Kind::Flag => "false",
        _ => "",
    };
    Key { name, kind, required: false, default, example, docs }
}

const fn required(name: &'static str, kind: Kind, example: &'static str, docs: &'static str) -> Key {
    Key { required: true, default: "", ..key(name, kind, example, docs) }
}

/// The keys, in the order in which they are explained; tables come last, as they have to in a file.
pub const KEYS: &[Key] = &[
    key(
        "source",
        Kind::Locale,
        "\"en\"",
        "The locale that the others are translated from.\n\
         Without it, the source is found: English where most pages have it, or the files that lie apart from the \
         translations.",
    ),
    key(
        "locales",
        LOCALES,
        "[\"de\", \"ja\"]",
        "Report on these translations only.\nA bare language stands for all its forms: `pt` for `pt-BR` and `pt-PT`. \
         Empty: all of them.",
    ),
    key(
        "contract",
        Kind::Text,
        "\"instep-contract.jsonl\"",
        "The source's pages, written by `instep contract`, where the source is in another repository.\n\
         Relative to the configuration file.",
    ),
    key("extensions", TEXTS, "[\"mdoc\"]", "Extensions of documents beside `md`, `mdx` and `markdown`."),
    key(
        "exclude",
        TEXTS,
        "[\"docs/archive/**\"]",
        "Files and folders to leave out, as in a `.gitignore` beside the configuration file.",
    ),
    key(
        "select",
        RULES,
        "[\"url\", \"tenant\"]",
        "Only these rules or families of rules; also turns on rules that are off by default.\n\
         Empty: all that are on by default.",
    ),
    key("ignore", RULES, "[\"url-extra\"]", "Leave out these rules or families of rules."),
    Key {
        default: "\"warning\"",
        ..key(
            "fail-on",
            Kind::OneOf(&["error", "warning", "info"]),
            "\"error\"",
            "The least severity that makes the exit status 1.",
        )
    },
    key(
        "baseline",
        Kind::Text,
        "\"instep-baseline.json\"",
        "A file of findings that are known already and not reported again.\nRelative to the configuration file.",
    ),
    key(
        "not-expected",
        LOCALES,
        "[\"ja\"]",
        "Locales into which no page has to be translated; `page-missing` asks for no translation into them.\n\
         For some pages only, see `[[per-path]]`.",
    ),
    key(
        "severity",
        LEVELS,
        "{ url-extra = \"info\" }",
        "What findings weigh, by rule or family of rules: `error`, `warning`, `info` or `off`.\n\
         The most exact name decides: `url-drift` goes before `url`, and that before `all`. A rule that is off by \
         default is turned on by its own name.",
    ),
    key(
        "per-path",
        Kind::Tables(PER_PATH),
        "",
        "What holds for some files only; may be repeated, and later entries go before earlier ones.\n\
         An entry needs `ignore`, `severity` or `not-expected`.",
    ),
    key(
        "layout",
        Kind::Tables(LAYOUT),
        "",
        "Where the languages of a page lie, where that is not found by itself; may be repeated.\n\
         Configured layouts go before the built-in ones, of which `instep list` shows those that were found.",
    ),
    key(
        "reference",
        Kind::Table(REFERENCE),
        "",
        "How the revisions of the source are found that translations follow.",
    ),
    key("limits", Kind::Table(LIMITS), "", "How much a run takes on, and how much it tells."),
    key("placeholders", Kind::Table(PLACEHOLDERS), "", "How placeholders are written in this documentation."),
    key(
        "equivalents",
        Kind::Table(EQUIVALENTS),
        "",
        "Differences between two URLs that are a localization and no fault, beside those that are built in.",
    ),
    key(
        "portal",
        Kind::Tables(PORTAL),
        "",
        "A portal whose URLs name a tenant; may be repeated.\n\
         Configured portals are asked before the built-in ones. See [tenant URLs and portals](portals.md).",
    ),
];

const PER_PATH: &[Key] = &[
    required(
        "paths",
        TEXTS,
        "[\"docs/legal/\"]",
        "The files that the entry is about, as in a `.gitignore` beside the configuration file.",
    ),
    key("locales", LOCALES, "[\"de\"]", "Only the files of these locales. Empty: of all."),
    key(
        "ignore",
        RULES,
        "[\"url-extra\"]",
        "Leave out these rules or families of rules. An entry that leaves something out needs a `reason`.",
    ),
    key("severity", LEVELS, "{ step-missing = \"warning\" }", "What findings weigh, as in `[severity]`."),
    key(
        "not-expected",
        LOCALES,
        "[\"ja\"]",
        "Locales into which the pages whose source is among the files need not be translated.",
    ),
    key("reason", Kind::Text, "\"each country has its own laws\"", "Why."),
];

const LAYOUT: &[Key] = &[
    required("name", Kind::Text, "\"handbook\"", "Its name in `instep list`."),
    key(
        "source",
        Kind::Text,
        "\"handbook/{path}\"",
        "Where the source lies. Leave it out where it lies as the translations do, under its own locale.",
    ),
    required(
        "translation",
        Kind::Text,
        "\"handbook-translations/{locale}/{path}\"",
        "Where the translations lie.\n\
         `{locale}` stands for the language, `{path}` for the page, a leading `**/` for any folders, and `*`, at \
         most 16 of them, for a folder's or file's name or a part of one.",
    ),
];

const REFERENCE: &[Key] = &[
    key(
        "revision-keys",
        TEXTS,
        "[\"translated-from\"]",
        "Front-matter keys, beside the usual ones, that name a commit of the source's repository; nested keys are \
         joined with `.`.",
    ),
    key(
        "repository",
        Kind::Text,
        "\"../docs\"",
        "The source's repository, or a folder of it, if the source files here are copies.\n\
         Relative to the configuration file.",
    ),
    key(
        "folder",
        Kind::Text,
        "\"docs/en\"",
        "The folder here that has the same files as `repository`; the configuration file's if it is not said.",
    ),
];

const fn limit(name: &'static str, most: u64, default: &'static str, example: &'static str) -> Key {
    Key { default, ..key(name, Kind::Number(most), example, "") }
}

const LIMITS: &[Key] = &[
    Key {
        docs: "How many documents a run looks at.\nWhere there are more, it ends with status 2 and checks nothing.",
        ..limit("files", MOST, "1000000", "20000")
    },
    Key {
        docs: "The largest document that is read, in MiB.\nA larger one is told as `page-unreadable`.",
        ..limit("file-mib", MOST_MIB, "128", "4")
    },
    Key {
        docs: "How many findings of one page the reports have.\n\
               The least severe are left out first, and how many is said. The exit status, fixes and the baseline are \
               those of all.",
        ..limit("page-findings", MOST, "10000", "100")
    },
    Key {
        docs: "How many findings the reports have, in the same way.",
        ..limit("findings", MOST, "100000", "1000")
    },
    Key {
        docs: "For how many seconds git may say nothing.\n\
               Then it is stopped, that is said, and history is not looked at; `--since` ends with status 2.",
        ..limit("git-seconds", MOST_SECONDS, "30", "120")
    },
];

const PLACEHOLDERS: &[Key] = &[
    key(
        "spelling",
        TEXTS,
        "[\"customer_tenant_id\"]",
        "How this documentation spells its placeholders; what has the same words is to be written like this.",
    ),
    key("fictitious", TEXTS, "[\"acme\"]", "Companies that do not exist, beside `contoso` and its like."),
    key(
        "allow",
        TEXTS,
        "[\"5b3e7c91-04da-4f6b-9c22-81e0d7a4f635\"]",
        "IDs and domains of real tenants that may be shown.",
    ),
];

const EQUIVALENTS: &[Key] = &[
    key(
        "language-keys",
        TEXTS,
        "[\"tongue\"]",
        "Query keys whose value is a language, as `hl` and `lang` are.",
    ),
    key(
        "language-subdomains",
        TEXTS,
        "[\"example.org\"]",
        "Hosts that keep their languages in the first label, as `de.example.org` does.",
    ),
    key(
        "language-folders",
        TEXTS,
        "[\"tongues\"]",
        "Folders that hold a folder for each language, as `lang` does in `/lang/de/`.",
    ),
    key(
        "any-path",
        TEXTS,
        "[\"wiki.example.org\"]",
        "Hosts with languages in the first label on which another language's page has another path as well, as \
         Wikipedia has.",
    ),
    key(
        "same-prefixes",
        Kind::Map(&Kind::Text, &Kind::Text),
        "{ \"https://go.example.org/\" = \"https://example.org/go/\" }",
        "Beginnings of URLs, and other beginnings that lead to the same place.",
    ),
    key(
        "text-keys",
        Kind::Map(&Kind::Text, &TEXTS),
        "{ \"https://share.example.org/\" = [\"text\"] }",
        "Beginnings of URLs, and keys of their queries whose values are words for readers, which are translated.",
    ),
    key(
        "aliases",
        Kind::Map(&Kind::Text, &Kind::Locale),
        "{ dach = \"de\" }",
        "Labels that stand for a language in hosts and paths, beside the language's own codes.",
    ),
];

const PORTAL: &[Key] = &[
    required("name", Kind::Text, "\"Support desk\"", "Its name in messages."),
    key("form", Kind::Tables(FORM), "", "Where its URLs name the tenant; may be repeated."),
    key(
        "retired",
        Kind::Tables(RETIRED),
        "",
        "A host from which the portal has moved away; may be repeated.",
    ),
    key(
        "exception",
        Kind::Tables(EXCEPTION),
        "",
        "Languages whose readers use another host; may be repeated.",
    ),
];

const FORM: &[Key] = &[
    required(
        "url",
        Kind::Text,
        "\"https://desk.example.com/org/{tenant}\"",
        "The URL, with `{tenant}` where it names the tenant.",
    ),
    Key {
        default: "[\"guid\", \"domain\", \"name\", \"number\"]",
        ..key(
            "values",
            Kind::List(&Kind::OneOf(&["guid", "domain", "name", "number"])),
            "[\"name\"]",
            "What a tenant may be called there.",
        )
    },
    key("public", TEXTS, "[\"www\"]", "Values that name no single tenant."),
    key("required", Kind::Flag, "true", "Whether a URL of this form without a tenant is broken."),
    key("source", Kind::Text, "\"https://desk.example.com/help\"", "Where that can be read."),
    key("read", Kind::Date, "2026-11-21", "When it was read there."),
];

const RETIRED: &[Key] = &[
    required("host", Kind::Text, "\"old.example.com\"", "The former host."),
    required("successor", Kind::Text, "\"desk.example.com\"", "The host that took its place."),
    key("source", Kind::Text, "\"https://desk.example.com/news\"", "Where that can be read."),
    key("read", Kind::Date, "2026-11-21", "When it was read there."),
];

const EXCEPTION: &[Key] = &[
    required("locales", LOCALES, "[\"zh-CN\"]", "The languages."),
    required("host", Kind::Text, "\"desk.example.com\"", "The host in other languages."),
    required("instead", Kind::Text, "\"desk.example.cn\"", "The host in these."),
    required("reason", Kind::Text, "\"China has a cloud of its own\"", "Why."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write as _;

    use super::*;
    use crate::config::options::Options;

    /// The keys that are read, as the reader itself names them where it meets another.
    fn read_keys(table: &str) -> BTreeSet<String> {
        let text = format!("{table}no-such-key = 1\n");
        let message = toml::from_str::<Options>(&text).unwrap_err().message().to_owned();
        let known = message
            .strip_prefix("unknown field `no-such-key`, expected ")
            .unwrap_or_else(|| panic!("{message}"));
        known.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    fn agree(keys: &[Key], path: &str, head: &str) {
        let table: BTreeSet<String> = keys.iter().map(|key| key.name.to_owned()).collect();
        assert_eq!(table, read_keys(head), "{path}");
        for key in keys {
            let path = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
            match key.kind {
                Kind::Table(keys) => agree(keys, &path, &format!("{head}[{path}]\n")),
                Kind::Tables(keys) => agree(keys, &path, &format!("{head}[[{path}]]\n")),
                _ => {}
            }
        }
    }

    #[test]
    fn the_table_has_the_keys_that_are_read() {
        agree(KEYS, "", "");
    }

    fn examples(keys: &[Key], path: &str, text: &mut String) {
        for key in keys {
            let path = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
            match key.kind {
                Kind::Table(keys) => {
                    writeln!(text, "[{path}]").unwrap();
                    examples(keys, &path, text);
                }
                Kind::Tables(keys) => {
                    writeln!(text, "[[{path}]]").unwrap();
                    examples(keys, &path, text);
                }
                _ => writeln!(text, "{} = {}", key.name, key.example).unwrap(),
            }
        }
    }

    #[test]
    fn every_example_can_be_said() {
        let mut text = String::new();
        examples(KEYS, "", &mut text);
        let options = Options::parse("instep.toml".into(), text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((options.layouts.len(), options.per_path.len(), options.portals.len()), (1, 1, 1));
    }

    #[test]
    fn every_key_is_explained_in_sentences() {
        fn walk(keys: &[Key]) {
            for key in keys {
                assert!(key.docs.lines().all(|line| line.ends_with('.')), "{}", key.name);
                if let Kind::Table(keys) | Kind::Tables(keys) = key.kind {
                    walk(keys);
                }
            }
        }
        walk(KEYS);
    }
}
