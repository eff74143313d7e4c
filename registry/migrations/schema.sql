-- Made by tests/schema_test.cpp from the migrations (UPDATE_SCHEMA=1); never edited by hand.

TABLE act_once (
    key bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    location text
)

TABLE agency (
    code text NOT NULL,
    name text NOT NULL,
    parent_code text,
    ended_on date,
    successor_code text
)

TABLE agency_past (
    id bigint NOT NULL,
    agency_code text NOT NULL,
    name text NOT NULL,
    parent_code text,
    until_on date NOT NULL,
    document text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by bigint NOT NULL
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

TABLE audit_witness (
    name text NOT NULL,
    size bigint NOT NULL,
    cosigned_at timestamp with time zone,
    checkpoint text NOT NULL,
    tried_at timestamp with time zone NOT NULL,
    trouble text NOT NULL,
    denies boolean NOT NULL
)

TABLE campaign (
    id bigint NOT NULL,
    kind text NOT NULL,
    year integer NOT NULL,
    due_on date NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by bigint
)

TABLE declarant (
    id bigint NOT NULL,
    number text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    post text NOT NULL,
    agency_code text NOT NULL,
    staff_id bigint,
    annual boolean NOT NULL
)

TABLE declarant_control (
    id bigint NOT NULL,
    declarant_id bigint NOT NULL,
    body text NOT NULL,
    from_on date NOT NULL,
    ground text NOT NULL,
    set_at timestamp with time zone NOT NULL,
    set_by bigint NOT NULL
)

TABLE declarant_difference (
    id bigint NOT NULL,
    declarant_id bigint NOT NULL,
    source text NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    name text NOT NULL,
    post text NOT NULL,
    agency_code text NOT NULL,
    annual boolean,
    outcome text,
    decided_at timestamp with time zone,
    decided_by bigint,
    redirected_from text
)

TABLE declarant_past (
    id bigint NOT NULL,
    declarant_id bigint NOT NULL,
    name text NOT NULL,
    post text NOT NULL,
    agency_code text NOT NULL,
    annual boolean NOT NULL,
    until_at timestamp with time zone NOT NULL,
    changed_by bigint NOT NULL
)

TABLE erasure_list (
    id bigint NOT NULL,
    before_on date NOT NULL,
    years integer NOT NULL,
    source text NOT NULL,
    document text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by bigint NOT NULL,
    given boolean,
    decided_at timestamp with time zone,
    decided_by bigint,
    refused_why text,
    done_at timestamp with time zone,
    seen text
)

TABLE erasure_record (
    list_id bigint NOT NULL,
    record_id bigint NOT NULL,
    filing_id bigint NOT NULL,
    erased_at timestamp with time zone
)

TABLE filing (
    id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    declarant_id bigint NOT NULL,
    agency_code text NOT NULL,
    state text NOT NULL DEFAULT 'listed'::text,
    due_on date NOT NULL,
    form text,
    record_id bigint,
    record_version integer,
    submitted_at timestamp with time zone,
    event_on date NOT NULL,
    declare_by date NOT NULL,
    occasion text NOT NULL,
    struck_from text,
    handover_id bigint,
    passed_to text
)

TABLE filing_paper (
    id bigint NOT NULL,
    filing_id bigint NOT NULL,
    receipt_code text NOT NULL,
    record_id bigint NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    pages integer NOT NULL,
    bytes integer NOT NULL,
    code_found boolean NOT NULL,
    signers text NOT NULL,
    trusted boolean NOT NULL,
    names_declarant boolean NOT NULL,
    shows boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    by_staff bigint NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by bigint
)

TABLE filing_reminder (
    id bigint NOT NULL,
    filing_id bigint NOT NULL,
    round integer NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    post text NOT NULL,
    missed_on date NOT NULL,
    returned_at timestamp with time zone,
    answer_by date NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by bigint NOT NULL
)

TABLE filing_step (
    id bigint NOT NULL,
    filing_id bigint NOT NULL,
    state text NOT NULL,
    at timestamp with time zone NOT NULL,
    staff_id bigint NOT NULL,
    record_id bigint,
    record_version integer,
    reason_sealed bytea,
    receipt_code text,
    audit_entry_id bigint,
    commitment bytea
)

TABLE filing_unit_past (
    filing_id bigint NOT NULL,
    agency_code text NOT NULL,
    until_at timestamp with time zone NOT NULL,
    document text
)

TABLE handover (
    id bigint NOT NULL,
    agency_code text NOT NULL,
    passed_to text,
    given_by text NOT NULL,
    taken_by text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by bigint NOT NULL
)

TABLE handover_filing (
    handover_id bigint NOT NULL,
    filing_id bigint NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    post text NOT NULL,
    submitted_at timestamp with time zone NOT NULL
)

TABLE invitation (
    id bigint NOT NULL,
    agency_code text NOT NULL,
    campaign_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by bigint NOT NULL
)

TABLE invitation_filing (
    invitation_id bigint NOT NULL,
    filing_id bigint NOT NULL,
    agency_code text NOT NULL,
    name text NOT NULL,
    name_key text NOT NULL,
    post text NOT NULL,
    login text,
    declare_by date NOT NULL,
    told_at timestamp with time zone NOT NULL
)

TABLE issued_print (
    id bigint NOT NULL,
    filing_id bigint NOT NULL,
    receipt_code text NOT NULL,
    bytes integer NOT NULL,
    digest bytea NOT NULL,
    at timestamp with time zone NOT NULL
)

TABLE list_approval (
    id bigint NOT NULL,
    campaign_id bigint NOT NULL,
    agency_code text NOT NULL,
    people integer NOT NULL,
    head text NOT NULL,
    document text NOT NULL,
    approved_at timestamp with time zone NOT NULL,
    approved_by bigint NOT NULL,
    reopened_at timestamp with time zone,
    reopened_by bigint,
    reason text,
    list_hash bytea
)

TABLE provision_copy (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    filing_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_staff bigint NOT NULL
)

TABLE provision_filing (
    request_id bigint NOT NULL,
    filing_id bigint NOT NULL,
    record_id bigint NOT NULL,
    record_version integer NOT NULL,
    put_by bigint NOT NULL
)

TABLE provision_request (
    id bigint NOT NULL,
    body text NOT NULL,
    document text NOT NULL,
    purpose text NOT NULL,
    scope text NOT NULL,
    received_on date NOT NULL,
    answer_by date NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by bigint NOT NULL,
    given boolean,
    decided_at timestamp with time zone,
    decided_by bigint,
    refused_why text,
    answer text,
    answered_at timestamp with time zone,
    answered_by bigint
)

TABLE publication (
    id bigint NOT NULL,
    agency_code text NOT NULL,
    way text NOT NULL,
    place text NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL,
    head text NOT NULL,
    union_name text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    made_by bigint NOT NULL,
    ended_at timestamp with time zone,
    ended_by bigint,
    summoned integer,
    attended integer,
    remarks_sealed bytea,
    withdrawn_at timestamp with time zone,
    withdrawn_by bigint
)

TABLE publication_filing (
    publication_id bigint NOT NULL,
    filing_id bigint NOT NULL,
    withdrawn boolean NOT NULL DEFAULT false
)

TABLE reading_alarm (
    id bigint NOT NULL,
    kind text NOT NULL,
    staff_id bigint,
    record_id bigint,
    at timestamp with time zone NOT NULL,
    looked_at timestamp with time zone,
    looked_by bigint,
    said text
)

TABLE reading_permit (
    id bigint NOT NULL,
    reader_id bigint NOT NULL,
    on_day date NOT NULL,
    readings integer NOT NULL,
    reason text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    given boolean,
    decided_at timestamp with time zone,
    decided_by bigint,
    seen text
)

TABLE recusal (
    id bigint NOT NULL,
    reader_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    reason_sealed bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    lifted_at timestamp with time zone,
    lifted_by bigint
)

TABLE rules_acknowledgement (
    staff_id bigint NOT NULL,
    version text NOT NULL,
    at timestamp with time zone NOT NULL
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

TABLE staff_session (
    token_hash bytea NOT NULL,
    staff_id bigint NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
)

TABLE stand_in (
    id bigint NOT NULL,
    unit_code text NOT NULL,
    staff_id bigint NOT NULL,
    from_on date NOT NULL,
    until_on date NOT NULL,
    document text NOT NULL,
    named_at timestamp with time zone NOT NULL,
    named_by bigint NOT NULL,
    ended_at timestamp with time zone,
    ended_by bigint
)

TABLE unit_succession (
    from_code text NOT NULL,
    to_code text NOT NULL,
    document text NOT NULL,
    named_at timestamp with time zone NOT NULL,
    named_by bigint NOT NULL,
    taken_at timestamp with time zone,
    taken_by bigint,
    taken_into text
)

TABLE vault_attachment (
    record_id bigint NOT NULL,
    number integer NOT NULL,
    sealed bytea NOT NULL,
    salt bytea NOT NULL,
    made_at timestamp with time zone NOT NULL
)

TABLE vault_domain (
    id bigint NOT NULL,
    name text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    merged_into bigint
)

TABLE vault_domain_key (
    domain_id bigint NOT NULL,
    version integer NOT NULL,
    master_version smallint NOT NULL,
    wrapped bytea NOT NULL,
    made_at timestamp with time zone NOT NULL
)

TABLE vault_read (
    id bigint NOT NULL,
    record_id bigint NOT NULL,
    version integer NOT NULL,
    reader text NOT NULL,
    purpose_sealed bytea NOT NULL,
    salt bytea NOT NULL,
    at timestamp with time zone NOT NULL,
    attachment integer
)

TABLE vault_record (
    id bigint NOT NULL,
    domain_id bigint NOT NULL,
    key_version integer NOT NULL,
    wrapped bytea,
    made_at timestamp with time zone NOT NULL,
    destroyed_at timestamp with time zone,
    owner_id bigint,
    draft boolean NOT NULL DEFAULT false,
    filing_id bigint
)

TABLE vault_version (
    record_id bigint NOT NULL,
    version integer NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamp with time zone NOT NULL
)

act_once act_once_pkey PRIMARY KEY (key)
agency agency_parent_code_fkey FOREIGN KEY (parent_code) REFERENCES agency(code)
agency agency_pkey PRIMARY KEY (code)
agency agency_successor_code_fkey FOREIGN KEY (successor_code) REFERENCES agency(code)
agency not_above_itself CHECK (((parent_code <> code) AND (successor_code <> code)))
agency succeeded_when_ended CHECK (((successor_code IS NULL) OR (ended_on IS NOT NULL)))
agency_past agency_past_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
agency_past agency_past_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES staff(id)
agency_past agency_past_parent_code_fkey FOREIGN KEY (parent_code) REFERENCES agency(code)
agency_past agency_past_pkey PRIMARY KEY (id)
audit_entry audit_entry_leaf_index_key UNIQUE (leaf_index)
audit_entry audit_entry_pkey PRIMARY KEY (id)
audit_entry body_fits CHECK (((octet_length(body) >= 2) AND (octet_length(body) <= 65535)))
audit_hash audit_hash_pkey PRIMARY KEY (level, index)
audit_head audit_head_pkey PRIMARY KEY (id)
audit_head one_row CHECK ((id = 1))
audit_witness audit_witness_pkey PRIMARY KEY (name)
campaign campaign_kind_year_key UNIQUE (kind, year)
campaign campaign_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES staff(id)
campaign campaign_pkey PRIMARY KEY (id)
declarant declarant_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
declarant declarant_number_key UNIQUE (number)
declarant declarant_pkey PRIMARY KEY (id)
declarant declarant_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
declarant declarant_staff_id_key UNIQUE (staff_id)
declarant_control declarant_control_declarant_id_fkey FOREIGN KEY (declarant_id) REFERENCES declarant(id)
declarant_control declarant_control_pkey PRIMARY KEY (id)
declarant_control declarant_control_set_by_fkey FOREIGN KEY (set_by) REFERENCES staff(id)
declarant_difference decided_by_somebody CHECK (((COALESCE(outcome, 'moot'::text) = 'moot'::text) = (decided_by IS NULL)))
declarant_difference decided_some_day CHECK (((outcome IS NULL) = (decided_at IS NULL)))
declarant_difference declarant_difference_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
declarant_difference declarant_difference_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff(id)
declarant_difference declarant_difference_declarant_id_fkey FOREIGN KEY (declarant_id) REFERENCES declarant(id)
declarant_difference declarant_difference_pkey PRIMARY KEY (id)
declarant_difference declarant_difference_redirected_from_fkey FOREIGN KEY (redirected_from) REFERENCES agency(code)
declarant_difference outcome_known CHECK ((outcome = ANY (ARRAY['taken'::text, 'kept'::text, 'moot'::text])))
declarant_past declarant_past_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
declarant_past declarant_past_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES staff(id)
declarant_past declarant_past_declarant_id_fkey FOREIGN KEY (declarant_id) REFERENCES declarant(id)
declarant_past declarant_past_pkey PRIMARY KEY (id)
erasure_list decided_by_another CHECK ((decided_by <> made_by))
erasure_list decided_whole CHECK ((((given IS NULL) = (decided_at IS NULL)) AND ((given IS NULL) = (decided_by IS NULL))))
erasure_list done_after_it_was_given CHECK (((done_at IS NULL) OR given))
erasure_list erasure_list_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff(id)
erasure_list erasure_list_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id)
erasure_list erasure_list_pkey PRIMARY KEY (id)
erasure_list kept_long_enough CHECK ((years >= 2))
erasure_list refused_for_a_reason CHECK (((given IS FALSE) = (refused_why IS NOT NULL)))
erasure_record erasure_record_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
erasure_record erasure_record_list_id_fkey FOREIGN KEY (list_id) REFERENCES erasure_list(id)
erasure_record erasure_record_pkey PRIMARY KEY (list_id, record_id)
filing begun_is_kept CHECK ((((COALESCE(struck_from, state) = 'listed'::text) = (record_id IS NULL)) AND ((record_id IS NULL) = (record_version IS NULL)) AND ((record_id IS NULL) = (form IS NULL))))
filing filing_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
filing filing_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id)
filing filing_declarant_id_fkey FOREIGN KEY (declarant_id) REFERENCES declarant(id)
filing filing_handover_id_fkey FOREIGN KEY (handover_id) REFERENCES handover(id)
filing filing_pkey PRIMARY KEY (id)
filing handed_over_by_it CHECK (((handover_id IS NULL) OR (state = 'handed_over'::text)))
filing passed_over_with_minutes CHECK (((passed_to IS NULL) OR (handover_id IS NOT NULL)))
filing state_known CHECK ((state = ANY (ARRAY['listed'::text, 'draft'::text, 'submitted'::text, 'returned'::text, 'received'::text, 'handed_over'::text, 'struck'::text])))
filing struck_before_it_was_kept CHECK ((struck_from = ANY (ARRAY['listed'::text, 'draft'::text, 'returned'::text])))
filing struck_from_somewhere CHECK (((state = 'struck'::text) = (struck_from IS NOT NULL)))
filing_paper filing_paper_by_staff_fkey FOREIGN KEY (by_staff) REFERENCES staff(id)
filing_paper filing_paper_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
filing_paper filing_paper_pkey PRIMARY KEY (id)
filing_paper filing_paper_receipt_code_fkey FOREIGN KEY (receipt_code) REFERENCES filing_step(receipt_code)
filing_paper filing_paper_record_id_number_key UNIQUE (record_id, number)
filing_paper filing_paper_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES staff(id)
filing_paper kind_known CHECK ((kind = ANY (ARRAY['signed'::text, 'scan'::text])))
filing_paper withdrawn_whole CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL)))
filing_reminder filing_reminder_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
filing_reminder filing_reminder_filing_id_round_number_key UNIQUE (filing_id, round, number)
filing_reminder filing_reminder_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id)
filing_reminder filing_reminder_pkey PRIMARY KEY (id)
filing_reminder two_at_most CHECK ((number = ANY (ARRAY[1, 2])))
filing_step filing_step_audit_entry_id_fkey FOREIGN KEY (audit_entry_id) REFERENCES audit_entry(id)
filing_step filing_step_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
filing_step filing_step_pkey PRIMARY KEY (id)
filing_step filing_step_receipt_code_key UNIQUE (receipt_code)
filing_step filing_step_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
filing_unit_past filing_unit_past_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
filing_unit_past filing_unit_past_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
handover handover_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
handover handover_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id)
handover handover_pkey PRIMARY KEY (id)
handover_filing handover_filing_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
handover_filing handover_filing_handover_id_fkey FOREIGN KEY (handover_id) REFERENCES handover(id)
handover_filing handover_filing_pkey PRIMARY KEY (handover_id, filing_id)
invitation invitation_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
invitation invitation_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id)
invitation invitation_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id)
invitation invitation_pkey PRIMARY KEY (id)
invitation_filing invitation_filing_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
invitation_filing invitation_filing_invitation_id_fkey FOREIGN KEY (invitation_id) REFERENCES invitation(id)
invitation_filing invitation_filing_pkey PRIMARY KEY (invitation_id, filing_id)
issued_print bytes_some CHECK ((bytes > 0))
issued_print issued_print_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
issued_print issued_print_pkey PRIMARY KEY (id)
issued_print issued_print_receipt_code_fkey FOREIGN KEY (receipt_code) REFERENCES filing_step(receipt_code)
list_approval list_approval_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
list_approval list_approval_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES staff(id)
list_approval list_approval_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaign(id)
list_approval list_approval_pkey PRIMARY KEY (id)
list_approval list_approval_reopened_by_fkey FOREIGN KEY (reopened_by) REFERENCES staff(id)
list_approval reopened_whole CHECK ((((reopened_at IS NULL) = (reopened_by IS NULL)) AND ((reopened_at IS NULL) = (reason IS NULL))))
provision_copy provision_copy_by_staff_fkey FOREIGN KEY (by_staff) REFERENCES staff(id)
provision_copy provision_copy_pkey PRIMARY KEY (id)
provision_copy provision_copy_request_id_filing_id_fkey FOREIGN KEY (request_id, filing_id) REFERENCES provision_filing(request_id, filing_id)
provision_filing provision_filing_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
provision_filing provision_filing_pkey PRIMARY KEY (request_id, filing_id)
provision_filing provision_filing_put_by_fkey FOREIGN KEY (put_by) REFERENCES staff(id)
provision_filing provision_filing_request_id_fkey FOREIGN KEY (request_id) REFERENCES provision_request(id)
provision_request answered_after_it_was_decided CHECK (((answer IS NULL) OR (given IS NOT NULL)))
provision_request answered_whole CHECK ((((answer IS NULL) = (answered_at IS NULL)) AND ((answer IS NULL) = (answered_by IS NULL))))
provision_request decided_by_another CHECK ((decided_by <> made_by))
provision_request decided_whole CHECK ((((given IS NULL) = (decided_at IS NULL)) AND ((given IS NULL) = (decided_by IS NULL))))
provision_request provision_request_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES staff(id)
provision_request provision_request_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff(id)
provision_request provision_request_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id)
provision_request provision_request_pkey PRIMARY KEY (id)
provision_request refused_for_a_reason CHECK (((given IS FALSE) = (refused_why IS NOT NULL)))
publication days_in_order CHECK ((until_on >= from_on))
publication ended_by_somebody CHECK (((ended_at IS NULL) = (ended_by IS NULL)))
publication ended_or_withdrawn CHECK (((ended_at IS NULL) OR (withdrawn_at IS NULL)))
publication meeting_was_one CHECK (((ended_at IS NULL) OR (way = 'posting'::text) OR ((summoned IS NOT NULL) AND (attended IS NOT NULL) AND (summoned > 0) AND (attended <= summoned) AND ((3 * attended) >= (2 * summoned)))))
publication publication_agency_code_fkey FOREIGN KEY (agency_code) REFERENCES agency(code)
publication publication_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff(id)
publication publication_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id)
publication publication_pkey PRIMARY KEY (id)
publication publication_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES staff(id)
publication way_known CHECK ((way = ANY (ARRAY['posting'::text, 'meeting'::text])))
publication withdrawn_by_somebody CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL)))
publication_filing publication_filing_filing_id_fkey FOREIGN KEY (filing_id) REFERENCES filing(id)
publication_filing publication_filing_pkey PRIMARY KEY (publication_id, filing_id)
publication_filing publication_filing_publication_id_fkey FOREIGN KEY (publication_id) REFERENCES publication(id)
reading_alarm looked_at_by_another CHECK ((looked_by <> staff_id))
reading_alarm looked_whole CHECK ((((looked_at IS NULL) = (looked_by IS NULL)) AND ((looked_at IS NULL) = (said IS NULL))))
reading_alarm reading_alarm_looked_by_fkey FOREIGN KEY (looked_by) REFERENCES staff(id)
reading_alarm reading_alarm_pkey PRIMARY KEY (id)
reading_alarm reading_alarm_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
reading_permit decided_by_another CHECK ((decided_by <> reader_id))
reading_permit decided_whole CHECK ((((given IS NULL) = (decided_at IS NULL)) AND ((given IS NULL) = (decided_by IS NULL))))
reading_permit reading_permit_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES staff(id)
reading_permit reading_permit_pkey PRIMARY KEY (id)
reading_permit reading_permit_reader_id_fkey FOREIGN KEY (reader_id) REFERENCES staff(id)
reading_permit readings_bounded CHECK ((readings <= 1000))
reading_permit readings_some CHECK ((readings > 0))
recusal lifted_by_another CHECK ((lifted_by <> reader_id))
recusal lifted_by_no_party CHECK ((lifted_by <> owner_id))
recusal lifted_whole CHECK (((lifted_at IS NULL) = (lifted_by IS NULL)))
recusal recusal_lifted_by_fkey FOREIGN KEY (lifted_by) REFERENCES staff(id)
recusal recusal_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES staff(id)
recusal recusal_pkey PRIMARY KEY (id)
recusal recusal_reader_id_fkey FOREIGN KEY (reader_id) REFERENCES staff(id)
rules_acknowledgement rules_acknowledgement_pkey PRIMARY KEY (staff_id, version)
rules_acknowledgement rules_acknowledgement_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
schema_migration schema_migration_pkey PRIMARY KEY (name)
schema_migration_batch schema_migration_batch_pkey PRIMARY KEY (name)
sign_in_try sign_in_try_pkey PRIMARY KEY (id)
staff staff_login_key UNIQUE (login)
staff staff_pkey PRIMARY KEY (id)
staff_device staff_device_pkey PRIMARY KEY (token_hash)
staff_device staff_device_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
staff_session staff_session_pkey PRIMARY KEY (token_hash)
staff_session staff_session_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
stand_in ended_whole CHECK (((ended_at IS NULL) = (ended_by IS NULL)))
stand_in not_by_oneself CHECK ((named_by <> staff_id))
stand_in some_days CHECK (((from_on <= until_on) AND ((until_on - from_on) < 92)))
stand_in stand_in_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES staff(id)
stand_in stand_in_named_by_fkey FOREIGN KEY (named_by) REFERENCES staff(id)
stand_in stand_in_pkey PRIMARY KEY (id)
stand_in stand_in_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
stand_in stand_in_unit_code_fkey FOREIGN KEY (unit_code) REFERENCES agency(code)
unit_succession not_to_itself CHECK (((from_code <> to_code) AND (from_code <> taken_into)))
unit_succession taken_by_another CHECK ((taken_by <> named_by))
unit_succession taken_whole CHECK ((((taken_at IS NULL) = (taken_by IS NULL)) AND ((taken_at IS NULL) = (taken_into IS NULL))))
unit_succession unit_succession_from_code_fkey FOREIGN KEY (from_code) REFERENCES agency(code)
unit_succession unit_succession_named_by_fkey FOREIGN KEY (named_by) REFERENCES staff(id)
unit_succession unit_succession_pkey PRIMARY KEY (from_code)
unit_succession unit_succession_taken_by_fkey FOREIGN KEY (taken_by) REFERENCES staff(id)
unit_succession unit_succession_taken_into_fkey FOREIGN KEY (taken_into) REFERENCES agency(code)
unit_succession unit_succession_to_code_fkey FOREIGN KEY (to_code) REFERENCES agency(code)
vault_attachment number_counts CHECK (((number >= 1) AND (number <= 20)))
vault_attachment vault_attachment_pkey PRIMARY KEY (record_id, number)
vault_attachment vault_attachment_record_id_fkey FOREIGN KEY (record_id) REFERENCES vault_record(id)
vault_domain not_into_itself CHECK ((merged_into <> id))
vault_domain vault_domain_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES vault_domain(id)
vault_domain vault_domain_name_key UNIQUE (name)
vault_domain vault_domain_pkey PRIMARY KEY (id)
vault_domain_key vault_domain_key_domain_id_fkey FOREIGN KEY (domain_id) REFERENCES vault_domain(id)
vault_domain_key vault_domain_key_pkey PRIMARY KEY (domain_id, version)
vault_domain_key version_counts CHECK ((version > 0))
vault_read vault_read_pkey PRIMARY KEY (id)
vault_read vault_read_record_id_fkey FOREIGN KEY (record_id) REFERENCES vault_record(id)
vault_record destroyed_has_no_key CHECK (((wrapped IS NULL) = (destroyed_at IS NOT NULL)))
vault_record vault_record_domain_id_key_version_fkey FOREIGN KEY (domain_id, key_version) REFERENCES vault_domain_key(domain_id, version)
vault_record vault_record_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES staff(id)
vault_record vault_record_pkey PRIMARY KEY (id)
vault_version vault_version_pkey PRIMARY KEY (record_id, version)
vault_version vault_version_record_id_fkey FOREIGN KEY (record_id) REFERENCES vault_record(id)
vault_version version_counts CHECK ((version > 0))

CREATE INDEX act_once_at ON public.act_once USING btree (at)
CREATE UNIQUE INDEX act_once_pkey ON public.act_once USING btree (key)
CREATE INDEX agency_past_of ON public.agency_past USING btree (agency_code, until_on)
CREATE UNIQUE INDEX agency_past_pkey ON public.agency_past USING btree (id)
CREATE UNIQUE INDEX agency_pkey ON public.agency USING btree (code)
CREATE UNIQUE INDEX audit_entry_leaf_index_key ON public.audit_entry USING btree (leaf_index)
CREATE UNIQUE INDEX audit_entry_pkey ON public.audit_entry USING btree (id)
CREATE INDEX audit_entry_waiting ON public.audit_entry USING btree (id) WHERE (leaf_index IS NULL)
CREATE UNIQUE INDEX audit_hash_pkey ON public.audit_hash USING btree (level, index)
CREATE UNIQUE INDEX audit_head_pkey ON public.audit_head USING btree (id)
CREATE UNIQUE INDEX audit_witness_pkey ON public.audit_witness USING btree (name)
CREATE UNIQUE INDEX campaign_kind_year_key ON public.campaign USING btree (kind, year)
CREATE UNIQUE INDEX campaign_pkey ON public.campaign USING btree (id)
CREATE INDEX declarant_agency ON public.declarant USING btree (agency_code, name)
CREATE INDEX declarant_control_of ON public.declarant_control USING btree (declarant_id, from_on, id)
CREATE UNIQUE INDEX declarant_control_pkey ON public.declarant_control USING btree (id)
CREATE INDEX declarant_difference_declarant ON public.declarant_difference USING btree (declarant_id, source, id)
CREATE UNIQUE INDEX declarant_difference_open ON public.declarant_difference USING btree (declarant_id, source) WHERE (outcome IS NULL)
CREATE UNIQUE INDEX declarant_difference_pkey ON public.declarant_difference USING btree (id)
CREATE INDEX declarant_difference_to ON public.declarant_difference USING btree (agency_code) WHERE (outcome IS NULL)
CREATE INDEX declarant_name ON public.declarant USING btree (agency_code, name_key)
CREATE UNIQUE INDEX declarant_number_key ON public.declarant USING btree (number)
CREATE INDEX declarant_past_declarant ON public.declarant_past USING btree (declarant_id, id)
CREATE UNIQUE INDEX declarant_past_pkey ON public.declarant_past USING btree (id)
CREATE UNIQUE INDEX declarant_pkey ON public.declarant USING btree (id)
CREATE UNIQUE INDEX declarant_staff_id_key ON public.declarant USING btree (staff_id)
CREATE UNIQUE INDEX erasure_list_pkey ON public.erasure_list USING btree (id)
CREATE UNIQUE INDEX erasure_record_pkey ON public.erasure_record USING btree (list_id, record_id)
CREATE INDEX erasure_record_record ON public.erasure_record USING btree (record_id)
CREATE INDEX erasure_record_waiting ON public.erasure_record USING btree (list_id, record_id) WHERE (erased_at IS NULL)
CREATE INDEX filing_agency ON public.filing USING btree (agency_code, campaign_id, state)
CREATE INDEX filing_declarant ON public.filing USING btree (declarant_id, campaign_id)
CREATE INDEX filing_declarant_submitted ON public.filing USING btree (declarant_id, submitted_at)
CREATE INDEX filing_handover ON public.filing USING btree (handover_id) WHERE (handover_id IS NOT NULL)
CREATE INDEX filing_of_campaign ON public.filing USING btree (campaign_id, declarant_id)
CREATE UNIQUE INDEX filing_owed_once ON public.filing USING btree (campaign_id, declarant_id, event_on) WHERE (state <> 'struck'::text)
CREATE INDEX filing_paper_filing ON public.filing_paper USING btree (filing_id, id)
CREATE UNIQUE INDEX filing_paper_pkey ON public.filing_paper USING btree (id)
CREATE UNIQUE INDEX filing_paper_record_id_number_key ON public.filing_paper USING btree (record_id, number)
CREATE UNIQUE INDEX filing_pkey ON public.filing USING btree (id)
CREATE UNIQUE INDEX filing_reminder_filing_id_round_number_key ON public.filing_reminder USING btree (filing_id, round, number)
CREATE UNIQUE INDEX filing_reminder_pkey ON public.filing_reminder USING btree (id)
CREATE INDEX filing_step_filing ON public.filing_step USING btree (filing_id, id)
CREATE UNIQUE INDEX filing_step_pkey ON public.filing_step USING btree (id)
CREATE UNIQUE INDEX filing_step_receipt_code_key ON public.filing_step USING btree (receipt_code)
CREATE INDEX filing_unit_past_of ON public.filing_unit_past USING btree (filing_id, until_at)
CREATE INDEX handover_agency ON public.handover USING btree (agency_code, id)
CREATE UNIQUE INDEX handover_filing_pkey ON public.handover_filing USING btree (handover_id, filing_id)
CREATE UNIQUE INDEX handover_pkey ON public.handover USING btree (id)
CREATE INDEX invitation_agency ON public.invitation USING btree (agency_code, campaign_id, id)
CREATE INDEX invitation_filing_of ON public.invitation_filing USING btree (filing_id, agency_code)
CREATE UNIQUE INDEX invitation_filing_once ON public.invitation_filing USING btree (filing_id, agency_code) WHERE (login IS NOT NULL)
CREATE UNIQUE INDEX invitation_filing_pkey ON public.invitation_filing USING btree (invitation_id, filing_id)
CREATE UNIQUE INDEX invitation_pkey ON public.invitation USING btree (id)
CREATE INDEX issued_print_filing ON public.issued_print USING btree (filing_id, id)
CREATE UNIQUE INDEX issued_print_pkey ON public.issued_print USING btree (id)
CREATE UNIQUE INDEX list_approval_one ON public.list_approval USING btree (campaign_id, agency_code) WHERE (reopened_at IS NULL)
CREATE UNIQUE INDEX list_approval_pkey ON public.list_approval USING btree (id)
CREATE UNIQUE INDEX provision_copy_pkey ON public.provision_copy USING btree (id)
CREATE INDEX provision_copy_request ON public.provision_copy USING btree (request_id)
CREATE UNIQUE INDEX provision_filing_pkey ON public.provision_filing USING btree (request_id, filing_id)
CREATE INDEX provision_filing_record ON public.provision_filing USING btree (record_id, request_id)
CREATE INDEX provision_request_open ON public.provision_request USING btree (answer_by) WHERE (answer IS NULL)
CREATE UNIQUE INDEX provision_request_pkey ON public.provision_request USING btree (id)
CREATE INDEX publication_agency ON public.publication USING btree (agency_code, id)
CREATE UNIQUE INDEX publication_filing_once ON public.publication_filing USING btree (filing_id) WHERE (NOT withdrawn)
CREATE UNIQUE INDEX publication_filing_pkey ON public.publication_filing USING btree (publication_id, filing_id)
CREATE UNIQUE INDEX publication_pkey ON public.publication USING btree (id)
CREATE UNIQUE INDEX reading_alarm_pkey ON public.reading_alarm USING btree (id)
CREATE INDEX reading_alarm_waiting ON public.reading_alarm USING btree (id) WHERE (looked_at IS NULL)
CREATE INDEX reading_permit_day ON public.reading_permit USING btree (on_day, reader_id)
CREATE UNIQUE INDEX reading_permit_pkey ON public.reading_permit USING btree (id)
CREATE UNIQUE INDEX reading_permit_waiting ON public.reading_permit USING btree (reader_id, on_day) WHERE (given IS NULL)
CREATE UNIQUE INDEX recusal_in_force ON public.recusal USING btree (reader_id, owner_id) WHERE (lifted_at IS NULL)
CREATE INDEX recusal_owner ON public.recusal USING btree (owner_id)
CREATE UNIQUE INDEX recusal_pkey ON public.recusal USING btree (id)
CREATE UNIQUE INDEX rules_acknowledgement_pkey ON public.rules_acknowledgement USING btree (staff_id, version)
CREATE UNIQUE INDEX schema_migration_batch_pkey ON public.schema_migration_batch USING btree (name)
CREATE UNIQUE INDEX schema_migration_pkey ON public.schema_migration USING btree (name)
CREATE INDEX sign_in_try_at ON public.sign_in_try USING btree (at)
CREATE INDEX sign_in_try_login ON public.sign_in_try USING btree (login, network, at DESC)
CREATE INDEX sign_in_try_network ON public.sign_in_try USING btree (network, at DESC)
CREATE UNIQUE INDEX sign_in_try_pkey ON public.sign_in_try USING btree (id)
CREATE UNIQUE INDEX staff_device_pkey ON public.staff_device USING btree (token_hash)
CREATE INDEX staff_device_staff ON public.staff_device USING btree (staff_id)
CREATE UNIQUE INDEX staff_login_key ON public.staff USING btree (login)
CREATE UNIQUE INDEX staff_pkey ON public.staff USING btree (id)
CREATE UNIQUE INDEX staff_session_pkey ON public.staff_session USING btree (token_hash)
CREATE INDEX staff_unit ON public.staff USING btree (unit_code, role)
CREATE UNIQUE INDEX stand_in_pkey ON public.stand_in USING btree (id)
CREATE INDEX stand_in_staff ON public.stand_in USING btree (staff_id, until_on) WHERE (ended_at IS NULL)
CREATE INDEX stand_in_unit ON public.stand_in USING btree (unit_code, id)
CREATE INDEX unit_succession_into ON public.unit_succession USING btree (taken_into)
CREATE UNIQUE INDEX unit_succession_pkey ON public.unit_succession USING btree (from_code)
CREATE INDEX unit_succession_to ON public.unit_succession USING btree (to_code)
CREATE UNIQUE INDEX vault_attachment_pkey ON public.vault_attachment USING btree (record_id, number)
CREATE UNIQUE INDEX vault_domain_key_pkey ON public.vault_domain_key USING btree (domain_id, version)
CREATE UNIQUE INDEX vault_domain_name_key ON public.vault_domain USING btree (name)
CREATE UNIQUE INDEX vault_domain_pkey ON public.vault_domain USING btree (id)
CREATE UNIQUE INDEX vault_read_pkey ON public.vault_read USING btree (id)
CREATE INDEX vault_read_reader ON public.vault_read USING btree (reader, at)
CREATE INDEX vault_read_record ON public.vault_read USING btree (record_id, at)
CREATE INDEX vault_record_domain ON public.vault_record USING btree (domain_id, id)
CREATE INDEX vault_record_draft ON public.vault_record USING btree (owner_id, filing_id) WHERE (filing_id IS NOT NULL)
CREATE UNIQUE INDEX vault_record_pkey ON public.vault_record USING btree (id)
CREATE UNIQUE INDEX vault_version_pkey ON public.vault_version USING btree (record_id, version)

act_once tnung_app DELETE INSERT SELECT UPDATE
agency tnung_app INSERT SELECT UPDATE
agency tnung_authority SELECT
agency_past tnung_app INSERT SELECT
audit_entry tnung_app SELECT
audit_entry tnung_authority INSERT SELECT
audit_entry tnung_vault INSERT
audit_hash tnung_app SELECT
audit_hash tnung_authority INSERT SELECT
audit_head tnung_app SELECT
audit_head tnung_authority SELECT UPDATE
audit_witness tnung_app INSERT SELECT UPDATE
campaign tnung_app INSERT SELECT UPDATE
declarant tnung_app SELECT
declarant tnung_authority SELECT
declarant_control tnung_app INSERT SELECT
declarant_difference tnung_app INSERT SELECT
declarant_past tnung_app INSERT SELECT
erasure_list tnung_app SELECT
erasure_list tnung_vault SELECT
erasure_record tnung_app SELECT
filing tnung_app INSERT SELECT
filing_paper tnung_app INSERT SELECT
filing_reminder tnung_app INSERT SELECT
filing_step tnung_app INSERT SELECT
filing_unit_past tnung_app SELECT
handover tnung_app INSERT SELECT
handover_filing tnung_app INSERT SELECT
invitation tnung_app INSERT SELECT
invitation_filing tnung_app INSERT SELECT
issued_print tnung_app INSERT SELECT
list_approval tnung_app INSERT SELECT
provision_copy tnung_app INSERT SELECT
provision_filing tnung_app DELETE INSERT SELECT
provision_request tnung_app SELECT
provision_request tnung_vault SELECT
publication tnung_app INSERT SELECT
publication_filing tnung_app INSERT SELECT
reading_alarm tnung_app SELECT
reading_alarm tnung_vault INSERT
reading_permit tnung_app SELECT
recusal tnung_app SELECT
rules_acknowledgement tnung_app INSERT SELECT
sign_in_try tnung_authority DELETE INSERT SELECT UPDATE
staff tnung_authority INSERT SELECT UPDATE
staff_device tnung_authority DELETE INSERT SELECT UPDATE
staff_session tnung_app SELECT
staff_session tnung_authority DELETE INSERT SELECT UPDATE
stand_in tnung_app SELECT
stand_in tnung_vault SELECT
unit_succession tnung_app SELECT
unit_succession tnung_authority SELECT
unit_succession tnung_vault SELECT
vault_attachment tnung_vault INSERT SELECT
vault_domain tnung_vault INSERT SELECT
vault_domain_key tnung_vault DELETE INSERT SELECT
vault_read tnung_vault INSERT SELECT
vault_record tnung_vault INSERT SELECT
vault_version tnung_vault DELETE INSERT SELECT

agency tnung_vault SELECT code ended_on successor_code
audit_entry tnung_app INSERT body
audit_entry tnung_authority UPDATE leaf_index
audit_entry tnung_vault SELECT id
declarant tnung_app INSERT agency_code annual name name_key number post
declarant tnung_app UPDATE annual name name_key post
declarant tnung_authority UPDATE staff_id
declarant_difference tnung_app UPDATE agency_code decided_at decided_by outcome redirected_from seen_at
erasure_list tnung_app INSERT before_on document made_at made_by source years
erasure_list tnung_app UPDATE document
erasure_list tnung_vault UPDATE decided_at decided_by done_at given refused_why seen
erasure_record tnung_app INSERT filing_id list_id record_id
erasure_record tnung_vault SELECT erased_at filing_id list_id record_id
erasure_record tnung_vault UPDATE erased_at
filing tnung_app UPDATE due_on form handover_id passed_to record_id record_version state struck_from submitted_at
filing_paper tnung_app UPDATE withdrawn_at withdrawn_by
list_approval tnung_app UPDATE reason reopened_at reopened_by
provision_filing tnung_vault SELECT filing_id put_by record_id record_version request_id
provision_request tnung_app INSERT answer_by body document made_at made_by purpose received_on scope
provision_request tnung_app UPDATE answer answered_at answered_by
provision_request tnung_vault UPDATE decided_at decided_by given refused_why
publication tnung_app UPDATE attended ended_at ended_by remarks_sealed summoned withdrawn_at withdrawn_by
publication_filing tnung_app UPDATE withdrawn
reading_alarm tnung_app UPDATE looked_at looked_by said
reading_permit tnung_app INSERT asked_at on_day reader_id readings reason
reading_permit tnung_vault SELECT asked_at given id on_day reader_id readings reason
reading_permit tnung_vault UPDATE decided_at decided_by given seen
recusal tnung_app INSERT made_at owner_id reader_id reason_sealed
recusal tnung_vault SELECT id lifted_at owner_id reader_id
recusal tnung_vault UPDATE lifted_at lifted_by
sign_in_try tnung_app SELECT at
staff tnung_app SELECT created_at disabled_at id login name role unit_code
staff tnung_vault SELECT disabled_at id login name role unit_code
staff_session tnung_app UPDATE used_at
staff_session tnung_vault SELECT ended_at made_at staff_id token_hash used_at
stand_in tnung_vault INSERT document from_on named_at named_by staff_id unit_code until_on
stand_in tnung_vault UPDATE ended_at ended_by
unit_succession tnung_vault INSERT document from_code named_at named_by to_code
unit_succession tnung_vault UPDATE document named_at named_by taken_at taken_by taken_into to_code
vault_domain tnung_vault UPDATE merged_into
vault_domain_key tnung_vault UPDATE master_version wrapped
vault_read tnung_app SELECT at id reader record_id version
vault_record tnung_vault UPDATE destroyed_at domain_id draft key_version wrapped

declarant_control POLICY of_the_unit ALL
    USING ((asker('role'::text) = 'personnel'::text) AND (EXISTS ( SELECT 1
   FROM declarant
  WHERE ((declarant.id = declarant_control.declarant_id) AND ((declarant.agency_code = asker('unit'::text)) OR (declarant.agency_code = ANY (units_taken())))))))
erasure_list POLICY of_the_inspectorate ALL
    USING (asker('role'::text) = ANY (ARRAY['inspector'::text, 'head'::text]))
erasure_list POLICY of_the_vault ALL
    USING true
erasure_record POLICY of_the_inspectorate ALL
    USING (asker('role'::text) = ANY (ARRAY['inspector'::text, 'head'::text]))
erasure_record POLICY of_the_vault ALL
    USING true
filing POLICY asked_for ALL
    USING (((asker('role'::text) = 'personnel'::text) AND (agency_code = asker('unit'::text))) OR ((asker('role'::text) = ANY (ARRAY['inspector'::text, 'head'::text])) AND (state = 'handed_over'::text) AND (passed_to IS NULL)) OR (declarant_id = (NULLIF(asker('declarant'::text), ''::text))::bigint))
filing POLICY listed INSERT
    WITH CHECK ((asker('role'::text) = ANY (ARRAY['administrator'::text, 'program'::text])) AND (state = 'listed'::text))
filing_paper POLICY of_the_filing ALL
    USING (EXISTS ( SELECT 1
   FROM filing
  WHERE (filing.id = filing_paper.filing_id)))
filing_reminder POLICY of_the_filing ALL
    USING (EXISTS ( SELECT 1
   FROM filing
  WHERE (filing.id = filing_reminder.filing_id)))
filing_step POLICY of_the_filing ALL
    USING (EXISTS ( SELECT 1
   FROM filing
  WHERE (filing.id = filing_step.filing_id)))
filing_unit_past POLICY of_the_filing ALL
    USING (EXISTS ( SELECT 1
   FROM filing
  WHERE (filing.id = filing_unit_past.filing_id)))
handover POLICY asked_for ALL
    USING (((asker('role'::text) = 'personnel'::text) AND (agency_code = asker('unit'::text))) OR ((asker('role'::text) = ANY (ARRAY['inspector'::text, 'head'::text])) AND (passed_to IS NULL)))
handover POLICY of_the_unit_before SELECT
    USING (agency_code = ANY (units_taken()))
handover_filing POLICY of_the_handover ALL
    USING (EXISTS ( SELECT 1
   FROM handover
  WHERE (handover.id = handover_filing.handover_id)))
invitation POLICY of_the_unit ALL
    USING ((asker('role'::text) = 'personnel'::text) AND (agency_code = asker('unit'::text)))
invitation POLICY of_the_unit_before SELECT
    USING (agency_code = ANY (units_taken()))
invitation_filing POLICY of_the_filing ALL
    USING (((asker('role'::text) = 'personnel'::text) AND (agency_code = asker('unit'::text))) OR (EXISTS ( SELECT 1
   FROM filing
  WHERE (filing.id = invitation_filing.filing_id))))
invitation_filing POLICY of_the_unit_before SELECT
    USING (agency_code = ANY (units_taken()))
issued_print POLICY of_the_filing ALL
    USING (EXISTS ( SELECT 1
   FROM filing
  WHERE (filing.id = issued_print.filing_id)))
list_approval POLICY of_the_unit ALL
    USING ((asker('role'::text) = 'personnel'::text) AND (agency_code = asker('unit'::text)))
list_approval POLICY of_the_unit_before SELECT
    USING (agency_code = ANY (units_taken()))
provision_copy POLICY of_the_inspectorate ALL
    USING (asker('role'::text) = ANY (ARRAY['inspector'::text, 'head'::text]))
provision_filing POLICY of_the_inspectorate ALL
    USING (asker('role'::text) = ANY (ARRAY['inspector'::text, 'head'::text]))
provision_filing POLICY of_the_vault ALL
    USING true
provision_request POLICY of_the_inspectorate ALL
    USING (asker('role'::text) = ANY (ARRAY['inspector'::text, 'head'::text]))
provision_request POLICY of_the_vault ALL
    USING true
publication POLICY ended_by_the_next UPDATE
    USING (agency_code = ANY (units_taken()))
publication POLICY of_the_unit ALL
    USING (((asker('role'::text) = 'personnel'::text) AND (agency_code = asker('unit'::text))) OR (EXISTS ( SELECT 1
   FROM publication_filing
  WHERE (publication_filing.publication_id = publication.id))))
publication POLICY of_the_unit_before SELECT
    USING (agency_code = ANY (units_taken()))
publication_filing POLICY of_the_filing ALL
    USING (EXISTS ( SELECT 1
   FROM filing
  WHERE (filing.id = publication_filing.filing_id)))
stand_in POLICY of_the_unit ALL
    USING ((unit_code = asker('unit'::text)) OR (asker('role'::text) = ANY (ARRAY['inspector'::text, 'head'::text, 'home_affairs'::text, 'administrator'::text])))
stand_in POLICY of_the_vault ALL
    USING true
