"""The list of what is on disk, beside reading the disk."""
