"""Tables out of annotations: every number with its base and its interval."""
