//! How kind the simulated market is.

use serde::{Deserialize, Serialize};

use super::chance::{Draw, MILLION, draw};

/// How kind the simulated market is. All chances are in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FillModel {
    /// How often a fill at the market slips.
    pub slip_chance: u32,
    /// By how many points at most; how many is drawn from 1 up to this.
    pub slip_points_max: i64,
    /// How often a resting limit order fills when the quote touches its price without going through.
    pub touch_chance: u32,
    /// How often the venue refuses an order.
    pub reject_chance: u32,
    /// No tick fills more than the volume that it shows. A tick without volume shows no bound.
    pub is_bound_by_volume: bool,
    /// From the trader to the venue, of new orders.
    pub order_latency_us: i64,
    /// From the trader to the venue, of changes.
    pub modify_latency_us: i64,
    /// From the trader to the venue, of cancels.
    pub cancel_latency_us: i64,
    /// From the venue to the trader: what a command answers to is so old already.
    pub quote_latency_us: i64,
}

/// The longest latency: a minute.
pub const LATENCY_MAX_US: i64 = 60_000_000;

impl FillModel {
    /// No latency, no slippage, any volume, never refused.
    pub const PERFECT: Self = Self {
        slip_chance: 0,
        slip_points_max: 0,
        touch_chance: 1_000_000,
        reject_chance: 0,
        is_bound_by_volume: false,
        order_latency_us: 0,
        modify_latency_us: 0,
        cancel_latency_us: 0,
        quote_latency_us: 0,
    };

    /// 50 ms there and 25 ms back; three fills of ten slip by 1 to 3 points; half of the touches fill; bound by volume.
    pub const REALISTIC: Self = Self {
        slip_chance: 300_000,
        slip_points_max: 3,
        touch_chance: 500_000,
        reject_chance: 1_000,
        is_bound_by_volume: true,
        order_latency_us: 50_000,
        modify_latency_us: 50_000,
        cancel_latency_us: 50_000,
        quote_latency_us: 25_000,
    };

    /// 250 ms there and 100 ms back; every fill slips, by 1 to 10 points; limits fill only when the quote goes through.
    pub const WORST: Self = Self {
        slip_chance: 1_000_000,
        slip_points_max: 10,
        touch_chance: 0,
        reject_chance: 10_000,
        is_bound_by_volume: true,
        order_latency_us: 250_000,
        modify_latency_us: 250_000,
        cancel_latency_us: 250_000,
        quote_latency_us: 100_000,
    };

    pub(crate) fn slippage(&self, seed: u64, order: u64, ts_us: i64) -> i64 {
        let bound = self.slip_points_max.clamp(0, 1_000_000);
        let slips = draw(seed, Draw::Slips, order, ts_us, MILLION) < self.slip_chance.into();
        if bound == 0 || !slips {
            return 0;
        }
        1 + draw(seed, Draw::SlipPoints, order, ts_us, bound as u64) as i64
    }

    pub(crate) fn is_filled_by_touch(&self, seed: u64, order: u64, ts_us: i64) -> bool {
        draw(seed, Draw::Touch, order, ts_us, MILLION) < self.touch_chance.into()
    }

    pub(crate) fn is_rejected(&self, seed: u64, order: u64, ts_us: i64) -> bool {
        draw(seed, Draw::Rejection, order, ts_us, MILLION) < self.reject_chance.into()
    }

    pub(crate) fn arrival(&self, now_us: i64, latency_us: i64) -> i64 {
        let way = |us: i64| us.clamp(0, LATENCY_MAX_US);
        now_us + way(self.quote_latency_us) + way(latency_us)
    }
}
