"""What outlives its owner, and what that means for the run."""
