# SPDX-License-Identifier: EUPL-1.2
"""Taking over the incidents that a municipality kept in a spreadsheet.

`spreadsheet` reads a file, `columns` says which column is what, `cells` what stands in one, `planning` the fate of every
row, `taking` does what the plan showed. Nothing of the file is kept but what became an incident.
"""
