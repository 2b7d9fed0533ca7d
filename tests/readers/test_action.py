"""The action, run as a runner runs it, and read by linters.

What only GitHub has is left out: a hosted run, and releases. A folder that a local server gives out stands for those.
"""

import functools
import http.server
import os
import re
import subprocess
import tarfile
import threading
import hashlib

import pytest
import yaml
from conftest import ROOT, environment, tool

ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
VERSION = re.search(r'^version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]
TARGET = "x86_64-unknown-linux-musl"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


class Runner:
    """A runner on which steps of the action are run; each has files of its own to say something with."""

    def __init__(self, home):
        self.home = home
        self.work = home / "work"
        self.temp = home / "temp"
        self.work.mkdir(parents=True)
        self.temp.mkdir()
        self.variables = environment() | {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "RUNNER_TEMP": str(self.temp),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
        }

    def step(self, name, releases="", instep="", **inputs):
        """Runs a step of the action with inputs as the one who uses it says them."""
        step = next(step for step in ACTION["runs"]["steps"] if step["id"] == name)
        unknown = inputs.keys() - {name.replace("-", "_") for name in ACTION["inputs"]}
        assert not unknown, unknown

        def value(expression):
            said = re.fullmatch(r"\$\{\{ inputs\.([a-z-]+) \}\}", expression)
            if said:
                return inputs.get(said[1].replace("-", "_"), ACTION["inputs"][said[1]]["default"])
            return {"${{ steps.install.outputs.instep }}": str(instep)}.get(expression, releases)

        said = {name: value(expression) for name, expression in step["env"].items()}
        files = {name: self.home / name for name in ("GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        variables = self.variables | said | {name: str(path) for name, path in files.items()}
        done = subprocess.run(command, cwd=self.work, env=variables, capture_output=True, text=True)
        done.output = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
        done.path = files["GITHUB_PATH"].read_text().splitlines()
        done.summary = files["GITHUB_STEP_SUMMARY"].read_text()
        return done


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path / "runner")


@pytest.fixture
def check(runner, binary):
    return functools.partial(runner.step, "check", instep=binary)


@pytest.fixture(scope="session")
def archive(binary, tmp_path_factory):
    """What a release has for Linux, packed from the program under test."""
    folder = tmp_path_factory.mktemp("packed")
    subprocess.run([ROOT / ".github/release/package.sh", binary, TARGET, folder], check=True)
    (path,) = folder.iterdir()
    return path


@pytest.fixture
def releases(tmp_path):
    """An empty folder of releases, and where a server gives it out."""
    folder = tmp_path / "releases"
    folder.mkdir()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def publish(folder, archive, digest=None):
    release = folder / f"v{VERSION}"
    release.mkdir()
    content = archive.read_bytes()
    (release / archive.name).write_bytes(content)
    digest = digest or hashlib.sha256(content).hexdigest()
    (release / "SHA256SUMS").write_text(f"{'0' * 64}  instep-{VERSION}-other.tar.gz\n{digest}  {archive.name}\n")


@pytest.fixture
def cargo(runner, binary, tmp_path):
    """A cargo that builds nothing: it puts the program under test where a build would, and notes what it was told."""
    folder = tmp_path / "cargo"
    folder.mkdir()
    script = folder / "cargo"
    script.write_text(
        "#!/usr/bin/env bash\n"
        f'printf "%s\\n" "$@" >"{folder}/told"\n'
        'while [ "$1" != --target-dir ]; do shift; done\n'
        f'mkdir -p "$2/release" && cp "{binary}" "$2/release/instep"\n'
    )
    script.chmod(0o755)
    runner.variables["PATH"] = f"{folder}:{runner.variables['PATH']}"
    runner.variables.pop("CARGO_TARGET_DIR", None)
    return folder / "told"


def test_a_release_has_all_that_is_needed(archive):
    names = [member.name for member in tarfile.open(archive)]
    top = f"instep-{VERSION}-{TARGET}"
    assert archive.name == f"{top}.tar.gz"
    for name in ("instep", "README.md", "CHANGELOG.md", "LICENSE", "man/instep.1", "man/instep-check.1"):
        assert f"{top}/{name}" in names
    completions = {name.rsplit("/", 1)[1] for name in names if "/completions/" in name}
    assert completions == {"instep.bash", "_instep", "instep.fish", "_instep.ps1", "instep.elv"}


def test_the_release_of_the_actions_own_version_is_installed(runner, releases, archive):
    folder, url = releases
    publish(folder, archive)
    done = runner.step("install", releases=url)
    assert done.returncode == 0, done.stderr
    assert f"instep {VERSION}" in done.stdout
    assert done.output["instep"].startswith(str(runner.temp))
    assert subprocess.run([done.output["instep"], "--version"]).returncode == 0
    assert done.path == [os.path.dirname(done.output["instep"])]


def test_an_archive_that_is_not_what_the_release_says_is_not_run(runner, releases, archive, cargo):
    folder, url = releases
    publish(folder, archive, digest="f" * 64)
    done = runner.step("install", releases=url)
    assert done.returncode == 2
    assert "::error title=instep::" in done.stdout and "SHA256SUMS" in done.stdout
    assert done.output == {} and not cargo.exists()


@pytest.mark.parametrize("known", [False, True], ids=["no repository", "no release"])
def test_without_a_release_the_checkout_is_built(runner, releases, cargo, known):
    done = runner.step("install", releases=releases[1] if known else "")
    assert done.returncode == 0, done.stderr
    assert "is built from the action's checkout" in done.stdout
    told = cargo.read_text().splitlines()
    assert "--locked" in told and str(ROOT / "Cargo.toml") in told
    assert subprocess.run([done.output["instep"], "--version"]).returncode == 0


def test_a_runner_without_a_binary_builds(runner, releases, archive, cargo):
    folder, url = releases
    publish(folder, archive)
    runner.variables["RUNNER_ARCH"] = "ARM"
    assert runner.step("install", releases=url).returncode == 0
    assert cargo.exists()


def test_source_is_built_though_there_is_a_release(runner, releases, archive, cargo):
    folder, url = releases
    publish(folder, archive)
    assert runner.step("install", releases=url, version="source").returncode == 0
    assert cargo.exists()


def test_another_version_is_never_built_from_this_one(runner, releases, cargo):
    done = runner.step("install", releases=releases[1], version="99.0.0")
    assert done.returncode == 2 and "no release of instep 99.0.0" in done.stdout
    assert not cargo.exists()


@pytest.mark.parametrize("version", ["1.0.0; touch pwned", "../../x", "$(touch pwned)", "1.0.0\n::error::x", "-h"])
def test_what_is_no_version_is_refused(runner, releases, cargo, version):
    done = runner.step("install", releases=releases[1], version=version)
    assert done.returncode == 2 and "no version" in done.stdout
    assert not cargo.exists() and not list(runner.work.iterdir())


def test_a_clean_tree_passes(check):
    done = check(path=str(ROOT / "fixtures/onboarding/consistent"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.output == {"exit-code": "0"}
    assert done.summary


def test_findings_are_annotations_a_summary_and_a_file(check, runner):
    done = check(path=str(ROOT / "fixtures/onboarding/faulty"), sarif_file="out/a b.sarif", working_directory=".")
    assert done.returncode == 2, "the folder of the file is not made"
    done = check(path=str(ROOT / "fixtures/onboarding/faulty"), sarif_file="a b.sarif")
    assert done.returncode == 1
    assert done.output == {"exit-code": "1", "sarif-file": "a b.sarif"}
    assert (runner.work / "a b.sarif").stat().st_size > 1000
    assert re.search(r"^::error file=.*,title=", done.stdout, re.M)
    assert "step-missing" in done.summary and "| " in done.summary


def test_a_summary_may_be_left_out(check):
    done = check(path=str(ROOT / "fixtures/onboarding/faulty"), summary="false")
    assert done.returncode == 1 and done.summary == ""


def test_files_are_seen_from_the_working_directory(check, runner):
    site(runner.work / "my site")
    done = check(path="docs", working_directory="my site", sarif_file="x.sarif")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.output["sarif-file"] == "my site/x.sarif"


def test_paths_are_lines_and_nothing_else(check, runner):
    for name in ["one two", "-x", "a;touch pwned", "$(touch pwned)", "`touch pwned`", "'quoted\" "]:
        site(runner.work / name)
    paths = "one two\n\n-x\r\na;touch pwned\n$(touch pwned)\n`touch pwned`\n'quoted\" \n"
    done = check(path=paths, format="concise")
    assert done.returncode == 1, done.stdout + done.stderr
    assert len(re.findall(r"error\[url-drift\]", done.stdout)) == 6
    assert not list(runner.home.rglob("pwned"))


def test_arguments_and_formats_are_lines(check, runner):
    site(runner.work)
    done = check(format="full\njson=out 1.json", args="--select=step\n--exit-zero", fail_on="error")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (runner.work / "out 1.json").is_file()


@pytest.mark.parametrize("name", ["since", "baseline", "fail_on", "sarif_file", "working_directory"])
def test_a_second_line_is_refused_where_one_is_meant(check, runner, name):
    site(runner.work)
    done = check(**{name: "a\nexit-code=0"})
    assert done.returncode == 2 and "has to be one line" in done.stdout
    assert done.output == {}


@pytest.mark.parametrize("name", ["new_only", "summary"])
def test_a_flag_is_true_or_false(check, name):
    assert "has to be `true` or `false`" in check(**{name: "yes; touch pwned"}).stdout


@pytest.mark.parametrize("hostile", ["$(touch pwned)", "a; touch pwned", "--output=pwned", "--upload-pack=touch pwned"])
def test_a_hostile_value_is_a_value(check, runner, hostile):
    site(runner.work)
    git(runner.work, "init", "-q")
    for name in ("since", "baseline", "fail_on", "working_directory"):
        done = check(**{name: hostile})
        assert done.returncode == 2, (name, done.stdout, done.stderr)
    assert not list(runner.home.rglob("pwned"))


def test_where_annotations_are_not_asked_for_nothing_in_the_log_is_a_command(check, runner):
    site(runner.work)
    done = check(format="full")
    lines = done.stdout.splitlines()
    stop = re.fullmatch(r"::stop-commands::(\S+)", lines[0])
    assert lines[-1] == f"::{stop[1]}::"
    assert "::stop-commands::" not in check(format="full\ngithub").stdout


def test_a_tree_with_nothing_to_compare_fails_and_says_so(check, runner):
    (runner.work / "a.md").write_text("# Alone\n")
    done = check()
    assert done.returncode == 3 and "::error title=instep::nothing was compared" in done.stdout
    assert done.output == {"exit-code": "3"}


def test_a_pull_request_is_judged_by_what_it_brings(check, runner):
    site(runner.work)
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "x"], ["branch", "origin/main"]):
        git(runner.work, *command)
    runner.variables["GITHUB_BASE_REF"] = "main"
    done = check(since="auto", new_only="true", format="concise")
    assert done.returncode == 0, done.stdout + done.stderr
    runner.variables["GITHUB_BASE_REF"] = ""
    assert check(since="auto", new_only="true", format="concise").returncode == 1


def site(folder):
    """Documentation with one fault."""
    for locale, text in (("en", "Open <https://portal.example.com/a>.\n"), ("de", "Öffne <https://portall.example.com/a>.\n")):
        (folder / "docs" / locale).mkdir(parents=True)
        (folder / "docs" / locale / "page.md").write_text(text)


def git(folder, *args):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", *who, *args], cwd=folder, check=True, env=environment())


def test_zizmor_finds_nothing():
    found = subprocess.run([tool("zizmor"), "--offline", "--persona", "auditor", "--quiet", ROOT], capture_output=True, text=True)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "No findings to report" in found.stdout + found.stderr


@pytest.mark.parametrize("schema, files", [("github-actions", [ROOT / "action.yml"]), ("github-workflows", WORKFLOWS)])
def test_the_files_are_what_github_reads(schema, files):
    done = subprocess.run([tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", *files], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_actionlint_finds_nothing(actionlint, tmp_path):
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text().replace("${{ matrix.os }}", "${{ matrx.os }}"))
    assert actionlint(wrong)
    assert actionlint(*WORKFLOWS) == []


def test_no_expression_stands_in_a_script():
    for file in [ROOT / "action.yml", *WORKFLOWS]:
        scripts = [value for key, value in walk(yaml.safe_load(file.read_text())) if key == "run"]
        assert scripts and not [script for script in scripts if "${{" in script], file


def walk(value):
    """All keys with their values, at any depth."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield key, below
            yield from walk(below)
    elif isinstance(value, list):
        for below in value:
            yield from walk(below)


def test_what_is_used_is_pinned():
    for file in WORKFLOWS:
        for key, value in walk(yaml.safe_load(file.read_text())):
            if key == "uses" and not value.startswith("./"):
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", value), (file, value)


def test_what_builds_releases_is_tested_and_so_is_the_oldest_compiler():
    ci, release = (yaml.safe_load((ROOT / ".github/workflows" / name).read_text()) for name in ("ci.yml", "release.yml"))
    assert ci["env"]["RUSTUP_TOOLCHAIN"] == release["env"]["RUSTUP_TOOLCHAIN"]
    oldest = re.search(r'^rust-version = "(.*)"', (ROOT / "Cargo.toml").read_text(), re.M)[1]
    assert ci["jobs"]["oldest"]["env"]["RUSTUP_TOOLCHAIN"] == f"{oldest}.0"


def test_shellcheck_finds_nothing(root):
    scripts = [root / ".ci/run", root / "fuzz/run", *(root / ".github").rglob("*.sh")]
    assert len(scripts) == 6
    done = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_release_notes_are_those_of_the_version(tmp_path):
    for name in ("CHANGELOG.md", ".github/release/notes.sh"):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("# Changelog\n\n## [1.1.0]\n\n- new\n\n## [1.0.0] - 2026-01-01\n\n### Added\n\n- old\n")

    def notes(version):
        return subprocess.run(["bash", tmp_path / ".github/release/notes.sh", version], capture_output=True, text=True)

    assert notes("1.0.0").stdout == "\n### Added\n\n- old\n"
    assert notes("1.1.0").stdout.strip() == "- new"
    assert notes("2.0.0").returncode == 1
