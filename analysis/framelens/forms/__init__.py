"""What people click in Jupyter: reading, coding and correcting."""
