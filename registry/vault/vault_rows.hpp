#pragma once

/// Columns that Vault::unwrapped knows, then `what`: one statement, so that record and domain key
/// are of one moment.
#define TNUNG_RECORD_WITH_KEYS(what)                                                               \
    "SELECT record.domain_id, record.key_version, record.wrapped, domain_key.master_version, "     \
    "       domain_key.wrapped, " what "  FROM vault_record record"                                \
    "  JOIN vault_domain_key domain_key ON domain_key.domain_id = record.domain_id"                \
    "                                  AND domain_key.version = record.key_version "
