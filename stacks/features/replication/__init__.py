"""`replication`: a second copy of the records, in another region."""
