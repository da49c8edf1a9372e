# SPDX-License-Identifier: EUPL-1.2
"""The picture of a sound: a bar for each part of it, as high as it is loud, drawn as one path of an SVG."""

HEIGHT = 64
# A bar is that wide on a step of one, and silence still is a line.
BAR, LEAST = 0.6, 1.0


def bars(peaks: bytes) -> str:
    """The path, of bars around the middle; a bar a unit wide."""
    drawn = []
    for number, peak in enumerate(peaks):
        tall = max(LEAST, peak / 255 * HEIGHT)
        drawn.append(f"M{number + (1 - BAR) / 2:g} {(HEIGHT - tall) / 2:.1f}h{BAR:g}v{tall:.1f}h-{BAR:g}z")
    return "".join(drawn)
