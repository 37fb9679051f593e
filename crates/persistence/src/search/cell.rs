//! Cells: a coarse grid over the earth, so that what lies elsewhere is passed over quickly.

use domain::place::Point;
use std::collections::BTreeSet;

/// Cells to a degree.
const FINE: f64 = 4.0;
/// In a cell of its own: things in several cells, which have to be looked at.
pub(super) const SEVERAL: i32 = 0;
/// Things that are nowhere.
const NOWHERE: i32 = -1;
/// Kilometres to a degree of latitude, at the least.
const KILOMETRES: f64 = 110.5;

#[expect(clippy::cast_possible_truncation, reason = "at most 720 and 1,440 either way")]
fn number(latitude: f64, longitude: f64) -> i32 {
    let (row, column) = ((latitude * FINE).floor() as i32, (longitude * FINE).floor() as i32);
    (row + 400) * 2_000 + column + 1_000
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

/// The cells that a circle may touch, and the one of what is in several.
pub(super) fn around(point: Point, kilometres: f64) -> Vec<i32> {
    let height = kilometres / KILOMETRES;
    let width = height / point.latitude().to_radians().cos().max(0.01);
    let steps = |from: f64, to: f64| {
        let (first, last) = ((from * FINE).floor(), (to * FINE).floor());
        std::iter::successors(Some(first), |step| Some(step + 1.0)).take_while(move |step| *step <= last)
    };
    let rows = steps(point.latitude() - height, point.latitude() + height);
    let mut cells = vec![SEVERAL];
    for row in rows {
        let columns = steps(point.longitude() - width, point.longitude() + width);
        cells.extend(columns.map(|column| number((row + 0.5) / FINE, (column + 0.5) / FINE)));
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_lies_in_the_circle_lies_in_one_of_its_cells(
            latitude in 47.0_f64..55.0, longitude in 5.0_f64..15.0, north in -1.0_f64..1.0, east in -1.0_f64..1.0,
        ) {
            let middle = Point::from_degrees(latitude, longitude).expect("a point");
            let other = Point::from_degrees(latitude + north, longitude + east).expect("a point");
            let cells = around(middle, middle.kilometres_to(other) + 0.01);
            prop_assert!(cells.contains(&of(&BTreeSet::from([other]))));
        }
    }

    #[test]
    fn what_is_in_several_cells_or_none_says_so() {
        let point = |latitude| Point::from_degrees(latitude, 7.2).expect("a point");
        assert_eq!(of(&BTreeSet::from([point(50.1), point(50.9)])), SEVERAL);
        assert_eq!(of(&BTreeSet::new()), NOWHERE);
        assert!(around(point(50.5), 100.0).len() < 200);
    }
}
