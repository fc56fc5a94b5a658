"""Cards: from the reader to what a person at the window looks at."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeout
from datetime import date

from gzf_desk.devices.base import CardRead, Fault, NoCard, NotConnected, ReadResult, Ready
from gzf_desk.devices.card import CardData
from gzf_desk.devices.manager import DeviceManager, ReaderHandle
from gzf_desk.devices.registry import usable
from gzf_desk.errors import BadInput, DeviceTrouble
from gzf_desk.services.device_views import ReaderView
from gzf_desk.services.masking import masked_number
from gzf_desk.services.plain_words import said
from gzf_desk.services.views import CardTrouble, CardView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.search import ID_NUMBER
from sync.model.codes import nations
from sync.model.numbers import DocumentNumber, parse_document_number
from sync.model.states import Outcome
from sync.policy.calendar import age_on

_LOOK_S = 1.0
_GRACE_S = 5.0
"""How much longer than its own time limit a reader's lane may take to answer, seconds."""


class Cards:
    """Fits ``CardService``.

    Args:
        workspace: shared state.
        devices: the readers.
        driver: name of the configured driver, "" when none was chosen.
        port: its port.
        keep: keeps another choice of driver and port for the next start; raises OSError.
    """

    def __init__(
        self,
        workspace: Workspace,
        devices: DeviceManager,
        driver: str,
        port: str,
        keep: Callable[[str, str], object] = lambda _driver, _port: None,
    ) -> None:
        self._workspace = workspace
        self._devices = devices
        self._driver = driver
        self._port = port
        self._keep = keep

    def read(
        self, *, driver: str | None = None, port: str | None = None, timeout_s: float = 10.0
    ) -> CardView | CardTrouble:
        """See ``CardService``."""
        handle = self._handle(driver, port)
        if handle is None:
            return self._not_set()
        try:
            return self._seen(handle.read(timeout_s).result(timeout=timeout_s + _GRACE_S))
        except FutureTimeout:
            handle.cancel()
            return self._trouble("TIMEOUT")

    def watch(self, on_card: Callable[[CardView | CardTrouble], None]) -> Callable[[], None]:
        """See ``CardService``."""
        handle = self._handle(None, None)
        if handle is None:
            on_card(self._not_set())
            return lambda: None
        return handle.watch(lambda result: on_card(self._seen(result))).stop

    def states(self) -> tuple[tuple[str, str, str], ...]:
        """(name, tone, word) of the configured reader; waits a second at most."""
        words = self._workspace.words
        handle = self._handle(None, None)
        if handle is None:
            return ((words("services.device.reader"), "unknown", words("services.device.not_set")),)
        try:
            state = handle.state(_LOOK_S).result(timeout=_LOOK_S)
        except FutureTimeout:
            return ((words("services.device.reader"), "unknown", words("services.device.busy")),)
        match state:
            case Ready():
                told = ("ok", "card")
            case NoCard():
                told = ("ok", "ready")
            case NotConnected():
                told = ("unknown", "absent")
            case Fault():
                told = ("bad", "fault")
        return ((words("services.device.reader"), told[0], words(f"services.device.{told[1]}")),)

    def readers(self) -> tuple[ReaderView, ...]:
        """See ``CardService``."""
        words = self._workspace.words
        return tuple(
            ReaderView(
                driver=manifest.name,
                name=said(words, f"services.driver.{manifest.name}", "services.driver.other"),
                usable=usable(manifest),
                chosen=manifest.name == self._driver,
                port=self._port if manifest.name == self._driver else "",
            )
            for manifest in self._devices.available()
        )

    def use_reader(self, driver: str, port: str) -> None:
        """See ``CardService``."""
        words, port = self._workspace.words, port.strip()
        self._handle(driver, port)
        try:
            self._keep(driver, port)
        except OSError as error:
            raise DeviceTrouble(
                "reader.not_kept", words("services.reader_not_kept_what"), words("services.reader_not_kept_advice")
            ) from error
        self._driver, self._port = driver, port

    def _not_set(self) -> CardTrouble:
        words = self._workspace.words
        return CardTrouble(
            code="not_set", what=words("services.reader_not_set_what"), advice=words("services.reader_not_set_advice")
        )

    def _handle(self, driver: str | None, port: str | None) -> ReaderHandle | None:
        """The named or configured reader, None when none is configured."""
        name = driver or self._driver
        if not name:
            return None
        try:
            return self._devices.open(name, self._port if port is None and name == self._driver else port or "")
        except KeyError as error:
            known = ", ".join(manifest.name for manifest in self._devices.available())
            words = self._workspace.words
            raise BadInput("reader.no_driver", words("services.no_driver_what", name=name), known) from error

    def _seen(self, result: ReadResult) -> CardView | CardTrouble:
        match result:
            case CardRead(card):
                return self._view(card)
            case NoCard():
                words = self._workspace.words
                return CardTrouble(
                    code="no_card", what=words("devices.no_card.what"), advice=words("devices.no_card.advice")
                )
            case NotConnected(code) | Fault(code):
                return self._trouble(code.value)

    def _trouble(self, code: str) -> CardTrouble:
        words = self._workspace.words
        return CardTrouble(
            code=code.lower(),
            what=words(f"devices.fault.{code}.what"),
            advice=words(f"devices.fault.{code}.advice"),
        )

    def _view(self, card: CardData) -> CardView:
        words, today = self._workspace.words, self._workspace.clock.today()
        existing = self._existing(card.number)
        nation = nations().get(card.nation_code or "")
        return CardView(
            document_type=card.document_type.value,
            name=card.name or None,
            name_latin=card.name_latin,
            sex=card.sex.value,
            nation=card.nation_code or card.nation,
            nation_name=nation.name(words.language) if nation else card.nation,
            birth_date=card.birth_date,
            age=None if card.birth_date is None or card.birth_date > today else age_on(card.birth_date, today),
            address=card.newest_address or card.address,
            number=card.number or None,
            masked_number=masked_number(card.number),
            issuer=card.issuer,
            valid_from=card.valid_from,
            valid_to=card.valid_to,
            nationality=card.nationality,
            pass_number=card.pass_number,
            reader=card.reader,
            read_at=self._workspace.clock.now(),
            warnings=tuple(warning.value for warning in card.warnings),
            warning_texts=tuple(words(f"devices.warning.{warning.value}") for warning in card.warnings),
            checks=self._checks(card, today, existing),
            existing_case=existing,
        )

    def _checks(self, card: CardData, today: date, existing: str | None) -> tuple[tuple[str, Outcome, str], ...]:
        words = self._workspace.words
        parsed = parse_document_number(card.number, today)
        fits = isinstance(parsed, DocumentNumber)
        number = (
            "number",
            Outcome.PASS if fits else Outcome.FAIL,
            words("services.check.number_ok" if fits else "services.check.number_bad"),
        )
        if card.valid_to is not None:
            over = card.valid_to < today
            validity = (
                "validity",
                Outcome.FAIL if over else Outcome.PASS,
                words("services.check.expired" if over else "services.check.valid", day=card.valid_to.isoformat()),
            )
        elif card.long_term:
            validity = ("validity", Outcome.PASS, words("services.check.long_term"))
        else:
            validity = ("validity", Outcome.UNKNOWN, words("services.check.validity_unknown"))
        twice = (
            "duplicate",
            Outcome.FAIL if existing else Outcome.UNKNOWN,
            words("services.check.duplicate" if existing else "services.check.no_duplicate_here"),
        )
        return number, validity, twice, ("ban", Outcome.UNKNOWN, words("services.check.ban_unknown"))

    def _existing(self, number: str) -> str | None:
        if not number or not self._workspace.is_open:
            return None
        with self._workspace.store.reading() as unit:
            found = unit.index.find(ID_NUMBER, number.upper())
        return max(found, default=None)
