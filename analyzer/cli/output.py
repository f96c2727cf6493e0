"""Where results go: standard output as UTF-8 bytes, or a file that is written whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from analyzer.errors import UsageError

if TYPE_CHECKING:
    from analyzer.report.text import Line

_CHUNK = 1 << 16


def write_output(parts: Iterable[bytes], path: str | None = None) -> None:
    """Write the parts to the file, or to standard output where there is none."""
    if path is None or path == "-":
        _write_to_standard_output(parts)
    else:
        _replace(parts, path)


def write_lines(lines: Iterable[Line], *, no_color: bool) -> None:
    """Write lines of styled text to standard output, in colour where somebody would see it."""
    from analyzer.report.text import STYLES, plain

    if not wants_color(no_color):
        write_output(f"{plain(line)}\n".encode("utf-8", "replace") for line in lines)
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(Text.assemble(*((text, STYLES.get(style, "")) for text, style in line)), soft_wrap=True)


def wants_color(no_color: bool) -> bool:
    """Tell whether standard output is somebody's terminal that shows colours, and nothing forbids them."""
    return sys.stdout.isatty() and not no_color and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write_to_standard_output(parts: Iterable[bytes]) -> None:
    sys.stdout.flush()
    out = sys.stdout.buffer
    waiting = bytearray()
    for part in parts:
        waiting += part
        if len(waiting) >= _CHUNK:
            out.write(waiting)
            waiting.clear()
    out.write(waiting)
    out.flush()


def _replace(parts: Iterable[bytes], path: str) -> None:
    """Write beside the file and put it in its place at the end."""
    folder = os.path.dirname(path) or "."
    if os.path.exists(path) and not os.path.isfile(path):
        # A device or a pipe cannot be replaced.
        if os.path.isdir(path):
            raise UsageError(f"{path}: is a folder")
        with open(path, "wb") as file:
            file.writelines(parts)
        return
    import tempfile

    try:
        number, temporary = tempfile.mkstemp(prefix=".pgrehearse-", dir=folder)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(number, "wb") as file:
            file.writelines(parts)
        os.chmod(temporary, _mode_of(path))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _mode_of(path: str) -> int:
    try:
        return os.stat(path).st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
