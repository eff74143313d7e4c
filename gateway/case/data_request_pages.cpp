// What somebody asks at the counter about his own data, and the proof that he was told.
#include "foundation/base/bytes.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "gateway/case/case_pages.hpp"
#include "gateway/case/case_parts.hpp"
#include "gateway/citizen/number_stop.hpp"
#include "gateway/notice/route.hpp"

#include <fmt/format.h>

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

Node kept(const case_store::Case& one)
{
    std::vector<DeskRow> rows;
    for (const auto& notice : one.notices)
        rows.push_back(DeskRow{
            cell(cls("nowrap"), moment(notice.created_at)), cell(kind_word(notice.kind)),
            cell(notice.channel ? std::string(channel_text(*notice.channel)) : "chưa chọn kênh"),
            cell(std::string(text_of(notice.status)))});
    return section(
        {cls("stack"), h2({"Cổng nhắn tin giữ gì về hồ sơ này"}),
         facts(
             {{"Mã hồ sơ", one.code},
              {"Thủ tục", one.procedure_name},
              {"Chủ hồ sơ", one.owner_name.empty() ? "không ghi" : one.owner_name},
              {"Số điện thoại", one.number.empty() ? "không ghi" : text::phone_text(one.number)},
              {"Nơi giải quyết", one.agency_name.empty() ? "không ghi" : one.agency_name}},
             "facts"
         ),
         rows.empty() ? p({"Chưa có tin nào được gửi."})
                      : desk_table("Tin đã gửi", {"Khi nào", "Tin gì", "Đến đâu", "Kết quả"}, rows)}
    );
}

Node receipt(const DataRequest& request, const case_store::Case& one, const std::string& clerk)
{
    return section(
        {cls("card stack s"), attr("role", "status"), attr("aria-labelledby", "receipt"),
         h2({attr("id", "receipt"), "Phiếu tiếp nhận yêu cầu về dữ liệu cá nhân"}),
         facts(
             {{"Số phiếu", request.number()},
              {"Tiếp nhận", moment(request.asked_at)},
              {"Yêu cầu", asked_words(request.kind)},
              {"Hồ sơ", one.code},
              {"Hạn theo luật", date_text(day_of(request.due_at))},
              {"Kết quả", done_words(request.kind)},
              {"Người tiếp nhận", clerk}},
             "facts"
         ),
         p({cls("small muted"), "Căn cứ: Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15."})}
    );
}

} // namespace

http::Response CasePages::notice_proof(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    const auto one = open_case(asked, id);
    if (!one) return one.error();
    if (!parts_.proof.can_sign(asked.desk.now))
        return frame_.refused(
            asked, 503,
            "Chưa có chứng thư số còn hạn để ký. Quản trị đặt proof.certificate_file và "
            "proof.key_file."
        );
    auto pdf = parts_.proof.pdf(asked.tx, id, asked.desk.unit_name, asked.desk.now);
    door::note(asked, "console.notice_proof", fmt::format("dossier:{}", id));
    return http::file_response(
        std::move(pdf), "application/pdf", fmt::format("xac-nhan-{}.pdf", one->code)
    );
}

http::Response CasePages::data_request(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    const auto one = open_case(asked, id);
    if (!one) return one.error();
    const auto kind = parse_data_request(asked.request.field("viec").value_or(""));
    if (!kind || *kind == DataRequestKind::erase)
        return frame_.refused(asked, 422, "Chọn in bản sao hoặc ngừng nhắn tin.");
    if (*kind == DataRequestKind::stop) {
        if (!one->phone_id)
            return frame_.refused(
                asked, 422, "Hồ sơ này không ghi số nào, nên không có gì phải ngừng."
            );
        number_stop::stop(asked.tx, *one->phone_id, "clerk", asked.desk.now);
    }
    const auto request = data_request::ask_at_counter(
        asked.tx, parts_.rights, *kind, id, asked.desk.staff.id.value, asked.desk.now
    );
    door::note(
        asked, "data.counter", fmt::format("dossier:{}", id),
        {{"request", request.number()}, {"kind", data_request_name(*kind)}}
    );
    return http::see_other(fmt::format("/can-bo/ho-so/{}/du-lieu/{}", id, request.id));
}

http::Response CasePages::data_receipt(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    const auto one = open_case(asked, id);
    if (!one) return one.error();
    const auto number = parse_integer(asked.request.path_value("phieu")).value_or(0);
    const auto request = data_request::find(asked.tx, number, id);
    if (!request) return frame_.refused(asked, 404, "Không có phiếu này ở hồ sơ này.");
    door::note(
        asked, "data.receipt", fmt::format("dossier:{}", id), {{"request", request->number()}}
    );
    return frame_.page(
        asked,
        {.title = "Phiếu " + request->number(),
         .here = "/can-bo/ho-so",
         .typed = one->code,
         .content = section(
             {cls("stack l"), h1({"Phiếu " + request->number()}),
              receipt(*request, *one, request->taken_by),
              request->kind == DataRequestKind::copy ? kept(*one) : Node{},
              p({cls("small muted"), "In bằng Ctrl P, giao cho người dân một bản."}),
              p({a({cls("btn plain"), attr("href", fmt::format("/can-bo/ho-so/{}", id)), "Về hồ sơ"}
              )})}
         )}
    );
}

} // namespace tnung::gateway
