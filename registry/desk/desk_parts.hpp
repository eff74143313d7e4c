#pragma once

#include "foundation/desk/desk_page.hpp"
#include "registry/filing/publication.hpp"

#include <string>
#include <vector>

/// Pieces that several pages of the desk have.
namespace tnung::registry {

html::Node filing_state_chip(const Assets& assets, FilingState state);
/// What is wrong, before everything else; nothing where nothing is.
html::Node problem_note(const Assets& assets, const std::string& words);
/// What was done.
html::Node done_note(const Assets& assets, const std::string& words);
/// `id`: where a field of that name stands twice on the page.
html::Node text_field(
    const std::string& name, const std::string& label, const std::string& value,
    std::size_t length_max, const std::string& id = ""
);
/// One of several; the value chosen before.
struct Option {
    std::string value, words;
};
html::Node select_field(
    const std::string& name, const std::string& label, const std::vector<Option>& options,
    const std::string& chosen
);
/// Why something is done, as its row keeps it.
inline constexpr std::size_t reason_length_min = 10, reason_length_max = 1000;
bool reason_fits(const std::string& reason);
/// `<what>, từ 10 đến 1000 chữ.`
std::string reason_asked(const std::string& what);
/// By which paper something is done.
inline constexpr std::size_t document_length_max = 100;
bool document_fits(const std::string& document);
/// `Ghi số và ngày của <which>, không quá 100 chữ.`
std::string document_asked(const std::string& which = "văn bản");
inline constexpr std::size_t watermark_length_max = 60; ///< of the purpose in it
/// Looks for a person by name or number: `q` in the address.
html::Node person_search(
    const Assets& assets, const std::string& action, const std::string& label,
    const std::string& typed
);
/// A day as people type it (text::parse_typed_day).
html::Node day_field(const std::string& name, const std::string& label, const std::string& value);
/// The name of the box that chooses that filing among others, and the box; `words` below the name.
std::string filing_box(const Filing& filing);
html::Node filing_choice(const Filing& filing, const std::string& words, bool chosen);
/// `Niêm yết tại …, từ ngày … đến hết ngày …`
std::string publication_words(const Publication& publication);

} // namespace tnung::registry
