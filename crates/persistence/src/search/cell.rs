//! Cells: a coarse grid over the earth, so that what lies elsewhere is passed over quickly.

use domain::place::Point;
use std::collections::BTreeSet;

/// Cells to a degree.
const FINE: f64 = 16.0;
/// In wider circles, in kilometres, lies so much of what there is that looking at each cell leads to it no faster.
const WIDEST: f64 = 25.0;
/// The most cells that are looked at; near the poles they are narrow.
const MOST: usize = 200;
/// In a cell of its own: things in several cells, which have to be looked at.
pub(super) const SEVERAL: i32 = 0;
/// Things that are nowhere.
const NOWHERE: i32 = -1;
/// Kilometres to a degree of latitude, at the least.
const KILOMETRES: f64 = 110.5;

#[expect(clippy::cast_possible_truncation, reason = "at most 1,440 and 2,880 either way")]
fn number(latitude: f64, longitude: f64) -> i32 {
    let (row, column) = ((latitude * FINE).floor() as i32, (longitude * FINE).floor() as i32);
    (row + 1_500) * 6_000 + column + 3_000
}

/// The cell of something at these points.
pub(super) fn of(points: &BTreeSet<Point>) -> i32 {
    let cells: BTreeSet<i32> = points.iter().map(|point| number(point.latitude(), point.longitude())).collect();
    match cells.first() {
        None => NOWHERE,
        Some(cell) if cells.len() == 1 => *cell,
        Some(_) => SEVERAL,
    }
}

/// The cells that a circle may touch, and the one of what is in several; `None` of a circle that is too wide for that.
pub(super) fn around(point: Point, kilometres: f64) -> Option<Vec<i32>> {
    if kilometres > WIDEST {
        return None;
    }
    let (latitude, longitude) = (point.latitude(), point.longitude());
    let height = kilometres / KILOMETRES;
    let narrow = latitude.to_radians().cos().max(0.01);
    let steps = |from: f64, to: f64| {
        let (first, last) = ((from * FINE).floor(), (to * FINE).floor());
        std::iter::successors(Some(first), |step| Some(step + 1.0)).take_while(move |step| *step <= last)
    };
    let mut cells = vec![SEVERAL];
    for row in steps(latitude - height, latitude + height) {
        // In the row the circle is as wide as where the row comes nearest to its middle.
        let away = (row / FINE - latitude).max(latitude - (row + 1.0) / FINE).max(0.0);
        let width = (height * height - away * away).max(0.0).sqrt() / narrow;
        let columns = steps(longitude - width, longitude + width);
        cells.extend(columns.map(|column| number((row + 0.5) / FINE, (column + 0.5) / FINE)));
    }
    (cells.len() <= MOST).then_some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_lies_in_the_circle_lies_in_one_of_its_cells(
            latitude in 47.0_f64..55.0, longitude in 5.0_f64..15.0, north in -0.2_f64..0.2, east in -0.3_f64..0.3,
        ) {
            let middle = Point::from_degrees(latitude, longitude).expect("a point");
            let other = Point::from_degrees(latitude + north, longitude + east).expect("a point");
            let distance = middle.kilometres_to(other) + 0.01;
            let is_there = around(middle, distance).map(|cells| cells.contains(&of(&BTreeSet::from([other]))));
            prop_assert_eq!(is_there, (distance <= WIDEST).then_some(true));
        }
    }

    #[test]
    fn what_is_in_several_cells_or_none_says_so() {
        let point = |latitude| Point::from_degrees(latitude, 7.2).expect("a point");
        assert_eq!(of(&BTreeSet::from([point(50.1), point(50.9)])), SEVERAL);
        assert_eq!(of(&BTreeSet::new()), NOWHERE);
        assert!(around(point(50.5), WIDEST).is_some_and(|cells| cells.len() < 150));
    }
}
