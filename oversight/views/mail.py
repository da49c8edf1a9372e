# SPDX-License-Identifier: EUPL-1.2
"""Whether the mail of a municipality goes out: numbers, and another try."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.administering import Administration
from accounts.requests import SignedInRequest
from accounts.views.administration import administrator, page
from notices import standing
from notices.standing import Failing

# What a class of error most likely means; any other is shown by its name alone.
WORDS: dict[str, Any] = {
    "ConnectionRefusedError": gettext_lazy("De mailserver is niet te bereiken"),
    "gaierror": gettext_lazy("De mailserver is niet te vinden"),
    "TimeoutError": gettext_lazy("De mailserver antwoordt niet op tijd"),
    "SSLCertVerificationError": gettext_lazy("Het certificaat van de mailserver klopt niet"),
    "SMTPServerDisconnected": gettext_lazy("De mailserver verbrak de verbinding of antwoordt niet op tijd"),
    "SMTPAuthenticationError": gettext_lazy("De mailserver weigert het wachtwoord van dit systeem"),
    "SMTPSenderRefused": gettext_lazy("De mailserver weigert de afzender"),
    "SMTPRecipientsRefused": gettext_lazy("De mailserver weigert het adres"),
    "SMTPDataError": gettext_lazy("De mailserver weigert de mail"),
    "SMTPNotSupportedError": gettext_lazy("Het adres is niet te schrijven"),
    "UnicodeError": gettext_lazy("Het adres is niet te schrijven"),
    "UnicodeEncodeError": gettext_lazy("Het adres is niet te schrijven"),
}


@administrator(whole=True)
def mail(request: SignedInRequest, admin: Administration) -> HttpResponse:
    """How many mails wait, failed and were given up, by class of error; a POST has them tried again."""
    if request.method == "POST":
        number = standing.try_again(admin.municipality_id)
        messages.success(
            request,
            ngettext(
                "Er wordt %(n)s mail opnieuw verstuurd.", "Er worden %(n)s mails opnieuw verstuurd.", number
            )
            % {"n": number},
        )
        return redirect("mail")
    found = standing.standing(admin.municipality_id)
    return page(
        request,
        admin,
        "oversight/mail.html",
        section="mail",
        mail={
            "waiting": found.waiting,
            "oldest": found.oldest,
            "failed": found.failed,
            "retried": [_in_words(row) for row in found.retried],
            "given_up": [_in_words(row) for row in found.given_up],
        },
    )


def _in_words(row: Failing) -> dict[str, Any]:
    return asdict(row) | {"words": WORDS.get(row.failure, _("Een andere fout"))}
