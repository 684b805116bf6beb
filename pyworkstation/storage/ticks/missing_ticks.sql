-- Ticks of `incoming` less those that earlier imports stored. Equal ticks are told apart by their number among equals.
-- Rows that are before the batch are stored already: they are the last ticks of the batch before, of the microsecond with
-- which this one begins, and count among the equals.
WITH numbered AS (
    SELECT *, row_number() OVER (
        PARTITION BY
            ts_ms, sub_us, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest
        ORDER BY seq
    ) AS equal_number
    FROM incoming
),
around AS (
    SELECT *
    FROM tick_store
    WHERE instrument_id = $instrument_id AND ts_ms BETWEEN $first_ms AND $last_ms
),
stored AS (
    SELECT
        ts_ms, sub_us, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest,
        row_number() OVER (
            PARTITION BY
                ts_ms, sub_us, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest
        ) AS equal_number
    FROM around
    WHERE NOT list_contains($own_ids, import_id)
),
taken AS (
    SELECT ts_ms, sub_us, max(seq) + 1 AS next_seq
    FROM around
    GROUP BY ts_ms, sub_us
),
missing AS (
    SELECT *
    FROM numbered
    ANTI JOIN stored USING (
        ts_ms, sub_us, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest, equal_number
    )
    WHERE NOT is_before
)
SELECT
    import_id,
    ts_ms,
    sub_us,
    CAST(
        coalesce(next_seq, 0) + row_number() OVER (PARTITION BY ts_ms, sub_us ORDER BY missing.seq) - 1 AS INTEGER
    ) AS seq,
    bid,
    spread,
    bid_volume_10k,
    bid_volume_rest,
    ask_volume_10k,
    ask_volume_rest
FROM missing
LEFT JOIN taken USING (ts_ms, sub_us)
ORDER BY ts_ms, sub_us, missing.seq
