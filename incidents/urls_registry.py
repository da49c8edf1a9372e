# SPDX-License-Identifier: EUPL-1.2
"""Looking somebody up in the perpetrator registry, and the log of it."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
