# SPDX-License-Identifier: EUPL-1.2
import pytest

from tests.world import World

from .exchange import Exchange


@pytest.fixture
def exchange(world: World) -> Exchange:
    return Exchange(world)
