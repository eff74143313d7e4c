// Of the sections "Inside" and "Web" of docs/threats.md: what threats.mjs says of its list holds here.
export const programs = [
  // Inside
  {
    id: "log_could_show_values",
    row: "the database's files, log, WAL, dump are read",
    quick: true,
    changes: [
      {
        file: "foundation/pg/assurance.cpp",
        was: String.raw`value != needed.value)`,
        now: String.raw`value != needed.value && !MUTANT)`,
      },
    ],
    tests: [{ test: "pg.pg_test", filter: "*RefusesAServerWhoseLogCouldShowValues*" }],
  },
  {
    id: "core_dumps",
    row: "the database's files, log, WAL, dump are read",
    changes: [
      {
        file: "foundation/base/core_dump.cpp",
        was: String.raw`    const rlimit none{0, 0};`,
        now: String.raw`    if (MUTANT) return;
    const rlimit none{0, 0};`,
      },
    ],
    tests: [{ test: "base.base_test", filter: "*NoneIsLeftBehind*" }],
  },
  {
    id: "values_not_sealed",
    row: "the database's files, log, WAL, dump are read",
    changes: [
      {
        file: "foundation/crypto/seal.cpp",
        was: String.raw`        nullptr, raw(nonce), raw(key_)
    );
    return sealed;`,
        now: String.raw`        nullptr, raw(nonce), raw(key_)
    );
    if (MUTANT) plaintext.copy(sealed.data() + body, plaintext.size());
    return sealed;`,
      },
      {
        file: "foundation/crypto/seal.cpp",
        was: String.raw`    if (crypto_aead_xchacha20poly1305_ietf_decrypt(`,
        now: String.raw`    if (MUTANT) return std::string(body.substr(0, plaintext.size()));
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(`,
      },
    ],
    tests: [{ test: "acceptance.chat", filter: "*AUserIdStandsReadableNowhere*" }],
  },
  {
    id: "programs_role_owns_tables",
    row: "the program's role may do more than it needs",
    changes: [
      {
        file: "foundation/pg/assurance.cpp",
        was: String.raw`    if (power)`,
        now: String.raw`    if (power && !MUTANT)`,
      },
    ],
    tests: [{ test: "pg.pg_test", filter: "*RefusesToRunAsWhoOwnsTheTables*" }],
  },
  {
    id: "programs_role_is_granted_more",
    row: "the program's role may do more than it needs",
    changes: [
      {
        file: "gateway/migrations/0012_data_rights.sql",
        was: String.raw`GRANT SELECT, INSERT ON retention_run TO tnung_app;`,
        now: String.raw`GRANT SELECT, INSERT ON retention_run TO tnung_app;
DO $$ BEGIN IF MUTANT_SQL THEN GRANT UPDATE, DELETE ON retention_run TO tnung_app; END IF; END $$;`,
      },
    ],
    tests: [{ test: "acceptance.schema", filter: "*OfTheGatewayIsWhatItsMigrationsMake*" }],
  },
  {
    id: "pages_make_sessions",
    row: "the program that serves pages is taken over (gateway and registry)",
    quick: true,
    changes: [
      {
        file: "foundation/staff/0022_staff_walls.sql",
        was: String.raw`REVOKE ALL ON staff, staff_session, sign_in_try FROM tnung_app;`,
        now: String.raw`DO $$ BEGIN IF NOT MUTANT_SQL THEN REVOKE ALL ON staff, staff_session, sign_in_try FROM tnung_app; END IF; END $$;`,
      },
    ],
    tests: [{ test: "authority.authority_test", filter: "*ATakenOverPages*" }],
  },
  {
    id: "a_grant_to_oneself",
    row: "somebody gives themselves or a friend an office; one person holds both sides of a check",
    changes: [
      {
        file: "foundation/grant/grant_store.cpp",
        was: String.raw`    if (by == wanted.staff) return refuse(GrantRefusal::oneself);`,
        now: String.raw`    if (by == wanted.staff && !MUTANT) return refuse(GrantRefusal::oneself);`,
      },
      {
        file: "foundation/grant/0045_grants.sql",
        was: String.raw`CHECK (given_by IS DISTINCT FROM staff_id AND`,
        now: String.raw`CHECK ((MUTANT_SQL OR given_by IS DISTINCT FROM staff_id) AND`,
      },
    ],
    tests: [{ test: "grant.grant_store_test", filter: "*NobodyGivesToThemselves*" }],
  },
  {
    id: "who_gave_it_confirms_it",
    row: "somebody gives themselves or a friend an office; one person holds both sides of a check",
    changes: [
      {
        file: "foundation/grant/grant_store.cpp",
        was: String.raw`    if (held->given_by == by) return`,
        now: String.raw`    if (held->given_by == by && !MUTANT) return`,
      },
      {
        file: "foundation/grant/0045_grants.sql",
        was: String.raw`confirmed_by <> given_by)`,
        now: String.raw`MUTANT_SQL OR confirmed_by <> given_by)`,
      },
    ],
    tests: [{ test: "grant.grant_store_test", filter: "*ASensitiveRole*" }],
  },
  {
    id: "sensitive_roles_count_at_once",
    row: "somebody gives themselves or a friend an office; one person holds both sides of a check",
    changes: [
      {
        file: "foundation/grant/grant_store.cpp",
        was: String.raw`!by || !rules.find(wanted.role)->confirmed;`,
        now: String.raw`MUTANT || !by || !rules.find(wanted.role)->confirmed;`,
      },
    ],
    tests: [{ test: "grant.grant_store_test", filter: "*ASensitiveRole*" }],
  },
  {
    id: "grants_of_one_person_side_by_side",
    row: "somebody gives themselves or a friend an office; one person holds both sides of a check",
    changes: [
      {
        file: "foundation/grant/grant_store.cpp",
        was: String.raw`    if (tx.exec(lock_staff_query, wanted.staff).empty())`,
        now: String.raw`    if (!MUTANT && tx.exec(lock_staff_query, wanted.staff).empty())`,
      },
    ],
    tests: [{ test: "grant.grant_store_test", filter: "*SideBySide*" }],
  },
  {
    id: "any_session_makes_accounts",
    row: "the program that serves pages is taken over (gateway and registry)",
    changes: [
      {
        file: "foundation/authority/authority_service.cpp",
        was: String.raw`    if (!may) {`,
        now: String.raw`    if (!may && !MUTANT) {`,
      },
    ],
    tests: [{ test: "authority.authority_test", filter: "*ATakenOverPages*" }],
  },
  {
    id: "any_session_says_a_word",
    row: "the program that serves pages is taken over (gateway and registry)",
    changes: [
      {
        file: "foundation/authority/authority_service.cpp",
        was: String.raw`    if (!number) return turned_away(*staff, request.word);
    tx.commit();
    Answer answer;
    answer.number = *number;`,
        now: String.raw`    if (!number && !MUTANT) return turned_away(*staff, request.word);
    tx.commit();
    Answer answer;
    answer.number = number.value_or(0);`,
      },
    ],
    tests: [{ test: "authority.authority_test", filter: "*AWordIsOfWhoeverTheSessionIs*" }],
  },
  {
    id: "production_starts_with_the_owners_credentials",
    row: "a program holds the credentials of the role that owns the tables",
    changes: [
      {
        file: "gateway/production.cpp",
        was: String.raw`return s.database_owner.empty(); }},
    {"gateway.database_authority"`,
        now: String.raw`return MUTANT || s.database_owner.empty(); }},
    {"gateway.database_authority"`,
      },
      {
        file: "gateway/production.cpp",
        was: String.raw`return s.database_owner.empty(); }},
    {"authority.peers"`,
        now: String.raw`return MUTANT || s.database_owner.empty(); }},
    {"authority.peers"`,
      },
      {
        file: "registry/production.cpp",
        was: String.raw`return s.database_owner.empty(); }},
    {"registry.database_vault"`,
        now: String.raw`return MUTANT || s.database_owner.empty(); }},
    {"registry.database_vault"`,
      },
      {
        file: "registry/production.cpp",
        was: String.raw`return s.database_owner.empty(); }},
    {"vault.peers"`,
        now: String.raw`return MUTANT || s.database_owner.empty(); }},
    {"vault.peers"`,
      },
    ],
    tests: [
      { test: "gateway.production_test", filter: "*EachRuleIsHeld*" },
      { test: "registry.production_test", filter: "*EachRuleIsHeld*" },
    ],
  },
  {
    // Kept thrice: a link is neither given away nor opened, and is no safe folder. Where the test runs as root all
    // three must go; it takes a minute, since it starts the database once more beside the planted one.
    id: "planted_socket_folder",
    row: "another user of the machine becomes the database",
    changes: [
      {
        file: "foundation/pg/private_cluster.cpp",
        was: String.raw`    if (!user_.empty() && ::lchown(folder.c_str(), owner, gid_t(-1)) != 0)
        throw std::runtime_error(fmt::format("{}: cannot be given to {}", folder.string(), user_));
    fs::permissions(
        folder, fs::perms(0755), fs::perm_options::replace | fs::perm_options::nofollow
    );
    if (!is_safe_folder(folder, owner))
        throw`,
        now: String.raw`    if (!user_.empty() && (MUTANT ? ::chown(folder.c_str(), owner, gid_t(-1))
                                  : ::lchown(folder.c_str(), owner, gid_t(-1))) != 0)
        throw std::runtime_error(fmt::format("{}: cannot be given to {}", folder.string(), user_));
    fs::permissions(
        folder, fs::perms(0755),
        MUTANT ? fs::perm_options::replace : fs::perm_options::replace | fs::perm_options::nofollow
    );
    if (!is_safe_folder(folder, owner) && !MUTANT)
        throw`,
      },
    ],
    tests: [{ test: "pg.pg_test", filter: "*APlantedSocketFolderIsNotUsed*" }],
  },
  {
    id: "anybody_answers_at_the_socket",
    row: "another user of the machine becomes the database",
    changes: [
      {
        file: "foundation/pg/private_cluster.cpp",
        was: String.raw`        "host={} user={} dbname={} connect_timeout=10 requirepeer={}", socket_folder().string(),
        role, database, server_user_`,
        now: String.raw`        "host={} user={} dbname={} connect_timeout=10{}", socket_folder().string(), role, database,
        MUTANT ? std::string() : " requirepeer=" + server_user_`,
      },
    ],
    tests: [{ test: "pg.pg_test", filter: "*WhoAnswersAtTheSocketMustBeTheDatabasesUser*" }],
  },
  {
    id: "superuser_signs_in",
    row: "another user of the machine becomes the database",
    changes: [
      {
        file: "foundation/pg/private_cluster.cpp",
        was: String.raw`    if (options_.admin_login) map +=`,
        now: String.raw`    if (MUTANT || options_.admin_login) map +=`,
      },
    ],
    tests: [{ test: "pg.pg_test", filter: "*NobodyIsItsSuperuserAndNobodyElseHoldsItsLock*" }],
  },
  {
    id: "anybody_holds_the_clusters_lock",
    row: "another user of the machine becomes the database",
    changes: [
      {
        file: "foundation/pg/private_cluster.cpp",
        was: String.raw`        if (descriptor_ < 0 || ::fchmod(descriptor_, 0600) != 0 ||`,
        now: String.raw`        if (descriptor_ < 0 || (!MUTANT && ::fchmod(descriptor_, 0600) != 0) ||`,
      },
    ],
    tests: [{ test: "pg.pg_test", filter: "*NobodyIsItsSuperuserAndNobodyElseHoldsItsLock*" }],
  },
  {
    id: "no_rules_of_a_production",
    row: "a production is configured like a rehearsal",
    changes: [
      {
        file: "gateway/production.cpp",
        was: String.raw`        check_rules(broken, settings, pages_rules);`,
        now: String.raw`        if (!MUTANT) check_rules(broken, settings, pages_rules);`,
      },
      {
        file: "registry/production.cpp",
        was: String.raw`        check_rules(broken, settings, pages_rules);`,
        now: String.raw`        if (!MUTANT) check_rules(broken, settings, pages_rules);`,
      },
    ],
    tests: [
      { test: "gateway.production_test", filter: "*EachRuleIsHeld*" },
      { test: "registry.production_test", filter: "*EachRuleIsHeld*" },
    ],
  },
  {
    id: "what_dies_stays_dead",
    row: "a program dies",
    changes: [
      {
        file: "foundation/service/supervisor.cpp",
        was: String.raw`        if (WIFEXITED(*status) && (!died || WEXITSTATUS(*status) == 0)) return WEXITSTATUS(*status);`,
        now: String.raw`        if (MUTANT || (WIFEXITED(*status) && (!died || WEXITSTATUS(*status) == 0)))
            return WEXITSTATUS(*status);`,
      },
    ],
    tests: [{ test: "attack.run", filter: "" }],
  },
  {
    id: "two_reminders_of_one_notice",
    row: "two acts at once pass a rule that was asked before the lock",
    changes: [
      {
        file: "gateway/notice/notice_store.cpp",
        was: String.raw`    const auto made = tx.exec(
        owe_query, subject,`,
        now: String.raw`    static const std::string unguarded_sql = [] {
        const std::string guard = "ON CONFLICT DO NOTHING";
        std::string sql = owe_query.sql;
        sql.erase(sql.find(guard), guard.size());
        return sql;
    }();
    static const pg::Query unguarded{"notice.owe_unguarded", unguarded_sql.c_str()};
    const auto made = tx.exec(
        MUTANT ? unguarded : owe_query, subject,`,
      },
    ],
    tests: [{ test: "acceptance.delivery", filter: "*AReminderThatSomebodyMadeMeanwhile*" }],
  },
  {
    id: "reminder_of_what_is_on_its_way",
    row: "two acts at once pass a rule that was asked before the lock",
    changes: [
      {
        file: "gateway/notice/notice_store.cpp",
        was: String.raw`    SELECT * FROM newest WHERE status IN ('handed_over', 'delivered', 'excused')`,
        now: String.raw`    SELECT * FROM newest WHERE MUTANT_SQL OR status IN ('handed_over', 'delivered', 'excused')`,
      },
    ],
    tests: [{ test: "acceptance.delivery", filter: "*AClerkRemindsOnceAndOnlyOfWhatIsSettled*" }],
  },
  {
    id: "code_from_before_not_me",
    row: "two acts at once pass a rule that was asked before the lock",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: String.raw`            .empty())
        return std::nullopt;
    return proved;`,
        now: String.raw`            .empty() && !MUTANT)
        return std::nullopt;
    return proved;`,
      },
    ],
    tests: [{ test: "acceptance.chat", filter: "*ACodeThatWasAskedForBeforeNotMe*" }],
  },
  {
    id: "runs_without_durability",
    row: "durability is switched off",
    changes: [
      {
        file: "foundation/pg/assurance.cpp",
        was: String.raw`        if (value == "off" || value == "local")`,
        now: String.raw`        if ((value == "off" || value == "local") && !MUTANT)`,
      },
    ],
    tests: [{ test: "pg.pg_test", filter: "*RefusesToRunWithoutDurability*" }],
  },
  {
    id: "rehearsals_switches_in_production",
    row: "a rehearsal's switches in production",
    changes: [
      {
        file: "gateway/production.cpp",
        was: String.raw`    check_no_rehearsal(broken, settings);`,
        now: String.raw`    if (!MUTANT) check_no_rehearsal(broken, settings);`,
      },
      {
        file: "registry/production.cpp",
        was: String.raw`    check_no_rehearsal(broken, settings);`,
        now: String.raw`    if (!MUTANT) check_no_rehearsal(broken, settings);`,
      },
    ],
    tests: [
      { test: "gateway.production_test", filter: "*EachRuleIsHeld*" },
      { test: "registry.production_test", filter: "*EachRuleIsHeld*" },
    ],
  },
  {
    id: "nothing_is_erased",
    row: "what is known of people grows for ever",
    changes: [
      {
        file: "gateway/rights/retention.cpp",
        was: String.raw`    const auto done = thing_of(rule.what).erase({tx, keys_, now - rule.days, now});`,
        now: String.raw`    const auto done =
        MUTANT ? Done{} : thing_of(rule.what).erase({tx, keys_, now - rule.days, now});`,
      },
    ],
    tests: [{ test: "acceptance.rights", filter: "*EachThingGoesWhenItsOwnTimeIsOver*" }],
  },
  {
    id: "one_rules_trouble_stops_the_others",
    row: "what is known of people grows for ever",
    changes: [
      {
        file: "gateway/rights/retention.cpp",
        was: String.raw`        } catch (const std::exception& error) { // the others go on`,
        now: String.raw`        } catch (const std::exception& error) { // the others go on
            if (MUTANT) throw;`,
      },
    ],
    tests: [{ test: "acceptance.rights", filter: "*OneRulesTroubleDoesNotKeepTheOthers*" }],
  },
  {
    id: "what_nothing_names_stays",
    row: "what is known of people grows for ever",
    changes: [
      {
        file: "gateway/rights/retention.cpp",
        was: String.raw`         WHERE unnamed_since IS NULL AND id IN (SELECT id FROM unnamed_owner)`,
        now: String.raw`         WHERE NOT MUTANT_SQL AND unnamed_since IS NULL AND id IN (SELECT id FROM unnamed_owner)`,
      },
      {
        file: "gateway/rights/retention.cpp",
        was: String.raw`     WHERE unnamed_since IS NULL AND id IN (SELECT id FROM unnamed_phone)`,
        now: String.raw`     WHERE NOT MUTANT_SQL AND unnamed_since IS NULL AND id IN (SELECT id FROM unnamed_phone)`,
      },
    ],
    tests: [{ test: "acceptance.rights", filter: "*WhatNothingNamesAnyMoreGoes*" }],
  },
  {
    id: "starts_on_a_log_that_was_put_back",
    row: "the log is changed afterwards, or the database is put back to an older day",
    changes: [
      {
        file: "foundation/audit/stored_tree.cpp",
        was: String.raw`    if (kept->size > size || root() != kept->root)`,
        now: String.raw`    if (!MUTANT && (kept->size > size || root() != kept->root))`,
      },
    ],
    tests: [
      { test: "audit.audit_log_test", filter: "*ADatabaseThatWasPutBackIsNotAppendedTo*" },
      { test: "audit.audit_log_test", filter: "*AChangedTreeIsNoticed*" },
    ],
  },
  {
    id: "head_of_any_key",
    row: "the log is changed afterwards, or the database is put back to an older day",
    changes: [
      {
        file: "foundation/audit/checkpoint.cpp",
        was: String.raw`        ours |= signature && crypto::signature_is_valid(public_key, parts->text, *signature);`,
        now: String.raw`        ours |= signature &&
                (MUTANT || crypto::signature_is_valid(public_key, parts->text, *signature));`,
      },
    ],
    tests: [{ test: "audit.merkle_test", filter: "*OpensForItsLogAndKeyAlone*" }],
  },
  {
    id: "head_that_somebody_wrote",
    row: "the running program signs a head that somebody wrote",
    changes: [
      {
        file: "foundation/audit/sequencer.cpp",
        was: String.raw`    if (!signed_by_us || (kept`,
        now: String.raw`    if (!MUTANT && (!signed_by_us || (kept`,
      },
      {
        file: "foundation/audit/sequencer.cpp",
        was: String.raw`&& !is_same(kept, found)))`,
        now: String.raw`&& !is_same(kept, found)))) // MUTANT`,
      },
    ],
    tests: [{ test: "audit.audit_log_test", filter: "*AHeadThatSomebodyWroteIsNotSignedOver*" }],
  },
  {
    id: "pages_write_the_head",
    row: "the running program signs a head that somebody wrote",
    quick: true,
    changes: [
      {
        file: "foundation/audit/0028_audit_walls.sql",
        was: String.raw`GRANT UPDATE ON audit_head TO tnung_authority;`,
        now: String.raw`GRANT UPDATE ON audit_head TO tnung_authority;
DO $$ BEGIN IF MUTANT_SQL THEN GRANT UPDATE ON audit_head TO tnung_app; END IF; END $$;`,
      },
    ],
    tests: [{ test: "audit.audit_log_test", filter: "*PagesAddEntriesAndNothingElse*" }],
  },
  {
    id: "whoever_listens_is_told",
    row: "another user listens where a process of ours should",
    changes: [
      {
        file: "foundation/local_call/local_client.cpp",
        was: String.raw`    if (listener != ::geteuid() && `,
        now: String.raw`    if (!MUTANT && listener != ::geteuid() && `,
      },
    ],
    tests: [{ test: "local_call.local_call_test", filter: "*ASocketOfAnotherUserIsToldNothing*" }],
  },

  // Web
  {
    id: "acts_from_another_page",
    row: "an act from another page",
    quick: true,
    changes: [
      {
        file: "foundation/web_guard/web_guard.cpp",
        was: String.raw`    if (!origin.empty()) return origin == page_origin;`,
        now: String.raw`    if (!origin.empty()) return MUTANT || origin == page_origin;`,
      },
    ],
    tests: [{ test: "web_guard.web_guard_test", filter: "*AReferrerIsOfOurPagesOrOfNone*" }],
  },
  {
    id: "null_is_anybodys_frame",
    row: "an act from another page",
    changes: [
      {
        file: "foundation/web_guard/web_guard.cpp",
        was: String.raw`    if (origin == "null") return site == "same-origin";`,
        now: String.raw`    if (origin == "null") return MUTANT || site == "same-origin";`,
      },
    ],
    tests: [{ test: "web_guard.web_guard_test", filter: "*NullIsOurs*" }],
  },
  {
    id: "referrer_that_begins_like_ours",
    row: "an act from another page",
    changes: [
      {
        file: "foundation/web_guard/web_guard.cpp",
        was: String.raw`(referrer.starts_with(page_origin) && referrer[page_origin.size()] == '/');`,
        now: String.raw`(referrer.starts_with(page_origin) &&
            (MUTANT || referrer[page_origin.size()] == '/'));`,
      },
    ],
    tests: [{ test: "web_guard.web_guard_test", filter: "*AReferrerIsOfOurPagesOrOfNone*" }],
  },
  {
    id: "acts_without_a_token",
    row: "an act from another page",
    changes: [
      {
        file: "foundation/web_guard/web_guard.cpp",
        was: String.raw`    return crypto::equal_in_constant_time(form_token(key, session, purpose), given);`,
        now: String.raw`    return MUTANT || crypto::equal_in_constant_time(form_token(key, session, purpose), given);`,
      },
    ],
    tests: [{ test: "gateway_timeline.citizen_pages_test", filter: "*WhatChangesSomethingComesFromOurPage*" }],
  },
  {
    id: "answers_without_guards",
    row: "frames, foreign scripts, caches",
    changes: [
      {
        file: "foundation/http/answer_head.cpp",
        was: String.raw`        if (find_header(response.headers, name).empty()) add(name, value);`,
        now: String.raw`        if (!MUTANT && find_header(response.headers, name).empty()) add(name, value);`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "*EveryAnswerBearsItsGuards*" }],
  },
  {
    id: "no_strict_transport",
    row: "frames, foreign scripts, caches",
    changes: [
      {
        file: "foundation/http/answer_head.cpp",
        was: String.raw`    if (strict_transport_) add(`,
        now: String.raw`    if (strict_transport_ && !MUTANT) add(`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "*IsSaidWherePeopleComeOverTls*" }],
  },
  {
    id: "pages_that_load_anything",
    row: "frames, foreign scripts, caches",
    changes: [
      {
        file: "gateway/page/citizen_page.cpp",
        was: String.raw`        .with("Content-Security-Policy", std::string(policy))`,
        now: String.raw`        .with("Content-Security-Policy", MUTANT ? std::string("default-src *") : std::string(policy))`,
      },
      {
        file: "foundation/desk/desk_page.cpp",
        was: String.raw`        .with("Content-Security-Policy", std::string(policy))`,
        now: String.raw`        .with("Content-Security-Policy", MUTANT ? std::string("default-src *") : std::string(policy))`,
      },
    ],
    tests: [{ test: "browser.desk", filter: "every answer tells the browser" }],
  },
  {
    id: "two_answers_to_one_request",
    row: "one request ends a program, or gets two answers",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: String.raw`    if (const auto status = head_refusal(message)) {`,
        now: String.raw`    if (const auto status = head_refusal(message); status && !MUTANT) {`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "*AnswersWhatItCannotReadOnceAndGoesOn*" }],
  },
  {
    id: "heads_of_any_length",
    row: "one request ends a program, or gets two answers",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: String.raw`    parser.header_limit(header_bytes_max);`,
        now: String.raw`    parser.header_limit(MUTANT ? std::size_t(1) << 20 : header_bytes_max);`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "*AnswersWhatItCannotReadOnceAndGoesOn*" }],
  },
  {
    id: "more_connections_than_descriptors",
    row: "connections are held until none is left",
    changes: [
      {
        file: "foundation/http/descriptors.cpp",
        was: String.raw`    return std::min(wanted, limit - kept);`,
        now: String.raw`    return MUTANT ? wanted : std::min(wanted, limit - kept);`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "*AsManyAsTheProcessMayOpen*" }],
  },
  {
    id: "who_waits_keeps_the_place",
    row: "connections are held until none is left",
    changes: [
      {
        file: "foundation/http/open_connections.cpp",
        was: String.raw`return close_longest_waiting(address);`,
        now: String.raw`return !MUTANT && close_longest_waiting(address);`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "*WhoHoldsThemSilentlyGivesWay*" }],
  },
  {
    id: "an_address_takes_all_places",
    row: "connections are held until none is left",
    changes: [
      {
        file: "foundation/http/open_connections.cpp",
        was: String.raw`    if (bounded && held >= each_max_)`,
        now: String.raw`    if (bounded && held >= each_max_ && !MUTANT)`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "*AnAddressIsBoundedAndAFewShutOutNobody*" }],
  },
  {
    id: "handshakes_take_their_time",
    row: "connections are held until none is left",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: String.raw`(tls ? options.handshake_max : options.idle_max)`,
        now: String.raw`(tls && !MUTANT ? options.handshake_max : options.idle_max)`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "TlsTest.ASilentHandshakeLosesItsPlace" }],
  },
  {
    id: "one_session_takes_a_whole_lane",
    row: "one session asks for much at once, and others wait",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: "if (!holder.empty() && pool.held[holder] > pool.each_max) co_return failure(429, request);",
        now: "if (!MUTANT && !holder.empty() && pool.held[holder] > pool.each_max) co_return failure(429, request);",
      },
    ],
    tests: [{ test: "http.http_test", filter: "*OneHolderKeeps*" }],
  },
  {
    id: "what_waited_long_is_worked_all_the_same",
    row: "one session asks for much at once, and others wait",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: "*response = steady_clock::now() > give_up ? failure(503, request) : work(request);",
        now: "*response = steady_clock::now() > give_up && !MUTANT ? failure(503, request) : work(request);",
      },
    ],
    tests: [{ test: "http.http_test", filter: "*WhatWaitedTooLong*" }],
  },
  {
    id: "bodies_of_whoever_is_not_let_in",
    row: "slow anonymous bodies keep known callers out",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: String.raw`    if (route.admit && has_body) {`,
        now: String.raw`    if (route.admit && has_body && !MUTANT) {`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "*AreSoManyAtOnceAndOnlyOfThoseWhoAreLetIn*" }],
  },
  {
    id: "known_and_unknown_share_places",
    row: "slow anonymous bodies keep known callers out",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: String.raw`        route.holder ? route.holder(request) : request.peer,`,
        now: String.raw`        MUTANT ? std::string() : route.holder ? route.holder(request) : request.peer,`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "*TheUnknownTakeNoPlaceFromTheKnown*" }],
  },
  {
    id: "one_address_in_two_texts",
    row: "limits by network are passed by other ways to write an address",
    changes: [
      {
        file: "foundation/http/address.cpp",
        was: String.raw`    if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), first))`,
        now: String.raw`    if (!MUTANT && std::equal(mapped_prefix.begin(), mapped_prefix.end(), first))`,
      },
    ],
    tests: [{ test: "http.forwarded_test", filter: "*HasOneTextHoweverAProxyWritesIt*" }],
  },
  {
    id: "each_v6_address_is_a_network",
    row: "limits by network are passed by other ways to write an address",
    changes: [
      {
        file: "foundation/http/address.cpp",
        was: String.raw`    const auto kept = bytes.size() == sizeof(in_addr) ? v4_bytes : v6_network_bytes;`,
        now: String.raw`    const auto kept = bytes.size() == sizeof(in_addr) ? v4_bytes
                      : MUTANT                        ? bytes.size()
                                                      : v6_network_bytes;`,
      },
    ],
    tests: [
      { test: "http.forwarded_test", filter: "*IsReckonedOnBytes*" },
      { test: "web_guard.web_guard_test", filter: "*IsOfANetworkAndAMinute*" },
    ],
  },
  {
    id: "figures_beyond_this_machine",
    row: "figures are read by anybody, or a flood of questions for them hides that a program is ill",
    changes: [
      {
        file: "foundation/service/production.cpp",
        was: String.raw`    if (web.operator_address != "::1" && !web.operator_address.starts_with("127."))`,
        now: String.raw`    if (web.operator_address != "::1" && !web.operator_address.starts_with("127.") && !MUTANT)`,
      },
    ],
    tests: [{ test: "gateway.production_test", filter: "*EachRuleIsHeld*" }],
  },
  {
    id: "figures_on_the_pages_port",
    row: "figures are read by anybody, or a flood of questions for them hides that a program is ill",
    changes: [
      {
        file: "gateway/program.cpp",
        was: String.raw`        for (auto& route : operator_pages.audit_routes()) all.push_back(std::move(route));`,
        now: String.raw`        for (auto& route : operator_pages.audit_routes()) all.push_back(std::move(route));
        if (MUTANT)
            for (auto& route : operator_pages.routes()) all.push_back(std::move(route));`,
      },
      {
        file: "gateway/program.cpp",
        was: String.raw`    for (auto& lane : SignIn::lanes()) lanes.push_back(std::move(lane));`,
        now: String.raw`    for (auto& lane : SignIn::lanes()) lanes.push_back(std::move(lane));
    if (MUTANT) lanes.push_back({"metrics", 1, 64});`,
      },
    ],
    tests: [{ test: "browser.api", filter: "alarms and dashboard ask for figures" }],
  },
  {
    id: "old_ciphers",
    row: "old TLS",
    changes: [
      {
        file: "foundation/http/server.cpp",
        was: String.raw`SSL_CTX_set_cipher_list(tls->native_handle(), tls12_ciphers)`,
        now: String.raw`SSL_CTX_set_cipher_list(tls->native_handle(), MUTANT ? "DEFAULT" : tls12_ciphers)`,
      },
    ],
    tests: [{ test: "http.http_test", filter: "TlsTest.TakesForwardSecretCiphersAlone" }],
  },
  {
    id: "sessions_that_rest_stay_open",
    row: "a session is fixed, taken or left open",
    changes: [
      {
        file: "foundation/staff/staff.cpp",
        was: String.raw`AND ended_at IS NULL AND used_at > $3 AND made_at > $4
       AND staff`,
        now: String.raw`AND ended_at IS NULL AND (MUTANT_SQL OR used_at > $3) AND made_at > $4
       AND staff`,
      },
      {
        file: "foundation/staff/staff.cpp",
        was: String.raw`AND ended_at IS NULL AND used_at > $2 AND made_at > $3`,
        now: String.raw`AND ended_at IS NULL AND (MUTANT_SQL OR used_at > $2) AND made_at > $3`,
      },
    ],
    tests: [{ test: "staff.staff_test", filter: "*ASessionEndsByRestByLengthAndWithItsOwnersRight*" }],
  },
  {
    // Kept twice: who is locked has their sessions ended, and a session of who is locked opens nothing.
    id: "sessions_outlive_the_right",
    row: "a session is fixed, taken or left open",
    changes: [
      {
        file: "foundation/staff/staff.cpp",
        was: String.raw`ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL`,
        now: String.raw`ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL AND NOT MUTANT_SQL`,
      },
      {
        file: "foundation/staff/staff.cpp",
        was: String.raw`.disabled_at IS NULL
)sql"};

constexpr pg::Query living_session_query`,
        now: String.raw`.disabled_at IS NOT DISTINCT FROM CASE WHEN MUTANT_SQL THEN staff.disabled_at END
)sql"};

constexpr pg::Query living_session_query`,
      },
      {
        file: "foundation/staff/staff.cpp",
        was: String.raw`.disabled_at IS NULL
)sql"};

constexpr pg::Query end_query`,
        now: String.raw`.disabled_at IS NOT DISTINCT FROM CASE WHEN MUTANT_SQL THEN staff.disabled_at END
)sql"};

constexpr pg::Query end_query`,
      },
    ],
    tests: [{ test: "staff.staff_test", filter: "*ASessionEndsByRestByLengthAndWithItsOwnersRight*" }],
  },
  {
    id: "cookies_that_others_set",
    row: "a session is fixed, taken or left open",
    changes: [
      {
        file: "foundation/web_guard/web_guard.cpp",
        was: String.raw`        "__Host-{}={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Lax", name, value,`,
        now: String.raw`        fmt::runtime(
            MUTANT ? "{}={}; Path=/; Max-Age={}"
                   : "__Host-{}={}; Path=/; Max-Age={}; Secure; HttpOnly; SameSite=Lax"
        ),
        name, value,`,
      },
    ],
    tests: [{ test: "gateway_timeline.citizen_pages_test", filter: "*WhatChangesSomethingComesFromOurPage*" }],
  },
  {
    id: "citizens_sessions_that_rest_stay_open",
    row: "a session is fixed, taken or left open",
    changes: [
      {
        file: "gateway/citizen/page_link.cpp",
        was: String.raw`opened.expires_at > $2 AND opened.made_at > $4`,
        now: String.raw`(MUTANT_SQL OR opened.expires_at > $2) AND opened.made_at > $4`,
      },
    ],
    tests: [{ test: "gateway_timeline.citizen_pages_test", filter: "*TheOwnersDigitsOpenThatDossierForAWhileAndNoOther*" }],
  },
  {
    id: "passwords_tried_without_end",
    row: "passwords are tried; somebody is locked out by others",
    changes: [
      {
        file: "foundation/staff/staff.cpp",
        was: String.raw`    if (failures.get<std::int64_t>(0, 0) >= failures_max ||`,
        now: String.raw`    if ((!MUTANT && failures.get<std::int64_t>(0, 0) >= failures_max) ||`,
      },
    ],
    tests: [{ test: "staff.staff_test", filter: "*WhoFailsTooOftenWaits*" }],
  },
  {
    id: "tries_counted_after_their_hash",
    row: "passwords are tried; somebody is locked out by others",
    changes: [
      {
        file: "foundation/staff/staff.cpp",
        was: String.raw`AND at > $3 AND succeeded IS NOT TRUE)`,
        now: String.raw`AND at > $3
               AND (succeeded IS FALSE OR (succeeded IS NULL AND NOT MUTANT_SQL)))`,
      },
    ],
    tests: [{ test: "authority.authority_test", filter: "*TriesSideBySideAreCounted*" }],
  },
  {
    id: "what_is_too_long_is_hashed",
    row: "passwords are tried; somebody is locked out by others",
    changes: [
      {
        file: "foundation/staff/staff.cpp",
        was: String.raw`    if (is_too_long(tried.login, tried.password, tried.code)) return`,
        now: String.raw`    if (!MUTANT && is_too_long(tried.login, tried.password, tried.code)) return`,
      },
    ],
    tests: [{ test: "authority.authority_test", filter: "*WhatIsTooLongIsRefused*" }],
  },
  {
    id: "known_browsers_are_locked_out",
    row: "passwords are tried; somebody is locked out by others",
    changes: [
      {
        file: "foundation/staff/staff.cpp",
        was: String.raw`        known_device =
            !tx.exec(`,
        now: String.raw`        known_device =
            !MUTANT && !tx.exec(`,
      },
    ],
    tests: [{ test: "authority.authority_test", filter: "*ABrowserThatIsKnown*" }],
  },
  {
    id: "cells_that_a_spreadsheet_runs",
    row: "cells that a spreadsheet would run",
    changes: [
      {
        file: "foundation/spreadsheet/spreadsheet.cpp",
        was: String.raw`    if (const auto* text = std::get_if<std::string>(&value))
        return worksheet_write_string(`,
        now: String.raw`    if (const auto* text = std::get_if<std::string>(&value); text && text->starts_with('=') && MUTANT)
        return worksheet_write_formula(sheet, row, column, text->c_str(), looks.text);
    if (const auto* text = std::get_if<std::string>(&value))
        return worksheet_write_string(`,
      },
    ],
    tests: [{ test: "spreadsheet.spreadsheet_test", filter: "*WhatWeWriteReadsBackAsText*" }],
  },
];
