"""Whose is it: births and the accounts that they are written into."""
