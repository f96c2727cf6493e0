"""What the index access methods can do (the IndexAmRoutine of each handler, src/backend/access/*/)."""

from __future__ import annotations

from typing import Final, NamedTuple

from analyzer import sqlstate
from analyzer.catalog.catalog import Catalog
from analyzer.catalog.pg_am import PgAm
from analyzer.catalog.type_oids import INT4
from analyzer.commands.objects.unqualified import existing_row
from analyzer.errors import NotSimulated, PgError


class IndexAm(NamedTuple):
    """The properties of an access method that DefineIndex asks about.

    `gettuple`: it can return rows one by one; `keytype`: what it stores instead of the values, where the same for all
    types.
    """

    canorder: bool = False
    canunique: bool = False
    canmulticol: bool = False
    caninclude: bool = False
    gettuple: bool = False
    keytype: int = 0


_HANDLERS: Final[dict[str, IndexAm]] = {
    "bthandler": IndexAm(canorder=True, canunique=True, canmulticol=True, caninclude=True, gettuple=True),
    "hashhandler": IndexAm(gettuple=True, keytype=INT4),
    "gisthandler": IndexAm(canmulticol=True, caninclude=True, gettuple=True),
    "ginhandler": IndexAm(canmulticol=True),
    "spghandler": IndexAm(caninclude=True, gettuple=True),
    "brinhandler": IndexAm(canmulticol=True),
    "blhandler": IndexAm(canmulticol=True),
    "hnswhandler": IndexAm(gettuple=True),
    "ivfflathandler": IndexAm(gettuple=True),
    "rumhandler": IndexAm(canmulticol=True, gettuple=True),
    "pgroonga_handler": IndexAm(canmulticol=True, caninclude=True, gettuple=True),
}


def access_method(catalog: Catalog, name: str) -> PgAm:
    """Return the access method; 42704 if there is none of that name. "rtree" means gist, as in old dumps."""
    if name == "rtree" and not catalog.pg_am.has("name", name):
        name = "gist"
    found: PgAm = existing_row(catalog, "pg_am", name)
    return found


def handler_name(catalog: Catalog, am: PgAm) -> str:
    """Return the name of the access method's handler function."""
    proc = catalog.pg_proc.get(am.amhandler)
    return proc.proname if proc is not None else ""


def capabilities(catalog: Catalog, am: PgAm) -> IndexAm:
    """Return what an index access method can do; NotSimulated for one we do not know."""
    if am.amtype != "i":
        # GetIndexAmRoutine calls the handler before anyone looks at amtype.
        raise PgError(
            sqlstate.INTERNAL_ERROR,
            f"index access method handler function {am.amhandler} did not return an IndexAmRoutine struct",
        )
    found = _HANDLERS.get(handler_name(catalog, am))
    if found is None:
        raise NotSimulated(f'what access method "{am.amname}" can do is not known')
    return found
