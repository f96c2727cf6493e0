"""Names that PostgreSQL makes up for indexes, constraints, sequences and array types
(src/backend/commands/indexcmds.c, pg_constraint.c).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from analyzer.catalog.catalog import Catalog
from analyzer.tree.names import NAMEDATALEN


def clip(name: bytes, length: int) -> bytes:
    """Return the longest prefix of at most `length` bytes that splits no character (pg_mbcliplen)."""
    if len(name) <= length:
        return name
    return name[: max(length, 0)].decode(errors="ignore").encode()


def make_object_name(name1: str, name2: str | None, label: str | None) -> str:
    """Return ``name1_name2_label`` cut to 63 bytes, the longer of the two names first (makeObjectName)."""
    first, second = name1.encode(), b"" if name2 is None else name2.encode()
    overhead = (name2 is not None) + (0 if label is None else len(label.encode()) + 1)
    available = NAMEDATALEN - 1 - overhead
    length1, length2 = len(first), len(second)
    while length1 + length2 > available:
        if length1 > length2:
            length1 -= 1
        else:
            length2 -= 1
    parts = [clip(first, length1).decode()]
    if name2 is not None:
        parts.append(clip(second, length2).decode())
    if label is not None:
        parts.append(label)
    return "_".join(parts)


def constraint_name_exists(catalog: Catalog, name: str, namespaceid: int) -> bool:
    """Tell whether any table or domain of the schema has a constraint of that name (ConstraintNameExists)."""
    return catalog.pg_constraint.has("conname", (name, namespaceid))


def choose_relation_name(
    catalog: Catalog, name1: str, name2: str | None, label: str, namespaceid: int, isconstraint: bool
) -> str:
    """Return a relation name free in the schema, of the form ``name1_name2_label[n]`` (ChooseRelationName)."""
    modlabel, number = label, 0
    while True:
        name = make_object_name(name1, name2, modlabel)
        if not catalog.pg_class.has("name", (name, namespaceid)) and not (
            isconstraint and constraint_name_exists(catalog, name, namespaceid)
        ):
            return name
        number += 1
        modlabel = f"{label}{number}"


def choose_constraint_name(
    catalog: Catalog, name1: str, name2: str | None, label: str, namespaceid: int, others: Collection[str] = ()
) -> str:
    """Return a constraint name that neither the schema nor `others` has (ChooseConstraintName)."""
    modlabel, number = label, 0
    while True:
        name = make_object_name(name1, name2, modlabel)
        if name not in others and not constraint_name_exists(catalog, name, namespaceid):
            return name
        number += 1
        modlabel = f"{label}{number}"


def choose_index_name(
    catalog: Catalog, tabname: str, namespaceid: int, colnames: Sequence[str],
    *, exclusion: bool = False, primary: bool = False, isconstraint: bool = False,
) -> str:
    """Return the name of an index that the user did not name (ChooseIndexName)."""
    if primary:
        return choose_relation_name(catalog, tabname, None, "pkey", namespaceid, True)
    addition = choose_index_name_addition(colnames)
    if exclusion:
        return choose_relation_name(catalog, tabname, addition, "excl", namespaceid, True)
    if isconstraint:
        return choose_relation_name(catalog, tabname, addition, "key", namespaceid, True)
    return choose_relation_name(catalog, tabname, addition, "idx", namespaceid, False)


def choose_index_name_addition(colnames: Iterable[str]) -> str:
    """Return the column names joined by "_", as many as fit an identifier (ChooseIndexNameAddition).

    ChooseForeignKeyConstraintNameAddition and ChooseExtendedStatisticNameAddition are the same.
    """
    joined = b""
    for name in colnames:
        if joined:
            joined += b"_"
        joined += name.encode()[: NAMEDATALEN - 1]
        if len(joined) >= NAMEDATALEN:
            break
    return joined.decode(errors="ignore")


choose_foreign_key_constraint_name_addition = choose_index_name_addition


def choose_index_column_names(names: Iterable[str]) -> list[str]:
    """Return the names of an index's own columns: those given, numbered where they repeat (ChooseIndexColumnNames)."""
    result: list[str] = []
    for original in names:
        current, number = original, 0
        while current in result:
            number += 1
            digits = str(number)
            current = clip(original.encode(), NAMEDATALEN - 1 - len(digits)).decode() + digits
        result.append(current)
    return result


def make_array_type_name(catalog: Catalog, typname: str, namespaceid: int) -> str:
    """Return the name for the array type over `typname` (makeArrayTypeName)."""
    name, number = make_object_name("", typname, None), 0
    while catalog.pg_type.has("name", (name, namespaceid)):
        number += 1
        name = make_object_name("", typname, str(number))
    return name
