"""Date, time and interval literals as the output functions print them, DateStyle ISO and IntervalStyle postgres
(utils/adt/datetime.c: DecodeInterval, EncodeInterval, EncodeDateTime).

A text in any other form comes back as None: the caller keeps it as given.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

SECOND = 1_000_000
DAY = 86_400 * SECOND
FULL_RANGE, FULL_PRECISION = 0x7FFF, 0xFFFF
_MONTH, _YEAR, _DAY, _HOUR, _MINUTE = 1 << 1, 1 << 2, 1 << 3, 1 << 10, 1 << 11

_TIMESTAMP = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[ ]+|t)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?"
    r"\s*(z|utc|gmt|[+-]\d{1,2}(?::?\d{2})?)?)?\Z",
    re.IGNORECASE,
)


def date_text(text: str) -> str | None:
    """Return a date in ISO form; a time of day behind it counts for nothing."""
    word = text.strip().lower()
    if word in ("epoch", "infinity", "-infinity"):
        return "1970-01-01" if word == "epoch" else word
    parts = _timestamp(word)
    return None if parts is None else f"{parts[0]:%Y-%m-%d}".zfill(10)


def timestamp_text(text: str, *, with_zone: bool) -> str | None:
    """Return a timestamp in ISO form, one with time zone in UTC.

    Unlike PostgreSQL: a literal without a zone is taken for UTC, whatever the session's TimeZone.
    """
    word = text.strip().lower()
    if word in ("infinity", "-infinity"):
        return word
    parts = _timestamp("1970-01-01 00:00:00z" if word == "epoch" else word)
    if parts is None:
        return None
    moment, zone = parts
    if with_zone and zone is not None:
        try:
            moment = moment.replace(tzinfo=zone).astimezone(UTC)
        except OverflowError:
            return None
    shown = f"{moment.year:04}-{moment:%m-%d %H:%M:%S}"
    if moment.microsecond:
        shown += f".{moment.microsecond:06}".rstrip("0")
    return shown + "+00" if with_zone else shown


def time_text(text: str) -> str | None:
    """Return a time of day without time zone."""
    match = _TIME.fullmatch(text.strip())
    if match is None or match[1]:
        return None
    hours, minutes, seconds = int(match[2]), int(match[3]), int(match[4] or 0)
    micros = (match[5] or "").ljust(6, "0")
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    return f"{hours:02}:{minutes:02}:{seconds:02}" + (f".{micros}".rstrip("0") if int(micros) else "")


def _timestamp(word: str) -> tuple[datetime, timezone | None] | None:
    match = _TIMESTAMP.match(word)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            int((fraction or "0").ljust(6, "0")),
        )
        return moment, None if zone is None else _zone(zone)
    except ValueError:
        return None


def _zone(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


# -- intervals -----------------------------------------------------------------------------------------------------

_UNITS: dict[str, tuple[str, Fraction]] = {}
for _names, _field, _size in (
    ("us usec usecs usecond useconds microsecon microsecond microseconds", "time", 1),
    ("ms msec msecs mseconds millisecon millisecond milliseconds", "time", 1000),
    ("s sec secs second seconds", "time", SECOND),
    ("m min mins minute minutes", "time", 60 * SECOND),
    ("h hr hrs hour hours", "time", 3600 * SECOND),
    ("d day days", "day", 1),
    ("w week weeks", "day", 7),
    ("mon mons month months", "month", 1),
    ("y yr yrs year years", "month", 12),
    ("dec decs decade decades", "month", 120),
    ("c cent century centuries", "month", 1200),
    ("mil mils millennia millennium", "month", 12000),
):
    for _name in _names.split():
        _UNITS[_name] = (_field, Fraction(_size))

_TIME = re.compile(r"([+-]?)(\d+):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,6}))?)?(?![\w:.])")
_YEAR_MONTH = re.compile(r"([+-]?)(\d+)-(\d{1,2})(?![\w:.])")
_QUANTITY = re.compile(r"([+-]?(?:\d++(?:\.\d*+)?|\.\d++))\s*([a-z]++)?(?![_:.])")
_ISO = re.compile(
    r"p(?:(-?[\d.]+)y)?(?:(-?[\d.]+)m)?(?:(-?[\d.]+)w)?(?:(-?[\d.]+)d)?"
    r"(?:t(?:(-?[\d.]+)h)?(?:(-?[\d.]+)m)?(?:(-?[\d.]+)s)?)?\Z"
)


def interval_text(text: str, typmod: int = -1) -> str | None:
    """Return an interval as PostgreSQL prints it: `90 minutes` is 01:30:00, `1 year 13 mons` is 2 years 1 mon."""
    fields = (typmod >> 16) & FULL_RANGE if typmod >= 0 else FULL_RANGE
    precision = typmod & FULL_PRECISION if typmod >= 0 else FULL_PRECISION
    word = text.strip().lower()
    if word in ("infinity", "-infinity"):
        return word
    amounts = _iso_interval(word) if word.startswith("p") else _verbose_interval(word, fields)
    if amounts is None:
        return None
    months, days, time = _whole(amounts)
    return encode_interval(*_limited(months, days, time, fields, precision))


def _iso_interval(word: str) -> dict[str, Fraction] | None:
    match = _ISO.match(word)
    if match is None or not any(match.groups()):
        return None
    amounts = dict.fromkeys(("month", "day", "time", "spill"), Fraction(0))
    try:
        for number, unit in zip(match.groups(), ("y", "mon", "w", "d", "h", "min", "s"), strict=True):
            if number is not None:
                _add(amounts, Fraction(number), unit)
    except ValueError:
        return None
    return amounts


def _verbose_interval(word: str, fields: int) -> dict[str, Fraction] | None:
    amounts = dict.fromkeys(("month", "day", "time", "spill"), Fraction(0))
    ago = word.endswith(" ago")
    position, end = 0, len(word) - 4 if ago else len(word)
    seen = False
    while position < end:
        if word[position] in " \t\n@":
            position += 1
            continue
        seen = True
        if match := _TIME.match(word, position, end):
            sign, hours, minutes, seconds, fraction = match.groups()
            micros = (int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)) * SECOND
            micros += int((fraction or "").ljust(6, "0"))
            amounts["time"] += -micros if sign == "-" else micros
        elif match := _YEAR_MONTH.match(word, position, end):
            months = int(match[2]) * 12 + int(match[3])
            amounts["month"] += -months if match[1] == "-" else months
        elif match := _QUANTITY.match(word, position, end):
            unit = match[2] or _bare_unit(word[match.end() : end], fields)
            if unit not in _UNITS:
                return None
            _add(amounts, Fraction(match[1].rstrip(".") or "0"), unit)
        else:
            return None
        position = match.end()
    if not seen:
        return None
    return {name: -amount for name, amount in amounts.items()} if ago else amounts


def _bare_unit(rest: str, fields: int) -> str:
    """Return the unit of a number without one: days before a time of day, else the last field asked for."""
    if _TIME.match(rest.lstrip()):
        return "day"
    if fields == FULL_RANGE:
        return "second"
    if fields & (_MONTH | _YEAR):
        return "month" if fields & _MONTH else "year"
    for field, unit in ((1 << 12, "second"), (_MINUTE, "minute"), (_HOUR, "hour")):
        if fields & field:
            return unit
    return "day"


def _add(amounts: dict[str, Fraction], number: Fraction, unit: str) -> None:
    """Add a quantity; a fraction of a month becomes days of 30, one of a day becomes time."""
    field, size = _UNITS[unit]
    if field == "time":
        amounts["time"] += number * size
        return
    whole = Fraction(int(number))
    rest = (number - whole) * size
    amounts[field] += whole * size
    if field == "month":
        if size > 1:
            # Years and longer round to whole months.
            amounts["month"] += round(rest)
            return
        amounts["day"] += int(rest * 30)
        rest = rest * 30 - int(rest * 30)
    elif size > 1:
        amounts["day"] += int(rest)
        rest -= int(rest)
    amounts["spill"] += rest * DAY


def _whole(amounts: dict[str, Fraction]) -> tuple[int, int, int]:
    return int(amounts["month"]), int(amounts["day"]), round(amounts["time"] + amounts["spill"])


def _limited(months: int, days: int, time: int, fields: int, precision: int) -> tuple[int, int, int]:
    # AdjustIntervalForTypmod
    if fields != FULL_RANGE:
        if fields == _YEAR:
            months = int(months / 12) * 12
        if not fields & ~(_YEAR | _MONTH):
            days = time = 0
        elif fields == _DAY:
            time = 0
        elif not fields & (1 << 12):
            step = 60 * SECOND if fields & _MINUTE else 3600 * SECOND
            time = int(Fraction(time, step)) * step
    if precision < 6:
        step = 10 ** (6 - precision)
        half = step // 2
        time = (time + half) // step * step if time >= 0 else -((-time + half) // step * step)
    return months, days, time


def encode_interval(months: int, days: int, time: int) -> str:
    """Return the parts as `1 year 2 mons -3 days +04:05:06` (EncodeInterval)."""
    parts: list[str] = []
    negative = False
    years = int(Fraction(months, 12))
    for value, unit in ((years, "year"), (months - years * 12, "mon"), (days, "day")):
        if value:
            plus = "+" if negative and value > 0 else ""
            parts.append(f"{plus}{value} {unit}{'' if value == 1 else 's'}")
            negative = value < 0
    if time or not parts:
        seconds, micros = divmod(abs(time), SECOND)
        sign = "-" if time < 0 else "+" if negative else ""
        shown = f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        parts.append(shown + (f".{micros:06}".rstrip("0") if micros else ""))
    return " ".join(parts)
