"""Amounts in Chinese capitals and the other ways in which a paper writes numbers, areas and days."""

from __future__ import annotations

from datetime import date, datetime

from gzf_desk.clock import CHINA

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ((10**8, "亿"), (10**4, "万"))
LARGEST_FEN = 10**18 - 1
"""Up to 9,999,999,999,999,999.99 yuan."""


def _below_ten_thousand(number: int) -> str:
    words = ""
    gap = False
    for place, digit in zip(_PLACES, f"{number:04d}", strict=True):
        if digit == "0":
            gap = bool(words)
        else:
            words += ("零" if gap else "") + _DIGITS[int(digit)] + place
            gap = False
    return words


def _whole(number: int) -> str:
    for size, name in _GROUPS:
        if number >= size:
            high, low = divmod(number, size)
            link = "零" if low and low < size // 10 else ""
            return _whole(high) + name + link + (_whole(low) if low else "")
    return _below_ten_thousand(number)


def amount_in_capitals(amount_fen: int) -> str:
    """An amount as it must be written on contracts and receipts.

    Args:
        amount_fen: 1/100 yuan, 0 to :data:`LARGEST_FEN`.

    Returns:
        For example ``壹仟零伍元叁角整`` for 100530.

    Raises:
        ValueError: negative or too large.

    Source: 支付结算办法 annex 1 (how amounts are written on vouchers); zeros that it leaves to choice are left out.
    """
    if not 0 <= amount_fen <= LARGEST_FEN:
        raise ValueError("the amount is outside what can be written")
    yuan, rest = divmod(amount_fen, 100)
    jiao, fen = divmod(rest, 10)
    words = _whole(yuan) + "元" if yuan else ""
    if not rest:
        return (words or "零元") + "整"
    if jiao:
        words += _DIGITS[jiao] + "角"
    elif yuan:
        words += "零"
    return words + (_DIGITS[fen] + "分" if fen else "整")


def money(amount_fen: int) -> str:
    """``1,005.30`` for 100530 fen; a minus sign for debts."""
    sign = "-" if amount_fen < 0 else ""
    yuan, fen = divmod(abs(amount_fen), 100)
    return f"{sign}{yuan:,}.{fen:02d}"


def area(area100: int) -> str:
    """``49.80`` for an area of 4980 hundredths of a square metre."""
    return f"{area100 // 100}.{area100 % 100:02d}"


def chinese_day(day: date | None) -> str:
    """``2026年11月20日``, or blanks to be filled in by hand when there is no day."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "　　　　年　　月　　日"


def chinese_minute(moment: datetime) -> str:
    """``2026年11月20日 09:41`` in China's civil time.

    Args:
        moment: an aware time.
    """
    local = moment.astimezone(CHINA)
    return f"{chinese_day(local.date())} {local:%H:%M}"


def yearless(day: date | None) -> str:
    """``2026-11-20`` for the narrow cells of tables, empty when there is no day."""
    return day.isoformat() if day else ""
