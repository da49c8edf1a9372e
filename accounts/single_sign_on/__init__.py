# SPDX-License-Identifier: EUPL-1.2
"""Signing in at the municipality's own identity provider (OpenID Connect), and what follows from its groups."""
