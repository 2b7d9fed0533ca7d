//! Comparisons → findings: one file a rule.
