"""The manual pages of all rules, and the text of those that are not modules of `analyzer/rules`: the server's errors,
files, the run itself.
"""

from __future__ import annotations

from typing import Final

from analyzer import sqlstate
from analyzer.findings.bodies.manual import body_page
from analyzer.findings.rules import BODY_PREFIX, known_rules, rule_of_code
from analyzer.rules.judge.discover import rule_named, rule_names

_AFTER: Final = (
    "A statement that fails only because an earlier one failed is folded under that one. Where the missing object is "
    "made later in the history, the finding names the place."
)

_PAGES: Final = {
    "undefined-relation": "A table, view, index or sequence does not exist when the statement runs.\n\n"
    f"{_AFTER} A name without a schema is looked up in the schemas of search_path.",
    "undefined-column": "A column does not exist when the statement runs.\n\n"
    "Often CREATE TABLE IF NOT EXISTS found an older table of the same name and did nothing; the finding says so.",
    "undefined-function": "No function has this name and takes arguments of these types.\n\n"
    "The function may come later in the history, belong to an extension that is not created, stand in a schema outside "
    "search_path, or need a cast.",
    "undefined-object": "An object that the statement names does not exist when it runs.",
    "undefined-schema": "A schema does not exist when the statement runs.",
    "undefined-parameter": "A parameter is used that the function or statement does not have.",
    "duplicate-relation": "A table, view, index or sequence of this name exists already.\n\n"
    "The finding says since where. If the statement is to be re-runnable, it needs IF NOT EXISTS, which "
    "does not compare definitions.",
    "duplicate-object": "An object of this name exists already; the finding says since where.",
    "duplicate-column": "The table has a column of this name already; the finding says since where.",
    "duplicate-function": "A function of this name with these argument types exists already.",
    "dependent-objects": "An object cannot be dropped or changed because others depend on it.\n\n"
    "The server lists them. DROP ... CASCADE takes them along: read the list first.",
    "insufficient-privilege": "The role that runs the migrations may not do this.\n\n"
    "On Supabase migrations run as `postgres`, which is not a superuser and does not own the platform's tables.",
    "type-mismatch": "Two types do not fit where they meet, and no cast between them is implicit.",
    "syntax-error": "The server cannot parse the statement.\n\n"
    "Nothing of it is carried out. psql's own commands and COPY data are not SQL to the server.",
    "invalid-object-definition": "The definition contradicts itself or what it refers to.",
    "invalid-table-definition": "The table's definition contradicts itself.",
    "invalid-column-reference": "ON CONFLICT, a key or a clause names columns that cannot serve there.\n\n"
    "ON CONFLICT needs a unique index or constraint on exactly these columns when the statement runs.",
    "invalid-foreign-key": "The columns that a foreign key refers to are not unique in the other table.",
    "inside-transaction": "The statement cannot run in a transaction block, and the tool opens one for the file.\n\n"
    "CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM and their like must stand alone; most tools have a way to say so.",
    "outside-transaction": "The statement makes sense only inside a transaction block.",
    "unsafe-new-enum-value": "A label is used in the transaction that added it to its type.\n\n"
    "The label must be committed first: ALTER TYPE ... ADD VALUE belongs into a file of its own.",
    "wrong-object-type": "The statement is for another kind of object than the one it names.",
    "feature-not-supported": "The server cannot do this, in this version or in this combination.",
    "undefined-extension": "An extension is named that the database does not have, or the server cannot install.",
    "undefined-role": "A role does not exist: migrations see the roles of the platform, and those they create.",
    "undefined-type": "A type does not exist when the statement runs.\n\n"
    "It may come later in the history, or with an extension that is not created.",
    "undefined-policy": "A policy is changed or dropped that the table does not have.",
    "undefined-trigger": "A trigger is changed or dropped that the table does not have.",
    "undefined-constraint": "A constraint is changed or dropped that the table does not have.",
    "undefined-publication": "A publication does not exist; Supabase has `supabase_realtime`.",
    "ambiguous-function": "Several functions fit the call equally well; a cast of an argument decides.",
    "ambiguous-column": "Several relations of the query have a column of this name.",
    "grouping-error": "A column is neither grouped nor aggregated.",
    "not-idempotent": "Run a second time, the statement fails (`check --twice`).",
    "changes-again": "Run a second time, the statement changes something again (`check --twice`).",
    "unused-suppression": "A comment allows a rule that finds nothing there.\n\n"
    "It is a leftover, or names no rule. Comments that allow what does not happen hide what may happen next.",
    "internal-error": "pgrehearse itself has failed at a statement, whose outcome is therefore unknown.\n\n"
    "Please report it; the run goes on.",
    "byte-order-mark": "The file begins with a byte-order mark, which is not SQL to every tool.",
    "copy-data": "The file holds the data of COPY ... FROM stdin, which only psql can send.",
    "duplicate-version": "Two files have the same version; most tools apply only one, or stop.",
    "empty-file": "The file holds no statement.",
    "missing-migration-file": "A folder or journal entry lacks the SQL file it stands for.",
    "missing-up-section": "The file has no part that migrates forward.",
    "mixed-version-length": "Versions of different lengths sort otherwise as text than as numbers.",
    "not-utf8": "The file is not valid UTF-8; a server whose encoding is UTF-8 rejects its text.",
    "out-of-order-version": "A file runs after one whose version, read as a number or a time, is higher.",
    "placeholder": "The file holds placeholders that the tool fills in; statements with them are not judged.",
    "psql-command": "The file holds a command of psql, which other tools send to the server as SQL.",
    "skipped-file": "The tool does not apply this file.",
    "skipped-folder": "The tool does not look into this folder.",
    "statement-cut": "The tool cuts the file at a semicolon that does not end a statement.",
    "text-before-up-section": "Text before the part that migrates forward is ignored by the tool.",
    "unreadable-file": "The file cannot be read.",
    "unreadable-metadata": "The tool's metadata cannot be read.",
}  # fmt: skip


def manual_page(name: str) -> str | None:
    """The page of a rule, None where there is no such rule; its first line says what the rule finds."""
    if name in rule_names():
        return rule_named(name).page
    if name not in known_rules():
        return None
    if name.startswith(BODY_PREFIX):
        return body_page(name)
    codes = sqlstates_of(name)
    kind = "an error of the server" if codes and name not in _PAGES else ""
    page = _PAGES.get(name) or f"{name.replace('-', ' ').capitalize()}: {kind or 'an error of the server'}."
    if codes:
        page += (
            f"\n\nSQLSTATE {', '.join(codes)} ({', '.join(sqlstate_names(codes))}): the server rejects the statement."
        )
    return page


def sqlstates_of(name: str) -> list[str]:
    """The SQLSTATEs that fall under a rule."""
    found = {code for key, code in vars(sqlstate).items() if key.isupper() and isinstance(code, str) and len(code) == 5}
    codes = sorted(code for code in found if rule_of_code(code) == name)
    if codes or not name.startswith("undefined-"):
        return codes
    # The rules by kind of what is missing.
    missing = [sqlstate.UNDEFINED_OBJECT]
    return [*missing, sqlstate.UNDEFINED_FUNCTION] if name == "undefined-operator" else missing


def sqlstate_names(codes: list[str]) -> list[str]:
    """PostgreSQL's names of conditions, as errcodes.txt has them."""
    names: dict[str, str] = {}
    for key, code in vars(sqlstate).items():
        if key.isupper() and isinstance(code, str):
            names.setdefault(code, key.lower())
    return [names[code] for code in codes]
