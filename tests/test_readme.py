"""What README.md shows is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```\n\$ pgrehearse ([^\n]*)\n(.*?)```", README, re.DOTALL)


def test_the_readme_has_an_example() -> None:
    assert EXAMPLES


@pytest.mark.parametrize(("command", "output"), EXAMPLES)
def test_an_example_prints_what_it_says(pgrehearse: Run, command: str, output: str) -> None:
    done = pgrehearse(*command.split(), cwd=ROOT)
    assert done.stdout.decode().startswith(output.rstrip("\n") + "\n")


@pytest.mark.parametrize("words", sorted(set(re.findall(r"`(check|trace|state)`", README))))
def test_a_named_command_exists(pgrehearse: Run, words: str) -> None:
    assert pgrehearse(words, "--help").returncode == 0


def test_the_sample_project_is_sound(pgrehearse: Run) -> None:
    done = pgrehearse("check", "supabase_migrations", cwd=ROOT)
    assert done.returncode == 0, done.stdout.decode()


def test_the_hook_calls_an_option_that_exists(pgrehearse: Run) -> None:
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    entry = re.search(r"entry: pgrehearse (.*)", hook)
    assert entry
    command, *options = entry[1].split()
    shown = pgrehearse(command, "--help").stdout.decode()
    assert all(option in shown for option in options)
