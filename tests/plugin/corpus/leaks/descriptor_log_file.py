# leak: descriptor | test_journal | journal.txt
"""A journal that is opened for each client and kept in a list."""

JOURNALS = []


def open_journal(folder):
    journal = open(folder / "journal.txt", "w")  # <- born
    JOURNALS.append(journal)
    return journal


def test_journal(tmp_path):
    open_journal(tmp_path).write("x")
