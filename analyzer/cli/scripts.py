"""`gaps --scripts`: PATCH.sql, ROLLBACK.sql and VERIFY.sql of the one look at the database that the report is of."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from analyzer.cli.patch import made_patch, report_trial
from analyzer.cli.rollback import made_rollback
from analyzer.cli.verify import as_owned_there, verify_parts
from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.diff import Comparison
    from analyzer.diff.patch import PatchOptions
    from analyzer.rehearsal import Rehearsal


def write_scripts(run: Rehearsal, comparison: Comparison, options: PatchOptions, folder: str) -> None:
    """Write the three scripts to a folder, which is made where it is not there; none if one of them cannot be made.

    What the patch and the rollback leave undone when tried is said on standard error.
    """
    from analyzer.cli.output import write_output
    from analyzer.tree.parse import room_for_depth

    with room_for_depth():
        forth = made_patch(comparison, comparison.changes, options)
        back = made_rollback(comparison, forth, options)
    for made in (forth, back):
        report_trial(made)
    as_owned_there(run, comparison)
    scripts = {
        "PATCH.sql": [forth.text.encode("utf-8", "surrogatepass")],
        "ROLLBACK.sql": [back.text.encode("utf-8", "surrogatepass")],
        "VERIFY.sql": list(verify_parts(run)),
    }
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from None
    for name, parts in scripts.items():
        write_output(parts, os.path.join(folder, name))
