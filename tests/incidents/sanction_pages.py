# SPDX-License-Identifier: EUPL-1.2
"""The pages about sanctions as Bob and Sonja use them."""

import re
from typing import Any

from django.urls import reverse

from accounts.models import User
from incidents.models import Sanction
from tests.incidents.case import client_of, filled_in, text_of
from tests.incidents.sanctioned import Dossier

GROUNDS = {
    "behaviour": "Riep op 3 maart aan de balie dat hij haar zou opwachten.",
    "norm": "Wij bedreigen elkaar niet.",
    "heard": "heard",
}
BAN = {
    "conditions": "Het stadhuis en het wijkkantoor.",
    "basic_services": "Per brief en telefonisch, via een vaste medewerker.",
}


class Pages(Dossier):
    """A dossier with the pages around it; what is posted is what a browser would send of the form, with changes."""

    def address(self, name: str, about: Any = None) -> str:
        keys = {"incident_id": self.incident.pk}
        if name in ("sanction_choose", "sanction_impose"):
            keys["involvement_id"] = self.wim.pk
        if name == "sanction_impose":
            keys["kind"] = about
        elif isinstance(about, Sanction):
            keys["sanction_id"] = about.pk
        return reverse(name, kwargs=keys)

    def get(self, user: User, name: str, about: Any = None) -> Any:
        return client_of(user).get(self.address(name, about))

    def form(self, user: User, name: str, about: Any = None) -> dict[str, Any]:
        """What a browser would send of the form as it is shown, nothing typed yet."""
        response = self.get(user, name, about)
        assert response.status_code == 200, response.status_code
        seen = re.search(r'name="seen" value="([^"]*)"', response.content.decode())
        assert seen
        return filled_in(response) | {"seen": seen[1]}

    def post(self, user: User, name: str, about: Any = None, **answers: Any) -> Any:
        """Open the form, fill it in and send it; the answer, followed to where it leads."""
        return self.send(user, name, about, self.form(user, name, about) | answers)

    def send(self, user: User, name: str, about: Any, data: dict[str, Any]) -> Any:
        return client_of(user).post(self.address(name, about), data, follow=True)

    def impose_by_page(self, kind: str = "warning_letter", **answers: Any) -> Any:
        return self.post(self.bob, "sanction_impose", kind, **(GROUNDS | answers))

    def page(self, user: User | None = None) -> str:
        """The incident's page."""
        return text_of(client_of(user or self.bob).get(self.address("incident")))


def message_of(response: Any) -> str:
    """What somebody was told after sending a form."""
    return " ".join(str(message) for message in response.context["messages"])


def errors_of(response: Any) -> dict[str, str]:
    """The first sentence at each field of a form that came back; "" for the form as a whole."""
    assert not response.redirect_chain
    errors = response.context["form"].errors
    return {("" if name == "__all__" else name): str(found[0]) for name, found in errors.items()}
