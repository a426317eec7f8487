"""The settings of a study: one declaration a field, read from study.toml and written back."""
