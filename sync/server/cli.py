"""The commands of ``gzf-platform``.

Exit codes: 0 fine, 1 the answer is no, 2 wrong use, 70 a bug. With ``--json`` results and errors are one JSON object.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from sync.errors import ProtocolError, SyncError
from sync.model.ids import DeviceId, OperatorId, OrgCode
from sync.model.states import Role, ServicePoint
from sync.server import accounts, enrolment, inspection, journal, policy_cli, seeding, watch_cli
from sync.server.accounts import Site
from sync.server.clock import FixedClock, parse_instant
from sync.server.decisions import PLATFORM
from sync.server.enrolment import CODE_LIFE
from sync.server.journal import Line
from sync.server.platform import Platform
from sync.server.settings import Settings
from sync.server.timers import TimerAct, Timers

Result = dict[str, Any]
_REGION = 6


def run(argv: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    arguments = parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        result: Result = arguments.act(arguments)
    except ProtocolError as error:
        return _say_no(arguments, error.code, error.message)
    except SyncError as error:
        return _say_no(arguments, "platform", str(error))
    code: int = result.pop("exit_code", 0 if result.get("ok", True) else 1)
    if result:
        _print(arguments, result)
    return code


def _settings(arguments: argparse.Namespace) -> Settings:
    return Settings(
        data_dir=arguments.data_dir,
        db_url=arguments.db,
        key_file=arguments.key_file,
        clock_file=arguments.clock_file,
        public_url=getattr(arguments, "public_url", ""),
        tick_s=getattr(arguments, "tick", 60.0),
    )


def _with_platform(act: Callable[[Platform, argparse.Namespace], Result]) -> Callable[[argparse.Namespace], Result]:
    def opened(arguments: argparse.Namespace) -> Result:
        platform = Platform.open(_settings(arguments))
        try:
            return act(platform, arguments)
        finally:
            platform.close()

    return opened


def _init(platform: Platform, _arguments: argparse.Namespace) -> Result:
    return {"ok": True, "history_id": platform.history_id, "platform_key": platform.keys.public.hex()}


def _serve(arguments: argparse.Namespace) -> Result:
    from sync.server.serving import serve  # the web framework is heavy, and no other command needs it

    serve(_settings(arguments), host=arguments.host, port=arguments.port)
    return {}


def _seed(platform: Platform, arguments: argparse.Namespace) -> Result:
    made = seeding.seed(platform, arguments.city, arguments.households)
    return {"ok": True, "sites": list(made.sites), "units": made.units, "households": made.households}


def _enroll_code(platform: Platform, arguments: argparse.Namespace) -> Result:
    role = Role(arguments.role)
    site = _known_site(platform, arguments.site)
    with platform.database.write() as connection:
        grants = accounts.grants_at(connection, site.code)
        operators = [grant.operator for grant in grants if grant.role is role]
        if arguments.operator_name or not operators:
            name = arguments.operator_name or seeding.NAMES.get(role, "测试甲")
            operators = [accounts.add_operator(connection, platform.keys, name=name, site=site, role=role)]
        code = enrolment.issue_code(connection, site, role, platform.clock.now())
        _note(platform, connection, f"code.issue.{role.value}", site.code)
    minutes = int(CODE_LIFE.total_seconds() // 60)
    return {"code": code, "site": site.code, "role": role.value, "operators": operators, "minutes": minutes}


def _site_add(platform: Platform, arguments: argparse.Namespace) -> Result:
    org = OrgCode(arguments.org)
    region = arguments.region or org[:_REGION].ljust(_REGION, "0")
    with platform.database.write() as connection:
        site = Site(
            code=arguments.site,
            name=arguments.name or arguments.site,
            point=ServicePoint(arguments.point),
            org=org,
            region=region,
            station=arguments.station or accounts.next_station(connection, region),
        )
        accounts.add_site(connection, site)
    return {"ok": True, "site": site.code, "org": site.org, "station": site.station}


def _operator_add(platform: Platform, arguments: argparse.Namespace) -> Result:
    role = Role(arguments.role)
    site = _known_site(platform, arguments.site)
    with platform.database.write() as connection:
        if arguments.operator:
            operator = OperatorId(arguments.operator)
            accounts.add_grant(connection, operator=operator, site=site, role=role)
        else:
            operator = accounts.add_operator(connection, platform.keys, name=arguments.name, site=site, role=role)
        _note(platform, connection, f"operator.grant.{role.value}", f"{operator}@{site.code}")
    return {"ok": True, "operator": operator, "site": site.code, "role": role.value}


def _revoke(platform: Platform, arguments: argparse.Namespace) -> Result:
    with platform.database.write() as connection:
        device = DeviceId(arguments.device)
        if accounts.load_device(connection, device) is None:
            raise ProtocolError("unknown_device", f"there is no device {device}")
        accounts.revoke_device(connection, device)
        _note(platform, connection, "device.revoke", device)
    return {"ok": True, "device": arguments.device}


def _tick(platform: Platform, arguments: argparse.Namespace) -> Result:
    if arguments.now:
        clock = FixedClock(parse_instant(arguments.now))
        platform = Platform(
            platform.settings, platform.database, platform.keys, clock, platform.rulebook, platform.history_id
        )
    return {"ok": True, "acts": _acts(Timers(platform).run())}


def _recompute(platform: Platform, _arguments: argparse.Namespace) -> Result:
    return {"ok": True, "acts": _acts(Timers(platform).recompute())}


def _acts(acts: list[TimerAct]) -> list[dict[str, str]]:
    return [{"record": act.record_id, "command": act.command, "verdict": act.verdict} for act in acts]


def _log_verify(platform: Platform, _arguments: argparse.Namespace) -> Result:
    with platform.database.read() as connection:
        report = journal.check(connection)
    return {"ok": report.ok, "count": report.count, "first_bad": report.first_bad, "reason": report.reason}


def _inspect(platform: Platform, arguments: argparse.Namespace) -> Result:
    with platform.database.read() as connection:
        found = inspection.records(connection, platform.keys, arguments.kind)
        return {"ok": True, "records": found, "verdicts": inspection.verdicts(connection)}


def _new_history(platform: Platform, _arguments: argparse.Namespace) -> Result:
    return {"ok": True, "history_id": platform.begin_history().history_id}


def _note(platform: Platform, connection: Connection, what: str, obj: str) -> None:
    """A journal line about an act of whoever runs the platform, in its transaction."""
    line = Line(PLATFORM, PLATFORM, what, obj, "")
    journal.append(connection, platform.keys, [line], platform.clock.now())


def _known_site(platform: Platform, code: str) -> Site:
    with platform.database.read() as connection:
        site = accounts.get_site(connection, code)
    if site is None:
        raise ProtocolError("unknown_site", f"there is no site {code}; make it with `gzf-platform site add`")
    return site


def _say_no(arguments: argparse.Namespace, code: str, message: str) -> int:
    if arguments.json:
        error = {"code": code, "message": message, "advice": ""}
        sys.stdout.write(json.dumps({"error": error}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"gzf-platform: {message or code}\n")
    return 1


def _print(arguments: argparse.Namespace, result: Result) -> None:
    text = result.pop("text", None) or [f"{k}: {v}" for k, v in result.items()]
    lines = [json.dumps(result, ensure_ascii=False)] if arguments.json else text
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def parser() -> argparse.ArgumentParser:
    """What can be said on the command line."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data-dir", type=Path, default=Path("gzf-platform-data"), help="key file and embedded database"
    )
    common.add_argument("--db", default="", metavar="URL", help="sqlite:///… or postgresql+psycopg://…")
    common.add_argument("--key-file", type=Path, default=None, help="default: platform.key in the data directory")
    common.add_argument(
        "--clock-file", type=Path, default=None, help="DEMONSTRATIONS AND TESTS ONLY: take the time from this file"
    )
    common.add_argument("--json", action="store_true")
    root = argparse.ArgumentParser(prog="gzf-platform", description="The provincial platform of public rental housing.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, act: Callable[[argparse.Namespace], Result], text: str, to: Any = commands) -> Any:
        command = to.add_parser(name, parents=[common], help=text, description=text)
        command.set_defaults(act=act)
        return command

    add("init", _with_platform(_init), "make key file and database")
    _add_serve(add)
    command = add("seed", _with_platform(_seed), "fictional sites, homes and households")
    command.add_argument("--city", required=True)
    command.add_argument("--households", type=int, default=0)
    command = add("enroll-code", _with_platform(_enroll_code), "a one-time code for a new device")
    command.add_argument("--site", required=True)
    command.add_argument("--role", required=True, choices=[role.value for role in Role])
    command.add_argument("--operator-name", default="")
    _add_admin(add, commands)
    policy_cli.register(add, commands)
    watch_cli.register(add, _with_platform)
    command = add("tick", _with_platform(_tick), "run the timers once")
    command.add_argument("--now", default="", metavar="ISO")
    add("recompute", _with_platform(_recompute), "after the calendar of a year has come: provisional deadlines anew")
    add("new-history", _with_platform(_new_history), "after a restore from backup: let devices send again")
    command = add("inspect", _with_platform(_inspect), "states, versions and digests of what is held; no contents")
    command.add_argument("--kind", default="", help="case, waiting, tenancy, unit, event …")
    add("log-verify", _with_platform(_log_verify), "check the chained journal")
    return root


def _add_serve(add: Any) -> None:
    command = add("serve", _serve, "answer devices")
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8460, help="0 takes a free one")
    command.add_argument("--public-url", default="", help="origin that devices use, when behind a proxy")
    command.add_argument("--tick", type=float, default=60.0, metavar="SECONDS", help="how often the timers run")


def _add_admin(add: Any, commands: Any) -> None:
    sites = commands.add_parser("site", help="places where devices stand").add_subparsers(required=True)
    command = add("add", _with_platform(_site_add), "register a site", sites)
    command.add_argument("--site", required=True, metavar="CODE")
    command.add_argument("--name", default="")
    command.add_argument("--point", default="street_window", choices=[point.value for point in ServicePoint])
    command.add_argument("--org", required=True)
    command.add_argument("--region", default="")
    command.add_argument("--station", default="")
    operators = commands.add_parser("operator", help="staff accounts").add_subparsers(required=True)
    command = add("add", _with_platform(_operator_add), "a new account, or one more post for one", operators)
    command.add_argument("--site", required=True)
    command.add_argument("--role", required=True, choices=[role.value for role in Role])
    command.add_argument("--name", default="测试甲")
    command.add_argument("--operator", default="", help="an existing account")
    devices = commands.add_parser("device", help="enrolled devices").add_subparsers(required=True)
    command = add("revoke", _with_platform(_revoke), "from its next contact on it is nobody", devices)
    command.add_argument("device")
