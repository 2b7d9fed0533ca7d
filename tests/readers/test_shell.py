"""Completions in the shells, manual pages in their readers, progress on a terminal."""

import os
import pty
import subprocess

import pytest
from conftest import environment


@pytest.fixture(scope="module")
def completions(instep, tmp_path_factory):
    """The script of a shell."""
    folder = tmp_path_factory.mktemp("completions")

    def script(shell):
        path = folder / shell
        path.write_bytes(instep("completions", shell).stdout)
        return path

    return script


@pytest.mark.parametrize("shell, check", [("bash", "bash -n"), ("zsh", "zsh -n"), ("fish", "fish --no-execute")])
def test_a_shell_reads_its_script(completions, shell, check):
    done = subprocess.run([*check.split(), completions(shell)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_fish_completes_commands_and_values(completions):
    def offered(line):
        script = f"source {completions('fish')}; complete -C '{line}'"
        done = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True)
        return [row.split("\t")[0] for row in done.stdout.splitlines()]

    assert offered("instep expl") == ["explain"]
    assert "url-drift" in offered("instep check --select url-")
    assert "sarif" in offered("instep check --format sa")
    assert offered("instep check --new") == ["--new-only"]


def test_bash_completes_commands_rules_and_options(completions):
    def offered(*words):
        script = (
            f"source {completions('bash')}; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; "
            f"_instep instep '{words[-1]}' '{words[-2]}'; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        )
        return subprocess.run(["bash", "-c", script], capture_output=True, text=True).stdout.split()

    assert offered("instep", "expl") == ["explain"]
    assert "url-drift" in offered("instep", "explain", "url-")
    assert offered("instep", "check", "--new") == ["--new-only"]


@pytest.fixture(scope="module")
def manual(instep, tmp_path_factory):
    folder = tmp_path_factory.mktemp("man")
    instep("man", "--output", folder)
    pages = sorted(folder.iterdir())
    assert len(pages) > 8
    return pages


def test_mandoc_warns_of_nothing_but_the_date(manual):
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *manual], capture_output=True, text=True)
    # A date would make two builds of one version differ.
    told = [line for line in done.stdout.splitlines() if "missing date" not in line]
    assert told == []


def test_a_page_reads_well(manual):
    page = next(page for page in manual if page.name == "instep-check.1")
    text = subprocess.run(["mandoc", "-T", "ascii", "-O", "width=100", page], capture_output=True, text=True).stdout
    text = "\n".join(line for line in plain(text).splitlines())
    for heading in ("NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "EXIT STATUS", "SEE ALSO"):
        assert f"\n{heading}\n" in text, heading
    assert "--since <REV>" in text


def plain(text):
    """Without what makes letters bold and underlined on a printer."""
    out = []
    for c in text:
        out.pop() if c == "\b" else out.append(c)
    return "".join(out)


@pytest.fixture
def slow(tmp_path):
    """A folder in which a check takes two seconds, and the environment that makes it so: git takes its time there."""
    folder = tmp_path / "site"
    for locale in ("en", "de"):
        (folder / locale).mkdir(parents=True)
        (folder / locale / "page.md").write_text(
            f"---\nsource_commit: {'0123456789' * 4}\n---\n\nOpen <https://example.{'com' if locale == 'en' else 'org'}/a>.\n"
        )
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    shim = tmp_path / "bin/git"
    shim.parent.mkdir()
    shim.write_text('#!/bin/sh\nPATH=${PATH#*:}\nsleep 2\nexec git "$@"\n')
    shim.chmod(0o755)
    variables = environment() | {"TERM": "xterm", "PATH": f"{shim.parent}:{os.environ['PATH']}"}
    return folder, variables


def on_terminal(command, cwd, env):
    """What a terminal gets, with both streams on it."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execvpe(command[0], command, env)
    got = b""
    while True:
        try:
            some = os.read(terminal, 1 << 16)
        except OSError:
            break
        if not some:
            break
        got += some
    os.close(terminal)
    os.waitpid(pid, 0)
    return got.decode()


def screen(text):
    """The lines as they stand at the end."""
    lines = []
    for line in text.split("\n"):
        row = ""
        for part in line.split("\r"):
            row = part + row[len(part) :]
        lines.append(row.rstrip())
    return lines


def test_progress_shows_and_is_gone_at_the_end(binary, slow):
    folder, variables = slow
    got = on_terminal([str(binary), "check", "--format", "concise", "--color", "never"], folder, variables)
    assert "\rinstep: checked 0 of 1 pages" in got or "\rinstep: looking for pages" in got
    shown = screen(got)
    assert not [line for line in shown if "checked 0 of" in line or "looking for" in line], shown
    assert [line for line in shown if line.startswith("de/page.md:5:")], shown
    assert "\x1b" not in got


@pytest.mark.parametrize("more, variable", [(["--quiet"], {}), ([], {"CI": "true"}), ([], {"TERM": "dumb"})])
def test_progress_is_only_for_those_who_watch(binary, slow, more, variable):
    folder, variables = slow
    got = on_terminal([str(binary), "check", "--color", "never", *more], folder, variables | variable)
    assert "pages …" not in got and " of 1 pages" not in got


def test_without_a_terminal_there_is_no_progress(binary, slow):
    folder, variables = slow
    done = subprocess.run([binary, "check"], cwd=folder, env=variables, capture_output=True, text=True)
    assert done.returncode in (0, 1)
    assert "\r" not in done.stderr and "\r" not in done.stdout


def test_a_quick_run_shows_no_progress(binary, slow):
    folder, variables = slow
    variables = variables | {"PATH": os.environ["PATH"]}
    got = on_terminal([str(binary), "check", "--color", "never"], folder, variables)
    assert "pages …" not in got and " of 1 pages" not in got
