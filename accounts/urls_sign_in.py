# SPDX-License-Identifier: EUPL-1.2
"""The pages of django-allauth that this system uses, and no others."""

from allauth.account import views
from django.urls import path, re_path

from .views import sign_on

urlpatterns = [
    path("inloggen/", sign_on.SignInView.as_view(), name="account_login"),
    path("werkaccount/<uuid:pk>/", sign_on.sign_on, name="sign_on"),
    path("werkaccount/<uuid:pk>/naar/", sign_on.sign_on_leave, name="sign_on_leave"),
    path("werkaccount/<uuid:pk>/terug/", sign_on.sign_on_arrive, name="sign_on_arrive"),
    path("werkaccount/<uuid:pk>/uitgelogd/", sign_on.sign_on_left, name="sign_on_left"),
    path("uitloggen/", views.logout, name="account_logout"),
    path("inactief/", views.account_inactive, name="account_inactive"),
    path("opnieuw-inloggen/", views.reauthenticate, name="account_reauthenticate"),
    path("wachtwoord/wijzigen/", sign_on.change_password, name="account_change_password"),
    path("wachtwoord/vergeten/", views.password_reset, name="account_reset_password"),
    path("wachtwoord/vergeten/verstuurd/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^wachtwoord/kiezen/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/gekozen/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]
