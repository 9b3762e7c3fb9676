from pathlib import Path

import pytest

from webhookctl.cli._context import make_context
from webhookctl.core.ports import StoreError


def test_store_is_the_one_that_was_named(tmp_path: Path) -> None:
    assert make_context(tmp_path / "store").store_path == tmp_path / "store"


def test_store_that_is_not_there_is_made_only_when_asked(tmp_path: Path) -> None:
    context = make_context(tmp_path / "store")
    with pytest.raises(StoreError):
        context.store()
    assert not context.store_path.exists()
    context.store(create=True).close()
    assert context.store_path.exists()
    context.store().close()


def test_seed_reaches_the_world() -> None:
    worlds = [make_context(seed=3).world for _ in range(2)]
    assert worlds[0].random_bits(64) == worlds[1].random_bits(64)
