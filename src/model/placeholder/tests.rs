use super::*;

fn vocabulary() -> Vocabulary {
    let set = |words: &str| words.split(' ').map(str::to_owned).collect();
    Vocabulary {
        words: Words {
            whose: set("your my"),
            tenants: set("tenant customer domain"),
            others: set("id name key app client"),
        },
        companies: vec!["contoso".to_owned(), "fabrikam".to_owned()],
        public: HashSet::default(),
    }
}

fn found(text: &str, place: Place) -> Vec<(&str, Style)> {
    vocabulary().scan(text, place).into_iter().map(|found| (&text[found.name], found.style)).collect()
}

#[test]
fn every_style_is_read() {
    for (text, name, style) in [
        ("<tenant>", "tenant", Style::Angle),
        ("<Customer Domain >", "Customer Domain ", Style::Angle),
        (r"\<tenant\>", "tenant", Style::Angle),
        ("&lt;tenant&gt;", "tenant", Style::Angle),
        ("%3Ctenant%3e", "tenant", Style::Angle),
        ("{tenant}", "tenant", Style::Braces),
        (r"\{tenant}", "tenant", Style::Braces),
        ("%7Btenant%7d", "tenant", Style::Braces),
        ("{{ tenant }}", " tenant ", Style::DoubleBraces),
        ("${tenant}", "tenant", Style::DollarBraces),
        ("$tenant", "tenant", Style::Dollar),
        (":tenant", "tenant", Style::Colon),
        ("*tenant*", "tenant", Style::Asterisks),
        ("[tenant name]", "tenant name", Style::Square),
        ("YOUR_TENANT", "YOUR_TENANT", Style::Capitals),
        ("YOUR-ACME-NAME", "YOUR-ACME-NAME", Style::Capitals),
        ("WORKFORCE_POOL_ID", "WORKFORCE_POOL_ID", Style::Capitals),
        ("customer_tenant_id", "customer_tenant_id", Style::Words),
        ("CustomerTenantId", "CustomerTenantId", Style::Words),
        ("your-tenant", "your-tenant", Style::Words),
        ("xxxx", "xxxx", Style::Filler),
        ("aaaabbbb-0000-cccc-1111-dddd2222eeee", "aaaabbbb-0000-cccc-1111-dddd2222eeee", Style::Number),
    ] {
        assert_eq!(found(text, Place::Value), [(name, style)], "{text}");
    }
}

#[test]
fn what_is_no_placeholder_is_left_alone() {
    for text in [
        "$metadata",
        "filter[name]",
        "my-domain",
        "your-name",
        "TenantId",
        "tenant",
        "README_JA",
        "web_client.md",
        "custom_domains",
        "ClientWebService",
        "yourtenantslist",
        "*.example",
        "CODE_OF_CONDUCT",
        "{}",
        "< >",
        "{\n}",
        "localhost:8080",
        "www",
        "7f379fee-c4f9-4278-b0a1-e4c8c2fcdf7e",
        "kunden_mandanten_id",
    ] {
        assert_eq!(found(text, Place::Segment), [], "{text}");
    }
}

#[test]
fn placeholders_are_found_within_other_text() {
    assert_eq!(found("Company('*Name*')", Place::Segment), [("Name", Style::Asterisks)]);
    assert_eq!(found("$site-admin", Place::Label), [("site", Style::Dollar)]);
    assert_eq!(found("{a}-{b}c", Place::Label), [("a", Style::Braces), ("b", Style::Braces)]);
    assert_eq!(found("https%3A%2F%2F%7ByourDomain%7D%2Fme", Place::Value), [("yourDomain", Style::Braces)]);
}

#[test]
fn any_such_word_stands_in_where_a_tenant_is_named() {
    let stand_in = |text| vocabulary().stand_in(text, Place::Label);
    assert_eq!(stand_in("tenant"), Some(Style::Words));
    assert_eq!(stand_in("mydomain"), Some(Style::Words));
    assert_eq!(stand_in("tenant.example.com"), Some(Style::Words));
    assert_eq!(stand_in("contoso"), Some(Style::Fictitious));
    assert_eq!(stand_in("Contoso-App.example.com"), Some(Style::Fictitious));
    assert_eq!(stand_in("contosia"), None);
    assert_eq!(found("myaccess", Place::Label), []);
    assert_eq!(found("client-id", Place::Value), []);
    assert_eq!(found("android_id", Place::Fragment), []);
    assert_eq!(found("/apps/CustomerTenantId", Place::Fragment), [("CustomerTenantId", Style::Words)]);
    assert_eq!(stand_in("111122223333"), Some(Style::Number));
    assert_eq!(stand_in("428731095562"), None);
    assert_eq!(stand_in("M365x440XXX.example.com"), Some(Style::Filler));
    assert_eq!(stand_in("adventure"), None);
}

#[test]
fn code_that_names_a_placeholder_is_told_from_other_code() {
    let named = |code| vocabulary().named(code);
    assert_eq!(named("customer_tenant_id"), Some(Style::Words));
    assert_eq!(named("{yourDomain}"), Some(Style::Braces));
    for code in ["az login", "client", "xxxx", "https://a.example/{id}", "{}"] {
        assert_eq!(named(code), None, "{code}");
    }
}

#[test]
fn a_name_is_the_same_in_every_style() {
    for name in ["CustomerTenantId", "customer_tenant_id", "CUSTOMER-TENANT-ID", "customer tenant%20ID "] {
        assert_eq!(identity(name), "customertenantid");
    }
    let words = vocabulary().words;
    assert_eq!(words.of("yourdomainname"), words.of("YOUR_DOMAIN_NAME"));
    assert_eq!(words.of("ihredomain"), None);
    assert_eq!(words.split("YOUR_AUTH0_DOMAIN"), ["your", "auth0", "domain"]);
}

#[test]
fn a_company_without_a_name_ends_no_scan() {
    let vocabulary = Vocabulary { companies: vec![String::new()], ..vocabulary() };
    assert_eq!(vocabulary.scan("=.x", Place::Value), []);
}

#[test]
fn scanning_is_bounded_whatever_the_text() {
    for unit in ["{", "<", "\\<", "%7B", "${", ":", "[", "x_", "{a", "\u{202e}", "your-"] {
        let text = unit.repeat(1 << 20 >> 3);
        let found = vocabulary().scan(&text, Place::Value);
        assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{unit}");
    }
}
