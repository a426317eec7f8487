"""The formats in which the field keeps its dictionaries, one module each."""
