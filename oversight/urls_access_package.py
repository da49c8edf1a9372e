# SPDX-License-Identifier: EUPL-1.2
"""The package of one access request."""

from django.urls import path

from .views import access_package as views

urlpatterns = [
    path("", views.access_package, name="access_package"),
    path("deel/<str:part_key>/", views.access_package_part, name="access_package_part"),
    path("vrijgeven/<str:what>/", views.access_package_unmask, name="access_package_unmask"),
    path(
        "vrijgeven/<str:what>/<int:place>/", views.access_package_unmask, name="access_package_unmask_words"
    ),
    path("maken/", views.access_package_make, name="access_package_make"),
    path("<uuid:package_id>/bestand/", views.access_package_file, name="access_package_file"),
]
