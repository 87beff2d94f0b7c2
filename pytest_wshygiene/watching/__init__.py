"""The plugin while it is on: owners, verdicts and second looks, from pytest's hooks."""
