# SPDX-License-Identifier: EUPL-1.2
"""Anonymous reports (LEI 3.7): tables per closed quarter and year, suppressed together and frozen."""
