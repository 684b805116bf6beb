//! Bars turned into columns, and columns into bytes.

use tick_engine::bar::Bar;
use tick_engine::bar_columns::{BAR_COLUMN_COUNT, BAR_COLUMNS, BarColumns};
use tick_engine::builder::BarBuilder;
use tick_engine::span::Cut;
use tick_engine::ticks::{Tick, TickColumns};
use tick_engine::timeframe::{Period, Timeframe};
use tick_engine::wire::write_cells;

fn bars(count: i64) -> Vec<Bar> {
    let mut ticks = TickColumns::default();
    for index in 0..=count {
        ticks.push(Tick {
            ts_us: index * 1_000_000,
            bid: index,
            ask: 2 * index,
            bid_volume: 3,
            ask_volume: 4,
        });
    }
    let mut bars = Vec::new();
    let second = Timeframe::Time(Period::Fixed {
        width_us: 1_000_000,
    });
    assert_eq!(
        BarBuilder::new(second, Cut::default()).push(ticks.view(), &mut bars),
        Ok(())
    );
    bars
}

fn column<'a>(columns: &'a BarColumns, name: &str) -> &'a [i64] {
    columns.column(
        BAR_COLUMNS
            .iter()
            .position(|column| *column == name)
            .unwrap_or(usize::MAX),
    )
}

#[test]
fn columns_hold_the_fields_of_the_bars_in_order() {
    let bars = bars(100);
    for seam in [0, 1, 31, 32, 33, 99, 100] {
        let columns = BarColumns::from_pieces(&bars[..seam], &bars[seam..]);
        assert_eq!(columns.len(), 100);
        assert_eq!(
            column(&columns, "open_us"),
            (0..100).map(|index| index * 1_000_000).collect::<Vec<_>>()
        );
        assert_eq!(column(&columns, "bid_close"), (0..100).collect::<Vec<_>>());
        assert_eq!(
            column(&columns, "ask_low"),
            (0..100).map(|index| 2 * index).collect::<Vec<_>>()
        );
        assert_eq!(
            column(&columns, "mid2_high"),
            (0..100).map(|index| 3 * index).collect::<Vec<_>>()
        );
        assert_eq!(column(&columns, "ask_volume"), [4; 100]);
        assert_eq!(column(&columns, "last_us"), column(&columns, "open_us"));
        assert_eq!(columns.column(BAR_COLUMN_COUNT), []);
    }
    assert!(BarColumns::from_pieces(&[], &[]).is_empty());
}

#[test]
fn cells_are_little_endian_one_column_after_the_other() {
    let mut bytes = [0; 32];
    write_cells([&[1, -2][..], &[258, i64::MIN][..]], &mut bytes);
    let expected = [
        [1, 0, 0, 0, 0, 0, 0, 0],
        [254, 255, 255, 255, 255, 255, 255, 255],
        [2, 1, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 128],
    ];
    assert_eq!(bytes, expected.concat()[..]);
}
