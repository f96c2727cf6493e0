"""Byte offsets, lines and columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.source.text import SourceText


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_and_columns(end: str) -> None:
    source = SourceText("x.sql", f"aé{end}b{end}{end}c".encode())
    assert source.line_column(0) == (1, 1)
    assert source.line_column(3) == (1, 3)
    assert source.line_column(3 + len(end)) == (2, 1)
    assert source.line(1) == "aé"
    assert source.excerpt(0, 9) == [(1, "aé"), (2, "b"), (3, ""), (4, "c")]


@given(st.text(alphabet="aé𝄞\n\r ", max_size=40), st.data())
def test_offset_and_place_are_inverse(text: str, data: st.DataObject) -> None:
    source = SourceText("x.sql", text.encode())
    index = data.draw(st.integers(0, len(text)))
    if text[index : index + 1] == "\n" and text[index - 1 : index] == "\r":
        return  # between the two halves of a line end
    offset = len(text[:index].encode())
    assert source.offset_of(*source.line_column(offset)) == offset


def test_bytes_that_are_no_text_show_as_replacements() -> None:
    assert SourceText("x.sql", b"a\xffb").text() == "a\ufffdb"
