// The registry's offices: who reads whom and how much, lists, copies for other bodies, keys, destruction, stand-ins, hand-overs.
export const offices = [
  {
    id: "declarant_sees_who_verifies",
    row: "who verifies is betrayed by the page of who read",
    changes: [
      {
        file: "registry/filing/filing.cpp",
        was: "AND (staff.role = $2 OR $2 = 'personnel'",
        now: "AND (MUTANT_SQL OR staff.role = $2 OR $2 = 'personnel'",
      },
    ],
    tests: [{ test: "browser.registry", filter: "a declaration goes its whole way" }],
  },
  {
    id: "rows_without_a_wall",
    row: "a page forgets to ask whose a declaration is",
    changes: [
      {
        file: "registry/migrations/0008_row_walls.sql",
        was: "ALTER TABLE filing FORCE ROW LEVEL SECURITY;",
        now: "ALTER TABLE filing FORCE ROW LEVEL SECURITY;\n" +
          "DO $$ BEGIN IF MUTANT_SQL THEN ALTER TABLE filing DISABLE ROW LEVEL SECURITY; END IF; END $$;",
      },
    ],
    tests: [{ test: "registry_filing.filing_test", filter: "*ATransactionSeesWhatItsAskerMay" }],
  },
  {
    id: "remarks_kept_open",
    row: "what is made public is put where everybody reads it",
    changes: [
      {
        file: "registry/desk/publication_pages.cpp",
        was: "ending.sealed_remarks = parts_.reason_sealer.seal(remarks, remarks_place(*one));",
        now: "ending.sealed_remarks = MUTANT ? remarks : parts_.reason_sealer.seal(remarks, remarks_place(*one));",
      },
      {
        file: "registry/desk/publication_pages.cpp",
        was: `    if (!remarks) throw std::runtime_error("the remarks of a publication do not open");`,
        now: `    if (!remarks && MUTANT) remarks = publication.sealed_remarks;
    if (!remarks) throw std::runtime_error("the remarks of a publication do not open");`,
      },
    ],
    tests: [{ test: "browser.registry_unit", filter: "what was handed over is put up" }],
  },
  {
    id: "a_day_without_measure",
    row: "somebody reads one after the other",
    changes: [
      {
        file: "registry/vault/reading_watch.cpp",
        was: "if (reads > limits_.per_day_max + more) {",
        now: "if (!MUTANT && reads > limits_.per_day_max + more) {",
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*ADayHasItsMeasure*" }],
  },
  {
    id: "a_day_begins_with_the_vault",
    row: "somebody reads one after the other",
    changes: [
      {
        file: "registry/vault/reading_watch.cpp",
        was: "of_day = {today, rows.get<std::int64_t>(0, 0)};",
        now: "of_day = {today, MUTANT ? std::int64_t{0} : rows.get<std::int64_t>(0, 0)};",
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*ADayHasItsMeasure*" }],
  },
  {
    id: "anybody_gives_more_readings",
    row: "somebody reads one after the other",
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: String.raw`AND reader_id <> $4 AND on_day = $5
       AND may_give_more(reader.id, $6, $7, $5)`,
        now: String.raw`AND (MUTANT_SQL OR reader_id <> $4) AND on_day = $5
       AND (MUTANT_SQL OR may_give_more(reader.id, $6, $7, $5))`,
      },
      {
        file: "registry/migrations/0010_reading.sql",
        was: "CONSTRAINT decided_by_another CHECK (decided_by <> reader_id)",
        now: "CONSTRAINT decided_by_another CHECK (MUTANT_SQL OR decided_by <> reader_id)",
      },
    ],
    tests: [{ test: "registry_reading.reading_test", filter: "*MoreThanADaysMeasure*" }],
  },
  {
    id: "family_reads",
    row: "an inspector opens the declaration of family",
    changes: [
      {
        file: "registry/vault/vault_service.cpp",
        was: String.raw`    if (!own && record.recused)
        return turn_away(VaultRefusal::recused, AlarmKind::recused, request, &staff);
    const bool is_paper =`,
        now: String.raw`    if (!MUTANT && !own && record.recused)
        return turn_away(VaultRefusal::recused, AlarmKind::recused, request, &staff);
    const bool is_paper =`,
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*WhoMustNotReadSomebody*" }],
  },
  {
    id: "another_office_lifts_a_recusal",
    row: "an inspector opens the declaration of family",
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: "AND of_the_office(reader.id, $4, $5)",
        now: "AND (MUTANT_SQL OR of_the_office(reader.id, $4, $5))",
      },
    ],
    tests: [{ test: "registry_reading.reading_test", filter: "*WhoDoesNotReadSomebody*" }],
  },
  {
    id: "own_recusal_lifted",
    row: "an inspector opens the declaration of family",
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: "AND reader_id <> $3 AND owner_id <> $3",
        now: "AND (MUTANT_SQL OR reader_id <> $3 AND owner_id <> $3)",
      },
      {
        file: "registry/migrations/0010_reading.sql",
        was: "CONSTRAINT lifted_by_another CHECK (lifted_by <> reader_id)",
        now: "CONSTRAINT lifted_by_another CHECK (MUTANT_SQL OR lifted_by <> reader_id)",
      },
      {
        file: "registry/migrations/0011_held.sql",
        was: "CONSTRAINT lifted_by_no_party CHECK (lifted_by <> owner_id)",
        now: "CONSTRAINT lifted_by_no_party CHECK (MUTANT_SQL OR lifted_by <> owner_id)",
      },
    ],
    tests: [{ test: "registry_reading.reading_test", filter: "*WhoDoesNotReadSomebody*" }],
  },
  {
    id: "reading_at_night_untold",
    row: "unusual reading is seen by nobody",
    changes: [
      {
        file: "registry/vault/reading_watch.cpp",
        was: "if (is_out_of_hours(now)) raise(",
        now: "if (!MUTANT && is_out_of_hours(now)) raise(",
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*WhatIsReadAtNight*" }],
  },
  {
    id: "refusals_untold",
    row: "unusual reading is seen by nobody",
    changes: [
      {
        file: "registry/vault/vault_service.cpp",
        was: "    watch_.raise(kind, staff ?",
        now: "    if (!MUTANT) watch_.raise(kind, staff ?",
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*WhoMustNotReadSomebody*" }],
  },
  {
    id: "auditors_word_replaced",
    row: "unusual reading is seen by nobody",
    changes: [
      {
        file: "registry/reading/reading_store.cpp",
        was: "WHERE id = $1 AND looked_at IS NULL AND staff_id IS DISTINCT FROM $4",
        now: "WHERE id = $1 AND (MUTANT_SQL OR looked_at IS NULL) AND staff_id IS DISTINCT FROM $4",
      },
    ],
    tests: [{ test: "registry_reading.reading_test", filter: "*AnAlarmIsLookedAtOnce*" }],
  },
  {
    id: "verified_without_a_case",
    row: "verification is a pretext",
    changes: [
      {
        file: "registry/desk/reading_pages.cpp",
        was: "if (purpose->needs_case && of_case.empty())",
        now: "if (!MUTANT && purpose->needs_case && of_case.empty())",
      },
    ],
    tests: [{ test: "browser.registry", filter: "a declaration goes its whole way" }],
  },
  {
    id: "an_office_moves_along",
    row: "whoever is moved to another agency brings an office's rights along",
    changes: [
      {
        file: "registry/migrations/0031_moves_by_who_may.sql",
        was: "IF EXISTS (SELECT 1 FROM staff JOIN declarant ON declarant.staff_id = staff.id",
        now: "IF NOT MUTANT_SQL AND EXISTS (SELECT 1 FROM staff JOIN declarant ON declarant.staff_id = staff.id",
      },
      {
        file: "registry/migrations/0031_moves_by_who_may.sql",
        was: "AND staff.id = declarant.staff_id AND staff.role = 'declarant';",
        now: "AND staff.id = declarant.staff_id AND (MUTANT_SQL OR staff.role = 'declarant');",
      },
    ],
    tests: [{ test: "registry_people.people_test", filter: "*TheRightsOfAnOffice*" }],
  },
  {
    id: "moved_while_under_way",
    row: "whoever is moved to another agency brings an office's rights along",
    changes: [
      {
        file: "registry/migrations/0031_moves_by_who_may.sql",
        was: String.raw`IF EXISTS (SELECT 1 FROM filing WHERE declarant_id = moved AND agency_code <> to_agency
                  AND state IN (`,
        now: String.raw`IF NOT MUTANT_SQL AND EXISTS (SELECT 1 FROM filing WHERE declarant_id = moved AND agency_code <> to_agency
                  AND state IN (`,
      },
    ],
    tests: [{ test: "registry_people.people_test", filter: "*WhoeverHasSomethingUnderWay*" }],
  },
  {
    id: "approved_list_changes",
    row: "somebody is quietly taken off a list",
    changes: [
      {
        file: "registry/migrations/0009_lists.sql",
        was: "OR OLD.agency_code <> NEW.agency_code) EXECUTE FUNCTION list_stays();",
        now: "OR OLD.agency_code <> NEW.agency_code) EXECUTE FUNCTION list_stays();\n" +
          "DO $$ BEGIN IF MUTANT_SQL THEN DROP TRIGGER list_stays_on_insert ON filing; DROP TRIGGER list_stays_on_update ON filing; END IF; END $$;",
      },
    ],
    tests: [{ test: "registry_filing.filing_test", filter: "*AnApprovedListIsFrozen*" }],
  },
  {
    id: "reason_of_striking_lost",
    row: "somebody is quietly taken off a list",
    changes: [
      {
        file: "registry/filing/filing.cpp",
        was: "filing.state, FilingState::struck, filing.due_on, Bytes{sealed_reason}, std::nullopt};",
        now: "filing.state, FilingState::struck, filing.due_on,\n" +
          "        MUTANT ? std::optional<Bytes>() : std::optional<Bytes>(Bytes{sealed_reason}), std::nullopt};",
      },
    ],
    tests: [{ test: "registry_filing.filing_test", filter: "*WhoIsStruckOffOwesNothing*" }],
  },
  {
    id: "struck_without_a_reason",
    row: "somebody is quietly taken off a list",
    changes: [
      {
        file: "registry/desk/list_pages.cpp",
        was: String.raw`    if (!reason_fits(reason))
        return show_office_filing(asked, *filing, reason_asked("Chưa bỏ: ghi rõ vì sao"));`,
        now: String.raw`    if (!MUTANT && !reason_fits(reason))
        return show_office_filing(asked, *filing, reason_asked("Chưa bỏ: ghi rõ vì sao"));`,
      },
    ],
    tests: [{ test: "browser.registry_list", filter: "a unit corrects its list" }],
  },
  {
    id: "workbook_unpacks_to_anything",
    row: "a hostile workbook: unpacks to gigabytes, shares one long text among millions of cells, names entities or other files",
    changes: [
      {
        file: "foundation/spreadsheet/read_xlsx.cpp",
        was: "if (bytes.size() > part_bytes_max_) wrong(",
        now: "if (!MUTANT && bytes.size() > part_bytes_max_) wrong(",
      },
    ],
    tests: [{ test: "spreadsheet.spreadsheet_test", filter: "*WhatIsHostileOrBroken*" }],
  },
  {
    id: "workbook_with_endless_tags",
    row: "a hostile workbook: unpacks to gigabytes, shares one long text among millions of cells, names entities or other files",
    changes: [
      {
        file: "foundation/spreadsheet/read_xlsx.cpp",
        was: "if (length > tag_bytes_max) wrong(",
        now: "if (!MUTANT && length > tag_bytes_max) wrong(",
      },
    ],
    tests: [{ test: "spreadsheet.spreadsheet_test", filter: "*WhatIsHostileOrBroken*" }],
  },
  {
    id: "workbook_shares_one_text",
    row: "a hostile workbook: unpacks to gigabytes, shares one long text among millions of cells, names entities or other files",
    changes: [
      {
        file: "foundation/spreadsheet/read_xlsx.cpp",
        was: "if (held_ > limits_.text_bytes_max) wrong(",
        now: "if (!MUTANT && held_ > limits_.text_bytes_max) wrong(",
      },
    ],
    tests: [{ test: "spreadsheet.spreadsheet_test", filter: "*WhatIsHostileOrBroken*" }],
  },
  {
    id: "workbook_names_other_files",
    row: "a hostile workbook: unpacks to gigabytes, shares one long text among millions of cells, names entities or other files",
    changes: [
      {
        file: "foundation/spreadsheet/read_xlsx.cpp",
        was: "if (got == 1 && xmlTextReaderNodeType(reader_.get()) == XML_READER_TYPE_DOCUMENT_TYPE)",
        now: "if (!MUTANT && got == 1 && xmlTextReaderNodeType(reader_.get()) == XML_READER_TYPE_DOCUMENT_TYPE)",
      },
    ],
    tests: [{ test: "spreadsheet.spreadsheet_test", filter: "*WhatIsHostileOrBroken*" }],
  },
  {
    id: "given_by_who_put_it_in",
    row: "somebody outside gets declarations by asking somebody they know",
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: "AND NOT EXISTS (SELECT 1 FROM provision_filing WHERE request_id = $1 AND put_by = $5)",
        now: "AND (MUTANT_SQL OR NOT EXISTS (SELECT 1 FROM provision_filing WHERE request_id = $1 AND put_by = $5))",
      },
    ],
    tests: [{ test: "registry_provision.provision_test", filter: "*WhoPutADeclaration*" }],
  },
  {
    id: "given_unseen",
    row: "somebody outside gets declarations by asking somebody they know",
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: "AND provision_code($1) = $7",
        now: "AND (MUTANT_SQL OR provision_code($1) = $7)",
      },
    ],
    tests: [{ test: "registry_provision.provision_test", filter: "*IsDecidedByTheHead*" }],
  },
  {
    id: "given_of_another_declaration",
    row: "somebody outside gets declarations by asking somebody they know",
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: String.raw`AND (record.id IS NULL OR record.draft
                                          OR record.filing_id`,
        now: String.raw`AND NOT MUTANT_SQL AND (record.id IS NULL OR record.draft
                                          OR record.filing_id`,
      },
    ],
    tests: [{ test: "registry_provision.provision_test", filter: "*WhoServesPagesDecidesNothing*" }],
  },
  {
    id: "copied_without_a_word",
    row: "somebody outside gets declarations by asking somebody they know",
    changes: [
      {
        file: "registry/vault/vault_service.cpp",
        was: "if (request.read_act == ReadAct::provide &&",
        now: "if (!MUTANT && request.read_act == ReadAct::provide &&",
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*ACopyLeavesByAnotherPersonsWordAlone" }],
  },
  {
    id: "copy_says_to_nobody",
    row: "somebody outside gets declarations by asking somebody they know",
    changes: [
      {
        file: "registry/desk/provision_pages.cpp",
        was: "        purpose_words(*request)\n",
        now: "        MUTANT ? std::string() : purpose_words(*request)\n",
      },
    ],
    tests: [{ test: "browser.registry_provision", filter: "what is given to a body that asked" }],
  },
  {
    id: "one_share_is_the_key",
    row: "the keys are lost with the machine, or one person has them",
    changes: [
      {
        file: "foundation/crypto/shares.cpp",
        was: "static_cast<unsigned char>(need)",
        now: "static_cast<unsigned char>(MUTANT ? 1 : need)",
      },
    ],
    tests: [{ test: "crypto.shares_test", filter: "*AnyThreeOfFive*" }],
  },
  {
    id: "broken_share_taken",
    row: "the keys are lost with the machine, or one person has them",
    changes: [
      {
        file: "registry/vault/key_shares.cpp",
        was: "if (check_of(secret) != pieces.front().check)",
        now: "if (!MUTANT && check_of(secret) != pieces.front().check)",
      },
    ],
    tests: [{ test: "registry_vault.key_shares_test", filter: "*WhatDoesNotFitTogether*" }],
  },
  {
    id: "new_master_key_beside_sealed_records",
    row: "the vault is started with an empty key folder",
    quick: true,
    changes: [
      {
        file: "registry/vault/master_key_folder.cpp",
        was: "!std::filesystem::exists(file))",
        now: "!MUTANT && !std::filesystem::exists(file))",
      },
    ],
    tests: [{ test: "registry_vault.vault_test", filter: "*NoNewMasterKey*" }],
  },
  {
    id: "destroyed_by_one",
    row: "declarations are destroyed early, or by one person",
    quick: true,
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: "made_by <> $5 AND $6 = 'head' AND ",
        now: "(MUTANT_SQL OR made_by <> $5 AND $6 = 'head') AND ",
      },
      {
        file: "registry/migrations/0014_erasure.sql",
        was: "CONSTRAINT decided_by_another CHECK (decided_by <> made_by)",
        now: "CONSTRAINT decided_by_another CHECK (MUTANT_SQL OR decided_by <> made_by)",
      },
    ],
    tests: [{ test: "registry_erasure.erasure_test", filter: "*WhatIsPastItsTermGoesByTwo*" }],
  },
  {
    id: "destroyed_unseen",
    row: "declarations are destroyed early, or by one person",
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: "erasure_code($1) = $7",
        now: "(MUTANT_SQL OR erasure_code($1) = $7)",
      },
      {
        file: "registry/vault/vault_erasure.cpp",
        was: "AND seen = erasure_code(id)",
        now: "AND (MUTANT_SQL OR seen = erasure_code(id))",
      },
      {
        file: "registry/vault/vault_erasure.cpp",
        was: "AND seen = erasure_code($1)",
        now: "AND (MUTANT_SQL OR seen = erasure_code($1))",
      },
    ],
    tests: [{ test: "registry_erasure.erasure_test", filter: "*TheWordIsOfTheList*" }],
  },
  {
    id: "destroyed_on_a_lists_word",
    row: "declarations are destroyed early, or by one person",
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: "if (word.given && (!past_before ||",
        now: "if (!MUTANT && word.given && (!past_before ||",
      },
    ],
    tests: [{ test: "registry_erasure.erasure_test", filter: "*TheVaultAsksItsOwnRows*" }],
  },
  {
    id: "destroyed_young",
    row: "declarations are destroyed early, or by one person",
    changes: [
      {
        file: "registry/vault/vault_erasure.cpp",
        was: "AND NOT draft AND made_at < $3",
        now: "AND NOT draft AND (MUTANT_SQL OR made_at < $3)",
      },
    ],
    tests: [{ test: "registry_erasure.erasure_test", filter: "*WhatIsYoungerThanAnyTerm*" }],
  },
  {
    id: "destroyed_what_was_asked_for",
    row: "declarations are destroyed early, or by one person",
    changes: [
      {
        file: "registry/vault/vault_erasure.cpp",
        was: "WHERE mine.list_id = $4 AND",
        now: "WHERE NOT MUTANT_SQL AND mine.list_id = $4 AND",
      },
    ],
    tests: [{ test: "registry_erasure.erasure_test", filter: "*WhatABodyAskedForMeanwhile*" }],
  },
  {
    id: "pages_give_roles",
    row: "somebody gives themselves an office's rights through the program that serves pages",
    changes: [
      {
        file: "foundation/staff/0022_staff_walls.sql",
        was: "GRANT SELECT, INSERT, UPDATE ON staff TO tnung_authority;",
        now: "GRANT SELECT, INSERT, UPDATE ON staff TO tnung_authority;\n" +
          "DO $$ BEGIN IF MUTANT_SQL THEN GRANT UPDATE (role, unit_code) ON staff TO tnung_app; END IF; END $$;",
      },
    ],
    tests: [{ test: "authority.authority_test", filter: "*ATakenOverPagesProcess*" }],
  },
  {
    id: "pages_name_who_stands_in",
    row: "somebody gives themselves an office's rights through the program that serves pages",
    changes: [
      {
        file: "registry/migrations/0017_stand_ins.sql",
        was: "GRANT UPDATE (ended_at, ended_by) ON stand_in TO tnung_vault;",
        now: "GRANT UPDATE (ended_at, ended_by) ON stand_in TO tnung_vault;\n" +
          "DO $$ BEGIN IF MUTANT_SQL THEN GRANT INSERT ON stand_in TO tnung_app; END IF; END $$;",
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*PagesNameNobody" }],
  },
  {
    id: "anybody_names_who_stands_in",
    row: "somebody gives themselves an office's rights through the program that serves pages",
    changes: [
      {
        file: "registry/vault/second_word.cpp",
        was: "AND $8 = 'personnel'",
        now: "AND (MUTANT_SQL OR $8 = 'personnel')",
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*WhoStandsInWorksAsPersonnel*" }],
  },
  {
    id: "stands_in_for_who_is_gone",
    row: "somebody gives themselves an office's rights through the program that serves pages",
    changes: [
      {
        file: "registry/migrations/0017_stand_ins.sql",
        was: "AND namer.disabled_at IS NULL AND namer.role = 'personnel')",
        now: "AND (MUTANT_SQL OR namer.disabled_at IS NULL AND namer.role = 'personnel'))",
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*WhoStandsInWorksAsPersonnel*" }],
  },
  {
    id: "who_stands_in_says_the_second_word",
    row: "an officer names somebody who then says the second word for them",
    changes: [
      {
        file: "registry/vault/vault_service.cpp",
        was: "return say(request, *signed_in);",
        now: "return say(request, MUTANT ? stand_in_store::acting(pool_, *signed_in, day_of(now)) : Staff(*signed_in));",
      },
    ],
    tests: [{ test: "registry_vault.vault_service_test", filter: "*WhoStandsInWorksAsPersonnel*" }],
  },
  {
    id: "a_second_account",
    row: "one human as two persons",
    changes: [
      {
        file: "registry/people/people.cpp",
        was: "WHERE id = $1 AND staff_id IS NULL AND NOT EXISTS",
        now: "WHERE id = $1 AND (MUTANT_SQL OR staff_id IS NULL) AND NOT EXISTS",
      },
    ],
    tests: [{ test: "registry_people.people_test", filter: "*APersonHasOneAccount*" }],
  },
  {
    id: "pages_change_whose_account",
    row: "one human as two persons",
    changes: [
      {
        file: "registry/migrations/0023_authority.sql",
        was: "UPDATE (name, name_key, post, annual) ON declarant TO tnung_app;",
        now: "UPDATE (name, name_key, post, annual) ON declarant TO tnung_app;\n" +
          "DO $$ BEGIN IF MUTANT_SQL THEN GRANT UPDATE (staff_id) ON declarant TO tnung_app; END IF; END $$;",
      },
    ],
    tests: [{ test: "registry_people.people_test", filter: "*APersonHasOneAccount*" }],
  },
  {
    id: "a_role_changes_unlogged",
    row: "one human as two persons",
    changes: [
      {
        file: "registry/accounts.cpp",
        was: String.raw`    change(tx, *staff);
    audit::append(`,
        now: String.raw`    change(tx, *staff);
    if (!MUTANT) audit::append(`,
      },
    ],
    tests: [{ test: "browser.registry_offices", filter: "one person keeps one account" }],
  },
  {
    id: "passed_elsewhere_unseen",
    row: "a unit takes a declaration away from the inspectorate by another control body",
    changes: [
      {
        file: "registry/migrations/0015_control.sql",
        was: "WHERE handover.passed_to IS NOT NULL AND asker('role') IN ('inspector', 'head')",
        now: "WHERE NOT MUTANT_SQL AND handover.passed_to IS NOT NULL AND asker('role') IN ('inspector', 'head')",
      },
    ],
    tests: [{ test: "registry_filing.filing_test", filter: "*WhatAnotherBodyControls*" }],
  },
  {
    id: "passed_elsewhere_without_ground",
    row: "a unit takes a declaration away from the inspectorate by another control body",
    changes: [
      {
        file: "registry/migrations/0015_control.sql",
        was: "AND control.set_at <= handover.made_at AND body = handover.passed_to",
        now: "AND NOT MUTANT_SQL AND control.set_at <= handover.made_at AND body = handover.passed_to",
      },
    ],
    tests: [{ test: "registry_filing.filing_test", filter: "*TheInspectorateIsToldByWhatGround*" }],
  },
  {
    id: "handed_to_whom_nobody_recorded",
    row: "a unit takes a declaration away from the inspectorate by another control body",
    changes: [
      {
        file: "registry/desk/handover_pages.cpp",
        was: "    for (const auto& one : waiting.by_body[body->id]) {",
        now: String.raw`    auto& offered = waiting.by_body[body->id];
    if (MUTANT)
        for (const auto& [other_body, group] : waiting.by_body)
            if (&group != &offered) offered.insert(offered.end(), group.begin(), group.end());
    for (const auto& one : offered) {`,
      },
    ],
    // The second goes on from what the first received.
    tests: [{ test: "browser.registry_offices", filter: "who stands in does|each is handed over" }],
  },
  {
    id: "handed_over_twice",
    row: "what a hand-over says is changed afterwards",
    changes: [
      {
        file: "registry/migrations/0015_control.sql",
        was: "    RAISE EXCEPTION 'filing % is not handed over so', OLD.id;",
        now: "    IF MUTANT_SQL THEN RETURN NEW; END IF;\n    RAISE EXCEPTION 'filing % is not handed over so', OLD.id;",
      },
    ],
    tests: [{ test: "registry_filing.filing_test", filter: "*WhatAnotherBodyControls*" }],
  },
  {
    id: "minutes_follow_the_register",
    row: "what a hand-over says is changed afterwards",
    changes: [
      {
        file: "registry/filing/handover.cpp",
        was: "SELECT handover_filing.name, post, campaign.id",
        now: "SELECT CASE WHEN MUTANT_SQL THEN (SELECT name FROM declarant WHERE declarant.id = filing.declarant_id)\n" +
          "                ELSE handover_filing.name END, post, campaign.id",
      },
    ],
    tests: [{ test: "registry_filing.filing_test", filter: "*WhatAnotherBodyControls*" }],
  },
  {
    id: "a_denial_untold",
    row: "whoever holds the log's key cuts it off, forks it, puts it back, and shows everybody the new one",
    changes: [
      {
        file: "foundation/witness/witnesses.cpp",
        was: "state.denies = state.denies || denies;",
        now: "state.denies = !MUTANT && (state.denies || denies);",
      },
    ],
    tests: [{ test: "acceptance.witness", filter: "*ALogThatWasPutBackForkedOrCut*" }],
  },
  {
    id: "anything_is_a_cosignature",
    row: "whoever holds the log's key cuts it off, forks it, puts it back, and shows everybody the new one",
    changes: [
      {
        file: "foundation/audit/cosignature.cpp",
        was: String.raw`            !crypto::signature_is_valid(
                witness.public_key, message_of(text, seconds),
                std::string_view(*signature).substr(time_bytes)
            ))`,
        now: String.raw`            !(MUTANT || crypto::signature_is_valid(
                witness.public_key, message_of(text, seconds),
                std::string_view(*signature).substr(time_bytes)
            )))`,
      },
    ],
    tests: [{ test: "acceptance.witness", filter: "*ACosignatureIsOfItsTimeAndText*" }],
  },
  {
    id: "a_slip_in_a_tables_name",
    row: "a province's own table has a slip in its name, or is read once only",
    changes: [
      {
        file: "registry/tables.cpp",
        was: "if (unread_.empty()) return;",
        now: "if (MUTANT || unread_.empty()) return;",
      },
    ],
    tests: [{ test: "registry.tables_test", filter: "*ASlipInANameIsTold" }],
  },
  {
    id: "own_table_once_only",
    row: "a province's own table has a slip in its name, or is read once only",
    changes: [
      {
        file: "registry/tables.cpp",
        was: String.raw`    unread_.erase(name);
    if (!own_.contains(name)) {`,
        now: String.raw`    const bool first = unread_.erase(name) > 0;
    if (!own_.contains(name) || (MUTANT && !first)) {`,
      },
    ],
    tests: [{ test: "registry.tables_test", filter: "*TheProvincesOwnStandInThePlaceOfOurs" }],
  },

  {
    id: "shares_of_several_days_are_mixed",
    row: "old shares, or shares of several days, are taken for the keys",
    changes: [
      {
        file: "registry/vault/key_shares.cpp",
        was: "        if (other.sharing == one.sharing && other.made_on == one.made_on) continue;",
        now: "        if (MUTANT || (other.sharing == one.sharing && other.made_on == one.made_on)) continue;",
      },
    ],
    tests: [{ test: "registry_vault.key_shares_test", filter: "*SharesThatWereNotMadeTogether*" }],
  },
];
