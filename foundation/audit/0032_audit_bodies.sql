-- An entry is as long as the log's format allows: its length is written in two bytes, and what is longer could never be ordered or served.
ALTER TABLE audit_entry ADD CONSTRAINT body_fits CHECK (octet_length(body) BETWEEN 2 AND 65535);
