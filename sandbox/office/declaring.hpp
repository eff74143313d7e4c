#pragma once

#include "sandbox/office/visitor.hpp"

#include <functional>

namespace tnung::sandbox {

/// How somebody declares.
struct Manner {
    bool everything = false; ///< an item in every list, a spouse, a change; else nothing anywhere
    bool again = false;      ///< a returned declaration: read through and handed in unchanged
    /// What is written into free text, after the label of the field.
    std::function<std::string(const std::string& label)> words;
    int number = 0; ///< what tells identity numbers and amounts apart, below a million
};

/// From "what I have to declare" to the receipt, screen by screen, as the pages ask. Throws
/// std::runtime_error with what the page says where it does not go on.
struct Declared {
    std::string path;    ///< of the filing's page
    std::string receipt; ///< its code
    int screens = 0;     ///< that were opened with what was declared
};
Declared declare(Visitor& visitor, Account& account, const Manner& manner);

/// What such a declaration says that nobody else knows, beside the words: identity numbers.
std::vector<std::string> identity_numbers(int number);

} // namespace tnung::sandbox
