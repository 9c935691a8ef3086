"""`athena`: the records as a SQL table, with saved queries."""
