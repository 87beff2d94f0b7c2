"""Why something is still alive: born where, doing what, held by whom, released how."""
