-- Another instrument whose symbol a file's name has, in letters and digits only, and whose prices are of this size.
SELECT symbol
FROM instruments
WHERE contains($name, regexp_replace(symbol, '[^A-Z0-9]', '', 'g'))
    AND symbol <> $symbol
    AND $price BETWEEN lowest_price AND highest_price
ORDER BY length(symbol) DESC, symbol
LIMIT 1
