"""A secret stands in a migration.

Migrations lie in version control, and are shown in logs and reviews: a key or password in one is known to all who can
read them, for ever. Found are keys whose form their issuers make recognisable, private keys, database URLs with a
password, and passwords of roles. Public keys (Supabase's `anon` key) and obvious placeholders are left alone.

```sql fails
create role reporting login password 'kd83-Wq0z-11Xv';
```

```sql passes
create role reporting login;
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from analyzer.rules.judge.verdict import Verdict
from analyzer.tree.walk import find

if TYPE_CHECKING:
    from analyzer.rules.judge.views import FileView
    from analyzer.steps import Step

LEVEL = "warning"
CATEGORY = "security"

_KINDS: Final = {
    "jwt": ((b"eyJ",), rb"eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}"),
    "supabase": ((b"sb_secret_", b"sbp_"), rb"sb_secret_[A-Za-z0-9_-]{20,}|sbp_[0-9a-f]{40}"),
    "aws": ((b"AKIA",), rb"\bAKIA[0-9A-Z]{16}\b"),
    "github": (
        (b"ghp_", b"gho_", b"ghs_", b"ghu_", b"github_pat_"),
        rb"gh[opsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,}",
    ),
    "stripe": ((b"k_live_", b"whsec_"), rb"[rs]k_live_[A-Za-z0-9]{20,}|whsec_[A-Za-z0-9+/]{32,}"),
    "openai": ((b"sk-",), rb"\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{40,}"),
    "slack": ((b"xox",), rb"xox[baprs]-[0-9A-Za-z-]{20,}"),
    "google": ((b"AIza",), rb"\bAIza[0-9A-Za-z_-]{35}"),
    "sendgrid": ((b"SG.",), rb"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    "private": ((b"PRIVATE KEY",), rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "url": (
        (b"postgres://", b"postgresql://"),
        rb"postgres(?:ql)?://[^\s:/@'\"]+:[^\s/@'\"${}<>\[\]]{6,}@[^\s'\"]+",
    ),
}
"""For each kind what every such secret contains, which is quickly found not to be there, and its form."""
_NAMES: Final = {
    "jwt": "a JSON web token", "supabase": "a Supabase secret key", "aws": "an AWS access key",
    "github": "a GitHub token", "stripe": "a Stripe secret", "openai": "an API key (sk-...)", "slack": "a Slack token",
    "google": "a Google API key", "sendgrid": "a SendGrid API key", "private": "a private key",
    "url": "a database URL with a password",
}  # fmt: skip
_PLACEHOLDER: Final = re.compile(
    rb"x{4}|\*{3}|\.{3}|example|your|placeholder|changeme|dummy|redacted|0{8}", re.IGNORECASE
)
_LOCAL: Final = re.compile(rb"@(?:localhost|127\.0\.0\.1|db|postgres|host\.docker\.internal)(?=[:/]|$)")
_HASHED: Final = ("SCRAM-SHA-256$", "md5")


def check_file(view: FileView) -> Iterator[Verdict]:
    """Yield what looks like a secret in the file's text, comments included, and passwords of roles."""
    data = view.file.source.data
    counts: dict[str, int] = {}
    for kind, match in _matches(data):
        what = _described(kind, match[0])
        step = _step_at(view, match.start()) if what is not None else None
        if what is not None and step is not None:
            counts[what] = counts.get(what, 0) + 1
            number = f" ({counts[what]})" if counts[what] > 1 else ""
            inside = step.statement.start <= match.start() < step.statement.stop
            yield Verdict(
                object=f"{what} in {view.file.name}{number}",
                message=f"{what} stands in this file",
                step=step.index,
                location=match.start() - step.statement.base if inside else -1,
                fix="revoke it, and hand the new one over at run time (Supabase: vault.create_secret, or a setting).",
            )
    for step in view.steps:
        if step.tag in ("CreateRoleStmt", "AlterRoleStmt") and step.statement.error is None:
            yield from _passwords(step)


def _matches(data: bytes) -> Iterator[tuple[str, re.Match[bytes]]]:
    for kind, (needles, form) in _KINDS.items():
        if any(needle in data for needle in needles):
            for match in re.finditer(form, data):
                yield kind, match


def _passwords(step: Step) -> Iterator[Verdict]:
    node = step.statement.node
    for option in find(node.get("options", ()), "DefElem"):
        password = option.get("arg", {}).get("String", {}).get("sval", "") if option["defname"] == "password" else ""
        if password and not password.startswith(_HASHED) and not _PLACEHOLDER.search(password.encode()):
            role = node.get("role", "")
            name = role if isinstance(role, str) else role.get("rolename", "")
            yield Verdict(
                object=f"password of role {name}",
                message=f"the password of role {name} stands in this file",
                step=step.index,
                location=option.get("location", -1),
                fix="create the role without a password, and set it by hand, with \\password.",
            )


def _described(kind: str, found: bytes) -> str | None:
    """What was found, None where it is no secret."""
    if kind != "private" and (_PLACEHOLDER.search(found) or len(set(found)) < 10):
        return None
    if kind == "url" and _LOCAL.search(found):
        return None
    if kind == "jwt":
        return _token(found)
    return _NAMES[kind]


def _token(found: bytes) -> str | None:
    import base64
    import json

    part = found.split(b".")[1]
    try:
        # Both binascii.Error and JSONDecodeError are ValueErrors.
        payload = json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))
    except ValueError:
        return None
    if not isinstance(payload, dict) or payload.get("role") == "anon" or payload.get("iss") == "supabase-demo":
        return None
    if payload.get("role") == "service_role":
        return "the service_role key of a Supabase project"
    return _NAMES["jwt"]


def _step_at(view: FileView, offset: int) -> Step | None:
    """The statement at an offset, or the next one; the last one for what follows it."""
    for step in view.steps:
        if offset < step.statement.stop:
            return step
    return view.steps[-1] if view.steps else None
