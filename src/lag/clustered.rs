//! Many differences close together: a section that was rewritten.

use std::collections::BTreeMap;

use crate::model::diagnostic::Diagnostic;
use crate::model::document::Document;

use super::Judged;

/// From so many differences on a page and in one of its sections on, the source has rewritten the section: in a
/// language of which nothing is known, and in one that is behind as a whole.
const MANY: [(usize, usize); 2] = [(14, 6), (2, 1)];

/// Where the sections of a document begin, in bytes.
pub fn sections(document: &Document) -> Vec<u32> {
    document.headings.iter().map(|heading| document.blocks[heading.block as usize].span.start).collect()
}

/// The rewritten sections of a translation. A single difference in a section that otherwise agrees is none.
#[derive(Debug)]
pub(super) struct Cluster {
    starts: Vec<u32>,
    count: BTreeMap<usize, usize>,
    several: usize,
}

impl Cluster {
    pub(super) fn new(judged: &Judged, language_is_behind: bool) -> Self {
        let (many, several) = MANY[usize::from(language_is_behind)];
        let mut cluster = Self { starts: judged.sections.clone(), count: BTreeMap::new(), several };
        for finding in judged.all().filter(|finding| finding.stale) {
            *cluster.count.entry(cluster.section(finding)).or_default() += 1;
        }
        if cluster.count.values().sum::<usize>() < many {
            cluster.count.clear();
        }
        cluster
    }

    pub(super) fn holds(&self, finding: &Diagnostic) -> bool {
        self.count.get(&self.section(finding)).is_some_and(|count| *count >= self.several)
    }

    fn section(&self, finding: &Diagnostic) -> usize {
        let at = finding.primary.location.span.start;
        self.starts.partition_point(|start| *start <= at)
    }
}
