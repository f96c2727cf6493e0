"""Names and numbers of character encodings (pg_enc, src/include/mb/pg_wchar.h; src/common/encnames.c)."""

from __future__ import annotations

from typing import Final

SQL_ASCII: Final = 0
UTF8: Final = 6

ENCODINGS: Final[tuple[str, ...]] = (
    "SQL_ASCII", "EUC_JP", "EUC_CN", "EUC_KR", "EUC_TW", "EUC_JIS_2004", "UTF8", "MULE_INTERNAL", "LATIN1", "LATIN2",
    "LATIN3", "LATIN4", "LATIN5", "LATIN6", "LATIN7", "LATIN8", "LATIN9", "LATIN10", "WIN1256", "WIN1258", "WIN866",
    "WIN874", "KOI8R", "WIN1251", "WIN1252", "ISO_8859_5", "ISO_8859_6", "ISO_8859_7", "ISO_8859_8",
    "WIN1250", "WIN1253", "WIN1254", "WIN1255", "WIN1257", "KOI8U", "SJIS", "BIG5", "GBK", "UHC", "GB18030",
    "JOHAB", "SHIFT_JIS_2004",
)
"""Every encoding's name by its number."""

_ALIASES: Final[dict[str, str]] = {
    "abc": "WIN1258", "alt": "WIN866", "iso88591": "LATIN1", "iso885910": "LATIN6", "iso885913": "LATIN7",
    "iso885914": "LATIN8", "iso885915": "LATIN9", "iso885916": "LATIN10", "iso88592": "LATIN2", "iso88593": "LATIN3",
    "iso88594": "LATIN4", "iso88599": "LATIN5", "koi8": "KOI8R", "mskanji": "SJIS", "shiftjis": "SJIS",
    "tcvn": "WIN1258", "tcvn5712": "WIN1258", "unicode": "UTF8", "vscii": "WIN1258", "win": "WIN1251", "win932": "SJIS",
    "win936": "GBK", "win949": "UHC", "win950": "BIG5",
    "windows866": "WIN866", "windows874": "WIN874", "windows932": "SJIS",
    "windows936": "GBK", "windows949": "UHC", "windows950": "BIG5",
    **{f"windows125{digit}": f"WIN125{digit}" for digit in range(9)},
}
_BY_NAME: Final[dict[str, int]] = {
    "".join(filter(str.isalnum, name)).lower(): number for number, name in enumerate(ENCODINGS)
}


def encoding_number(name: str) -> int:
    """Return an encoding's number, -1 for a name that none has; only letters and digits count (pg_char_to_encoding)."""
    clean = "".join(character for character in name if character.isascii() and character.isalnum()).lower()
    alias = _ALIASES.get(clean)
    return ENCODINGS.index(alias) if alias is not None else _BY_NAME.get(clean, -1)
