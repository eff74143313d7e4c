#include "registry/desk/registry_desk.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/document/paper.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/paper/paper_print.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::size_t content_code_letters = 16; // 80 bits
constexpr std::size_t code_group = 4;
constexpr std::size_t across_length_max = 70;

/// `7QX2-M4KD-…`: short enough to be compared by eye.
std::string content_code(const std::string& commitment)
{
    const auto letters = base32_text(commitment).substr(0, content_code_letters);
    std::string code;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (i && i % code_group == 0) code += '-';
        code += letters[i];
    }
    return code;
}

std::string time_words(Instant at)
{
    return fmt::format("{} ngày {}", clock_text(at), date_text(day_of(at)));
}

} // namespace

http::Response RegistryDesk::print_of(
    const Asked& asked, const Opened& opened, const std::optional<FilingStep>& step,
    const std::string& purpose
) const
{
    const auto& filing = opened.filing;
    const auto form = parts_.forms.of(filing.campaign.kind, filing.campaign.due_on);
    const auto& reader = asked.seat.staff.name;
    auto by = fmt::format("{} in lúc {}", reader, time_words(asked.seat.now));
    if (!purpose.empty()) by += fmt::format(", để: {}", purpose);
    auto across = fmt::format("{} · {}", reader, time_words(asked.seat.now));
    if (!step) across = "BẢN NHÁP · " + across;
    if (!purpose.empty()) across += " · " + purpose;
    auto pdf = declaration_pdf(
        opened.form, opened.content,
        {.title = form ? form->title : std::string(),
         .kind = filing.campaign.kind,
         .across = text::shortened(across, across_length_max),
         .foot = step ? fmt::format(
                            "{}. Mã biên nhận {}, mã nội dung {}", by, step->receipt_code,
                            content_code(step->commitment)
                        )
                      : fmt::format("{}. Bản nháp, chưa nộp", by),
         .code_address =
             step ? fmt::format("{}/ban-in/{}", parts_.page_origin, step->receipt_code) : "",
         .code_words =
             step ? fmt::format(
                        "Quét để đối chiếu với bản đã nộp lúc {}. Mã biên nhận {}; mã nội "
                        "dung {}.",
                        time_words(step->at), step->receipt_code, content_code(step->commitment)
                    )
                  : "",
         .at = asked.seat.now}
    );
    return http::file_response(
        std::move(pdf), "application/pdf",
        fmt::format("ke-khai-{}-{}.pdf", filing.campaign.year, filing.id.value)
    );
}

http::Response RegistryDesk::own_print(const Asked& asked)
{
    const auto opened = open_own(asked, ReadAct::print);
    if (!opened) return opened.error();
    const auto step = filing_store::handed_in(asked.tx, opened->filing, opened->version);
    auto print = print_of(asked, *opened, step, "");
    if (step) remember_print(asked, opened->filing, *step, print.body); // a draft nobody signs
    return print;
}

Result<RegistryDesk::Receipt, http::Response> RegistryDesk::own_receipt(const Asked& asked) const
{
    auto filing = own_filing(asked);
    if (!filing) return refuse(filing.error());
    const auto code = asked.request.path_value("ma");
    for (auto& step : filing_store::steps(asked.tx, filing->id)) {
        if (step.receipt_code.empty() || step.receipt_code != code) continue;
        auto proof = parts_.audit_log.entry_proof(step.audit_entry);
        if (proof) return Receipt{std::move(*filing), std::move(step), std::move(*proof)};
        return refuse(sorry(
            asked, 503, "Biên nhận đang được ghi vào nhật ký",
            "Bản kê khai đã nộp xong. Tải lại trang này sau vài giây để lấy biên nhận."
        ));
    }
    return refuse(sorry(
        asked, 404, "Không có biên nhận mang mã này", "Mở lại bản kê khai để thấy các biên nhận."
    ));
}

http::Response RegistryDesk::receipt(const Asked& asked)
{
    const auto receipt = own_receipt(asked);
    if (!receipt) return receipt.error();
    const auto& [filing, step, proof] = *receipt;
    document::Paper paper(
        {fmt::format("Biên nhận {}", step.receipt_code), filing.declarant.agency_name,
         asked.seat.now}
    );
    paper.letterhead("", filing.declarant.agency_name);
    paper.title("BIÊN NHẬN BẢN KÊ KHAI TÀI SẢN, THU NHẬP", title_of(filing));
    paper.facts(
        {{"Người kê khai", filing.declarant.name},
         {"Chức vụ, chức danh", filing.declarant.post},
         {"Mã số", filing.declarant.number},
         {"Nộp lúc", time_words(step.at)},
         {"Hạn nộp", date_text(filing.declare_by)},
         {"Mã biên nhận", step.receipt_code},
         {"Mã nội dung", content_code(step.commitment)}}
    );
    paper.paragraph(
        "Người kê khai đã xác nhận bằng mật khẩu và mã xác thực. Nội dung đã nộp được niêm phong "
        "và "
        "giữ nguyên như lúc nộp; bản sửa, bản bổ sung sau này là bản khác, có biên nhận khác."
    );
    paper.heading("Bằng chứng đi kèm");
    paper.paragraph(
        "Lần nộp này là một dòng của nhật ký chỉ ghi thêm. Tệp bằng chứng tải cùng biên nhận "
        "(.tlog-proof) cho phép bất kỳ ai kiểm tra điều đó mà không cần hệ thống này, kể cả nhiều "
        "năm sau. Dòng nhật ký không có tên người và không có nội dung kê khai."
    );
    paper.facts(
        {{"Khóa của nhật ký", parts_.audit_log.verifier_key()},
         {"Giá trị cam kết", base64_text(step.commitment)}}
    );
    paper.code(
        fmt::format("{}/ban-in/{}", parts_.page_origin, step.receipt_code),
        "Đơn vị và Thanh tra tỉnh quét để đối chiếu với bản đã nộp."
    );
    return http::file_response(
        paper.finish(), "application/pdf", fmt::format("bien-nhan-{}.pdf", step.receipt_code)
    );
}

http::Response RegistryDesk::receipt_proof(const Asked& asked)
{
    auto receipt = own_receipt(asked);
    if (!receipt) return receipt.error();
    return http::file_response(
        std::move(receipt->proof), "text/plain; charset=utf-8",
        fmt::format("bien-nhan-{}.tlog-proof", receipt->step.receipt_code)
    );
}

http::Response RegistryDesk::receipt_content(const Asked& asked)
{
    const auto receipt = own_receipt(asked);
    if (!receipt) return receipt.error();
    const auto& step = receipt->step;
    auto opened = parts_.vault.read(asked.session, step.record, step.version, ReadAct::print, "");
    if (!opened) return vault_said(asked, opened.error());
    return http::file_response(
        std::move(opened->content), "application/json",
        fmt::format("noi-dung-{}.json", step.receipt_code)
    );
}

http::Response RegistryDesk::compare_print(const Asked& asked)
{
    const std::string code(asked.request.path_value("ma"));
    const auto filing = filing_store::of_receipt(asked.tx, code);
    const auto& staff = asked.seat.staff;
    std::string address;
    if (filing && asked.me && filing->declarant.id == asked.me->id)
        address = fmt::format("/ke-khai/{}", filing->id.value);
    else if (filing && staff.role == role::personnel && staff.unit_code == filing->agency_code)
        address = fmt::format("/don-vi/{}", filing->id.value);
    else if (filing && of_control_body(staff) && filing->state == FilingState::handed_over)
        address = fmt::format("/thanh-tra/{}", filing->id.value);
    if (address.empty()) {
        note(asked, "desk.denied", filing ? filing->id : Id<Filing>{});
        return sorry(
            asked, 404, "Không có bản nào mang mã này mà anh (chị) được xem",
            "Xem lại mã biên nhận ghi ở cuối trang in. Bản của đơn vị khác không đối chiếu được ở "
            "đây."
        );
    }
    const auto steps = filing_store::steps(asked.tx, filing->id);
    const auto step = std::ranges::find(steps, code, &FilingStep::receipt_code);
    const bool last = std::none_of(std::next(step), steps.end(), [](const auto& later) {
        return !later.receipt_code.empty();
    });
    const bool given_back =
        filing->state == FilingState::returned || filing->state == FilingState::draft;
    const bool holds = last && !given_back;
    auto content = div(
        {cls("stack l"),
         h1({holds ? "Bản in này là của bản đang có hiệu lực"
             : last ? "Bản in này là của bản đơn vị đã trả lại; chưa nộp bản khác"
                    : "Bản in này là của bản cũ: sau đó đã nộp bản khác"}),
         section(
             {cls("card stack"), attr("data-tone", holds ? "leaf" : "sun"),
              dl({cls("facts side"), dt({"Người kê khai"}), dd({filing->declarant.name}),
                  dt({"Bản kê khai"}), dd({title_of(*filing)}), dt({"Nộp lúc"}),
                  dd({time_words(step->at)}), dt({"Tình trạng"}),
                  dd({std::string(filing_state_text(filing->state))}), dt({"Mã nội dung"}),
                  dd({cls("code"), content_code(step->commitment)})}),
              p({"So mã nội dung ở đây với mã ghi ở cuối mỗi trang in. Khác một ký tự là bản in "
                 "không phải của bản đã nộp."})}
         ),
         p({a({cls("btn plain"), attr("href", address), "Mở hồ sơ"})})}
    );
    return page(asked, "Đối chiếu bản in", "", std::move(content));
}

} // namespace tnung::registry
