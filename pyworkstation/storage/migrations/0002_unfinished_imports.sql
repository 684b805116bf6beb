-- Schema 2: imports that stop half-way and go on later, and the rows that were refused.

-- A file whose first batches are stored and whose last is not; its row commits with each batch. The next import of the
-- symbol goes on with it or undoes it, so there is at most one for each instrument.
CREATE TABLE unfinished_imports (
    id INTEGER NOT NULL,
    instrument_id SMALLINT NOT NULL,
    path VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    dialect VARCHAR NOT NULL,
    volume_unit VARCHAR NOT NULL,
    time_zone VARCHAR NOT NULL,
    hour_us BIGINT,
    ticks_read BIGINT NOT NULL,
    ticks_new BIGINT NOT NULL,
    first_us BIGINT NOT NULL,
    last_us BIGINT NOT NULL,
    saved_at TIMESTAMP NOT NULL
);

-- Rows of files that were not stored: where they stand (the line, or the byte in a binary file), what they say, and why.
CREATE TABLE rejects (
    import_id INTEGER NOT NULL,
    instrument_id SMALLINT NOT NULL,
    kind VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    line BIGINT,
    byte BIGINT,
    ts_us BIGINT,
    raw VARCHAR NOT NULL
);
