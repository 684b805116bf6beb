-- Somebody else may have put another in its place meanwhile.
SELECT bars
FROM bar_cells
WHERE instrument_id = $instrument_id
    AND timeframe = $timeframe
    AND boundary = $boundary
    AND day_close = $day_close
    AND built_by = $built_by
    AND cell = $cell
    AND spans = $spans
    AND hours = $hours
