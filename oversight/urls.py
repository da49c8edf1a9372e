# SPDX-License-Identifier: EUPL-1.2
"""What spans all rooms: whether destruction is on time, what went and what is to go."""

from django.urls import path

from .views import (
    dashboard,
    destruction,
    evaluation,
    health,
    ledger,
    log,
    mail,
    policy,
    public,
    reports,
    start_of_use,
)

urlpatterns = [
    path("openbaar/<slug:slug>/", public.public_page, name="public_page"),
    path("openbaar/<slug:slug>/en/", public.public_page, {"language": "en"}, name="public_page_en"),
    path("overzicht/", dashboard.dashboard, name="dashboard"),
    path("gezondheid/", health.health, name="health"),
    path("metrics", health.metrics, name="metrics"),
    path("beheer/vernietiging/", destruction.destruction, name="destruction"),
    path("beheer/mail/", mail.mail, name="mail"),
    path("beheer/ingebruikname/", start_of_use.start_of_use, name="start_of_use"),
    path("beheer/logboek/", log.log, name="log"),
    path("beheer/bewaartermijnen/", policy.policy, name="retention_policy"),
    path("beheer/bewaartermijnen/wijzigen/", policy.change_policy, name="change_retention_policy"),
    path("bewaartermijnen/", policy.terms, name="terms"),
    path("beheer/vernietiging/verklaring/", ledger.certificate, name="destruction_certificate"),
    path("beheer/vernietiging/register/", ledger.register, name="destruction_register"),
    path("evaluatie/", evaluation.evaluations, name="evaluations"),
    path("evaluatie/acties/<uuid:action_id>/", evaluation.evaluation_action, name="evaluation_action"),
    path("evaluatie/<int:year>/", evaluation.evaluation, name="evaluation"),
    path("evaluatie/<int:year>/beginnen/", evaluation.begin_evaluation, name="begin_evaluation"),
    path("evaluatie/<int:year>/doelen/", evaluation.goals, name="evaluation_goals"),
    path("evaluatie/<int:year>/pdf/", evaluation.evaluation_pdf, name="evaluation_pdf"),
    path("rapportages/", reports.anonymous_reports, name="anonymous_reports"),
    path("rapportages/<slug:period>/", reports.anonymous_report, name="anonymous_report"),
    path(
        "rapportages/<slug:period>/bestand.<slug:extension>",
        reports.export_anonymous_report,
        name="export_anonymous_report",
    ),
    path("vernietiging/", destruction.going, name="going"),
]
