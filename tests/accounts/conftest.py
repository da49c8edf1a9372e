# SPDX-License-Identifier: EUPL-1.2
import pytest

from tests.accounts.stage import Stage
from tests.world import World


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world)
