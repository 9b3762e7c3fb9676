import asyncio
import time
from threading import Thread

import pytest

from webhookctl.flows.world import real_world


def test_seed_repeats_the_randomness() -> None:
    drawn = [[real_world(7).random_bits(64) for _ in range(3)] for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert real_world(8).random_bits(64) != drawn[0][0]


def test_seed_repeats_no_ids() -> None:
    assert real_world(7).new_id() != real_world(7).new_id()


def test_randomness_is_fresh_without_a_seed() -> None:
    assert real_world().random_bits(128) != real_world().random_bits(128)


def test_clock_is_the_real_one() -> None:
    before = time.time()
    assert before <= real_world().now() <= time.time()


def test_sleep_takes_its_time() -> None:
    world = real_world()
    start = world.monotonic()

    async def pause() -> None:
        await world.sleep(0.01)

    asyncio.run(pause())
    assert world.monotonic() - start >= 0.009


@pytest.mark.parametrize("count", [1, 7, 8, 40, 48, 53, 128, 40_000])
def test_bits_are_as_many_as_wanted(count: int) -> None:
    random_bits = real_world().random_bits
    drawn = [random_bits(count) for _ in range(200)]
    assert all(0 <= one < 1 << count for one in drawn)
    assert max(drawn) >= 1 << (count - 1)
    assert min(drawn) < 1 << (count - 1)


def test_no_bits_are_handed_out_twice() -> None:
    random_bits = real_world().random_bits
    drawn: list[int] = []

    def draw() -> None:
        drawn.extend(random_bits(64) for _ in range(2000))

    threads = [Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == len(drawn) == 8000
