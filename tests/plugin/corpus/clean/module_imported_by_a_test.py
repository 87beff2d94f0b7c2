# clean: what a module makes when a test is the first to import it is the import's, and no test's
import importlib
import sys
import textwrap

SOURCE = """
    import socket, threading

    LINE = socket.socketpair()
    STOP = threading.Event()
    threading.Thread(target=STOP.wait, name="flusher", daemon=True).start()
    LOG = open(__file__)
"""


def test_first_use(tmp_path, monkeypatch):
    (tmp_path / "corpus_metrics.py").write_text(textwrap.dedent(SOURCE))
    monkeypatch.syspath_prepend(tmp_path)
    assert importlib.import_module("corpus_metrics").LINE


def test_used_again():
    assert not sys.modules["corpus_metrics"].STOP.is_set()
