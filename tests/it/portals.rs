//! Every portal of the built-in data: its fixture is read and silent, and faults planted in its forms are found.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use instep::check::{check, read};
use instep::config::Config;
use instep::model::document::Document;
use instep::model::portal::{Form, Portal, Portals, Value, ValueKind};
use instep::parse::parse;

use crate::sites;

const GUID: &str = "5b3e7c91-04da-4f6b-9c22-81e0d7a4f635";
const NUMBER: &str = "428731095562";

fn portals() -> Portals {
    Config::new(Vec::new(), &[]).portals
}

fn fixtures() -> Utf8PathBuf {
    sites::folder().join("fixtures/portals")
}

/// The name of a portal's fixture: `Google Cloud` is `google-cloud`.
fn file_name(portal: &Portal) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let words: String = portal.name.chars().map(plain).collect();
    words.split_whitespace().collect::<Vec<_>>().join("-") + ".md"
}

fn document(path: &Utf8Path) -> Document {
    parse(&read(path, u64::MAX).unwrap_or_else(|error| panic!("{path}: {}", error.reason)))
}

/// Rule and locale of what is found where one line is the whole page.
fn found(source: &str, translation: &str) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("a UTF-8 path");
    for (locale, text) in
        [("en", format!("Open `{source}`.\n")), ("de", format!("Öffnen Sie `{translation}`.\n"))]
    {
        fs::create_dir_all(root.join(locale)).unwrap();
        fs::write(root.join(locale).join("page.md"), text).unwrap();
        fs::write(root.join(locale).join("other.md"), "Text.\n").unwrap();
    }
    let report = check(&Config::new(vec![root], &[])).expect("the pages can be checked").report;
    let name =
        |locale: Option<&instep::model::locale::Locale>| locale.map(ToString::to_string).unwrap_or_default();
    report
        .diagnostics
        .iter()
        .map(|found| format!("{} {}", found.rule.name, name(found.locale.as_ref())))
        .collect()
}

/// The URL of a form with a tenant in it.
fn url(form: &Form, tenant: &str) -> String {
    filled(&form.template, tenant)
}

fn filled(template: &str, tenant: &str) -> String {
    let any_host = template.strip_prefix("https://*").is_some_and(|rest| !rest.starts_with('.'));
    let host = if any_host {
        template.replacen('*', "sign-in.example.com", 1)
    } else {
        template.replace("crm*", "crm4")
    };
    host.replace('*', "eu").replace("{tenant}", tenant)
}

/// The same without the place of the tenant.
fn without(form: &Form) -> String {
    let (before, after) = form.template.split_once("{tenant}").expect("a form has a tenant");
    let rest = match before.rfind(['/', '?', '#']) {
        Some(at) if before[at..].starts_with('?') => before[..at].to_owned() + after,
        Some(at) if before[at..].starts_with('#') => before[..at].to_owned(),
        // `https://` and what of the label stands before the tenant.
        Some(at) if before[..at].ends_with('/') => {
            let label = after.find('.').map_or("", |dot| &after[dot + 1..]);
            let others = before[at + 1..].rfind('.').map_or("", |dot| &before[at + 1..=at + 1 + dot]);
            format!("https://{others}{label}")
        }
        Some(at) => before[..at].to_owned() + after,
        None => unreachable!("a form begins with https://"),
    };
    filled(&rest, "")
}

fn forms() -> Vec<Form> {
    portals().all().iter().flat_map(|portal| portal.forms.clone()).collect()
}

#[test]
fn every_portal_has_a_fixture_that_shows_its_forms() {
    let portals = portals();
    for portal in portals.all().iter().filter(|portal| portal.forms.iter().any(|form| !is_of_any_host(form)))
    {
        let document = document(&fixtures().join("en").join(file_name(portal)));
        for form in &portal.forms {
            let shown = document.urls.iter().filter_map(|url| portals.tenancy(&url.url));
            let mut values = shown.filter(|tenancy| tenancy.form.template == form.template);
            let found = values.any(|tenancy| matches!(tenancy.value, Value::Placeholder(_)));
            assert!(found, "no {} with a placeholder in {}", form.template, file_name(portal));
        }
    }
}

fn is_of_any_host(form: &Form) -> bool {
    form.template.starts_with("https://*")
}

#[test]
fn every_fixture_belongs_to_a_portal() {
    let names: Vec<String> = portals().all().iter().map(file_name).collect();
    for file in fs::read_dir(fixtures().join("en")).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn faithful_translations_and_bare_portal_urls_are_silent() {
    let report = check(&Config::new(vec![fixtures()], &[])).unwrap().report;
    let found: Vec<_> = report.diagnostics.iter().map(|found| (found.rule.name, &found.message)).collect();
    assert_eq!(found, []);
}

#[test]
fn placeholders_that_were_translated_are_found_in_every_form() {
    for form in forms() {
        for (wanted, written) in [
            ("{tenant}", "{mandant}"),
            ("your-tenant", "ihr-mandant"),
            ("contoso", "musterhaus"),
            ("xxxx", "abcd"),
        ] {
            let urls = (url(&form, wanted), url(&form, written));
            assert_eq!(found(&urls.0, &urls.1), ["tenant-placeholder de"], "{urls:?}");
        }
        assert_eq!(found(&url(&form, "{tenant}"), &url(&form, "<tenant>")), ["tenant-placeholder de"]);
    }
}

#[test]
fn tenants_that_were_lost_are_found_in_every_form() {
    for form in forms() {
        let (whole, rest) = (url(&form, "{tenant}"), without(&form));
        assert_eq!(found(&whole, &rest), ["tenant-format de"], "{whole} {rest}");
    }
}

#[test]
fn urls_without_a_tenant_are_silent_unless_there_is_no_such_url() {
    for form in forms() {
        let expected: &[&str] = if form.required { &["tenant-format en"] } else { &[] };
        assert_eq!(found(&without(&form), &without(&form)), expected, "{}", without(&form));
    }
}

#[test]
fn real_ids_are_found_once_and_fictitious_ones_are_not() {
    for form in forms() {
        for (kind, real, fictitious) in [
            (ValueKind::Guid, GUID, "aaaabbbb-0000-cccc-1111-dddd2222eeee"),
            (ValueKind::Number, NUMBER, "111122223333"),
        ] {
            if form.values.contains(&kind) {
                let real = url(&form, real);
                assert_eq!(found(&real, &real), ["tenant-id-exposed en"], "{real}");
                assert_eq!(found(&url(&form, "{tenant}"), &real), ["tenant-id-exposed de"], "{real}");
                assert_eq!(
                    found(&url(&form, fictitious), &url(&form, fictitious)),
                    [""; 0],
                    "{}",
                    form.template
                );
            }
        }
        for public in form.public.iter().take(3) {
            assert_eq!(found(&url(&form, public), &url(&form, public)), [""; 0], "{public}");
        }
    }
}

#[test]
fn retired_hosts_are_told_once_and_successors_are_right() {
    let portals = portals();
    let all: Vec<_> = portals.all().iter().flat_map(|portal| &portal.retired).collect();
    assert!(!all.is_empty());
    for retired in all {
        let old = format!("https://{}/start?tid={{tenant}}", retired.host);
        let new = format!("https://{}/start?tid={{tenant}}", retired.successor);
        assert_eq!(found(&old, &old), ["portal-retired en"], "{old}");
        assert_eq!(found(&old, &new), ["portal-retired en"], "{old} {new}");
        assert_eq!(found(&new, &old), ["portal-retired de"], "{new} {old}");
        assert_eq!(found(&new, &new), [""; 0], "{new}");
        assert_eq!(found(&old, &new.replace("{tenant}", "<tenant>")), ["portal-retired en"], "{old}");
        let lost = format!("https://{}/start", retired.successor);
        let translated = new.replace("{tenant}", "{mandant}");
        for (wrong, rule) in [(lost, "tenant-format de"), (translated, "tenant-placeholder de")] {
            assert_eq!(found(&old, &wrong), [rule, "portal-retired en"], "{old} {wrong}");
        }
    }
}
