"""One connection, one leak: what belongs together is told together."""
