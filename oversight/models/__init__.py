# SPDX-License-Identifier: EUPL-1.2
from .report import AnonymousReport, CountedIncident, ReportSubscription

__all__ = ["AnonymousReport", "CountedIncident", "ReportSubscription"]
