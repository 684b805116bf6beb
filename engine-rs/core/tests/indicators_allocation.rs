//! A bar costs no indicator any memory.

#![expect(
    unsafe_code,
    reason = "an allocator is unsafe to write; this one only counts"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use tick_engine::indicators::BarInput;
use tick_engine::indicators::registry::indicators;

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

#[test]
fn no_bar_allocates() {
    let mut all: Vec<_> = indicators()
        .filter_map(|spec| spec.params(&[]).ok().map(|params| spec.make(&params)))
        .collect();
    let mut out = [0.0; 8];
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    for row in 0..2_000_i32 {
        let price = f64::from(row % 97);
        let bar = BarInput {
            open: price,
            high: price + 2.0,
            low: price - 1.0,
            close: price + 1.0,
            volume: f64::from(row % 7),
            session_start: row % 50 == 0,
            ..BarInput::default()
        };
        for indicator in &mut all {
            indicator.preview(&bar, &mut out);
            indicator.update(&bar);
        }
    }
    assert_eq!(ALLOCATIONS.load(Ordering::Relaxed), before);
    assert!(all.len() >= 50);
}
