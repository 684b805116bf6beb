MERGE INTO instruments
USING (
    SELECT
        unnest($ids) AS id,
        unnest($symbols) AS symbol,
        unnest($digits) AS digits,
        unnest($volume_digits) AS volume_digits,
        unnest($names) AS name,
        unnest($points) AS point,
        unnest(CAST($lowest AS DOUBLE[])) AS lowest_price,
        unnest(CAST($highest AS DOUBLE[])) AS highest_price
) AS listed
ON instruments.id = listed.id
WHEN MATCHED THEN UPDATE SET
    digits = listed.digits,
    volume_digits = listed.volume_digits,
    name = listed.name,
    point = listed.point,
    lowest_price = listed.lowest_price,
    highest_price = listed.highest_price
WHEN NOT MATCHED THEN INSERT (id, symbol, digits, volume_digits, name, point, lowest_price, highest_price)
    VALUES (
        listed.id,
        listed.symbol,
        listed.digits,
        listed.volume_digits,
        listed.name,
        listed.point,
        listed.lowest_price,
        listed.highest_price
    )
