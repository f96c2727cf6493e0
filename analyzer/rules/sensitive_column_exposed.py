"""A column with a telling name stands in a table that the API shows without row level security.

The table can be read by everybody who has the project's public key, and one of its columns is called `password`,
`api_key`, `ssn` or the like.

```sql fails
-- baseline: supabase
create table accounts (id int primary key, api_key text);
```

```sql passes
-- baseline: supabase
create table accounts (id int primary key, api_key text);
alter table accounts enable row level security;
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.catalog.acl import SELECT
from analyzer.catalog.objects import ObjectAddress
from analyzer.rules.judge.verdict import Splinter, Verdict
from analyzer.tree.names import quote_identifier, quote_qualified

if TYPE_CHECKING:
    from analyzer.rules.judge.state import StateView

LEVEL = "error"
CATEGORY = "security"
BASELINE = "supabase"

_NAMES = frozenset(
    {
        "2fa_code", "2fa_secret", "access_token", "account_number", "activation_key", "api_key", "apikey", "auth_code",
        "auth_key", "backup_code", "bank_account", "bearer_token", "bic", "card_number", "certificate", "credit_card",
        "cvc", "cvn", "cvv", "device_uuid", "driver_license", "drivers_license", "facial_recognition", "gpg_key",
        "health_insurance", "health_record", "iban", "imei", "insurance_number", "jwt", "license_key",
        "license_number", "mac_address", "macaddr", "medical_insurance", "medical_record", "national_id",
        "oauth_token", "otp", "passphrase", "passport_id", "passport_number", "passwd", "password", "patient_id",
        "pgp_key", "private_key", "pwd", "recovery_code", "refresh_token", "routing_number", "secret", "secret_key",
        "session_id", "session_key", "session_secret", "session_token", "social_security", "social_security_number",
        "ssh_key", "ssn", "swift_code", "tax_id", "token", "treatment", "two_factor", "verification_code",
    }
)  # fmt: skip


def check_state(view: StateView) -> Iterator[Verdict]:
    """Yield the tables that clients can read without row level security, with such columns."""
    for schema, table in view.relations("rp", exposed=True, members=True):
        if table.relrowsecurity:
            continue
        columns = sorted(
            column.attname
            for column in view.catalog.pg_attribute.find("relation", table.oid)
            if column.attnum > 0 and not column.attisdropped and column.attname.lower().replace("-", "_") in _NAMES
        )
        readers = view.api_roles_with(SELECT, table) if columns else []
        if not readers:
            continue
        name = quote_qualified(schema, table.relname)
        shown = ", ".join(map(quote_identifier, columns))
        yield Verdict(
            object=f"table {name}",
            message=f"{' and '.join(readers)} can read {shown} in every row of {name}",
            address=ObjectAddress("pg_class", table.oid),
            fix=f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;",
            splinter=Splinter("sensitive_columns_exposed", f"sensitive_columns_exposed_{schema}_{table.relname}")
            if table.relkind == "r"
            else None,
        )
