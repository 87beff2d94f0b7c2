"""Suspended code: where it stands, what it is in the middle of, and what it does when it goes on or is left."""
