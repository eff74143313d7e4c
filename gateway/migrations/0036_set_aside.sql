-- What cannot be made ready to leave waits apart from the rest, with the reason: it stops no other.
ALTER TABLE outbox_item ADD COLUMN trouble text, ADD COLUMN aside_since timestamptz;
CREATE INDEX outbox_item_aside ON outbox_item (id) WHERE trouble IS NOT NULL;
