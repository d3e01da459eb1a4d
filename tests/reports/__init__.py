"""Reports, from values to paper."""
