-- Notes which ticks of `incoming` earlier imports stored: those that missing_ticks.sql leaves out.
INSERT INTO shared_ticks
WITH numbered AS (
    SELECT *, row_number() OVER (
        PARTITION BY
            ts_ms, sub_us, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest
        ORDER BY seq
    ) AS equal_number
    FROM incoming
),
stored AS (
    SELECT
        ts_ms, sub_us, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest, seq,
        import_id AS owner_id,
        row_number() OVER (
            PARTITION BY
                ts_ms, sub_us, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest
            ORDER BY seq
        ) AS equal_number
    FROM tick_store
    WHERE instrument_id = $instrument_id AND ts_ms BETWEEN $first_ms AND $last_ms 
        AND NOT list_contains($own_ids, import_id)
)
SELECT numbered.import_id, owner_id, ts_ms, sub_us, stored.seq
FROM numbered
JOIN stored USING (
    ts_ms, sub_us, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest, equal_number
)
WHERE NOT is_before
ORDER BY ts_ms, sub_us, stored.seq
