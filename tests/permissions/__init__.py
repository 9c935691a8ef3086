"""Which IAM actions the commands need, from the calls that they made to the local AWS."""
