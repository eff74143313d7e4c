-- Made by tests/schema_test.cpp from the migrations (UPDATE_SCHEMA=1); never edited by hand.

TABLE act_once (
    key bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    location text
)

TABLE audit_entry (
    id bigint NOT NULL,
    body bytea NOT NULL,
    leaf_index bigint
)

TABLE audit_hash (
    level smallint NOT NULL,
    index bigint NOT NULL,
    hash bytea NOT NULL
)

TABLE audit_head (
    id smallint NOT NULL,
    size bigint NOT NULL,
    frontier bytea NOT NULL,
    root bytea NOT NULL,
    signed_note text NOT NULL,
    signed_at timestamp with time zone,
    public_key bytea NOT NULL DEFAULT '\x'::bytea,
    stopped_at timestamp with time zone
)

TABLE business_staff (
    id bigint NOT NULL,
    owner_id bigint NOT NULL,
    phone_id bigint NOT NULL,
    name_sealed bytea NOT NULL,
    named_at timestamp with time zone NOT NULL,
    named_by bigint NOT NULL,
    ended_at timestamp with time zone,
    erased_at timestamp with time zone
)

TABLE citizen_session (
    token_hash bytea NOT NULL,
    dossier_id bigint,
    phone_id bigint,
    follower_id bigint,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    owner_id bigint
)

TABLE conversation (
    follower_id bigint NOT NULL,
    step text NOT NULL,
    dossier_id bigint,
    number_sealed bytea,
    until timestamp with time zone NOT NULL
)

TABLE correction_word (
    id bigint NOT NULL,
    dossier_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    at timestamp with time zone NOT NULL
)

TABLE counted_day (
    source text NOT NULL,
    day date NOT NULL,
    counted_at timestamp with time zone NOT NULL
)

TABLE daily_figure (
    source text NOT NULL,
    day date NOT NULL,
    figure text NOT NULL,
    unit_code text NOT NULL,
    count bigint NOT NULL
)

TABLE data_request (
    id bigint NOT NULL,
    kind text NOT NULL,
    follower_id bigint,
    dossier_id bigint,
    staff_id bigint,
    asked_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    not_before timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    taken_back_at timestamp with time zone
)

TABLE digits_try (
    id bigint NOT NULL,
    owner_id bigint,
    follower_id bigint,
    phone_id bigint,
    at timestamp with time zone NOT NULL
)

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
    due_at timestamp with time zone,
    corrected_phone_id bigint,
    refused_phone_id bigint,
    erased_at timestamp with time zone,
    refused_at timestamp with time zone,
    owner_name_sealed bytea
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
    excuse text,
    kind text NOT NULL DEFAULT 'state'::text,
    owner_id bigint
)

TABLE dossier_grant (
    id bigint NOT NULL,
    follower_id bigint NOT NULL,
    dossier_id bigint NOT NULL,
    granted_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    owner_id bigint
)

TABLE fetched_until (
    source text NOT NULL,
    until timestamp with time zone NOT NULL,
    leased_until timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
    failed_at timestamp with time zone,
    cause text
)

TABLE follower (
    id bigint NOT NULL,
    zalo_user_key bytea NOT NULL,
    zalo_user_sealed bytea NOT NULL,
    display_name_sealed bytea,
    language text NOT NULL DEFAULT 'vi'::text,
    minor boolean NOT NULL DEFAULT false,
    first_seen_at timestamp with time zone NOT NULL,
    followed_at timestamp with time zone,
    unfollowed_at timestamp with time zone,
    interacted_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    erased_at timestamp with time zone
)

TABLE follower_dossier (
    follower_id bigint,
    dossier_id bigint,
    phone_id bigint,
    details_from timestamp with time zone,
    owner_matches boolean,
    granted boolean,
    alive_at timestamp with time zone
)

TABLE notice (
    id bigint NOT NULL,
    phone_id bigint,
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
    repeats_id bigint,
    follower_id bigint,
    channel text,
    seen_at timestamp with time zone,
    dong integer,
    subject text NOT NULL DEFAULT 'dossier'::text,
    subject_id bigint,
    cause_id bigint,
    unit_code text
)

TABLE notice_attempt (
    id bigint NOT NULL,
    notice_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    channel text NOT NULL,
    outcome text NOT NULL,
    error_code integer,
    message_id text
)

TABLE number_correction (
    id bigint NOT NULL,
    dossier_id bigint NOT NULL,
    old_phone_id bigint,
    new_phone_id bigint NOT NULL,
    reason text NOT NULL,
    staff_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    word_id bigint
)

TABLE one_time_code (
    id bigint NOT NULL,
    follower_id bigint NOT NULL,
    number_key bytea NOT NULL,
    phone_id bigint,
    dossier_id bigint,
    code_hash bytea,
    refusal text,
    asked_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    used_at timestamp with time zone,
    owner_id bigint
)

TABLE outbox_item (
    id bigint NOT NULL,
    subject_id bigint NOT NULL,
    urgency smallint NOT NULL,
    not_before timestamp with time zone NOT NULL,
    hold text,
    started_at timestamp with time zone,
    lease_until timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone,
    kind text NOT NULL,
    flow text,
    place timestamp with time zone NOT NULL,
    held boolean NOT NULL DEFAULT false,
    trouble text,
    aside_since timestamp with time zone
)

TABLE owner (
    id bigint NOT NULL,
    owner_key bytea NOT NULL,
    kind text NOT NULL,
    name_sealed bytea NOT NULL,
    identity_sealed bytea,
    erased_at timestamp with time zone,
    unnamed_since timestamp with time zone
)

TABLE page_link (
    token_hash bytea NOT NULL,
    dossier_id bigint,
    phone_id bigint,
    follower_id bigint,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    tries smallint NOT NULL DEFAULT 0,
    seen_at timestamp with time zone,
    warns_of bigint
)

TABLE paused_lane (
    lane text NOT NULL,
    paused_at timestamp with time zone NOT NULL,
    paused_by bigint NOT NULL
)

TABLE phone (
    id bigint NOT NULL,
    number_key bytea NOT NULL,
    number_sealed bytea NOT NULL,
    kind text NOT NULL,
    stopped_at timestamp with time zone,
    stopped_by text,
    erased_at timestamp with time zone,
    unnamed_since timestamp with time zone,
    stopped_with bytea,
    last_stopped_at timestamp with time zone
)

TABLE phone_link (
    id bigint NOT NULL,
    follower_id bigint NOT NULL,
    phone_id bigint NOT NULL,
    proved_by text NOT NULL,
    proved_at timestamp with time zone NOT NULL,
    details_from timestamp with time zone NOT NULL,
    consent_version text NOT NULL,
    ended_at timestamp with time zone,
    ended_by text
)

TABLE phone_link_owner (
    phone_link_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    known_at timestamp with time zone NOT NULL,
    details_from timestamp with time zone NOT NULL
)

TABLE phone_message (
    id bigint NOT NULL,
    kind text NOT NULL,
    phone_id bigint NOT NULL,
    parameters_sealed bytea,
    status text NOT NULL DEFAULT 'waiting'::text,
    cause text,
    created_at timestamp with time zone NOT NULL,
    useful_until timestamp with time zone NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    tracking_id text NOT NULL,
    message_id text
)

TABLE phone_person (
    phone_id bigint NOT NULL,
    person_key bytea NOT NULL
)

TABLE phone_use (
    subject text NOT NULL,
    subject_id bigint NOT NULL,
    phone_id bigint NOT NULL
)

TABLE photo_time (
    follower_id bigint NOT NULL,
    spent_ms integer NOT NULL,
    since timestamp with time zone NOT NULL
)

TABLE reply (
    id bigint NOT NULL,
    follower_id bigint NOT NULL,
    message_sealed bytea NOT NULL,
    status text NOT NULL DEFAULT 'waiting'::text,
    cause text,
    created_at timestamp with time zone NOT NULL,
    useful_until timestamp with time zone NOT NULL,
    attempts smallint NOT NULL DEFAULT 0,
    message_id text
)

TABLE retention_run (
    rule text NOT NULL,
    at timestamp with time zone NOT NULL,
    erased bigint NOT NULL
)

TABLE schema_migration (
    name text NOT NULL,
    text text NOT NULL,
    applied_at timestamp with time zone NOT NULL DEFAULT now()
)

TABLE schema_migration_batch (
    name text NOT NULL,
    next_id bigint NOT NULL
)

TABLE sender (
    id bigint NOT NULL,
    name text NOT NULL,
    key_hash bytea NOT NULL,
    agency_scope ARRAY NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    verify_key bytea
)

TABLE sender_nonce (
    sender_id bigint NOT NULL,
    nonce text NOT NULL,
    made_at timestamp with time zone NOT NULL
)

TABLE sender_session (
    token_hash bytea NOT NULL,
    sender_id bigint NOT NULL,
    expires_at timestamp with time zone NOT NULL
)

TABLE sent_photo (
    id bigint NOT NULL,
    follower_id bigint NOT NULL,
    address_sealed bytea NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    leased_until timestamp with time zone NOT NULL
)

TABLE sign_in_try (
    id bigint NOT NULL,
    login text NOT NULL,
    network text NOT NULL,
    at timestamp with time zone NOT NULL,
    succeeded boolean
)

TABLE staff (
    id bigint NOT NULL,
    login text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    unit_code text,
    password_hash text NOT NULL,
    totp_sealed bytea NOT NULL,
    totp_step bigint NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone
)

TABLE staff_device (
    token_hash bytea NOT NULL,
    staff_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL
)

TABLE staff_grant (
    id bigint NOT NULL,
    staff_id bigint NOT NULL,
    role text NOT NULL,
    organisation text,
    from_on date NOT NULL,
    until_on date,
    given_by bigint,
    given_at timestamp with time zone NOT NULL,
    confirmed_by bigint,
    confirmed_at timestamp with time zone,
    ended_by bigint,
    ended_at timestamp with time zone
)

TABLE staff_purpose (
    staff_id bigint NOT NULL,
    dossier_id bigint NOT NULL,
    purpose text NOT NULL,
    stated_at timestamp with time zone NOT NULL
)

TABLE staff_search (
    staff_id bigint NOT NULL,
    number_key bytea NOT NULL,
    purpose text NOT NULL,
    at timestamp with time zone NOT NULL
)

TABLE staff_session (
    token_hash bytea NOT NULL,
    staff_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
)

TABLE task (
    id bigint NOT NULL,
    kind text NOT NULL,
    unit_code text,
    notice_id bigint,
    follower_id bigint,
    phone_id bigint,
    opened_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    calls smallint NOT NULL DEFAULT 0,
    closed_at timestamp with time zone,
    closed_by bigint,
    result text,
    subject text,
    subject_id bigint
)

TABLE task_message (
    id bigint NOT NULL,
    task_id bigint NOT NULL,
    staff_id bigint,
    text_sealed bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone
)

TABLE told_number (
    dossier_id bigint,
    phone_id bigint
)

TABLE typed_code (
    id bigint NOT NULL,
    kind text NOT NULL,
    code_key bytea NOT NULL,
    dossier_id bigint NOT NULL,
    staff_id bigint,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    owner_id bigint
)

TABLE unexplained_notice (
    id bigint,
    subject text,
    subject_id bigint,
    unit_code text,
    created_at timestamp with time zone
)

TABLE unnamed_owner (
    id bigint
)

TABLE unnamed_phone (
    id bigint
)

TABLE webhook (
    id bigint NOT NULL,
    event_key bytea NOT NULL,
    event_name text NOT NULL,
    body_sealed bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    worked_at timestamp with time zone,
    not_before timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone
)

TABLE zalo_pace (
    account text NOT NULL,
    taken_until timestamp with time zone NOT NULL,
    closed_until timestamp with time zone NOT NULL DEFAULT '-infinity'::timestamp with time zone
)

TABLE zalo_quota (
    account text NOT NULL,
    day date NOT NULL,
    quota integer NOT NULL,
    used integer NOT NULL
)

TABLE zalo_template (
    template_id text NOT NULL,
    status text,
    reason text,
    status_at timestamp with time zone,
    quality text,
    quality_at timestamp with time zone
)

TABLE zalo_token (
    account text NOT NULL,
    access_sealed bytea NOT NULL,
    refresh_sealed bytea NOT NULL,
    previous_sealed bytea,
    renewed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    refused_at timestamp with time zone
)

act_once act_once_pkey PRIMARY KEY (key)
audit_entry audit_entry_leaf_index_key UNIQUE (leaf_index)
audit_entry audit_entry_pkey PRIMARY KEY (id)
audit_entry body_fits CHECK (((octet_length(body) >= 2) AND (octet_length(body) <= 65535)))
audit_hash audit_hash_pkey PRIMARY KEY (level, index)
audit_head audit_head_pkey PRIMARY KEY (id)
audit_head one_row CHECK ((id = 1))
business_staff business_staff_named_by_fkey FOREIGN KEY (named_by) REFERENCES staff(id)
business_staff business_staff_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
business_staff business_staff_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
business_staff business_staff_pkey PRIMARY KEY (id)
citizen_session citizen_session_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
citizen_session citizen_session_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
citizen_session citizen_session_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
citizen_session citizen_session_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
citizen_session citizen_session_pkey PRIMARY KEY (token_hash)
conversation conversation_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
conversation conversation_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
conversation conversation_pkey PRIMARY KEY (follower_id)
correction_word correction_word_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id) ON DELETE CASCADE
correction_word correction_word_pkey PRIMARY KEY (id)
correction_word correction_word_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
counted_day counted_day_pkey PRIMARY KEY (source, day)
daily_figure daily_figure_pkey PRIMARY KEY (source, day, figure, unit_code)
data_request data_request_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
data_request data_request_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
data_request data_request_pkey PRIMARY KEY (id)
data_request data_request_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
data_request kind_known CHECK ((kind = ANY (ARRAY['copy'::text, 'erase'::text, 'stop'::text])))
data_request of_somebody CHECK (((follower_id IS NULL) <> (dossier_id IS NULL)))
data_request one_end CHECK (((done_at IS NULL) OR (taken_back_at IS NULL)))
digits_try digits_try_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
digits_try digits_try_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
digits_try digits_try_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
digits_try digits_try_pkey PRIMARY KEY (id)
dossier dossier_code_key UNIQUE (code)
dossier dossier_corrected_phone_id_fkey FOREIGN KEY (corrected_phone_id) REFERENCES phone(id)
dossier dossier_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
dossier dossier_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
dossier dossier_pkey PRIMARY KEY (id)
dossier dossier_refused_phone_id_fkey FOREIGN KEY (refused_phone_id) REFERENCES phone(id)
dossier state_known CHECK (((state >= 1) AND (state <= 10)))
dossier_event dossier_event_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
dossier_event dossier_event_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
dossier_event dossier_event_pkey PRIMARY KEY (id)
dossier_event dossier_event_sender_id_event_key_key UNIQUE (sender_id, event_key)
dossier_event dossier_event_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES sender(id)
dossier_event kind_known CHECK ((kind = ANY (ARRAY['state'::text, 'delayed'::text, 'payment_recorded'::text])))
dossier_grant dossier_grant_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
dossier_grant dossier_grant_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
dossier_grant dossier_grant_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
dossier_grant dossier_grant_pkey PRIMARY KEY (id)
fetched_until fetched_until_pkey PRIMARY KEY (source)
follower follower_pkey PRIMARY KEY (id)
follower follower_zalo_user_key_key UNIQUE (zalo_user_key)
notice delivery_goes_with_status CHECK (((status = 'delivered'::text) = (delivered_at IS NOT NULL)))
notice excuse_goes_with_status CHECK (((status = 'excused'::text) = (excuse IS NOT NULL)))
notice notice_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
notice notice_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
notice notice_pkey PRIMARY KEY (id)
notice notice_repeats_id_fkey FOREIGN KEY (repeats_id) REFERENCES notice(id)
notice notice_tracking_id_key UNIQUE (tracking_id)
notice status_known CHECK ((status = ANY (ARRAY['waiting'::text, 'handed_over'::text, 'maybe_sent'::text, 'to_call'::text, 'delivered'::text, 'excused'::text])))
notice subject_known CHECK (((subject_id IS NOT NULL) AND (cause_id IS NOT NULL)))
notice to_somebody CHECK (((phone_id IS NOT NULL) OR (follower_id IS NOT NULL)))
notice_attempt notice_attempt_pkey PRIMARY KEY (notice_id, id)
number_correction number_correction_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
number_correction number_correction_new_phone_id_fkey FOREIGN KEY (new_phone_id) REFERENCES phone(id)
number_correction number_correction_old_phone_id_fkey FOREIGN KEY (old_phone_id) REFERENCES phone(id)
number_correction number_correction_pkey PRIMARY KEY (id)
number_correction number_correction_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
number_correction number_correction_word_id_fkey FOREIGN KEY (word_id) REFERENCES correction_word(id)
number_correction number_correction_word_id_key UNIQUE (word_id)
one_time_code one_time_code_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
one_time_code one_time_code_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
one_time_code one_time_code_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
one_time_code one_time_code_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
one_time_code one_time_code_pkey PRIMARY KEY (id)
one_time_code sent_or_refused CHECK (((code_hash IS NULL) = (refusal IS NOT NULL)))
outbox_item outbox_item_once UNIQUE (kind, subject_id)
outbox_item outbox_item_pkey PRIMARY KEY (id)
owner kind_known CHECK ((kind = ANY (ARRAY['citizen'::text, 'business'::text])))
owner owner_owner_key_key UNIQUE (owner_key)
owner owner_pkey PRIMARY KEY (id)
page_link page_link_pkey PRIMARY KEY (token_hash)
page_link page_link_warns_of_fkey FOREIGN KEY (warns_of) REFERENCES follower(id)
page_link to_somebody CHECK (((phone_id IS NOT NULL) OR (follower_id IS NOT NULL)))
paused_lane paused_lane_paused_by_fkey FOREIGN KEY (paused_by) REFERENCES staff(id)
paused_lane paused_lane_pkey PRIMARY KEY (lane)
phone kind_known CHECK ((kind = ANY (ARRAY['mobile'::text, 'fixed'::text])))
phone phone_number_key_key UNIQUE (number_key)
phone phone_pkey PRIMARY KEY (id)
phone_link end_goes_together CHECK (((ended_at IS NULL) = (ended_by IS NULL)))
phone_link end_known CHECK ((ended_by = ANY (ARRAY['follower'::text, 'not_me'::text, 'clerk'::text, 'withdrawn'::text, 'silence'::text, 'minor'::text])))
phone_link phone_link_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
phone_link phone_link_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
phone_link phone_link_pkey PRIMARY KEY (id)
phone_link proof_known CHECK ((proved_by = ANY (ARRAY['code'::text, 'counter'::text])))
phone_link_owner phone_link_owner_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
phone_link_owner phone_link_owner_phone_link_id_fkey FOREIGN KEY (phone_link_id) REFERENCES phone_link(id)
phone_link_owner phone_link_owner_pkey PRIMARY KEY (phone_link_id, owner_id)
phone_message phone_message_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
phone_message phone_message_pkey PRIMARY KEY (id)
phone_message phone_message_tracking_id_key UNIQUE (tracking_id)
phone_message status_known CHECK ((status = ANY (ARRAY['waiting'::text, 'handed_over'::text, 'maybe_sent'::text, 'delivered'::text, 'dropped'::text])))
phone_person phone_person_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
phone_person phone_person_pkey PRIMARY KEY (phone_id, person_key)
phone_use phone_use_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
phone_use phone_use_pkey PRIMARY KEY (subject, subject_id, phone_id)
photo_time photo_time_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id) ON DELETE CASCADE
photo_time photo_time_pkey PRIMARY KEY (follower_id)
reply reply_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
reply reply_pkey PRIMARY KEY (id)
reply status_known CHECK ((status = ANY (ARRAY['waiting'::text, 'handed_over'::text, 'maybe_sent'::text, 'dropped'::text])))
retention_run retention_run_pkey PRIMARY KEY (rule, at)
schema_migration schema_migration_pkey PRIMARY KEY (name)
schema_migration_batch schema_migration_batch_pkey PRIMARY KEY (name)
sender sender_key_hash_key UNIQUE (key_hash)
sender sender_name_key UNIQUE (name)
sender sender_pkey PRIMARY KEY (id)
sender_nonce sender_nonce_pkey PRIMARY KEY (sender_id, nonce)
sender_nonce sender_nonce_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES sender(id)
sender_session sender_session_pkey PRIMARY KEY (token_hash)
sender_session sender_session_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES sender(id)
sent_photo sent_photo_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
sent_photo sent_photo_pkey PRIMARY KEY (id)
sign_in_try sign_in_try_pkey PRIMARY KEY (id)
staff staff_login_key UNIQUE (login)
staff staff_pkey PRIMARY KEY (id)
staff_device staff_device_pkey PRIMARY KEY (token_hash)
staff_device staff_device_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
staff_grant by_two CHECK (((confirmed_by IS NULL) OR (given_by IS NULL) OR (confirmed_by <> given_by)))
staff_grant days_in_order CHECK (((until_on IS NULL) OR (until_on >= from_on)))
staff_grant never_to_oneself CHECK (((given_by IS DISTINCT FROM staff_id) AND (confirmed_by IS DISTINCT FROM staff_id)))
staff_grant staff_grant_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES staff(id)
staff_grant staff_grant_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff(id)
staff_grant staff_grant_given_by_fkey FOREIGN KEY (given_by) REFERENCES staff(id)
staff_grant staff_grant_pkey PRIMARY KEY (id)
staff_grant staff_grant_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
staff_purpose staff_purpose_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
staff_purpose staff_purpose_pkey PRIMARY KEY (staff_id, dossier_id)
staff_purpose staff_purpose_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
staff_search staff_search_pkey PRIMARY KEY (staff_id, number_key)
staff_search staff_search_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
staff_session staff_session_pkey PRIMARY KEY (token_hash)
staff_session staff_session_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
task end_goes_together CHECK (((closed_at IS NULL) = (result IS NULL)))
task task_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES staff(id)
task task_follower_id_fkey FOREIGN KEY (follower_id) REFERENCES follower(id)
task task_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notice(id)
task task_notice_id_key UNIQUE (notice_id)
task task_phone_id_fkey FOREIGN KEY (phone_id) REFERENCES phone(id)
task task_pkey PRIMARY KEY (id)
task_message task_message_pkey PRIMARY KEY (id)
task_message task_message_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
task_message task_message_task_id_fkey FOREIGN KEY (task_id) REFERENCES task(id)
typed_code kind_known CHECK ((kind = ANY (ARRAY['start'::text, 'counter'::text])))
typed_code typed_code_code_key_key UNIQUE (code_key)
typed_code typed_code_dossier_id_fkey FOREIGN KEY (dossier_id) REFERENCES dossier(id)
typed_code typed_code_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES owner(id)
typed_code typed_code_pkey PRIMARY KEY (id)
typed_code typed_code_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
webhook webhook_event_key_key UNIQUE (event_key)
webhook webhook_pkey PRIMARY KEY (id)
zalo_pace zalo_pace_pkey PRIMARY KEY (account)
zalo_quota zalo_quota_pkey PRIMARY KEY (account)
zalo_template zalo_template_pkey PRIMARY KEY (template_id)
zalo_token zalo_token_pkey PRIMARY KEY (account)

CREATE INDEX act_once_at ON public.act_once USING btree (at)
CREATE UNIQUE INDEX act_once_pkey ON public.act_once USING btree (key)
CREATE UNIQUE INDEX audit_entry_leaf_index_key ON public.audit_entry USING btree (leaf_index)
CREATE UNIQUE INDEX audit_entry_pkey ON public.audit_entry USING btree (id)
CREATE INDEX audit_entry_waiting ON public.audit_entry USING btree (id) WHERE (leaf_index IS NULL)
CREATE UNIQUE INDEX audit_hash_pkey ON public.audit_hash USING btree (level, index)
CREATE UNIQUE INDEX audit_head_pkey ON public.audit_head USING btree (id)
CREATE UNIQUE INDEX business_staff_once ON public.business_staff USING btree (owner_id, phone_id) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX business_staff_pkey ON public.business_staff USING btree (id)
CREATE UNIQUE INDEX citizen_session_pkey ON public.citizen_session USING btree (token_hash)
CREATE UNIQUE INDEX conversation_pkey ON public.conversation USING btree (follower_id)
CREATE INDEX correction_word_dossier ON public.correction_word USING btree (dossier_id, id)
CREATE UNIQUE INDEX correction_word_pkey ON public.correction_word USING btree (id)
CREATE UNIQUE INDEX counted_day_pkey ON public.counted_day USING btree (source, day)
CREATE UNIQUE INDEX daily_figure_pkey ON public.daily_figure USING btree (source, day, figure, unit_code)
CREATE INDEX data_request_dossier ON public.data_request USING btree (dossier_id) WHERE (dossier_id IS NOT NULL)
CREATE INDEX data_request_follower ON public.data_request USING btree (follower_id) WHERE (follower_id IS NOT NULL)
CREATE INDEX data_request_open ON public.data_request USING btree (not_before) WHERE ((done_at IS NULL) AND (taken_back_at IS NULL))
CREATE UNIQUE INDEX data_request_pkey ON public.data_request USING btree (id)
CREATE INDEX digits_try_follower ON public.digits_try USING btree (follower_id, at) WHERE (follower_id IS NOT NULL)
CREATE INDEX digits_try_owner ON public.digits_try USING btree (owner_id, at) WHERE (owner_id IS NOT NULL)
CREATE INDEX digits_try_phone ON public.digits_try USING btree (phone_id, at) WHERE (phone_id IS NOT NULL)
CREATE UNIQUE INDEX digits_try_pkey ON public.digits_try USING btree (id)
CREATE UNIQUE INDEX dossier_code_key ON public.dossier USING btree (code)
CREATE INDEX dossier_event_dossier ON public.dossier_event USING btree (dossier_id, occurred_at)
CREATE UNIQUE INDEX dossier_event_pkey ON public.dossier_event USING btree (id)
CREATE INDEX dossier_event_recorded ON public.dossier_event USING brin (recorded_at) WITH (pages_per_range='32', autosummarize='on')
CREATE UNIQUE INDEX dossier_event_sender_id_event_key_key ON public.dossier_event USING btree (sender_id, event_key)
CREATE INDEX dossier_grant_dossier ON public.dossier_grant USING btree (dossier_id) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX dossier_grant_once ON public.dossier_grant USING btree (follower_id, dossier_id) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX dossier_grant_pkey ON public.dossier_grant USING btree (id)
CREATE INDEX dossier_hidden_phone ON public.dossier USING btree (phone_id) WHERE (corrected_phone_id IS NOT NULL)
CREATE INDEX dossier_kept ON public.dossier USING btree (id) WHERE (erased_at IS NULL)
CREATE INDEX dossier_national_code ON public.dossier USING btree (national_code) WHERE (national_code IS NOT NULL)
CREATE INDEX dossier_owner ON public.dossier USING btree (owner_id)
CREATE UNIQUE INDEX dossier_pkey ON public.dossier USING btree (id)
CREATE INDEX dossier_refused_phone ON public.dossier USING btree (refused_phone_id) WHERE (refused_phone_id IS NOT NULL)
CREATE INDEX dossier_told_phone ON public.dossier USING btree (COALESCE(corrected_phone_id, phone_id))
CREATE UNIQUE INDEX fetched_until_pkey ON public.fetched_until USING btree (source)
CREATE UNIQUE INDEX follower_pkey ON public.follower USING btree (id)
CREATE UNIQUE INDEX follower_zalo_user_key_key ON public.follower USING btree (zalo_user_key)
CREATE INDEX notice_attempt_at ON public.notice_attempt USING brin (at) WITH (pages_per_range='32', autosummarize='on')
CREATE INDEX notice_attempt_message ON public.notice_attempt USING btree (message_id) WHERE (message_id IS NOT NULL)
CREATE UNIQUE INDEX notice_attempt_pkey ON public.notice_attempt USING btree (notice_id, id)
CREATE INDEX notice_created ON public.notice USING brin (created_at) WITH (pages_per_range='32', autosummarize='on')
CREATE UNIQUE INDEX notice_owed_once ON public.notice USING btree (cause_id, subject, phone_id, follower_id, repeats_id) NULLS NOT DISTINCT
CREATE UNIQUE INDEX notice_pkey ON public.notice USING btree (id)
CREATE INDEX notice_subject ON public.notice USING btree (subject_id, subject)
CREATE UNIQUE INDEX notice_tracking_id_key ON public.notice USING btree (tracking_id)
CREATE INDEX number_correction_dossier ON public.number_correction USING btree (dossier_id)
CREATE UNIQUE INDEX number_correction_pkey ON public.number_correction USING btree (id)
CREATE UNIQUE INDEX number_correction_word_id_key ON public.number_correction USING btree (word_id)
CREATE INDEX one_time_code_asked ON public.one_time_code USING btree (asked_at) WHERE (code_hash IS NOT NULL)
CREATE INDEX one_time_code_follower ON public.one_time_code USING btree (follower_id, asked_at DESC)
CREATE INDEX one_time_code_held_back ON public.one_time_code USING btree (asked_at) WHERE (refusal = 'day_spent'::text)
CREATE INDEX one_time_code_number ON public.one_time_code USING btree (number_key, asked_at DESC)
CREATE UNIQUE INDEX one_time_code_pkey ON public.one_time_code USING btree (id)
CREATE INDEX outbox_item_aside ON public.outbox_item USING btree (id) WHERE (trouble IS NOT NULL)
CREATE INDEX outbox_item_flow ON public.outbox_item USING btree (flow, urgency, place) WHERE (flow IS NOT NULL)
CREATE INDEX outbox_item_held ON public.outbox_item USING btree (not_before) WHERE held
CREATE INDEX outbox_item_hold ON public.outbox_item USING btree (hold, urgency, place, id) WHERE held
CREATE UNIQUE INDEX outbox_item_once ON public.outbox_item USING btree (kind, subject_id)
CREATE INDEX outbox_item_order ON public.outbox_item USING btree (urgency, place, id) WHERE (NOT held)
CREATE UNIQUE INDEX outbox_item_pkey ON public.outbox_item USING btree (id)
CREATE UNIQUE INDEX owner_owner_key_key ON public.owner USING btree (owner_key)
CREATE UNIQUE INDEX owner_pkey ON public.owner USING btree (id)
CREATE INDEX owner_unnamed ON public.owner USING btree (unnamed_since) WHERE (unnamed_since IS NOT NULL)
CREATE INDEX page_link_expires ON public.page_link USING brin (expires_at) WITH (pages_per_range='32', autosummarize='on')
CREATE UNIQUE INDEX page_link_pkey ON public.page_link USING btree (token_hash)
CREATE UNIQUE INDEX paused_lane_pkey ON public.paused_lane USING btree (lane)
CREATE UNIQUE INDEX phone_link_once ON public.phone_link USING btree (follower_id, phone_id) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX phone_link_owner_pkey ON public.phone_link_owner USING btree (phone_link_id, owner_id)
CREATE INDEX phone_link_phone ON public.phone_link USING btree (phone_id) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX phone_link_pkey ON public.phone_link USING btree (id)
CREATE INDEX phone_message_created ON public.phone_message USING brin (created_at) WITH (pages_per_range='32', autosummarize='on')
CREATE UNIQUE INDEX phone_message_pkey ON public.phone_message USING btree (id)
CREATE UNIQUE INDEX phone_message_tracking_id_key ON public.phone_message USING btree (tracking_id)
CREATE UNIQUE INDEX phone_number_key_key ON public.phone USING btree (number_key)
CREATE UNIQUE INDEX phone_person_pkey ON public.phone_person USING btree (phone_id, person_key)
CREATE UNIQUE INDEX phone_pkey ON public.phone USING btree (id)
CREATE INDEX phone_unnamed ON public.phone USING btree (unnamed_since) WHERE (unnamed_since IS NOT NULL)
CREATE INDEX phone_use_phone ON public.phone_use USING btree (phone_id)
CREATE UNIQUE INDEX phone_use_pkey ON public.phone_use USING btree (subject, subject_id, phone_id)
CREATE UNIQUE INDEX photo_time_pkey ON public.photo_time USING btree (follower_id)
CREATE INDEX photo_time_since ON public.photo_time USING btree (since)
CREATE INDEX reply_created ON public.reply USING brin (created_at) WITH (pages_per_range='32', autosummarize='on')
CREATE INDEX reply_follower ON public.reply USING btree (follower_id, id DESC)
CREATE INDEX reply_message ON public.reply USING btree (message_id) WHERE (message_id IS NOT NULL)
CREATE UNIQUE INDEX reply_pkey ON public.reply USING btree (id)
CREATE UNIQUE INDEX retention_run_pkey ON public.retention_run USING btree (rule, at)
CREATE UNIQUE INDEX schema_migration_batch_pkey ON public.schema_migration_batch USING btree (name)
CREATE UNIQUE INDEX schema_migration_pkey ON public.schema_migration USING btree (name)
CREATE UNIQUE INDEX sender_key_hash_key ON public.sender USING btree (key_hash)
CREATE UNIQUE INDEX sender_name_key ON public.sender USING btree (name)
CREATE INDEX sender_nonce_made ON public.sender_nonce USING btree (made_at)
CREATE UNIQUE INDEX sender_nonce_pkey ON public.sender_nonce USING btree (sender_id, nonce)
CREATE UNIQUE INDEX sender_pkey ON public.sender USING btree (id)
CREATE UNIQUE INDEX sender_session_pkey ON public.sender_session USING btree (token_hash)
CREATE UNIQUE INDEX sender_verify_key ON public.sender USING btree (verify_key) WHERE ((verify_key IS NOT NULL) AND (revoked_at IS NULL))
CREATE INDEX sent_photo_follower ON public.sent_photo USING btree (follower_id)
CREATE UNIQUE INDEX sent_photo_pkey ON public.sent_photo USING btree (id)
CREATE INDEX sign_in_try_at ON public.sign_in_try USING btree (at)
CREATE INDEX sign_in_try_login ON public.sign_in_try USING btree (login, network, at DESC)
CREATE INDEX sign_in_try_network ON public.sign_in_try USING btree (network, at DESC)
CREATE UNIQUE INDEX sign_in_try_pkey ON public.sign_in_try USING btree (id)
CREATE UNIQUE INDEX staff_device_pkey ON public.staff_device USING btree (token_hash)
CREATE INDEX staff_device_staff ON public.staff_device USING btree (staff_id)
CREATE UNIQUE INDEX staff_grant_pkey ON public.staff_grant USING btree (id)
CREATE INDEX staff_grant_staff ON public.staff_grant USING btree (staff_id) WHERE (ended_at IS NULL)
CREATE UNIQUE INDEX staff_login_key ON public.staff USING btree (login)
CREATE UNIQUE INDEX staff_pkey ON public.staff USING btree (id)
CREATE UNIQUE INDEX staff_purpose_pkey ON public.staff_purpose USING btree (staff_id, dossier_id)
CREATE INDEX staff_purpose_stated ON public.staff_purpose USING btree (stated_at)
CREATE INDEX staff_search_at ON public.staff_search USING btree (at)
CREATE UNIQUE INDEX staff_search_pkey ON public.staff_search USING btree (staff_id, number_key)
CREATE UNIQUE INDEX staff_session_pkey ON public.staff_session USING btree (token_hash)
CREATE UNIQUE INDEX task_message_pkey ON public.task_message USING btree (id)
CREATE INDEX task_message_task ON public.task_message USING btree (task_id, id)
CREATE UNIQUE INDEX task_notice_id_key ON public.task USING btree (notice_id)
CREATE UNIQUE INDEX task_once ON public.task USING btree (kind, subject, subject_id) WHERE ((closed_at IS NULL) AND (notice_id IS NULL) AND (follower_id IS NULL))
CREATE INDEX task_open ON public.task USING btree (unit_code, kind, due_at, id) WHERE (closed_at IS NULL)
CREATE INDEX task_phone_open ON public.task USING btree (phone_id) WHERE ((kind = 'ask_number'::text) AND (closed_at IS NULL))
CREATE UNIQUE INDEX task_pkey ON public.task USING btree (id)
CREATE INDEX task_subject ON public.task USING btree (subject_id, subject)
CREATE UNIQUE INDEX task_talk_once ON public.task USING btree (follower_id) WHERE ((kind = 'talk'::text) AND (closed_at IS NULL))
CREATE UNIQUE INDEX typed_code_code_key_key ON public.typed_code USING btree (code_key)
CREATE UNIQUE INDEX typed_code_pkey ON public.typed_code USING btree (id)
CREATE UNIQUE INDEX webhook_event_key_key ON public.webhook USING btree (event_key)
CREATE UNIQUE INDEX webhook_pkey ON public.webhook USING btree (id)
CREATE INDEX webhook_received ON public.webhook USING brin (received_at) WITH (pages_per_range='32', autosummarize='on')
CREATE INDEX webhook_unworked ON public.webhook USING btree (id) WHERE (worked_at IS NULL)
CREATE UNIQUE INDEX zalo_pace_pkey ON public.zalo_pace USING btree (account)
CREATE UNIQUE INDEX zalo_quota_pkey ON public.zalo_quota USING btree (account)
CREATE UNIQUE INDEX zalo_template_pkey ON public.zalo_template USING btree (template_id)
CREATE UNIQUE INDEX zalo_token_pkey ON public.zalo_token USING btree (account)

act_once tnung_app DELETE INSERT SELECT UPDATE
audit_entry tnung_app SELECT
audit_entry tnung_authority INSERT SELECT
audit_hash tnung_app SELECT
audit_hash tnung_authority INSERT SELECT
audit_head tnung_app SELECT
audit_head tnung_authority SELECT UPDATE
business_staff tnung_app INSERT SELECT UPDATE
citizen_session tnung_app DELETE INSERT SELECT UPDATE
conversation tnung_app DELETE INSERT SELECT UPDATE
correction_word tnung_app SELECT
correction_word tnung_authority INSERT SELECT
counted_day tnung_app DELETE INSERT SELECT UPDATE
daily_figure tnung_app DELETE INSERT SELECT UPDATE
data_request tnung_app INSERT SELECT UPDATE
digits_try tnung_app DELETE INSERT SELECT
dossier tnung_app INSERT SELECT UPDATE
dossier_event tnung_app INSERT SELECT UPDATE
dossier_grant tnung_app DELETE INSERT SELECT UPDATE
fetched_until tnung_app INSERT SELECT UPDATE
follower tnung_app INSERT SELECT UPDATE
follower_dossier tnung_app SELECT
notice tnung_app INSERT SELECT UPDATE
notice_attempt tnung_app INSERT SELECT
number_correction tnung_app INSERT SELECT
one_time_code tnung_app DELETE INSERT SELECT UPDATE
outbox_item tnung_app DELETE INSERT SELECT UPDATE
owner tnung_app INSERT SELECT UPDATE
page_link tnung_app DELETE INSERT SELECT UPDATE
paused_lane tnung_app DELETE INSERT SELECT UPDATE
phone tnung_app INSERT SELECT UPDATE
phone_link tnung_app DELETE INSERT SELECT UPDATE
phone_link_owner tnung_app DELETE INSERT SELECT UPDATE
phone_message tnung_app INSERT SELECT UPDATE
phone_person tnung_app DELETE INSERT SELECT UPDATE
phone_use tnung_app DELETE INSERT SELECT
photo_time tnung_app DELETE INSERT SELECT UPDATE
reply tnung_app DELETE INSERT SELECT UPDATE
retention_run tnung_app INSERT SELECT
sender tnung_app INSERT SELECT UPDATE
sender_nonce tnung_app DELETE INSERT SELECT UPDATE
sender_session tnung_app DELETE INSERT SELECT UPDATE
sent_photo tnung_app DELETE INSERT SELECT UPDATE
sign_in_try tnung_authority DELETE INSERT SELECT UPDATE
staff tnung_authority INSERT SELECT UPDATE
staff_device tnung_authority DELETE INSERT SELECT UPDATE
staff_grant tnung_app SELECT
staff_grant tnung_authority INSERT SELECT UPDATE
staff_purpose tnung_app DELETE INSERT SELECT UPDATE
staff_search tnung_app DELETE INSERT SELECT UPDATE
staff_session tnung_app SELECT
staff_session tnung_authority DELETE INSERT SELECT UPDATE
task tnung_app INSERT SELECT UPDATE
task_message tnung_app INSERT SELECT UPDATE
told_number tnung_app SELECT
typed_code tnung_app DELETE INSERT SELECT UPDATE
unexplained_notice tnung_app SELECT
unnamed_owner tnung_app SELECT
unnamed_phone tnung_app SELECT
webhook tnung_app DELETE INSERT SELECT UPDATE
zalo_pace tnung_app DELETE INSERT SELECT UPDATE
zalo_quota tnung_app DELETE INSERT SELECT UPDATE
zalo_template tnung_app INSERT SELECT UPDATE
zalo_token tnung_app INSERT SELECT UPDATE

audit_entry tnung_app INSERT body
audit_entry tnung_authority UPDATE leaf_index
dossier tnung_authority SELECT id unit_code
number_correction tnung_app UPDATE reason
number_correction tnung_authority SELECT dossier_id id staff_id word_id
sign_in_try tnung_app SELECT at
staff tnung_app SELECT created_at disabled_at id login name role unit_code
staff_session tnung_app UPDATE used_at

