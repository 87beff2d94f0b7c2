"""What people and machines get to read: terminal text, JSON, drawings."""
