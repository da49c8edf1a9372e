# SPDX-License-Identifier: EUPL-1.2
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """Django's rule with a text of ours: its own has no Dutch translation in 5.2."""

    def get_error_message(self) -> str:
        return _("Dit wachtwoord is te kort. Neem er minstens %(number)s tekens voor.") % {
            "number": self.min_length
        }

    def get_help_text(self) -> str:
        return _("Neem minstens %(number)s tekens.") % {"number": self.min_length}
