//! What happens on ticks, tick by tick.

use tick_engine::exchange::SimulatedExchange;
use tick_engine::ledger::ids::InstrumentId;
use tick_engine::ticks::TickSlice;

/// Rows on which something happened, and what, as JSON.
pub(crate) fn of_ticks(
    exchange: &mut SimulatedExchange,
    instrument: InstrumentId,
    slices: &[TickSlice<'_>],
) -> serde_json::Result<Vec<(usize, Vec<u8>)>> {
    let (mut lines, mut before, mut events) = (Vec::new(), 0, Vec::new());
    for &slice in slices {
        let mut row = 0;
        while row < slice.len() {
            row += exchange.on_ticks(instrument, slice.from_row(row), &mut events);
            if !events.is_empty() {
                lines.push((before + row - 1, serde_json::to_vec(&events)?));
                events.clear();
            }
        }
        before += slice.len();
    }
    Ok(lines)
}
