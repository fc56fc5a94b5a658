"""What is shown of a person to whom: in a public list, on a screen, in a short message.

One implementation for papers, pages and messages. Who has a reason sees the whole of it on a screen; that is decided
where the reason is asked for, never here. Income, bank account, kind of disability, illness and the reason of an
allowance are not masked: they are never in a public list or a message, and on a screen only with a reason.

Source: own rule set, as no binding national pattern is known; public lists carry no digit of a document number.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sync.model.lists import compound_surnames, salutations
from sync.model.sex import Sex

STAR = "*"
_SHOWN_OF_NUMBER = 6
_LEAST_TAIL = 4
_LONGEST = 200
"""Nothing of a person is longer; the rest is cut off before anything is looked for in it."""
_DOTS = frozenset("·•・･‧∙ ")
"""What stands between the parts of longer names."""
_INVISIBLE = frozenset({"Mn", "Me", "Cc", "Cf", "Cs"})
"""Marks, selectors and controls: they are no letters, and half of a letter must not be shown for one."""
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_MASKED_MOBILE = re.compile(r"[0-9]{3}\*{4}[0-9]{4}")
_COUNT = "一二三四五六七八九十百〇零两壹贰叁肆伍陆柒捌玖拾甲乙丙丁"
_ONE = rf"(?:[\dA-Za-z]+|[{_COUNT}]+)"
_NUMBER = re.compile(rf"[\dA-Za-z#]|[{_COUNT}]+(?=[号栋幢座室户层组弄巷单])")
"""Where the part of an address begins that leads to one door."""
_PLACES = (
    re.compile(r"社区|居委会|居民委员会|村委会|村民委员会|村"),
    re.compile(r"街道|镇|乡|苏木"),
    re.compile(r"[县旗]|(?<![小园社])区"),
    re.compile(r"市|自治州|盟"),
)
"""Community, street, county, city: the first that an address has is as far as a public list goes."""
_BUILDING = re.compile(rf"{_ONE}(?:号楼|栋|幢|座|#)")
_HOUSE = re.compile(rf"{_ONE}号院?")


class Audience(StrEnum):
    """Who sees it."""

    PUBLIC_LIST = "public_list"
    SCREEN = "screen"
    """A member of staff without a reason to see the whole."""
    SMS = "sms"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One row of a public list before it is masked.

    Attributes:
        name: of the applicant.
        case_number: formal number of the case.
        beside: what else the row shows (household size, result …): rows are alike only if that is alike too.
        minor: under eighteen; nothing of the name is shown then.
    """

    name: str | None
    case_number: str
    beside: str = ""
    minor: bool = False


def mask_name(
    name: str | None,
    audience: Audience,
    *,
    minor: bool = False,
    sex: Sex | None = None,
    language: str = "zh_CN",
) -> str:
    """What is shown of a name; "" when there is none.

    ``张三`` -> ``张*``, ``张三丰`` -> ``张*丰``, ``阿丽亚·例某`` -> ``阿**某``, a single character -> ``*``; in a
    message ``张先生``. Of a minor's name nothing is shown, in a public list and a message not even that there is one.

    Args:
        sex: for the message.
        language: of the message, ``zh_CN`` or ``en``.
    """
    letters = _letters(name or "")
    if not letters:
        return ""
    if minor:
        return STAR * 2 if audience is Audience.SCREEN else ""
    if audience is not Audience.SMS:
        return _starred(letters)
    salutation = salutations()[_salutation(sex)].name(language)
    surname = _surname(letters)
    return f"{surname}{salutation}" if language.startswith("zh") else f"{salutation} {surname}"


def mask_number(number: str | None, audience: Audience) -> str:
    """What is shown of a document number: the first six of eighteen on a screen, of shorter ones a third; else ""."""
    if not number or audience is not Audience.SCREEN:
        return ""
    shown = min(_SHOWN_OF_NUMBER, len(number) // 3)
    return number[:shown] + STAR * (len(number) - shown)


def mask_phone(phone: str | None, audience: Audience) -> str:
    """What is shown of a phone number: ``138****5678`` on a screen, of other numbers nothing; else ""."""
    if not phone or audience is not Audience.SCREEN:
        return ""
    if _MASKED_MOBILE.fullmatch(phone):
        return phone
    return f"{phone[:3]}{STAR * 4}{phone[-4:]}" if _MOBILE.fullmatch(phone) else STAR * len(phone)


def mask_address(address: str | None, audience: Audience) -> str:
    """What is shown of an address: to the community in a public list, to the building on a screen, else "".

    What cannot be cut with certainty is cut shorter: the street, the county, the city, at last nothing.
    """
    if not address or audience is Audience.SMS:
        return ""
    plain = unicodedata.normalize("NFKC", address[:_LONGEST]).strip()
    return _to_building(plain) if audience is Audience.SCREEN else _to_community(plain)


def mask_listed(rows: Sequence[Listed]) -> tuple[str, ...]:
    """The names of a public list. Rows that would look alike get the end of their case number, as long as is needed."""
    names = [mask_name(row.name, Audience.PUBLIC_LIST, minor=row.minor) or STAR for row in rows]
    looks = [(name, row.beside) for name, row in zip(names, rows, strict=True)]
    alike = Counter(looks)
    return tuple(
        name if alike[look] == 1 else f"{name}（{_tail(row, look, looks, rows)}）"
        for name, look, row in zip(names, looks, rows, strict=True)
    )


def _tail(row: Listed, look: tuple[str, str], looks: Sequence[tuple[str, str]], rows: Sequence[Listed]) -> str:
    number = row.case_number
    others = {
        other.case_number
        for other, its_look in zip(rows, looks, strict=True)
        if its_look == look and other.case_number != number
    }
    length = _LEAST_TAIL
    while length < len(number) and any(other.endswith(number[-length:]) for other in others):
        length += 1
    return number[-length:]


def _letters(name: str) -> str:
    """A name as people see it: composed, without marks and invisible characters, bare at its ends."""
    composed = unicodedata.normalize("NFC", name[:_LONGEST])
    seen = (" " if char.isspace() else char for char in composed if unicodedata.category(char) not in _INVISIBLE)
    return "".join(seen).strip("".join(_DOTS))


def _starred(letters: str) -> str:
    count = sum(char not in _DOTS for char in letters)
    if count == 1:
        return STAR
    if count == 2:
        return letters[0] + STAR
    stars = 2 if count < len(letters) else count - 2
    return letters[0] + STAR * stars + letters[-1]


def _surname(letters: str) -> str:
    """The surname of a Chinese name; a name with dots or of Latin letters has none that we could tell: its mask."""
    if letters[:1].isascii() or _DOTS.intersection(letters) or len(letters) == 1:
        return _starred(letters)
    return letters[:2] if len(letters) > 2 and letters[:2] in compound_surnames() else letters[0]


def _salutation(sex: Sex | None) -> str:
    return sex.value if sex in {Sex.MALE, Sex.FEMALE} else "other"


def _to_community(plain: str) -> str:
    door = _NUMBER.search(plain)
    head = plain[: door.start()] if door else plain
    for place in _PLACES:
        found = place.search(head)
        if found:
            return head[: found.end()]
    return ""


def _to_building(plain: str) -> str:
    found = _BUILDING.search(plain) or _HOUSE.search(plain)
    if found is None or _NUMBER.search(_HOUSE.sub("", plain[: found.start()])):
        return _to_community(plain)  # another number stands before the building: it may be the door's
    return plain[: found.end()]
