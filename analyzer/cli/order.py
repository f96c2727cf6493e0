"""`pgrehearse check --order`: a proposed order, as text, JSON, a patch or a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from analyzer.cli.options import without_needless_collections

if TYPE_CHECKING:
    from analyzer.findings.ordering.propose import Proposal
    from analyzer.rehearsal import Options, Rehearsal
    from analyzer.source.discover import History


def check_order(paths: tuple[str, ...], options: Options, form: str, *, show_all: bool, no_color: bool) -> int:
    """Propose an order for the history that the paths name; return 0 where no statement fails as it is, else 1."""
    from analyzer.cli.output import write_output
    from analyzer.cli.progress import progress_bar
    from analyzer.findings.ordering.propose import propose
    from analyzer.rehearsal import rehearse

    options = msgspec.structs.replace(options, rules=())
    with without_needless_collections(), progress_bar("Rehearsing") as progress:
        run = rehearse(paths, options, progress=progress)
        proposal = propose(run, options, progress=progress)
        if form in ("dot", "mermaid"):
            from analyzer.cli.graph import graph_of

            write_output(graph_of(run, form, {file.path for file in proposal.moved_files}))
        else:
            _write(run, proposal, form, show_all=show_all, no_color=no_color)
    return 1 if proposal.failing_before else 0


def edit_of(proposal: Proposal, history: History) -> tuple[dict[str, str], dict[str, bytes]]:
    """The proposal as new names and new contents by present path, read back to see that they are what is meant.

    Raises CannotEdit.
    """
    from analyzer.findings.ordering.edits import new_contents
    from analyzer.findings.ordering.versions import check_edit, new_paths

    names, contents = new_paths(proposal, history), new_contents(proposal)
    check_edit(proposal, history, names, contents)
    return names, contents


def _write(run: Rehearsal, proposal: Proposal, form: str, *, show_all: bool, no_color: bool) -> None:
    from analyzer.cli.output import write_lines, write_output
    from analyzer.errors import UsageError
    from analyzer.findings.ordering.edits import CannotEdit
    from analyzer.report.order import order_json, order_lines, order_patch

    try:
        new_names, contents = edit_of(proposal, run.history)
    except CannotEdit as reason:
        if form == "patch":
            raise UsageError(f"no patch can be written: {reason}") from None
        # The order stands without it; only new names cannot be given.
        new_names, contents = {}, {}
    match form:
        case "json":
            write_output([order_json(proposal, new_names)])
        case "patch":
            before = {file.path: file.source.data for file in proposal.before}
            write_output(order_patch(before, new_names, contents))
        case _:
            write_lines(order_lines(proposal, new_names, show_all=show_all), no_color=no_color)
