"""What people do to a trail, carried out, and which row of `make verify` names it."""
