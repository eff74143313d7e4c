-- The address that said "not me" takes it back, and no other: whoever was cut off has an address too.
ALTER TABLE phone ADD COLUMN stopped_with bytea;          -- hash of the address's token; null: said in the chat, or by a clerk
-- Not cleared by taking it back: a code that was asked for before links nothing after.
ALTER TABLE phone ADD COLUMN last_stopped_at timestamptz;
UPDATE phone SET last_stopped_at = stopped_at WHERE stopped_at IS NOT NULL;
