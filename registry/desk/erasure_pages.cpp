// What is past its term of keeping, and what is decided about it.
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view erasures_path = "/thanh-tra/huy";
constexpr std::size_t shown_max = 200; ///< of a list's declarations; the sheet has all

std::string address_of(const ErasureList& list)
{
    return fmt::format("{}/{}", erasures_path, list.id.value);
}

std::string state_words(const ErasureList& list)
{
    if (!list.given) return "chờ quyết định";
    if (!*list.given) return "không hủy";
    if (list.done_at) return "đã hủy ngày " + date_text(day_of(*list.done_at));
    return fmt::format("được hủy, đã hủy {} trên {} bản ghi", list.erased, list.records);
}

std::string term_words(const ErasureList& list)
{
    return fmt::format(
        "bàn giao trước {}, thời hạn {} năm ({})", date_text(list.before_on), list.years,
        list.source
    );
}

} // namespace

http::Response RegistryDesk::show_erasures(const Asked& asked, const std::string& problem) const
{
    const auto today = day_of(asked.seat.now);
    const auto& term = parts_.retention.term(today);
    const auto before = parts_.retention.past_before(today);
    const auto due = before ? erasure_store::due(asked.tx, *before) : 0;
    std::vector<Markup> parts{
        h1({due ? fmt::format("{} bản kê khai đã hết thời hạn lưu trữ", due)
                : std::string("Không có bản kê khai nào hết thời hạn lưu trữ")}),
        problem_note(parts_.assets, problem),
        p({cls("muted"),
           term.years
               ? fmt::format(
                     "Thời hạn {} năm, tính từ hết năm bàn giao ({}). Tài liệu đang được cơ "
                     "quan khác yêu cầu thì không hủy.",
                     *term.years, term.source
                 )
               : fmt::format(
                     "Theo danh mục đang dùng, bản kê khai được lưu vĩnh viễn ({}).", term.source
                 )})};
    if (due)
        parts.push_back(section(
            {cls("card stack"), h2({"Lập danh mục đề nghị hủy"}),
             p({cls("small muted"), fmt::format(
                                        "Gồm tất cả bản đã hết thời hạn, nhiều nhất {} bản một "
                                        "lần. Lãnh đạo Thanh tra tỉnh quyết định.",
                                        erasure_store::declarations_max
                                    )}),
             act_form(
                 asked.seat, std::string(erasures_path),
                 {text_field(
                      "van-ban", "Số, ngày của văn bản đề nghị",
                      asked.request.field("van-ban").value_or(""), document_length_max
                  ),
                  p({button({cls("btn"), desk_icon(parts_.assets, "file-plus"), " Lập danh mục"})})}
             )}
        ));
    std::vector<DeskRow> rows;
    for (const auto& one : erasure_store::all(asked.tx))
        rows.push_back(DeskRow{
            cell(a({attr("href", address_of(one)), strong({one.document})})),
            cell(date_text(day_of(one.made_at))), cell(one.made_by_name),
            cell(cls("num"), fmt::format("{}", one.declarations)), cell(state_words(one))});
    if (!rows.empty())
        parts.push_back(section(
            {cls("stack"), h2({"Danh mục đã lập"}),
             desk_table(
                 "Danh mục đã lập", {"Văn bản", "Lập ngày", "Người lập", "Số bản", "Tình trạng"},
                 rows
             )}
        ));
    return page(
        asked, "Hết thời hạn lưu", std::string(erasures_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::erasures(const Asked& asked)
{
    return show_erasures(asked, "");
}

http::Response RegistryDesk::make_erasure(const Asked& asked)
{
    const auto today = day_of(asked.seat.now);
    const auto before = parts_.retention.past_before(today);
    ErasureList list;
    list.document = text::clean(asked.request.field("van-ban").value_or(""));
    if (!document_fits(list.document)) return show_erasures(asked, document_asked());
    if (!before) return show_erasures(asked, "Bản kê khai được lưu vĩnh viễn: không có gì để hủy.");
    const auto& term = parts_.retention.term(today);
    list.before_on = *before;
    list.years = *term.years;
    list.source = term.source;
    const auto made = erasure_store::make(asked.tx, list, asked.seat.staff.id, asked.seat.now);
    if (!made)
        return show_erasures(asked, "Không còn bản nào hết thời hạn mà chưa có trong danh mục.");
    note(asked, "erasure.made", {}, {{"erasure", made->value}});
    return http::see_other(fmt::format("{}/{}", erasures_path, made->value));
}

Result<ErasureList, http::Response> RegistryDesk::asked_erasure(const Asked& asked) const
{
    auto list = erasure_store::find(asked.tx, Id<ErasureList>{id_of(asked.request)});
    if (list) return std::move(*list);
    return refuse(sorry(
        asked, 404, "Không có danh mục này", "Về trang Hết thời hạn lưu để thấy các danh mục."
    ));
}

http::Response RegistryDesk::show_erasure(
    const Asked& asked, const ErasureList& list, const std::string& problem
) const
{
    std::vector<Markup> parts{
        h1({fmt::format("Danh mục {} bản kê khai: {}", list.declarations, state_words(list))}),
        problem_note(parts_.assets, problem),
        dl({cls("facts side"), dt({"Văn bản đề nghị"}), dd({list.document}), dt({"Gồm những bản"}),
            dd({term_words(list)}), dt({"Người lập"}), dd({list.made_by_name}),
            list.given ? join({dt({"Người quyết định"}), dd({list.decided_by})}) : Markup{},
            list.refused_why.empty() ? Markup{}
                                     : join({dt({"Lý do không hủy"}), dd({list.refused_why})})}),
        sheet_link(parts_.assets, address_of(list) + "/tai-ve")};
    if (!list.given && asked.seat.staff.role != role::head)
        parts.push_back(p({"Chờ lãnh đạo Thanh tra tỉnh quyết định."}));
    else if (!list.given && list.made_by == asked.seat.staff.id)
        parts.push_back(
            p({"Anh (chị) đã lập danh mục này: người khác trong lãnh đạo Thanh tra tỉnh "
               "quyết định."})
        );
    else if (!list.given)
        parts.push_back(section(
            {cls("card stack"), attr("data-tone", "danger"), h2({"Hủy những bản này?"}),
             p({"Khóa của từng bản bị hủy: không ai mở được nữa, cũng không phục hồi được. Nhật ký "
                "vẫn giữ ai đã đọc, lúc nào."}),
             act_form(
                 asked.seat, address_of(list) + "/quyet-dinh",
                 {hidden("danh-sach", list.code),
                  label(
                      {cls("choice"),
                       input(
                           {attr("type", "checkbox"), attr("name", "da-xem"), attr("value", "1"),
                            flag("required", true)}
                       ),
                       span({"Hội đồng đã xét, văn bản đã ký"})}
                  ),
                  p({button(
                      {cls("btn"), attr("name", "viec"), attr("value", "dong-y"),
                       fmt::format("Hủy {} bản kê khai", list.declarations)}
                  )})}
             ),
             element(
                 "details", {element("summary", {"Không hủy"}),
                             act_form(
                                 asked.seat, address_of(list) + "/quyet-dinh",
                                 {hidden("danh-sach", list.code),
                                  text_field("ly-do", "Vì sao không hủy?", "", reason_length_max),
                                  p({button(
                                      {cls("btn plain"), attr("name", "viec"),
                                       attr("value", "khong"), "Không hủy"}
                                  )})}
                             )}
             )}
        ));
    std::vector<DeskRow> rows;
    for (const auto& one : erasure_store::filings(asked.tx, list.id)) {
        if (rows.size() == shown_max) break;
        rows.push_back(DeskRow{
            cell(
                a({attr("href", fmt::format("/thanh-tra/{}", one.id.value)),
                   strong({one.declarant.name})})
            ),
            cell(one.declarant.agency_name), cell(title_of(one)), cell(date_text(one.due_on))});
    }
    parts.push_back(desk_table(
        "Bản kê khai trong danh mục", {"Người kê khai", "Cơ quan", "Bản kê khai", "Bàn giao ngày"},
        rows
    ));
    if (list.declarations > std::int64_t(rows.size()))
        parts.push_back(p({cls("muted"), "Tệp tải về có đủ các bản."}));
    return page(
        asked, list.document, std::string(erasures_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::erasure_page(const Asked& asked)
{
    const auto list = asked_erasure(asked);
    return list ? show_erasure(asked, *list, "") : list.error();
}

http::Response RegistryDesk::erasure_sheet(const Asked& asked)
{
    const auto list = asked_erasure(asked);
    if (!list) return list.error();
    note(asked, "erasure.file", {}, {{"erasure", list->id.value}});
    auto sheet = sheet_for(asked.seat, "Danh mục tài liệu hết thời hạn lưu trữ: " + list->document);
    sheet.name = "Danh mục";
    sheet.columns = {{"STT", 6},      {"Mã số", 12},       {"Họ và tên", 30},
                     {"Cơ quan", 34}, {"Bản kê khai", 34}, {"Bàn giao ngày", 14}};
    for (const auto& one : erasure_store::filings(asked.tx, list->id))
        sheet.rows.push_back(
            {std::int64_t(sheet.rows.size() + 1), one.declarant.number, one.declarant.name,
             one.declarant.agency_name, title_of(one), date_text(one.due_on)}
        );
    return sheet_response(asked.seat, "danh-muc-het-thoi-han", sheet);
}

http::Response RegistryDesk::decide_erasure(const Asked& asked)
{
    const auto list = asked_erasure(asked);
    if (!list) return list.error();
    const auto act = asked.request.field("viec").value_or("");
    const bool given = act == "dong-y";
    if (!given && act != "khong") return show_erasure(asked, *list, "Chọn hủy hay không hủy.");
    if (given && !asked.request.field("da-xem"))
        return show_erasure(asked, *list, "Chưa hủy: đánh dấu khi hội đồng đã xét, văn bản đã ký.");
    const auto reason = text::clean(asked.request.field("ly-do").value_or(""));
    if (!given && !reason_fits(reason))
        return show_erasure(asked, *list, reason_asked("Ghi rõ vì sao không hủy"));
    if (parts_.vault.decide(
            asked.session, VaultRequest::Act::decide_erasure, list->id.value, given, reason,
            asked.request.field("danh-sach").value_or("")
        ))
        return show_erasure(
            asked, *list,
            "Không quyết định được: đã có người quyết định, danh mục vừa đổi, có bản chưa hết thời "
            "hạn, hoặc do chính anh (chị) lập. Xem lại danh mục rồi quyết định."
        );
    return http::see_other(address_of(*list));
}

} // namespace tnung::registry
