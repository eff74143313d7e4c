-- A photo that somebody sent in the chat, until its QR code was read: the address at Zalo, not the picture.
CREATE TABLE sent_photo (
    id              bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    follower_id     bigint      NOT NULL REFERENCES follower (id),
    address_sealed  bytea       NOT NULL,
    sent_at         timestamptz NOT NULL,
    leased_until    timestamptz NOT NULL
);
CREATE INDEX sent_photo_follower ON sent_photo (follower_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON sent_photo TO tnung_app;
