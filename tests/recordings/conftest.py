# SPDX-License-Identifier: EUPL-1.2
from typing import Any

import pytest

from gir import settings_intake
from tests.world import World

from .exchange import Exchange


@pytest.fixture
def exchange(world: World) -> Exchange:
    return Exchange(world)


@pytest.fixture
def intake(settings: Any) -> None:
    """This process serves what the intake's serves: /api/ and nothing else."""
    settings.ROOT_URLCONF = settings_intake.ROOT_URLCONF
    settings.MIDDLEWARE = settings_intake.MIDDLEWARE
