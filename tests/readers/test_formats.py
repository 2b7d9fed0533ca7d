"""Each format is read by what it is written for, and says there what the JSON document says."""

import gzip
import hashlib
import io
import json
import re
import subprocess
import tarfile
import urllib.request
from collections import Counter

import cmarkgfm
import pytest
from conftest import environment, tool
from cmarkgfm.cmark import Options
from diff_cover.violationsreporters.java_violations_reporter import CheckstyleXmlDriver
from junitparser import JUnitXml
from lxml import etree

import sites

FORMATS = ["json", "jsonl", "sarif", "gitlab", "junit", "checkstyle", "rdjson", "markdown", "github", "concise", "full"]

# What no reader is to be handed raw: controls other than line ends and tabs, and controls of the writing direction.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")

LEVEL = {"error": "error", "warning": "warning", "info": "note"}


@pytest.fixture(scope="session")
def written(tree, instep, tmp_path_factory):
    """What one run writes in every format, by format; `json` is read already."""
    out = tmp_path_factory.mktemp("out")
    args = [arg for name in FORMATS for arg in ("--format", f"{name}={out / name}")]
    instep("check", ".", *args, cwd=tree)
    files = {name: out / name for name in FORMATS}
    return files | {"json": json.loads(files["json"].read_text())}


def severities(written):
    return Counter(found["severity"] for found in written["json"]["diagnostics"])


def test_something_is_found(written):
    assert written["json"]["diagnostics"]


def test_json_lines_are_the_document_s_findings(written):
    lines = written["jsonl"].read_text().splitlines()
    assert [json.loads(line) for line in lines] == written["json"]["diagnostics"]


def test_sarif_is_valid_for_code_scanning(written, sarif_faults):
    assert not sarif_faults(written["sarif"])


def test_sarif_counts_the_same_elsewhere(written, tmp_path):
    (tmp_path / "instep.sarif").write_bytes(written["sarif"].read_bytes())
    summary = read_sarif("summary", tmp_path / "instep.sarif")
    for severity, level in LEVEL.items():
        assert f"{level}: {severities(written)[severity]}" in summary, summary


def read_sarif(*args):
    done = subprocess.run([tool("sarif"), *args], capture_output=True, text=True, check=True, env=environment())
    return done.stdout


def test_gitlab_is_what_code_climate_defines(written, node, root, tmp_path):
    report = written["gitlab"].read_text()
    types = "import type { Issue } from 'codeclimate-types'\n"
    home = tmp_path / "types"
    home.mkdir()
    (home / "report.ts").write_text(f"{types}export const report: Issue[] = {report}")
    (home / "node_modules").symlink_to(root / "target/readers/node/node_modules")
    modules = ["--target", "esnext", "--module", "esnext", "--moduleResolution", "bundler"]
    done = node("typescript/lib/tsc.js", "--noEmit", "--strict", *modules, "report.ts", cwd=home)
    assert done.returncode == 0, done.stdout[:4000]


def test_gitlab_report_is_read_and_loses_nothing(written, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.ruff_severity_changer]\nstep = "info"\n')
    report = written["gitlab"].read_bytes()
    done = subprocess.run([tool("ruff-severity-changer")], input=report, cwd=tmp_path, capture_output=True, check=True)
    issues = json.loads(done.stdout)
    found = written["json"]["diagnostics"]
    assert [issue["check_name"] for issue in issues] == [finding["rule"] for finding in found]
    # GitLab takes two issues with one fingerprint for one.
    assert len({issue["fingerprint"] for issue in issues}) == len(found)
    assert not any(HIDDEN.search(issue["description"] + issue["location"]["path"]) for issue in issues)


def test_junit_is_read(written, tmp_path):
    report = JUnitXml.fromfile(str(written["junit"]))
    count = severities(written)
    assert report.failures == count["error"] + count["warning"]
    cases = [case for suite in report for case in suite]
    failed = [case for case in cases if case.result]
    assert len(failed) == report.failures
    assert report.tests == len(cases)
    files = {variant["path"] for page in written["json"]["pages"] for variant in page["variants"]}
    found = {finding["path"] for finding in written["json"]["diagnostics"]}
    assert len(list(report)) == len(files | found)
    subprocess.run([tool("junit2html"), written["junit"], tmp_path / "junit.html"], check=True, env=environment())
    assert (tmp_path / "junit.html").stat().st_size > 0


def test_checkstyle_is_read(written):
    text = written["checkstyle"].read_text()
    read = CheckstyleXmlDriver().parse_reports([text.split("\n", 1)[1]])
    found = written["json"]["diagnostics"]
    assert sum(map(len, read.values())) == len(found)
    expected = Counter((finding["range"]["start"]["line"], finding["severity"]) for finding in found)
    seen = Counter((violation.line, violation.message.split(":")[0]) for file in read.values() for violation in file)
    assert seen == expected


@pytest.mark.parametrize("name", ["junit", "checkstyle"])
def test_xml_is_well_formed_and_shows_text_as_text(written, name):
    document = etree.fromstring(written[name].read_bytes(), etree.XMLParser(resolve_entities=False))
    names = {"testsuites", "testsuite", "testcase", "failure", "system-out", "checkstyle", "file", "error"}
    for element in document.iter():
        assert element.tag in names
        assert not any(map(HIDDEN.search, [element.text or "", *element.attrib.values()]))


def test_rdjson_has_reviewdog_s_shape(written, node, tmp_path):
    # reviewdog's own schema, as the package `rdfmt` on crates.io has it.
    url = "https://static.crates.io/crates/rdfmt/rdfmt-0.3.0.crate"
    crate = urllib.request.urlopen(url, timeout=60).read()
    assert hashlib.sha256(crate).hexdigest() == "4b7ea24180ebc1aaa3e42628b3d47cb80144736398164230561242234313d18e"
    packed = tarfile.open(fileobj=io.BytesIO(crate)).extractfile("rdfmt-0.3.0/json_schema/DiagnosticResult.jsonschema")
    (tmp_path / "schema.json").write_bytes(packed.read())
    command = [tool("check-jsonschema"), "--schemafile", tmp_path / "schema.json", written["rdjson"]]
    done = subprocess.run(command, capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stdout
    # A second reader, which allows no field that the format does not have.
    program = "@umbrelladocs/rdformat-validator/bin/rdformat-validator.js"
    done = node(program, "--strict", "--no-extra-fields", written["rdjson"])
    assert done.returncode == 0, done.stdout[:4000]


def test_rdjson_places_are_bytes(written, tree):
    result = json.loads(written["rdjson"].read_text())["diagnostics"]
    for entry, finding in zip(result, written["json"]["diagnostics"], strict=True):
        span = finding["range"]
        start, end = (entry["location"]["range"][end] for end in ("start", "end"))
        assert (start["line"], end["line"]) == (span["start"]["line"], span["end"]["line"])
        if start["line"] != end["line"] or finding["rule"] == "page-unreadable":
            continue
        line = (tree / finding["path"]).read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")[start["line"] - 1]
        whole = (tree / finding["path"]).read_bytes()[span["start"]["offset"] : span["end"]["offset"]]
        if b"\r" not in line:
            assert line[start["column"] - 1 : end["column"] - 1] == whole


def test_markdown_is_tables_and_nothing_else_where_github_renders_it(written):
    text = written["markdown"].read_text()
    assert len(text.encode()) < 1 << 20
    assert not HIDDEN.search(text)
    options = Options.CMARK_OPT_UNSAFE
    extensions = ["table", "autolink", "strikethrough", "tagfilter"]
    html = cmarkgfm.markdown_to_html_with_extensions(text, options, extensions)
    document = etree.HTML(html)
    tags = Counter(element.tag for element in document.iter() if isinstance(element.tag, str))
    ours = {"html", "body", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "details", "summary"}
    assert set(tags) <= ours, set(tags) - ours
    rows = [row for row in document.iter("tr") if len(row.findall("td")) == 4 and row[2].find("code") is not None]
    assert len(rows) == min(200, len(written["json"]["diagnostics"]))


def test_workflow_commands_are_ours_alone(written):
    text = written["github"].read_text()
    assert not HIDDEN.search(text)
    commands = [line for line in text.splitlines() if line.startswith("::")]
    shape = re.compile(r"::(error|warning|notice) file=[^:,]*,line=\d+,(col=\d+,endColumn=\d+|endLine=\d+),title=instep%3A [a-z-]+::")
    assert all(shape.match(line) for line in commands)
    count = severities(written)
    assert len(commands) == sum(min(10, number) for number in count.values())


def test_a_report_for_people_shows_no_control(written):
    for name in ("full", "concise", "sarif"):
        assert not HIDDEN.search(written[name].read_text()), name


def test_a_long_summary_is_cut_and_says_so(instep, tmp_path):
    tree = sites.faulty(tmp_path, 450)
    text = instep("check", "docs", "--format", "markdown", cwd=tree).stdout.decode()
    assert text.count("❌ error") == 200
    assert re.search(r"^\d+ more findings, the least severe, not shown here", text, re.M), text[-300:]


def test_more_findings_than_code_scanning_takes(instep, tmp_path_factory):
    tree = sites.faulty(tmp_path_factory.mktemp("many"), 26_000)
    out = tree / "out"
    out.mkdir()
    instep("check", "docs", "--format", "json=out/json", "--format", "sarif=out/many.sarif", cwd=tree)
    found = len(json.loads((out / "json").read_text())["diagnostics"])
    assert found > 25_000
    run = json.loads((out / "many.sarif").read_text())["runs"][0]
    assert len(run["results"]) == 25_000
    assert len(gzip.compress((out / "many.sarif").read_bytes())) < 10 << 20
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith(f"{found - 25_000} of the least severe")
