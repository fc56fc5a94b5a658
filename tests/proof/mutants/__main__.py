"""See :mod:`tests.proof.mutants.campaign`."""

from __future__ import annotations

import sys

from tests.proof.mutants.campaign import main, with_one_order_of_sets

if __name__ == "__main__":
    with_one_order_of_sets()
    sys.exit(main(sys.argv[1:]))
