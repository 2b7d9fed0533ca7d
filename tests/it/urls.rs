//! URLs that became others or broke, one on each side of a page: what is said of each pair.

use crate::findings::{diagnostics, said, the_one};
use instep::fix::patches;
use instep::model::diagnostic::Applicability;

/// Source, translation, and what is said: where the translation should have said the same.
const TENANTS: &str = "\
https://portal.example.com?tid=<tenant_id> => https://portal.example.com?tenant=<tenant_id> => error tenant-format: the query key of the tenant is `tenant` for `tid`
https://portal.example.com?tid=<tenant_id>&x=1 => https://portal.example.com?x=1 => error tenant-format: `<tenant_id>` is missing from the query
https://portal.example.com?tid=<tenant_id>&x=1 => https://portal.example.com => error tenant-format: `<tenant_id>` is missing from the query
https://portal.example.com/<tenant>/users => https://portal.example.com/users => error tenant-format: `<tenant>` is missing from the path
https://portal.example.com/<tenant>/users => https://portal.example.com/users?tenant=tenant => error tenant-format: the tenant `<tenant>` stands in the query for in the path
https://portal.example.com?tid=<tenant> => https://portal.example.com/tid/tenant => error tenant-format: the tenant `<tenant>` stands in the path for in the query
https://portal.example.com?tid=<tenant> => https://portal.example.com/<tenant> => error tenant-format: the tenant `<tenant>` stands in the path for in the query
https://portal.example.com?tid=<tenant> => https://portal.example.com#tenant => error tenant-format: the tenant `<tenant>` stands in the fragment for in the query
https://<tenant>.example.com/a => https://example.com/a => error tenant-format: `<tenant>` is missing from the host
https://<tenant>.example.com/a => https://example.com/<tenant>/a => error tenant-format: the tenant `<tenant>` stands in the path for in the host
https://api-<tenant>.example.com/a => https://api.example.com/a => error tenant-format: `<tenant>` is missing from the host
https://<tenant>-api.example.com/a => https://api.example.com/a => error tenant-format: `<tenant>` is missing from the host
https://contoso.sharepoint.com/a => https://sharepoint.com/a => error tenant-format: `contoso` is missing from the host
https://contoso.example.com/a => https://musterhaus.example.com/a => error tenant-placeholder: placeholder differs
https://portal.example.com?tid=<tenant_id> => https://portal.example.com?tid= => error tenant-format: `<tenant_id>` is missing from the query
https://portal.example.com?tid=<tenant_id>&n=<name> => https://portal.example.com?tid=<mandant>&n=<benutzer> => error tenant-placeholder: placeholder differs
https://portal.example.com?tid=<tenant_id>&n=<name> => https://portal.example.com?tid={tenant_id}&n=<benutzer> => warning tenant-placeholder: placeholder differs
https://portal.example.com?n=<name>&tid=<tenant_id> => https://portal.example.com?n=<benutzer>&tid={tenant_id} => warning tenant-placeholder: placeholder differs
https://portal.example.com?n=<name>&m=<name> => https://portal.example.com?n={name}&m=<benutzer> => warning tenant-placeholder: placeholder differs
https://portal.example.com?n=<tenant_id>&m=<tenant_id> => https://portal.example.com?n=<mandant>&m={tenant_id} => error tenant-placeholder: placeholder differs
https://portal.example.com?client_id=<client> => https://portal.example.com?client_id=5b3e7c91-04da-4f6b-9c22-81e0d7a4f635 => warning tenant-placeholder: placeholder differs
https://portal.example.com?x_id=<client> => https://portal.example.com?x_id=5b3e7c91-04da-4f6b-9c22-81e0d7a4f635 => error tenant-id-exposed: what looks like the ID of a real tenant
https://portal.example.com?tid=<tenant> => https://portal.example.com?tid=5b3e7c91-04da-4f6b-9c22-81e0d7a4f635 => error tenant-id-exposed: what looks like the ID of a real tenant
https://portal.example.com?tid=<tenant> => https://portal.example.com?tid=9188040d-6c67-4c5b-b112-36a304b66dad => error tenant-placeholder: placeholder differs
https://portal.example.com?tid=<tenant> => https://portal.example.com?tid=firma-mueller.de => error tenant-id-exposed: what looks like the ID of a real tenant
https://portal.example.com?n=<name> => https://portal.example.com?n=firma-mueller.de => warning tenant-placeholder: placeholder differs
https://portal.example.com?tid=<tenant> => https://portal.example.com?tid=123456789012 => info tenant-placeholder: placeholder differs
https://portal.example.com?tid=<tenant_id> => https://portal.example.com?tid=<tenant_id => error tenant-format: `<tenant_id>` is missing from the query
https://portal.example.com?tid={tenant_id} => https://portal.example.com?tid={tenant_id => error tenant-format: `{tenant_id}` is missing from the query
https://portal.example.com?tid=<tenant_id> => https://portal.example.com?tid=<directory_id> => warning tenant-placeholder: placeholder differs; stale
https://portal.example.com?tid=<tenant_id> => https://portal.example.com?tid=<your_tenant_id> => info tenant-placeholder: placeholder differs
https://portal.example.com?tid=<tenant> => https://portal.example.com?tid=<tenant_id> => info tenant-placeholder: placeholder differs
https://portal.example.com?tid=<tenant> => https://portal.example.com?tid=tenant_id => info tenant-placeholder: placeholder differs
https://portal.example.com?tid=tenant_id => https://portal.example.com?tid=tenant => error tenant-placeholder: placeholder differs
https://portal.example.com?tid=<tenant_id> => https://portal.example.com?tid=<id> => info tenant-placeholder: placeholder differs
https://portal.example.com?tid=<tenant_id> => https://portal.example.com?tid=$id => info tenant-placeholder: placeholder differs
https://portal.example.com?tid=contoso => https://portal.example.com?tid=fabrikam => info tenant-placeholder: placeholder differs
https://portal.example.com?tid=contoso => https://portal.example.com?tid=<tenant> => info tenant-placeholder: placeholder differs
https://portal.example.com?tid=xxxx => https://portal.example.com?tid=yyyy => error tenant-placeholder: placeholder differs
https://portal.example.com/users#<tenant> => https://portal.example.com/users => error tenant-format: `<tenant>` is missing from the fragment
https://portal.example.com/users#<tenant> => https://portal.example.com/users#<mandant> => error tenant-placeholder: placeholder differs
https://<user>@portal.example.com/x => https://<benutzer>@portal.example.com/x => error tenant-placeholder: placeholder differs
https://portal.example.com/x?a=<value> => https://portal.example.com/x?a=2 => warning tenant-placeholder: placeholder differs
";

/// The same where the URL leads elsewhere; `stale` is what an older source may have had.
const DRIFTED: &str = "\
https://portal.example.com?tid=<tenant_id> => https://portal.example.com?id=<mandant> => error url-drift: query key differs
https://portal.example.com?name=<user> => https://portal.example.com?benutzer=<user> => error url-drift: query key differs
https://portal.example.com?name=<user>&x=1 => https://portal.example.com => error url-drift: query key differs
https://contoso.com/a => https://fabrikam.com/a => error url-drift: host differs; stale
https://contoso.com/a => https://musterhaus.com/a => error url-drift: host differs; stale
https://portal.contoso.com/a => https://portal.musterhaus.com/a => error url-drift: host differs; stale
https://portal.example.com?tid=<tenant_id> => http://portal.example.com?tid=<tenant_id> => warning url-drift: scheme differs
https://portal.example.com?tid=<tenant_id> => http://portal.example.com?tid=<mandant> => error url-drift: placeholder differs
https://portal.example.com/<tenant><name>/x => https://portal.example.com/eins/x => error url-drift: placeholder differs
https://portal.example.com?tid=<tenant_id> => https://portal.example.org?tid=<mandant> => error url-drift: host differs
https://login.microsoftonline.com/common/oauth2 => https://login.microsoftonline.com/oauth2 => error url-drift: path differs
https://portal.example.com/aaa/bbb => https://portal.example.com/aaa/ccc => error url-drift: path differs
https://portal.example.com/aaa/your-name => https://portal.example.com/aaa/ihr-name => error url-drift: path differs
https://portal.example.com/a/your-page-name-here => https://portal.example.com/a/ihr-seitenname-hier => error url-drift: path differs
https://portal.example.com/settings/all => https://portal.example.com/einstellungen/alle => error url-drift: path differs; stale
https://portal.example.com/settings/all => https://portal.example.com/設定/all => error url-drift: path differs
https://portal.example.com/settings/all => https://portal.example.com/設定/all/x => error url-drift: path differs; stale
https://portal.example.com/settings/all => https://портал.example.com/settings/all => error url-drift: host differs
https://портал.example.com/settings/all => https://портаж.example.com/settings/all => error url-drift: host differs
https://portal.example.com/settings/all => http://portal.example.com/settings/all => warning url-drift: scheme differs
https://portal.example.com/x?view=all => https://portal.example.com/x?view=alle => error url-drift: query value differs
https://portal.example.com/x?view=all => https://portal.example.com/x?ansicht=all => error url-drift: query key differs
https://portal.example.com/x?view=all => https://portal.example.com/x?view=something-else => error url-drift: query value differs; stale
https://portal.example.com/x?view=all&b=2 => https://portal.example.com/x?view=all&b=3 => error url-drift: query value differs
https://portal.example.com/x#one => https://portal.example.com/x#zwei => warning url-drift: fragment differs
https://portal.example.com/aaaaaaaaaa => https://portbl.example.com/aaaaaaaaaa => error url-drift: host differs
https://securitycenter.windows.org => https://security.microsoft.org => error url-drift: host differs; stale
";

/// Lines of the source, of the translation, what is said of it, and what it becomes where that is safe to say.
const BROKEN: &str = r#"
A `https://portal.example.com/one/two` c. => Ein `https://portal.example.com /one/two` c. => url-malformed 1:6 there is white space in it => Ein `https://portal.example.com/one/two` c.
A https://portal.example.com/one/two c. => Ein https://portal.example.com/one{zwsp}/two c. => url-malformed 1:5 it contains an invisible character => Ein https://portal.example.com/one/two c.
A https://portal.example.com/one/two c. => Ein https://portal.example.com/one／two c. => url-malformed 1:5 it contains full-width punctuation => Ein https://portal.example.com/one/two c.
A [b](pages/one.md). => Ein [b] (pages/one.md). => url-malformed 1:5 link text and target are apart => Ein [b](pages/one.md).
A [b](pages/one.md). => Ein [b]（pages/one.md）. => url-malformed 1:5 it contains full-width punctuation => Ein [b](pages/one.md).
A [b](pages/one.md). => Ein [b]( pages/one.md ）. => url-malformed 1:5 its brackets do not match => Ein [b](pages/one.md).
A [b](pages/one.md). => Ein [b](pages/one.md]. => url-malformed 1:5 its brackets do not match => Ein [b](pages/one.md).
A [b](pages/one.md). => Ein [b](pages/one .md). => url-malformed 1:7 there is white space in it => Ein [b](pages/one.md).
A [b](pages/one.md). => Ein [b](pages／one.md). => url-malformed 1:9 it contains full-width punctuation => Ein [b](pages/one.md).
A [b](pages/one.md). => Ein [b](pages/o{zwsp}ne.md). => url-malformed 1:9 it contains an invisible character => Ein [b](pages/one.md).
A [b](pages/one\_x.md). => Ein [b] (pages/one\_x.md). => url-malformed 1:7 link text and target are apart
A [b](a). => Ein [b] (a). => url-missing 1:1
A [b](ab.md) and [c](#x). => Ein [b] (ab.md) und [c] (#x). => url-missing 1:1 + url-malformed 1:5 link text and target are apart => Ein [b](ab.md) und [c] (#x).
A [b](pages/one.md) and [c](pages/one.md). => Ein [b] (pages/one.md) und [c] (pages/one.md). => url-malformed 1:5 link text and target are apart + url-malformed 1:28 link text and target are apart => Ein [b](pages/one.md) und [c](pages/one.md).
A https://portal.example.com/one and https://portal.example.com/one. => Ein https://portal.example.com /one und https://portal.example.com/ one. => url-malformed 1:5 there is white space in it + url-malformed 1:41 there is white space in it => Ein https://portal.example.com/one und https://portal.example.com/one.
A `https://portal.example.com/one` and `https://portal.example.com/one/two`. => Ein `https://portal.example.com /one` und `https://portal.example.com /one/two`. => url-malformed 1:6 there is white space in it + url-malformed 1:44 there is white space in it => Ein `https://portal.example.com/one` und `https://portal.example.com/one/two`.
A `https://portal.example.com/<Customer Domain >/x`. => Ein `https://portal.example.com/<Customer Domain >/x` c `https://portal.example.com/<Customer Domain > /x`. => url-malformed 1:58 there is white space in it
A ![b](img/one.png). => Ein ! [b] (img/one.png). => url-malformed 1:7 link text and target are apart => Ein ! [b](img/one.png).
A [b](https://portal.example.com/one). => Ein [b](https ://portal.example.com/one). => url-malformed 1:9 there is white space in it => Ein [b](https://portal.example.com/one).
A [b](https://portal.example.com/one). => Ein [b](https：//portal.example.com/one). => url-malformed 1:9 it contains full-width punctuation => Ein [b](https://portal.example.com/one).
A [b](https://portal.example.com/one). => Ein [b](https://portal.example.com/one）. => url-malformed 1:5 its brackets do not match => Ein [b](https://portal.example.com/one).
A <https://portal.example.com/one> c. => Ein <https://portal.example.com/ one> c. => url-malformed 1:6 there is white space in it => Ein <https://portal.example.com/one> c.
A https://portal.example.com/one c. => Ein htpps://portal.example.com/one c. => url-malformed 1:5 its scheme is misspelt => Ein https://portal.example.com/one c.
A [b](https://portal.example.com/one) and `https://portal.example.com/one`. => Ein [b] (https://portal.example.com/one) und `https://portal.example.com/one`. => url-malformed 1:5 link text and target are apart => Ein [b](https://portal.example.com/one) und `https://portal.example.com/one`.
A [b] (https://portal.example.com/one) c. => Ein [b] (https://portal.example.com/one) c. => nothing
A [b](https://portal.example.com/one). => Ein [b](https://portal.example.com/one) und [b] (https://other.example.com/x). => nothing
A b. => Ein https：//portal.example.com/one. => url-malformed 1:5 it contains full-width punctuation
A https：//portal.example.com/one. => Ein https：//portal.example.com/one. => nothing
A https：//portal.example.com/one. => Ein https：//portal.example.com/one und https：//portal.example.com/zwei. => url-malformed 1:40 it contains full-width punctuation
A https://www.portal.example.com/one. => Ein https://.portal.example.com/one. => url-malformed 1:5 the beginning of its host is missing
A [b](https://portal.example.com/a?x=1&y=2). => Ein [b](https://portal.example.com/a？x=1&y=2). => url-malformed 1:9 it contains full-width punctuation => Ein [b](https://portal.example.com/a?x=1&y=2).
A `https://portal.example.com/a?x=1&y=2`. => Ein `https://portal.example.com/a？x=1&y=2`. => url-malformed 1:6 it contains full-width punctuation => Ein `https://portal.example.com/a?x=1&y=2`.
A [b](https://portal.example.com/one "T") c. => Ein [b](https://portal.example.com/one „T“) c. => url-malformed 1:5 it contains a typographic quotation mark => Ein [b](https://portal.example.com/one "T") c.
A [b](https://portal.example.com/one "T") c. => Ein [b](https://portal.example.com/one "T”) c. => url-malformed 1:5 it contains a typographic quotation mark => Ein [b](https://portal.example.com/one "T") c.
A <a href="https://portal.example.com/one">b</a> c. => Ein <a href=„https://portal.example.com/one“>b</a> c. => url-malformed 1:13 it contains a typographic quotation mark => Ein <a href="https://portal.example.com/one">b</a> c.
A <img src="img/one.png" alt="b"> c. => Ein <img src=“img/one.png” alt="b"> c. => url-malformed 1:14 it contains a typographic quotation mark => Ein <img src="img/one.png" alt="b"> c.
A [b](https://portal.example.com/one) => Ein [b](https://portal.example.com/one => url-unlinked 1:9
A `https://portal.example.com/one` and `https://portal.example.com/one/two`. => Ein `https://portal.example.com /one/two`. => url-missing 1:1 + url-malformed 1:6 there is white space in it
A `https://portal.example.com/one/two` and `https://portal.example.com/one`. => Ein `https://portal.example.com /one/two`. => url-missing 1:1 + url-malformed 1:6 there is white space in it => Ein `https://portal.example.com/one/two`.
A `https://portal.example.com/one` and `https://portal.example.com/two`. => Ein https://portal.example.com /onehttps://portal.example.com /two. => url-malformed 1:5 there is white space in it + url-malformed 1:36 there is white space in it => Ein https://portal.example.com /onehttps://portal.example.com/two.
A https://portal.example.com/one and https://portal.example.com/one. => Ein https：//portal.example.com/one c. => url-missing 1:1 + url-malformed 1:5 it contains full-width punctuation => Ein https://portal.example.com/one c.
A https://portal.example.com/one and https://portal.example.com/one. => Ein https://portal.example.com /one c. => url-missing 1:1 + url-malformed 1:5 there is white space in it => Ein https://portal.example.com/one c.
A (https://portal.example.com/one) c. => Ein（https://portal.example.com /one）c. => url-malformed 1:5 there is white space in it => Ein（https://portal.example.com/one）c.
A [b](pages/one.md) c. => Ein [b](pages/ one.md）c. => url-malformed 1:7 there is white space in it => Ein [b](pages/one.md)c.
A [b](pages/one.md) c. => Ein [b](pages/ one.md] c. => url-malformed 1:7 there is white space in it => Ein [b](pages/one.md) c.
A [b](a/b) c. => Ein [b](a/ b) c. => url-malformed 1:7 there is white space in it => Ein [b](a/b) c.
A [b](pages/one.md) c. => Ein [b]{zwsp}(pages/one.md) c. => url-malformed 1:7 it contains an invisible character
A [b](pages/one_x.md) c. => Ein [b](pages/one\_x .md) c. => url-malformed 1:7 there is white space in it => Ein [b](pages/one_x.md) c.
A [b](pages/one_x.md) c. => Ein [b](pages\one_x .md) c. => url-missing 1:1
A [b](pages/one.md) c. => Ein [b]( pages/ one.md) c. => url-malformed 1:7 there is white space in it => Ein [b](pages/one.md) c.
A [b](pages/one.md) c. => Ein [b](pages/one.md ].) c. => url-malformed 1:5 its brackets do not match => Ein [b](pages/one.md).) c.
A [b](pages/one.md "t") c. => Ein [b](pages/one.md „t“) c. => url-malformed 1:5 it contains a typographic quotation mark => Ein [b](pages/one.md "t") c.
A https://portal.example.com/one c. => Ein https://portal.example.com/oneは c. => url-malformed 1:5 text is written against it => Ein https://portal.example.com/one は c.
A [b](https://portal.example.com/one) and [c](https://portal.example.com/one). => Ein [b](https://portal.example.com/one) und [c] (https://portal.example.com/one). => url-malformed 1:45 link text and target are apart => Ein [b](https://portal.example.com/one) und [c](https://portal.example.com/one).
A https://a.example.com/x. => Ein https://b.example.com/x and https://.example.com/x. => url-extra 1:5 + url-malformed 1:33 the beginning of its host is missing
A [b](https://portal.example.com/one?x=1). => Ein [b](https://portal.example.com/one？x=1) und https://portal.example.com/one？x=1. => url-malformed 1:9 it contains full-width punctuation + url-malformed 1:49 it contains full-width punctuation => Ein [b](https://portal.example.com/one?x=1) und https://portal.example.com/one？x=1.
A `https://portal.example.com/ab` c. => Ein `https://portal.example.com/a\b` c. => url-malformed 1:6 there is a backslash in it => Ein `https://portal.example.com/ab` c.
A https://portal.example.com/one c. => Ein https://portal.example.com/oneのページを開いて表示されたリストから自分のグループを選択して続行します c. => url-malformed 1:5 text is written against it => Ein https://portal.example.com/one のページを開いて表示されたリストから自分のグループを選択して続行します c.
A `https://portal.example.com/a(b)c` d. => Ein `https://portal.example.com/a（b）c` d. => url-malformed 1:6 it contains full-width punctuation => Ein `https://portal.example.com/a(b)c` d.
A [b](pages/one.md) d. => Ein [b]（pages/one.md d. => url-malformed 1:7 its brackets do not match
A [b](https://portal.example.com/one "T") c. => Ein [b](https://portal.example.com/ one ") c. => url-malformed 1:5 there is white space in it
A `https://<tenant>.example.com/a` c. => Ein `https://<mandant>.example.com/a` c. => tenant-placeholder 1:6 => Ein `https://<tenant>.example.com/a` c.
A `https://<tenant>.example.com/a` c. => Ein `https://<mandant name>.example.com/a` c. => tenant-placeholder 1:6
A `https://portal.example.com/?name=<user>&tid=<tenant>` c. => Ein `https://portal.example.com/?name=<benutzer>&tid=<tenant>` c. => tenant-placeholder 1:6
A `https://portal.example.com/a?hl=en&x=1` c. => Ein `https://portel.example.com/a?x=1` c. => url-drift 1:6 => Ein `https://portal.example.com/a?x=1` c.
A `https://portal.example.com/guide-da` c. => Ein `https://portal.example.com/guide-de` c. => url-drift 1:6
A [b](https://portal.example.com/it's) c. => Ein [b](https://portal.example.com/it’s) c. => url-malformed 1:9 it contains a typographic quotation mark => Ein [b](https://portal.example.com/it's) c.
"#;

fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.trim().lines().map(|line| line.split(" => ").collect())
}

/// What is said of a URL in code, up to what may be any text.
fn changed(source: &str, translation: &str) -> String {
    let found = the_one(&format!("A `{source}` c.\n"), &format!("Ein `{translation}` c.\n"));
    let rule = found.rule.name;
    let message = found.message.replace(" here, ", " for ");
    let message = match rule {
        "tenant-format" => message.split("; ").next().unwrap_or_default().trim_end_matches(" in the source"),
        "tenant-id-exposed" => message.split(", ").next().unwrap_or_default(),
        _ => message.split(": ").next().unwrap_or_default(),
    };
    let stale = if found.stale { "; stale" } else { "" };
    format!("{} {rule}: {message}{stale}", found.severity.name())
}

#[test]
fn what_became_of_a_placeholder_is_named() {
    for row in rows(TENANTS) {
        assert_eq!(changed(row[0], row[1]), row[2], "{} {}", row[0], row[1]);
    }
}

#[test]
fn the_component_that_differs_is_named() {
    for row in rows(DRIFTED) {
        assert_eq!(changed(row[0], row[1]), row[2], "{} {}", row[0], row[1]);
    }
}

#[test]
fn a_url_that_broke_is_told_where_it_stands_and_mended() {
    for row in rows(BROKEN) {
        let written = row[1].replace("{zwsp}", "\u{200b}");
        let found = diagnostics(row[0], &written);
        let told = found.iter().map(|found| {
            let said = said(found);
            let place = said.split(": ").next().unwrap_or_default();
            let place = place.split_once(' ').map_or(place, |(_, place)| place).replace(" de ", " ");
            let flaw = found.message.split_once(" is not a working link: ");
            flaw.map_or_else(|| place.clone(), |(_, flaw)| format!("{place} {flaw}"))
        });
        let told = told.collect::<Vec<_>>().join(" + ");
        assert_eq!(if told.is_empty() { "nothing" } else { &told }, row[2], "{}", row[1]);
        let fixed = patches(&found, Applicability::Safe).first().map(|patch| patch.after.clone());
        assert_eq!(fixed.as_deref(), row.get(3).copied(), "{}", row[1]);
    }
}

/// Sources and translations, lines behind one another, and what is said: a URL that is there, and how it is led to.
const THERE: &str = "\
See [a](x#y) and ![x](x). => Siehe ![x](x) und [a](x#y). => nothing
See [a](https://o.example.com/a).⏎⏎- Also `https://o.example.com/a`.⏎⏎Then [b](https://o.example.com/a). => Siehe `https://o.example.com/a`.⏎⏎- Auch [a](https://o.example.com/a).⏎⏎Dann [b](https://o.example.com/a). => url-unlinked 1:8
See [a](https://o.example.com/a) and ![x](https://o.example.com/a). => Siehe ![a](https://o.example.com/a) und https://o.example.com/a. => url-unlinked 1:41
See [a](https://o.example.com/a).⏎⏎Then [b](https://o.example.com/a). => Siehe nichts.⏎⏎Dann [b](https://o.example.com/a) und `https://o.example.com/a`. => nothing
See [a](https://o.example.com/a#x) and [b](https://o.example.com/a#y). => Siehe [b](https://o.example.com/a#y) und [a](https://o.example.com/a#z). => url-drift 1:46
See [w](grant-access.md#grant) and [v](./grant-access.md). => Siehe [w](grant-access) und [v](./grant-access.md#grant). => nothing
See [w](https://docs.example.com/abc). => Siehe [w](/abc). => nothing
See [w](https://docs.example.com/ab). => Siehe [w](/ab). => url-missing 1:1 + url-extra 1:11
See [w](https://docs.example.com/abc/def). => Siehe [w](https://help.example.org/abc/def). => url-drift 1:11
See [w](https://de.example.com/abc/def). => Siehe [w](/abc/def). => nothing
See [w][x].⏎⏎[x]: https://o.example.com/a => Siehe [w](https://o.example.com/a). => nothing
See [w](https://o.example.com/a). => Siehe [w][x].⏎⏎[x]: https://o.example.com/b => url-drift 3:6
See [w](https://en.wikipedia.org/wiki/A) and `https://en.wikipedia.org/wiki/B`. => Siehe `https://de.wikipedia.org/wiki/C` und [w](https://de.wikipedia.org/wiki/D). => nothing
See [x](https://o.example.com/a).⏎⏎See [one](https://o.example.com/a) `q-r`.⏎⏎End. => Siehe [x](https://o.example.com/a).⏎⏎Ende. => nothing
Intro.⏎⏎See [one](https://o.example.com/b) `q-r`.⏎⏎End. => Anfang.⏎⏎Ende. => url-missing 1:8
---⏎a: https://o.example.com/b⏎---⏎⏎See. => ---⏎a: b⏎---⏎⏎Siehe. => nothing
1. See [one](https://o.example.com/b).⏎2. Do `q-r`.⏎3. End `s-t`. => 1. Tu `q-r`.⏎2. Ende `s-t`. => step-missing 1:1
A `https://portal.example.com/one`. => Ein [b] (https://portal.example.com/one). => nothing
See [a](grant-access.md#one) and [b](grant-access.md#two). => Siehe [b](/grant-access#two) und [a](/grant-access#one). => nothing
See [a](grant-access.md#grant). => Siehe [a](grant-access.md). => nothing
See ![a](img/one.png) c. => Siehe [a](img/two.png) c. => url-missing 1:1 + url-extra 1:11
See [a](https://o.example.com/alpha/beta).⏎⏎Then go on. => Siehe [a](https://o.example.com/alpha/ende).⏎⏎Dann [weiter](https://o.example.com/alpha/beto). => url-drift 1:11 + url-extra 3:15
## One⏎⏎See [a](https://o.example.com/alpha/beta).⏎⏎Then go on.⏎⏎## Two⏎⏎And so on. => ## Eins⏎⏎Siehe.⏎⏎Dann [weiter](https://o.example.com/alpha/ende).⏎⏎## Zwei⏎⏎Und [so](https://o.example.com/alpha/beto). => url-drift 5:15 + url-extra 9:10
See https://docs.alpha.example/start and [b](https://portal.example.com/abc). => Siehe https://www.beta.test/anfang. => url-missing 1:1 + url-missing 1:1 + url-extra 1:7
See [a](https://portal.example.com/alpha/one) c. => Siehe `https://portal.example.com/alpha/on1` und [a](https://portal.example.com/alpha/on2) c. => url-extra 1:8 + url-drift 1:54
See [a](https://portal.example.com/alpha/one) c. => Siehe `https://portal.example.com/alpha/xyz` und `https://portal.example.com/alpha/ono` c. => url-extra 1:8 + url-drift 1:51
See [a](/xyz/y) and [b](/zyx/x). => Siehe [a](https://docs.exmaple.com/xyz/y) und [b](https://docs.example.com/zyx/x). => nothing
See [b](other.mdx). => Siehe [b](other.md). => link-drift 1:11
See [b](grant-access.mdx). => Siehe [b](grant-access.md). => nothing
See [a](https://securitycenter.windows.com/a) and https://securitycenter.windows.com/a. => Siehe [a](https://security.microsoft.com/a). => url-missing 1:1 + portal-retired en 1:9
- [Apple](https://o.example.com/apple): a fruit.⏎- [Pear](https://o.example.com/pear): a fruit too. => - [Birne](https://o.example.com/pear): auch eine Frucht.⏎- [Apfel](https://o.example.com/apple): eine Frucht. => nothing
See [a](https://o.example.com/one). => Siehe [http://o.example.com/one](https://o.example.com/one). => nothing
See [a](https://o.example.com/one). => Siehe [https://anders.example.org/x](https://o.example.com/one). => nothing
See [a](https://anders.example.org/x) and [x](https://o.example.com/one). => Siehe [a](https://anders.example.org/x) und [https://o.example.com/ono](https://o.example.com/one). => url-drift 1:46
See [a](/one). => Siehe [https://портал.example.com/one](/one). => nothing
See [w](../grant-access). => Siehe [w](grant-access.md). => nothing
See [w](grant-access.md). => Siehe [w](../grant-access). => nothing
---⏎links:⏎  - url: https://o.example.com/alpha/beta⏎    title: x⏎---⏎⏎See. => ---⏎links:⏎  - url: https://o.example.com/alpha/bete⏎    title: y⏎---⏎⏎Siehe. => url-drift 3:10
Run `code-a`.⏎⏎See [a](https://docs.alpha.example/start).⏎⏎Run `code-b`. => `code-a` ausführen.⏎⏎<p>Siehe <a href='https://www.beta.test/anfang'>a</a>.</p>⏎⏎`code-b` ausführen. => url-drift 3:19
- [Apple](https://o.example.com/apple): a fruit that grows.⏎- [Pear](https://o.example.com/pear): another fruit that grows on a tree. => - [Apfel](https://o.example.com/pear): eine Frucht, die wächst.⏎- [Birne](https://o.example.com/apple): eine andere Frucht, die auf einem Baum wächst. => url-moved 1:11 + url-moved 2:11
";

#[test]
fn a_url_that_is_there_is_not_missed() {
    for row in rows(THERE) {
        let found = diagnostics(&row[0].replace('⏎', "\n"), &row[1].replace('⏎', "\n"));
        let told = found.iter().map(|found| {
            let said = said(found);
            let place = said.split(": ").next().unwrap_or_default();
            place.split_once(' ').map_or(place, |(_, place)| place).replace(" de ", " ")
        });
        let told = told.collect::<Vec<_>>().join(" + ");
        assert_eq!(if told.is_empty() { "nothing" } else { &told }, row[2], "{}", row[1]);
    }
}

#[test]
fn what_differs_elsewhere_may_be_another_link() {
    let is_stale = |source: &str, translation: &str| the_one(source, translation).stale;
    let source = "See [a](https://o.example.com/a#one).\n\nGo on.\n";
    assert!(is_stale(source, "Siehe.\n\nWeiter [a](https://o.example.com/a#zwei).\n"));
    assert!(!is_stale(source, "Siehe.\n\nWeiter [a](https://o.example.com/a#ones).\n"));
    assert!(!is_stale(source, "Siehe [a](https://o.example.com/a#zwei).\n\nWeiter.\n"));
    let source = "See [a](grant-access.md#one).\n\nGo on.\n";
    assert!(!is_stale(source, "Siehe.\n\nWeiter [a](grant-access.md#zwei).\n"));
    let source = "See [a](/xyz/y) and [b](/zyx/x).\n\nSee [c](/abc/d).\n\nGo.\n";
    let own =
        "Siehe [a](https://docs.example.com/xyz/y) und [b](https://docs.example.com/zyx/x).\n\nSiehe.\n\n";
    assert!(!is_stale(source, &format!("{own}Weiter [c](https://docs.exmaple.com/abc/d).\n")));
}
