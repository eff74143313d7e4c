#pragma once

#include "foundation/base/instant.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tnung::document {

/// An administrative paper on A4, set as Decree 30/2020/NĐ-CP asks: margins of 20 mm above, below
/// and right, 30 mm left; a serif of 13 points; pages numbered above from the second on. Text that
/// does not fit flows on to the next page. UTF-8, Vietnamese shaped by Pango.
class Paper {
public:
    /// Both stand in the file's properties; `author` is the organisation.
    Paper(const std::string& title, const std::string& author, Instant made_at);
    ~Paper();
    Paper(const Paper&) = delete;
    Paper& operator=(const Paper&) = delete;

    /// The head of every administrative paper: the organisations left, State and motto right.
    void letterhead(const std::string& above, const std::string& organisation);
    /// `Gia Lai, ngày 24 tháng 11 năm 2026`, right.
    void place_and_day(const std::string& place, Day day);
    void title(const std::string& text, const std::string& below = "");
    void heading(const std::string& text);
    void paragraph(const std::string& text);
    /// Name and value on a line each.
    void facts(const std::vector<std::pair<std::string, std::string>>& facts);
    struct Column {
        std::string head;
        double share; ///< of the width; all of them together 1
    };
    /// The heads stand again on each page.
    void
    table(const std::vector<Column>& columns, const std::vector<std::vector<std::string>>& rows);
    /// The end, never apart: left a QR code of 25 mm with what it is for, right who signs. No
    /// picture of a seal: the signature is in the file.
    struct Closing {
        std::string address, beside;
        std::string role, holder;
        Instant at;
    };
    void close(const Closing& closing);

    /// PDF 1.5; the paper takes no more.
    std::string finish();

private:
    struct Core;
    std::unique_ptr<Core> core_;
};

} // namespace tnung::document
