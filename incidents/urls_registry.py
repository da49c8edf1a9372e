# SPDX-License-Identifier: EUPL-1.2
"""Looking somebody up in the perpetrator registry, and the log of it. No address holds anything that was typed."""

from django.urls import path

from .views import registry, registry_use

urlpatterns = [
    path("register/", registry.registry, name="registry"),
    path("register/gebruik/", registry_use.use, name="registry_use"),
    path("register/gebruik/<int:pk>/", registry_use.use_of, name="registry_use_of"),
    path("register/<uuid:lookup_id>/", registry.found, name="registry_found"),
    path("register/<uuid:lookup_id>/<uuid:perpetrator_id>/", registry.found_person, name="registry_person"),
]
