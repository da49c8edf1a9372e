# SPDX-License-Identifier: EUPL-1.2
"""The pages about who was aggressive, for handlers and supervisors."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
