import asyncio
import time

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
