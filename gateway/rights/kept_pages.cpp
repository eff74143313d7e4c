#include "gateway/rights/kept_pages.hpp"

#include "foundation/text/time_text.hpp"
#include "gateway/rights/data_request.hpp"

#include <fmt/format.h>

#include <map>

namespace tnung::gateway {

using namespace html;

namespace {

/// Words for what the rules of retention name.
std::string thing_words(const std::string& what)
{
    static const std::map<std::string, std::string> words = {
        {"webhook", "Tin Zalo báo về"},
        {"chat_message", "Tin trả lời trong chat"},
        {"talk", "Trao đổi với cán bộ"},
        {"phone_message", "Mã và tin gửi theo số"},
        {"one_time_code", "Mã xác nhận"},
        {"typed_code", "Mã gõ, mã tại quầy"},
        {"digits_try", "Lần nhập sai số cuối"},
        {"conversation", "Việc đang hỏi dở trong chat"},
        {"private_address", "Liên kết riêng"},
        {"citizen_session", "Phiên xem của người dân"},
        {"sign_in", "Nhật ký đăng nhập"},
        {"purpose", "Lý do cán bộ xem hồ sơ"},
        {"follower", "Người rời trang Zalo"},
        {"business_staff", "Người làm việc cho doanh nghiệp, đã thôi"},
        {"dossier", "Phần riêng của hồ sơ đã xong"},
        {"unnamed", "Chủ hồ sơ, số điện thoại không còn hồ sơ nào"}};
    const auto found = words.find(what);
    return found == words.end() ? what : found->second;
}

} // namespace

DeskRoutes KeptPages::routes() const
{
    return {
        {{.method = http::Method::get, .pattern = "/can-bo/luu-giu", .roles = may::watch},
         door::at(this, &KeptPages::kept_data)}};
}

http::Response KeptPages::kept_data(const DeskRequest& asked) const
{
    std::vector<DeskRow> rows;
    for (const auto& line : retention_.look(asked.tx, asked.desk.now))
        rows.push_back(DeskRow{
            cell(thing_words(line.rule.what)),
            cell(cls("num"), fmt::format("{} ngày", line.rule.days.count())),
            cell(line.last_run ? moment(*line.last_run) : Node("chưa chạy")),
            cell(chip(
                frame_.assets, line.left == 0 ? "leaf" : "sun",
                line.left == 0 ? "circle-check" : "clock",
                line.left == 0 ? "Đã xóa hết" : fmt::format("Còn {}", line.left)
            )),
            cell(cls("small muted"), line.rule.source)});
    const auto requests = data_request::standing(asked.tx, asked.desk.now);
    return frame_.page(
        asked,
        {.title = "Lưu giữ dữ liệu",
         .here = "/can-bo/luu-giu",
         .content = section(
             {cls("stack l"), h1({"Dữ liệu người dân được giữ bao lâu"}),
              div(
                  {cls("note"), attr("data-tone", requests.late > 0 ? "danger" : "leaf"),
                   desk_icon(frame_.assets, requests.late > 0 ? "triangle-alert" : "circle-check"),
                   div({p(
                       {requests.late > 0
                            ? fmt::format(
                                  "{} yêu cầu về dữ liệu cá nhân quá hạn luật định.", requests.late
                              )
                        : requests.open == 0
                            ? std::string("Không có yêu cầu nào về dữ liệu cá nhân đang chờ.")
                            : fmt::format(
                                  "{} yêu cầu về dữ liệu cá nhân đang chờ, không yêu cầu nào quá "
                                  "hạn.",
                                  requests.open
                              )}
                   )})}
              ),
              desk_table(
                  "Lưu giữ", {"Dữ liệu", "Giữ", "Xóa gần nhất", "Quá hạn giữ", "Căn cứ"}, rows
              ),
              p({cls("small muted"),
                 "Thời hạn nằm trong data/retention.tsv, có ngày hiệu lực. Nhật ký "
                 "kiểm toán không bị xóa vì không ghi tên ai."})}
         )}
    );
}

} // namespace tnung::gateway
