# SPDX-License-Identifier: EUPL-1.2
"""The pages of this room among those of administration."""

from django.utils.translation import gettext_lazy as _

from accounts.sections import Section

DESTRUCTION = Section(
    _("Vernietiging"),
    "destruction",
    "trash",
    _("Wat verdween, wat gaat verdwijnen, en of het op tijd gebeurt."),
)
LOG = Section(
    _("Logboek"),
    "log",
    "eye",
    _("Wie deed wat, en wie keek waar."),
)
MAIL = Section(
    _("Mail"),
    "mail",
    "inbox",
    _("Of de berichten aankomen, en wat er blijft liggen."),
)
POLICY = Section(
    _("Bewaartermijnen"),
    "retention_policy",
    "clock",
    _("Hoe lang iets zichtbaar is en bewaard wordt, en wat dat eerder was."),
)
START_OF_USE = Section(
    _("Ingebruikname"),
    "start_of_use",
    "check-circle",
    _("Wat er moet zijn voordat uw gemeente registreert, en de openbare pagina."),
)
DEPARTURE = Section(
    _("Vertrek"),
    "departure",
    "sign-out",
    _("De gemeente stopt: alles mee in open formaten, en daarna hier vernietigd."),
)
