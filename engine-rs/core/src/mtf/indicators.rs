//! Indicators of the timeframes: attached, read and removed.

use std::sync::Arc;

use super::MtfEngine;
use super::error::MtfError;
use super::snapshot::{Figures, Roster};
use crate::attached::side::Side;
use crate::attached::{Attached, Attachment, Market, OUTPUTS_MAX, Scale};
use crate::indicators::made::Made;
use crate::ticks::TickSlice;
use crate::timeframe::Timeframe;

impl MtfEngine {
    /// The same, but indicators see prices of so many decimals instead of points.
    #[must_use]
    pub fn with_digits(mut self, digits: u8) -> Self {
        self.digits = digits;
        self
    }

    /// Attach an indicator to a timeframe; returns the id by which it is asked for.
    ///
    /// It sees the completed bars that the ring still holds at once, and every one from now on.
    ///
    /// # Errors
    /// [`MtfError`] for a timeframe that this engine does not keep, or an indicator of too many outputs.
    pub fn add_indicator(
        &mut self,
        timeframe: Timeframe,
        side: Side,
        made: Made,
    ) -> Result<u64, MtfError> {
        let index = self.index_of(timeframe)?;
        if !(1..=OUTPUTS_MAX).contains(&made.outputs.len()) {
            return Err(MtfError::Outputs {
                name: made.name,
                outputs: made.outputs.len(),
            });
        }
        let id = self.indicators_made;
        self.indicators_made += 1;
        let (forming, depth) = (self.forming_at(index), self.depth);
        let market = self.market();
        let (ring, attached) = self.completed_mut(index).attach(market);
        attached.add(ring, &forming, id, side, made, depth);
        self.note_indicators();
        Ok(id)
    }

    /// Detach an indicator.
    ///
    /// # Errors
    /// [`MtfError::NoIndicator`] for an id that is not attached.
    pub fn remove_indicator(&mut self, id: u64) -> Result<(), MtfError> {
        let (index, slot) = self.place_of_indicator(id)?;
        let completed = self.completed_mut(index);
        if let Some(attached) = &mut completed.attached {
            attached.remove(slot);
            if attached.list.is_empty() {
                completed.attached = None;
            }
        }
        self.note_indicators();
        Ok(())
    }

    /// The attached indicators with their timeframes, lowest first, and on each in the order of their coming.
    pub fn indicators(&self) -> impl Iterator<Item = (Timeframe, &Attachment)> + '_ {
        let lists = self.timeframes().zip(self.all_completed());
        lists.flat_map(|(timeframe, completed)| {
            let attached = completed.attached.iter();
            attached
                .flat_map(move |attached| attached.list.iter().map(move |each| (timeframe, each)))
        })
    }

    /// The values of an indicator after each completed bar from index `since` on that the ring still holds: (index of
    /// the first row, a column for each output). NaN until warm.
    ///
    /// # Errors
    /// [`MtfError::NoIndicator`] for an id that is not attached.
    pub fn indicator_values(&self, id: u64, since: u64) -> Result<(u64, Vec<Vec<f64>>), MtfError> {
        let (attached, index, slot) = self.attached(id)?;
        Ok(attached.values(self.ring(index), slot, since))
    }

    /// What an indicator makes of the forming bar, none without one; nothing changes.
    ///
    /// # Errors
    /// [`MtfError::NoIndicator`] for an id that is not attached.
    pub fn indicator_forming(&self, id: u64) -> Result<Option<Vec<f64>>, MtfError> {
        let (attached, index, slot) = self.attached(id)?;
        let forming = self.forming_at(index);
        Ok((!forming.is_empty()).then(|| attached.preview_one(&forming, slot)))
    }

    /// What all indicators make of the forming bars: `tell` has the id of each and its values. Asks for no memory.
    pub fn preview_indicators(&self, mut tell: impl FnMut(u64, &[f64])) {
        for (index, completed) in self.all_completed().enumerate() {
            let Some(attached) = &completed.attached else {
                continue;
            };
            let forming = self.forming_at(index);
            if !forming.is_empty() {
                attached.preview(&forming, |slot, values| {
                    tell(attached.list[slot].id, values);
                });
            }
        }
    }

    /// The values of all indicators at this instant.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::of_roster(&self.roster);
        if self.indicators().next().is_none() {
            return figures;
        }
        for (index, completed) in self.all_completed().enumerate() {
            figures.note(completed.attached.as_deref(), &self.forming_at(index));
        }
        figures
    }

    /// Where an indicator is: its timeframe's place, and its own in it.
    pub(crate) fn place_of_indicator(&self, id: u64) -> Result<(usize, usize), MtfError> {
        for (index, completed) in self.all_completed().enumerate() {
            let mut list = completed
                .attached
                .iter()
                .flat_map(|attached| &attached.list);
            if let Some(slot) = list.position(|attachment| attachment.id == id) {
                return Ok((index, slot));
            }
        }
        Err(MtfError::NoIndicator {
            id,
            ids: self.indicators().map(|(_, each)| each.id).collect(),
        })
    }

    fn attached(&self, id: u64) -> Result<(&Attached, usize, usize), MtfError> {
        let (index, slot) = self.place_of_indicator(id)?;
        let attached = self.completed_at(index).attached.as_deref();
        match attached {
            Some(attached) => Ok((attached, index, slot)),
            None => unreachable!("an indicator was just found there"),
        }
    }

    pub(crate) fn market(&self) -> Market {
        Market {
            scale: Scale::of_digits(self.digits),
            day_close: self.cut.day_close.clone(),
            tolerance_us: self.tolerance_us,
        }
    }

    /// Indicators have come or gone.
    pub(crate) fn note_indicators(&mut self) {
        let (mut roster, mut counting) = (Roster::default(), Vec::new());
        for (index, completed) in self.all_completed().enumerate() {
            let Some(attached) = &completed.attached else {
                continue;
            };
            for attachment in &attached.list {
                roster.enter(index, attachment);
            }
            if attached.spreads.is_some() {
                counting.push(index);
            }
        }
        self.counting_spreads = counting;
        self.roster = Arc::new(roster);
    }

    #[inline]
    pub(super) fn queue_spreads(&mut self, ticks: TickSlice<'_>) {
        for place in 0..self.counting_spreads.len() {
            let index = self.counting_spreads[place];
            self.completed_mut(index).queue(ticks);
        }
    }

    #[inline]
    pub(super) fn settle_spreads(&mut self) {
        for place in 0..self.counting_spreads.len() {
            let index = self.counting_spreads[place];
            self.completed_mut(index).settle_queue();
        }
    }

    pub(super) fn indicator_bytes(&self) -> usize {
        let attached = self
            .all_completed()
            .filter_map(|completed| completed.attached.as_ref());
        attached.map(|attached| attached.bytes()).sum()
    }
}
