-- What the day has no room for is taken back by urgency and place as room comes, not looked at again and again.
CREATE INDEX outbox_item_hold ON outbox_item (hold, urgency, place, id) WHERE held;
