//! `instep explain`: the rules in their own words.

use std::io::{self, Write};

use crate::model::diagnostic::{RuleMeta, Severity};

/// All rules, one a line.
pub fn all(rules: &[&RuleMeta], out: &mut dyn Write) -> io::Result<()> {
    let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    for rule in rules {
        writeln!(out, "{:width$}  {:7}  {}", rule.name, weight(rule), rule.summary)?;
    }
    Ok(())
}

/// One rule's documentation, which is Markdown.
pub fn one(rule: &RuleMeta, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# {} ({})\n\n{}", rule.name, weight(rule), rule.documentation())
}

fn weight(rule: &RuleMeta) -> &'static str {
    rule.severity.map_or("off", Severity::name)
}
