"""`encryption`: one customer-managed key for bucket, trail, log group and topics."""
