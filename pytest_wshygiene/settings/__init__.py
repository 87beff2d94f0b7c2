"""What the user may set, how it is read, and how a wrong word is answered."""
