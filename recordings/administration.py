# SPDX-License-Identifier: EUPL-1.2
"""The pages of this room among those of administration."""

from django.utils.translation import gettext_lazy as _

from accounts.sections import Section

TELEPHONY = Section(
    _("Telefonie"),
    "telephony",
    "phone",
    _("Welke centrale gespreksopnamen aanlevert, en hoeveel er binnenkomen."),
)
