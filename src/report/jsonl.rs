//! One JSON object a line and finding, the same objects as in the JSON document: for streams, `grep` and `jq`.

use std::io::{self, Write};

use super::parts::text;
use super::{Format, Style, json};
use crate::model::report::Report;

pub(super) static FORMAT: Format = Format {
    name: "jsonl",
    summary: "one JSON object a line, each a finding as in `json`",
    write,
    shows_steps: false,
};

fn write(report: &Report, _: Style, out: &mut dyn Write) -> io::Result<()> {
    for (found, print) in json::numbered(&report.diagnostics) {
        text::write_json_line(&json::Diagnostic::new(found, &print), out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::report::{format, sample};

    #[test]
    fn its_lines_are_the_findings_of_the_document() {
        let report = sample::report();
        let lines: Vec<Value> = sample::written(&FORMAT, &report)
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let whole: Value = serde_json::from_str(&sample::written(format("json").unwrap(), &report)).unwrap();
        assert_eq!(whole["diagnostics"], Value::Array(lines));
    }
}
