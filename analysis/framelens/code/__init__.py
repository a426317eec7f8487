"""People's coding: samples, sheets, agreement, scores and estimates corrected by them."""
