"""What instep writes is read by the programs that it is written for.

`.ci/run` sets these tests up; by hand, from the root of the checkout, after `cargo build`:

    python3 -m venv target/readers
    target/readers/bin/pip install -r tests/readers/requirements.txt
    target/readers/bin/pytest tests/readers

INSTEP names another binary than target/debug/instep.
"""

import os
import subprocess
from pathlib import Path

import pytest

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


def environment():
    """That of these tests, without what would change a default."""
    hidden = ("GITHUB_ACTIONS", "CI", "NO_COLOR", "CLICOLOR_FORCE")
    return {name: value for name, value in os.environ.items() if name not in hidden}
