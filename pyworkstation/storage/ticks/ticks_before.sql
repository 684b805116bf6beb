-- How many ticks are stored before $to_us, which lies in hour $hour, which begins at $hour_ms.
SELECT CAST(
    coalesce((SELECT sum(ticks) FROM tick_hours WHERE instrument_id = $instrument_id AND hour < $hour), 0)
    + (
        SELECT count(*)
        FROM tick_store
        WHERE instrument_id = $instrument_id
            AND ts_ms BETWEEN $hour_ms AND $to_us // 1000 + 1
            AND ts_ms * 1000 + sub_us < $to_us
    ) AS BIGINT
)
