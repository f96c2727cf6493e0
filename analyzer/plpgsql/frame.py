"""The variables of a running PL/pgSQL block: datums and the scopes their names live in
(PLpgSQL_execstate, src/pl/plpgsql/src/plpgsql.h; pl_funcs.c; resolve_column_ref, pl_comp.c).
"""

from __future__ import annotations

from typing import Any

from analyzer import sqlstate
from analyzer.analyze import lsyscache
from analyzer.analyze.parsestate import ParseState
from analyzer.catalog import exprs as e
from analyzer.catalog import type_oids as t
from analyzer.catalog.namespace import Namespace
from analyzer.errors import NotSimulated, PgError
from analyzer.plpgsql.declarations import Declaration, declared_typmod, resolved
from analyzer.plpgsql.values import UNKNOWN
from analyzer.tree.parse import Node


class Variable:
    """A scalar: its type and its value."""

    def __init__(self, name: str, typid: int) -> None:
        self.name, self.typid = name, typid
        self.typmod = -1
        self.value: Any = None

    def state(self) -> Any:
        """Return what `restore` takes."""
        return self.value

    def restore(self, state: Any) -> None:
        """Go back to an earlier value."""
        self.value = state

    def forget(self, state: Any) -> None:
        """Become unknown where the value differs from another that may as well be the truth."""
        if self.value is not state and (self.value is UNKNOWN or state is UNKNOWN or self.value != state):
            self.value = UNKNOWN


class Record:
    """A row: its fields' names, types and values. One of type RECORD has no fields before something is assigned."""

    def __init__(self, name: str, typid: int, names: list[str], types: list[int]) -> None:
        self.name, self.typid = name, typid
        self.names, self.types = names, types
        self.values: list[Any] | None = None if typid == t.RECORD else [None] * len(names)
        self.null = False
        """Whether the row itself is NULL, though its fields are known: OLD of an INSERT trigger."""

    def set_null(self, names: list[str], types: list[int]) -> None:
        """Assign a NULL of a row type."""
        self.set(names, types, [None] * len(names))
        self.null = True

    def set(self, names: list[str], types: list[int], values: list[Any]) -> None:
        """Assign a row; a variable of a composite type keeps its own fields."""
        self.null = False
        if self.typid == t.RECORD:
            self.names, self.types, self.values = names, types, list(values)
        else:
            self.values = (list(values) + [None] * len(self.names))[: len(self.names)]

    def state(self) -> Any:
        """Return what `restore` takes."""
        return self.names, self.types, None if self.values is None else list(self.values), self.null

    def restore(self, state: Any) -> None:
        """Go back to an earlier row."""
        self.names, self.types, values, self.null = state
        self.values = None if values is None else list(values)

    def forget(self, state: Any) -> None:
        """Become unknown where the row differs from another that may as well be the truth."""
        names, types, values, _null = state
        if self.values is None and values is not None:
            self.names, self.types, self.values = names, types, [UNKNOWN] * len(values)
        elif self.values is not None and (self.names != names or self.values != values):
            self.values = [UNKNOWN] * len(self.values)


Datum = Variable | Record
Scope = tuple[str | None, dict[str, Datum]]


class Frame:
    """Datums in libpg_query's order, each claimed by the block, loop or handler that declares it; scopes, innermost
    last.

    `known` are the arguments' types by name. A label's scope makes ``label.variable`` mean that block's.
    """

    def __init__(self, ns: Namespace, function: Node, body: str, known: dict[str, int], title: str) -> None:
        self.ns = ns
        self.nodes: list[Node] = function.get("datums", [])
        self.use_column = "#variable_conflict use_column" in body
        self.use_variable = "#variable_conflict use_variable" in body
        self.datums: list[Datum | None] = []
        self.owned: dict[int, list[Datum]] = {}
        """What a statement declares, by the identity of its node."""
        self.aliases: dict[int, list[Declaration]] = {}
        self._declared = resolved(ns, body, known)
        self._cursor_arguments = {
            field.get("varno", 0)
            for node in self.nodes
            for field in self._argument_row(node)
        }
        self._unclaimed: list[int] = []
        for dno, node in enumerate(self.nodes):
            self.datums.append(self._datum(node, known))
            ((_kind, inner),) = node.items()
            if (
                inner.get("lineno")
                and dno not in self._cursor_arguments
                and not inner.get("refname", "").startswith("(")
            ):
                self._unclaimed.append(dno)
        self._numbers: dict[tuple[int, int], int] = {}
        self.bound: dict[int, tuple[Datum, int]] = {}
        """What the parameters of the statement analyzed last stand for: variables, or fields of records."""
        self._block = 0
        self._claim(function["action"])
        mine = [d for dno, d in enumerate(self.datums) if d is not None and dno in self._outermost()]
        self.scopes: list[Scope] = [(title, {d.name: d for d in mine})]
        self.parameters = []
        for datum in mine:
            if datum.name == "found":
                break
            self.parameters.append(datum)
        for number, datum in enumerate(self.parameters, 1):
            self.scopes[0][1].setdefault(f"${number}", datum)

    # -- datums ----------------------------------------------------------------------------------------------------

    def _argument_row(self, node: Node) -> list[Node]:
        row = node.get("PLpgSQL_var", {}).get("cursor_explicit_argrow")
        fields: list[Node] = [] if row is None or row < 0 else self.nodes[row]["PLpgSQL_row"].get("fields", [])
        return fields

    def _outermost(self) -> set[int]:
        claimed = {id(datum) for datums in self.owned.values() for datum in datums}
        return {
            dno for dno, datum in enumerate(self.datums)
            if datum is not None and id(datum) not in claimed and dno not in self._cursor_arguments
        }

    def _datum(self, node: Node, known: dict[str, int]) -> Datum | None:
        ((kind, inner),) = node.items()
        name = inner.get("refname", "")
        if kind == "PLpgSQL_rec":
            return self.make(name, known.get(name, t.RECORD) if "lineno" not in inner else t.RECORD)
        if kind != "PLpgSQL_var":
            return None
        typid = known.get(name) if "lineno" not in inner else None
        return self.make(
            name, typid or _BASIC.get(inner.get("datatype", {}).get("PLpgSQL_type", {}).get("typname"), t.TEXT)
        )

    def make(self, name: str, typid: int) -> Datum:
        """Return a new variable of a type."""
        if not lsyscache.type_is_rowtype(self.ns.catalog, typid):
            return Variable(name, typid)
        relid = lsyscache.type_or_domain_relid(self.ns.catalog, typid)
        columns = [c for c in lsyscache.columns_of(self.ns.catalog, relid) if not c.attisdropped] if relid else []
        return Record(name, typid, [c.attname for c in columns], [c.atttypid for c in columns])

    def _claim(self, node: Any) -> None:
        """Give every datum to the statement that declares it, in the order of the text."""
        if isinstance(node, list):
            for item in node:
                self._claim(item)
            return
        if not isinstance(node, dict):
            return
        for tag, inner in node.items():
            if tag == "PLpgSQL_stmt_block" and "lineno" in inner:
                self._claim_block(inner)
            elif tag == "PLpgSQL_stmt_fori":
                self._take(inner, inner["var"]["PLpgSQL_var"]["refname"], 23)
            elif tag == "PLpgSQL_stmt_forc":
                self._take(inner, inner["var"]["PLpgSQL_rec"]["refname"], t.RECORD)
            if tag != "PLpgSQL_exception_block":
                self._claim(inner)
                continue
            self._take(inner, "sqlstate", t.TEXT)
            self._take(inner, "sqlerrm", t.TEXT)
            self._claim(inner)

    def _claim_block(self, inner: Node) -> None:
        for declaration, typid in self._declared:
            if declaration.block != self._block:
                continue
            if declaration.alias is not None:
                self.aliases.setdefault(id(inner), []).append(declaration)
            else:
                datum = self._take(inner, declaration.name, typid or t.TEXT)
                if isinstance(datum, Variable):
                    datum.typmod = declared_typmod(self.ns, declaration.type)
        self._block += 1

    def _take(self, owner: Node, name: str, typid: int) -> Datum | None:
        for dno in self._unclaimed:
            datum = self.datums[dno]
            if datum is not None and datum.name == name:
                self._unclaimed.remove(dno)
                made = self.make(name, typid)
                if type(made) is type(datum):
                    self.datums[dno] = datum = made
                self.owned.setdefault(id(owner), []).append(datum)
                return datum
        return None

    # -- scopes ----------------------------------------------------------------------------------------------------

    def enter(self, owner: Node, label: str | None) -> list[Datum]:
        """Open the scope of a block or loop; return what it declares."""
        owned = self.owned.get(id(owner), [])
        scope = {datum.name: datum for datum in owned}
        for declaration in self.aliases.get(id(owner), ()):
            target = scope.get(declaration.alias or "") or self.lookup(declaration.alias or "")
            if target is not None:
                scope[declaration.name] = target
        self.scopes.append((label, scope))
        return owned

    def leave(self) -> None:
        """Close the innermost scope."""
        self.scopes.pop()

    def place(self) -> tuple[Any, ...]:
        """Return what tells one nesting of scopes from another."""
        return tuple([(label, id(next(iter(scope.values()), None))) for label, scope in self.scopes])

    def lookup(self, name: str) -> Datum | None:
        """Return the variable that an unqualified name means."""
        for _label, scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return None

    def target(self, dno: int) -> tuple[Datum, str | None]:
        """Return the variable that a datum number means, with the field's name for a record's field."""
        ((kind, inner),) = self.nodes[dno].items()
        if kind == "PLpgSQL_recfield":
            parent = self.datums[inner.get("recparentno", 0)]
            assert parent is not None
            return parent, inner["fieldname"]
        datum = self.datums[dno]
        if datum is None:
            raise NotSimulated("an assignment to a row of variables")
        return datum, None

    def field_at(self, record: Record, field: str) -> int:
        """Return a field's position; 55000 before anything is assigned, 42703 where there is no such field."""
        if record.values is None and record.typid == t.RECORD:
            raise PgError(
                sqlstate.OBJECT_NOT_IN_PREREQUISITE_STATE, f'record "{record.name}" is not assigned yet',
                detail="The tuple structure of a not-yet-assigned record is indeterminate.",
            )
        if field not in record.names:
            raise PgError(sqlstate.UNDEFINED_COLUMN, f'record "{record.name}" has no field "{field}"')
        return record.names.index(field)

    def snapshot(self) -> list[Any]:
        """Return copies of all values, for `restore` and `forget_differences`."""
        return [None if datum is None else datum.state() for datum in self.datums]

    def restore(self, states: list[Any]) -> None:
        """Go back to a snapshot."""
        for datum, state in zip(self.datums, states, strict=True):
            if datum is not None:
                datum.restore(state)

    def forget_differences(self, states: list[Any]) -> None:
        """Make unknown what differs from the snapshot: either may be the truth."""
        for datum, state in zip(self.datums, states, strict=True):
            if datum is not None:
                datum.forget(state)

    # -- names in SQL ----------------------------------------------------------------------------------------------

    def hooks(self, ps: ParseState, parameters: dict[int, Any]) -> None:
        """Let a statement's analysis see the variables; their values at this moment go into `parameters`."""
        self._numbers = {}
        self.bound = {}

        def by_name(_state: ParseState, ref: Node) -> Any:
            return self._reference(ref["fields"], parameters)

        def after(state: ParseState, ref: Node, found: Any) -> Any:
            if found is not None and (self.use_column or len(ref["fields"]) > 1):
                return None
            return by_name(state, ref)

        def by_number(_state: ParseState, ref: Node) -> Any:
            datum = self.lookup(f"${ref.get('number', 0)}")
            return None if datum is None else self._value(datum, parameters)

        if self.use_variable:
            ps.pre_columnref_hook = by_name
        ps.post_columnref_hook = after
        ps.param_hook = by_number

    def _reference(self, fields: list[Node], parameters: dict[int, Any]) -> Any:
        names = [field["String"].get("sval", "") for field in fields if "String" in field]
        star = len(names) < len(fields)
        if not names or len(names) > 3:
            return None
        datum = self.lookup(names[0])
        rest = names[1:]
        if (datum is None or (rest and isinstance(datum, Variable))) and len(names) > 1:
            datum, rest = self.labelled(names[0], names[1]), names[2:]
        if datum is None:
            return None
        if isinstance(datum, Variable):
            return None if rest or star else self._value(datum, parameters)
        if not rest:
            return self._value(datum, parameters)
        at = self.field_at(datum, rest[0])
        value = None if datum.values is None else datum.values[at]
        found = self._param(datum.types[at], value, parameters, datum, at)
        if len(rest) == 1:
            return found
        raise NotSimulated("a field of a record's field")

    def labelled(self, label: str, name: str) -> Datum | None:
        """Return the variable of the block with this label."""
        for known, scope in reversed(self.scopes):
            if known == label:
                return scope.get(name)
        return None

    def _value(self, datum: Datum, parameters: dict[int, Any]) -> Any:
        if isinstance(datum, Variable):
            return self._param(datum.typid, datum.value, parameters, datum, -1)
        if datum.values is None or datum.null:
            # As a whole, a record that is not assigned yet is NULL.
            return self._param(datum.typid, None, parameters, datum, -1)
        args = tuple(
            self._param(typid, value, parameters, datum, at)
            for at, (typid, value) in enumerate(zip(datum.types, datum.values, strict=True))
        )
        return e.RowExpr(args, datum.typid, 0, tuple(datum.names))

    def _param(self, typid: int, value: Any, parameters: dict[int, Any], datum: Datum, at: int) -> Any:
        """Return the parameter of a variable or field: the same for the same one throughout a statement."""
        number = self._numbers.setdefault((id(datum), at), len(parameters) + 1)
        parameters[number] = value
        self.bound[number] = (datum, at)
        return e.Param("e", number, typid, -1, lsyscache.get_typcollation(self.ns.catalog, typid))


_BASIC = {"bool": t.BOOL, "int4": 23, "int8": 20, "oid": 26, "name": t.NAME, "refcursor": 1790, "_text": 1009}
"""Types of datums that nobody declared: FOUND, TG_..."""


__all__ = ["Datum", "Frame", "Record", "Variable"]
