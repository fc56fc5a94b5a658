"""A desk without a network: a province that answers from memory, cheap keys, a clock that stands."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from gzf_desk.app.desk import Desk, Province, open_desk
from gzf_desk.clock import FixedClock
from gzf_desk.paths import DataDir
from gzf_desk.secrets import Argon2Cost
from gzf_desk.services.views import CardView, DraftView
from gzf_desk.settings import ReaderSettings, Settings
from gzf_desk.tasks import Lanes
from sync.errors import ProtocolError, TransportError
from sync.model.fields import to_fields
from sync.model.ids import DeviceId, OperatorId, OrgCode
from sync.model.states import Role, ServicePoint, SignatureMethod, Verdict
from sync.protocol.messages import (
    NOTHING_TOLD,
    EnrolReply,
    EnrolRequest,
    Hello,
    NumberBlock,
    OperatorGrant,
    OpVerdict,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    RefreshReply,
    RefreshRequest,
    Row,
)
from sync.protocol.receipts import make_receipt
from sync.seal.signing import new_key_pair
from tests.support.households import document_number, family

CHEAP = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
PASSPHRASE = "a fictional passphrase"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ORG = OrgCode("990101003")


def png(width: int = 4, height: int = 2) -> bytes:
    """A small whole picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x00\x00\x00\x00"
    lines = zlib.compress(b"".join(b"\x00" + bytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


PNG = png()


class MemoryProvince:
    """Takes ops with verdicts and real receipts, hands out the rows that a test laid down."""

    def __init__(self, clock: FixedClock, point: ServicePoint = ServicePoint.STREET_WINDOW) -> None:
        self.clock = clock
        self.point = point
        self.keys = new_key_pair()
        self.online = True
        self.server_time: Callable[[], datetime] = clock.now
        self.rows: list[Row] = []
        self.seq = 100
        self.ops: list[object] = []
        self.enrolled: list[EnrolRequest] = []
        self.verdict_of: Callable[[object], OpVerdict | None] = lambda _: None
        self.grants = tuple(
            OperatorGrant(
                operator=OperatorId(f"op-{role.value}"),
                name=f"测试{role.value}",
                role=role,
                org=ORG if role is not Role.DISTRICT_REVIEWER else OrgCode("990101"),
                valid_until=clock.now() + timedelta(days=7),
            )
            for role in (Role.STREET_WINDOW, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.ALLOCATOR)
        )
        self.blocks = tuple(
            NumberBlock(kind=kind, region="990101", station="0003", first=1, last=50)
            for kind in ("SQ", "SL", "SC", "CN", "BZ")
        )

    def _reach(self) -> None:
        if not self.online:
            raise TransportError("unreachable", "ConnectError")

    def hello(self) -> Hello:
        raise ProtocolError("not_here")

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        self._reach()
        if request.code != "GOOD-CODE":
            raise ProtocolError("code_unknown")
        self.enrolled.append(request)
        return EnrolReply(
            device=DeviceId("dev-" + hashlib.sha256(request.public_key).hexdigest()[:8]),
            history_id="h1",
            fork_token="t0",
            platform_key=self.keys.public,
            site="990101003-W1",
            site_name="例镇便民服务中心",
            point=self.point,
            org=ORG,
            station="0003",
            operators=self.grants,
            blocks=self.blocks,
            server_time=self.server_time(),
            role=Role.STREET_WINDOW,
        )

    def refresh(self, request: RefreshRequest = NOTHING_TOLD) -> RefreshReply:
        self._reach()
        return RefreshReply(operators=self.grants, blocks=self.blocks, server_time=self.server_time())

    def push(self, request: PushRequest) -> PushReply:
        self._reach()
        self.ops += request.ops
        device = DeviceId("dev-" + hashlib.sha256(self.enrolled[0].public_key).hexdigest()[:8])
        verdicts = []
        for op in request.ops:
            told = self.verdict_of(op)
            if told is None:
                self.seq += 1
                told = OpVerdict(op_id=op.op_id, n=op.n, verdict=Verdict.ACCEPTED, seq=self.seq)
            verdicts.append(told)
        receipt = make_receipt(
            self.keys.private,
            device=device,
            ops=request.ops,
            history_id="h1",
            journal_head="0" * 64,
            at=self.clock.now(),
            number=f"R-{request.ops[0].n}-{request.ops[-1].n}",
        )
        return PushReply(
            history_id="h1",
            last_n=request.ops[-1].n,
            fork_token=f"t{request.ops[-1].n}",
            verdicts=tuple(verdicts),
            receipt=receipt,
            server_time=self.server_time(),
        )

    def pull(self, request: PullRequest) -> PullReply:
        self._reach()
        at = int(request.cursor or 0)
        page = tuple(self.rows[at : at + request.max_rows])
        return PullReply(
            history_id="h1",
            rows=page,
            cursor=str(at + len(page)),
            more=at + len(page) < len(self.rows),
            scope_epoch=1,
            server_time=self.server_time(),
        )


class DeskUnderTest:
    """A desk with everything around it."""

    def __init__(self, folder: Path, clock: FixedClock | None = None, **more: object) -> None:
        self.folder = folder
        self.clock = clock or FixedClock(NOW)
        self.province = MemoryProvince(self.clock)
        self.printed: list[bytes] = []
        self.lanes = Lanes()
        self.desk = self.open()

    def open(self) -> Desk:
        return open_desk(
            DataDir(self.folder),
            self.clock,
            "en",
            settings=Settings(reader=ReaderSettings(driver="simulated")),
            lanes=self.lanes,
            province=Province(unsigned=lambda _: self.province, signed=lambda _: self.province),
            keyrings=(),
            cost=CHEAP,
            remember_operator=True,
            printer=lambda pdf, _: self.printed.append(pdf),
        )

    def reopen(self) -> None:
        """As after a restart of the PC."""
        self.desk.close()
        self.desk = self.open()
        self.desk.services.session.unlock(PASSPHRASE)

    def ready(self, role: Role = Role.STREET_WINDOW) -> DeskUnderTest:
        """Set up, enrolled, somebody at work."""
        session = self.desk.services.session
        session.set_up(PASSPHRASE)
        session.enrol("GOOD-CODE", "http://province.example")
        session.choose_operator(f"op-{role.value}")
        return self

    def work_as(self, role: Role) -> None:
        self.desk.services.session.choose_operator(f"op-{role.value}")

    def close(self) -> None:
        self.desk.close()
        self.lanes.shutdown()


def card(name: str = "林秀例", birth: date = date(1979, 5, 4), *, male: bool = False) -> CardView:
    number = document_number(birth, 1, male=male)
    return CardView(
        document_type="resident",
        name=name,
        name_latin=None,
        sex="male" if male else "female",
        nation="01",
        nation_name="Han",
        birth_date=birth,
        age=46,
        address="例州市例县例镇例村 1 号",
        number=number,
        masked_number=number[:6] + "*" * 12,
        issuer="例县公安局",
        valid_from=date(2020, 1, 1),
        valid_to=date(2040, 1, 1),
        nationality=None,
        pass_number=None,
        reader="simulated",
        read_at=NOW,
        warnings=(),
        warning_texts=(),
    )


def fill_in(desk: Desk) -> DraftView:
    """A complete household, everything but the signatures, through the services."""
    intake = desk.services.intake
    view = intake.begin(card())
    case = view.case_id
    applicant = next(iter(view.draft.members))
    model = family(consents={}, undertaking=None)
    for name in ("marital", "phone", "local_hukou", "hukou_since", "special_groups"):
        intake.set(case, f"members/{applicant}.{name}", getattr(model.members["m1"], name))
    ids = {"m1": applicant}
    for key in ("m2", "m3"):
        ids[key], _ = intake.add(case, "members")
        plain = msgspec.to_builtins(model.members[key])
        intake.set(case, f"members/{ids[key]}", plain)
    for path, value in to_fields(model).items():
        collection, slash, _ = path.partition("/")
        if collection == "members" or path in {"policy_id", "policy_version", "channel", "local_number"}:
            continue
        if not slash:
            intake.set(case, path, value)
            continue
        entry, _ = intake.add(case, collection)
        intake.set(case, f"{collection}/{entry}", {**value, "member": ids[value["member"]]})
    return intake.draft(case)


def sign_all(desk: Desk, case_id: str) -> None:
    """Everybody signs."""
    signing = desk.services.signing
    plan = signing.plan(case_id)
    for signer in plan.signers:
        signing.sign_consent(
            case_id,
            signer.signs_for or signer.member_id,
            signer_id=signer.member_id,
            method=SignatureMethod.PAD,
            image_png=PNG,
            sensitive=True,
        )
    for signer in plan.undertaking_signers:
        signing.sign_undertaking(case_id, signer.member_id, method=SignatureMethod.PAD, image_png=PNG)


def submitted(desk: Desk) -> str:
    """A case that is sealed on this PC."""
    case_id = fill_in(desk).case_id
    sign_all(desk, case_id)
    done = desk.services.submission.submit(case_id)
    assert done.sealed, done
    return case_id
