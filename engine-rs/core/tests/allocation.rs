//! A warm engine takes ticks without asking for memory.

#![expect(
    unsafe_code,
    reason = "an allocator is unsafe to write; this one only counts"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use tick_engine::attached::side::Side;
use tick_engine::indicators::made::make;
use tick_engine::indicators::registry::indicators;
use tick_engine::mtf::MtfEngine;
use tick_engine::span::{Cut, Empty};
use tick_engine::ticks::{Tick, TickColumns};
use tick_engine::timeframe::Timeframe;

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Ten days of a tick every 7.3 seconds, from 1970-01-01 on.
fn ticks() -> TickColumns {
    let mut ticks = TickColumns::default();
    for row in 0..118_000 {
        ticks.push(Tick {
            ts_us: row * 7_300_000,
            bid: row % 97,
            ask: row % 97 + 2,
            bid_volume: 1,
            ask_volume: 1,
        });
    }
    ticks
}

const NAMES: [&str; 17] = [
    "S1", "S5", "S7", "S15", "M1", "M5", "M15", "M30", "H1", "H4", "D1", "W1", "MN1", "T50", "V90",
    "R40", "K20",
];

fn engine(cut: Cut) -> MtfEngine {
    let timeframes: Vec<Timeframe> = NAMES
        .iter()
        .filter_map(|name| Timeframe::parse(name).ok())
        .collect();
    match MtfEngine::new(&timeframes, 100, cut) {
        Ok(engine) => engine,
        Err(fault) => unreachable!("{fault}"),
    }
}

/// The whole registry on every timeframe.
fn with_indicators(mut engine: MtfEngine) -> MtfEngine {
    let timeframes: Vec<Timeframe> = engine.timeframes().collect();
    for timeframe in timeframes {
        for spec in indicators() {
            let Ok(made) = make(spec.name, &[]) else {
                unreachable!("{} has no defaults", spec.name)
            };
            let added = engine.add_indicator(timeframe, Side::Mid, made);
            assert!(added.is_ok());
        }
    }
    engine
}

/// One test, since the allocator counts for the whole process.
#[test]
fn no_tick_allocates() {
    let ticks = ticks();
    let flat = Cut {
        empty: Empty::Flat,
        ..Cut::default()
    };
    for engine in [
        engine(Cut::default()),
        engine(flat),
        engine(Cut::default()).with_late_tolerance(60_000_000),
        with_indicators(engine(Cut::default())),
        with_indicators(engine(Cut::default()).with_late_tolerance(60_000_000)),
    ] {
        check_no_allocation(engine, &ticks);
    }
}

fn check_no_allocation(mut engine: MtfEngine, ticks: &TickColumns) {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    engine.on_ticks(ticks.view().rows(0..100_000));
    for row in 100_000..ticks.len() {
        ticks.view().get(row).map(|tick| engine.on_tick(tick));
        // Now and then one comes again, three ticks late.
        if row % 10 == 0 {
            ticks.view().get(row - 3).map(|tick| engine.on_tick(tick));
            engine.preview_indicators(|_, values| assert!(!values.is_empty()));
        }
    }
    assert_eq!(ALLOCATIONS.load(Ordering::Relaxed), before);
    assert_eq!(engine.ticks(), 118_000 + engine.reopened());
    assert_eq!(engine.late(), 1_800);
}
