//! What documents say, for other programs: `instep extract` and `instep contract`.

use std::collections::HashSet;
use std::io::Write;

use instep::check;
use instep::cli::{ContractArgs, ExtractArgs};
use instep::commands::{contract, extract};
use instep::discover::{self, UnpairedReason};
use instep::{parse, reference};

use super::output::{say, write_whole};
use super::setup::config;
use super::{Shell, Status, explain_nothing};

impl Shell {
    pub(super) fn extract(&self, args: &ExtractArgs) -> anyhow::Result<Status> {
        let config = config(&args.selection, args.selection.options())?;
        let found = discover::discover(&config)?;
        self.notices(&found.notices);
        let variants = found.pages.iter().flat_map(|page| {
            let wanted = page.variants.iter().filter(|variant| variant.wanted);
            wanted.map(|variant| (&*page.key.0, Some(&variant.locale), &variant.path))
        });
        let in_no_page = [UnpairedReason::NotTranslated, UnpairedReason::NoLocale];
        let alone = found.unpaired.iter().filter(|file| in_no_page.contains(&file.reason));
        let alone = alone.map(|file| (file.path.as_str(), file.locale.as_ref(), &file.path));
        let files: Vec<_> = variants.chain(alone).collect();
        let (mut unread, mut seen) = (Vec::new(), HashSet::new());
        self.print(|out| {
            for &(page, locale, path) in &files {
                match check::read(path, config.limits.file_bytes).map(|file| parse::parse(&file)) {
                    Ok(document) => {
                        let subject =
                            extract::Subject { page, locale, document: &document, portals: &config.portals };
                        if args.urls_only {
                            subject.write_addresses(&mut seen, out)?;
                        } else {
                            subject.write(out)?;
                        }
                    }
                    Err(error) => unread.push(format!("{path}: {}", error.reason)),
                }
            }
            Ok(())
        })?;
        self.notices(&unread);
        if files.is_empty() {
            explain_nothing(&config);
            return Ok(Status::NothingPaired);
        }
        Ok(Status::Clean)
    }

    pub(super) fn contract(&self, args: &ContractArgs) -> anyhow::Result<Status> {
        let config = config(&args.selection, args.selection.options())?;
        let sources = discover::sources(&config)?;
        self.notices(&sources.notices);
        let mut pages: Vec<_> = Vec::new();
        for source in &sources.files {
            let text = check::read(&source.shown, config.limits.file_bytes);
            if let Err(error) = &text {
                self.notices(&[format!("{}: {}", source.shown, error.reason)]);
            }
            pages.push((source, text));
        }
        if pages.is_empty() {
            say("no file of a source was found; say the source's locale with `--source`");
            return Ok(Status::NothingPaired);
        }
        let read =
            pages.iter().filter_map(|(source, text)| Some((source.shown.as_path(), text.as_ref().ok()?)));
        let revision = reference::revision_of(read, config.limits.git);
        let write = |out: &mut dyn Write| contract::write(&sources.locale, revision.as_deref(), &pages, out);
        match &args.output {
            Some(path) if path != "-" => write_whole(path, write)?,
            _ => self.print(write)?,
        }
        Ok(Status::Clean)
    }
}
