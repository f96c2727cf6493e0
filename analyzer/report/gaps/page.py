"""The gaps report as one self-contained HTML page: no network, no script but its own filters."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING, Final

from analyzer.diff.change import SEVERITIES
from analyzer.report.escape import printable
from analyzer.report.gaps.markdown import HEADINGS
from analyzer.report.gaps.model import Gaps, Rows, Section, headline

if TYPE_CHECKING:
    from analyzer.diff.change import Change

_STYLE: Final = """
:root { color-scheme: light dark; --line: #d8dce2; --soft: #f4f6f8; --text: #1c2430; --dim: #5b6675; --page: #fff;
  --critical: #b3261e; --high: #b85c00; --medium: #806600; --info: #33658a; --ok: #2e7d32; }
@media (prefers-color-scheme: dark) { :root { --line: #39424e; --soft: #1d242d; --text: #e4e8ee; --dim: #9aa6b4;
  --page: #141a21; --critical: #ff8a80; --high: #ffb059; --medium: #e6c84f; --info: #8ec5ee; --ok: #81c784; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); margin: 0 auto;
  max-width: 76rem; padding: 1.5rem; }
h1 { margin: 0 0 .3rem; font-size: 1.6rem; } h2 { margin: 2.2rem 0 .4rem; font-size: 1.2rem; }
p { margin: .3rem 0; } .dim { color: var(--dim); }
code, pre { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--soft); padding: .7rem; border-radius: 6px; overflow-x: auto; white-space: pre-wrap;
  margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; font-size: .85rem; color: var(--dim); }
.gaps { table-layout: fixed; } .gaps th:first-child { width: 6rem; } .gaps td { overflow-wrap: anywhere; }
.side { width: 27%; } .place { width: 15%; }
.badge { font-weight: 600; font-size: .85rem; } .critical { color: var(--critical); } .high { color: var(--high); }
.medium { color: var(--medium); } .info { color: var(--info); } .ok { color: var(--ok); }
.filters { position: sticky; top: 0; background: var(--page); padding: .7rem 0; border-bottom: 1px solid var(--line);
  display: flex; flex-wrap: wrap; gap: .5rem 1.1rem; align-items: center; }
.filters input[type=search] { flex: 1 1 14rem; padding: .4rem .6rem; border: 1px solid var(--line); border-radius: 6px;
  background: var(--page); color: inherit; font: inherit; }
summary { cursor: pointer; color: var(--dim); } details { margin: .4rem 0; }
nav a { margin-right: .8rem; color: var(--info); white-space: nowrap; }
[hidden] { display: none !important; }
@media print { .filters { display: none; } details { display: block; } }
"""

_SCRIPT: Final = """
const rows = [...document.querySelectorAll('tr[data-severity]')];
const search = document.querySelector('input[type=search]');
const boxes = [...document.querySelectorAll('input[name=severity]')];
const shown = document.getElementById('shown');
function apply() {
  const wanted = new Set(boxes.filter(box => box.checked).map(box => box.value));
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !(wanted.has(row.dataset.severity) && words.every(word => text.includes(word)));
    if (!row.hidden) count += 1;
  }
  for (const table of document.querySelectorAll('table.gaps'))
    table.hidden = !table.querySelector('tbody tr:not([hidden])');
  shown.textContent = count + ' of ' + rows.length + ' gaps shown';
}
search.addEventListener('input', apply);
for (const box of boxes) box.addEventListener('change', apply);
apply();
"""


def html_lines(gaps: Gaps) -> Iterator[str]:
    """Yield the page in pieces."""
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield (
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
    )
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Gaps: {_text(gaps.source)}</title><style>{_STYLE}</style></head><body>"
    yield "<h1>Backend gaps report</h1>"
    yield (
        f"<p>Intended: <code>{_text(gaps.source)}</code>, {gaps.statements} statements in {gaps.files} files, "
        f"rehearsed for PostgreSQL {gaps.postgres}.</p>"
    )
    yield f"<p>Actual: {f'<code>{_text(gaps.live)}</code>' if gaps.live else 'not given.'}</p>"
    yield from _summary(gaps)
    yield "<nav>"
    for section in gaps.sections:
        mark = f" ({len(section.gaps)})" if section.gaps else ""
        yield f'<a href="#section-{section.number}">{section.number}. {_text(section.title)}{mark}</a>'
    yield "</nav>"
    if gaps.live is not None:
        yield from _filters(gaps)
    for section in gaps.sections:
        yield from _section(section)
    if gaps.unknown:
        yield "<h2>What is not known</h2><ul>"
        yield from (f"<li>{_text(remark)}</li>" for remark in gaps.unknown)
        yield "</ul>"
    if gaps.live is not None:
        yield f"<script>{_SCRIPT}</script>"
    yield "</body></html>"


def _summary(gaps: Gaps) -> Iterator[str]:
    yield "<h2>Executive summary</h2>"
    if gaps.live is None:
        yield (
            "<p>Nothing was compared. Run a section's query on the database and hold its rows against the expected "
            "ones, or give the live side: <code>pgrehearse gaps --live FILE|URL</code>.</p>"
        )
        return
    counts = gaps.counts
    if not any(counts.values()):
        yield '<p class="ok">The database is what the migrations intend.</p>'
        return
    yield "<ul>"
    for severity in SEVERITIES:
        yield f'<li><span class="badge {severity}">{counts[severity]}</span> {HEADINGS[severity]}</li>'
    yield "</ul>"
    for label, listed in (
        ("Migrations that the database has not recorded", gaps.unapplied),
        ("Versions that the database has recorded and the folder lacks", gaps.unrecorded),
    ):
        if listed:
            yield f"<p>{label}: {', '.join(f'<code>{_text(item)}</code>' for item in listed)}.</p>"


def _filters(gaps: Gaps) -> Iterator[str]:
    yield '<form class="filters" onsubmit="return false"><input type="search" placeholder="Filter by words" '
    yield 'aria-label="Filter by words">'
    for severity in SEVERITIES:
        yield (
            f'<label class="{severity}"><input type="checkbox" name="severity" value="{severity}" checked> '
            f"{severity} ({gaps.counts[severity]})</label>"
        )
    yield '<span id="shown" class="dim" role="status"></span></form>'


def _section(section: Section) -> Iterator[str]:
    yield f'<section id="section-{section.number}"><h2>{section.number}. {_text(section.title)}</h2>'
    yield f'<p class="dim">{_text(section.about)}</p>'
    if section.gaps is not None:
        yield from _evidence(section)
    if section.missing and (section.gaps is None or section.gaps):
        yield f"<p>If missing: {_text(section.missing)}</p>"
    expected = len(section.expected)
    opened = " open" if section.gaps is None else ""
    if not expected:
        yield "<p>Nothing of the kind is intended.</p>"
    else:
        yield f"<details{opened}><summary>Expected: {expected}</summary><table><thead><tr><th>object</th>"
        yield "<th>intended</th><th>defined in</th></tr></thead><tbody>"
        for item in section.expected:
            yield f"<tr><td><code>{_text(item.object)}</code></td><td>{_text(item.detail)}</td>"
            yield f'<td class="dim">{_text(item.place)}</td></tr>'
        yield "</tbody></table></details>"
    if section.query:
        yield f"<details{opened}><summary>Query to verify, and what it should return ({len(section.result.rows)})"
        yield f"</summary><pre>{_text(section.query, keep=chr(10))}</pre>"
        yield from _rows(section.result)
        yield "</details>"
    yield "</section>"


def _evidence(section: Section) -> Iterator[str]:
    if not section.gaps:
        yield '<p class="ok">No gaps.</p>'
        return
    yield '<table class="gaps"><thead><tr><th>severity</th><th>gap</th><th class="side">intended</th>'
    yield '<th class="side">actual</th><th class="place">defined in</th></tr></thead><tbody>'
    for change in section.gaps:
        yield from _gap(change)
    yield "</tbody></table>"


def _gap(change: Change) -> Iterator[str]:
    place = f"{change.origin.file}:{change.origin.line}" if change.origin is not None else ""
    note = f'<p class="dim">{_text(change.note)}</p>' if change.note else ""
    status = f"<br>{_text(change.status)}" if change.status else ""
    badge = f'<span class="badge {change.severity}">{change.severity}</span>'
    yield f'<tr data-severity="{change.severity}"><td>{badge}</td>'
    yield f"<td>{_text(headline(change))}{note}</td><td>{_side(change.intended)}</td><td>{_side(change.live)}</td>"
    yield f'<td class="dim">{_text(place)}{status}</td></tr>'


def _side(sql: str | None) -> str:
    return f"<code>{_text(sql)}</code>" if sql else '<span class="dim">none</span>'


def _rows(result: Rows) -> Iterator[str]:
    if not result.rows:
        return
    yield (
        "<table><thead><tr>"
        + "".join(f"<th>{_text(column)}</th>" for column in result.columns)
        + "</tr></thead><tbody>"
    )
    for row in result.rows:
        yield "<tr>" + "".join(f"<td>{_text(value)}</td>" for value in row) + "</tr>"
    yield "</tbody></table>"


def _text(text: str, *, keep: str = "") -> str:
    return escape(printable(text, keep=keep), quote=True)
