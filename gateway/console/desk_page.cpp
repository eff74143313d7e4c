#include "gateway/console/desk_page.hpp"

#include <algorithm>

namespace tnung::gateway {

using namespace html;

std::vector<RailEntry> rail_of(Role role, const console_store::TaskCounts& tasks)
{
    struct Entry {
        const char* path;
        const char* icon;
        const char* name;
        std::vector<Role> roles;
        std::int64_t count = 0;
    };
    const std::vector<Entry> entries = {
        {"/can-bo/viec",
         "list-checks",
         "Việc cần làm",
         {Role::clerk, Role::operator_},
         tasks.wrong_number + tasks.ask_number + tasks.talk},
        {"/can-bo/goi", "phone-call", "Danh sách gọi", {Role::clerk, Role::operator_}, tasks.call},
        {"/can-bo/ho-so", "search", "Hồ sơ", {Role::clerk, Role::operator_}},
        {"/can-bo/mau-tin",
         "message-circle",
         "Mẫu tin",
         {Role::clerk, Role::operator_, Role::administrator}},
        {"/can-bo/dang-chay", "activity", "Đang chạy", {Role::operator_, Role::administrator}},
        {"/can-bo/doi-chieu", "scale", "Đối chiếu", {Role::operator_, Role::administrator}},
        {"/can-bo/chi-phi", "hand-coins", "Chi phí", {Role::operator_, Role::administrator}},
        {"/can-bo/luu-giu", "history", "Lưu giữ", {Role::operator_, Role::administrator}},
        {"/can-bo/nguoi-dung", "users", "Người dùng", {Role::administrator}},
        {"/can-bo/he-thong-gui", "key-round", "Hệ thống gửi", {Role::administrator}},
        {"/can-bo/don-vi", "landmark", "Đơn vị", {Role::administrator, Role::operator_}},
    };
    std::vector<RailEntry> rail;
    for (const auto& entry : entries)
        if (std::find(entry.roles.begin(), entry.roles.end(), role) != entry.roles.end())
            rail.push_back({entry.path, entry.icon, entry.name, entry.count});
    return rail;
}

http::Response desk_response(const Assets& assets, const Desk& desk, const DeskPage& page)
{
    const bool searches = desk.role != Role::administrator;
    const auto find =
        searches
            ? form(
                  {cls("find"), attr("role", "search"), attr("action", "/can-bo/ho-so"),
                   desk_icon(assets, "search"), button({cls("sr"), attr("tabindex", "-1"), "Tìm"}),
                   label({cls("sr"), attr("for", "q"), "Tìm hồ sơ theo mã hoặc số điện thoại"}),
                   input(
                       {attr("id", "q"), attr("name", "q"), attr("type", "search"),
                        attr("value", page.typed), attr("autocomplete", "off"),
                        attr("placeholder", "Mã hồ sơ hoặc số điện thoại")}
                   ),
                   element("kbd", {"/"})}
              )
            : p({cls("grow"), strong({"Quản trị"})});
    return framed_response(assets, desk, page, find);
}

} // namespace tnung::gateway
