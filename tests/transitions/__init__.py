"""Every setting of a running deployment, changed and changed back: what became of the records."""
