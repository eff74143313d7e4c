#pragma once

#include "foundation/desk/desk_page.hpp"
#include "foundation/spreadsheet/spreadsheet.hpp"

#include <string>

/// Spreadsheets that an office takes away from the desk.
namespace tnung {

/// Who took it and when stands in the sheet itself, since sheets travel.
spreadsheet::Sheet sheet_for(const Seat& seat, const std::string& title);
/// `name-2026-11-24.xlsx`
http::Response
sheet_response(const Seat& seat, const std::string& name, const spreadsheet::Sheet& sheet);

} // namespace tnung
