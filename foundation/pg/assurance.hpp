#pragma once

#include <string>

/// What a program makes sure of before it works on a database, whoever set that up. Each throws
/// std::runtime_error naming the setting or the role, and what to do.
namespace tnung::pg {

/// `fsync`, `full_page_writes` and `synchronous_commit` must be on: an answer of 2xx promises
/// durability.
void assert_durable(const std::string& target);

/// The server's own log must not show values: no parameters, errors without the key that they are
/// about, no statements beside them.
void assert_discreet(const std::string& target);

/// The role must own nothing, make no tables, be no superuser and not pass by row-level security:
/// grants are to hold for it.
void assert_plain_role(const std::string& target);

} // namespace tnung::pg
