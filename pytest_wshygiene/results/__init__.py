"""What a run has found, and what was known before: kept across processes and runs."""
