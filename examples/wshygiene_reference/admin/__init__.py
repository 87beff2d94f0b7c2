"""The admin API: who is connected, how the manager is, and what may be done about it."""
