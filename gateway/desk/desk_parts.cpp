#include "gateway/desk/desk_parts.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

using namespace html;

Node secret_card(const std::string& heading, const std::vector<Node>& lines)
{
    return section(
        {cls("card stack s"), attr("data-tone", "earth"), attr("role", "status"), h2({heading}),
         join(lines),
         p({cls("small muted"), "Chỉ hiện một lần. Đóng trang là không xem lại được."})}
    );
}

Node field(
    const char* id, const char* name, const char* hint, const std::string& value,
    const std::string& error
)
{
    const bool bad = !error.empty();
    return div(
        {cls(bad ? "field bad" : "field"), label({attr("for", id), name}),
         p({cls("hint"), attr("id", fmt::format("{}-h", id)), hint}),
         bad ? p({cls("error"), attr("id", fmt::format("{}-e", id)), error}) : Node{},
         input(
             {attr("id", id), attr("name", id), attr("value", value), attr("autocomplete", "off"),
              attr(
                  "aria-describedby",
                  fmt::format("{}-h", id) + (bad ? fmt::format(" {}-e", id) : "")
              ),
              bad ? attr("aria-invalid", "true") : flag("aria-invalid", false)}
         )}
    );
}

} // namespace tnung::gateway
