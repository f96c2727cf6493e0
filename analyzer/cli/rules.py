"""`pgrehearse rules` and `pgrehearse explain RULE`: which rules there are, and the manual page of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from analyzer.errors import UsageError


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), default="text", show_default=True)
def rules(form: str) -> int:
    """The rules by which a history is judged, beside the server's own errors."""
    from analyzer.cli.output import write_output

    write_output(f"{line}\n".encode() for line in _listed(form))
    return 0


@click.command()
@click.argument("name", metavar="RULE")
def explain(name: str) -> int:
    """The manual page of a rule: what it finds, why that matters, examples."""
    from analyzer.cli.output import write_output

    write_output([f"{page_of(name)}\n".encode()])
    return 0


def page_of(name: str) -> str:
    """The manual page of any rule that a finding can have. Raises UsageError where there is none."""
    from analyzer.findings.manual import manual_page
    from analyzer.rules.judge.discover import rule_named, rule_names

    page = manual_page(name)
    if page is None:
        raise UsageError(f"there is no rule {name} (`pgrehearse rules` lists them)")
    facts = ""
    if name in rule_names():
        rule = rule_named(name)
        words = [rule.level, rule.category, *(["on Supabase"] if rule.baseline == "supabase" else [])]
        words += [] if rule.default else ["only if asked for (--rule)"]
        words += [f"stands for squawk's {' and '.join(rule.squawk)}"] if rule.squawk else []
        facts = f" ({', '.join(words)})"
    return f"{name}{facts}\n\n{page}"


def rule_table() -> Iterator[str]:
    """Yield the lines of the table of rules that README.md has."""
    from analyzer.rules.judge.discover import rule_named, rule_names

    yield "| rule | level | about | on | finds |"
    yield "|---|---|---|---|---|"
    for rule in map(rule_named, rule_names()):
        title = rule.title.removesuffix(".").replace("|", "\\|")
        level = rule.level if rule.default else f"({rule.level})"
        yield f"| `{rule.name}` | {level} | {rule.category} | {rule.baseline or ''} | {title} |"


def _listed(form: str) -> Iterator[str]:
    import json

    from analyzer.rules.judge.discover import rule_named, rule_names

    if form == "markdown":
        yield from rule_table()
        return
    if form == "json":
        found = map(rule_named, rule_names())
        rows = [
            {
                "name": rule.name,
                "level": rule.level,
                "category": rule.category,
                "baseline": rule.baseline,
                "default": rule.default,
                "title": rule.title,
            }
            for rule in found
        ]
        yield json.dumps({"rules": rows}, indent=2, ensure_ascii=False)
        return
    width = max(map(len, rule_names()), default=0)
    for rule in map(rule_named, rule_names()):
        yield f"{rule.name:{width}}  {rule.level if rule.default else f'({rule.level})':9}  {rule.title}"


def chosen_rules(only: Sequence[str], ignored: Sequence[str]) -> tuple[str, ...] | None:
    """The rules that `check` is to apply, None for the default ones. Raises UsageError for a name no rule has."""
    from analyzer.findings.rules import known_rules
    from analyzer.rules.judge.discover import default_rules, rule_names

    for name in (*only, *ignored):
        if name != "all" and name not in known_rules():
            raise UsageError(f"there is no rule {name} (`pgrehearse rules` lists them)")
    if not only and not ignored:
        return None
    names: Sequence[str]
    if "all" in only:
        names = rule_names()
    elif only:
        names = [name for name in rule_names() if name in only]
    else:
        names = [rule.name for rule in default_rules()]
    return tuple(name for name in names if name not in ignored)
