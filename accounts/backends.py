# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from notices.inbox import unread_of_each

from .models import User
from .single_sign_on.passwords import may_use_password


class SignInBackend(AuthenticationBackend):
    """Signs in; gives no permission. Every question of access goes to the policy (User.has_perm)."""

    def authenticate(self, request: Any, **credentials: Any) -> Any:
        person = super().authenticate(request, **credentials)
        # Asked after the password was found right, so that neither an answer nor a clock tells more than of a wrong one.
        return person if person is None or may_use_password(person) else None

    def get_user(self, user_id: Any) -> User | None:
        # With the municipality and department, and how many messages are unread, which every page needs: one query
        # instead of four.
        people = User.objects.select_related("municipality", "unit").annotate(
            unread_messages=unread_of_each()
        )
        user = people.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def _get_permissions(self, user_obj: Any, obj: Any, from_name: str) -> set[str]:
        return set()
