# SPDX-License-Identifier: EUPL-1.2
"""What an application administrator decides about incidents, under /beheer/; they see none."""

from django.urls import path

from .views import guidelines

urlpatterns = [path("sancties/", guidelines.guidelines, name="guidelines")]
