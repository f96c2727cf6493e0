"""What the rule secret-literal takes for a secret, and what it leaves alone."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from analyzer.rehearsal import Options, rehearse

# Put together here, so that no scanner takes this file for a leak.
LETTERS = "aZ4kQ9xL2mB7vT1cW8nR5yH3jD6fG0pS"


def token(**claims: str) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.{LETTERS}"


FOUND = {
    "a Stripe secret": f"'sk_{'live'}_{LETTERS}'",
    "an AWS access key": f"'AK{'IA'}QZ7WXE4RTY2UIO9P'",
    "a GitHub token": f"'gh{'p'}_{LETTERS}abcd'",
    "a Slack token": f"'xo{'xb'}-2048-{LETTERS}'",
    "a Google API key": f"'AI{'za'}{LETTERS}abc'",
    "a private key": f"'-----BEGIN {'PRIVATE'} KEY-----'",
    "a Supabase secret key": f"'sb_{'secret'}_{LETTERS}'",
    "a database URL with a password": f"'postgres://app:{LETTERS}@db.acme.org/app'",
    "the service_role key of a Supabase project": f"'{token(iss='supabase', role='service_role', ref='abcdefghij')}'",
    "a JSON web token": f"'{token(iss='acme', sub='1234567890')}'",
}
LEFT_ALONE = (
    f"'{token(iss='supabase', role='anon', ref='abcdefghij')}'",
    f"'{token(iss='supabase-demo', role='service_role')}'",
    f"'sk_{'live'}_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'",
    f"'sk_{'live'}_your{LETTERS}'",
    f"'sk_{'test'}_{LETTERS}'",
    "'postgres://app:<password>@db.acme.org/app'",
    f"'postgres://postgres:{LETTERS}@localhost:5432/postgres'",
    f"'task-{LETTERS}{LETTERS}'",
    "'eyJhbGciOiJIUzI1NiJ9 is how tokens begin'",
)


def said(tmp_path: Path, sql: str) -> list[str]:
    (tmp_path / "1.sql").write_text(sql)
    run = rehearse([tmp_path / "1.sql"], Options(layout="files", rules=("secret-literal",), baseline="postgres"))
    return [judgement.verdict.message for judgement in run.judgements]


@pytest.mark.parametrize("what", FOUND)
def test_a_secret_is_told_and_not_repeated(tmp_path: Path, what: str) -> None:
    (message,) = said(tmp_path, f"select {FOUND[what]};\n")
    assert message == f"{what} stands in this file"


@pytest.mark.parametrize("literal", LEFT_ALONE)
def test_what_is_public_or_a_placeholder_is_left_alone(tmp_path: Path, literal: str) -> None:
    assert said(tmp_path, f"select {literal};\n") == []


def test_comments_and_function_bodies_are_read(tmp_path: Path) -> None:
    key = FOUND["a Stripe secret"]
    assert len(said(tmp_path, f"-- {key}\nselect 1;\n")) == 1
    assert len(said(tmp_path, f"do $$ begin perform {key}; end $$;\n")) == 1


def test_passwords_of_roles(tmp_path: Path) -> None:
    assert said(tmp_path, "create role app login password 'Hx7-pl09';") == [
        "the password of role app stands in this file"
    ]
    assert said(tmp_path, "create role b login; alter role b password 'Hx7-pl09';") == [
        "the password of role b stands in this file"
    ]
    hashed = "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0$c3RvcmVkc3RvcmVkc3RvcmVkc3RvcmVkc3RvcmVkMTI=:c2VydmVyc2VydmVyMTI="
    assert said(tmp_path, f"create role c login password '{hashed}';") == []
    assert said(tmp_path, "create role d login password 'changeme'; create role e password null;") == []
