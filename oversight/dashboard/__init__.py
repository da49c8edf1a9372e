# SPDX-License-Identifier: EUPL-1.2
"""The overview: what needs somebody now, how the eight measures go, and where it happens.

One page, with what its reader may see: figures about incidents count those that they may open one by one, figures
about recordings are what the access to recordings gives them, and who administers sees people and levels and no
incident. A figure is shown with the way to what it counts, or without where the reader may not see that.
"""
