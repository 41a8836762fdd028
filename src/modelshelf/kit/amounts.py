"""Bytes for people, rounded in one place. 1 GB = 10⁹ bytes, as disks are sold."""


def size(size_bytes: float) -> str:
    for unit, factor in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if abs(size_bytes) >= factor * 0.9995:
            value = size_bytes / factor
            return f"{value:.1f} {unit}" if value < 99.95 else f"{value:.0f} {unit}"
    return f"{size_bytes:.0f} B"
