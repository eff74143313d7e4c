#pragma once

#include "gateway/intake/intake.hpp"

#include <filesystem>
#include <functional>

namespace tnung::gateway {

/// Dossier events from a file, where no feed is agreed with yet: JSON Lines (the items of
/// docs/formats/dossier-events.md), an array of them or a call of the API, or a workbook or CSV
/// with headings, Vietnamese or English (foundation/table). Rows that are wrong are left out and
/// named; rows that are good but doubtful are taken and named.
class Import {
public:
    Import(Intake& intake, const UnitDirectory& units) : intake_(intake), units_(units) {}

    enum class Severity { refused, doubtful };
    struct Remark {
        int line;
        Severity severity;
        std::string field;   ///< a JSON pointer, or the column's heading
        std::string written; ///< what stands there
        std::string expected;
    };
    struct Report {
        std::int64_t rows = 0, stored = 0, repeated = 0, refused = 0, doubtful = 0;
        std::int64_t without_unit = 0;            ///< seen by the province's desk alone
        std::vector<Remark> remarks;              ///< the first thousand
        std::vector<std::string> unknown_columns; ///< left out, though something stands in them
    };
    struct From {
        std::string sheet; ///< of a workbook with several; else empty
        std::string unit;  ///< commune or ward of rows that name none; may be empty
    };
    /// Imports a file. Calls `told` after each batch with the rows done so far. Throws
    /// std::runtime_error where the file cannot be read at all.
    Report
    run(const Sender& sender, const std::filesystem::path& file, const From& from, Instant now,
        const std::function<void(std::int64_t rows)>& told);

private:
    Intake& intake_;
    const UnitDirectory& units_;
};

/// The JSON item that one row stands for, and which of its cells could not be read; columns that
/// nobody knows are left out.
struct RowItem {
    json::Value item;
    std::vector<Import::Remark> wrong;
};
RowItem row_item(const std::vector<std::string>& headings, const std::vector<std::string>& cells);

} // namespace tnung::gateway
