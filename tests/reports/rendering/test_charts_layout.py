"""Labels in a column: apart, in order, as near to what they name as that allows."""

from __future__ import annotations

from reports.rendering.label_layout import distance_to_segment, spread


def test_labels_with_room_stay_where_they_are_wanted() -> None:
    assert spread([0.0, 10.0, 30.0], [4.0, 4.0, 4.0]) == [0.0, 10.0, 30.0]


def test_labels_wanted_at_one_place_are_centred_on_it() -> None:
    # Three blocks of 4 around 0: -4, 0, 4.
    assert spread([0.0, 0.0, 0.0], [4.0, 4.0, 4.0]) == [-4.0, 0.0, 4.0]


def test_blocks_of_different_heights_touch_without_overlap() -> None:
    # Middles of blocks of 2 and 6 are 4 apart; around 0 that is -2 and 2.
    assert spread([0.0, 0.0], [2.0, 6.0]) == [-2.0, 2.0]


def test_a_crowd_does_not_move_those_far_from_it() -> None:
    # The first two share 0 (-2 and 2), the third stays at 20.
    assert spread([0.0, 0.0, 20.0], [4.0, 4.0, 4.0]) == [-2.0, 2.0, 20.0]


def test_no_label_is_no_place() -> None:
    assert spread([], []) == []


def test_the_distance_of_a_segment_is_that_of_its_nearest_point() -> None:
    # The line x = 3 passes at (3, 0); the segment that begins at (3, 4) is 5 away; a point is as far as it is.
    assert distance_to_segment((3.0, -1.0), (3.0, 1.0)) == 3.0
    assert distance_to_segment((3.0, 4.0), (3.0, 9.0)) == 5.0
    assert distance_to_segment((3.0, 4.0), (3.0, 4.0)) == 5.0
