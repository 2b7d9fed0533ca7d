//! `instep check`, and what it mends.

use std::io::{self, IsTerminal as _, Write};

use instep::check::{self, Fixed, Outcome, Since};
use instep::cli::CheckArgs;
use instep::config::Config;
use instep::report;

use super::output::{say, write_whole};
use super::setup::{baseline_file, check_targets, config, default_output};
use super::{Shell, Status, explain_nothing};

impl Shell {
    pub(super) fn check(&self, args: &CheckArgs) -> anyhow::Result<Status> {
        check_targets(&args.outputs)?;
        let mut config = config(&args.selection, args.options())?;
        config.baseline = baseline_file(args, &config)?;
        if args.fixes.diff {
            return self.diff(&config, args);
        }
        if args.fixes.fix {
            return self.fix(&config, args);
        }
        let mut outcome = self.run_check(&config, args)?;
        if let Some(baseline) = &outcome.baseline {
            write_whole(baseline.path(), |out| baseline.write(out))?;
        }
        self.notices(&outcome.notices);
        let status = self.report(&config, args, &mut outcome);
        if args.fixes.unsafe_fixes {
            self.notices(&[report::fixable(&outcome.report, args.fixes.least())]);
        }
        Ok(status)
    }

    fn fix(&self, config: &Config, args: &CheckArgs) -> anyhow::Result<Status> {
        let fixed = self.run_fix(config, args)?;
        let mut is_whole = true;
        let mut count = fixed.count();
        for patch in &fixed.patches {
            if let Err(reason) = patch.write() {
                say(&format!("error: {} was not fixed: {reason}", patch.before.path));
                is_whole = false;
                count -= patch.fixes;
            }
        }
        // What could not be written is as it was.
        let mut outcome = if is_whole { fixed.outcome } else { self.run_check(config, args)? };
        self.notices(&outcome.notices);
        let status = self.report(config, args, &mut outcome);
        self.notices(&[report::remaining(&outcome.report, count, args.fixes.least())]);
        Ok(if is_whole { status } else { Status::Failure })
    }

    fn diff(&self, config: &Config, args: &CheckArgs) -> anyhow::Result<Status> {
        let fixed = self.run_fix(config, args)?;
        self.notices(&fixed.outcome.notices);
        let on_terminal = io::stdout().is_terminal();
        self.print(|out| {
            fixed.patches.iter().try_for_each(|patch| write_diff(&patch.diff(), on_terminal, out))
        })?;
        self.notices(&[report::would_fix(&fixed.outcome.report, fixed.count(), args.fixes.least())]);
        if !fixed.outcome.paired && self.demands_pages(config) {
            return Ok(Status::NothingPaired);
        }
        Ok(if fixed.patches.is_empty() { Status::Clean } else { Status::Findings })
    }

    /// Whether it is amiss that nothing could be compared, and says why nothing was. Files that were named, as a hook names
    /// what a commit touches, may belong to no page.
    fn demands_pages(&self, config: &Config) -> bool {
        let only_files = !config.roots.is_empty() && config.roots.iter().all(|root| root.is_file());
        if only_files {
            self.notices(&[
                "no named file has a counterpart in another language: nothing to compare".to_owned()
            ]);
        } else {
            explain_nothing(config);
        }
        !only_files
    }

    fn run_check(&self, config: &Config, args: &CheckArgs) -> anyhow::Result<Outcome> {
        self.watched(&config.progress, || {
            since(args).map_or_else(|| check::check(config), |since| check::check_since(config, since))
        })
    }

    fn run_fix(&self, config: &Config, args: &CheckArgs) -> anyhow::Result<Fixed> {
        self.watched(&config.progress, || check::fix(config, since(args), args.fixes.least()))
    }

    fn report(&self, config: &Config, args: &CheckArgs, outcome: &mut Outcome) -> Status {
        let outputs = if args.outputs.is_empty() { vec![default_output()] } else { args.outputs.clone() };
        if outputs.iter().any(|output| output.format.shows_steps) {
            outcome.add_steps(config);
        }
        let failing = outcome.report.diagnostics.iter().any(|found| found.severity >= config.fail_on);
        outcome.report.keep_at_most(config.limits.page_findings, config.limits.findings);
        self.notices(report::limited(&outcome.report).as_slice());
        if !self.write_reports(&outcome.report, &outputs) {
            return Status::Failure;
        }
        if !outcome.paired && self.demands_pages(config) {
            return Status::NothingPaired;
        }
        if failing && !args.exit_zero { Status::Findings } else { Status::Clean }
    }
}

/// Writes a diff: as `patch` wants it, or on a terminal without what that would obey.
fn write_diff(diff: &str, on_terminal: bool, out: &mut dyn Write) -> io::Result<()> {
    if !on_terminal {
        return out.write_all(diff.as_bytes());
    }
    diff.lines().try_for_each(|line| writeln!(out, "{}", report::printable(line)))
}

/// What a check narrows itself to.
fn since(args: &CheckArgs) -> Option<Since<'_>> {
    args.since.as_deref().map(|revision| Since { revision, new_only: args.new_only })
}
