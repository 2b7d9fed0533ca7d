//! `components.toml`, read once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What is known of tags, directives and shortcodes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Components {
    attributes: Vec<String>,
    ambiguous: Vec<String>,
    ids: Vec<String>,
    html: Vec<String>,
    emphasis: Vec<String>,
    structural: Vec<String>,
    steps: Vec<String>,
    step: Vec<String>,
    tab: Vec<String>,
    shortcodes: BTreeMap<String, Target>,
    directives: BTreeMap<String, Target>,
}

/// What an argument names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Target {
    /// A page or file that is linked or shown.
    Link,
    /// A file whose text is included.
    Include,
}

static COMPONENTS: LazyLock<Components> =
    LazyLock::new(|| toml::from_str(include_str!("components.toml")).expect("the built-in table is tested"));

/// The table.
pub(super) fn components() -> &'static Components {
    &COMPONENTS
}

impl Components {
    /// Whether an attribute's value is a link target.
    pub(super) fn is_target(&self, name: &str, value: &str) -> bool {
        let attribute = name.strip_prefix(':').unwrap_or(name);
        if !holds(&self.attributes, attribute) || name.starts_with(':') && !value.starts_with("http") {
            return false;
        }
        !holds(&self.ambiguous, attribute) || value.starts_with('#') || is_path(value)
    }

    pub(super) fn is_id(&self, name: &str) -> bool {
        holds(&self.ids, name)
    }

    pub(super) fn is_html(&self, name: &str) -> bool {
        holds(&self.html, name)
    }

    pub(super) fn is_emphasis(&self, name: &str) -> bool {
        holds(&self.emphasis, name)
    }

    pub(super) fn is_structural(&self, name: &str) -> bool {
        holds(&self.structural, name)
    }

    pub(super) fn is_steps(&self, name: &str) -> bool {
        self.steps.iter().any(|known| known == name)
    }

    pub(super) fn is_step(&self, name: &str) -> bool {
        self.step.iter().any(|known| known == name)
    }

    pub(super) fn is_tab(&self, name: &str) -> bool {
        self.tab.iter().any(|known| known == name)
    }

    /// What a shortcode's first argument names.
    pub(super) fn shortcode(&self, name: &str) -> Option<Target> {
        self.shortcodes.get(name).copied()
    }

    /// What a directive's target names.
    pub(super) fn directive(&self, name: &str) -> Target {
        self.directives.get(name).copied().unwrap_or(Target::Link)
    }
}

/// Whether a value says itself that it is a path or URL.
fn is_path(value: &str) -> bool {
    let extension = value.rsplit_once('.').map_or("", |(_, extension)| extension);
    let file =
        (2..6).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    !value.contains(' ') && (value.contains('/') || file)
}

fn holds(names: &[String], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let table = components();
        assert!(table.is_target("HREF", "x") && !table.is_target("to", "top") && table.is_target("to", "/x"));
        assert!(
            table.is_html("BR")
                && table.is_steps("Steps")
                && table.is_step("Step")
                && table.is_tab("TabItem")
        );
        assert_eq!(table.shortcode("relref"), Some(Target::Link));
        assert_eq!(table.directive("code"), Target::Include);
    }
}
