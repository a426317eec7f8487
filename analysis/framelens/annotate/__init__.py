"""What stands in the words: segments, statements, names, speakers, tone and frame hits, located and not counted."""
