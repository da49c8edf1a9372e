# SPDX-License-Identifier: EUPL-1.2
from .access_package import AccessPackage, AccessPackageFile, AddedMask, TextRead, Unmasking
from .departure import Departure, DepartureChunk, DepartureFile
from .effect import Effect
from .evaluation import Evaluation, EvaluationAction, GoalSet
from .report import AnonymousReport, CountedIncident, ReportSubscription
from .request import Came, DataSubjectRequest, Decision, RequestSubject
from .request_letter import RequestLetter

__all__ = [
    "AccessPackage",
    "AccessPackageFile",
    "AddedMask",
    "AnonymousReport",
    "Came",
    "CountedIncident",
    "DataSubjectRequest",
    "Decision",
    "Effect",
    "Departure",
    "DepartureChunk",
    "DepartureFile",
    "Evaluation",
    "EvaluationAction",
    "GoalSet",
    "ReportSubscription",
    "RequestLetter",
    "RequestSubject",
    "TextRead",
    "Unmasking",
]
