"""The curated facts beside the packages that they were taken from; see `__main__`."""
