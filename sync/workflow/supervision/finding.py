"""What a rule saw, and when to look again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sync.model.alert import AlertKind, AlertLevel, alert_id, breach_fingerprint
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role
from sync.policy import Policy
from sync.workflow.alert.commands import RaiseAlert

Figures = Mapping[str, int | str]
"""Numbers, codes and days behind a finding; never words about a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """The object that is looked at."""

    machine: str
    object_id: RecordId
    org: OrgCode


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A breach, or a clock near its limit.

    Attributes:
        rule: ``R01`` … ``R16``.
        subject: of the breach.
        stage: code of the stage, "" where the object has none.
        level: yellow or red.
        kind: near, abnormal or irregular.
        fingerprint: what makes this breach this one and no other.
        disposer: the post that must answer.
        figures: what the rule saw.
    """

    rule: str
    subject: Subject
    stage: str
    level: AlertLevel
    kind: AlertKind
    fingerprint: str
    disposer: Role
    figures: Figures = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, RecordId, str]:
        """Rule, machine, object and stage: at most one alert of these is open."""
        return self.rule, self.subject.machine, self.subject.object_id, self.stage


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What was seen on one object now, and when a clock makes it worth looking again (None: no clock runs)."""

    findings: tuple[Finding, ...]
    next_at: datetime | None = None


def found(
    policy: Policy,
    rule: str,
    subject: Subject,
    *breach: str | int,
    stage: str = "",
    near: bool = False,
    disposer: Role | None = None,
    figures: Figures | None = None,
) -> tuple[Finding, ...]:
    """The finding of a rule, dressed as the policy says; nothing where the policy has the rule switched off.

    Args:
        breach: parts of the fingerprint.
        near: a clock near its limit, not past it.
        disposer: who answers; None = as the policy says.
    """
    row = policy.supervision.rules.get(rule)
    if row is None or not row.on:
        return ()
    yellow = near or row.level == "yellow"
    return (
        Finding(
            rule=rule,
            subject=subject,
            stage=stage,
            level=AlertLevel.YELLOW if yellow else AlertLevel.RED,
            kind=AlertKind.NEAR if near else row.kind,
            # near and over are two breaches: who answered the one has not answered for the other
            fingerprint=breach_fingerprint(rule, *(["near"] if near else []), *breach),
            disposer=disposer or row.disposer,
            figures=figures or {},
        ),
    )


def raising(finding: Finding, policy: Policy, earlier: int) -> tuple[RecordId, RaiseAlert]:
    """The id and the command that raise the alert of a finding.

    Args:
        earlier: closed alerts of the same rule, object and stage before this one.
    """
    subject = finding.subject
    command = RaiseAlert(
        rule=finding.rule,
        risk_point=policy.supervision.rules[finding.rule].point,
        machine=subject.machine,
        object_id=subject.object_id,
        level=finding.level,
        kind=finding.kind,
        fingerprint=finding.fingerprint,
        disposer_role=finding.disposer,
        figures=dict(finding.figures),
        stage=finding.stage,
        earlier=earlier,
    )
    return alert_id(finding.rule, subject.machine, subject.object_id, finding.stage, earlier), command
