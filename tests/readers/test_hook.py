"""The hook, installed by pre-commit in a repository of its own: a commit with a fault is refused, a mended one is not."""

import subprocess

import pytest
from conftest import ROOT, environment, tool

EN = "# Sign in\n\n1. Open <https://portal.example.com/start>.\n2. Choose `tenant`.\n"
DE = "# Anmelden\n\n1. Öffnen Sie <https://portal.example.com/start>.\n2. Wählen Sie `tenant`.\n"


@pytest.fixture(scope="module")
def variables(tmp_path_factory):
    """The hook is built by cargo: quickly, and with the crates of the last time."""
    return environment() | {
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "CARGO_TARGET_DIR": str(ROOT / "target/readers/hook"),
        "CARGO_PROFILE_RELEASE_LTO": "off",
        "CARGO_PROFILE_RELEASE_CODEGEN_UNITS": "16",
        "CARGO_PROFILE_RELEASE_OPT_LEVEL": "0",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
    }


@pytest.fixture(scope="module")
def source(variables, tmp_path_factory):
    """The checkout with what is not committed yet, as a repository that pre-commit can take the hook from."""
    folder = tmp_path_factory.mktemp("source")
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    for name in filter(None, names):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    for command in (["init", "-q"], ["add", "--all", "--force"], ["commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=folder, check=True, env=variables)
    return folder


class Repository:
    """Documentation in which the hook is installed."""

    def __init__(self, folder, variables):
        self.folder = folder
        self.variables = variables

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def git(self, *args):
        command = ["git", *args]
        return subprocess.run(command, cwd=self.folder, env=self.variables, capture_output=True, text=True)

    def commit(self):
        """Commits everything; what the hook says comes on standard error."""
        self.git("add", "--all")
        return self.git("commit", "-m", "x")


@pytest.fixture(scope="module")
def repository(variables, source, tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    repository = Repository(folder, variables)
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=source, check=True, capture_output=True, text=True)
    repository.git("init", "-q")
    repository.write(
        ".pre-commit-config.yaml",
        f"repos:\n  - repo: {source}\n    rev: {revision.stdout.strip()}\n    hooks:\n      - id: instep\n",
    )
    repository.write("docs/en/a.md", EN)
    repository.write("docs/de/a.md", DE)
    repository.write("docs/en/b.md", EN)
    repository.write("docs/de/b.md", DE)
    installed = subprocess.run([tool("pre-commit"), "install", "--install-hooks"], cwd=folder, env=variables, capture_output=True, text=True)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    first = repository.commit()
    assert first.returncode == 0, first.stdout + first.stderr
    assert "instep" in first.stderr and "Passed" in first.stderr
    return repository


@pytest.fixture(autouse=True)
def clean(repository):
    yield
    repository.git("reset", "-q", "--hard")
    repository.git("clean", "-qfd")


def test_the_manifest_is_valid():
    done = subprocess.run([tool("pre-commit"), "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_fault_is_refused_and_shown_and_a_mended_page_is_not(repository):
    repository.write("docs/de/a.md", DE.replace("portal.", "portall.") + "\nMehr.\n")
    refused = repository.commit()
    assert refused.returncode == 1
    assert "error[url-drift]" in refused.stderr and "docs/de/a.md:3" in refused.stderr
    repository.write("docs/de/a.md", DE + "\nMehr.\n")
    taken = repository.commit()
    assert taken.returncode == 0, taken.stderr


def test_several_files_of_a_page_are_judged_together(repository):
    step = "3. Sign `out`.\n"
    repository.write("docs/en/a.md", EN + step)
    repository.write("docs/de/a.md", DE + "3. Melden Sie sich `out`.\n")
    repository.write("docs/fr/a.md", DE + step)
    taken = repository.commit()
    assert taken.returncode == 0, taken.stderr


def test_what_translations_have_yet_to_follow_is_no_failure(repository):
    repository.write("docs/en/b.md", EN.replace("/start", "/begin"))
    taken = repository.commit()
    assert taken.returncode == 0, taken.stderr


def test_a_deleted_file_is_no_failure(repository):
    (repository.folder / "docs/de/b.md").unlink()
    taken = repository.commit()
    assert taken.returncode == 0, taken.stderr


def test_a_file_outside_every_page_is_no_failure(repository):
    repository.write("CONTRIBUTING.md", "# Contributing\n\nOpen <https://example.com>.\n")
    taken = repository.commit()
    assert taken.returncode == 0, taken.stderr
    assert "Passed" in taken.stderr


def test_other_files_are_none_of_its_business(repository):
    repository.write("main.py", "pass\n")
    taken = repository.commit()
    assert taken.returncode == 0 and "(no files to check)Skipped" in taken.stderr
