-- Row groups of ticks with less than half of the rows that they have room for.
SELECT count(*)
FROM (
    SELECT row_group_id
    FROM pragma_storage_info('plain_ticks')
    WHERE column_name = 'bid' AND segment_type <> 'VALIDITY'
    GROUP BY row_group_id
    HAVING sum(count) < 524288
)
