"""Service points of the demo: real desks with stores of their own, enrolled at the real province."""

from __future__ import annotations

from pathlib import Path

from gzf_desk.app.desk import Desk, open_desk
from gzf_desk.clock import Clock
from gzf_desk.demo.province import Province
from gzf_desk.paths import DataDir
from gzf_desk.services.api import DeskServices
from gzf_desk.services.views import ActView, SyncOutcomeView
from gzf_desk.settings import ReaderSettings, Settings
from sync.model.states import Role
from sync.protocol.canonical import digest
from sync.seal.chain import ChainReport

PASSPHRASE = "only for the demonstration"  # noqa: S105 (protects invented people)


class ServicePointDesk:
    """One desk of the demo.

    Args:
        name: of its folder.
        folder: where the stores stand.
        clock: the same for all desks of the demo.
        reader: which card reader it has.
    """

    def __init__(self, name: str, folder: Path, clock: Clock, reader: ReaderSettings | None = None) -> None:
        self.name = name
        self.data_dir = DataDir(folder / name)
        self._clock = clock
        self._settings = Settings(reader=reader or ReaderSettings(driver="simulated"))
        self.desk = self._open()

    def _open(self) -> Desk:
        # The machine secret lies in a sealed file: a demo must not write into anybody's keyring.
        return open_desk(self.data_dir, self._clock, settings=self._settings, keyrings=())

    @property
    def do(self) -> DeskServices:
        """What can be done here."""
        return self.desk.services

    def enrol(self, province: Province, site: str, role: Role) -> None:
        """Become a device of ``site``, with a one-time code."""
        code = str(province.run("enroll-code", "--site", site, "--role", role.value)["code"])
        self.do.session.set_up(PASSPHRASE)
        self.do.session.enrol(code, province.url)
        self.as_role(role)

    def as_role(self, role: Role) -> ServicePointDesk:
        """Let the operator of this post work."""
        for operator in self.do.session.operators():
            if operator.role is role:
                self.do.session.choose_operator(operator.id)
                return self
        raise RuntimeError(f"nobody works as {role.value} at {self.name}")

    def reopen(self) -> None:
        """Switch the PC off and on again: a new process would see exactly this."""
        self.desk.close()
        self.desk = self._open()
        self.do.session.unlock(PASSPHRASE)

    def sync(self) -> SyncOutcomeView:
        """One sync."""
        return self.do.sync.sync_once()

    def send(self, act: ActView) -> SyncOutcomeView:
        """An act, and the sync that carries it.

        Raises:
            RuntimeError: the act was refused here, or the province did not take it.
        """
        if not act.done:
            raise RuntimeError(f"{self.name}: refused here: {act.code} {act.sentence}")
        outcome = self.sync()
        if outcome.trouble or outcome.refused or outcome.pending:
            raise RuntimeError(f"{self.name}: not taken: {outcome} {self.do.sync.view().refused}")
        return outcome

    def digests(self) -> dict[str, str]:
        """Digest of every record that came from the province, as this desk holds it."""
        with self.desk.workspace.store.reading() as unit:
            kinds = unit.mirror.counts()
            return {row.record_id: digest(dict(row.fields)) for kind in kinds for row in unit.mirror.of_kind(kind)}

    def chain(self) -> ChainReport:
        """Whether the desk's log is whole."""
        with self.desk.workspace.store.reading() as unit:
            return unit.log.verify()

    def close(self) -> None:
        """Lock and let go."""
        self.desk.close()
