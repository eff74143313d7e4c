#pragma once

#include "registry/declaration/content.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// A declaration as the paper has it, line by line: what screen and print have in common.
struct PaperLine {
    enum class What {
        part,    ///< a heading of a part
        heading, ///< of a section, a group or a list
        item,    ///< an item of a list begins; `text`: its heading where the paper numbers items
        fact,    ///< a field; `text` empty: not answered
        nothing, ///< `text`: said to be none
        blank,   ///< a heading that nothing is said about
        change,  ///< a line of the table of changes
    };
    What what = What::fact;
    const Node* node = nullptr; ///< what it is of, as long as the form
    std::string text;
    const Change* change = nullptr; ///< as long as the content; nothing: a row without a change
    std::size_t position = 0;       ///< of items, from 0
};

/// In the order of the paper, without what that kind leaves out and without optional fields that
/// are empty. The table of changes with all its rows, those without a change too.
std::vector<PaperLine> paper_lines(const Form& form, const Content& content, std::string_view kind);

/// `−100 m²`, `+3.500.000.000 đồng`; the value empty where none is told.
std::string printed_quantity(const Change& change);
std::string printed_value(const Change& change);

} // namespace tnung::registry
