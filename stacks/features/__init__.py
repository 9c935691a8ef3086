"""What a deployment can have: one feature, one folder."""
