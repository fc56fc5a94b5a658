"""A desk as a process of its own, to be killed: takes an application, seals it, exchanges. Says what was acknowledged.

::

    python -m tests.support.desk_at_work FOLDER

One JSON line per acknowledged act: ``{"sealed": id}``, then ``{"synced": trouble}`` if it lives so long.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sync.model.fields import to_fields
from tests.support.desks import NOW, PASSPHRASE
from tests.support.households import family
from tests.support.stories import StoryClock, StoryDesk


def say(**words: object) -> None:
    print(json.dumps(words), flush=True)


def main(folder: Path) -> None:
    """See the module's docstring."""
    desk = StoryDesk(folder, StoryClock(NOW))
    desk.do.session.unlock(PASSPHRASE)
    case_id = desk.do.intake.take_over(to_fields(family())).case_id
    assert desk.do.submission.submit(case_id).sealed
    say(sealed=case_id)
    say(synced=desk.do.sync.sync_once().trouble)
    desk.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
