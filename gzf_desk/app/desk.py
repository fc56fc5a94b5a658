"""Puts the desk's services together, without Qt: for the window, the commands, the demo and the tests."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import msgspec

from gzf_desk import settings as settings_file
from gzf_desk.clock import Clock, SystemClock
from gzf_desk.devices.manager import DeviceManager
from gzf_desk.i18n import Language, Translator
from gzf_desk.paths import DataDir
from gzf_desk.secrets import STANDARD_COST, Argon2Cost, KeeperShop
from gzf_desk.services.acts import Acts
from gzf_desk.services.allocation import Allocation
from gzf_desk.services.api import DeskServices
from gzf_desk.services.cards import Cards
from gzf_desk.services.casebook import Casebook
from gzf_desk.services.disclosure import Disclosure
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.foresight import Foresight
from gzf_desk.services.history import History
from gzf_desk.services.intake import Intake
from gzf_desk.services.listing import Listing
from gzf_desk.services.pen import Pen
from gzf_desk.services.preview import Preview
from gzf_desk.services.printing import Printing, SendToPrinter, lp
from gzf_desk.services.review import Review
from gzf_desk.services.review_page import ReviewPages
from gzf_desk.services.road import Road
from gzf_desk.services.rulebook import Rulebook
from gzf_desk.services.session import Session
from gzf_desk.services.signing import Signing
from gzf_desk.services.submission import Submission
from gzf_desk.services.synchronising import Synchronising
from gzf_desk.services.worklist import Worklist
from gzf_desk.services.workspace import Workspace
from gzf_desk.settings import ReaderSettings, Settings
from gzf_desk.store.keys import KeyRing
from gzf_desk.store.records import Identity
from gzf_desk.tasks import Lanes
from sync.protocol.api import SyncApi

ALL_KEYRINGS = ("secret_service", "windows", "macos")


@dataclass(frozen=True)
class Province:
    """How the desk reaches the province.

    Attributes:
        unsigned: address -> connection, for enrolment.
        signed: device -> connection.
    """

    unsigned: Callable[[str], SyncApi]
    signed: Callable[[Identity], SyncApi]


@dataclass(frozen=True)
class Desk:
    """An open desk. Close it when done.

    Attributes:
        services: what the window and the commands use.
        workspace: shared state, for commands that look into the store (``log verify``).
        devices: the readers.
        lanes: where slow work runs.
    """

    services: DeskServices
    workspace: Workspace
    devices: DeviceManager
    lanes: Lanes
    own_lanes: bool

    def close(self) -> None:
        """Lock, let the devices go, end the lanes that this desk made. What waits to be stored is stored first.

        A second time does nothing.
        """
        self.devices.close()
        if self.own_lanes and self.workspace.is_open:
            self.lanes.store.submit(self.workspace.close).result()
        self.workspace.close()
        if self.own_lanes:
            self.lanes.shutdown()


def over_http(clock: Clock) -> Province:
    """The province over HTTP, requests signed with the device's key. The HTTP library is loaded when first linked."""

    @cache
    def trust() -> ssl.SSLContext:
        return ssl.create_default_context()  # reads all roots: a tenth of a second, once

    def connect(url: str, identity: Identity | None) -> SyncApi:
        from sync.client.http import DeviceIdentity, HttpSyncApi

        who = None
        if identity is not None:
            who = DeviceIdentity(
                device=identity.device, private=identity.private_key, platform_key=identity.platform_key
            )
        # A plain address has no TLS; the empty context trusts nobody should it be used all the same.
        context = trust() if url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return HttpSyncApi(url, who, now=clock.now, verify=context)

    return Province(
        unsigned=lambda url: connect(url, None), signed=lambda identity: connect(identity.server_url, identity)
    )


def open_desk(
    data_dir: DataDir,
    clock: Clock | None = None,
    language: Language = "zh_CN",
    *,
    settings: Settings | None = None,
    lanes: Lanes | None = None,
    province: Province | None = None,
    keyrings: tuple[str, ...] = ALL_KEYRINGS,
    cost: Argon2Cost = STANDARD_COST,
    remember_operator: bool = False,
    printer: SendToPrinter | None = None,
) -> Desk:
    """Put a desk together. Nothing is read from disk before the first call of a service.

    Args:
        data_dir: folder of the store.
        clock: time; the PC's own by default.
        language: of every sentence.
        settings: of this installation.
        lanes: where slow work runs; made (and ended by ``close``) when None.
        province: how it is reached; over HTTP by default.
        keyrings: which keyrings may keep the machine secret of a new store, in order; none = a file.
        cost: of stretching the passphrase of a new store.
        remember_operator: keep who worked last after unlocking (scripts).
        printer: where paper goes; CUPS by default.
    """
    clock = clock or SystemClock()
    settings = settings or Settings()
    words = Translator(language)
    shop = KeeperShop(data_dir.root / "machine.secret", words, cost, keyrings)
    ring = KeyRing(data_dir.keys, shop, words, cost)
    workspace = Workspace(data_dir, clock, words, ring, Rulebook(words))
    own = lanes is None
    lanes = lanes or Lanes()
    devices = DeviceManager(clock, data_dir.simulated, lanes.device)

    def keep_reader(driver: str, port: str) -> None:
        now = settings_file.load(data_dir.settings, words)
        reader = ReaderSettings(driver=driver, port=port)
        settings_file.save(data_dir.settings, msgspec.structs.replace(now, reader=reader))

    cards = Cards(workspace, devices, settings.reader.driver, settings.reader.port, keep_reader)
    services = _services(
        workspace, cards, province or over_http(clock), printer or lp(settings.printer.name), remember_operator
    )
    return Desk(services, workspace, devices, lanes, own)


def _services(
    workspace: Workspace, cards: Cards, province: Province, printer: SendToPrinter, remember_operator: bool
) -> DeskServices:
    foresight = Foresight(workspace)
    casebook, pen = Casebook(workspace, foresight.process), Pen(workspace)
    views, road = DraftViews(workspace), Road(workspace)
    listing = Listing(views, road)
    intake = Intake(workspace, casebook, pen, views, listing)
    preview = Preview(workspace, casebook, views)
    acts = Acts(workspace, pen, foresight)
    history = History(workspace, casebook, views, road)
    sync = Synchronising(workspace, casebook, intake, province.signed)
    return DeskServices(
        session=Session(workspace, province.unsigned, remember_operator=remember_operator),
        cards=cards,
        intake=intake,
        preview=preview,
        signing=Signing(workspace, casebook, views, intake),
        submission=Submission(workspace, casebook, views, intake, acts),
        printing=Printing(workspace, casebook, views, history, printer),
        review=Review(workspace, casebook, views, listing, ReviewPages(workspace, views, preview, road), acts),
        allocation=Allocation(workspace, casebook, foresight, acts),
        worklist=Worklist(workspace, casebook, listing, history, sync.view, cards.states),
        sync=sync,
        disclosure=Disclosure(workspace, casebook),
    )
