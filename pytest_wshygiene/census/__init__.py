"""Things that carry no birth record: entries of declared containers, and open descriptors.

They are told by windows: what appeared while an owner's code was running is that owner's. Windows are as small as
pytest allows (one fixture's set-up, one test's call), and a thing that a window cannot place is called unknown.
"""
