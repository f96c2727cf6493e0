"""The manual pages of the rules about bodies of functions."""

from __future__ import annotations

from typing import Final

from analyzer.findings.rules import BODY_PREFIX

_ABOUT: Final = (
    "Bodies of functions are checked once, against the database that the whole history leaves behind: every statement "
    "of a PL/pgSQL body, every branch, as the extension plpgsql_check does, a trigger's function for each table it is "
    "attached to. CREATE FUNCTION itself accepts such a body; the error comes when it runs. Where a later migration "
    "broke it, the finding names that one.\n\n"
    "Not reported: what rests on temporary tables that bodies make, statements in branches whose condition is known to "
    "be false (another table's name in TG_TABLE_NAME, an extension that is not there), errors that a handler of the "
    "body names."
)

_PAGES: Final = {
    "missing-return": "A function can reach its end without RETURN, which is an error when it happens.",
    "not-volatile": "A function that is STABLE or IMMUTABLE writes, which the server refuses when it runs.",
    "undefined-schema": "A body names a schema that does not exist.",
    "undefined-column": "A body names a column, or a field of NEW, OLD or another row, that does not exist.",
    "undefined-relation": "A body names a table or view that does not exist, or not in the function's search_path.",
    "undefined-function": "A body calls a function that does not exist, or not with arguments of these types.",
    "ambiguous-column": "A name in a body may be a variable or a column; PL/pgSQL refuses to choose.\n\n"
    "OUT parameters and columns of RETURNS TABLE are variables too. Qualify the column with its table's name.",
    "ambiguous-function": "A call in a body fits several functions equally well, often since an overload was added.",
    "type-mismatch": "A value in a body does not have the type that is wanted where it goes.",
    "unreachable-code": "Statements follow one behind which control never goes on.",
    "unset-output": "An OUT parameter is never set: it is always NULL.",
    "unused-parameter": "The body never reads a parameter.",
    "unused-using": "EXECUTE gives its text parameters that the text does not use.",
    "unused-variable": "A declared variable is never read.",
    "wrong-target-count": "INTO names more, or fewer, variables than the query has columns.\n\n"
    "PL/pgSQL fills missing ones with NULL and drops what is left over.",
}  # fmt: skip


def body_page(name: str) -> str:
    """The page of a rule about bodies, `name` with its prefix."""
    rest = name.removeprefix(BODY_PREFIX)
    page = _PAGES.get(rest)
    if page is None:
        page = f"A statement in a function's body would fail: {rest.replace('-', ' ')}."
    return f"{page}\n\n{_ABOUT}"
