-- Schema 6: bars that were built before.

-- `changed` is another number each time the ticks of the hour change: bars built from hours that all still have the number
-- of then are right. It is drawn by lot, so that no copy of a database and no clock can make it repeat.
CREATE TABLE new_tick_hours (
    instrument_id SMALLINT NOT NULL,
    hour BIGINT NOT NULL,
    ticks BIGINT NOT NULL,
    first_us BIGINT NOT NULL,
    last_us BIGINT NOT NULL,
    changed BIGINT NOT NULL DEFAULT CAST(hash(uuid()) >> 1 AS BIGINT)
);
INSERT INTO new_tick_hours BY NAME SELECT * FROM tick_hours;
DROP TABLE tick_hours;
ALTER TABLE new_tick_hours RENAME TO tick_hours;

-- Bars of a timeframe that lie in one stretch of time, its cell, packed. They are a cache: deleting all of it loses nothing.
CREATE TABLE bar_cells (
    instrument_id SMALLINT NOT NULL,
    timeframe VARCHAR NOT NULL,
    boundary VARCHAR NOT NULL,
    day_close VARCHAR NOT NULL,
    cell BIGINT NOT NULL,
    -- Which version of the engine built them.
    built_by VARCHAR NOT NULL,
    -- From and to of each stretch of ticks that they were built from.
    spans BIGINT[] NOT NULL,
    -- The hours of those ticks and their `changed`, packed.
    hours BLOB NOT NULL,
    -- Zstandard, which DuckDB would take, halves them, and costs more than everything else does when a year is read.
    bars BLOB NOT NULL USING COMPRESSION uncompressed
);
