# SPDX-License-Identifier: EUPL-1.2
"""Sanctions: decided, ended, reviewed, and the calendar of them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
