"""`object_lock`: records that nobody can delete before their time."""
