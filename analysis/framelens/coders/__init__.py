"""Coders that learn frames from hand-coded samples, the one test for every coder, and candidate frames."""
