SELECT id, symbol, digits, volume_digits, name
FROM instruments
WHERE symbol = $symbol
