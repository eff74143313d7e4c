#include "gateway/console/clerk_parts.hpp"
#include "gateway/console/console.hpp"
#include "gateway/console/desk_page.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "gateway/citizen/number_stop.hpp"
#include "gateway/notice/route.hpp"

#include <fmt/format.h>

#include <map>

namespace tnung::gateway {

using namespace html;

namespace {

std::string asked_words(DataRequestKind kind)
{
    return kind == DataRequestKind::stop ? "Ngừng nhắn tin đến số ghi trong hồ sơ"
                                         : "Xem và nhận bản sao dữ liệu về mình";
}

std::string done_words(DataRequestKind kind)
{
    return kind == DataRequestKind::stop ? "Đã ngừng mọi tin đến số này ngay khi ghi yêu cầu. Việc "
                                           "phải báo theo luật, đơn vị báo cách khác."
                                         : "Đã giao bản sao ở trang này.";
}

Node fact(const std::string& name, const std::string& value)
{
    return div({element("dt", {name}), element("dd", {value})});
}

Node kept(const console_store::Case& one)
{
    std::vector<DeskRow> rows;
    for (const auto& notice : one.notices)
        rows.push_back(DeskRow{
            cell(cls("nowrap"), text::spoken_time(notice.created_at)), cell(kind_word(notice.kind)),
            cell(notice.channel ? std::string(channel_text(*notice.channel)) : "chưa chọn kênh"),
            cell(std::string(text_of(notice.status)))});
    return section(
        {cls("stack"), h2({"Cổng nhắn tin giữ gì về hồ sơ này"}),
         element(
             "dl",
             {cls("facts"), fact("Mã hồ sơ", one.code), fact("Thủ tục", one.procedure_name),
              fact("Chủ hồ sơ", one.owner_name.empty() ? "không ghi" : one.owner_name),
              fact(
                  "Số điện thoại", one.number.empty() ? "không ghi" : text::phone_text(one.number)
              ),
              fact("Nơi giải quyết", one.agency_name.empty() ? "không ghi" : one.agency_name)}
         ),
         rows.empty() ? p({"Chưa có tin nào được gửi."})
                      : desk_table("Tin đã gửi", {"Khi nào", "Tin gì", "Đến đâu", "Kết quả"}, rows)}
    );
}

Node receipt(const DataRequest& request, const console_store::Case& one, const std::string& clerk)
{
    return section(
        {cls("card stack s"), attr("role", "status"), attr("aria-labelledby", "receipt"),
         h2({attr("id", "receipt"), "Phiếu tiếp nhận yêu cầu về dữ liệu cá nhân"}),
         element(
             "dl", {cls("facts"), fact("Số phiếu", request.number()),
                    fact("Tiếp nhận", text::spoken_time(request.asked_at)),
                    fact("Yêu cầu", asked_words(request.kind)), fact("Hồ sơ", one.code),
                    fact("Hạn theo luật", date_text(day_of(request.due_at))),
                    fact("Kết quả", done_words(request.kind)), fact("Người tiếp nhận", clerk)}
         ),
         p({cls("small muted"), "Căn cứ: Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15."})}
    );
}

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

http::Response Console::kept_data(const DeskRequest& asked)
{
    std::vector<DeskRow> rows;
    for (const auto& line : parts_.retention.look(asked.tx, asked.desk.now))
        rows.push_back(DeskRow{
            cell(thing_words(line.rule.what)),
            cell(cls("num"), fmt::format("{} ngày", line.rule.days.count())),
            cell(line.last_run ? text::spoken_time(*line.last_run) : "chưa chạy"),
            cell(span(
                {cls("chip sm"), attr("data-tone", line.left == 0 ? "leaf" : "sun"),
                 desk_icon(parts_.assets, line.left == 0 ? "circle-check" : "clock"),
                 line.left == 0 ? "Đã xóa hết" : fmt::format("Còn {}", line.left)}
            )),
            cell(cls("small muted"), line.rule.source)});
    const auto requests = data_request::standing(asked.tx, asked.desk.now);
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Lưu giữ dữ liệu",
         .here = "/can-bo/luu-giu",
         .content = section(
             {cls("stack l"), h1({"Dữ liệu người dân được giữ bao lâu"}),
              div(
                  {cls("note"), attr("data-tone", requests.late > 0 ? "danger" : "leaf"),
                   desk_icon(parts_.assets, requests.late > 0 ? "triangle-alert" : "circle-check"),
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

http::Response Console::notice_proof(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    const auto one = open_case(asked, id);
    if (!one) return one.error();
    if (!parts_.proof.can_sign(asked.desk.now))
        return refused(
            asked, 503,
            "Chưa có chứng thư số còn hạn để ký. Quản trị đặt proof.certificate_file và "
            "proof.key_file."
        );
    auto pdf = parts_.proof.pdf(asked.tx, id, asked.desk.unit_name, asked.desk.now);
    note(asked, "console.notice_proof", fmt::format("dossier:{}", id));
    return http::file_response(
        std::move(pdf), "application/pdf", fmt::format("xac-nhan-{}.pdf", one->code)
    );
}

http::Response Console::data_request(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    const auto one = open_case(asked, id);
    if (!one) return one.error();
    const auto kind = parse_data_request(asked.request.field("viec").value_or(""));
    if (!kind || *kind == DataRequestKind::erase)
        return refused(asked, 422, "Chọn in bản sao hoặc ngừng nhắn tin.");
    if (*kind == DataRequestKind::stop) {
        if (!one->phone_id)
            return refused(asked, 422, "Hồ sơ này không ghi số nào, nên không có gì phải ngừng.");
        number_stop::stop(asked.tx, *one->phone_id, "clerk", asked.desk.now);
    }
    const auto request = data_request::ask_at_counter(
        asked.tx, parts_.rights, *kind, id, asked.desk.staff.id.value, asked.desk.now
    );
    note(
        asked, "data.counter", fmt::format("dossier:{}", id),
        {{"request", request.number()}, {"kind", data_request_name(*kind)}}
    );
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Phiếu " + request.number(),
         .here = "/can-bo/ho-so",
         .typed = one->code,
         .content = section(
             {cls("stack l"), h1({"Phiếu " + request.number()}),
              receipt(request, *one, asked.desk.staff.name),
              *kind == DataRequestKind::copy ? kept(*one) : Node{},
              p({cls("small muted"), "In bằng Ctrl P, giao cho người dân một bản."}),
              p({a({cls("btn plain"), attr("href", fmt::format("/can-bo/ho-so/{}", id)), "Về hồ sơ"}
              )})}
         )}
    );
}

} // namespace tnung::gateway
