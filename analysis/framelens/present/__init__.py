"""What a reader sees: figures, tables, passages, the report."""
