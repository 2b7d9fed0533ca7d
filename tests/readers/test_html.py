"""The report page, opened in Chromium from its file. Screenshots of what is looked at go to target/readers/screens."""

import re
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

QUIET = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run"
).split()
ACCESS = "#page=fixtures%2Fonboarding%2Ffaulty%2Fmssp%2Faccess-portal"
GRANT = "#page=fixtures%2Fonboarding%2Ffaulty%2Fmssp%2Fgrant-access"


@pytest.fixture(scope="module")
def browser():
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser):
    """Opens a page by its file; whatever it says on the console, asks for or throws is an error."""
    pages = []

    def open_page(file, fragment="", width=1360, height=900, scheme="light", **context):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale="en-US", **context
        )
        page = context.new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url.split("#")[0]))
        page.goto(file.as_uri() + fragment)
        pages.append((page, file.as_uri()))
        return page

    yield open_page
    for page, uri in pages:
        assert page.said == []
        assert set(page.asked) == {uri}
        page.context.close()


@pytest.fixture(scope="module")
def report(instep, tmp_path_factory):
    file = tmp_path_factory.mktemp("html") / "report.html"
    instep("check", "fixtures/onboarding/faulty", "--format", f"html={file}")
    return file


@pytest.fixture(scope="module")
def screens(root):
    folder = root / "target/readers/screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def filter_button(page, group, name):
    return page.get_by_role("group", name=group).get_by_role("button", name=re.compile(name))


def test_the_same_findings_give_the_same_bytes(instep, report, tmp_path):
    again = tmp_path / "again.html"
    instep("check", "fixtures/onboarding/faulty", "--format", f"html={again}", "--threads", "1")
    assert again.read_bytes() == report.read_bytes()


def test_map_and_list_show_every_finding(opened, report, instep, screens):
    import json

    found = json.loads(instep("check", "fixtures/onboarding/faulty", "--format", "json").stdout)["diagnostics"]
    page = opened(report)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{len(found)} findings on 5 of 5 pages")
    in_map = page.locator("#grid td a").all_inner_texts()
    assert sum(map(int, in_map)) == len(found)
    page.locator("#findings .more").scroll_into_view_if_needed()
    expect(page.locator("#findings .finding")).to_have_count(len(found))
    german = sum(finding["locale"].lower() == "de-de" for finding in found)
    expect(page.get_by_role("button", name=f"de-DE {german}").first).to_be_visible()
    cell = page.get_by_role("link", name=re.compile("glossary, fr-FR: 1 error"))
    expect(cell).to_have_text("1")
    expect(page.get_by_role("img", name=re.compile("glossary, de-DE: nothing found"))).to_have_text("")
    expect(page.get_by_role("img", name=re.compile("glossary, ja-JP: not there"))).to_have_text("–")
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=screens / "overview-light-wide.png")


def test_a_filter_narrows_map_list_and_counts_and_can_be_linked(opened, report, screens):
    page = opened(report)
    filter_button(page, "Locales", "de-DE").click()
    filter_button(page, "Severity", "errors?").click()
    expect(page).to_have_url(re.compile("loc=de-DE.*sev=error|sev=error.*loc=de-DE"))
    cards = page.locator("#findings .finding")
    severities = page.locator("#findings .sev").all_inner_texts()
    assert set(severities) == {"error"} and cards.count() == len(severities)
    for card in cards.all():
        expect(card.locator(".facts")).to_contain_text("de-DE")
    expect(page.locator("#grid thead button")).to_have_count(1)
    expect(page.locator("#list-title")).to_have_text(f"{cards.count()} findings")
    assert sum(map(int, page.locator("#grid td a").all_inner_texts())) == cards.count()
    page.screenshot(path=screens / "filtered-light-wide.png")

    same = opened(report, "#" + page.url.split("#")[1])
    expect(same.locator("#list-title")).to_have_text(f"{cards.count()} findings")
    expect(filter_button(same, "Locales", "de-DE")).to_have_attribute("aria-pressed", "true")
    same.get_by_role("button", name="Clear filters").click()
    expect(same.locator("#list-title")).to_have_text("44 findings")

    page.get_by_role("searchbox").fill("securitycentre")
    expect(page.locator("#list-title")).to_have_text("1 finding")
    page.get_by_role("searchbox").fill("nowhere at all")
    expect(page.locator("#grid")).to_contain_text("Nothing is left")


def test_a_finding_tells_all_and_a_rule_explains_itself(opened, report):
    page = opened(report, "#rule=url-drift&loc=de-DE")
    card = page.locator(".finding").first
    expect(card.locator(".body")).to_have_count(0)
    card.get_by_role("button", expanded=False).first.click()
    expect(card.locator(".values .got")).to_have_text("https://securitycentre.windows.com")
    expect(card.locator(".values .want")).to_have_text("https://securitycenter.windows.com")
    expect(card.locator(".got-side mark")).to_have_text("https://securitycentre.windows.com")
    expect(card.locator(".want-side mark")).to_have_text("https://securitycenter.windows.com")
    expect(card.locator("figcaption").first).to_contain_text("en-us/mssp/access-portal.md:19")
    card.get_by_role("button", name="url-drift").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Why it matters")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_the_place_is_copied(opened, report):
    page = opened(report, "#rule=url-drift&loc=de-DE", permissions=["clipboard-read", "clipboard-write"])
    page.locator(".finding .copy").first.click()
    expect(page.locator(".finding .copy").first).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "fixtures/onboarding/faulty/de-de/mssp/access-portal.md:21"


def test_steps_stand_side_by_side_and_what_is_missing_is_a_gap(opened, report, screens):
    page = opened(report)
    page.get_by_role("link", name=re.compile("access-portal, de-DE: 2 errors")).click()
    rows = page.locator(".steps tbody tr:not(:has(.told))")
    expect(rows).to_have_count(4)
    numbers = [[cell.inner_text() for cell in row.locator(".n").all()] for row in rows.all()]
    assert numbers == [["1", "1"], ["2"], ["3", "2"], ["4", "3"]]
    missing = rows.nth(1)
    expect(missing.locator("td").nth(1)).to_have_text("no such step in de-DE")
    expect(missing.locator("mark")).to_contain_text("change to the customer's directory")
    told = page.locator(".told")
    expect(told).to_contain_text("step 2 of 4 is missing")
    expect(page.locator(".else")).to_contain_text("host differs")
    expect(page.locator(".else .want-side mark")).to_have_text("https://securitycenter.windows.com")
    page.screenshot(path=screens / "page-light-wide.png", full_page=True)
    page.go_back()
    expect(page.locator("#grid")).to_be_visible()


def test_arabic_is_shown_from_the_right_and_code_from_the_left(opened, report, screens):
    page = opened(report, f"{GRANT}&in=ar-SA")
    expect(page.locator("#page")).to_contain_text("step 2 of 6 has no counterpart")
    text = page.locator(".steps td:nth-child(2) .t", has_text="دوّن")
    expect(text).to_have_attribute("lang", "ar-SA")
    expect(text).to_have_attribute("dir", "rtl")
    assert page.evaluate("(e) => getComputedStyle(e).direction", text.element_handle()) == "rtl"
    expect(page.locator(".steps td:nth-child(1) .t").first).to_have_attribute("dir", "ltr")
    code = page.locator(".steps td:nth-child(2) bdi.code").first
    assert page.evaluate("(e) => getComputedStyle(e).direction", code.element_handle()) == "ltr"
    number = page.locator(".steps td:nth-child(2) .n").first.bounding_box()
    first = page.locator(".steps td:nth-child(2) .t").first.bounding_box()
    assert number["x"] > first["x"], "the number stands to the right of its step"
    page.screenshot(path=screens / "arabic-light-wide.png", full_page=True)


def test_everything_is_reached_by_keyboard(opened, report):
    page = opened(report)
    focused = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    page.keyboard.press("/")
    page.keyboard.type("fr-fr/mssp/glossary")
    expect(page.locator("#grid tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#grid tbody tr")).to_have_count(5)
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("searchbox")).to_have_value("")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("!!document.activeElement.closest('#grid td')"):
            break
    assert "grant-access, ar-SA" in page.evaluate(focused)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert "access-portal, de-DE: 2 errors" in page.evaluate(focused)
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus is seen"
    page.keyboard.press("Enter")
    # By its name: the overview, with headings of its own, is there until the browser has told of the new address.
    expect(page.get_by_role("heading", level=2, name="access-portal")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#overview")).to_be_visible()
    assert "access-portal, de-DE" in page.evaluate(focused), "the focus is where it was"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page, "the head of a column is a filter").to_have_url(re.compile("loc=de-DE"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", f"{ACCESS}&in=de-de", f"{GRANT}&in=ar-SA"], ids=["overview", "page", "arabic"])
def test_narrow_and_dark(opened, report, screens, scheme, fragment, request):
    name = request.node.callspec.id.replace("[", "").replace("]", "")
    for width in (360, 1360):
        page = opened(report, fragment, width=width, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut at the side"
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", colour))) < 300) == (scheme == "dark")
        assert contrasts(page) == []
        page.screenshot(path=screens / f"{name}-{width}.png")


def contrasts(page):
    """The texts that stand out less from what is behind them than WCAG 2 (AA) asks for."""
    return page.evaluate(
        """() => {
        const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number);
            return c.startsWith("color(") ? [...m.slice(0, 3).map((v) => v * 255), m[3] ?? 1] : [...m.slice(0, 3), m[3] ?? 1]; };
        const luminance = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c.slice(0, 3); } return [255, 255, 255]; };
        const low = [];
        for (const e of document.querySelectorAll("body *")) {
            const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
            if (!own || !e.checkVisibility() || e.closest(".unseen, script, style")) continue;
            const [a, b] = [luminance(parse(getComputedStyle(e).color).slice(0, 3)), luminance(behind(e))];
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            if (ratio < 4.5) low.push(`${e.className || e.tagName} ${ratio.toFixed(2)}: ${e.textContent.slice(0, 30)}`);
        }
        return low;
    }"""
    )


HOSTILE = "<script>window.pwned=1</script><img src=x onerror=window.pwned=1>\"'&amp;</textarea><!--"


def test_hostile_text_is_shown_and_does_nothing(instep, opened, tmp_path, screens):
    steps = "".join(f"{n}. {HOSTILE} [a](https://a.example/{n})\n" for n in (1, 2, 3))
    page_name = "x'\"&<script>window.pwned=1<!--.md"
    for locale, host in (("en", "a"), ("de", "b")):
        folder = tmp_path / "docs" / locale
        folder.mkdir(parents=True)
        text = f"# {HOSTILE}\u202e\u2028\n\n{steps}\n`{HOSTILE}` \u001b[31m {'x' * 1_000_000} https://{host}.example/?q=%3Cscript\n"
        folder.joinpath(page_name).write_text(text.replace("a.example/2", f"{host}.example/2</script>"))
    file = tmp_path / "report.html"
    instep("check", "docs", "--source", "en", "--format", f"html={file}", cwd=tmp_path)
    assert file.stat().st_size < 200_000
    page = opened(file)
    shown = page.locator("#findings .finding")
    assert shown.count() > 0
    for button in shown.locator(".toggle").all():
        button.click()
    expect(page.locator("#grid")).to_contain_text("window.pwned=1")
    page.locator("#grid td a").first.click()
    expect(page.locator("#page h2")).to_contain_text("<script>window.pwned=1<!--")
    assert "<img src=x" in page.locator("#page").inner_text()
    page.screenshot(path=screens / "hostile.png")
    assert page.evaluate("window.pwned") is None
    assert page.evaluate("document.scripts.length") == 2
    hidden = "\u202a\u202b\u202c\u202d\u202e\u2028\u001b"
    assert not any(mark in page.evaluate("document.body.textContent") for mark in hidden)


def test_what_slips_through_could_not_run(opened, report, tmp_path):
    """The page's policy forbids every script and every request but its own."""
    text = report.read_text()
    file = tmp_path / "slipped.html"
    file.write_text(text.replace("<footer>", f"<footer>{HOSTILE}-->", 1))
    page = opened(file)
    page.wait_for_timeout(200)
    assert page.evaluate("window.pwned") is None
    assert any("Content Security Policy" in said for said in page.said)
    page.said.clear()
    page.asked[:] = [file.as_uri()]


def test_without_scripts_there_are_the_counts(opened, report, screens):
    page = opened(report, java_script_enabled=False)
    row = page.locator("noscript tr", has=page.get_by_role("rowheader", name="de-DE"))
    assert [int(cell) for cell in row.locator("td").all_inner_texts()] == [3, 3, 0]
    expect(page.locator("#meta")).to_contain_text("checked 34 files of 5 pages in 10 locales")
    page.screenshot(path=screens / "no-script.png")


def test_nothing_found_is_said(instep, opened, tmp_path, screens):
    for locale, text in (("en", "# Start\n\n1. Open.\n"), ("de", "# Beginn\n\n1. Öffnen.\n")):
        tmp_path.joinpath("docs", locale).mkdir(parents=True)
        tmp_path.joinpath("docs", locale, "start.md").write_text(text)
    file = tmp_path / "report.html"
    instep("check", "docs", "--source", "en", "--format", f"html={file}", cwd=tmp_path, expect=(0,))
    page = opened(file)
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is in step")
    expect(page.locator("#grid")).to_contain_text("Nothing was found")
    page.get_by_role("button", name="Show 1 page without findings").click()
    expect(page.get_by_role("img", name="start, de: nothing found")).to_be_visible()
    page.screenshot(path=screens / "in-step.png")


def test_ten_thousand_findings_are_shown_as_they_are_looked_at(instep, opened, tmp_path, screens):
    """250 pages in 10 languages with four faults each."""
    for locale in "en ar de es fr it ja ko pl pt zh".split():
        tmp_path.joinpath("docs", locale).mkdir(parents=True)
        for number in range(250):
            path = "" if locale == "en" else "x"
            steps = [f"{n}. [a](https://h{n}.example/p{number}/{path}{n})\n" for n in range(1, 5)]
            text = f"# {locale} {number}\n\n" + "".join(steps)
            tmp_path.joinpath("docs", locale, f"page{number}.md").write_text(text)
    tmp_path.joinpath("instep.toml").write_text('select = ["url"]\n')
    file = tmp_path / "report.html"
    instep("check", "docs", "--source", "en", "--format", f"html={file}", cwd=tmp_path)
    page = opened(file)
    found = int(re.match(r"[\d,]+", page.locator("h1").inner_text())[0].replace(",", ""))
    assert found > 5_000
    assert page.locator("*").count() < 12_000, "what is not looked at is not there yet"
    filter_button(page, "Locales", "pl").click()
    expect(page.locator("#grid thead button")).to_have_count(1)
    page.locator("#grid").evaluate("(grid) => grid.scrollTo(0, 100_000)")
    expect(page.locator("#grid tbody tr")).to_have_count(160)
    page.screenshot(path=screens / "many.png")
