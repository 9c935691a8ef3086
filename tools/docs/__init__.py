"""`make docs`: the tables of the pages and the schema of the settings, written from the code."""
