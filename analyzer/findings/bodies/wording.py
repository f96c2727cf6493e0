"""The rules that complaints about bodies fall under, and what became of what a body names, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from analyzer import sqlstate
from analyzer.errors import PgError
from analyzer.findings.object_name import object_name
from analyzer.findings.rules import BODY_PREFIX, rule_of
from analyzer.findings.text import listing, step_place
from analyzer.tree.command_tag import command_tag
from analyzer.tree.names import quote_identifier

if TYPE_CHECKING:
    from analyzer.catalog.catalog import Catalog
    from analyzer.findings.bodies.blame import Blame
    from analyzer.findings.bodies.checked import Trouble
    from analyzer.findings.finding import Level
    from analyzer.plpgsql.check.complaint import Complaint
    from analyzer.steps import Step

_BY_STATE: Final = {
    sqlstate.S_R_E_FUNCTION_EXECUTED_NO_RETURN_STATEMENT: "missing-return",
    sqlstate.UNDEFINED_SCHEMA: "undefined-schema",
}
_BY_WORDS: Final = (
    ("unused variable", "unused-variable"), ("never read variable", "unused-variable"),
    ("unused parameter", "unused-parameter"), ("is never read", "unused-parameter"),
    ("OUT variable", "unset-output"), ("unreachable code", "unreachable-code"),
    ("USING clause was not used", "unused-using"), ("attributes for", "wrong-target-count"),
    ("is not allowed in a non volatile function", "not-volatile"),
)  # fmt: skip


def rule_of_complaint(complaint: Complaint) -> str:
    """The rule that a complaint falls under."""
    for words, name in _BY_WORDS:
        if words in complaint.message:
            return BODY_PREFIX + name
    if complaint.sqlstate in _BY_STATE:
        return BODY_PREFIX + _BY_STATE[complaint.sqlstate]
    return BODY_PREFIX + rule_of(error_of(complaint))


def level_of(complaint: Complaint) -> Level:
    """A body that fails when it runs is a warning: the migration itself succeeds."""
    return "warning" if complaint.severity == "error" else "info"


def error_of(complaint: Complaint) -> PgError:
    """The error that a complaint foretells."""
    return PgError(
        complaint.sqlstate, complaint.message, detail=complaint.detail, hint=complaint.hint, missing=complaint.missing
    )


def combined_message(troubles: list[Trouble]) -> str:
    """One message for several complaints of one rule about one body: ``unused variables "a" and "b"``."""
    first = troubles[0].complaint.message
    if len(troubles) == 1:
        return first
    words, _, _ = first.partition(' "')
    if any(trouble.complaint.message.partition(' "')[0] != words for trouble in troubles):
        return f"{first}, and {len(troubles) - 1} more"
    names = [f'"{trouble.complaint.message.partition(chr(34))[2].partition(chr(34))[0]}"' for trouble in troubles]
    return f"{words}s {listing(names)}"


def since_when(blame: Blame, trouble: Trouble, maker: Step) -> str | None:
    """Since when a complaint holds, where it is not as old as the body; None where that is so."""
    if blame.own:
        return None
    step, where = blame.step, step_place(blame.step, maker)
    for entry in step.changes:
        if entry.table.name != "pg_trigger" or entry.new is None or entry.new.tgfoid != trouble.proc.oid:
            continue
        if entry.old is None and entry.new.tgrelid == trouble.relid:
            return f"It is called so since trigger {quote_identifier(entry.new.tgname)} was made ({where})."
    return f"It was valid until {where} {_what_happened(step, trouble)}."


def explains_absence(blame: Blame | None, trouble: Trouble) -> bool:
    """Whether the statement to blame took away what is missing."""
    if blame is None or blame.own or trouble.complaint.missing is None:
        return False
    name = object_name(trouble.complaint.missing)
    return _end_of(blame.step, name.kind, name.name.rpartition(".")[2]) is not None


def _what_happened(step: Step, trouble: Trouble) -> str:
    missing = trouble.complaint.missing
    if missing is not None:
        name = object_name(missing)
        told = _end_of(step, name.kind, name.name.rpartition(".")[2])
        if told is not None:
            return told
    for entry in step.changes:
        if entry.table.name == "pg_proc" and entry.key == trouble.proc.oid and entry.new is not None:
            return f"gave the function other settings ({command_tag(step.tag, step.statement.node)})"
    return f"changed what it rests on ({command_tag(step.tag, step.statement.node)})"


_ENDS: Final = {"relation": ("pg_class", "relname"), "function": ("pg_proc", "proname"),
                "type": ("pg_type", "typname"), "column": ("pg_attribute", "attname"),
                "schema": ("pg_namespace", "nspname")}  # fmt: skip


def _end_of(step: Step, kind: str, name: str) -> str | None:
    if kind not in _ENDS:
        return None
    classid, column = _ENDS[kind]
    for entry in step.changes:
        if entry.table.name != classid or entry.old is None or getattr(entry.old, column) != name:
            continue
        gone = entry.new is None or (classid == "pg_attribute" and entry.new.attisdropped)
        if gone:
            return f"dropped the {'table or view' if kind == 'relation' else kind}"
        if getattr(entry.new, column) != name:
            return f"renamed the {kind} to {quote_identifier(getattr(entry.new, column))}"
    return None


def tables_of(troubles: list[Trouble], catalog: Catalog) -> str | None:
    """For a trigger's function: the tables for which it is called when the complaint holds."""
    names = dict.fromkeys(
        relation.relname for trouble in troubles if (relation := catalog.pg_class.get(trouble.relid)) is not None
    )
    if not names:
        return None
    shown = listing([quote_identifier(name) for name in names])
    return f"So when it is called as a trigger of {shown}."
