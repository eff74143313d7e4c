// Of the rows "The registry" as far as two tabs and a vault that starts again; what each means stands in threats.mjs.

/** What a migration does only where the mutation is on: without it the schema is the same to the letter. */
const onlyThen = (statement) => `DO $do$ BEGIN IF MUTANT_SQL THEN ${statement} END IF; END $do$;`;
const unlessThen = (statement) => `DO $do$ BEGIN IF NOT MUTANT_SQL THEN ${statement} END IF; END $do$;`;

const vault = "registry/vault/vault.cpp";
const service = "registry/vault/vault_service.cpp";
const rights = "registry/vault/reader_rights.cpp";
const serviceSchema = "registry/migrations/0004_vault_service.sql";
const heldSchema = "registry/migrations/0011_held.sql";
const fsck = "tools/audit_fsck.cpp";
const returned = "foundation/returned/signed_return.cpp";
const detached = "foundation/crypto/detached_signature.cpp";

const ofVault = (filter) => [{ test: "registry_vault.vault_test", filter }];
const ofService = (filter) => [{ test: "registry_vault.vault_service_test", filter }];
const ofFsck = (filter) => [{ test: "acceptance.audit_fsck", filter }];
/** The receipt and the paper that are looked at are those of the large declaration: one filter, one control. */
const papers = [{ test: "browser.registry_paper", filter: "a large declaration is filed|a receipt is proved" }];

export const declarations = [
  // The program that serves pages.
  {
    id: "pages_read_sealed_bytes",
    row: "the program that serves pages is taken over",
    changes: [
      {
        file: "registry/migrations/0002_vault.sql",
        was: "GRANT INSERT ON audit_entry TO tnung_vault;",
        now: `GRANT INSERT ON audit_entry TO tnung_vault;
${onlyThen("GRANT SELECT ON vault_domain, vault_domain_key, vault_record, vault_version, vault_read TO tnung_app;")}`,
      },
    ],
    tests: ofVault("*WhoServesPagesSeesNeitherKeys*"),
  },
  {
    id: "pages_put_sessions_down",
    row: "the program that serves pages is taken over",
    changes: [
      {
        file: "foundation/staff/0022_staff_walls.sql",
        was: "GRANT SELECT, UPDATE (used_at) ON staff_session TO tnung_app;",
        now: `GRANT SELECT, UPDATE (used_at) ON staff_session TO tnung_app;
${onlyThen("GRANT INSERT ON staff_session TO tnung_app;")}`,
      },
    ],
    tests: [{ test: "authority.authority_test", filter: "*ATakenOverPages*" }],
  },
  {
    id: "readings_a_minute_unbounded",
    row: "the program that serves pages is taken over",
    changes: [
      {
        file: service,
        was: "if (measure == Measure::minute_used_up)",
        now: "if (measure == Measure::minute_used_up && !MUTANT)",
      },
    ],
    tests: ofService("*AMaliciousWebProcess*"),
  },

  // Who reads what.
  {
    id: "drafts_opened_by_others",
    row: "somebody reads what is not theirs",
    quick: true,
    changes: [{ file: rights, was: "if (record.draft) return false;", now: "if (record.draft && !MUTANT) return false;" }],
    tests: ofService("*EachStepOfADeclaration*"),
  },
  {
    id: "units_open_what_is_not_theirs",
    row: "somebody reads what is not theirs",
    changes: [
      {
        file: rights,
        was: "if (staff.role == role::personnel) return of_that_unit(staff, record.domain);",
        now: "if (staff.role == role::personnel) return MUTANT || of_that_unit(staff, record.domain);",
      },
    ],
    tests: ofService("*EachStepOfADeclaration*"),
  },
  {
    id: "routes_open_to_every_role",
    row: "somebody reads what is not theirs",
    changes: [
      {
        file: "foundation/door/door.cpp",
        was: "        return std::ranges::find(roles, role) != roles.end();",
        now: "        return MUTANT || std::ranges::find(roles, role) != roles.end();",
      },
    ],
    // The declarations whose numbers are asked for are those of the first test.
    tests: [{ test: "browser.registry", filter: "goes its whole way|who may open what" }],
  },
  {
    id: "auditor_and_administrator_open",
    row: "the auditor or administrator reads",
    changes: [
      {
        file: rights,
        was: "    if (of_control_body(staff)) return record.domain == inspectorate_domain;\n    return false;",
        now: "    if (of_control_body(staff)) return record.domain == inspectorate_domain;\n"
          + "    return MUTANT && (staff.role == role::auditor || staff.role == role::administrator);",
      },
    ],
    tests: ofService("*EachStepOfADeclaration*"),
  },
  {
    id: "reading_for_no_purpose",
    row: "reading without a reason",
    changes: [
      {
        file: service,
        was: "if (!own && (request.purpose.empty() || request.read_act == ReadAct::edit))",
        now: "if (!own && ((request.purpose.empty() && !MUTANT) || request.read_act == ReadAct::edit))",
      },
    ],
    tests: ofService("*EachStepOfADeclaration*"),
  },
  {
    id: "purpose_not_committed_to",
    row: "reading without a reason",
    changes: [
      {
        file: vault,
        was: "what[\"commitment\"] = base64_text(crypto::sha256(salt + reason.purpose));",
        now: "if (!MUTANT) what[\"commitment\"] = base64_text(crypto::sha256(salt + reason.purpose));",
      },
    ],
    tests: ofVault("*ARecordIsReadWithItsNote*"),
  },

  // What was handed in, and the log.
  {
    id: "settled_records_are_written",
    row: "what was handed in is changed",
    changes: [
      {
        file: vault,
        was: "if (!rows.get<bool>(0, 6)) return refuse(OpenRefusal::settled);",
        now: "if (!rows.get<bool>(0, 6) && !MUTANT) return refuse(OpenRefusal::settled);",
      },
      {
        file: serviceSchema,
        was: "CREATE TRIGGER keep_settled BEFORE DELETE ON vault_version FOR EACH ROW EXECUTE FUNCTION vault_keep_settled();",
        now: unlessThen("CREATE TRIGGER keep_settled BEFORE DELETE ON vault_version FOR EACH ROW EXECUTE FUNCTION vault_keep_settled();"),
      },
    ],
    tests: ofService("*ADraftIsWrittenByItsDeclarant*"),
  },
  {
    id: "settled_records_are_drafts_again",
    row: "what was handed in is changed",
    changes: [
      {
        file: serviceSchema,
        was: `CREATE TRIGGER stay_settled BEFORE UPDATE OF draft ON vault_record FOR EACH ROW
    WHEN (NEW.draft AND NOT OLD.draft) EXECUTE FUNCTION vault_stay_settled();`,
        now: unlessThen(`CREATE TRIGGER stay_settled BEFORE UPDATE OF draft ON vault_record FOR EACH ROW
    WHEN (NEW.draft AND NOT OLD.draft) EXECUTE FUNCTION vault_stay_settled();`),
      },
    ],
    tests: ofService("*ADraftIsWrittenByItsDeclarant*"),
  },
  {
    id: "receipt_of_no_content",
    row: "somebody denies having handed in, or says that something else was handed in",
    changes: [
      {
        file: "registry/desk/declarant_pages.cpp",
        was: "crypto::sha256(code + content_text(opened->content, opened->form));",
        now: "crypto::sha256(MUTANT ? code : code + content_text(opened->content, opened->form));",
      },
    ],
    tests: papers,
  },
  {
    id: "proof_of_any_entry",
    row: "somebody denies having handed in, or says that something else was handed in",
    changes: [
      {
        file: fsck,
        was: "if (last != 0 || hash != head->root) return wrong(\"the entry is not in the log it names\");",
        now: "if ((last != 0 || hash != head->root) && !MUTANT) return wrong(\"the entry is not in the log it names\");",
      },
    ],
    tests: ofFsck("*AProofHoldsOfItsEntry*"),
  },
  {
    id: "proof_of_any_content",
    row: "somebody denies having handed in, or says that something else was handed in",
    changes: [
      {
        file: fsck,
        was: "else if (*commitment != sha256(code + content))",
        now: "else if (*commitment != sha256(code + content) && !MUTANT)",
      },
    ],
    tests: ofFsck("*AProofHoldsOfItsEntry*"),
  },
  {
    id: "tiles_and_entries_unheld",
    row: "a server of the log lies: answers cut, changed, endless, elsewhere, another log to each",
    changes: [
      {
        file: fsck,
        was: "if (!of_entries[i].empty() && of_entries[i] != leaves[i])",
        now: "if (!of_entries[i].empty() && of_entries[i] != leaves[i] && !MUTANT)",
      },
      {
        file: fsck,
        was: "if (root_of(levels[level - 1], i * tile_width, (i + 1) * tile_width) !=",
        now: "if (!MUTANT && root_of(levels[level - 1], i * tile_width, (i + 1) * tile_width) !=",
      },
      {
        file: fsck,
        was: "if (root_of(leaves, 0, leaves.size()) != head->root)",
        now: "if (root_of(leaves, 0, leaves.size()) != head->root && !MUTANT)",
      },
    ],
    tests: ofFsck("*AServerThatLiesInOneAnswer*"),
  },
  {
    id: "forked_logs_taken",
    row: "a server of the log lies: answers cut, changed, endless, elsewhere, another log to each",
    changes: [
      {
        file: fsck,
        was: "else if (root_of(leaves, 0, older->size) != older->root)",
        now: "else if (root_of(leaves, 0, older->size) != older->root && !MUTANT)",
      },
    ],
    tests: ofFsck("*AServerThatTellsEachAnotherLog*"),
  },
  {
    id: "kept_heads_unheld",
    row: "whoever holds program, database and key rewrites the log",
    changes: [{ file: fsck, was: "if (!older) continue;", now: "if (!older || MUTANT) continue;" }],
    tests: ofFsck("*WhoHoldsTheKey*"),
  },
  {
    id: "entries_put_back_in_time",
    row: "whoever holds program, database and key rewrites the log",
    changes: [
      {
        file: fsck,
        was: "else if (newest && *at + late_max < *newest)",
        now: "else if (newest && *at + late_max < *newest && !MUTANT)",
      },
    ],
    tests: ofFsck("*WhoHoldsTheKey*"),
  },
  {
    id: "opened_before_it_is_noted",
    row: "a crash between a reading and its entry",
    quick: true,
    changes: [{ file: vault, was: "tx.pipeline_and_commit(", now: "if (!MUTANT) tx.pipeline_and_commit(" }],
    tests: ofVault("*ARecordIsReadWithItsNote*"),
  },
  {
    id: "declarations_lie_unsealed",
    row: "what is declared is found in files, log, WAL, temporary files, a dump",
    changes: [
      {
        file: vault,
        was: "Bytes{record_sealer(key).seal(content, version_place(record, first))}, now",
        now: "Bytes{MUTANT ? std::string(content) : record_sealer(key).seal(content, version_place(record, first))}, now",
      },
      {
        file: vault,
        was: "content = record_sealer(std::move(noted->key))",
        now: "content = MUTANT ? std::optional<std::string>(noted->sealed) : record_sealer(std::move(noted->key))",
      },
    ],
    tests: ofVault("*NothingThatIsDeclaredStandsInItsTables*"),
  },

  // Papers.
  {
    id: "paper_without_its_address",
    row: "a signed paper is another than what was handed in",
    changes: [
      {
        file: "registry/paper/paper_print.cpp",
        was: "if (!printing.code_address.empty()) paper.code(printing.code_address, printing.code_words);",
        now: "if (!printing.code_address.empty() && !MUTANT) paper.code(printing.code_address, printing.code_words);",
      },
    ],
    tests: papers,
  },
  {
    id: "paper_without_its_content_code",
    row: "a signed paper is another than what was handed in",
    changes: [
      {
        file: "registry/desk/print_pages.cpp",
        was: "\"{}. Mã biên nhận {}, mã nội dung {}\", by, step->receipt_code,\n                            content_code(step->commitment)",
        now: "\"{}. Mã biên nhận {}, mã nội dung {}\", by, step->receipt_code,\n"
          + "                            MUTANT ? std::string() : content_code(step->commitment)",
      },
      {
        file: "registry/desk/print_pages.cpp",
        was: "time_words(step->at), step->receipt_code, content_code(step->commitment)",
        now: "time_words(step->at), step->receipt_code, MUTANT ? std::string() : content_code(step->commitment)",
      },
    ],
    tests: papers,
  },
  {
    id: "signed_paper_changed_beside_signatures",
    row: "a paper that comes back signed holds something else, or acts",
    changes: [
      {
        file: returned,
        was: "for (const auto& one : changed_) demand(looked_at_.contains(one));",
        now: "for (const auto& one : changed_) demand(MUTANT || looked_at_.contains(one));",
      },
    ],
    tests: [{ test: "acceptance.returned", filter: "*WhatElseWasAddedIsRefused*" }],
  },
  {
    id: "signed_paper_acts",
    row: "a paper that comes back signed holds something else, or acts",
    changes: [
      {
        file: returned,
        was: "demand(!walked.acts, PaperFault::active);",
        now: "demand(MUTANT || !walked.acts, PaperFault::active);",
      },
    ],
    tests: [{ test: "acceptance.returned", filter: "*WhatElseWasAddedIsRefused*" }],
  },
  {
    id: "signed_paper_that_readers_mend",
    row: "a paper that comes back signed holds something else, or acts",
    changes: [
      { file: returned, was: "        look_at_bytes();", now: "        if (!MUTANT) look_at_bytes();" },
      {
        file: returned,
        was: "for (const auto& one : *all) demand(!now_.getObjectByObjGen(one).isNull());",
        now: "for (const auto& one : *all) demand(MUTANT || !now_.getObjectByObjGen(one).isNull());",
      },
      {
        file: returned,
        was: "demand(now_.getWarnings().empty());",
        now: "demand(MUTANT || now_.getWarnings().empty());",
      },
    ],
    tests: [
      { test: "acceptance.returned", filter: "*WhatElseWasAddedIsRefused*" },
      { test: "acceptance.returned", filter: "*ATableThatNamesNothing*" },
    ],
  },
  {
    id: "signatures_of_other_bytes_taken",
    row: "a signature is forged, broken, of another paper, by another's key",
    changes: [
      {
        file: detached,
        was: "if (CMS_verify(message.get(), nullptr, nullptr, content.get(), nullptr, how) != 1) {",
        now: "if (CMS_verify(message.get(), nullptr, nullptr, content.get(), nullptr, how) != 1 && !MUTANT) {",
      },
    ],
    tests: [
      { test: "crypto.detached_signature_test", filter: "*OfOtherBytesIsBroken*" },
      { test: "acceptance.returned", filter: "*ASignatureOfSomethingElse*" },
    ],
  },
  {
    id: "forgeable_hashes_taken",
    row: "a signature is forged, broken, of another paper, by another's key",
    changes: [
      {
        file: detached,
        was: "if (is_forgeable(signer)) return refuse(SignatureFault::outdated);",
        now: "if (is_forgeable(signer) && !MUTANT) return refuse(SignatureFault::outdated);",
      },
    ],
    tests: [{ test: "crypto.detached_signature_test", filter: "*ByAForgeableHash*" }],
  },
  {
    id: "anybody_vouches",
    row: "a signature is forged, broken, of another paper, by another's key",
    changes: [
      {
        file: detached,
        was: "return X509_verify_cert(context.get()) == 1 && may_sign(certificate);",
        now: "return MUTANT || (X509_verify_cert(context.get()) == 1 && may_sign(certificate));",
      },
    ],
    tests: [{ test: "crypto.detached_signature_test", filter: "*NobodyVouchesForAStranger*" }],
  },
  {
    id: "photos_kept_as_they_came",
    row: "hostile files that pass for scans",
    changes: [
      {
        file: "foundation/photo/picture.cpp",
        was: "    page.jpeg.assign(reinterpret_cast<char*>(drawn), size);",
        now: "    if (MUTANT)\n        page.jpeg = std::string(bytes);\n    else\n        page.jpeg.assign(reinterpret_cast<char*>(drawn), size);",
      },
    ],
    tests: [{ test: "acceptance.returned", filter: "*APhotoLosesWhatTheCamera*" }],
  },
  {
    id: "half_photos_taken",
    row: "hostile files that pass for scans",
    changes: [
      {
        file: "foundation/photo/picture.cpp",
        was: "        ) != 0)\n        return refuse(Problem::not_a_picture);",
        now: "        ) != 0 && !MUTANT)\n        return refuse(Problem::not_a_picture);",
      },
    ],
    tests: [{ test: "acceptance.returned", filter: "*HostileFilesAreRefused*" }],
  },
  {
    id: "large_bodies_of_whoever_asks",
    row: "twenty megabytes from anybody, many at once",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: "return route.admit(asked).value_or(Response{.status = status_admitted});",
        now: "return MUTANT ? Response{.status = status_admitted} : route.admit(asked).value_or(Response{.status = status_admitted});",
      },
    ],
    tests: [{ test: "http.http_test", filter: "LargeBodies.AreSoManyAtOnce*" }],
  },
  {
    id: "large_bodies_of_one_unbounded",
    row: "twenty megabytes from anybody, many at once",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: "{options.large_bodies_max, options.large_bodies_each_max, options.large_bodies_unknown_max},",
        now: "{options.large_bodies_max, MUTANT ? options.large_bodies_max : options.large_bodies_each_max,\n"
          + "         options.large_bodies_unknown_max},",
      },
    ],
    tests: [{ test: "http.http_test", filter: "LargeBodies.OnePersonHolds*" }],
  },

  // What the pages' role may write.
  {
    id: "pages_widen_a_measure",
    row: "who serves pages widens a measure, lifts a recusal, moves a declaration by itself",
    changes: [
      {
        file: heldSchema,
        was: "GRANT UPDATE (given, decided_at, decided_by) ON reading_permit TO tnung_vault;",
        now: `GRANT UPDATE (given, decided_at, decided_by) ON reading_permit TO tnung_vault;
${onlyThen("GRANT UPDATE (given, decided_at, decided_by) ON reading_permit TO tnung_app;")}`,
      },
    ],
    tests: [{ test: "registry_reading.reading_test", filter: "*WhoServesPagesDecidesNothing*" }],
  },
  {
    id: "pages_lift_a_recusal",
    row: "who serves pages widens a measure, lifts a recusal, moves a declaration by itself",
    changes: [
      {
        file: heldSchema,
        was: "GRANT UPDATE (lifted_at, lifted_by) ON recusal TO tnung_vault;",
        now: `GRANT UPDATE (lifted_at, lifted_by) ON recusal TO tnung_vault;
${onlyThen("GRANT UPDATE (lifted_at, lifted_by) ON recusal TO tnung_app;")}`,
      },
    ],
    tests: [{ test: "registry_reading.reading_test", filter: "*WhoServesPagesDecidesNothing*" }],
  },
  {
    id: "pages_move_a_declaration",
    row: "who serves pages widens a measure, lifts a recusal, moves a declaration by itself",
    changes: [
      {
        file: heldSchema,
        was: "GRANT UPDATE (state, due_on, form, record_id, record_version, submitted_at, struck_from) ON filing TO tnung_app;",
        now: `GRANT UPDATE (state, due_on, form, record_id, record_version, submitted_at, struck_from) ON filing TO tnung_app;
${onlyThen("GRANT UPDATE (agency_code) ON filing TO tnung_app;")}`,
      },
    ],
    tests: [{ test: "registry_filing.filing_test", filter: "*NoDeclarationMovesByItself*" }],
  },
  {
    id: "recused_people_hand_over",
    row: "whoever recused themselves receives or hands over all the same",
    changes: [{ file: service, was: "    if (record.recused)\n", now: "    if (record.recused && !MUTANT)\n" }],
    tests: ofService("*WhoRecusedThemselvesHandsNothingOver*"),
  },
  {
    id: "approvals_wait_for_nobody",
    row: "an approval and an import come at the same moment",
    changes: [
      {
        file: "registry/filing/declarant_list.cpp",
        was: "\"SELECT id FROM campaign WHERE id = $1 FOR NO KEY UPDATE\"};",
        now: "\"SELECT id FROM campaign WHERE id = $1 AND NOT MUTANT_SQL FOR NO KEY UPDATE\"};",
      },
    ],
    tests: [{ test: "registry_filing.filing_test", filter: "*AnApprovalAndAnImport*" }],
  },

  // What lies in the vault.
  {
    id: "versions_unbound_from_their_place",
    row: "sealed bytes are swapped, cut, flipped",
    changes: [
      {
        file: "registry/vault/sealing.cpp",
        was: "return fmt::format(\"vault_version:{}:{}\", record.value, version);",
        now: "return fmt::format(\"vault_version:{}:{}\", MUTANT ? 0 : record.value, MUTANT ? 0 : version);",
      },
    ],
    tests: ofVault("*TenThousandSwappedCutAndFlipped*"),
  },
  {
    id: "tampering_unnoted",
    row: "sealed bytes are swapped, cut, flipped",
    changes: [
      {
        file: vault,
        was: "note_tampering(record, part, reason.reader, now);",
        now: "if (!MUTANT) note_tampering(record, part, reason.reader, now);",
      },
    ],
    tests: ofVault("*AChangedKeyOpensNothing*"),
  },
  {
    id: "old_tabs_overwrite",
    row: "two tabs, a lost connection, a lost answer, a vault that starts again",
    changes: [
      {
        file: vault,
        was: "    if (rows.get<int>(0, 5) != version) return refuse(OpenRefusal::stale);",
        now: "    if (MUTANT) version = rows.get<int>(0, 5);\n    if (rows.get<int>(0, 5) != version) return refuse(OpenRefusal::stale);",
      },
    ],
    tests: ofService("*ADraftIsWrittenByItsDeclarant*"),
  },
  {
    id: "old_pages_save",
    row: "two tabs, a lost connection, a lost answer, a vault that starts again",
    changes: [
      {
        file: "registry/desk/declarant_pages.cpp",
        was: "known != posted.end() && known->second == fmt::format(\"{}\", opened->version);",
        now: "MUTANT || (known != posted.end() && known->second == fmt::format(\"{}\", opened->version));",
      },
    ],
    tests: [{ test: "browser.registry", filter: "goes its whole way|typed in a stale tab" }],
  },
  {
    id: "each_beginning_another_draft",
    row: "two tabs, a lost connection, a lost answer, a vault that starts again",
    changes: [{ file: vault, was: "if (!there.empty()) {", now: "if (!there.empty() && !MUTANT) {" }],
    tests: [...ofService("*ADeclarationHasOneDraft*"), ...ofService("*TabsThatBeginAtOnce*")],
  },

  // what is kept of a scan
  {
    id: "what_is_drawn_over_a_scan_is_lost",
    row: "what is kept of a scan shows less, or more, than what was sent",
    changes: [
      {
        file: "foundation/returned/drawn_anew.cpp",
        was: "            if (!may_be_lost(mark, drawing, sheet, is_whole)) refuse_it(PaperFault::drawn_over);",
        now: "            if (!MUTANT && !may_be_lost(mark, drawing, sheet, is_whole)) refuse_it(PaperFault::drawn_over);",
      },
    ],
    tests: [{ test: "acceptance.scan", filter: "*WhatElseIsSeenIsRefused*" }],
  },
  {
    id: "hidden_layers_are_shown",
    row: "what is kept of a scan shows less, or more, than what was sent",
    changes: [
      {
        file: "foundation/returned/page_painter.cpp",
        was: "    if (!shown) refuse_it(PaperFault::hidden_layer);",
        now: "    if (!MUTANT && !shown) refuse_it(PaperFault::hidden_layer);",
      },
    ],
    tests: [{ test: "acceptance.scan", filter: "*WhatElseIsSeenIsRefused*" }],
  },

  {
    id: "what_lies_under_a_broken_picture_is_lost",
    row: "what is kept of a scan shows less, or more, than what was sent",
    changes: [
      {
        file: "foundation/returned/drawn_anew.cpp",
        was: "meets(*image) && is_whole(*image))",
        now: "meets(*image) && (MUTANT || is_whole(*image)))",
      },
    ],
    tests: [{ test: "acceptance.scan", filter: "*WhatElseIsSeenIsRefused*" }],
  },
  {
    id: "slivers_are_nothing",
    row: "what is kept of a scan shows less, or more, than what was sent",
    changes: [
      {
        file: "foundation/returned/drawn_anew.cpp",
        was: "                         slivers <= slivers_share * box.width() * box.height();",
        now: "                         (MUTANT || slivers <= slivers_share * box.width() * box.height());",
      },
    ],
    tests: [{ test: "acceptance.scan", filter: "*WhatElseIsSeenIsRefused*" }],
  },
  {
    id: "any_white_is_white",
    row: "what is kept of a scan shows less, or more, than what was sent",
    changes: [
      {
        file: "foundation/returned/page_painter.cpp",
        was: "                !meant.isNull())\n                return meant;",
        now: "                !meant.isNull() && !MUTANT)\n                return meant;",
      },
    ],
    tests: [{ test: "acceptance.scan", filter: "*WhatElseIsSeenIsRefused*" }],
  },
  {
    id: "letters_stay_where_they_are_said_to_be",
    row: "what is kept of a scan shows less, or more, than what was sent",
    changes: [
      {
        file: "foundation/returned/page_painter_path.cpp",
        was: "now_.font->keeps_to_its_place() ?",
        now: "MUTANT || now_.font->keeps_to_its_place() ?",
      },
    ],
    tests: [{ test: "acceptance.scan", filter: "*WhatElseIsSeenIsRefused*" }],
  },
  {
    id: "any_bytes_are_a_jpeg",
    row: "what is kept of a scan shows less, or more, than what was sent",
    changes: [
      {
        file: "foundation/returned/scan_image.cpp",
        was: "    auto alone = photo::picture_alone(jpeg);",
        now: "    if (MUTANT) return jpeg;\n    auto alone = photo::picture_alone(jpeg);",
      },
    ],
    tests: [{ test: "acceptance.scan", filter: "*AJpegLosesWhatIsBeside*" }],
  },

  // one person keeps all who look at papers busy
  {
    id: "papers_of_one_person_side_by_side",
    row: "one person keeps all who look at papers busy",
    changes: [
      {
        file: "registry/desk/paper_turns.cpp",
        was: "    if (!whose_.insert(whose.value).second) return nullptr;",
        now: "    if (!whose_.insert(whose.value).second && !MUTANT) return nullptr;",
      },
    ],
    tests: [{ test: "registry_desk.paper_turns_test", filter: "*" }],
  },
];
