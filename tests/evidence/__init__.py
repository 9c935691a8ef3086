"""The document for an auditor: what it says, and how it looks in a browser."""
