"""`log_archive`: the records lie in an account of their own."""
