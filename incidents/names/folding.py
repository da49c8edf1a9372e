# SPDX-License-Identifier: EUPL-1.2
"""From what somebody typed to plain letters: one case, no diacritics, Cyrillic and Greek in Latin letters."""

import unicodedata

# No name is longer; what is typed beyond is not looked at.
LONGEST = 300

# Letters that Unicode does not take apart, and the marks that people type for an apostrophe or a hyphen.
_LETTERS = str.maketrans(
    {
        "ı": "i", "İ": "I", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
        "þ": "th", "Þ": "Th", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ə": "e", "Ə": "E",
        "ħ": "h", "Ħ": "H", "ŋ": "ng", "Ŋ": "Ng",
        "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "ʻ": "'", "ʿ": "'", "ʾ": "'", "′": "'", "‛": "'", "＇": "'",
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "－": "-", "，": ",", "、": ",", "،": ",",
        "ـ": "", "ة": "ه", "ى": "ي", "\u200c": "", "\u200d": "", "\u00ad": "",
    }
)  # fmt: skip
_CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфхцыэіїєґјљњћђџ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "j",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "ch",
            "ts",
            "y",
            "e",
            "i",
            "i",
            "je",
            "g",
            "j",
            "lj",
            "nj",
            "c",
            "dj",
            "dz",
        ],
        strict=True,
    )
) | {"ж": "zj", "ч": "tsj", "ш": "sj", "щ": "sjtsj", "ъ": "", "ь": "", "ю": "joe", "я": "ja"}
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρστυφχψως",
        [
            "a",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "s",
            "t",
            "y",
            "f",
            "ch",
            "ps",
            "o",
            "s",
        ],
        strict=True,
    )
)
_LATIN = str.maketrans(_CYRILLIC | _GREEK)


def listed(words: str) -> tuple[str, ...]:
    """The words of a list that is written as a text."""
    return tuple(words.split())


def plain(text: str) -> str:
    """The letters as typed, without marks on them; upper and lower case are kept, and so is punctuation."""
    text = unicodedata.normalize("NFC", text[: LONGEST * 4]).translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text[:LONGEST])
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return text.translate(_LETTERS)[:LONGEST]


def fold(word: str) -> str:
    """A word of `plain` text in small Latin letters; a script that has no place here stays as it is."""
    return word.casefold().translate(_LATIN)
