-- Whether some time of the instrument is no whole millisecond. Of all its days: polars reads no files together whose
-- times are of two types. Row groups without such a time are passed over by their statistics.
SELECT count(*) > 0
FROM (
    SELECT 1
    FROM tick_store
    WHERE instrument_id = $instrument_id AND sub_us <> 0
    LIMIT 1
)
