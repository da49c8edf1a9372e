# SPDX-License-Identifier: EUPL-1.2
"""The pages of the application administrator, all under /beheer/."""

from django.urls import path, register_converter

from .views import (
    administration,
    appearance,
    grants,
    groups,
    identity_provider,
    locations,
    people,
    rights_review,
    staff_list,
    units,
)


class Id:
    """The id of a row: no more digits than a database can hold."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Id, "id")

urlpatterns = [
    path("", administration.administration, name="administration"),
    path("instellingen/", administration.municipality_settings, name="municipality_settings"),
    path("uiterlijk/", appearance.appearance, name="appearance"),
    path("uiterlijk/logo/", appearance.appearance_logo, name="appearance_logo"),
    path("uiterlijk/woorden/", appearance.appearance_words, name="appearance_words"),
    path("uiterlijk/huisregels/", appearance.write_rules, name="write_house_rules"),
    path("uiterlijk/locaties/", locations.location_list, name="locations"),
    path("uiterlijk/locaties/nieuw/", locations.add, name="add_location"),
    path("uiterlijk/locaties/<id:pk>/", locations.change, name="location"),
    path("uiterlijk/locaties/<id:pk>/sluiten/", locations.close, name="close_location"),
    path("voorstellen/<id:pk>/", administration.pending_change, name="pending_change"),
    path("onderdelen/", units.unit_list, name="units"),
    path("onderdelen/<id:pk>/", units.unit_page, name="unit"),
    path("onderdelen/<id:pk>/nieuw/", units.add_unit, name="add_unit"),
    path("onderdelen/<id:pk>/wijzigen/", units.rename_unit, name="rename_unit"),
    path("onderdelen/<id:pk>/verplaatsen/", units.move_unit, name="move_unit"),
    path("onderdelen/<id:pk>/sluiten/", units.close_unit, name="close_unit"),
    path("onderdelen/<id:pk>/niveau/", grants.grant_on_unit, name="grant_on_unit"),
    path("mensen/", people.people_list, name="people"),
    path("mensen/uitnodigen/", people.invite_person, name="invite_person"),
    path("mensen/<id:pk>/", people.person_page, name="person"),
    path("mensen/<id:pk>/wijzigen/", people.change_person, name="change_person"),
    path("mensen/<id:pk>/uitnodiging/", people.send_invitation, name="send_invitation"),
    path("mensen/<id:pk>/uitloggen/", people.sign_out_person, name="sign_out_person"),
    path("mensen/<id:pk>/deactiveren/", people.deactivate_person, name="deactivate_person"),
    path("mensen/<id:pk>/activeren/", people.reactivate_person, name="reactivate_person"),
    path("mensen/<id:pk>/tweede-factor/", people.reset_factors, name="reset_factors"),
    path("mensen/<id:pk>/niveau/", grants.grant_to_person, name="grant_to_person"),
    path("niveaus/", grants.levels, name="levels"),
    path("niveaus/persoon/<id:pk>/", grants.user_grant, name="user_grant"),
    path("niveaus/groep/<id:pk>/", grants.group_grant, name="group_grant"),
    path("controle/", rights_review.rights_review_page, name="rights_review"),
    path("controle/<id:pk>/", rights_review.earlier_rights_review, name="earlier_rights_review"),
    path("groepen/", groups.group_list, name="groups"),
    path("groepen/nieuw/", groups.add_group, name="add_group"),
    path("groepen/<id:pk>/", groups.group_page, name="group"),
    path("groepen/<id:pk>/wijzigen/", groups.rename_group, name="rename_group"),
    path("groepen/<id:pk>/lid/", groups.add_member, name="add_member"),
    path("groepen/<id:pk>/niveau/", grants.grant_to_group, name="grant_to_group"),
    path("groepen/leden/<id:pk>/", grants.membership, name="membership"),
    path("werkaccount/", identity_provider.identity_provider, name="identity_provider"),
    path(
        "werkaccount/gegevens/", identity_provider.change_identity_provider, name="change_identity_provider"
    ),
    path(
        "werkaccount/uit/",
        identity_provider.switch_off_identity_provider,
        name="switch_off_identity_provider",
    ),
    path("werkaccount/groep/", identity_provider.add_group_mapping, name="add_group_mapping"),
    path(
        "werkaccount/groep/<id:pk>/weg/", identity_provider.remove_group_mapping, name="remove_group_mapping"
    ),
    path("personeelslijst/", staff_list.staff_list, name="staff_list"),
    path("personeelslijst/<uuid:pk>/", staff_list.staff_list_check, name="staff_list_check"),
]
