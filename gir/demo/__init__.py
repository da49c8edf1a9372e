# SPDX-License-Identifier: EUPL-1.2
"""The contents of the demo: two invented municipalities, their people, and years of incidents in every state.

Rows are written directly, with moments in the past that fit together; tests/test_demo.py holds what is written to
what the domain functions would have made of it. Every person, number and address is invented.
"""
