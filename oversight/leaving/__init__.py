# SPDX-License-Identifier: EUPL-1.2
"""A municipality leaves: announced by one administrator and confirmed by another, closed after its last day, exported
in open formats to a key that only the receiver has, and destroyed when the receiver has everything."""
