INSERT INTO instruments (id, symbol, digits, volume_digits, name, point)
SELECT
    unnest($ids),
    unnest($symbols),
    unnest($digits),
    unnest($volume_digits),
    unnest($names),
    unnest($points)
ON CONFLICT (id) DO UPDATE SET
    digits = excluded.digits,
    volume_digits = excluded.volume_digits,
    name = excluded.name,
    point = excluded.point
