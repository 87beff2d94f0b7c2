"""Reference paths: followed without calling into anybody's code, and spelled as in source."""
