#pragma once

#include "gateway/desk/desk.hpp"

#include <cstdint>
#include <string>
#include <string_view>

/// What several pages of a clerk are made of.
namespace tnung::gateway {

/// "Cần nộp tiền"; a kind that nobody knows as it is written.
std::string kind_word(const std::string& kind);

/// A status chip with its icon by reference.
html::Node state_chip(const Assets& assets, int state);

/// Address of a dossier's page at the desk, or of one of its acts.
std::string case_path(std::int64_t dossier_id, std::string_view act = "");

/// How a call went: three forms.
html::Node call_forms(const Desk& desk, std::int64_t task_id);

} // namespace tnung::gateway
