-- In which hour the last tick of each instrument before $to_us lies.
SELECT instrument_id, max(hour) AS hour
FROM tick_hours
WHERE instrument_id IN (SELECT unnest($instrument_ids)) AND first_us < $to_us
GROUP BY instrument_id
