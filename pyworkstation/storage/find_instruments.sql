SELECT symbol, id, digits
FROM instruments
WHERE symbol IN (SELECT unnest($symbols))
