"""Figures: each ``draw_`` function takes a tidy table and returns a matplotlib Axes."""
