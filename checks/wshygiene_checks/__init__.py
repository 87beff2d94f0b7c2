"""Reads source and names the code that will leak: the linter's half of pytest-wshygiene.

The catalogue of rules, the fingerprint of a finding, the baseline file and the list of report formats are shared
with the pytest plugin, so that what leaks in a test and what is found in source go by one name.

PYTEST_DONT_REWRITE
"""
