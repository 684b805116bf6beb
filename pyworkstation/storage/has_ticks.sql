SELECT 1
FROM tick_hours
JOIN instruments ON instruments.id = tick_hours.instrument_id
WHERE symbol = $symbol
LIMIT 1
