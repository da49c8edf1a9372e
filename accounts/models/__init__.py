# SPDX-License-Identifier: EUPL-1.2
from .access_log import AccessLogEntry
from .appearance import HouseRules, Location, Logo
from .change_log import ChangeLogEntry
from .disclosure import AbstractDisclosure
from .grants import GroupGrant, Membership, PendingChange, UserGrant
from .identity_provider import (
    EmailDomain,
    GroupMapping,
    IdentityProvider,
    LevelRefused,
    SignOnSession,
)
from .municipality import Municipality, OrganisationalUnit
from .people import Group, User
from .retention_policy import RetentionPolicy
from .rights_review import RightsDecision, RightsReview
from .session import BrowserSession
from .staff_list import StaffListReading
from .start_of_use import StartOfUse

__all__ = [
    "AbstractDisclosure",
    "AccessLogEntry",
    "BrowserSession",
    "ChangeLogEntry",
    "EmailDomain",
    "Group",
    "GroupGrant",
    "GroupMapping",
    "HouseRules",
    "IdentityProvider",
    "LevelRefused",
    "Location",
    "Logo",
    "Membership",
    "Municipality",
    "OrganisationalUnit",
    "PendingChange",
    "RetentionPolicy",
    "RightsDecision",
    "RightsReview",
    "SignOnSession",
    "StaffListReading",
    "StartOfUse",
    "User",
    "UserGrant",
]
