SELECT cell, spans, hours, bars
FROM bar_cells
WHERE instrument_id = $instrument_id
    AND timeframe = $timeframe
    AND boundary = $boundary
    AND day_close = $day_close
    AND built_by = $built_by
    AND cell BETWEEN $first_cell AND $last_cell
