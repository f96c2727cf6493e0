"""The base of every catalog record, and the access-control list every ownable record carries (src/include/utils/acl.h).
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import msgspec


class Record(msgspec.Struct, frozen=True, gc=False):
    """An immutable catalog row; fields carry PostgreSQL's column names. Change one with `msgspec.structs.replace`."""


class AclItem(NamedTuple):
    """What one grantee holds from one grantor; grantee 0 is PUBLIC; privs and goptions are bit masks of :mod:`acl`."""

    grantee: int
    grantor: int
    privs: int
    goptions: int = 0


Acl: TypeAlias = tuple[AclItem, ...] | None
"""None stands for the built-in default privileges of the object's kind and owner."""
