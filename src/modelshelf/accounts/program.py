"""Which program asked, in words: from what it says of itself (the header User-Agent).

A handful of rules, and not a library with thousands: people only have to tell their own sign-ins
apart, and what a program says in full stays beside it.
"""

import re
from dataclasses import dataclass
from typing import Self

# The first that is named counts: most browsers go on to name those that they once imitated.
_BROWSERS = {
    "Edg": "Edge",
    "EdgA": "Edge",
    "OPR": "Opera",
    "Vivaldi": "Vivaldi",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chromium": "Chromium",
    "HeadlessChrome": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
# Android also calls itself Linux, and an iPhone is "like Mac OS X".
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iOS",
    "iPad": "iPadOS",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
    "FreeBSD": "FreeBSD",
}
_TOOL = re.compile(r"([A-Za-z][A-Za-z0-9._-]{0,40})(/|\s|$)")


@dataclass(frozen=True, slots=True)
class Program:
    """Attributes:
    name: Such as "Firefox", or "curl" for a program that is no browser.
    system: What it runs on, such as "Linux"; None where it does not say.
    """

    name: str
    system: str | None = None

    @classmethod
    def of(cls, agent: str | None) -> Self | None:
        """None where nothing is said that people would recognise."""
        agent = agent or ""
        system = next((name for mark, name in _SYSTEMS.items() if mark in agent), None)
        if not agent.startswith("Mozilla/"):
            tool = _TOOL.match(agent)
            return cls(tool[1], system) if tool else None
        for mark, name in _BROWSERS.items():
            if f"{mark}/" in agent:
                return cls(name, system)
        return None
