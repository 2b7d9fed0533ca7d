//! The source as translations of one page have seen it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::model::document::Document;
use crate::model::source_file::SourceFile;
use crate::parse::parse;

/// The documents of a source's earlier revisions, each parsed once.
#[derive(Default)]
pub(super) struct Past {
    documents: RefCell<BTreeMap<String, Rc<Document>>>,
}

impl Past {
    /// The document that a revision of a source has.
    pub(super) fn document(&self, source: &Document, revision: &str, text: &str) -> Rc<Document> {
        let mut documents = self.documents.borrow_mut();
        let document = documents.entry(revision.to_owned()).or_insert_with(|| {
            let file = SourceFile::new(source.file.path.clone(), text.to_owned());
            Rc::new(parse(&file))
        });
        Rc::clone(document)
    }
}
