from webhookctl.output.pace import Pace, Share


def test_at_a_humans_pace_everything_is_a_block() -> None:
    pace = Pace(blocks=True)
    for second in range(60):
        assert pace.share(float(second), 15) == Share(blocks=15, lines=0)
    assert not is_hiding(pace)
    assert pace.due(60.0) == 0


def test_what_is_more_than_blocks_becomes_lines() -> None:
    pace = Pace(blocks=True)
    assert pace.share(0.0, 50) == Share(blocks=20, lines=30)
    assert pace.share(0.1, 5) == Share(blocks=2, lines=3)


def test_without_blocks_there_are_only_lines() -> None:
    assert Pace(blocks=False).share(0.0, 100) == Share(blocks=0, lines=100)


def is_hiding(pace: Pace) -> bool:
    return pace.hiding


def test_what_is_more_than_lines_is_counted_and_told_a_second_later() -> None:
    pace = Pace(blocks=False)
    assert pace.share(0.0, 150) == Share(0, 100)
    assert is_hiding(pace)
    assert pace.due(0.9) == 0
    assert pace.share(0.95, 7) == Share(0, 0)
    assert pace.due(1.0) == 57
    assert not is_hiding(pace)
    assert pace.share(1.0, 7) == Share(0, 7)


def test_a_flood_is_one_count_a_second_until_it_ebbs() -> None:
    pace = Pace(blocks=True)
    told = []
    for tick in range(60):
        pace.share(tick / 20, 500)
        told.append(pace.due(tick / 20))
    assert sum(count > 0 for count in told) == 2
    assert is_hiding(pace)
    assert pace.due(4.0) > 200
    assert is_hiding(pace)
    assert pace.due(5.0) == 0
    assert not is_hiding(pace)
    assert pace.share(5.0, 1) == Share(1, 0)


def test_nothing_is_lost_in_the_count() -> None:
    pace = Pace(blocks=True)
    shown = told = 0
    for tick in range(100):
        share = pace.share(tick / 20, 30)
        shown += share.blocks + share.lines
        told += pace.due(tick / 20)
    told += pace.due(5.0, ending=True)
    assert shown + told == 3000
    assert pace.due(6.0, ending=True) == 0


def test_what_had_no_room_counts_too() -> None:
    pace = Pace(blocks=False)
    pace.hide(0.0, 0)
    assert not is_hiding(pace)
    pace.hide(0.0, 5)
    assert pace.due(0.5, ending=True) == 5
