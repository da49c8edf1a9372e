# SPDX-License-Identifier: EUPL-1.2
import pytest

from tests.world import World


@pytest.fixture
def world(db: None) -> World:
    return World()
