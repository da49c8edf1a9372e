# SPDX-License-Identifier: EUPL-1.2
"""Taking over incidents from a spreadsheet, for handlers of the whole municipality."""

from django.urls import path

from .views import taking_over

urlpatterns = [
    path("overnemen/", taking_over.take_over, name="take_over"),
    path("overnemen/<uuid:pk>/kolommen/", taking_over.take_over_columns, name="take_over_columns"),
    path("overnemen/<uuid:pk>/", taking_over.take_over_check, name="take_over_check"),
]
