"""Fetching files from the Hub into the cache: parallel, resumable to the byte, verified."""
