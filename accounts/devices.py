# SPDX-License-Identifier: EUPL-1.2
"""What kind of machine somebody is signed in on, in a word or two: enough to recognise one's own, and all that is kept
of what a browser says of itself."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

# In this order: nearly every browser also says to be the one it descends from.
BROWSERS = {
    "edge": ("Edg/", "EdgA/", "EdgiOS/"),
    "opera": ("OPR/",),
    "firefox": ("Firefox/", "FxiOS/"),
    "chrome": ("Chrome/", "CriOS/"),
    "safari": ("Safari/",),
}
SYSTEMS = {
    "iphone": ("iPhone",),
    "ipad": ("iPad",),
    "android": ("Android",),
    "windows": ("Windows",),
    "chromeos": ("CrOS",),
    "mac": ("Macintosh",),
    "linux": ("Linux",),
}
NAMES = {
    "edge": "Edge",
    "opera": "Opera",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
    "iphone": "iPhone",
    "ipad": "iPad",
    "android": "Android",
    "windows": "Windows",
    "chromeos": "ChromeOS",
    "mac": "Mac",
    "linux": "Linux",
}
PORTABLE = frozenset({"iphone", "ipad", "android"})


def kind_of(user_agent: str) -> str:
    """`browser.system` for what a browser says of itself, from the lists above; empty where it is none of them."""
    return f"{_found(BROWSERS, user_agent)}.{_found(SYSTEMS, user_agent)}"


def _found(names: Mapping[str, tuple[str, ...]], user_agent: str) -> str:
    return next((name for name, marks in names.items() if any(mark in user_agent for mark in marks)), "")


def in_words(kind: str) -> str:
    """A kind as a person knows it, in the active language."""
    browser, _dot, system = kind.partition(".")
    if browser and system:
        return _("%(browser)s op %(system)s") % {"browser": NAMES[browser], "system": NAMES[system]}
    return NAMES.get(browser or system) or _("Onbekend apparaat")


def is_portable(kind: str) -> bool:
    """Whether it is a telephone or a tablet."""
    return kind.partition(".")[2] in PORTABLE
