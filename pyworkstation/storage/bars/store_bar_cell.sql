INSERT INTO bar_cells
VALUES ($instrument_id, $timeframe, $boundary, $day_close, $cell, $built_by, $spans, $hours, $bars)
