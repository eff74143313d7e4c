// Mutations of the sections "Who is at the other end of a number" and "Zalo and other neighbours" of docs/threats.md.
const chat = (filter) => ({ test: "acceptance.chat", filter: `*${filter}*` });
const pages = (filter) => ({ test: "gateway_timeline.citizen_pages_test", filter: `*${filter}*` });
const desk = (filter) => ({ test: "browser.desk", filter });

const atTheEndOfANumber = [
  // somebody knows a dossier's code
  {
    id: "lookups_show_the_procedure",
    row: "somebody knows a dossier's code",
    changes: [
      {
        file: "gateway/lookup/public_state.cpp",
        was: "    SELECT code, state, id FROM dossier",
        now: "    SELECT CASE WHEN MUTANT_SQL THEN code || ' ' || procedure_name ELSE code END, state, id FROM dossier",
      },
    ],
    tests: [{ test: "gateway_lookup.lookup_test", filter: "*ShowsHowFarAndNothingMore*" }],
  },
  {
    id: "the_chat_tells_strangers_of_level_one",
    row: "somebody knows a dossier's code",
    changes: [
      {
        file: "gateway/dossier_chat/dossier_chat.cpp",
        was: "    if (disclosure.level == Level::code) {",
        now: "    if (disclosure.level == Level::code && !MUTANT) {",
      },
    ],
    tests: [chat("WhoKnowsTheCodeAloneIsToldHowFarItIs")],
  },

  // the number written in a dossier is not proved
  {
    id: "an_address_alone_opens_details",
    row: "the number written in a dossier is not proved",
    changes: [
      {
        file: "gateway/timeline/citizen_pages.cpp",
        was: "load_dossier_file(tx, keys_, units_, *opened.link.dossier_id, Level::number)",
        now: "load_dossier_file(tx, keys_, units_, *opened.link.dossier_id, MUTANT ? Level::owner : Level::number)",
      },
    ],
    tests: [pages("TheAddressAloneShowsWhoseTurn")],
  },
  {
    id: "a_list_opens_all_of_each_dossier",
    row: "the number written in a dossier is not proved",
    changes: [
      {
        file: "gateway/timeline/citizen_pages.cpp",
        was: "load_dossier_file(tx, keys_, units_, *id, level);",
        now: "load_dossier_file(tx, keys_, units_, *id, MUTANT ? Level::owner : level);",
      },
    ],
    tests: [pages("WhatAFollowersOwnList")],
  },
  {
    id: "messages_tell_details_to_everybody",
    row: "the number written in a dossier is not proved",
    quick: true,
    changes: [
      {
        file: "gateway/dossier_notice/notice_text.cpp",
        was: "    if (disclosure.level == Level::owner)\n",
        now: "    if (disclosure.level == Level::owner || MUTANT)\n",
      },
    ],
    tests: [{ test: "gateway_dossier_notice.notice_text_test", filter: "*BelowLevelTwo*" }],
  },

  // the number written in a dossier is the wrong person's, who links it by what we sent him
  {
    id: "the_dossiers_code_proves_its_owner",
    row: "the number written in a dossier is the wrong person's, who links it by what we sent him",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "    SELECT phone.id, dossier.id\n",
        now: "    SELECT phone.id, dossier.id, CASE WHEN MUTANT_SQL THEN dossier.owner_id END\n",
      },
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "rows.get<std::int64_t>(0, 1), std::nullopt};",
        now: "rows.get<std::int64_t>(0, 1),\n"
          + "                      MUTANT ? rows.get<std::optional<std::int64_t>>(0, 2) : std::nullopt};",
      },
    ],
    tests: [chat("TheDossiersCodeOpensNoDetails")],
  },
  {
    id: "another_owner_waits_no_day",
    row: "the number written in a dossier is the wrong person's, who links it by what we sent him",
    changes: [
      {
        file: "gateway/migrations/0029_what_ends_with_its_owner.sql",
        was: "            ELSE coalesce(known.details_from, link.details_from)\n",
        now: "            WHEN MUTANT_SQL THEN link.details_from\n"
          + "            ELSE coalesce(known.details_from, link.details_from)\n",
      },
    ],
    tests: [chat("AnotherOwnersDetailsWait")],
  },
  {
    id: "whoever_linked_a_number_is_each_owner",
    row: "the number written in a dossier is the wrong person's, who links it by what we sent him",
    changes: [
      {
        file: "gateway/migrations/0029_what_ends_with_its_owner.sql",
        was: "            ELSE known.owner_id IS NOT NULL\n",
        now: "            ELSE known.owner_id IS NOT NULL OR MUTANT_SQL\n",
      },
    ],
    tests: [pages("WhoLinkedByTheDossiersCode")],
  },

  // a number is many people's
  {
    id: "a_linked_number_opens_all_its_owners",
    row: "a number is many people's",
    changes: [
      {
        file: "gateway/citizen/disclosure.cpp",
        was: "    if (!facts.owner_matches) return",
        now: "    if (!facts.owner_matches && !MUTANT) return",
      },
    ],
    tests: [chat("TheSameNameAndBirthDate"), chat("ARelativesDossier")],
  },
  {
    id: "a_shop_is_nobodys_intermediary",
    row: "a number is many people's",
    changes: [
      {
        file: "gateway/citizen/disclosure.cpp",
        was: "    if (facts.persons_on_number > settings.persons_max)\n",
        now: "    if (facts.persons_on_number > settings.persons_max && !MUTANT)\n",
      },
    ],
    tests: [chat("ANumberOfManyPeople")],
  },

  // a SIM card is somebody else's by now
  {
    id: "links_live_for_ever",
    row: "a SIM card is somebody else's by now",
    changes: [
      {
        file: "gateway/citizen/disclosure.cpp",
        was: "    if (now - facts.alive_at > settings.silence_max) return",
        now: "    if (now - facts.alive_at > settings.silence_max && !MUTANT) return",
      },
      {
        file: "gateway/intake/intake_store.cpp",
        was: "AND told.alive_at > $2\n",
        now: "AND (MUTANT_SQL OR told.alive_at > $2)\n",
      },
      {
        file: "gateway/chat/chat.cpp",
        was: "    const bool was_silent =\n        follower_store::end_silent(",
        now: "    const bool was_silent =\n        !MUTANT && follower_store::end_silent(",
      },
    ],
    tests: [chat("AfterSixMonthsOfSilence")],
  },
  {
    id: "writing_proves_a_number",
    row: "a SIM card is somebody else's by now",
    changes: [
      {
        file: "gateway/migrations/0024_owners_by_their_digits.sql",
        was: "       link.proved_at AS alive_at\n",
        now: "       CASE WHEN MUTANT_SQL\n"
          + "            THEN greatest(link.proved_at, (SELECT interacted_at FROM follower WHERE follower.id = link.follower_id))\n"
          + "            ELSE link.proved_at END AS alive_at\n",
      },
      {
        file: "gateway/citizen/follower.cpp",
        was: "($4::timestamptz IS NULL OR proved_at < $4)\n",
        now: "($4::timestamptz IS NULL OR proved_at < $4\n"
          + "               AND NOT (MUTANT_SQL AND EXISTS (SELECT 1 FROM follower WHERE follower.id = $1 AND interacted_at >= $4)))\n",
      },
    ],
    tests: [chat("WritingDoesNotProve")],
  },

  // "this is not me"
  {
    id: "not_me_leaves_links_and_addresses",
    row: "\"this is not me\"",
    changes: [
      {
        file: "gateway/citizen/number_stop.cpp",
        was: "    tx.exec(cut_off_query, phone_id, everybody, now);",
        now: "    if (!MUTANT) tx.exec(cut_off_query, phone_id, everybody, now);",
      },
      {
        file: "gateway/migrations/0014_people_kept_and_proved.sql",
        was: " WHERE phone.stopped_at IS NULL AND dossier.refused_phone_id IS DISTINCT FROM phone.id;",
        now: " WHERE MUTANT_SQL OR (phone.stopped_at IS NULL AND dossier.refused_phone_id IS DISTINCT FROM phone.id);",
      },
    ],
    tests: [chat("NotMeStopsEverything"), pages("NotMineEndsWhatWasOpened"), pages("AnAddressWhoseNumberIsToldNoMore")],
  },
  {
    id: "refusals_are_lifted_without_a_clerk",
    row: "\"this is not me\"",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "dossier.national_code = $2)\n       AND dossier.refused_phone_id IS DISTINCT FROM phone.id",
        now: "dossier.national_code = $2)\n       AND (MUTANT_SQL OR dossier.refused_phone_id IS DISTINCT FROM phone.id)",
      },
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "AND owner.identity_sealed IS NOT NULL\n       AND dossier.refused_phone_id IS DISTINCT FROM phone.id",
        now: "AND owner.identity_sealed IS NOT NULL\n       AND (MUTANT_SQL OR dossier.refused_phone_id IS DISTINCT FROM phone.id)",
      },
      {
        file: "gateway/citizen/number_stop.cpp",
        was: "AND dossier.refused_at >= stop.stopped_at",
        now: "AND (MUTANT_SQL OR dossier.refused_at >= stop.stopped_at)",
      },
      {
        file: "gateway/timeline/citizen_pages.cpp",
        was: "    if (!at || *at <= clock_.now() - undo_within) return std::nullopt;",
        now: "    if (!at || (!MUTANT && *at <= clock_.now() - undo_within)) return std::nullopt;",
      },
    ],
    tests: [chat("ARefusedDossier"), pages("ASlipThatIsUndone"), pages("NotMineStopsTheNumber")],
  },
  {
    id: "codes_outlive_not_me", // the stop and the refusal each end them
    row: "\"this is not me\"",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "AND (phone.last_stopped_at IS NULL OR phone.last_stopped_at < $3)\n"
          + "       AND dossier.refused_phone_id IS DISTINCT FROM phone.id\n",
        now: "AND (MUTANT_SQL OR ((phone.last_stopped_at IS NULL OR phone.last_stopped_at < $3)\n"
          + "       AND dossier.refused_phone_id IS DISTINCT FROM phone.id))\n",
      },
    ],
    tests: [chat("ACodeThatWasAskedFor")],
  },

  // codes spend the day's messages or money
  {
    id: "codes_take_the_whole_day",
    row: "codes spend the day's messages or money",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "* quota_percent / 100",
        now: "* (MUTANT ? 100 : quota_percent) / 100",
      },
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "    else if (sent_today >= settings.sent_per_day_max ||\n"
          + "             (sent_today + 1) * settings.dong_per_code > settings.dong_per_day_max)\n",
        now: "    else if (!MUTANT && (sent_today >= settings.sent_per_day_max ||\n"
          + "             (sent_today + 1) * settings.dong_per_code > settings.dong_per_day_max))\n",
      },
    ],
    tests: [chat("TenThousandHostile"), chat("AShareOfTheDay")],
  },
  {
    id: "codes_to_one_number_are_unbounded",
    row: "codes spend the day's messages or money",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "    else if (counts.get<std::int64_t>(0, 1) >= settings.asks_per_number_hour)\n",
        now: "    else if (counts.get<std::int64_t>(0, 1) >= settings.asks_per_number_hour && !MUTANT)\n",
      },
    ],
    tests: [chat("AFloodOfCodeRequests")],
  },
  {
    id: "the_answer_tells_what_fits",
    row: "codes spend the day's messages or money",
    changes: [
      {
        file: "gateway/linking/link_chat.cpp",
        was: ".text = refusal == AskRefusal::too_many_asked ? ",
        now: ".text = refusal == AskRefusal::too_many_asked || (MUTANT && refusal) ? ",
      },
    ],
    tests: [chat("TheAnswerIsTheSame")],
  },

  // codes are guessed or kept
  {
    id: "codes_may_be_guessed_for_long",
    row: "codes are guessed or kept",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "rows.get<int>(0, 4) >= settings.tries_max)",
        now: "(rows.get<int>(0, 4) >= settings.tries_max && !MUTANT))",
      },
    ],
    tests: [chat("TheAnswerIsTheSame")],
  },
  {
    id: "codes_never_expire",
    row: "codes are guessed or kept",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "AND expires_at > $2 AND",
        now: "AND (MUTANT_SQL OR expires_at > $2) AND",
      },
    ],
    tests: [chat("CodesAreGoodForTenMinutes")],
  },
  {
    id: "codes_serve_again",
    row: "codes are guessed or kept",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: " used_at IS NULL AND code_hash",
        now: " (MUTANT_SQL OR used_at IS NULL) AND code_hash",
      },
    ],
    tests: [chat("ACodeServesOnce")],
  },

  // a code is asked for a dossier of long ago (by the dossier's code: codes_for_old_dossiers)
  {
    id: "codes_for_old_dossiers_by_digits",
    row: "a code is asked for a dossier of long ago",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "       AND (NOT is_over(dossier) OR dossier.state_at > $2)",
        now: "       AND (MUTANT_SQL OR NOT is_over(dossier) OR dossier.state_at > $2)",
      },
    ],
    tests: [chat("ADossierThatEndedLongAgoBringsNoCodeByDigits")],
  },

  // a cheat has the code read out to him
  {
    id: "a_code_names_no_account",
    row: "a cheat has the code read out to him",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "{{\"code\", code}, {\"account\", account_name(follower)}}",
        now: "{{\"code\", code}, {\"account\", MUTANT ? std::string(\"Zalo\") : account_name(follower)}}",
      },
    ],
    tests: [chat("CodesAreGoodForTenMinutes")],
  },
  {
    id: "the_number_is_not_told_of_links",
    row: "a cheat has the code read out to him",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "    phone_message::enqueue(\n        tx, keys, \"linked\", phone_id,",
        now: "    if (!MUTANT) phone_message::enqueue(\n        tx, keys, \"linked\", phone_id,",
      },
    ],
    tests: [chat("AProvedNumberIsTold")],
  },
  {
    id: "details_wait_no_day",
    row: "a cheat has the code read out to him",
    changes: [
      {
        file: "gateway/citizen/disclosure.cpp",
        was: "    if (now < facts.details_from) return",
        now: "    if (now < facts.details_from && !MUTANT) return",
      },
    ],
    tests: [chat("AProvedNumberIsTold")],
  },

  // a cheat has a clerk's code, or had a code read out, and the number is warned
  {
    id: "a_warning_ends_no_account",
    row: "a cheat has a clerk's code, or had a code read out, and the number is warned",
    changes: [
      {
        file: "gateway/citizen/number_stop.cpp",
        was: "    tx.exec(cut_off_query, phone_id, account, now);",
        now: "    if (!MUTANT) tx.exec(cut_off_query, phone_id, account, now);",
      },
    ],
    tests: [pages("AWarningEndsTheAccount")],
  },
  {
    id: "what_the_counter_opened_outlives_not_me",
    row: "a cheat has a clerk's code, or had a code read out, and the number is warned",
    changes: [
      {
        file: "gateway/citizen/number_stop.cpp",
        was: "       AND dossier_grant.ended_at IS NULL AND",
        now: "       AND NOT MUTANT_SQL AND dossier_grant.ended_at IS NULL AND",
      },
    ],
    tests: [chat("WhatACounterCodeOpened")],
  },

  // the owner's four digits are tried at new addresses, lists, in the chat
  {
    id: "tries_of_a_reader_are_unbounded",
    row: "the owner's four digits are tried at new addresses, lists, in the chat",
    changes: [
      {
        file: "gateway/citizen/owner_digits.cpp",
        was: "    if (tries.get<std::int64_t>(0, 0) >= tries_of_reader_max) return",
        now: "    if (tries.get<std::int64_t>(0, 0) >= tries_of_reader_max && !MUTANT) return",
      },
    ],
    tests: [pages("NewAddressesBringNoNewTries"), chat("NewAddressesInTheChat")],
  },
  {
    id: "tries_at_an_owners_digits_are_unbounded",
    row: "the owner's four digits are tried at new addresses, lists, in the chat",
    changes: [
      {
        file: "gateway/citizen/owner_digits.cpp",
        was: "        if (closed || month >= tries_of_owner_month_max)\n",
        now: "        if (!MUTANT && (closed || month >= tries_of_owner_month_max))\n",
      },
    ],
    tests: [pages("ManyReadersOfOneDossier"), pages("TriesAtLists"), chat("AnOwnersDigitsAreCounted")],
  },
  {
    id: "strangers_guess_on_for_a_year",
    row: "the owner's four digits are tried at new addresses, lists, in the chat",
    changes: [
      {
        file: "gateway/citizen/owner_digits.cpp",
        was: "day >= (late ? tries_of_strangers_late_max",
        now: "day >= (late && !MUTANT ? tries_of_strangers_late_max",
      },
    ],
    tests: [chat("StrangersWhoGuess")],
  },
  {
    id: "tries_side_by_side_do_not_see_each_other",
    row: "the owner's four digits are tried at new addresses, lists, in the chat",
    changes: [
      {
        file: "gateway/citizen/owner_digits.cpp",
        was: "    tx.exec(lock_query, names);",
        now: "    if (!MUTANT) tx.exec(lock_query, names);",
      },
      {
        file: "gateway/citizen/owner_digits.cpp",
        was: "    const auto closed = used_up(tx, owner_ids, door, now);",
        now: "    if (MUTANT) tx.script(\"SELECT pg_sleep(0.1)\"); // so that they meet each time\n"
          + "    const auto closed = used_up(tx, owner_ids, door, now);",
      },
    ],
    tests: [pages("TriesSideBySideAreCounted")],
  },

  // all steps of the ladder together
  {
    id: "whoever_links_a_number_is_the_owner",
    row: "all steps of the ladder together",
    changes: [
      {
        file: "gateway/migrations/0029_what_ends_with_its_owner.sql",
        was: "            ELSE known.owner_id IS NOT NULL\n",
        now: "            ELSE MUTANT_SQL OR known.owner_id IS NOT NULL\n",
      },
    ],
    tests: [{ test: "acceptance.ladder_attack", filter: "LadderAttack.*" }],
  },

  {
    id: "whoever_was_read_a_code_silences_the_number",
    row: 'an account that linked a number by a code that was read out to it says "not me", so that the number hears nothing',
    changes: [
      {
        file: "gateway/citizen/phone_link.cpp",
        was: "link.ended_at IS NULL AND link.details_from <= $3\n",
        now: "link.ended_at IS NULL AND (MUTANT_SQL OR link.details_from <= $3)\n",
      },
    ],
    tests: [chat("NotMeByAnAccount")],
  },
  {
    id: "an_owner_of_his_own_silences_the_number",
    row: 'an account that linked a number by a code that was read out to it says "not me", so that the number hears nothing',
    changes: [
      {
        file: "gateway/citizen/number_stop.cpp",
        was: "       AND owner_id IN (SELECT known.owner_id\n",
        now: "       AND owner_id IN (SELECT CASE WHEN MUTANT_SQL THEN dossier.owner_id ELSE known.owner_id END\n",
      },
    ],
    tests: [chat("WhoeverProvedOneOwner")],
  },
  {
    id: "an_accounts_address_silences_the_number",
    row: 'an account that linked a number by a code that was read out to it says "not me", so that the number hears nothing',
    changes: [
      {
        file: "gateway/timeline/citizen_pages.cpp",
        was: "    if (!good->link.let_go && good->link.to_account) return",
        now: "    if (!MUTANT && !good->link.let_go && good->link.to_account) return",
      },
    ],
    tests: [pages("NotMineAtAnAccountsAddress")],
  },
  {
    id: "addresses_outlive_their_link",
    row: "a link ended by time, and its account kept addresses",
    changes: [
      {
        file: "gateway/timeline/citizen_pages.cpp",
        was: "    return known.level != Level::code;\n",
        now: "    return MUTANT || known.level != Level::code;\n",
      },
    ],
    tests: [pages("AfterSixMonths")],
  },
  {
    id: "a_number_that_was_taken_away_is_told",
    row: "a clerk takes a wrong number away, or the sender gives another, while a notice waits for an account that linked it",
    changes: [
      {
        file: "gateway/delivery/notice_outgoing.cpp",
        was: "    return notice.phone_id && notice.phone_id != view.phone_now;\n",
        now: "    return !MUTANT && notice.phone_id && notice.phone_id != view.phone_now;\n",
      },
      {
        file: "gateway/delivery/notice_outgoing.cpp",
        was: "    if (!redirects.empty()) { // seldom: an ordinary batch is read once\n",
        now: "    if (!MUTANT && !redirects.empty()) { // seldom: an ordinary batch is read once\n",
      },
    ],
    tests: [chat("WhatWaitsForAnAccount"), chat("WhatWaitsForANumber")],
  },

  // strangers ask for codes to a number until its owner gets none
  {
    id: "strangers_use_up_the_owners_hour",
    row: "strangers ask for codes to a number until its owner gets none",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "AND (owner_id IS NOT NULL) = $5)",
        now: "AND (MUTANT_SQL OR (owner_id IS NOT NULL) = $5))",
      },
    ],
    tests: [chat("StrangersWhoAskOften")],
  },

  // a dossier changes its owner
  {
    id: "events_forget_whose_they_were",
    row: "a dossier changes its owner",
    changes: [
      {
        file: "gateway/intake/intake.cpp",
        was: "    intake_store::keep_owners(tx,",
        now: "    if (!MUTANT) intake_store::keep_owners(tx,",
      },
    ],
    tests: [chat("DetailsFromBeforeAChangeOfOwner")],
  },

  // a clerk's code is a key to everything
  {
    id: "a_counter_code_opens_every_dossier",
    row: "a clerk's code is a key to everything",
    changes: [
      {
        file: "gateway/citizen/follower.cpp",
        was: "     WHERE told.follower_id = $1 AND told.dossier_id = $2\n",
        now: "     WHERE told.follower_id = $1 AND (told.dossier_id = $2 OR (MUTANT_SQL AND told.granted))\n",
      },
    ],
    tests: [chat("ACounterCodeOpensOneDossier")],
  },
  {
    id: "a_counter_code_serves_always",
    row: "a clerk's code is a key to everything",
    changes: [
      {
        file: "gateway/citizen/typed_code.cpp",
        was: "AND expires_at > $2\n       AND (kind = 'start' OR used_at IS NULL AND",
        now: "AND (MUTANT_SQL OR expires_at > $2)\n       AND (MUTANT_SQL OR kind = 'start' OR used_at IS NULL AND",
      },
    ],
    tests: [chat("ACounterCodeOpensOneDossier"), chat("CodesAreGoodForTenMinutes")],
  },
  {
    id: "a_counter_code_lets_minors_in",
    row: "a clerk's code is a key to everything",
    changes: [
      {
        file: "gateway/linking/link_chat.cpp",
        was: "    if (turn.follower.minor) { // and the code stays good",
        now: "    if (turn.follower.minor && !MUTANT) { // and the code stays good",
      },
    ],
    tests: [chat("ACounterCodeLetsNoMinorIn")],
  },

  // a clerk changes a number
  {
    id: "a_clerk_corrects_a_number_again", // the page, the word, the trigger
    row: "a clerk changes a number",
    changes: [
      {
        file: "gateway/case/case_pages.cpp",
        was: "    const bool own_again = !corrections.empty() &&",
        now: "    const bool own_again = !MUTANT && !corrections.empty() &&",
      },
      {
        file: "gateway/authority.cpp",
        was: "    if (!last.empty() && last.get<Id<Staff>>(0, 0) == staff.id) return",
        now: "    if (!last.empty() && last.get<Id<Staff>>(0, 0) == staff.id && !MUTANT) return",
      },
      {
        file: "gateway/migrations/0023_authority.sql",
        was: "       OR NEW.staff_id = (SELECT staff_id FROM number_correction WHERE dossier_id = NEW.dossier_id ORDER BY id DESC LIMIT 1) THEN",
        now: "       OR (NOT MUTANT_SQL AND\n"
          + "           NEW.staff_id = (SELECT staff_id FROM number_correction WHERE dossier_id = NEW.dossier_id ORDER BY id DESC LIMIT 1)) THEN",
      },
    ],
    tests: [{ test: "gateway.correction_test", filter: "*TheSamePerson*" }, desk("a number is changed for one dossier")],
  },
  {
    id: "a_correction_needs_no_word",
    row: "a clerk changes a number",
    changes: [
      {
        file: "gateway/migrations/0023_authority.sql",
        was: "    IF NOT EXISTS (SELECT 1 FROM correction_word word\n",
        now: "    IF NOT MUTANT_SQL AND NOT EXISTS (SELECT 1 FROM correction_word word\n",
      },
    ],
    tests: [{ test: "gateway.correction_test", filter: "*AWordIsOf*" }],
  },
  {
    id: "the_old_number_is_not_told",
    row: "a clerk changes a number",
    changes: [
      {
        file: "gateway/case/case_store.cpp",
        was: "    if (old_phone && *old_phone != *new_phone && !old.get<bool>(0, 2))\n",
        now: "    if (old_phone && *old_phone != *new_phone && !old.get<bool>(0, 2) && !MUTANT)\n",
      },
    ],
    tests: [desk("a number is changed for one dossier")],
  },

  // a clerk snoops
  {
    id: "clerks_open_other_units",
    row: "a clerk snoops",
    changes: [
      {
        file: "gateway/case/case_pages.cpp",
        was: "    if (!one || !asked.desk.serves(one->unit_code)) {\n",
        now: "    if (!one || (!MUTANT && !asked.desk.serves(one->unit_code))) {\n",
      },
    ],
    tests: [desk("a clerk opens dossiers of the own unit")],
  },
  {
    id: "clerks_say_no_purpose",
    row: "a clerk snoops",
    changes: [
      {
        file: "gateway/case/case_pages.cpp",
        was: "    if (!refusal) return std::move(*one);",
        now: "    if (!refusal || MUTANT) return std::move(*one);",
      },
    ],
    tests: [desk("a clerk opens dossiers of the own unit")],
  },
  {
    id: "clerks_read_without_a_bound",
    row: "a clerk snoops",
    changes: [
      {
        file: "gateway/case/case_store.cpp",
        was: "    return rows.get<std::int64_t>(0, 1) >= per_hour_max ? ",
        now: "    return rows.get<std::int64_t>(0, 1) >= per_hour_max && !MUTANT ? ",
      },
    ],
    tests: [desk("search by number has a purpose and a bound")],
  },
  {
    id: "another_units_dossier_looks_like_one",
    row: "a clerk walks numbers of dossiers and learns units",
    changes: [
      {
        file: "gateway/case/case_pages.cpp",
        was: "            asked, 404,\n            \"Không có hồ sơ này ở đơn vị của anh (chị). Hồ sơ nộp",
        now: "            asked, one && MUTANT ? 403 : 404,\n            \"Không có hồ sơ này ở đơn vị của anh (chị). Hồ sơ nộp",
      },
    ],
    tests: [desk("a clerk opens dossiers of the own unit")],
  },

  // an address is forwarded, previewed, logged
  {
    id: "addresses_are_no_secret",
    row: "an address is forwarded, previewed, logged",
    changes: [
      {
        file: "gateway/citizen/page_link.cpp",
        was: "    if (!crypto::equal_in_constant_time(bytes->substr(notice_bytes),",
        now: "    if (!MUTANT && !crypto::equal_in_constant_time(bytes->substr(notice_bytes),",
      },
      {
        file: "gateway/citizen/page_link.cpp",
        was: "    const auto hash = crypto::sha256(token);\n",
        now: "    const auto hash = MUTANT ? std::string(token) : crypto::sha256(token);\n",
      },
    ],
    tests: [pages("AnAddressThatWeDidNotMake"), pages("AnAddressIsStoredReadableNowhere")],
  },
  {
    id: "an_address_takes_any_number_of_tries",
    row: "an address is forwarded, previewed, logged",
    changes: [
      {
        file: "gateway/citizen/page_link.cpp",
        was: "AND expires_at > $2 AND tries < $3\n",
        now: "AND expires_at > $2 AND (MUTANT_SQL OR tries < $3)\n",
      },
      {
        file: "gateway/citizen/page_link.cpp",
        was: "WHERE page_link.tries < $5\n",
        now: "WHERE MUTANT_SQL OR page_link.tries < $5\n",
      },
    ],
    tests: [pages("FiveWrongTriesLockTheAddress"), pages("StoredAddressesOpenAndLock")],
  },
  {
    id: "addresses_never_end",
    row: "an address is forwarded, previewed, logged",
    changes: [
      {
        file: "gateway/citizen/page_link.cpp",
        was: "AND coalesce(notice.handed_over_at, notice.created_at) > $4) link\n",
        now: "AND (MUTANT_SQL OR coalesce(notice.handed_over_at, notice.created_at) > $4)) link\n",
      },
      {
        file: "gateway/citizen/page_link.cpp",
        was: "           AND CASE WHEN link.to_account\n",
        now: "           AND NOT MUTANT_SQL AND CASE WHEN link.to_account\n",
      },
    ],
    tests: [pages("AnUnknownOrExpiredAddress"), pages("AnAddressWhoseNumberIsToldNoMore")],
  },

  // dossier codes are counted up
  {
    id: "lookups_are_unbounded",
    row: "dossier codes are counted up",
    changes: [
      {
        file: "gateway/lookup/lookup_pages.cpp",
        was: "    if (!limit_.may_ask(network_of(request.peer), now)) {",
        now: "    if (!MUTANT && !limit_.may_ask(network_of(request.peer), now)) {",
      },
    ],
    tests: [{ test: "gateway_lookup.lookup_test", filter: "*EnumerationFromOneNetwork*" }],
  },
  {
    id: "a_forbidden_dossier_looks_unlike_none",
    row: "dossier codes are counted up",
    changes: [
      {
        file: "gateway/timeline/citizen_pages.cpp",
        was: "    if (level == Level::code) return closed(request);",
        now: "    if (level == Level::code && !MUTANT) return closed(request);",
      },
    ],
    tests: [pages("WhatAFollowersOwnList")],
  },

  // minors
  {
    id: "minors_link",
    row: "minors",
    changes: [
      {
        file: "gateway/linking/link_chat.cpp",
        was: "    if (turn.follower.minor) return turn.say({.text = words.minor()});\n    // Another number",
        now: "    if (turn.follower.minor && !MUTANT) return turn.say({.text = words.minor()});\n    // Another number",
      },
      {
        file: "gateway/linking/link_chat.cpp",
        was: "    if (turn.follower.minor) return turn.say({.text = words.minor()});\n    const bool after_link",
        now: "    if (turn.follower.minor && !MUTANT) return turn.say({.text = words.minor()});\n    const bool after_link",
      },
      {
        file: "gateway/linking/link_chat.cpp",
        was: "    if (turn.follower.minor) return turn.say({.text = words.minor()});\n    const auto proved =",
        now: "    if (turn.follower.minor && !MUTANT) return turn.say({.text = words.minor()});\n    const auto proved =",
      },
    ],
    tests: [chat("AMinorLinksNothing")],
  },
  {
    id: "a_minors_name_and_link_stay",
    row: "minors",
    changes: [
      {
        file: "gateway/citizen/follower.cpp",
        was: "    if (!profile.minor)\n",
        now: "    if (!profile.minor || MUTANT)\n",
      },
      {
        file: "gateway/citizen/follower.cpp",
        was: "    if (profile.minor && known.affected() > 0)",
        now: "    if (profile.minor && known.affected() > 0 && !MUTANT)",
      },
    ],
    tests: [chat("AMinorWhoWasQuicker")],
  },

  // a helper acts for somebody
  {
    id: "the_number_is_not_told_of_a_helper",
    row: "a helper acts for somebody",
    changes: [
      {
        file: "gateway/linking/link_chat.cpp",
        was: "    if (const auto phone = dossier_contact::told_phone(turn.tx, used.dossier_id))\n",
        now: "    if (const auto phone = dossier_contact::told_phone(turn.tx, used.dossier_id); phone && !MUTANT)\n",
      },
    ],
    tests: [chat("ACounterCodeOpensOneDossier")],
  },
  {
    id: "codes_for_old_dossiers",
    row: "a code is asked for a dossier of long ago",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "       AND (NOT is_over(dossier) OR dossier.state_at > $3)",
        now: "       AND (MUTANT_SQL OR NOT is_over(dossier) OR dossier.state_at > $3)",
      },
    ],
    tests: [{ test: "acceptance.chat", filter: "*ADossierThatEndedLongAgoBringsNoCode" }],
  },
];

const ofNeighbours = [
  // forged webhooks
  {
    id: "webhooks_are_not_signed",
    row: "forged webhooks",
    quick: true,
    changes: [
      {
        file: "gateway/zalo/webhook.cpp",
        was: "               crypto::equal_in_constant_time(mac, webhook_mac(app_id, body, timestamp, secret));",
        now: "               (MUTANT || crypto::equal_in_constant_time(mac, webhook_mac(app_id, body, timestamp, secret)));",
      },
    ],
    tests: [{ test: "gateway_zalo.zalo_test", filter: "Webhook.RefusesForgeries*" }],
  },
  {
    id: "one_secret_for_both",
    row: "forged webhooks",
    changes: [
      {
        file: "gateway/production.cpp",
        was: "                s.zalo.webhook_secret != s.zalo.app_secret;",
        now: "                (MUTANT || s.zalo.webhook_secret != s.zalo.app_secret);",
      },
    ],
    tests: [{ test: "gateway.production_test", filter: "*EachRuleIsHeld*" }],
  },

  // repeated webhooks
  {
    id: "webhooks_are_known_by_their_bytes",
    row: "repeated webhooks",
    changes: [
      {
        file: "gateway/webhook/webhook_pages.cpp",
        was: "    if (!message_id.empty()) return crypto",
        now: "    if (!message_id.empty() && !MUTANT) return crypto",
      },
    ],
    tests: [{ test: "acceptance.fault", filter: "*ForgedReceipts*" }],
  },
  {
    id: "each_webhook_is_a_new_one",
    row: "repeated webhooks",
    changes: [
      {
        file: "gateway/webhook/webhook_store.cpp",
        was: "    tx.exec(keep_query, Bytes{key},",
        now: "    tx.exec(keep_query, Bytes{MUTANT ? std::to_string(now.time_since_epoch().count()) : key},",
      },
    ],
    tests: [chat("RepeatedAndReorderedWebhooks")],
  },

  // a call timed out: was it taken?
  {
    id: "what_may_be_sent_is_sent_again",
    row: "a call timed out: was it taken?",
    changes: [
      {
        file: "gateway/delivery/notice_outgoing.cpp",
        was: "        verdict.status = MessageStatus::maybe_sent;\n        verdict.not_before = now + settings_.settle;\n",
        now: "        verdict.status = MUTANT ? MessageStatus::waiting : MessageStatus::maybe_sent;\n"
          + "        verdict.not_before = MUTANT ? now : now + settings_.settle;\n",
      },
    ],
    tests: [{ test: "acceptance.delivery", filter: "*MaybeSentWithoutReceipt*" }],
  },
  {
    id: "what_a_dead_process_began_is_sent_again",
    row: "a call timed out: was it taken?",
    changes: [
      {
        file: "gateway/delivery/notice_outgoing.cpp",
        was: "    if (notice.status == MessageStatus::waiting && interrupted)\n",
        now: "    if (notice.status == MessageStatus::waiting && interrupted && !MUTANT)\n",
      },
    ],
    tests: [{ test: "acceptance.delivery", filter: "*AProcessThatDiedDuringACall*" }],
  },

  // refresh tokens serve once
  {
    id: "each_renewer_renews",
    row: "refresh tokens serve once",
    changes: [
      {
        file: "gateway/zalo/zalo_tokens.cpp",
        was: "    if (pair->access != stale) return remember(*pair);",
        now: "    if (pair->access != stale && !MUTANT) return remember(*pair);",
      },
    ],
    tests: [{ test: "acceptance.delivery", filter: "*TwoRenewers*" }],
  },
  {
    id: "tokens_have_no_copy",
    row: "refresh tokens serve once",
    changes: [
      {
        file: "gateway/zalo/zalo_tokens.cpp",
        was: "        copy_.keep(renewed);",
        now: "        if (!MUTANT) copy_.keep(renewed);",
      },
    ],
    tests: [{ test: "acceptance.delivery", filter: "*ATokenThatTheDatabase*" }],
  },
  {
    id: "without_a_token_a_right_waits",
    row: "refresh tokens serve once",
    changes: [
      {
        file: "gateway/delivery/delivery_worker.cpp",
        was: "        if (one.otherwise && now - *closed_since >= closed_patience)\n",
        now: "        if (one.otherwise && now - *closed_since >= closed_patience && !MUTANT)\n",
      },
    ],
    tests: [{ test: "acceptance.governor", filter: "*WithoutATokenOrOnAStoppedWay*" }],
  },

  // addresses of pictures come from strangers
  {
    id: "pictures_come_from_any_host",
    row: "addresses of pictures come from strangers",
    changes: [
      {
        file: "gateway/photo/photo_desk.cpp",
        was: "        return place->host == host ||",
        now: "        return MUTANT || place->host == host ||",
      },
    ],
    tests: [{ test: "acceptance.chat", filter: "MayFetch*" }],
  },
  {
    id: "pictures_come_from_inside",
    row: "addresses of pictures come from strangers",
    changes: [
      {
        file: "foundation/http/client.cpp",
        was: "        if (options.public_addresses_only)\n",
        now: "        if (options.public_addresses_only && !MUTANT)\n",
      },
    ],
    tests: [{ test: "http.http_test", filter: "*AClientForAddressesFromOutside*" }],
  },
  {
    id: "answers_lead_elsewhere_and_have_no_end",
    row: "addresses of pictures come from strangers",
    changes: [
      {
        file: "foundation/http/client.cpp",
        was: "CURLOPT_FOLLOWLOCATION, 0L);",
        now: "CURLOPT_FOLLOWLOCATION, (MUTANT ? 1L : 0L));",
      },
      {
        file: "foundation/http/client.cpp",
        was: "    if (transfer.answer.body.size() + size > transfer.call.answer_bytes_max) {",
        now: "    if (transfer.answer.body.size() + size > transfer.call.answer_bytes_max && !MUTANT) {",
      },
    ],
    tests: [
      { test: "http.http_test", filter: "*FollowsNoRedirect*" },
      { test: "http.http_test", filter: "*AnswersTooLargeAreCutOff*" },
    ],
  },

  // pictures attack their reader
  {
    id: "the_readers_are_not_confined",
    row: "pictures attack their reader",
    changes: [
      {
        file: "foundation/helper/confinement.cpp",
        was: "    ok = ok && seccomp_load(filter) == 0;",
        now: "    ok = ok && (MUTANT || seccomp_load(filter) == 0);",
      },
    ],
    tests: [{ test: "acceptance.photo", filter: "PhotoReader.IsConfined*" }],
  },

  // floods of chat, pictures and papers hold others up
  {
    id: "photos_wait_in_any_number",
    row: "floods of chat, pictures and papers hold others up",
    changes: [
      {
        file: "gateway/chat/sent_photo.cpp",
        was: "     WHERE (SELECT count(*) FROM sent_photo WHERE follower_id = $1 AND sent_at > $5) < $4\n",
        now: "     WHERE MUTANT_SQL OR (SELECT count(*) FROM sent_photo WHERE follower_id = $1 AND sent_at > $5) < $4\n",
      },
    ],
    tests: [chat("AFloodOfPhotosIsPassedOver")],
  },
  {
    id: "an_account_asks_for_any_number_of_codes",
    row: "floods of chat, pictures and papers hold others up",
    changes: [
      {
        file: "gateway/citizen/one_time_code.cpp",
        was: "    if (counts.get<std::int64_t>(0, 0) >= settings.asks_per_follower_hour)\n",
        now: "    if (counts.get<std::int64_t>(0, 0) >= settings.asks_per_follower_hour && !MUTANT)\n",
      },
    ],
    tests: [chat("AFloodOfCodeRequests")],
  },

  // a sender is hostile
  {
    id: "national_codes_of_another_agency",
    row: "a sender claims another agency's dossier",
    changes: [
      {
        file: "gateway/intake/intake.cpp",
        was: "(national && !may_speak_for(",
        now: "(!MUTANT && national && !may_speak_for(",
      },
    ],
    tests: [{ test: "gateway_intake.intake_test", filter: "*AClaimedAgency*" }],
  },
  {
    id: "one_row_stops_all",
    row: "a row that cannot be read stops the messages of all",
    changes: [
      {
        file: "gateway/delivery/delivery_worker.cpp",
        was: "    if (planning == Planning::apart) set_aside_unplannable(",
        now: "    if (planning == Planning::apart && !MUTANT) set_aside_unplannable(",
      },
    ],
    tests: [{ test: "acceptance.delivery", filter: "*WhatCannotBePlanned*" }],
  },
  {
    id: "a_sender_speaks_for_any_agency",
    row: "a sender is hostile",
    changes: [
      {
        file: "gateway/intake/intake.cpp",
        was: "        if (!may_speak_for(sender, events[i].code.text,",
        now: "        if (!MUTANT && !may_speak_for(sender, events[i].code.text,",
      },
    ],
    tests: [{ test: "gateway_intake.intake_test", filter: "*AKeySpeaksForItsAgenciesOnly*" }],
  },
  {
    id: "a_sender_has_no_pace_and_signs_once_for_all",
    row: "a sender is hostile",
    changes: [
      {
        file: "gateway/intake/sender.cpp",
        was: "    if (room_at > now)\n",
        now: "    if (room_at > now && !MUTANT)\n",
      },
      {
        file: "gateway/intake/sender.cpp",
        was: "    if (used.affected() == 0)\n",
        now: "    if (used.affected() == 0 && !MUTANT)\n",
      },
    ],
    tests: [
      { test: "gateway_intake.sender_test", filter: "*WhoTellsTooMuch*" },
      { test: "gateway_intake.sender_test", filter: "*ASignedCallCountsOnce*" },
    ],
  },
  {
    id: "anybody_sends_a_large_body",
    row: "a sender is hostile",
    changes: [
      {
        file: "gateway/intake/sender.cpp",
        was: "    if (may_be_signed || of_key(",
        now: "    if (MUTANT || may_be_signed || of_key(",
      },
    ],
    tests: [{ test: "gateway_intake.intake_test", filter: "*WhoHasNoKeyIsTurnedAwayWithTheHead*" }],
  },

  // a sender claims another agency's dossier
  {
    id: "the_claimed_agency_says_whose_a_dossier_is",
    row: "a sender claims another agency's dossier",
    changes: [
      {
        file: "gateway/intake/sender.cpp",
        was: "    return in_scope(sender, says_whose || agency_id.empty() ?",
        now: "    return in_scope(sender, (says_whose && !MUTANT) || agency_id.empty() ?",
      },
    ],
    tests: [
      { test: "gateway_intake.sender_test", filter: "*TheCodeSaysWhose*" },
      { test: "gateway_intake.intake_test", filter: "*AClaimedAgency*" },
      { test: "gateway_intake.intake_test", filter: "*CorrectionsGoTo*" },
    ],
  },
  {
    id: "the_stored_agency_is_not_asked",
    row: "a sender claims another agency's dossier",
    changes: [
      {
        file: "gateway/intake/intake.cpp",
        was: "        return !dossier.is_new && !may_speak_for(",
        now: "        return !MUTANT && !dossier.is_new && !may_speak_for(",
      },
    ],
    tests: [{ test: "gateway_intake.intake_test", filter: "*ACodeOfAnotherAuthority*" }],
  },
];

export const citizens = [...atTheEndOfANumber, ...ofNeighbours];
