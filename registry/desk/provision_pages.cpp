// What the inspectorate gives to bodies that asked in writing.
#include "foundation/base/bytes.hpp"
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/provision/provision_store.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view provisions_path = "/thanh-tra/cung-cap";
constexpr std::size_t body_length_max = 200, scope_length_max = 500;
constexpr int found_max = 20; ///< declarations to choose from

std::string address_of(const ProvisionRequest& request)
{
    return fmt::format("{}/{}", provisions_path, request.id.value);
}

/// As the log commits to it, and as each page of a copy says.
std::string purpose_words(const ProvisionRequest& request)
{
    return fmt::format("cung cấp cho {} theo {}", request.body, request.document);
}

const char* state_words(const ProvisionRequest& request)
{
    if (!request.answer.empty()) return request.given == true ? "đã cung cấp" : "đã từ chối";
    if (!request.given) return "chờ quyết định";
    return *request.given ? "được cung cấp, chờ trả lời" : "không cung cấp, chờ trả lời";
}

Markup state_chip(const Assets& assets, const ProvisionRequest& request)
{
    const bool done = !request.answer.empty();
    return chip(
        assets,
        done            ? "leaf"
        : request.given ? "lake"
                        : "sun",
        done            ? "check"
        : request.given ? "stamp"
                        : "clock",
        state_words(request)
    );
}

struct Typed {
    const char *name, *label;
    std::size_t length_max;
    std::string ProvisionRequest::*into;
};
constexpr Typed typed_fields[] = {
    {"co-quan", "Cơ quan, người yêu cầu", body_length_max, &ProvisionRequest::body},
    {"van-ban", "Số, ngày của văn bản yêu cầu", document_length_max, &ProvisionRequest::document},
    {"muc-dich", "Lý do, mục đích", scope_length_max, &ProvisionRequest::purpose},
    {"pham-vi", "Phạm vi, nội dung cần cung cấp", scope_length_max, &ProvisionRequest::scope},
};

/// What was typed; a sentence where it does not fit.
Result<ProvisionRequest, std::string> typed_request(const http::Request& request, Day today)
{
    ProvisionRequest one;
    for (const auto& field : typed_fields) {
        one.*field.into = text::clean(request.field(field.name).value_or(""));
        const auto length = text::length(one.*field.into);
        if (length == 0 || length > field.length_max)
            return refuse(fmt::format("Ghi “{}”, không quá {} chữ.", field.label, field.length_max)
            );
    }
    const auto day = text::parse_typed_day(text::clean(request.field("nhan-ngay").value_or("")));
    if (!day || *day > today || *day < today - std::chrono::days(366))
        return refuse(
            std::string("Ngày nhận văn bản: ghi ngày/tháng/năm, không sau hôm nay, trong một năm.")
        );
    one.received_on = *day;
    return one;
}

} // namespace

Result<RegistryDesk::Opened, VaultRefusal> RegistryDesk::open_to_provide(
    const Asked& asked, const ProvisionRequest& request, const Filing& filing
) const
{
    return parsed_paper(
        filing,
        parts_.vault.provide(
            asked.session, filing.record, filing.version, request.id.value, purpose_words(request)
        )
    );
}

http::Response RegistryDesk::show_provisions(const Asked& asked, const std::string& problem) const
{
    const auto all = provision_store::all(asked.tx);
    const auto open =
        std::ranges::count_if(all, [](const ProvisionRequest& one) { return one.answer.empty(); });
    std::vector<Markup> parts{
        h1({open ? fmt::format("{} yêu cầu cung cấp thông tin chưa trả lời", open)
                 : std::string("Không có yêu cầu cung cấp thông tin nào chờ trả lời")}),
        problem_note(parts_.assets, problem),
        p({cls("small muted"),
           "Chỉ cung cấp theo yêu cầu bằng văn bản của cơ quan có thẩm quyền; trả lời bằng văn bản "
           "trong 10 ngày. Lãnh đạo Thanh tra tỉnh quyết định; người ghi yêu cầu không tự quyết "
           "định."})};
    std::vector<DeskRow> rows;
    for (const auto& one : all) {
        const bool waits = one.answer.empty();
        rows.push_back(DeskRow{
            cell(a({attr("href", address_of(one)), strong({one.body})})), cell(one.document),
            cell(date_text(one.received_on)),
            cell(
                waits ? fmt::format(
                            "{}, {}", date_text(one.answer_by),
                            time_left(one.answer_by, asked.seat.now)
                        )
                      : one.answer
            ),
            cell(cls("num"), fmt::format("{}", one.declarations)),
            cell(state_chip(parts_.assets, one))});
    }
    if (rows.empty())
        parts.push_back(empty_card(
            parts_.assets, "file-text",
            "Chưa có yêu cầu nào. Ghi yêu cầu đầu tiên dưới đây khi nhận được văn bản."
        ));
    else {
        parts.push_back(desk_table(
            "Yêu cầu cung cấp thông tin",
            {"Cơ quan yêu cầu", "Văn bản", "Nhận ngày", "Hạn, hoặc văn bản trả lời", "Số bản",
             "Tình trạng"},
            rows
        ));
        parts.push_back(sheet_link(parts_.assets, fmt::format("{}/tai-ve", provisions_path)));
    }
    const auto again = [&](const char* name) { return asked.request.field(name).value_or(""); };
    std::vector<Markup> fields;
    for (const auto& field : typed_fields)
        fields.push_back(text_field(field.name, field.label, again(field.name), field.length_max));
    parts.push_back(element(
        "details",
        {cls("card stack"), flag("open", !problem.empty()),
         element("summary", {"Ghi một yêu cầu bằng văn bản"}),
         act_form(
             asked.seat, std::string(provisions_path),
             {join(fields), day_field("nhan-ngay", "Nhận văn bản ngày", again("nhan-ngay")),
              p({button({cls("btn"), desk_icon(parts_.assets, "plus"), " Ghi yêu cầu"})})}
         )}
    ));
    return page(
        asked, "Cung cấp thông tin", std::string(provisions_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::provisions(const Asked& asked)
{
    return show_provisions(asked, "");
}

http::Response RegistryDesk::provision_sheet(const Asked& asked)
{
    note(asked, "provision.file", {});
    auto sheet = sheet_for(asked.seat, "Sổ theo dõi yêu cầu cung cấp thông tin");
    sheet.name = "Yêu cầu";
    sheet.columns = {{"Cơ quan yêu cầu", 30}, {"Văn bản", 20},          {"Lý do, mục đích", 36},
                     {"Phạm vi", 36},         {"Nhận ngày", 12},        {"Hạn trả lời", 12},
                     {"Người ghi", 24},       {"Người quyết định", 24}, {"Kết quả", 24},
                     {"Số bản", 8},           {"Văn bản trả lời", 20}};
    for (const auto& one : provision_store::all(asked.tx))
        sheet.rows.push_back(
            {one.body, one.document, one.purpose, one.scope, date_text(one.received_on),
             date_text(one.answer_by), one.made_by_name, one.decided_by,
             one.refused_why.empty() ? std::string(state_words(one)) : one.refused_why,
             one.declarations, one.answer}
        );
    return sheet_response(asked.seat, "yeu-cau-cung-cap", sheet);
}

http::Response RegistryDesk::make_provision(const Asked& asked)
{
    auto request = typed_request(asked.request, day_of(asked.seat.now));
    if (!request) return show_provisions(asked, request.error());
    request->answer_by = parts_.deadlines.due("provide", request->received_on);
    request->id = provision_store::make(asked.tx, *request, asked.seat.staff.id, asked.seat.now);
    note(asked, "provision.made", {}, {{"provision", request->id.value}});
    return http::see_other(address_of(*request));
}

Result<ProvisionRequest, http::Response> RegistryDesk::asked_provision(const Asked& asked) const
{
    auto request = provision_store::find(asked.tx, Id<ProvisionRequest>{id_of(asked.request)});
    if (request) return std::move(*request);
    return refuse(sorry(
        asked, 404, "Không có yêu cầu này", "Về trang Cung cấp thông tin để thấy những yêu cầu có."
    ));
}

html::Node RegistryDesk::provision_choice(const Asked& asked, const ProvisionRequest& request) const
{
    const auto typed = text::clean(asked.request.query_value("q").value_or(""));
    std::vector<Markup> parts{
        h2({"Thêm bản kê khai vào yêu cầu"}),
        person_search(parts_.assets, address_of(request), "Tên hoặc mã số người kê khai", typed)};
    if (typed.empty()) return section({cls("card stack"), parts});
    auto found = filing_store::handed_over(asked.tx, typed);
    const auto there = provision_store::filings(asked.tx, request.id);
    const auto is_there = [&](const Filing& one) {
        return std::ranges::any_of(there, [&](const auto& put) { return put.filing.id == one.id; });
    };
    const auto all = found.size();
    if (found.size() > std::size_t(found_max)) found.resize(std::size_t(found_max));
    std::vector<DeskRow> rows;
    for (const auto& one : found)
        rows.push_back(DeskRow{
            cell(strong({one.declarant.name})), cell(one.declarant.agency_name),
            cell(title_of(one)),
            cell(
                is_there(one) ? Markup{"Đã có trong yêu cầu"}
                              : act_form(
                                    asked.seat, address_of(request) + "/them",
                                    {hidden("ban", fmt::format("{}", one.id.value)),
                                     button({cls("btn plain sm"), "Đưa vào yêu cầu"})},
                                    "row"
                                )
            )});
    parts.push_back(
        rows.empty()
            ? p({"Không có ai tên hoặc mã số như vậy trong các bản đã bàn giao."})
            : desk_table("Tìm thấy", {"Người kê khai", "Cơ quan", "Bản kê khai", "Việc"}, rows)
    );
    if (all > rows.size())
        parts.push_back(p({cls("muted"), "Còn nữa: gõ mã số để tìm đúng người."}));
    return section({cls("card stack"), parts});
}

html::Node RegistryDesk::provision_decision(
    const Asked& asked, const ProvisionRequest& request, const std::string& seen
) const
{
    if (asked.seat.staff.role != role::head) return p({"Chờ lãnh đạo Thanh tra tỉnh quyết định."});
    if (request.made_by == asked.seat.staff.id)
        return p({"Anh (chị) đã ghi yêu cầu này: người khác trong lãnh đạo Thanh tra tỉnh quyết "
                  "định."});
    return section(
        {cls("card stack"), attr("data-tone", "earth"), h2({"Cung cấp những bản trên?"}),
         request.declarations
             ? act_form(
                   asked.seat, address_of(request) + "/quyet-dinh",
                   {hidden("danh-sach", seen), p({button(
                                                   {cls("btn"), attr("name", "viec"),
                                                    attr("value", "dong-y"), "Đồng ý cung cấp"}
                                               )})}
               )
             : p({cls("muted"), "Chưa có bản kê khai nào trong yêu cầu để đồng ý."}),
         element(
             "details", {element("summary", {"Không cung cấp"}),
                         act_form(
                             asked.seat, address_of(request) + "/quyet-dinh",
                             {hidden("danh-sach", seen),
                              text_field("ly-do", "Vì sao không cung cấp?", "", reason_length_max),
                              p({button(
                                  {cls("btn plain"), attr("name", "viec"), attr("value", "khong"),
                                   "Không cung cấp"}
                              )})}
                         )}
         )}
    );
}

http::Response RegistryDesk::show_provision(
    const Asked& asked, const ProvisionRequest& request, const std::string& problem
) const
{
    const bool open = !request.given, done = !request.answer.empty();
    std::vector<Markup> parts{
        h1({fmt::format("{}: {}", request.body, state_words(request))}),
        problem_note(parts_.assets, problem),
        dl({cls("facts side"), dt({"Văn bản yêu cầu"}), dd({request.document}),
            dt({"Lý do, mục đích"}), dd({request.purpose}), dt({"Phạm vi, nội dung"}),
            dd({request.scope}), dt({"Nhận ngày"}), dd({date_text(request.received_on)}),
            dt({done ? "Văn bản trả lời" : "Hạn trả lời"}),
            dd({done ? request.answer
                     : fmt::format(
                           "{}, {}", text::weekday_date(request.answer_by),
                           time_left(request.answer_by, asked.seat.now)
                       )}),
            dt({"Người ghi"}), dd({request.made_by_name}),
            request.given ? join({dt({"Người quyết định"}), dd({request.decided_by})}) : Markup{},
            request.refused_why.empty()
                ? Markup{}
                : join({dt({"Lý do không cung cấp"}), dd({request.refused_why})})})};
    std::vector<DeskRow> rows;
    const bool may_copy = request.given == true && !done;
    // Before the list is read: what comes onto it in between is shown, and the word is refused.
    const auto seen = provision_store::code(asked.tx, request.id);
    for (const auto& one : provision_store::filings(asked.tx, request.id)) {
        const auto& filing = one.filing;
        const auto press = [&](const char* path, const char* look, const char* words) {
            return act_form(
                asked.seat, address_of(request) + path,
                {hidden("ban", fmt::format("{}", filing.id.value)), button({cls(look), words})},
                "row"
            );
        };
        rows.push_back(DeskRow{
            cell(
                a({attr("href", fmt::format("/thanh-tra/{}", filing.id.value)),
                   strong({filing.declarant.name})})
            ),
            cell(filing.declarant.agency_name), cell(title_of(filing)),
            cell(
                one.copies ? fmt::format(
                                 "{} lần, gần nhất {} {}", one.copies,
                                 clock_text(*one.last_copy_at), date_text(day_of(*one.last_copy_at))
                             )
                           : std::string("chưa")
            ),
            cell(
                may_copy ? press("/ban-sao", "btn sm", "Tải bản cung cấp (PDF)")
                : open   ? press("/bo", "btn text", "Bỏ ra")
                         : Markup{}
            )});
    }
    parts.push_back(section(
        {cls("stack"),
         h2({rows.empty() ? std::string("Chưa có bản kê khai nào trong yêu cầu")
                          : fmt::format("{} bản kê khai", rows.size())}),
         rows.empty() ? Markup{}
                      : desk_table(
                            "Bản kê khai của yêu cầu",
                            {"Người kê khai", "Cơ quan", "Bản kê khai", "Đã tải", "Việc"}, rows
                        )}
    ));
    if (open) {
        parts.push_back(provision_choice(asked, request));
        parts.push_back(provision_decision(asked, request, seen));
    } else if (!done)
        parts.push_back(section(
            {cls("card stack"), h2({"Đã trả lời bằng văn bản?"}),
             p({cls("small muted"), "Ghi xong thì không tải bản cung cấp nào nữa."}),
             act_form(
                 asked.seat, address_of(request) + "/tra-loi",
                 {text_field("van-ban", "Số, ngày của văn bản trả lời", "", document_length_max),
                  p({button({cls("btn"), "Ghi văn bản trả lời"})})}
             )}
        ));
    return page(
        asked, request.body, std::string(provisions_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::provision_page(const Asked& asked)
{
    const auto request = asked_provision(asked);
    return request ? show_provision(asked, *request, "") : request.error();
}

http::Response RegistryDesk::put_into_provision(const Asked& asked)
{
    const auto request = asked_provision(asked);
    if (!request) return request.error();
    const Id<Filing> id{parse_integer(asked.request.field("ban").value_or("")).value_or(0)};
    const auto filing = filing_store::find(asked.tx, id);
    if (!filing || !provision_store::put(asked.tx, *request, *filing, asked.seat.staff.id))
        return show_provision(
            asked, *request,
            "Không đưa vào được: bản này đã có trong yêu cầu, đã được quyết định hủy, hoặc yêu cầu "
            "đã quyết "
            "định."
        );
    note(asked, "provision.put", filing->id, {{"provision", request->id.value}});
    return http::see_other(address_of(*request));
}

http::Response RegistryDesk::take_out_of_provision(const Asked& asked)
{
    const auto request = asked_provision(asked);
    if (!request) return request.error();
    const Id<Filing> id{parse_integer(asked.request.field("ban").value_or("")).value_or(0)};
    if (!provision_store::take_out(asked.tx, *request, id))
        return show_provision(
            asked, *request, "Không bỏ ra được: không có trong yêu cầu, hoặc yêu cầu đã quyết định."
        );
    note(asked, "provision.taken_out", id, {{"provision", request->id.value}});
    return http::see_other(address_of(*request));
}

http::Response RegistryDesk::decide_provision(const Asked& asked)
{
    const auto request = asked_provision(asked);
    if (!request) return request.error();
    const auto act = asked.request.field("viec").value_or("");
    if (act != "dong-y" && act != "khong")
        return show_provision(asked, *request, "Chọn đồng ý hay không cung cấp.");
    const auto reason = text::clean(asked.request.field("ly-do").value_or(""));
    if (act == "khong" && !reason_fits(reason))
        return show_provision(asked, *request, reason_asked("Ghi rõ vì sao không cung cấp"));
    if (parts_.vault.decide(
            asked.session, VaultRequest::Act::decide_provision, request->id.value, act == "dong-y",
            reason, asked.request.field("danh-sach").value_or("")
        ))
        return show_provision(
            asked, *request,
            "Không quyết định được: đã có người quyết định, danh sách bản kê khai vừa đổi, hoặc "
            "chính "
            "anh (chị) đã ghi yêu cầu, đưa bản vào. Xem lại danh sách rồi quyết định."
        );
    return http::see_other(address_of(*request));
}

http::Response RegistryDesk::provision_copy(const Asked& asked)
{
    const auto request = asked_provision(asked);
    if (!request) return request.error();
    const Id<Filing> id{parse_integer(asked.request.field("ban").value_or("")).value_or(0)};
    const auto all = provision_store::filings(asked.tx, request->id);
    const auto one = std::ranges::find(all, id, [](const ProvidedFiling& provided) {
        return provided.filing.id;
    });
    if (one == all.end() || !provision_store::hold_open(asked.tx, request->id))
        return show_provision(
            asked, *request, "Bản này không được cung cấp theo yêu cầu này, hoặc đã trả lời xong."
        );
    const auto opened = open_to_provide(asked, *request, one->filing);
    if (!opened) return vault_said(asked, opened.error());
    provision_store::note_copy(asked.tx, request->id, id, asked.seat.staff.id, asked.seat.now);
    return print_of(
        asked, *opened, filing_store::handed_in(asked.tx, one->filing, opened->version),
        purpose_words(*request)
    );
}

http::Response RegistryDesk::answer_provision(const Asked& asked)
{
    const auto request = asked_provision(asked);
    if (!request) return request.error();
    const auto document = text::clean(asked.request.field("van-ban").value_or(""));
    if (!document_fits(document))
        return show_provision(asked, *request, document_asked("văn bản trả lời"));
    if (!provision_store::answer(
            asked.tx, request->id, document, asked.seat.staff.id, asked.seat.now
        ))
        return show_provision(asked, *request, "Yêu cầu chưa quyết định, hoặc đã ghi trả lời rồi.");
    note(asked, "provision.answered", {}, {{"provision", request->id.value}});
    return http::see_other(address_of(*request));
}

} // namespace tnung::registry
