-- Made by tests/schema_test.cpp from the migrations (UPDATE_SCHEMA=1); never edited by hand.

TABLE dossier (
    id bigint NOT NULL,
    code text NOT NULL,
    national_code text,
    procedure_code text NOT NULL,
    procedure_name text NOT NULL,
    agency_id text NOT NULL,
    agency_name text NOT NULL,
    unit_code text,
    owner_id bigint,
    phone_id bigint,
    state smallint NOT NULL,
    state_raw text NOT NULL,
    state_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone,
    due_at timestamp with time zone
)

TABLE dossier_event (
    id bigint NOT NULL,
    sender_id bigint NOT NULL,
    event_key text NOT NULL,
    dossier_id bigint NOT NULL,
    state smallint NOT NULL,
    state_raw text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    detail_sealed bytea NOT NULL,
    excuse text
)

TABLE notice (
    id bigint NOT NULL,
    event_id bigint NOT NULL,
    dossier_id bigint NOT NULL,
    phone_id bigint NOT NULL,
    kind text NOT NULL,
    urgency smallint NOT NULL,
    status text NOT NULL,
    excuse text,
    useful_until timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    tracking_id text NOT NULL,
    message_id text,
    attempts smallint NOT NULL DEFAULT 0,
    handed_over_at timestamp with time zone,
    delivered_at timestamp with time zone,
    repeats_id bigint
)

TABLE notice_attempt (
    id bigint NOT NULL,
    notice_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    channel text NOT NULL,
    outcome text NOT NULL,
    error_code integer
)

TABLE outbox_item (
    id bigint NOT NULL,
    notice_id bigint NOT NULL,
    urgency smallint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    hold text,
    started_at timestamp with time zone,
    lease_until timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone
)

TABLE owner (
    id bigint NOT NULL,
    owner_key bytea NOT NULL,
    kind text NOT NULL,
    name_sealed bytea NOT NULL,
    identity_sealed bytea
)

TABLE phone (
    id bigint NOT NULL,
    number_key bytea NOT NULL,
    number_sealed bytea NOT NULL,
    kind text NOT NULL,
    stopped_at timestamp with time zone
)

TABLE schema_migration (
    name text NOT NULL,
    text text NOT NULL,
    applied_at timestamp with time zone NOT NULL DEFAULT now()
)

TABLE sender (
    id bigint NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    agency_scope ARRAY NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone
)

TABLE webhook (
    id bigint NOT NULL,
    event_key bytea NOT NULL,
    event_name text NOT NULL,
    body_sealed bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    worked_at timestamp with time zone
)

TABLE zalo_token (
    account text NOT NULL,
    access_sealed bytea NOT NULL,
    refresh_sealed bytea NOT NULL,
    previous_sealed bytea,
    renewed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
)

dossier dossier_code_key UNIQUE (code)
dossier dossier_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
dossier dossier_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
dossier dossier_pkey PRIMARY KEY (id)
dossier state_known CHECK (((state >= 1) AND (state <= 10)))
dossier_event dossier_event_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
dossier_event dossier_event_pkey PRIMARY KEY (id)
dossier_event dossier_event_sender_id_event_key_key UNIQUE (sender_id, event_key)
dossier_event dossier_event_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES sender(id)
notice delivery_goes_with_status CHECK (((status = 'delivered'::text) = (delivered_at IS NOT NULL)))
notice excuse_goes_with_status CHECK (((status = 'excused'::text) = (excuse IS NOT NULL)))
notice notice_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
notice notice_event_id_fkey FOREIGN KEY (event_id) REFERENCES dossier_event(id)
notice notice_event_id_phone_id_repeats_id_key UNIQUE NULLS NOT DISTINCT (event_id, phone_id, repeats_id)
notice notice_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
notice notice_pkey PRIMARY KEY (id)
notice notice_repeats_id_fkey FOREIGN KEY (repeats_id) REFERENCES notice(id)
notice notice_tracking_id_key UNIQUE (tracking_id)
notice status_known CHECK ((status = ANY (ARRAY['waiting'::text, 'handed_over'::text, 'maybe_sent'::text, 'delivered'::text, 'excused'::text])))
notice_attempt notice_attempt_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id)
notice_attempt notice_attempt_pkey PRIMARY KEY (id)
outbox_item outbox_item_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id)
outbox_item outbox_item_notice_id_key UNIQUE (notice_id)
outbox_item outbox_item_pkey PRIMARY KEY (id)
owner kind_known CHECK ((kind = ANY (ARRAY['citizen'::text, 'business'::text])))
owner owner_owner_key_key UNIQUE (owner_key)
owner owner_pkey PRIMARY KEY (id)
phone kind_known CHECK ((kind = ANY (ARRAY['mobile'::text, 'fixed'::text])))
phone phone_number_key_key UNIQUE (number_key)
phone phone_pkey PRIMARY KEY (id)
schema_migration schema_migration_pkey PRIMARY KEY (name)
sender sender_key_hash_key UNIQUE (key_hash)
sender sender_name_key UNIQUE (name)
sender sender_pkey PRIMARY KEY (id)
webhook webhook_event_key_key UNIQUE (event_key)
webhook webhook_pkey PRIMARY KEY (id)
zalo_token zalo_token_pkey PRIMARY KEY (account)

CREATE UNIQUE INDEX dossier_code_key ON public.dossier USING btree (code)
CREATE INDEX dossier_event_dossier ON public.dossier_event USING btree (dossier_id, occurred_at)
CREATE UNIQUE INDEX dossier_event_pkey ON public.dossier_event USING btree (id)
CREATE UNIQUE INDEX dossier_event_sender_id_event_key_key ON public.dossier_event USING btree (sender_id, event_key)
CREATE INDEX dossier_national_code ON public.dossier USING btree (national_code) WHERE (national_code IS NOT NULL)
CREATE INDEX dossier_owner ON public.dossier USING btree (owner_id)
CREATE INDEX dossier_phone ON public.dossier USING btree (phone_id, state_at DESC)
CREATE UNIQUE INDEX dossier_pkey ON public.dossier USING btree (id)
CREATE INDEX notice_attempt_notice ON public.notice_attempt USING btree (notice_id)
CREATE UNIQUE INDEX notice_attempt_pkey ON public.notice_attempt USING btree (id)
CREATE INDEX notice_dossier ON public.notice USING btree (dossier_id)
CREATE INDEX notice_event ON public.notice USING btree (event_id)
CREATE UNIQUE INDEX notice_event_id_phone_id_repeats_id_key ON public.notice USING btree (event_id, phone_id, repeats_id) NULLS NOT DISTINCT
CREATE INDEX notice_message ON public.notice USING btree (message_id) WHERE (message_id IS NOT NULL)
CREATE INDEX notice_open ON public.notice USING btree (status, handed_over_at) WHERE (status = ANY (ARRAY['handed_over'::text, 'maybe_sent'::text]))
CREATE UNIQUE INDEX notice_pkey ON public.notice USING btree (id)
CREATE UNIQUE INDEX notice_tracking_id_key ON public.notice USING btree (tracking_id)
CREATE UNIQUE INDEX outbox_item_notice_id_key ON public.outbox_item USING btree (notice_id)
CREATE INDEX outbox_item_order ON public.outbox_item USING btree (urgency, id)
CREATE UNIQUE INDEX outbox_item_pkey ON public.outbox_item USING btree (id)
CREATE UNIQUE INDEX owner_owner_key_key ON public.owner USING btree (owner_key)
CREATE UNIQUE INDEX owner_pkey ON public.owner USING btree (id)
CREATE UNIQUE INDEX phone_number_key_key ON public.phone USING btree (number_key)
CREATE UNIQUE INDEX phone_pkey ON public.phone USING btree (id)
CREATE UNIQUE INDEX schema_migration_pkey ON public.schema_migration USING btree (name)
CREATE UNIQUE INDEX sender_key_hash_key ON public.sender USING btree (key_hash)
CREATE UNIQUE INDEX sender_name_key ON public.sender USING btree (name)
CREATE UNIQUE INDEX sender_pkey ON public.sender USING btree (id)
CREATE UNIQUE INDEX webhook_event_key_key ON public.webhook USING btree (event_key)
CREATE UNIQUE INDEX webhook_pkey ON public.webhook USING btree (id)
CREATE INDEX webhook_unworked ON public.webhook USING btree (id) WHERE (worked_at IS NULL)
CREATE UNIQUE INDEX zalo_token_pkey ON public.zalo_token USING btree (account)

dossier tnung_app INSERT SELECT UPDATE
dossier_event tnung_app INSERT SELECT UPDATE
notice tnung_app INSERT SELECT UPDATE
notice_attempt tnung_app INSERT SELECT
outbox_item tnung_app DELETE INSERT SELECT UPDATE
owner tnung_app INSERT SELECT UPDATE
phone tnung_app INSERT SELECT UPDATE
sender tnung_app INSERT SELECT UPDATE
webhook tnung_app INSERT SELECT UPDATE
zalo_token tnung_app INSERT SELECT UPDATE
