"""`make validate`, held against the AWS CLI's own validation."""
