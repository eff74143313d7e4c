#pragma once

#include "foundation/document/archival_pdf.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tnung::document {

/// Text with the numbers of a form's notes raised behind it.
struct Noted {
    std::string text, notes;
    Noted(std::string said) : text(std::move(said)) {} // NOLINT: most text has none
    Noted(const char* said) : text(said) {}            // NOLINT
    Noted(std::string said, std::string numbers) : text(std::move(said)), notes(std::move(numbers))
    {
    }
};

/// An administrative paper on A4, set as Decree 30/2020/NĐ-CP asks: margins of 20 mm above, below
/// and right, 30 mm left; a serif of 13 points, as wide as the Times New Roman it names; pages
/// numbered above from the second on. Text that does not fit flows on to the next page. UTF-8,
/// Vietnamese shaped by Pango.
class Paper {
public:
    explicit Paper(Properties properties);
    ~Paper();
    Paper(const Paper&) = delete;
    Paper& operator=(const Paper&) = delete;

    /// On every page from now on: a line at its foot, and words across it under what is written.
    /// The words are drawn, not text: whoever copies or searches the paper finds only what it says.
    struct Running {
        std::string foot, across;
    };
    void running(Running running);

    /// The head of every administrative paper: the organisations left (`above` may be empty), State
    /// and motto right.
    void letterhead(const std::string& above, const std::string& organisation);
    /// `Gia Lai, ngày 24 tháng 11 năm 2026`, right.
    void place_and_day(const std::string& place, Day day);
    void title(const std::string& text, const std::string& below = "");
    void heading(const Noted& text);
    void subheading(const Noted& text);
    struct Fact {
        Noted label;
        std::string value;
    };
    /// `- Loại cây: Cà phê; Số lượng: 400 cây`
    void labelled(const std::vector<Fact>& facts);
    void paragraph(const std::string& text);
    /// Name and value on a line each.
    void facts(const std::vector<std::pair<std::string, std::string>>& facts);
    struct Column {
        std::string head;
        double share;           ///< of the width; all of them together 1
        std::string group = {}; ///< what stands above neighbouring heads that have it in common
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
    /// The end where people sign by hand, side by side, never apart from each other.
    struct Signature {
        std::string above, role, hint, name;
    };
    void signatures(const Signature& left, const Signature& right);
    /// A QR code of 25 mm with what it is for.
    void code(const std::string& address, const std::string& beside);

    /// PDF/A-1b; the paper takes no more.
    std::string finish();

private:
    struct Core;
    std::unique_ptr<Core> core_;
};

} // namespace tnung::document
