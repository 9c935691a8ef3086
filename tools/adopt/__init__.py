"""`make adopt`: brings into Terraform's state what an interrupted deploy left outside of it."""
