"""The house rules no linter knows: sizes, folder pages, docstrings, the set-up lines, nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIMIT = 600
GENERATED = {"analyzer/sqlstate.py", "analyzer/tree/nodes.py"}
MODULES = sorted(
    path
    for folder in ("analyzer", "tests", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if "data" not in path.relative_to(ROOT).parts
)
PACKAGES = sorted(
    {path.parent for path in MODULES if path.is_relative_to(ROOT / "analyzer") and path.parent != ROOT / "analyzer"}
)
TEXT_SUFFIXES = {".py", ".md", ".toml", ".sql", ".yaml", ".yml", ".txt", ".json", ""}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def project_files() -> list[Path]:
    """What belongs to the project: what git lists in a checkout, the known folders in an unpacked archive."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
        return [ROOT / entry for entry in listed.split("\0") if entry]
    folders = ("analyzer", "fixtures", "supabase_migrations", "tests", "tools")
    return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]


def folder_page(package: Path) -> dict[str, str]:
    page = package / "README.md"
    if not page.exists():
        return {}
    line = re.compile(r"^(?:\|\s*|[-*]\s+)`([a-z_0-9]+(?:\.py|/))`\s*(.*)$", re.MULTILINE)
    return {match[1]: match[2] for match in line.finditer(page.read_text(encoding="utf-8"))}


def set_up_line(marker: str) -> str:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    match = re.search(rf"<!-- {marker} -->\s*\n    (\S.*)\n\s*<!-- end -->", readme)
    assert match, f"README.md has no single line between <!-- {marker} --> and <!-- end -->"
    return match[1]


@pytest.mark.parametrize("path", [p for p in MODULES if name(p) not in GENERATED], ids=name)
def test_no_module_is_longer_than_the_limit(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LIMIT, f"{name(path)} has {lines} lines, the limit is {LIMIT}: split it along its nouns"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_owns(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, f"{name(path)} has no docstring"
    assert docstring.splitlines()[0].strip()


@pytest.mark.parametrize("package", PACKAGES, ids=name)
def test_the_page_of_a_package_lists_its_files(package: Path) -> None:
    modules = {path.name for path in package.glob("*.py")} - {"__init__.py"}
    if package == ROOT / "analyzer" / "rules":
        # A rule's docstring is its page, and the list of rules is generated from the docstrings.
        modules = set()
    folders = {f"{path.name}/" for path in package.iterdir() if path in PACKAGES}
    listed = folder_page(package)
    if len(modules) < 5 and not (package / "README.md").exists():
        return
    assert (package / "README.md").exists(), f"{name(package)} has {len(modules)} modules and no README.md"
    assert set(listed) == modules | folders, f"{name(package)}/README.md: one line per file, `name.py` or `name/` first"
    assert all(text.strip(" |") for text in listed.values()), f"{name(package)}/README.md: a line says nothing"


def test_ci_runs_the_test_line_of_the_readme() -> None:
    line = set_up_line("tests")
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    extract = re.search(r"^test_line=\$\((.*)\)$", script, re.MULTILINE)
    assert extract, ".ci/run takes its test line from README.md"
    done = subprocess.run(["bash", "-c", extract[1]], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == line + "\n"
    assert 'bash -eu -o pipefail -c "$test_line"' in script


def test_the_readme_runs_the_sample_project() -> None:
    assert set_up_line("run").endswith("pgrehearse check supabase_migrations")
    assert (ROOT / "supabase_migrations").is_dir()


def test_nothing_in_the_project_depends_on_one_machine() -> None:
    # Built from pieces, so that this file may hold them.
    folders = "|".join(["home/[a-z]", "Users/[A-Z]", "root/", "work/", "tmp/w/"])
    place = re.compile(rf"(?<![\w.*/-])/(?:{folders})")
    found = []
    for path in project_files():
        if path.suffix not in TEXT_SUFFIXES or not path.is_file() or path.stat().st_size > 1_000_000:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name(path)}:{number}" for number, line in enumerate(text.splitlines(), 1) if place.search(line)]
    assert not found


def test_every_program_the_sessions_name_exists() -> None:
    sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    for module in re.findall(r'"-m", "([\w.]+)"', sessions):
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), f"noxfile.py names {module}"
