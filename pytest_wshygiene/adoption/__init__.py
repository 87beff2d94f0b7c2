"""Who takes care of what an owner has left: wider fixtures, pools, and what the program has arranged for its end."""
