# SPDX-License-Identifier: EUPL-1.2
"""Requests of persons about their own data: received, looked up, decided, carried out and answered (AVG 12, 15-18, 21)."""
