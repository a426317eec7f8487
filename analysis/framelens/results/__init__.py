"""What a measure gives back: blocks of text, tables and passages that show themselves anywhere."""
