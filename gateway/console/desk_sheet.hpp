#pragma once

#include "foundation/spreadsheet/spreadsheet.hpp"
#include "gateway/console/console.hpp"

#include <string>

/// Spreadsheets that an office takes away from the desk.
namespace tnung::gateway {

/// Who took it and when stands in the sheet itself, since sheets travel.
spreadsheet::Sheet sheet_for(const DeskRequest& asked, const std::string& title);
/// `name-2026-11-24.xlsx`
http::Response
as_file(const DeskRequest& asked, const std::string& name, const spreadsheet::Sheet& sheet);

} // namespace tnung::gateway
