"""What a deployment can have beyond the document's system: one opt-in, one file or folder."""
