#include "gateway/case/why.hpp"

#include "foundation/text/time_text.hpp"

#include "gateway/zalo/zalo_errors.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

std::string when(std::optional<Instant> at)
{
    return at ? text::spoken_time(*at) : "";
}

Why waiting(const NoticeStory& notice)
{
    const auto hold = notice.hold;
    const auto until =
        notice.not_before ? fmt::format(" Gửi lại lúc {}.", when(notice.not_before)) : "";
    if (hold == Hold::night)
        return {
            "lake", "clock", "Tin chờ đến sáng, vì Zalo không cho gửi tin mẫu ban đêm.",
            "Tin tự gửi, anh (chị) không phải làm gì." + until, NextAct::wait};
    if (hold == Hold::paused)
        return {
            "sun", "clock", "Tin đang chờ: đường gửi này tạm dừng.",
            "Người điều hành của tỉnh đã tạm dừng đường gửi. Mở lại là tin đi ngay.",
            NextAct::wait};
    if (hold == Hold::reserve)
        return {
            "sun", "clock", "Tin đang chờ: lượt tin hôm nay để dành cho việc có hạn.",
            "Tin đi sau các việc gấp hơn, muộn nhất là sáng mai. Cần báo ngay thì gọi điện." +
                until,
            NextAct::wait};
    if (hold == Hold::quota)
        return {
            "sun", "clock", "Tài khoản Zalo của tỉnh đã hết lượt tin trong ngày.",
            "Tin tự gửi khi có lượt mới. Cần báo gấp thì gọi điện." + until, NextAct::wait};
    if (hold == Hold::token || hold == Hold::needs_person)
        return {
            "danger", "triangle-alert", "Kết nối với Zalo đang hỏng, cần người quản trị sửa.",
            "Tin vẫn còn nguyên và tự gửi khi sửa xong. Cần báo gấp thì gọi điện." + until,
            NextAct::wait};
    if (notice.error_code != 0)
        return {
            "sun", "clock", "Zalo chưa nhận tin, hệ thống đang gửi lại.",
            std::string(error_in_words(notice.error_code)) + until, NextAct::wait};
    return {
        "lake", "clock", "Tin đang trên đường gửi, thường mất vài giây.",
        "Anh (chị) tải lại trang sau ít phút.", NextAct::wait};
}

Why excused(const WhyFacts& facts, std::optional<Excuse> excuse)
{
    if (excuse == Excuse::not_me)
        return {
            "danger", "user-x", "Số điện thoại ghi trong hồ sơ là của người khác.",
            fmt::format(
                "Người dùng số này đã bấm “Không phải tôi”{}. Từ lúc đó hệ thống ngừng gửi mọi "
                "tin đến số này.",
                facts.refused_at ? " lúc " + when(facts.refused_at) : ""
            ),
            NextAct::correct_number};
    if (excuse == Excuse::no_phone)
        return {
            "danger", "phone-off", "Hồ sơ không ghi số điện thoại di động nào.",
            "Hỏi người nộp rồi ghi số vào hồ sơ, tin gửi lại ngay.", NextAct::correct_number};
    if (excuse == Excuse::unreachable)
        return {
            "sun", "phone-off", "Số này chưa có Zalo hoặc không nhận được tin.",
            "Gọi điện báo, hoặc trao mã khi người dân đến quầy.", NextAct::counter_code};
    if (excuse == Excuse::not_reached)
        return {
            "danger", "phone-off", "Đã gọi đủ số lần, không gặp người nghe.",
            "Hỏi lại số đúng, hoặc gửi giấy báo qua bưu điện.", NextAct::correct_number};
    if (excuse == Excuse::unknown_fate)
        return {
            "sun", "clock", "Zalo không cho biết tin đã đến hay chưa.",
            "Việc có hạn thì hệ thống đã nhắc lại một lần. Anh (chị) có thể gửi lại.",
            NextAct::resend};
    return {
        "leaf", "check", "Việc mới nhất không phải báo riêng.",
        excuse ? fmt::format("{}.", text_of(*excuse)) : "", NextAct::nothing};
}

} // namespace

Why explain(const WhyFacts& facts)
{
    // A refused number stands above whatever became of the newest notice.
    if (facts.phone_refused && facts.followers == 0) return excused(facts, Excuse::not_me);
    if (!facts.newest) {
        if (facts.event_excuse) return excused(facts, facts.event_excuse);
        if (!facts.has_phone) return excused(facts, Excuse::no_phone);
        return {
            "lake", "info", "Hồ sơ này chưa có việc nào phải báo.",
            "Khi trạng thái thay đổi, tin tự gửi.", NextAct::nothing};
    }
    const auto& notice = *facts.newest;
    if (notice.status == MessageStatus::excused) return excused(facts, notice.excuse);
    if (notice.status == MessageStatus::waiting) return waiting(notice);
    if (notice.status == MessageStatus::to_call)
        return {
            "sun", "phone-call", "Không kênh nào đến được, cần gọi điện.",
            "Việc này có hạn, nên nằm trong danh sách gọi của đơn vị.", NextAct::call};
    if (notice.status == MessageStatus::maybe_sent)
        return {
            "sun", "clock", "Chưa rõ Zalo đã gửi tin hay chưa.",
            "Nếu hết hạn chờ mà vẫn không rõ, việc có hạn được nhắc lại một lần. Hệ thống không "
            "gửi trùng.",
            NextAct::wait};
    if (notice.status == MessageStatus::handed_over)
        return {
            "lake", "send", "Zalo đã nhận tin, máy chưa báo nhận.",
            fmt::format(
                "Zalo nhận lúc {}. Máy có thể đang tắt hoặc không có mạng.",
                when(notice.handed_over_at)
            ),
            NextAct::counter_code};
    if (notice.seen_at)
        return {
            "leaf", "check-check", "Tin đã đến máy và đã được mở.",
            fmt::format("Mở lúc {}.", when(notice.seen_at)), NextAct::resend};
    return {
        "leaf", "check", "Tin đã đến máy, chưa thấy mở.",
        fmt::format(
            "Đến lúc {}. Nhắc người dân xem tin của trang Hành chính công trong Zalo.",
            when(notice.delivered_at)
        ),
        NextAct::resend};
}

} // namespace tnung::gateway
