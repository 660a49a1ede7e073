"""The pane under the queue tells what became of a promise, as it stands today."""

from __future__ import annotations

from dataclasses import replace

import pytest

from billdesk.domain.promises import PromiseState
from billdesk.domain.records import Preview, PromiseView
from screens.queue_preview import say_preview
from tests.domain.records_for_tests import ACCOUNT, TODAY, promise
from tests.screens.queue.test_rows import _row

BROKEN = promise()
PART = replace(promise(PromiseState.PARTLY_KEPT), kept_minor=100_000, came_minor=100_000)


@pytest.mark.parametrize(
    ("given", "came"),
    [
        (BROKEN, "nothing came"),
        (replace(BROKEN, came_minor=1_247_920, open_minor=0), "came late"),
        (replace(BROKEN, came_minor=1_247_920), "came late"),
        (replace(BROKEN, came_minor=1_000_000), "€ 2,479.20 missing"),
        (replace(BROKEN, came_minor=-50_000, open_minor=1_300_000), "nothing came"),
        (replace(BROKEN, open_minor=0), "settled since"),
        (PART, "€ 11,479.20 missing"),
        (replace(PART, came_minor=1_247_920, open_minor=0), "came late"),
        (promise(PromiseState.OPEN), "not due yet"),
    ],
)
def test_what_became_of_a_promise_is_true_today(given: PromiseView, came: str) -> None:
    known = Preview("Acme", "", 1, (), None, ACCOUNT.open_items, (), (given,))
    told = say_preview(_row(), known, TODAY)
    assert told[1] == f"18 Nov promise  they promised € 12,479.20 by 20 Nov – {came}"
