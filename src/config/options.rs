//! What was said: in the configuration file and on the command line.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Deserializer};

use super::equivalents::EquivalentOptions;
use super::globs::read_glob;
use super::layout::Layout;
use super::limits::LimitOptions;
use super::per_path::PerPathOptions;
use super::portals::{PlaceholderOptions, PortalOptions};
use super::reading::Reading;
use super::severities::Severities;
use super::values::{list, locale, locales, severity};
use crate::model::diagnostic::{Label, Severity};
use crate::model::locale::Locale;
use crate::model::placed_error::PlacedError;
use crate::model::source_file::{Location, SourceFile, Span};
use crate::regular::read_up_to;

/// The names under which a configuration file is found.
pub const FILE_NAMES: [&str; 2] = ["instep.toml", ".instep.toml"];

/// The largest configuration file that is read, in bytes.
const MOST_BYTES: u64 = 4 << 20;

/// What one place said; nothing where it did not say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Options {
    /// The folder of the file that said it, to which its globs and layouts are relative.
    #[serde(skip)]
    pub folder: Option<Utf8PathBuf>,
    /// The file that said it.
    #[serde(skip)]
    pub file: Option<Arc<SourceFile>>,
    /// The rules and families of rules that the file names, and where. Whether they exist is not known here.
    #[serde(skip)]
    pub rules: Vec<(String, Location)>,
    /// Where the file says each key, by the key's name behind those of its tables: `reference.repository`. Of tables that
    /// are repeated, the place of each.
    #[serde(skip)]
    pub said: Vec<(String, Span)>,
    /// Whether the baseline is to be written, which only a command line says.
    #[serde(skip)]
    pub write_baseline: bool,
    /// Whether fixes that are not safe are asked for, which only a command line says.
    #[serde(skip)]
    pub unsafe_fixes: bool,
    /// The source locale.
    #[serde(deserialize_with = "locale")]
    pub source: Option<Locale>,
    /// The locales to report on.
    #[serde(deserialize_with = "locales")]
    pub locales: Vec<Locale>,
    /// The contract that holds the source's pages, relative to the folder of the file that said it.
    pub contract: Option<String>,
    /// Extensions of documents beside the usual ones.
    #[serde(deserialize_with = "extensions")]
    pub extensions: Vec<String>,
    /// Globs of paths to leave out, as in a `.gitignore`.
    #[serde(deserialize_with = "globs")]
    pub exclude: Vec<String>,
    /// Rules or families of rules to run.
    pub select: Vec<String>,
    /// Rules or families of rules to leave out.
    pub ignore: Vec<String>,
    /// What findings weigh.
    #[serde(rename = "severity")]
    pub severities: Severities,
    /// What holds for some files only.
    pub per_path: Vec<PerPathOptions>,
    /// The locales into which no page is expected to be translated.
    #[serde(deserialize_with = "locales")]
    pub not_expected: Vec<Locale>,
    /// The least severity that fails a run.
    #[serde(deserialize_with = "severity")]
    pub fail_on: Option<Severity>,
    /// The file of findings that are known already, relative to the folder of the file that said it.
    pub baseline: Option<Utf8PathBuf>,
    /// Layouts beside the built-in ones.
    #[serde(rename = "layout")]
    pub layouts: Vec<Layout>,
    /// How the revisions are found that translations follow.
    pub reference: ReferenceOptions,
    /// How much a run takes on, and how much it tells.
    pub limits: LimitOptions,
    /// Portals beside the built-in ones.
    #[serde(rename = "portal")]
    pub portals: Vec<PortalOptions>,
    /// How placeholders are written.
    #[serde(rename = "placeholders")]
    pub placeholders: PlaceholderOptions,
    /// URL equivalences beside the built-in ones.
    pub equivalents: EquivalentOptions,
}

/// How the revisions of the source are found that translations follow.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "RawReference")]
pub struct ReferenceOptions {
    /// Keys, beside the usual ones, under which translations name a commit of the source's repository. Nested keys are
    /// joined with `.`.
    pub revision_keys: Vec<String>,
    /// The source's repository, or a folder of it, if it is not the one in which the source files lie.
    pub repository: Option<Utf8PathBuf>,
    /// The folder that has the same files as `repository`; the folder of the configuration file if it is not said.
    pub folder: Option<Utf8PathBuf>,
}

/// The table as it is written down.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawReference {
    #[serde(default, deserialize_with = "revision_keys")]
    revision_keys: Vec<String>,
    repository: Option<Utf8PathBuf>,
    folder: Option<Utf8PathBuf>,
}

fn revision_keys<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list(deserializer, |key| {
        let is_blank = key.trim().is_empty();
        if is_blank { Err("a key in `revision-keys` is empty".to_owned()) } else { Ok(key.to_owned()) }
    })
}

fn globs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list(deserializer, read_glob)
}

fn extensions<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    list(deserializer, read_extension)
}

/// An extension without its dot, in lower case.
///
/// # Errors
///
/// Says that it is none.
pub fn read_extension(text: &str) -> Result<String, String> {
    let extension = text.trim_start_matches('.').to_lowercase();
    let valid = !extension.is_empty() && !extension.contains(['/', '\\', '*']);
    valid.then_some(extension).ok_or_else(|| format!("`{text}` is no extension, expected one such as `txt`"))
}

impl TryFrom<RawReference> for ReferenceOptions {
    type Error = String;

    fn try_from(raw: RawReference) -> Result<Self, String> {
        if raw.folder.is_some() && raw.repository.is_none() {
            return Err("`folder` is what `repository` has as well, so it needs `repository`".to_owned());
        }
        Ok(Self { revision_keys: raw.revision_keys, repository: raw.repository, folder: raw.folder })
    }
}

impl Options {
    /// The configuration file that holds in a folder, which is given with all its ancestors: the nearest one upwards.
    pub fn find(folder: &Utf8Path) -> Option<Utf8PathBuf> {
        let candidates = folder.ancestors().flat_map(|dir| FILE_NAMES.map(|name| dir.join(name)));
        candidates.into_iter().find(|path| path.is_file())
    }

    /// What a configuration file says. An error in it is a [`PlacedError`], unless the file is a link.
    pub fn read(path: &Utf8Path) -> anyhow::Result<Self> {
        if path.is_dir() {
            return Err(anyhow!("{path}: a folder, expected a configuration file"));
        }
        let said = Self::read_whole(path);
        // A link may lead to anything, and errors show the line that they are about.
        if path.is_symlink() { said.map_err(|error| anyhow!("{error:#} (through a link)")) } else { said }
    }

    fn read_whole(path: &Utf8Path) -> anyhow::Result<Self> {
        let bytes = read_up_to(path, MOST_BYTES).with_context(|| path.to_string())?;
        let text = String::from_utf8(bytes).map_err(|error| not_utf8(path, error.as_bytes()))?;
        let folder = path.parent().map(|folder| if folder.as_str().is_empty() { ".".into() } else { folder });
        Ok(Self { folder: folder.map(Utf8Path::to_owned), ..Self::parse(path.to_owned(), text)? })
    }

    /// What the text of a configuration file says, or the first thing in it that cannot hold.
    pub fn parse(path: Utf8PathBuf, text: String) -> Result<Self, PlacedError> {
        let file = SourceFile::new(path, text);
        let fail = |error: &toml::de::Error| {
            let span = error.span().map_or(Span::default(), Span::new);
            let mut message = error.message().lines().collect::<Vec<_>>().join(", ");
            if message.starts_with("invalid type: map, expected a sequence") {
                message.push_str(": of a table that may be there several times, the name stands in `[[…]]`");
            }
            PlacedError::new(Location { file: Arc::clone(&file), span }, message)
        };
        let reading = Reading::of(&file.text).map_err(|error| fail(&error))?;
        let place = |span: Span| Location { file: Arc::clone(&file), span };
        if let Some((span, message)) = reading.unknown {
            return Err(PlacedError::new(place(span), message));
        }
        let mut options: Self = toml::from_str(&file.text).map_err(|error| fail(&error))?;
        for layout in &mut options.layouts {
            layout.place = Some(place(layout.span));
        }
        distinct(&options.layouts)?;
        options.rules = reading.rules.into_iter().map(|(name, span)| (name, place(span))).collect();
        Ok(Self { said: reading.said, file: Some(file), ..options })
    }

    /// A path that the file says, as seen from the working folder.
    pub(super) fn path(&self, said: &Utf8Path) -> Utf8PathBuf {
        let folder = self.folder.as_deref().filter(|folder| folder.as_str() != ".");
        folder.map_or_else(|| said.to_owned(), |folder| folder.join(said))
    }
}

/// Says where a file stops being UTF-8.
fn not_utf8(path: &Utf8Path, bytes: &[u8]) -> PlacedError {
    let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let why = if is_utf16 { "it begins as UTF-16 does" } else { "these bytes are no character" };
    let file = SourceFile::new(path, String::from_utf8_lossy(bytes));
    let span = Span::new(valid..valid + char::REPLACEMENT_CHARACTER.len_utf8());
    PlacedError::new(Location { file, span }, format!("the file is not UTF-8: {why}"))
}

/// An error where two layouts have one name, or describe the same.
fn distinct(layouts: &[Layout]) -> Result<(), PlacedError> {
    for (index, layout) in layouts.iter().enumerate() {
        for other in &layouts[..index] {
            let message = if other.name == layout.name {
                format!("there is another layout `{}`", layout.name)
            } else if (&other.source, &other.translation) == (&layout.source, &layout.translation) {
                format!("the layouts `{}` and `{}` are the same", other.name, layout.name)
            } else {
                continue;
            };
            let places = layout.place.clone().zip(other.place.clone());
            return places.map_or(Ok(()), |(place, location)| {
                let related = vec![Label { location, text: format!("`{}` is here", other.name) }];
                Err(PlacedError { related, ..PlacedError::new(place, message) })
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place and the message of what is wrong.
    fn refused(text: &str) -> String {
        let error = Options::parse("x".into(), text.to_owned()).expect_err(text);
        error.to_string().trim_start_matches("x:").to_owned()
    }

    #[test]
    fn errors_name_the_place_and_what_was_expected() {
        for (text, expected) in [
            ("source = \"en\"\nsorce = 1\n", "2:1: unknown key `sorce`; did you mean `source`?"),
            ("\nsource = \"api\"\n", "2:10: `api` is no locale"),
            ("locales = [\n\"de\",\n  \"xx-yy\"]\n", "3:3: `xx-yy` is no locale"),
            ("locales = [\"de-ZZ\"]\n", "1:12: `de-ZZ` is no locale; did you mean `de`?"),
            ("source = \"engilsh\"\n", "1:10: `engilsh` is no locale; did you mean `english`?"),
            ("source = 1\n", "1:10: invalid type: integer `1`, expected a string"),
            ("locales = \"de\"\n", "1:11: invalid type: string \"de\", expected a list of strings"),
            ("exclude = [\"a\", \"docs/[b-a]\"]\n", "1:17: `docs/[b-a]` is no valid glob"),
            ("extensions = [\"*.md\"]\n", "1:15: `*.md` is no extension"),
            ("fail-on = \"eror\"\n", "1:11: there is no severity `eror`; did you mean `error`?"),
            ("[severity]\nurl = \"of\"\n", "2:7: there is no severity `of`; did you mean `off`?"),
            ("[[layout]]\nname = \"x\"\ntranslation = \"{lang}/{path}\"\n", "3:15: `{lang}` is neither"),
            (
                "[[layout]]\nname = \"x\"\ntranslation = \"{locale}/x\"\n",
                "3:15: `{locale}/x` needs `{path}` once",
            ),
            ("[[layout]]\nname = \"x\"\ntranslation = \"a/{path}\"\n", "1:1: `translation` needs `{locale}`"),
            ("[[layout]]\ntranslation = \"{locale}/{path}\"\n", "1:1: missing field `name`"),
            (
                "[[layout]]\nname = \"x\"\ntranslation = \"{locale}/{path}\"\n\n\
                 [[layout]]\nname = \"x\"\ntranslation = \"a/{locale}/{path}\"\n",
                "6:8: there is another layout `x`",
            ),
            (
                "[[layout]]\nname = \"x\"\ntranslation = \"{locale}/{path}\"\n\n\
                 [[layout]]\nname = \"y\"\ntranslation = \"{locale}/{path}\"\n",
                "6:8: the layouts `x` and `y` are the same",
            ),
            ("\n[reference]\nrepo = \"../docs\"\n", "3:1: unknown key `repo`"),
            ("\n[reference]\nrevision-keys = [\"\"]\n", "3:18: a key in `revision-keys` is empty"),
            ("[reference]\nfolder = \"en\"\n", "1:1: `folder` is what `repository` has as well"),
            ("[[per-path]]\npaths = [\"a\"]\n", "1:1: an entry of `per-path` that changes nothing"),
            ("[[per-path]]\npaths = []\nignore = [\"url\"]\n", "1:1: `paths` is empty"),
            (
                "[[per-path]]\npaths = [\"a\"]\nignore = [\"url\"]\nreason = \" \"\n",
                "1:1: an entry of `per-path` that ignores rules needs a `reason`",
            ),
            ("[equivalents]\naliases = { ch = \"german\", at = \"Öst\" }\n", "2:33: `Öst` is no language"),
            ("[equivalents]\nlanguage-subdomains = [\"https://a.b\"]\n", "2:24: `https://a.b` is no host"),
            ("[equivalents]\nsame-prefixes = { \"https://a\" = \"b\" }\n", "2:33: `b` begins no URL"),
            ("source = \"en\n", "1:"),
            ("source\n", "1:"),
        ] {
            let message = refused(text);
            assert!(message.starts_with(expected), "{text}: {message}");
        }
    }

    #[test]
    fn errors_in_portals_and_placeholders_name_the_place() {
        for (text, expected) in [
            (
                "[[portal]]\nname = \"x\"\n[[portal.form]]\nurl = \"https://{tenant}.a.example/{tenant}\"\n",
                "3:1: `https://{tenant}.a.example/{tenant}` has 2 tenant positions",
            ),
            ("[[portal]]\nname = \"x\"\nhost = \"a.example\"\n", "3:1: unknown key `host`"),
            (
                "[[portal]]\nname = \"x\"\n[[portal.form]]\nurl = \"https://{tenant}.a.b\"\nvalues = [\"name\", \"giud\"]\n",
                "5:19: there is no kind of value `giud`; did you mean `guid`?",
            ),
            (
                "[[portal]]\nname = \"x\"\n[[portal.exception]]\nlocales = [\"zh-CN\"]\nhost = \"a.example\"\n\
                 instead = \"a.example.cn\"\nreason = \" \"\n",
                "7:10: a `reason` that says why",
            ),
            ("[[portal]]\nname = \" \"\n", "2:8: ` ` is no name, expected letters or digits"),
            (
                "[[portal]]\nname = \"x\"\n[[portal.retired]]\nhost = \"https://a.example\"\nsuccessor = \"b\"\n",
                "4:8: `https://a.example` is no host",
            ),
            (
                "[[portal]]\nname = \"x\"\n\n[[portal.retired]]\nhost = \"a.b\"\nsuccessor = \"A.b\"\n",
                "4:1: `a.b` cannot be its own successor",
            ),
            (
                "[[portal]]\nname = \"x\"\n[[portal.form]]\nurl = \"https://*/{tenant}/b\"\nrequired = true\n",
                "3:1: `required` does not fit",
            ),
            (
                "[[portal]]\nname = \"x\"\n[[portal.exception]]\nlocales = []\n",
                "4:11: the locales that have another host are expected",
            ),
            ("\n[placeholders]\nspelling = [\"\"]\n", "3:13: `` is no name"),
            ("[placeholders]\nspelling = [\"a\", \"--\"]\n", "2:18: `--` is no name"),
            ("[placeholders]\nfictitious = [\"acme\", \"\"]\n", "2:23: `` is no name"),
            ("[placeholders]\nfictitious = [\"Acme Ltd\"]\n", "2:15: `Acme Ltd` is no part of a host"),
            ("[placeholders]\nallow = [\" \"]\n", "2:10: ` ` is no ID"),
            ("[placeholders]\nspellings = []\n", "2:1: unknown key `spellings`; did you mean `spelling`?"),
        ] {
            let message = refused(text);
            assert!(message.starts_with(expected), "{text}: {message}");
        }
    }

    #[test]
    fn the_rules_that_a_file_names_are_known_with_their_places() {
        let text = "select = [\"all\"]\nignore = [\"url\", \"stpe\"]\n[severity]\nurl-drfit = \"off\"\n\
                    [[per-path]]\npaths = [\"a\"]\nseverity = { page = \"info\" }\n";
        let options = Options::parse("x".into(), text.to_owned()).unwrap();
        let named: Vec<String> = options
            .rules
            .iter()
            .map(|(name, place)| PlacedError::new(place.clone(), name.clone()).to_string())
            .collect();
        assert_eq!(named, ["x:1:11: all", "x:2:11: url", "x:2:18: stpe", "x:4:1: url-drfit", "x:7:14: page"]);
    }

    #[test]
    fn a_file_that_is_not_utf8_is_told_with_the_place() {
        let dir = tempfile::tempdir().unwrap();
        let path = Utf8Path::from_path(dir.path()).unwrap().join("instep.toml");
        for (bytes, expected) in [
            (
                &b"source = \"en\"\n# caf\xe9\n"[..],
                ":2:6: the file is not UTF-8: these bytes are no character",
            ),
            (&b"\xff\xfes\0"[..], ":1:1: the file is not UTF-8: it begins as UTF-16 does"),
        ] {
            std::fs::File::create(&path)
                .and_then(|mut file| std::io::Write::write_all(&mut file, bytes))
                .unwrap();
            let message = Options::read(&path).unwrap_err().to_string();
            assert_eq!(message, format!("{path}{expected}"));
        }
        let folder = path.parent().unwrap();
        let message = Options::read(folder).unwrap_err().to_string();
        assert_eq!(message, format!("{folder}: a folder, expected a configuration file"));
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_endings_are_no_fault() {
        let text = "\u{feff}source = \"en\"\r\nlocales = [\"de\"]\r\n";
        let options = Options::parse("x".into(), text.to_owned()).unwrap();
        assert_eq!(options.source, Locale::parse("en"));
        assert!(
            refused(&text.replace("locales", "locals"))
                .starts_with("2:1: unknown key `locals`; did you mean `locales`?")
        );
        assert!(refused(&text.replace("source", "sourec")).starts_with("1:1: unknown key `sourec`"));
    }

    #[test]
    fn the_nearest_file_upwards_is_found_and_read() {
        let dir = tempfile::tempdir().unwrap();
        let root = Utf8Path::from_path(dir.path()).unwrap();
        let deep = root.join("docs/de");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::File::create(root.join(".instep.toml")).unwrap();
        let found = Options::find(&deep).unwrap();
        assert_eq!(found, root.join(".instep.toml"));
        assert_eq!(Options::read(&found).unwrap().folder.as_deref(), Some(root));
    }
}
