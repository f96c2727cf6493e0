"""The command `pgrehearse`: from arguments to an exit code; errors of usage are one line on standard error and code 2.

Everything but click is imported when a command runs, so that `--help` costs next to nothing.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from analyzer import __version__
from analyzer.cli.check import check
from analyzer.cli.diff import diff
from analyzer.cli.gaps import gaps
from analyzer.cli.graph import graph
from analyzer.cli.history import history
from analyzer.cli.introspect import introspect
from analyzer.cli.patch import patch
from analyzer.cli.rollback import rollback
from analyzer.cli.rules import explain, rules
from analyzer.cli.snapshot import snapshot
from analyzer.cli.state import state
from analyzer.cli.trace import trace
from analyzer.cli.verify import verify
from analyzer.errors import UsageError

USAGE_ERROR = 2
INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="pgrehearse", message="%(prog)s %(version)s")
def cli() -> None:
    """Rehearse SQL migrations without a database: what would PostgreSQL say to each statement?"""


for command in (
    check, trace, state, verify, introspect, snapshot, diff, gaps, patch, rollback, graph, history, rules, explain,
):  # fmt: skip
    cli.add_command(command)


def process() -> NoReturn:
    """Run the command line as a process of its own (`main`), and end the process at once."""
    try:
        main()
    except SystemExit as end:
        sys.stderr.flush()
        # The end of a process frees the simulated catalogs at once; Python would take them apart object by object.
        os._exit(end.code if isinstance(end.code, int) else 0)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 fine, 1 findings, 2 usage or operational error."""
    # Imports make no garbage; a rehearsal turns the collector on again, with a threshold of its own.
    gc.disable()
    code = _run(list(sys.argv[1:] if arguments is None else arguments))
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_standard_output()
    sys.exit(code)


def _run(arguments: list[str]) -> int:
    try:
        result = cli.main(arguments, prog_name="pgrehearse", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as help_text:
        click.echo(help_text.format_message(), err=True)
        return USAGE_ERROR
    except click.ClickException as error:
        return _fail(error.format_message())
    except UsageError as error:
        return _fail(str(error))
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; that is no error of ours.
        _forget_standard_output()
        return 0
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    return result if isinstance(result, int) else 0


def _fail(message: str) -> int:
    from analyzer.report.escape import printable

    line = " ".join(message.split())
    sys.stderr.write(f"pgrehearse: {printable(line)}\n")
    return USAGE_ERROR


def _forget_standard_output() -> None:
    # Python flushes standard output once more at exit, and would complain of the same pipe again.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
