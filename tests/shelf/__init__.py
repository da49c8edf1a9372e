# SPDX-License-Identifier: EUPL-1.2
"""A room for tests only: a record with a file, so that what happens to files can be seen apart from what they hold."""
