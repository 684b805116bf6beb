//! Lowest and highest price since any past moment, at a cost per tick that knows no number of moments.

/// Lowest and highest price since moments that were marked.
#[derive(Clone, Debug)]
pub(crate) struct Extremes {
    low: i64,
    high: i64,
    marks: usize,
    // Of the stretches between marks those that no later one goes beyond: what is asked is always "from here to now".
    lows: Vec<(usize, i64)>,
    highs: Vec<(usize, i64)>,
}

impl Default for Extremes {
    fn default() -> Self {
        Self {
            low: i64::MAX,
            high: i64::MIN,
            marks: 0,
            lows: Vec::new(),
            highs: Vec::new(),
        }
    }
}

impl Extremes {
    /// Take in a price.
    #[inline]
    pub(crate) fn see(&mut self, price: i64) {
        self.low = self.low.min(price);
        self.high = self.high.max(price);
    }

    /// Mark now, at `price`; the mark is good for [`Self::since`].
    pub(crate) fn mark(&mut self, price: Option<i64>) -> usize {
        let stretch = self.marks;
        self.lows.truncate(kept(&self.lows, |low| low < self.low));
        self.lows.push((stretch, self.low));
        self.highs
            .truncate(kept(&self.highs, |high| high > self.high));
        self.highs.push((stretch, self.high));
        self.marks += 1;
        (self.low, self.high) = price.map_or((i64::MAX, i64::MIN), |price| (price, price));
        self.marks
    }

    /// Lowest and highest since a mark; `None` before any price.
    pub(crate) fn since(&self, mark: usize) -> Option<(i64, i64)> {
        let past_low = first_from(&self.lows, mark).unwrap_or(i64::MAX);
        let past_high = first_from(&self.highs, mark).unwrap_or(i64::MIN);
        let (low, high) = (self.low.min(past_low), self.high.max(past_high));
        (low <= high).then_some((low, high))
    }

    /// Nothing is asked of the past any more.
    pub(crate) fn forget(&mut self) {
        self.lows.clear();
        self.highs.clear();
    }
}

fn kept(stretches: &[(usize, i64)], stays: impl Fn(i64) -> bool) -> usize {
    stretches.partition_point(|&(_, price)| stays(price))
}

fn first_from(stretches: &[(usize, i64)], mark: usize) -> Option<i64> {
    let place = stretches.partition_point(|&(stretch, _)| stretch < mark);
    stretches.get(place).map(|&(_, price)| price)
}
