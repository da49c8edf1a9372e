# SPDX-License-Identifier: EUPL-1.2
"""Callers' requests and copies of recordings."""

from django.urls import path

from .views import disclosing

urlpatterns = [
    path("opnames/verzoeken/", disclosing.caller_requests, name="caller_requests"),
    path("opnames/verzoeken/nieuw/", disclosing.new_request, name="caller_request_new"),
    path("opnames/verzoeken/<uuid:request_id>/", disclosing.caller_request, name="caller_request"),
    path(
        "opnames/verzoeken/<uuid:request_id>/verstrekken/",
        disclosing.disclose_to_caller,
        name="caller_request_disclose",
    ),
    path("opnames/<uuid:recording_id>/verstrekken/", disclosing.disclose, name="recording_disclose"),
    path("opnames/verstrekkingen/<uuid:disclosure_id>/", disclosing.disclosure, name="disclosure"),
    path(
        "opnames/verstrekkingen/<uuid:disclosure_id>/pakket/", disclosing.package, name="disclosure_package"
    ),
    path(
        "opnames/verstrekkingen/<uuid:disclosure_id>/vrijgeven/",
        disclosing.release,
        name="disclosure_release",
    ),
]
