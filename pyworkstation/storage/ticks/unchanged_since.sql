-- Has nothing been imported or undone since $since_us that may have changed what is stored up to $to_us?
SELECT NOT EXISTS (
    FROM imports
    WHERE instrument_id = $instrument_id
        AND coalesce(first_us, $to_us) <= $to_us
        AND (epoch_us(imported_at) >= $since_us OR epoch_us(undone_at) >= $since_us)
) AND NOT EXISTS (
    FROM unfinished_imports
    WHERE instrument_id = $instrument_id AND first_us <= $to_us AND epoch_us(saved_at) >= $since_us
)
