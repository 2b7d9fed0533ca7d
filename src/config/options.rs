//! What was said: in the configuration file and on the command line.

use anyhow::Context as _;
use camino::{Utf8Path, Utf8PathBuf};
use serde::Deserialize;

use super::layout::Layout;
use super::locales::{locale, locales};
use super::portals::{PlaceholderOptions, PortalOptions};
use crate::model::locale::Locale;

/// The names under which a configuration file is found.
pub const FILE_NAMES: [&str; 2] = ["instep.toml", ".instep.toml"];

/// What one place said; nothing where it did not say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Options {
    /// The folder of the file that said it, to which its globs and layouts are relative.
    #[serde(skip)]
    pub folder: Option<Utf8PathBuf>,
    /// The source locale.
    #[serde(deserialize_with = "locale")]
    pub source: Option<Locale>,
    /// The locales to report on.
    #[serde(deserialize_with = "locales")]
    pub locales: Vec<Locale>,
    /// The contract that holds the source's pages, relative to the folder of the file that said it.
    pub contract: Option<String>,
    /// Extensions of documents beside the usual ones.
    pub extensions: Vec<String>,
    /// Globs of paths to leave out, as in a `.gitignore`.
    pub exclude: Vec<String>,
    /// Rules or families of rules to run.
    pub select: Vec<String>,
    /// Rules or families of rules to leave out.
    pub ignore: Vec<String>,
    /// Layouts beside the built-in ones.
    #[serde(rename = "layout")]
    pub layouts: Vec<Layout>,
    /// How the revisions are found that translations follow.
    pub reference: ReferenceOptions,
    /// Portals beside the built-in ones.
    #[serde(rename = "portal")]
    pub portals: Vec<PortalOptions>,
    /// How placeholders are written.
    #[serde(rename = "placeholders")]
    pub placeholders: PlaceholderOptions,
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
    #[serde(default)]
    revision_keys: Vec<String>,
    repository: Option<Utf8PathBuf>,
    folder: Option<Utf8PathBuf>,
}

impl TryFrom<RawReference> for ReferenceOptions {
    type Error = String;

    fn try_from(raw: RawReference) -> Result<Self, String> {
        if raw.revision_keys.iter().any(|key| key.trim().is_empty()) {
            return Err("a key in `revision-keys` is empty".to_owned());
        }
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

    /// What a configuration file says. Errors name the file, the line and what was expected.
    pub fn read(path: &Utf8Path) -> anyhow::Result<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the configuration reads its own file, here and nowhere else"
        )]
        let text = std::fs::read_to_string(path).with_context(|| path.to_string())?;
        let options = Self::parse(&text).map_err(|message| anyhow::anyhow!("{path}{message}"))?;
        let folder = path.parent().map(|folder| if folder.as_str().is_empty() { ".".into() } else { folder });
        Ok(Self { folder: folder.map(Utf8Path::to_owned), ..options })
    }

    /// What the text of a configuration file says, or `:line: what is wrong`.
    fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line = text.as_bytes().iter().take(start).filter(|byte| **byte == b'\n').count() + 1;
            format!(":{line}: {}", error.message())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_line_and_what_was_expected() {
        for (text, line, part) in [
            ("source = \"en\"\nsorce = 1\n", 2, "expected one of `source`, `locales`"),
            ("\nsource = \"api\"\n", 2, "`api` is no locale"),
            ("locales = [\n\"de\",\n\"xx-yy\"]\n", 1, "`xx-yy` is no locale"),
            ("[[layout]]\nname = \"x\"\ntranslation = \"{lang}/{path}\"\n", 3, "`{lang}` is neither"),
            ("[[layout]]\nname = \"x\"\ntranslation = \"a/{path}\"\n", 1, "needs `{locale}`"),
            ("\n[reference]\nrepo = \"../docs\"\n", 3, "expected one of `revision-keys`"),
            ("\n[reference]\nrevision-keys = [\"\"]\n", 2, "is empty"),
            ("[reference]\nfolder = \"en\"\n", 1, "needs `repository`"),
            (
                "[[portal]]\nname = \"x\"\n[[portal.form]]\nurl = \"https://{tenant}.a.example/{tenant}\"\n",
                3,
                "has 2 tenant positions",
            ),
            ("[[portal]]\nname = \"x\"\nhost = \"a.example\"\n", 3, "unknown field `host`"),
            (
                "[[portal]]\nname = \"x\"\n[[portal.exception]]\nlocales = [\"zh-CN\"]\nhost = \"a.example\"\n\
                 instead = \"a.example.cn\"\nreason = \" \"\n",
                7,
                "says why",
            ),
            ("[[portal]]\nname = \" \"\n", 2, "expected letters or digits"),
            (
                "[[portal]]\nname = \"x\"\n[[portal.retired]]\nhost = \"https://a.example\"\nsuccessor = \"b\"\n",
                4,
                "is no host",
            ),
            (
                "[[portal]]\nname = \"x\"\n\n[[portal.retired]]\nhost = \"a.b\"\nsuccessor = \"A.b\"\n",
                4,
                "its own successor",
            ),
            (
                "[[portal]]\nname = \"x\"\n[[portal.form]]\nurl = \"https://*/{tenant}/b\"\nrequired = true\n",
                3,
                "`required` does not fit",
            ),
            ("\n[placeholders]\nspelling = [\"\"]\n", 3, "is no name"),
            ("[placeholders]\nspelling = [\"--\"]\n", 2, "is no name"),
            ("[placeholders]\nfictitious = [\"acme\", \"\"]\n", 2, "is no name"),
            ("[placeholders]\nallow = [\" \"]\n", 2, "is no ID"),
            (
                "[[portal]]\nname = \"x\"\n[[portal.exception]]\nlocales = []\n",
                4,
                "that have another host are expected",
            ),
            ("[placeholders]\nfictitious = [\"Acme Ltd\"]\n", 2, "is no part of a host"),
            ("[placeholders]\nspellings = []\n", 2, "expected one of `spelling`"),
        ] {
            let message = Options::parse(text).unwrap_err();
            assert!(message.starts_with(&format!(":{line}: ")), "{text}: {message}");
            assert!(message.contains(part), "{text}: {message}");
        }
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
