"""The bounded chance that suspects get to finish, and the last moment at which they can be seen."""
