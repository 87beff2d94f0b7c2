# leak: listener | fixture audit (module) | shop.audit
import logging
import logging.handlers
import queue

import pytest


@pytest.fixture(scope="module")
def audit():
    entries = queue.SimpleQueue()
    logging.getLogger("shop.audit").addHandler(logging.handlers.QueueHandler(entries))  # <- born
    yield entries
    while not entries.empty():
        entries.get()


def test_sale(audit):
    logging.getLogger("shop.audit").error("sold")
    assert audit.get(timeout=5).getMessage() == "sold"
