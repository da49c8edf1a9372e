# SPDX-License-Identifier: EUPL-1.2
"""Letters to a perpetrator (LEI 3.2): what they may say, filled from the record, made as PDF, and their sending."""
