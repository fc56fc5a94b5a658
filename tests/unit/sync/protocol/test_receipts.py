from datetime import UTC, datetime

import msgspec
import pytest

from sync.errors import SealError
from sync.model.ids import DeviceId, OperatorId, OpId, OrgCode, RecordId
from sync.protocol.messages import Op, Receipt, TimeClaim
from sync.protocol.receipts import make_receipt, verify_receipt
from sync.seal import signing

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
PAIR = signing.new_key_pair()
DEVICE = DeviceId("dev-1")


def an_op(n: int) -> Op:
    return Op(
        op_id=OpId(f"op-{n}"),
        n=n,
        kind="put",
        record_kind="case",
        record_id=RecordId(f"r-{n}"),
        org=OrgCode("990101"),
        operator=OperatorId("o-1"),
        fields={"category": "migrant", "members/a": {"name": "林秀例"}},
        claim=TimeClaim(wall=AT),
    )


OPS = [an_op(4), an_op(5)]


def a_receipt() -> Receipt:
    return make_receipt(PAIR.private, device=DEVICE, ops=OPS, history_id="h", journal_head="0", at=AT, number="R-1")


def test_a_receipt_survives_the_wire_and_verifies() -> None:
    wire = msgspec.msgpack.encode((a_receipt(), OPS))
    receipt, ops = msgspec.msgpack.decode(wire, type=tuple[Receipt, tuple[Op, ...]])
    verify_receipt(PAIR.public, receipt, device=DEVICE, ops=ops)


@pytest.mark.parametrize("name", [n for n in Receipt.__struct_fields__ if n != "signature"])
def test_every_field_of_a_receipt_is_signed(name: str) -> None:
    old = getattr(a_receipt(), name)
    new = old + 1 if isinstance(old, int) else AT.replace(year=2027) if isinstance(old, datetime) else old + "x"
    changed = msgspec.structs.replace(a_receipt(), **{name: new})
    with pytest.raises(SealError, match="receipt"):
        verify_receipt(PAIR.public, changed, device=changed.device, ops=OPS)


def test_a_receipt_for_other_ops_or_another_device_is_refused() -> None:
    receipt = a_receipt()
    changed = msgspec.structs.replace(OPS[1], fields={"category": "new_employee"})
    for device, ops in ((DeviceId("dev-2"), OPS), (DEVICE, OPS[:1]), (DEVICE, []), (DEVICE, [OPS[0], changed])):
        with pytest.raises(SealError):
            verify_receipt(PAIR.public, receipt, device=device, ops=ops)
