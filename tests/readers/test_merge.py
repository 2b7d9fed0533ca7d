"""What `instep merge` makes of several runs is read as what one run writes."""

import json
from collections import Counter

import pytest
from conftest import ROOT

LOCALES = ["de-DE", "fr-FR", "ja-JP", "ar-SA"]


@pytest.fixture(scope="module")
def merged(instep, tmp_path_factory):
    """The runs of some locales, each in JSON and in SARIF, and what they are merged into."""
    out = tmp_path_factory.mktemp("merge")
    tree = ROOT / "fixtures/onboarding/faulty"
    for locale in LOCALES:
        formats = [arg for name in ("json", "sarif") for arg in ("--format", f"{name}={out / locale}.{name}")]
        instep("check", ".", "--locale", locale, *formats, cwd=tree)
    for name in ("json", "sarif"):
        instep("merge", *sorted(out.glob(f"*-*.{name}")), "--output", out / f"merged.{name}")
    return out


def test_merged_sarif_is_valid_for_code_scanning(merged, sarif_faults):
    assert not sarif_faults(merged / "merged.sarif")


def test_merged_sarif_holds_what_the_multitool_gathers(merged, node):
    validator = "@microsoft/sarif-multitool-linux/Sarif.Multitool"
    logs = [merged / f"{locale}.sarif" for locale in LOCALES]
    out = ["--output-directory", merged, "--output-file", "gathered.sarif", "--log", "ForceOverwrite"]
    done = node(validator, "merge", *logs, *out)
    assert done.returncode == 0, done.stdout + done.stderr
    (ours,) = json.loads((merged / "merged.sarif").read_text())["runs"]
    rules = [rule["id"] for rule in ours["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in ours["results"])
    gathered = json.loads((merged / "gathered.sarif").read_text())["runs"]
    theirs = [result for run in gathered for result in run["results"]]

    def prints(results):
        return {result["partialFingerprints"]["primaryLocationLineHash"] for result in results}

    assert prints(ours["results"]) == prints(theirs)
    assert len(ours["results"]) == len(theirs)


def test_merged_json_says_what_merged_sarif_says(merged):
    report = json.loads((merged / "merged.json").read_text())
    (run,) = json.loads((merged / "merged.sarif").read_text())["runs"]
    level = {"error": "error", "warning": "warning", "note": "info"}
    found = Counter(level[result["level"]] for result in run["results"])
    assert report["summary"]["diagnostics"] == {"error": 0, "warning": 0, "info": 0} | found
    assert len(report["diagnostics"]) == found.total()
