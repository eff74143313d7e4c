#include "gateway/notice/message_status.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace tnung::gateway {

namespace {

struct Named {
    std::string_view name, text;
};

/// In the order of each enum.
constexpr std::array<Named, 7> statuses = {{
    {"waiting", "Đang chờ gửi"},
    {"handed_over", "Đã gửi, chưa báo đến máy"},
    {"maybe_sent", "Chưa rõ đã gửi hay chưa"},
    {"to_call", "Chờ gọi điện"},
    {"delivered", "Đã đến máy"},
    {"excused", "Không gửi"},
    {"dropped", "Đã bỏ"},
}};

constexpr std::array<Named, 14> excuses = {{
    {"superseded", "Tin cũ hơn trạng thái đã báo, nên không gửi"},
    {"merged", "Gộp với tin cùng ngày đã nói điều này"},
    {"told_already", "Người dân đã được báo trạng thái này, hệ thống gửi chỉ nhắc lại"},
    {"overtaken", "Tin phải chờ lâu, tin sau của cùng hồ sơ đã nói đủ"},
    {"no_rule", "Trạng thái này không phải báo"},
    {"unknown_state", "Không rõ trạng thái này là gì, nên không báo điều có thể sai"},
    {"no_phone", "Hồ sơ không ghi số điện thoại nào nhắn được"},
    {"not_me", "Người dùng số này đã bấm “Không phải tôi”"},
    {"not_useful", "Quá hạn còn có ích, nên không gửi nữa"},
    {"unreachable", "Số này chưa có Zalo hoặc không nhận được tin"},
    {"not_reached", "Đã gọi đủ số lần, không gặp người nghe"},
    {"told_otherwise", "Người này đã được báo việc này qua tin khác"},
    {"corrected", "Số điện thoại đã được sửa, tin gửi lại đến số mới"},
    {"unknown_fate", "Không biết Zalo đã gửi hay chưa, đã nhắc lại bằng tin khác hoặc hết hạn"},
}};

constexpr std::array<Named, 8> holds = {{
    {"night", "đến sáng"},
    {"paused", "đường tạm dừng"},
    {"reserve", "nhường việc có hạn"},
    {"quota", "hết lượt trong ngày"},
    {"zalo_limit", "giới hạn của Zalo"},
    {"token", "khóa kết nối"},
    {"needs_person", "cần người sửa"},
    {"aside", "để riêng"},
}};

template <class Enum>
std::optional<Enum> parse(const auto& table, std::string_view name)
{
    for (std::size_t i = 0; i < table.size(); ++i)
        if (table[i].name == name) return Enum(int(i));
    return std::nullopt;
}

} // namespace

std::string_view name_of(MessageStatus status)
{
    return statuses[std::size_t(status)].name;
}
std::string_view name_of(Excuse excuse)
{
    return excuses[std::size_t(excuse)].name;
}
std::string_view name_of(Hold hold)
{
    return holds[std::size_t(hold)].name;
}

std::optional<MessageStatus> parse_message_status(std::string_view name)
{
    return parse<MessageStatus>(statuses, name);
}
std::optional<Excuse> parse_excuse(std::string_view name)
{
    return parse<Excuse>(excuses, name);
}
std::optional<Hold> parse_hold(std::string_view name)
{
    return parse<Hold>(holds, name);
}

std::string_view text_of(MessageStatus status)
{
    return statuses[std::size_t(status)].text;
}
std::string_view text_of(Excuse excuse)
{
    return excuses[std::size_t(excuse)].text;
}
std::string_view text_of(Hold hold)
{
    return holds[std::size_t(hold)].text;
}

void from_text(std::string_view text, MessageStatus& out)
{
    const auto status = parse_message_status(text);
    if (!status) throw std::runtime_error(fmt::format("'{}' is no status that we know", text));
    out = *status;
}

} // namespace tnung::gateway
