"""The examples of docs/ci.md are read by what they are written for; the table of inputs is that of the action."""

import json
import os
import re
import subprocess

import pytest
import yaml
from conftest import ROOT, tool

PAGE = ROOT / "docs/ci.md"
EXAMPLES = re.findall(r"<!-- example: ([a-z-]+) -->\n\n```yaml\n(.*?)```", PAGE.read_text(), re.S)
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


def test_every_example_is_named():
    assert len(EXAMPLES) == PAGE.read_text().count("```yaml") == 7


@pytest.mark.parametrize("kind, text", EXAMPLES, ids=[f"{kind}-{index}" for index, (kind, _) in enumerate(EXAMPLES)])
def test_an_example_is_what_its_reader_wants(kind, text, tmp_path):
    file = tmp_path / "example.yml"
    file.write_text(text)
    if kind == "pre-commit-config":
        command = [tool("pre-commit"), "validate-config", file]
    else:
        command = [tool("check-jsonschema"), "--builtin-schema", f"vendor.{kind}", file]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("text", [text for kind, text in EXAMPLES if kind == "github-workflows"])
def test_linters_find_nothing_in_a_workflow(text, actionlint, tmp_path):
    file = tmp_path / ".github/workflows/example.yml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    assert actionlint(file) == []
    done = subprocess.run([tool("zizmor"), "--offline", "--quiet", "--format", "json", tmp_path], capture_output=True, text=True)
    # An example names versions; the page says what else one can write there.
    left = [found["ident"] for found in json.loads(done.stdout) if found["ident"] != "unpinned-uses"]
    assert left == [], done.stdout


def test_examples_give_the_action_what_it_takes():
    steps = [
        step
        for kind, text in EXAMPLES
        if kind == "github-workflows"
        for job in yaml.safe_load(text)["jobs"].values()
        for step in job["steps"]
        if step.get("uses", "").startswith("OWNER/instep@")
    ]
    assert len(steps) == 3
    for step in steps:
        assert step["with"].keys() <= ACTION["inputs"].keys()


def test_the_commands_of_the_examples_are_understood(binary, tmp_path):
    """Each in an empty folder: whatever is wrong with that is no usage error."""
    commands = re.findall(r"instep check docs(?:[^|'\n\\]|\n {6,}--)*", PAGE.read_text())
    assert len(commands) >= 5
    (tmp_path / "docs").mkdir()
    for command in commands:
        words = command.replace('"$CI_MERGE_REQUEST_DIFF_BASE_SHA"', "HEAD").split()
        done = subprocess.run([binary, *words[1:]], cwd=tmp_path, capture_output=True, text=True)
        assert "Usage" not in done.stderr and "unexpected argument" not in done.stderr, command
        assert done.returncode == (2 if "--since" in words else 3), (command, done.stderr)


def test_every_format_is_named(instep, root):
    table = PAGE.read_text().split("## Only what")[0]
    formats = re.findall(r"^ {10,}([a-z]+)  +\S", instep("check", "--help").stdout.decode(), re.M)
    assert len(formats) > 8
    for name in formats:
        assert f"`{name}`" in table, name


def test_the_table_of_inputs():
    rows = ""
    for name, said in ACTION["inputs"].items():
        default = said["default"] and f"`{said['default']}`"
        rows += f"| `{name}` | {default} | {said['description'].strip()} |\n"
    expected = f"\n| input | default | what it is |\n|---|---|---|\n{rows}\n"
    text = PAGE.read_text()
    before, rest = text.split("<!-- inputs -->\n")
    stands, after = rest.split("<!-- /inputs -->")
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(f"{before}<!-- inputs -->\n{expected}<!-- /inputs -->{after}")
    else:
        assert stands == expected, "run with UPDATE_DOCS=1"


def test_the_readme_shows_what_the_action_takes():
    inputs = re.search(r"OWNER/instep@v[\d.]+\n +with:\n((?: +\S.*\n)+)", (ROOT / "README.md").read_text())[1]
    assert yaml.safe_load(inputs).keys() <= ACTION["inputs"].keys()
