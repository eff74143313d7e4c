#include "registry/desk/desk_parts.hpp"

#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

namespace tnung::registry {

using namespace html;

Node filing_state_chip(const Assets& assets, FilingState state)
{
    const char* tone = "stone";
    const char* icon = "circle-dot";
    switch (state) {
    case FilingState::submitted:
        tone = "earth";
        icon = "inbox";
        break;
    case FilingState::returned:
        tone = "sun";
        icon = "undo";
        break;
    case FilingState::received:
        tone = "lake";
        icon = "check";
        break;
    case FilingState::handed_over:
        tone = "leaf";
        icon = "check-check";
        break;
    case FilingState::struck: icon = "x"; break;
    case FilingState::listed:
    case FilingState::draft: break;
    }
    return chip(assets, tone, icon, std::string(filing_state_text(state)));
}

Node problem_note(const Assets& assets, const std::string& words)
{
    if (words.empty()) return {};
    return div(
        {cls("note"), attr("data-tone", "danger"), attr("role", "alert"),
         desk_icon(assets, "circle-alert"), div({words})}
    );
}

Node done_note(const Assets& assets, const std::string& words)
{
    return div(
        {cls("note"), attr("data-tone", "leaf"), attr("role", "status"),
         desk_icon(assets, "circle-check"), div({words})}
    );
}

Node text_field(
    const std::string& name, const std::string& label_words, const std::string& value,
    std::size_t length_max, const std::string& id
)
{
    const auto& known_as = id.empty() ? name : id;
    return div(
        {cls("field"), label({attr("for", known_as), label_words}),
         input(
             {attr("type", "text"), attr("id", known_as), attr("name", name), attr("value", value),
              attr("maxlength", fmt::format("{}", length_max)), flag("required", true)}
         )}
    );
}

Node select_field(
    const std::string& name, const std::string& label_words, const std::vector<Option>& options,
    const std::string& chosen
)
{
    std::vector<Node> all;
    for (const auto& one : options)
        all.push_back(element(
            "option", {attr("value", one.value), flag("selected", one.value == chosen), one.words}
        ));
    return div(
        {cls("field"), label({attr("for", name), label_words}),
         element("select", {attr("id", name), attr("name", name), all})}
    );
}

bool reason_fits(const std::string& reason)
{
    const auto length = text::length(reason);
    return length >= reason_length_min && length <= reason_length_max;
}

std::string reason_asked(const std::string& what)
{
    return fmt::format("{}, từ {} đến {} chữ.", what, reason_length_min, reason_length_max);
}

bool document_fits(const std::string& document)
{
    return !document.empty() && text::length(document) <= document_length_max;
}

std::string document_asked(const std::string& which)
{
    return fmt::format("Ghi số và ngày của {}, không quá {} chữ.", which, document_length_max);
}

Node day_field(const std::string& name, const std::string& label_words, const std::string& value)
{
    return div(
        {cls("field short"), label({attr("for", name), label_words}),
         p({cls("hint"), attr("id", name + "-h"), "Ngày/tháng/năm, ví dụ 05/12/2026"}),
         input(
             {attr("type", "text"), attr("inputmode", "numeric"), attr("id", name),
              attr("name", name), attr("value", value), attr("aria-describedby", name + "-h"),
              flag("required", true)}
         )}
    );
}

std::string filing_box(const Filing& filing)
{
    return fmt::format("f{}", filing.id.value);
}

Node filing_choice(const Filing& filing, const std::string& words, bool chosen)
{
    return label(
        {cls("choice"),
         input(
             {attr("type", "checkbox"), attr("name", filing_box(filing)), attr("value", "1"),
              flag("checked", chosen)}
         ),
         span(
             {strong({filing.declarant.name}), element("br", {}), span({cls("small muted"), words})}
         )}
    );
}

std::string publication_words(const Publication& publication)
{
    const bool posted = publication.way == PublicationWay::posting;
    const auto when = posted ? fmt::format(
                                   "từ ngày {} đến hết ngày {}", date_text(publication.from_on),
                                   date_text(publication.until_on)
                               )
                             : fmt::format("ngày {}", date_text(publication.from_on));
    return fmt::format(
        "{}, {}, {}{}.", publication_way_text(publication.way), publication.place, when,
        publication.ended_at ? "; đã xong, có biên bản" : ""
    );
}

html::Node person_search(
    const Assets& assets, const std::string& action, const std::string& label,
    const std::string& typed
)
{
    return form(
        {cls("row"), attr("role", "search"), attr("action", action),
         div(
             {cls("field grow"), html::label({attr("for", "q"), label}),
              input(
                  {attr("type", "search"), attr("id", "q"), attr("name", "q"), attr("value", typed),
                   attr("autocomplete", "off")}
              )}
         ),
         button({cls("btn plain"), desk_icon(assets, "search"), " Tìm"})}
    );
}

} // namespace tnung::registry
