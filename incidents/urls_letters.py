# SPDX-License-Identifier: EUPL-1.2
"""Letters to a perpetrator, and what is given to the police."""

from django.urls import include, path

from .views import letters, police

case = [
    path("sancties/<uuid:sanction_id>/brief/", letters.sanction_letter, name="sanction_letter"),
    path("sancties/<uuid:sanction_id>/brief/<slug:kind>/", letters.make_about_sanction, name="letter_make"),
    path(
        "dader/<uuid:involvement_id>/brief/<slug:kind>/",
        letters.make_about_involvement,
        name="letter_about_involvement",
    ),
    path("dader/<uuid:involvement_id>/brief/<slug:kind>/verstuurd/", letters.letter_sent, name="letter_sent"),
    path("brieven/<uuid:letter_id>/", letters.letter_correct, name="letter_correct"),
    path("aangifte/pakket/", police.package, name="police_package"),
]

urlpatterns = [
    path("incidenten/<uuid:incident_id>/", include(case)),
]
