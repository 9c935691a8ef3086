"""`make pictures`: the pictures of the README, drawn from an AWS on this machine."""
