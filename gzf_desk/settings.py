"""Settings of this installation: a TOML file, typed, with defaults for all that it does not say.

To add a setting: a field in one of the structs below, its texts in ``resources/i18n/<language>/settings.toml``, then
``python3 dev.py docs``. Everything else (validation, the error that names the key, the page in ``docs/``) follows.
Secrets never stand here; see :mod:`gzf_desk.secrets`.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, inspect

from gzf_desk.errors import BadInput
from gzf_desk.i18n import Language, Translator

Text = Annotated[str, Meta(max_length=120)]


class _Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


class WindowSettings(_Section, frozen=True):
    """How the window looks to this desk's people."""

    language: Language = "zh_CN"
    scale_percent: Literal[100, 125, 150] = 100
    theme: Literal["light", "dark", "contrast"] = "light"


class ReaderSettings(_Section, frozen=True):
    """The reader of identity cards."""

    driver: Text = ""
    port: Text = ""


class ProvinceSettings(_Section, frozen=True):
    """The platform that this desk syncs with; an empty address means that the desk is not enrolled yet."""

    url: Annotated[str, Meta(pattern=r"^(https?://[^\s/]+(/\S*)?)?$", max_length=300)] = ""
    sync_interval_s: Annotated[int, Meta(ge=10, le=86_400)] = 60


class StationSettings(_Section, frozen=True):
    """The service point where this desk stands, as it is printed on papers."""

    code: Annotated[str, Meta(pattern=r"^([0-9A-Z-]{1,32})?$")] = ""
    name: Text = ""


class PrinterSettings(_Section, frozen=True):
    """The printer of papers; an empty name means the system's default."""

    name: Text = ""


class Settings(_Section, frozen=True):
    """All settings, one table each."""

    window: WindowSettings = WindowSettings()
    reader: ReaderSettings = ReaderSettings()
    province: ProvinceSettings = ProvinceSettings()
    station: StationSettings = StationSettings()
    printer: PrinterSettings = PrinterSettings()


@dataclass(frozen=True)
class SettingKey:
    """One setting as people see it: ``window.theme``, its type and its default."""

    name: str
    kind: inspect.Type
    default: object


def setting_keys() -> Iterator[SettingKey]:
    """Every setting, in the order of the file."""
    for section in msgspec.structs.fields(Settings):
        for field in msgspec.structs.fields(section.type):
            yield SettingKey(f"{section.name}.{field.name}", inspect.type_info(field.type), field.default)


def allowed(kind: inspect.Type, name: str, tr: Translator) -> str:
    """What a setting may be, in words."""
    match kind:
        case inspect.LiteralType(values=values):
            return tr("settings.one_of", values=" · ".join(str(value) for value in values))
        case inspect.IntType(ge=least, le=most):
            return tr("settings.whole_number", least=least, most=most)
        case inspect.StrType(pattern=None, max_length=most):
            return tr("settings.text", most=most)
        case _:
            return tr(f"settings.shape.{name}")


def parse(text: str, tr: Translator, *, file: str = "settings.toml") -> Settings:
    """Settings from the text of a file.

    Args:
        text: TOML.
        tr: the language of the errors.
        file: how errors name the file.

    Raises:
        BadInput: ``settings.unreadable``, ``settings.unknown_key`` or ``settings.bad_value``. It names the
            key, never the value.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = str(error).rpartition("(")[2].rstrip(")") or "?"
        what = tr("settings.unreadable", file=file, where=where)
        raise BadInput("settings.unreadable", what, tr("settings.unreadable_advice", file=file)) from None
    _refuse_unknown(tables, tr, file)
    try:
        return msgspec.convert(tables, Settings)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("`$.")[2].rstrip("`")
        kinds = {key.name: key.kind for key in setting_keys()}
        advice = allowed(kinds[name], name, tr) if name in kinds else tr("settings.table_advice", name=name)
        raise BadInput("settings.bad_value", tr("settings.bad_value", name=name, file=file), advice) from None


def _refuse_unknown(tables: dict[str, object], tr: Translator, file: str) -> None:
    """msgspec would name the first unknown field only by its table."""
    known = {key.name for key in setting_keys()}
    sections = {name.partition(".")[0] for name in known}
    given = [
        f"{section}.{name}" if isinstance(table, dict) else section
        for section, table in tables.items()
        for name in (table if isinstance(table, dict) and section in sections else [""])
    ]
    unknown = [name.rstrip(".") for name in given if name not in known and name.rstrip(".") not in sections]
    if unknown:
        what = tr("settings.unknown_key", name=unknown[0], file=file)
        raise BadInput("settings.unknown_key", what, tr("settings.unknown_key_advice", known=", ".join(sorted(known))))


def load(path: Path, tr: Translator) -> Settings:
    """Settings of a file; all defaults when it is not there.

    Raises:
        BadInput: see :func:`parse`.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError):
        what = tr("settings.unreadable", file=path.name, where="?")
        raise BadInput("settings.unreadable", what, tr("settings.unreadable_advice", file=path.name)) from None
    return parse(text, tr, file=path.name)


def to_toml(settings: Settings) -> str:
    """The file's text; :func:`parse` of it gives ``settings`` back."""
    lines: list[str] = []
    for section in msgspec.structs.fields(Settings):
        lines.append(f"[{section.name}]")
        table = getattr(settings, section.name)
        for field in msgspec.structs.fields(table):
            value = getattr(table, field.name)
            # a JSON string is a TOML basic string, but for DEL
            literal = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
            lines.append(f"{field.name} = {literal}")
        lines.append("")
    return "\n".join(lines)


def save(path: Path, settings: Settings) -> None:
    """Write the file so that a power cut leaves either the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with new.open("w", encoding="utf-8") as file:
        file.write(to_toml(settings))
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def page() -> str:
    """``docs/settings.md``."""
    chinese, english = Translator("zh_CN"), Translator("en")
    head = english("settings.page", command="python3 dev.py docs")
    rows = [
        f"| `{key.name}` | {allowed(key.kind, key.name, english)} | `{json.dumps(key.default)}` "
        f"| {chinese(f'settings.key.{key.name}')} | {english(f'settings.key.{key.name}')} |"
        for key in setting_keys()
    ]
    table = ["| key | values | default | 说明 | meaning |", "|---|---|---|---|---|", *rows]
    example = to_toml(Settings())
    return f"# Settings\n\n{head}\n\n" + "\n".join(table) + f"\n\n```toml\n{example}```\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page(), "utf-8")
