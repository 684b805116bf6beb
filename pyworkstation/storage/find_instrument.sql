SELECT id, symbol, digits, volume_digits, name, lowest_price, highest_price
FROM instruments
WHERE symbol = $symbol
