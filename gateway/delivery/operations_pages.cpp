#include "gateway/delivery/operations_pages.hpp"

#include "foundation/text/money_text.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/citizen/phone_message.hpp"
#include "gateway/delivery/lane.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/notice/route.hpp"
#include "gateway/zalo/zalo_errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace tnung::gateway {

using namespace html;
using namespace operations;

namespace {

constexpr std::string_view path = "/can-bo/dang-chay";
constexpr int refresh_seconds = 5;
constexpr int minutes_a_step = 5;
constexpr double troubled_share = 0.2; ///< of calls that fail, from which on a way is in trouble
constexpr std::int64_t calls_to_judge = 10;
constexpr int urgent = 1; ///< obligations, codes and answers
constexpr std::chrono::minutes urgent_waits_max{2};

std::string count_text(std::int64_t count)
{
    return text::grouped(count);
}

std::string for_how_long(std::chrono::seconds time)
{
    if (time < std::chrono::minutes(1))
        return fmt::format("{} giây", std::max<std::int64_t>(time.count(), 0));
    const auto minutes = std::chrono::floor<std::chrono::minutes>(time).count();
    if (minutes < 60) return fmt::format("{} phút", minutes);
    if (minutes < 48 * 60) return fmt::format("{} giờ {:02}", minutes / 60, minutes % 60);
    return fmt::format("{} ngày", minutes / (24 * 60));
}

std::chrono::seconds between(Instant earlier, Instant later)
{
    return std::chrono::floor<std::chrono::seconds>(later - earlier);
}

std::int64_t calls_of(const Lane& lane)
{
    return std::accumulate(lane.calls.begin(), lane.calls.end(), std::int64_t(0));
}

bool is_troubled(const Lane& lane)
{
    const auto calls = calls_of(lane);
    return calls >= calls_to_judge && double(lane.failed) > troubled_share * double(calls);
}

struct Alarm {
    const char* tone; ///< danger: something does not go out; sun: look
    std::string what, then;
};

std::vector<Alarm> alarms_of(
    const Picture& picture, const OperationsSettings& settings,
    const calendar::WorkingDays& calendar
)
{
    std::vector<Alarm> alarms;
    if (!picture.token)
        alarms.push_back(
            {"danger", "Chưa có khóa kết nối với Zalo.",
             "Chưa tin nào đi được. Tin vẫn còn nguyên."}
        );
    else if (picture.token->refused_at)
        alarms.push_back(
            {"danger", "Zalo không cho làm mới khóa kết nối.",
             fmt::format(
                 "Từ {}. Người quản trị trang Zalo cấp quyền lại; tin vẫn còn nguyên, tự đi khi có "
                 "khóa.",
                 text::spoken_time(*picture.token->refused_at)
             )}
        );
    else if (picture.token->expires_at <= picture.at)
        alarms.push_back(
            {"danger", "Khóa kết nối với Zalo đã hết hạn.",
             "Chưa làm mới được, có thể Zalo đang ngừng. Tin vẫn còn nguyên, tự đi khi có khóa."}
        );
    const auto templates_out = template_standing::out_of_use(picture.templates).size();
    if (templates_out > 0)
        alarms.push_back(
            {"danger", fmt::format("{} mẫu tin Zalo không cho dùng.", templates_out),
             "Xem ở trang Mẫu tin."}
        );
    if (picture.today.unexplained > 0)
        alarms.push_back(
            {"danger", fmt::format("{} tin không giải thích được.", picture.today.unexplained),
             "Báo ngay người phát triển, kèm giờ này."}
        );
    if (picture.quota) {
        const auto spent =
            spent_at(*picture.quota, picture.at, settings.day_from_hour, settings.day_until_hour);
        if (picture.quota->used >= picture.quota->quota)
            alarms.push_back(
                {"danger", "Đã hết lượt tin mẫu hôm nay.",
                 "Tin chờ đến 0 giờ. Việc sắp hết hạn đã chuyển sang danh sách gọi."}
            );
        else if (spent)
            alarms.push_back(
                {"sun", fmt::format("Lượt tin mẫu sẽ hết lúc {}.", clock_text(*spent)),
                 "Theo nhịp từ sáng đến giờ. Tin chỉ để biết nhường lượt cho việc có hạn."}
            );
    }
    for (const auto& one : picture.lanes)
        if (!one.paused_at && is_troubled(one))
            alarms.push_back(
                {"danger", fmt::format("{}: nhiều lượt không đi được.", channel_text(one.name)),
                 "Xem vì sao ở dưới. Tin chưa đi được vẫn còn nguyên."}
            );
    for (const auto& one : picture.backlog)
        if (one.urgency <= urgent && one.due > 0 && one.oldest &&
            picture.at - *one.oldest > urgent_waits_max)
            alarms.push_back(
                {"danger", fmt::format("{} việc gấp chờ đã lâu.", one.due),
                 fmt::format("Lâu nhất {}.", for_how_long(between(*one.oldest, picture.at)))}
            );
    if (picture.aside_count > 0)
        alarms.push_back(
            {"danger", fmt::format("{} tin để riêng, chưa gửi được.", picture.aside_count),
             "Các tin khác vẫn đi. Xem lý do ở dưới; sửa xong thì bấm Gửi lại."}
        );
    if (picture.webhooks_late > 0)
        alarms.push_back(
            {"sun", fmt::format("{} tin Zalo báo lại chưa xử lý.", picture.webhooks_late),
             "Quá một phút. Người dân bấm nút mà chưa thấy trả lời."}
        );
    for (const auto& one : picture.lanes)
        if (one.paused_at)
            alarms.push_back(
                {"sun", fmt::format("{}: đang tạm dừng.", channel_text(one.name)),
                 fmt::format("Từ {}.", text::spoken_time(*one.paused_at))}
            );
    if (const auto year = calendar.table_missing_on(day_of(picture.at)))
        alarms.push_back(
            {"sun", fmt::format("Chưa có bảng ngày nghỉ chính thức của năm {}.", *year),
             "Hạn tính qua năm đó ghi là chưa công bố. Người quản trị máy chủ thêm bảng khi có "
             "thông báo nghỉ lễ."}
        );
    return alarms;
}

Node alarm_note(const Assets& assets, const std::vector<Alarm>& alarms)
{
    if (alarms.empty())
        return div(
            {cls("note"), attr("data-tone", "leaf"), desk_icon(assets, "circle-check"),
             div({p({strong({"Mọi đường đang chạy tốt."})})})}
        );
    const bool danger = std::ranges::any_of(alarms, [](const auto& one) {
        return std::string_view(one.tone) == "danger";
    });
    std::vector<Node> lines;
    for (const auto& one : alarms) lines.push_back(li({strong({one.what}), " ", one.then}));
    return div(
        {cls("note"), attr("data-tone", danger ? "danger" : "sun"),
         danger ? attr("role", "alert") : flag("role", false), desk_icon(assets, "triangle-alert"),
         ul({cls("stack s people"), lines})}
    );
}

Node kpi(const char* tone, const char* name, std::int64_t value, const std::string& said)
{
    return li(
        {cls("kpi"), attr("data-tone", tone), span({cls("muted"), name}),
         element("b", {count_text(value)}), span({cls("small muted"), said})}
    );
}

Node sum_card(const Picture& picture)
{
    const auto& today = picture.today;
    const auto share = today.notices > 0 ? fmt::format("{}%", today.delivered * 100 / today.notices)
                                         : std::string();
    return section(
        {cls("card stack"), attr("aria-labelledby", "sum"),
         h2({attr("id", "sum"), "Không tin nào lặng lẽ mất, hôm nay"}),
         ul({cls("grid kpis people"),
             kpi("lake", "Tin phải gửi", today.notices,
                 fmt::format("từ {} sự kiện", count_text(today.causes))),
             kpi("leaf", "= Đã đến máy", today.delivered, share),
             kpi("stone", "+ Không gửi, có lý do", today.excused, "xem ở Đối chiếu"),
             kpi("lake", "+ Đang chờ", today.waiting,
                 fmt::format("{} chờ gọi điện", count_text(today.on_call_list))),
             kpi(today.unexplained == 0 ? "leaf" : "danger", "Không giải thích được",
                 today.unexplained,
                 today.as_of ? "đếm lúc " + full_clock_text(*today.as_of) : "chưa đếm")})}
    );
}

/// The last hour as a line; words stand beside it.
Node spark(const Lane& lane)
{
    constexpr double width = 96, height = 24, top = 3;
    const auto most = std::max<std::int64_t>(1, *std::ranges::max_element(lane.calls));
    std::string line;
    for (std::size_t i = 0; i < lane.calls.size(); ++i)
        line += fmt::format(
            "{}{:.1f} {:.1f}", i == 0 ? "M" : "L",
            2 + double(i) * (width - 4) / double(lane.calls.size() - 1),
            height - 1 - (height - 1 - top) * double(lane.calls[i]) / double(most)
        );
    return svg(
        {cls("spark"), attr("viewBox", "0 0 96 24"), attr("aria-hidden", "true"),
         attr("focusable", "false"), element("path", {cls("ar"), attr("d", line + "L94 24L2 24Z")}),
         element("path", {cls("ln"), attr("d", line)})}
    );
}

Node lane_state(const Assets& assets, const Lane& lane, std::int64_t calls)
{
    if (lane.paused_at) return chip(assets, "sun", "pause", "Tạm dừng");
    if (is_troubled(lane)) return chip(assets, "danger", "triangle-alert", "Nhiều lỗi");
    if (calls == 0) return chip(assets, "stone", "clock", "Không có tin");
    return chip(assets, "leaf", "circle-check", "Chạy tốt");
}

Node lane_button(const Desk& desk, const Lane& lane)
{
    if (!door::has_any(desk, may::steer)) return {};
    const auto name = std::string(channel_text(lane.name));
    return act_form(
        desk, fmt::format("{}/{}", path, lane.paused_at ? "mo-lai" : "tam-dung"),
        {hidden("duong", lane.name),
         button(
             {cls("btn text"),
              attr("aria-label", (lane.paused_at ? "Mở lại: " : "Tạm dừng: ") + name),
              lane.paused_at ? "Mở lại" : "Tạm dừng"}
         )},
        "row"
    );
}

Node lanes_table(const Assets& assets, const Desk& desk, const Picture& picture)
{
    std::vector<DeskRow> rows;
    for (const auto& one : picture.lanes) {
        const auto calls = calls_of(one);
        rows.push_back(DeskRow{
            cell(std::string(channel_text(one.name))), cell(lane_state(assets, one, calls)),
            cell(cls("num"), count_text(one.calls.back() / minutes_a_step)), cell(spark(one)),
            cell(cls("num"), count_text(calls)),
            cell(cls("num"), calls > 0 ? fmt::format("{}%", one.failed * 100 / calls) : "–"),
            cell(cls("num"), text::money(Money{one.dong_today})),
            cell(cls("nowrap"), lane_button(desk, one))});
    }
    return section(
        {cls("stack s"), h2({"Các đường gửi tin hồ sơ"}),
         desk_table(
             "Các đường gửi",
             {"Đường", "Tình trạng", "Lượt/phút", "60 phút qua", "Cả giờ", "Không đi được",
              "Chi phí hôm nay", "Việc"},
             rows
         )}
    );
}

const char* urgency_name(int urgency)
{
    switch (urgency) {
    case 0: return "Ngay: mã số, trả lời trong trò chuyện";
    case 1: return "Việc phải làm, có hạn";
    case 2: return "Kết quả";
    default: return "Để biết";
    }
}

std::string hold_name(const std::string& name)
{
    const auto hold = parse_hold(name);
    return hold ? std::string(text_of(*hold)) : "thử lại, hoặc chờ Zalo báo lại";
}

Node backlog_table(const Picture& picture, int calls_per_minute)
{
    std::vector<DeskRow> rows;
    std::int64_t before = 0;
    for (const auto& one : picture.backlog) {
        before += one.due;
        std::string held;
        for (const auto& [hold, count] : one.held)
            held += fmt::format(
                "{}{} {}", held.empty() ? "" : ", ", count_text(count), hold_name(hold)
            );
        // What is more urgent goes first, so it counts too.
        const auto drained =
            calls_per_minute > 0
                ? for_how_long(std::chrono::seconds(before * 60 / calls_per_minute))
                : std::string("–");
        rows.push_back(DeskRow{
            cell(urgency_name(one.urgency)), cell(cls("num"), count_text(one.due)),
            cell(
                one.oldest && one.due > 0 ? for_how_long(between(*one.oldest, picture.at))
                                          : std::string("–")
            ),
            cell(one.due > 0 ? drained : std::string("–")),
            cell(held.empty() ? std::string("–") : held)});
    }
    if (rows.empty())
        return section(
            {cls("stack s"), h2({"Đang chờ gửi"}), p({cls("muted"), "Không tin nào chờ gửi."})}
        );
    return section(
        {cls("stack s"), h2({"Đang chờ gửi"}),
         desk_table(
             "Đang chờ gửi",
             {"Mức gấp", "Đến lượt", "Lâu nhất", "Xong sau khoảng", "Chờ theo quy tắc"}, rows
         )}
    );
}

std::string thing_name(const Subjects& subjects, const outbox::Aside& one)
{
    for (const auto* subject : subjects)
        if (one.kind == notice_store::outbox_kind(subject->name()))
            return fmt::format("Tin {} số {}", subject->noun(), one.subject_id);
    const auto* name = one.kind == phone_message::outbox_kind ? "Mã hoặc cảnh báo"
                       : one.kind == "reply"                  ? "Trả lời trong Zalo"
                                                              : "Hỏi tên tài khoản";
    return fmt::format("{} số {}", name, one.subject_id);
}

/// What could not be made ready to leave, each with its reason; nothing where there is none.
Node aside_table(const Desk& desk, const Subjects& subjects, const Picture& picture)
{
    if (picture.aside_count == 0) return {};
    const auto again = [&](const std::string& id, const char* words, const std::string& said) {
        return door::has_any(desk, may::steer)
                   ? act_form(
                         desk, std::string(path) + "/gui-lai",
                         {hidden("so", id),
                          button({cls("btn text"), attr("aria-label", said), words})},
                         "row"
                     )
                   : Node{};
    };
    std::vector<DeskRow> rows;
    for (const auto& one : picture.aside)
        rows.push_back(DeskRow{
            cell(thing_name(subjects, one)), cell(one.why), cell(moment(one.since)),
            cell(
                cls("nowrap"),
                again(fmt::format("{}", one.id), "Gửi lại", "Gửi lại: " + thing_name(subjects, one))
            )});
    const auto left = picture.aside_count - std::int64_t(picture.aside.size());
    return section(
        {cls("stack s"), h2({"Để riêng"}),
         p({cls("small muted"),
            "Mỗi giờ máy tự thử lại. Lý do ghi nguyên văn để báo người phát triển."}),
         desk_table("Để riêng", {"Tin", "Lý do", "Từ lúc", "Việc"}, rows),
         left > 0 ? p({cls("small muted"), fmt::format("Còn {} tin nữa.", count_text(left))})
                  : Node{},
         again("", "Gửi lại tất cả", "Gửi lại tất cả tin để riêng")}
    );
}

Node meter(
    const char* id, const std::string& name, std::int64_t value, std::int64_t most,
    const std::string& said, const char* tone
)
{
    return div(
        {cls("stack s"), attr("data-tone", tone),
         p({cls("row apart"), label({attr("for", id), name}),
            span({cls("num"), fmt::format("{} / {}", count_text(value), count_text(most))})}),
         element(
             "progress",
             {attr("id", id), attr("max", fmt::format("{}", std::max<std::int64_t>(most, 1))),
              attr("value", fmt::format("{}", std::min(value, most)))}
         ),
         said.empty() ? Node{} : p({cls("small muted"), said})}
    );
}

Node limits_card(const Picture& picture, const OperationsSettings& settings)
{
    std::vector<Node> meters;
    if (picture.quota) {
        const auto spent =
            spent_at(*picture.quota, picture.at, settings.day_from_hour, settings.day_until_hour);
        meters.push_back(meter(
            "luot-ngay", "Tin mẫu trong ngày", picture.quota->used, picture.quota->quota,
            spent ? fmt::format("Với nhịp từ sáng, hết lúc {}.", clock_text(*spent))
                  : std::string("Với nhịp từ sáng, đủ đến hết ngày."),
            spent ? "sun" : "leaf"
        ));
    } else {
        meters.push_back(
            p({cls("muted"), "Zalo chưa báo số tin mẫu mỗi ngày; biết sau tin đầu tiên."})
        );
    }
    std::int64_t calls = 0, dong = 0;
    for (const auto& one : picture.lanes) {
        calls += one.calls.back();
        dong += one.dong_today;
    }
    if (settings.calls_per_minute > 0)
        meters.push_back(meter(
            "nhip", "Lượt gọi Zalo mỗi phút", calls / minutes_a_step, settings.calls_per_minute,
            "Tin hồ sơ, trung bình 5 phút qua.", "lake"
        ));
    const auto token = !picture.token              ? std::string("chưa có")
                       : picture.token->refused_at ? std::string("cần cấp quyền lại")
                       : picture.token->expires_at <= picture.at
                           ? std::string("hết hạn")
                           : "còn " + for_how_long(between(picture.at, picture.token->expires_at));
    return section(
        {cls("card stack"), attr("aria-labelledby", "limits"),
         h2({attr("id", "limits"), "Hạn mức và chi phí hôm nay"}), join(meters),
         facts(
             {{"Khóa kết nối Zalo", token},
              {"Chi phí tin hồ sơ", span({cls("nowrap"), text::money(Money{dong})})}},
             "facts side small"
         )}
    );
}

std::string cause_words(const Cause& cause)
{
    if (const auto words = error_in_words(cause.error_code); !words.empty())
        return std::string(words);
    if (cause.outcome == "unknown") return "Không rõ Zalo nhận chưa, đang chờ báo lại.";
    if (cause.outcome == "interrupted") return "Máy chủ dừng giữa chừng, không rõ đã đi chưa.";
    if (cause.outcome == "transient") return "Zalo bận hoặc mất mạng, tự thử lại.";
    return "Zalo từ chối vì lý do khác.";
}

Node causes_card(const Picture& picture)
{
    std::vector<Node> lines;
    const auto most =
        picture.causes.empty() ? 1 : std::max<std::int64_t>(1, picture.causes.front().count);
    for (const auto& one : picture.causes) {
        const auto code =
            one.error_code != 0 ? fmt::format(" ({})", one.error_code) : std::string();
        lines.push_back(li(
            {span({cause_words(one), span({cls("muted"), code})}),
             span({cls("num"), count_text(one.count)}),
             svg(
                 {cls("bar"), attr("width", "100%"), attr("height", "10"),
                  attr("aria-hidden", "true"), attr("focusable", "false"),
                  element(
                      "rect",
                      {cls("b-stone"), attr("width", "100%"), attr("height", "10"), attr("rx", "5")}
                  ),
                  element(
                      "rect",
                      {cls("b-lake"),
                       attr(
                           "width", fmt::format("{:.1f}%", double(one.count) * 100 / double(most))
                       ),
                       attr("height", "10"), attr("rx", "5")}
                  )}
             )}
        ));
    }
    return section(
        {cls("card stack s"), attr("aria-labelledby", "causes"),
         h2({attr("id", "causes"), "Vì sao tin không đi, hôm nay"}),
         lines.empty() ? p({cls("muted"), "Hôm nay chưa lần gửi nào hỏng."})
                       : ul({cls("bars people"), lines})}
    );
}

Node sources_table(const Assets& assets, const Picture& picture)
{
    std::vector<DeskRow> rows;
    const auto row = [&](const std::string& name, bool closed, std::optional<Instant> last,
                         std::int64_t today) {
        rows.push_back(DeskRow{
            cell(name),
            cell(chip(
                assets, closed || !last ? "stone" : "leaf",
                closed ? "lock"
                : last ? "circle-check"
                       : "clock",
                closed ? "Đã thu hồi"
                : last ? "Đang nhận"
                       : "Hôm nay chưa có"
            )),
            cell(
                last
                    ? clock_text(*last) + ", " + for_how_long(between(*last, picture.at)) + " trước"
                    : std::string("–")
            ),
            cell(cls("num"), count_text(today))});
    };
    for (const auto& one : picture.sources) row(one.name, one.revoked, one.last, one.today);
    row("Zalo báo lại (đã nhận, đã xem, người dân nhắn)", false, picture.webhook_last,
        picture.webhooks_today);
    return section(
        {cls("stack s"), h2({"Nguồn vào hôm nay"}),
         desk_table("Nguồn vào", {"Nguồn", "Tình trạng", "Mới nhất", "Hôm nay"}, rows)}
    );
}

bool is_lane(std::string_view name)
{
    const auto channel = parse_channel(name);
    return channel && *channel != Channel::call_list;
}

} // namespace

DeskRoutes OperationsPages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo/dang-chay", .roles = may::watch},
         door::at(this, &OperationsPages::operations)},
        {{.method = Method::post, .pattern = "/can-bo/dang-chay/tam-dung", .roles = may::steer},
         door::at(this, &OperationsPages::pause_lane)},
        {{.method = Method::post, .pattern = "/can-bo/dang-chay/mo-lai", .roles = may::steer},
         door::at(this, &OperationsPages::resume_lane)},
        {{.method = Method::post, .pattern = "/can-bo/dang-chay/gui-lai", .roles = may::steer},
         door::at(this, &OperationsPages::run_again)}};
}

http::Response OperationsPages::operations(const DeskRequest& asked) const
{
    const bool live = asked.request.query_value("live") != "off";
    const auto picture = look(asked.tx, subjects_, settings_.account, asked.desk.now);
    const auto said = fmt::format(
        "Số liệu lúc {}{}", full_clock_text(picture.at),
        live ? fmt::format(", tự cập nhật mỗi {} giây", refresh_seconds) : std::string()
    );
    return frame_.page(
        asked,
        {.title = "Đang chạy",
         .here = std::string(path),
         .content = div(
             {cls("stack l"),
              live ? attr("data-live", fmt::format("{}", refresh_seconds))
                   : flag("data-live", false),
              div(
                  {cls("row apart"), h1({"Đang chạy"}),
                   p({cls("row"), span({cls("small muted"), attr("data-live-said", ""), said}),
                      a({cls("btn plain"),
                         attr("href", live ? std::string(path) + "?live=off" : std::string(path)),
                         desk_icon(frame_.assets, live ? "pause" : "activity"),
                         live ? " Dừng cập nhật" : " Tự cập nhật"})})}
              ),
              alarm_note(frame_.assets, alarms_of(picture, settings_, calendar_)),
              sum_card(picture), lanes_table(frame_.assets, asked.desk, picture),
              backlog_table(picture, settings_.calls_per_minute),
              aside_table(asked.desk, subjects_, picture),
              div({cls("parts even"), limits_card(picture, settings_), causes_card(picture)}),
              sources_table(frame_.assets, picture)}
         )}
    );
}

http::Response OperationsPages::pause_lane(const DeskRequest& asked) const
{
    const auto name = asked.request.field("duong").value_or("");
    if (!is_lane(name)) return frame_.refused(asked, 404, "Không có đường gửi nào như vậy.");
    lane::pause(asked.tx, name, asked.desk.staff.id.value, asked.desk.now);
    door::note(asked, "console.pause_lane", "lane:" + name);
    return http::see_other(std::string(path));
}

http::Response OperationsPages::resume_lane(const DeskRequest& asked) const
{
    const auto name = asked.request.field("duong").value_or("");
    if (!is_lane(name)) return frame_.refused(asked, 404, "Không có đường gửi nào như vậy.");
    lane::resume(asked.tx, name, asked.desk.now);
    door::note(asked, "console.resume_lane", "lane:" + name);
    return http::see_other(std::string(path));
}

http::Response OperationsPages::run_again(const DeskRequest& asked) const
{
    const auto typed = asked.request.field("so").value_or("");
    const auto id = parse_integer(typed);
    if (!typed.empty() && !id) return frame_.refused(asked, 404, "Không có tin nào như vậy.");
    const auto count = outbox::run_again(asked.tx, id, asked.desk.now);
    door::note(
        asked, "console.run_again", id ? fmt::format("outbox:{}", *id) : "outbox:all",
        {{"count", count}}
    );
    return http::see_other(std::string(path));
}

} // namespace tnung::gateway
