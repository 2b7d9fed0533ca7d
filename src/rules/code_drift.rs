//! `code-drift`

use crate::model::comparison::Comparison;
use crate::model::diagnostic::{Diagnostic, Severity};

use super::Check;
use super::finding::{changed_code, codes, reference_name};
use super::quote::excerpt;

rule! {
    /// The inline code of a step differs: a command, a setting or a placeholder.
    ///
    /// ## Why it matters
    ///
    /// Code is typed or looked for as it stands. Translated, it does not work; and a placeholder that has another name in
    /// the text than in the URL cannot be found there.
    ///
    /// ## Fails
    ///
    /// ```md en
    /// 1. Open the portal.
    /// 2. Replace `customer_tenant_id` with the ID of the customer.
    /// ```
    ///
    /// ```md es
    /// 1. Abra el portal.
    /// 2. Sustituya `id_de_inquilino_cliente` por el identificador del cliente.
    /// ```
    ///
    /// ## Passes
    ///
    /// ```md en
    /// 1. Open the portal.
    /// 2. Write `Good morning` into the field `name`.
    /// ```
    ///
    /// ```md es
    /// 1. Abra el portal.
    /// 2. Escriba `Buenos días` en el campo `name`.
    /// ```
    ///
    /// ## Fix
    ///
    /// Write the code as the reference has it. The fix is never safe: what a button or menu says may stand in code, and is
    /// translated.
    "code-drift", Some(Severity::Warning); fix: Unsafe, Check::Translation(check),
}

fn check(comparison: &Comparison<'_>, out: &mut Vec<Diagnostic>) {
    for difference in comparison.codes.iter().filter(|difference| difference.placeholder.is_none()) {
        let (wanted, written) = codes(comparison, difference);
        let (here, there) = (excerpt(&written.text), excerpt(&wanted.text));
        let message =
            format!("code differs: `{here}` here, `{there}` in {}", reference_name(comparison.kind));
        let mut found = changed_code(&RULE, comparison, difference, message);
        let mut sides = [wanted.text.as_str(), written.text.as_str()];
        sides.sort_unstable();
        found.subject = format!("code:{}", sides.join(" "));
        // A name of the source's own making may be the one that it has since given up.
        found.stale = written.text.is_ascii() && is_code(&written.text);
        out.push(found);
    }
}

/// Whether a text has what tells a name in code from a word.
fn is_code(text: &str) -> bool {
    let text = text.trim();
    let inner_capital = text.chars().skip(1).any(|c| c.is_ascii_uppercase());
    !text.contains(char::is_whitespace)
        && (inner_capital || text.contains(|c: char| c.is_ascii_punctuation()))
}
