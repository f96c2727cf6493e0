"""pg_authid, pg_auth_members, pg_db_role_setting: roles, membership, per-role settings (src/include/catalog/pg_authid.h
...).
"""

from __future__ import annotations

from analyzer.catalog.record import Record


class PgAuthid(Record, frozen=True):
    """One role."""

    oid: int
    rolname: str
    rolsuper: bool = False
    rolinherit: bool = True
    rolcreaterole: bool = False
    rolcreatedb: bool = False
    rolcanlogin: bool = False
    rolreplication: bool = False
    rolbypassrls: bool = False
    rolconnlimit: int = -1
    rolvaliduntil: str | None = None


class PgAuthMembers(Record, frozen=True):
    """`member` belongs to `roleid`, as granted by `grantor`; inherit_option and set_option came with PostgreSQL 16."""

    oid: int
    roleid: int
    member: int
    grantor: int
    admin_option: bool = False
    inherit_option: bool = True
    set_option: bool = True


class PgDbRoleSetting(Record, frozen=True):
    """ALTER ROLE / ALTER DATABASE ... SET; key (setdatabase, setrole), 0 for all."""

    setdatabase: int
    setrole: int
    setconfig: tuple[str, ...] = ()
