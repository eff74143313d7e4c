#include "registry/paper/paper_view.hpp"

#include "foundation/desk/desk_page.hpp"
#include "registry/paper/paper_lines.hpp"

#include <fmt/format.h>

namespace tnung::registry {

using namespace html;

namespace {

using What = PaperLine::What;
using Markup = html::Node;

constexpr const char* blank = "chưa ghi";

Markup fact(const PaperLine& line)
{
    return join(
        {dt({line.node->label}), line.text.empty() ? dd({cls("muted"), blank}) : dd({line.text})}
    );
}

Markup changes_table(const Form& form, const std::vector<PaperLine>& lines, std::size_t& at)
{
    std::vector<DeskRow> rows;
    for (; at < lines.size() && lines[at].what == What::change; ++at)
        if (const auto* change = lines[at].change) // on a screen, rows without one only hide others
            rows.push_back(DeskRow{
                cell(lines[at].node->heading()), cell(cls("num"), printed_quantity(*change)),
                cell(cls("num"), printed_value(*change)), cell(change->explanation)});
    --at;
    std::vector<const char*> heads;
    for (const auto& [above, head] : form.find("changes")->columns) heads.push_back(head.c_str());
    return desk_table("Biến động tài sản, thu nhập", heads, rows);
}

} // namespace

Markup paper_view(const Form& form, const Content& content, std::string_view kind)
{
    const auto lines = paper_lines(form, content, kind);
    std::vector<Markup> parts;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto& line = lines[i];
        switch (line.what) {
        case What::part: parts.push_back(h2({line.node->heading()})); break;
        case What::heading: parts.push_back(h3({line.node->heading()})); break;
        case What::item:
            parts.push_back(
                line.text.empty()
                    ? p({cls("small muted"), fmt::format("Thứ {}", line.position + 1)})
                    : element("h4", {line.text})
            );
            break;
        case What::nothing: parts.push_back(p({line.text})); break;
        case What::blank: parts.push_back(p({cls("muted"), blank})); break;
        case What::fact: {
            std::vector<Markup> facts{fact(line)};
            while (i + 1 < lines.size() && lines[i + 1].what == What::fact)
                facts.push_back(fact(lines[++i]));
            parts.push_back(dl({cls("facts side"), facts}));
            break;
        }
        case What::change: parts.push_back(changes_table(form, lines, i)); break;
        }
    }
    return element("article", {cls("card stack paper"), parts});
}

Markup watermark(const std::string& words)
{
    constexpr int rows = 10, height = 140;
    constexpr std::size_t width_bytes = 400; // more than a wide screen shows
    std::string across;
    while (across.size() < width_bytes) across += words + " · ";
    std::vector<Markup> lines;
    for (int i = 0; i < rows; ++i)
        lines.push_back(element(
            "text",
            {attr("x", i % 2 ? "-240" : "-180"), attr("y", fmt::format("{}", (i + 1) * height)),
             attr("transform", fmt::format("rotate(-18 20 {})", (i + 1) * height)), across}
        ));
    return svg({cls("watermark"), attr("aria-hidden", "true"), attr("focusable", "false"), lines});
}

} // namespace tnung::registry
