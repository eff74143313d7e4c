#include "gateway/desk/desk_parts.hpp"

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

} // namespace tnung::gateway
