# SPDX-License-Identifier: EUPL-1.2
import pytest

from tests.accounts.stage import Stage
from tests.identity_provider.stage import IdentityStage, running_once
from tests.world import World


@pytest.fixture
def stage(world: World) -> Stage:
    """Without the provider that other tests look at."""
    stage = Stage(world)
    stage.provider.delete()
    return stage


@pytest.fixture
def at_work(world: World, settings: object) -> IdentityStage:
    """Waterrijk with a real identity provider that is switched on."""
    return IdentityStage(world, running_once(), "http://testserver")
