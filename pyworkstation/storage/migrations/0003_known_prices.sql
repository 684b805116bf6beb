-- Schema 3: between which prices an instrument has traded; NULL where nobody has said.

ALTER TABLE instruments ADD COLUMN lowest_price DOUBLE;
ALTER TABLE instruments ADD COLUMN highest_price DOUBLE;
