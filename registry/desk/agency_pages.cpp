// The agencies of the province as Home Affairs keeps them: a tree, with names of before, and who
// is responsible in each.
#include "foundation/base/bytes.hpp"
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/people/agencies.hpp"
#include "registry/people/successions.hpp"
#include "registry/vault/reader_rights.hpp"
#include "registry/vault/stand_in.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view agencies_path = "/co-quan";
constexpr std::string_view not_named =
    "Chưa giao được: hồ sơ đã được tiếp nhận, hoặc cơ quan được chọn đã giao hồ sơ cho chính cơ "
    "quan này. Lần thử này đã được ghi vào nhật ký.";
constexpr int change_years_max = 50; ///< that a change lies back
constexpr std::size_t code_length_max = 30, name_length_max = 200;

std::string address_of(const std::string& code)
{
    return fmt::format("{}/mot?ma={}", agencies_path, http::url_encoded(code));
}

struct Placed {
    const Agency* agency;
    std::size_t depth;
};
/// How far a row stands in; deeper ones stand where the last does.
constexpr std::array<const char*, 4> indents = {"indent-0", "indent-1", "indent-2", "indent-3"};

/// Each below what stands above it.
std::vector<Placed> tree_of(const std::vector<Agency>& all)
{
    std::vector<Placed> placed;
    const std::function<void(const std::string&, std::size_t)> place = [&](const std::string& above,
                                                                           std::size_t depth) {
        for (const auto& one : all)
            if (one.parent_code == above) {
                placed.push_back({&one, depth});
                place(one.code, depth + 1);
            }
    };
    place("", 0);
    for (const auto& one : all) // whatever a circle would hide
        if (std::ranges::find(placed, &one, &Placed::agency) == placed.end())
            placed.push_back({&one, 0});
    return placed;
}

/// By code, name, or a name of before.
bool is_meant(const Agency& one, const std::string& folded)
{
    const auto says = [&](const std::string& text) {
        return text::fold(text).find(folded) != std::string::npos;
    };
    return says(one.code) || says(one.name) || std::ranges::any_of(one.names_before, says);
}

std::string state_words(const Agency& one)
{
    if (one.ended_on) return fmt::format("Chấm dứt từ {}", date_text(*one.ended_on));
    if (one.officers == 0) return "Chưa có người phụ trách";
    return fmt::format("{} người phụ trách", one.officers);
}

std::string succession_words(const Succession& one)
{
    const auto still =
        one.filings || one.people
            ? fmt::format(" Còn ở đây: {} bản kê khai, {} người.", one.filings, one.people)
            : std::string();
    if (!one.taken_at) return fmt::format("Chờ {} tiếp nhận.{}", one.holder_name, still);
    return fmt::format(
        "{} tiếp nhận ngày {}; nay ở {}.{}", one.taken_by, date_text(day_of(*one.taken_at)),
        one.holder_name, still
    );
}

Markup agency_choice(
    const std::vector<Agency>& all, const char* name, const char* words, const std::string& chosen,
    const std::string& none, const std::function<bool(const Agency&)>& may
)
{
    std::vector<Option> options{{"", none}};
    for (const auto& one : all)
        if ((!one.ended_on || one.code == chosen) && may(one))
            options.push_back({one.code, fmt::format("{} ({})", one.name, one.code)});
    return select_field(name, words, options, chosen);
}

} // namespace

http::Response RegistryDesk::show_agencies(const Asked& asked, const std::string& problem) const
{
    const auto all = agency_store::all(asked.tx);
    const auto typed = text::clean(asked.request.query_value("q").value_or(""));
    const auto folded = text::fold(typed);
    std::vector<DeskRow> rows;
    std::int64_t nobody = 0;
    for (const auto& [agency, depth] : tree_of(all)) {
        nobody += !agency->ended_on && agency->officers == 0 && agency->people > 0;
        if (!typed.empty() && !is_meant(*agency, folded)) continue;
        std::string before;
        for (const auto& name : agency->names_before)
            if (name != agency->name && before.find(name) == std::string::npos)
                before += (before.empty() ? "Trước đây: " : "; ") + name;
        rows.push_back(DeskRow{
            cell(join(
                {a({attr("href", address_of(agency->code)),
                    cls(indents[typed.empty() ? std::min(depth, indents.size() - 1) : 0]),
                    strong({agency->name})}),
                 before.empty() ? Markup{}
                                : join({element("br", {}), span({cls("small muted"), before})})}
            )),
            cell(agency->code), cell(cls("num"), fmt::format("{}", agency->people)),
            cell(state_words(*agency))});
    }
    std::vector<Markup> parts{
        h1({typed.empty() ? fmt::format("{} cơ quan, đơn vị", all.size())
                          : fmt::format("{} cơ quan tên hoặc mã “{}”", rows.size(), typed)}),
        problem_note(parts_.assets, problem)};
    if (nobody > 0)
        parts.push_back(
            p({cls("muted"),
               fmt::format("{} cơ quan có người kê khai mà chưa có người phụ trách.", nobody)})
        );
    parts.push_back(
        person_search(parts_.assets, std::string(agencies_path), "Tên (cả tên cũ) hoặc mã", typed)
    );
    if (rows.empty())
        parts.push_back(empty_card(
            parts_.assets, "landmark",
            typed.empty() ? "Sổ chưa có cơ quan nào. Thêm dưới đây, hoặc nhập danh sách người."
                          : "Không có cơ quan nào tên hoặc mã như vậy, kể cả tên cũ."
        ));
    else {
        parts.push_back(desk_table(
            "Cơ quan, đơn vị", {"Cơ quan, đơn vị", "Mã", "Người kê khai", "Người phụ trách"}, rows
        ));
        parts.push_back(sheet_link(parts_.assets, fmt::format("{}/tai-ve", agencies_path)));
    }
    const auto again = [&](const char* name) { return asked.request.field(name).value_or(""); };
    if (asked.seat.staff.role == role::home_affairs)
        parts.push_back(element(
            "details", {cls("card stack"), flag("open", !problem.empty()),
                        element("summary", {"Thêm cơ quan, đơn vị"}),
                        act_form(
                            asked.seat, std::string(agencies_path),
                            {text_field("ma", "Mã", again("ma"), code_length_max),
                             text_field("ten", "Tên", again("ten"), name_length_max),
                             agency_choice(
                                 all, "tren", "Thuộc cơ quan", again("tren"),
                                 "Không thuộc cơ quan nào ở đây", [](const Agency&) { return true; }
                             ),
                             p({button({cls("btn"), desk_icon(parts_.assets, "plus"), " Thêm"})})}
                        )}
        ));
    return page(
        asked, "Cơ quan", std::string(agencies_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::agencies(const Asked& asked)
{
    return show_agencies(asked, "");
}

http::Response RegistryDesk::agency_sheet(const Asked& asked)
{
    note(asked, "agency.file", {});
    auto sheet = sheet_for(asked.seat, "Cơ quan, đơn vị");
    sheet.name = "Cơ quan, đơn vị";
    sheet.columns = {
        {"STT", 6},
        {"Mã", 12},
        {"Tên", 44},
        {"Thuộc", 12},
        {"Tên trước đây", 44},
        {"Người kê khai", 12},
        {"Người phụ trách", 12},
        {"Tình trạng", 26}};
    for (const auto& one : agency_store::all(asked.tx)) {
        std::string before;
        for (const auto& name : one.names_before) before += (before.empty() ? "" : "; ") + name;
        sheet.rows.push_back(
            {std::int64_t(sheet.rows.size() + 1), one.code, one.name, one.parent_code, before,
             one.people, one.officers, state_words(one)}
        );
    }
    return sheet_response(asked.seat, "co-quan", sheet);
}

http::Response RegistryDesk::add_agency(const Asked& asked)
{
    const auto code = text::clean(asked.request.field("ma").value_or(""));
    const auto name = text::clean(asked.request.field("ten").value_or(""));
    const auto above = text::clean(asked.request.field("tren").value_or(""));
    agency_store::hold_tree(asked.tx);
    const auto there = agency_store::find(asked.tx, above);
    if (code.empty() || text::length(code) > code_length_max)
        return show_agencies(asked, fmt::format("Ghi mã, không quá {} chữ.", code_length_max));
    if (name.empty() || text::length(name) > name_length_max)
        return show_agencies(asked, fmt::format("Ghi tên, không quá {} chữ.", name_length_max));
    if (!above.empty() && (!there || there->ended_on))
        return show_agencies(asked, "Chọn cơ quan cấp trên trong danh sách.");
    switch (people_store::add_agency(asked.tx, code, name)) {
    case people_store::AddedAgency::known:
        return show_agencies(asked, fmt::format("Mã {} đã có trong sổ.", code));
    case people_store::AddedAgency::miswritten:
        return show_agencies(
            asked,
            fmt::format("Mã {} chỉ khác chữ hoa, chữ thường với một mã đã có trong sổ.", code)
        );
    case people_store::AddedAgency::added: break;
    }
    agency_store::place(asked.tx, code, above);
    note(asked, "agency.add", {}, {{"agency", code}});
    return http::see_other(address_of(code));
}

Result<Agency, http::Response> RegistryDesk::asked_agency(const Asked& asked) const
{
    const bool posted = asked.request.method == http::Method::post;
    if (posted) agency_store::hold_tree(asked.tx);
    const auto code = text::clean(
        posted ? asked.request.field("ma").value_or("")
               : asked.request.query_value("ma").value_or("")
    );
    auto found = agency_store::find(asked.tx, code);
    if (found) return std::move(*found);
    return refuse(
        sorry(asked, 404, "Không có cơ quan này", "Tìm lại theo tên hoặc mã ở trang Cơ quan.")
    );
}

http::Response RegistryDesk::show_agency(
    const Asked& asked, const Agency& agency, const std::string& problem
) const
{
    const auto all = agency_store::all(asked.tx);
    const auto today = day_of(asked.seat.now);
    const auto name_of = [&](const std::string& code) {
        const auto one = std::ranges::find(all, code, &Agency::code);
        return one == all.end() ? code : one->name;
    };
    const auto linked = [&](const std::string& code) {
        return a({attr("href", address_of(code)), name_of(code)});
    };
    const auto left = succession_store::find(asked.tx, agency.code);
    std::vector<Markup> facts{dt({"Mã"}), dd({agency.code})};
    if (!agency.parent_code.empty()) {
        facts.push_back(dt({"Thuộc"}));
        facts.push_back(dd({linked(agency.parent_code)}));
    }
    if (agency.ended_on) {
        facts.push_back(dt({"Chấm dứt từ"}));
        facts.push_back(dd(
            {date_text(*agency.ended_on), agency.successor_code.empty() ? Markup{} : Markup{"; "},
             agency.successor_code.empty() ? Markup{} : linked(agency.successor_code),
             agency.successor_code.empty() ? Markup{} : Markup{" tiếp nhận"}}
        ));
        facts.push_back(dt({"Hồ sơ kê khai"}));
        facts.push_back(
            dd({left ? succession_words(*left) : "Ở lại đây: chưa giao cho cơ quan nào tiếp nhận."})
        );
    }
    std::vector<Markup> officers;
    for (const auto& one : stand_in_store::officers(asked.tx, agency.code))
        officers.push_back(li({one.name}));
    for (const auto& one : stand_in_store::of_unit(asked.tx, agency.code))
        if (stand_in_store::runs_on(one, today))
            officers.push_back(
                li({fmt::format("{}, thay đến hết {}", one.name, date_text(one.until))})
            );
    std::vector<Markup> below;
    for (const auto& one : all)
        if (one.parent_code == agency.code)
            below.push_back(li({linked(one.code), one.ended_on ? " (đã chấm dứt)" : ""}));
    std::vector<Markup> parts{
        h1({agency.name}), problem_note(parts_.assets, problem), dl({cls("facts side"), facts}),
        section(
            {cls("card stack"), h2({"Người phụ trách kê khai"}),
             officers.empty()
                 ? p({cls("muted"), agency.ended_on
                                        ? "Không còn ai."
                                        : "Chưa có. Người quản trị của tỉnh mở tài khoản."})
                 : ul({officers})}
        ),
        below.empty() ? Markup{} : section({cls("card stack"), h2({"Đơn vị thuộc"}), ul({below})})};
    std::vector<DeskRow> rows;
    for (const auto& one : agency_store::past(asked.tx, agency.code))
        rows.push_back(DeskRow{
            cell(strong({one.name})), cell(one.parent_name), cell("trước " + date_text(one.until)),
            cell(one.document), cell(one.changed_by)});
    if (!rows.empty())
        parts.push_back(section(
            {cls("stack"), h2({"Trước đây"}),
             desk_table("Trước đây", {"Tên", "Thuộc", "Đến", "Văn bản", "Người ghi"}, rows)}
        ));
    if (asked.seat.staff.role == role::home_affairs && agency.ended_on && !(left && left->taken_at))
        parts.push_back(element(
            "details",
            {cls("card stack"), flag("open", !problem.empty()),
             element(
                 "summary", {left ? "Giao cơ quan khác tiếp nhận" : "Giao cơ quan tiếp nhận hồ sơ"}
             ),
             act_form(
                 asked.seat, fmt::format("{}/tiep-nhan", agencies_path),
                 {hidden("ma", agency.code),
                  agency_choice(
                      all, "tiep-nhan", "Cơ quan tiếp nhận",
                      asked.request.field("tiep-nhan").value_or(""), "Chọn cơ quan",
                      [&](const Agency& one) { return one.code != agency.code; }
                  ),
                  text_field(
                      "quyet-dinh", "Quyết định số, ngày",
                      asked.request.field("quyet-dinh").value_or(""), document_length_max
                  ),
                  p({cls("hint"), "Giao lại được cho đến khi bên kia tiếp nhận."}),
                  p({button({cls("btn plain"), "Giao tiếp nhận"})})}
             )}
        ));
    if (asked.seat.staff.role == role::home_affairs && !agency.ended_on) {
        const auto again = [&](const char* name, const std::string& otherwise) {
            return asked.request.field(name).value_or(otherwise);
        };
        parts.push_back(element(
            "details",
            {cls("card stack"), flag("open", asked.request.field("ten").has_value()),
             element("summary", {"Đổi tên, chuyển về cơ quan khác"}),
             act_form(
                 asked.seat, fmt::format("{}/sua", agencies_path),
                 {hidden("ma", agency.code),
                  text_field("ten", "Tên", again("ten", agency.name), name_length_max),
                  agency_choice(
                      all, "tren", "Thuộc cơ quan", again("tren", agency.parent_code),
                      "Không thuộc cơ quan nào ở đây",
                      [&](const Agency& one) {
                          return !agency_store::stands_below(all, one.code, agency.code);
                      }
                  ),
                  day_field("tu-ngay", "Từ ngày", again("tu-ngay", "")),
                  text_field(
                      "van-ban", "Văn bản số, ngày", again("van-ban", ""), document_length_max
                  ),
                  p({cls("hint"), "Tên cũ vẫn tìm được, và vẫn đứng trên văn bản đã lập trước đó."}
                  ),
                  p({button({cls("btn plain"), desk_icon(parts_.assets, "save"), " Lưu"})})}
             )}
        ));
        parts.push_back(element(
            "details",
            {cls("card stack"), flag("open", asked.request.field("tiep-nhan").has_value()),
             element("summary", {"Giải thể, sáp nhập"}),
             act_form(
                 asked.seat, fmt::format("{}/ket-thuc", agencies_path),
                 {hidden("ma", agency.code),
                  agency_choice(
                      all, "tiep-nhan", "Cơ quan tiếp nhận người", again("tiep-nhan", ""),
                      "Không có cơ quan tiếp nhận chung",
                      [&](const Agency& one) { return one.code != agency.code; }
                  ),
                  day_field("cham-dut", "Chấm dứt từ ngày", again("cham-dut", "")),
                  text_field(
                      "quyet-dinh", "Quyết định số, ngày", again("quyet-dinh", ""),
                      document_length_max
                  ),
                  p({cls("hint"),
                     "Người phụ trách ở cơ quan tiếp nhận được báo ở trang Bản của đơn vị, và tiếp "
                     "nhận bản kê khai, người, việc dở dang. Đến lúc đó mọi việc vẫn làm ở đây. "
                     "Không có cơ quan tiếp nhận chung thì hồ sơ ở lại đây, người được nhận về "
                     "từng cơ quan."}),
                  p({button({cls("btn plain"), "Chấm dứt"})})}
             )}
        ));
    }
    return page(
        asked, agency.name, std::string(agencies_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::agency_page(const Asked& asked)
{
    const auto agency = asked_agency(asked);
    return agency ? show_agency(asked, *agency, "") : agency.error();
}

http::Response RegistryDesk::change_agency(const Asked& asked)
{
    const auto agency = asked_agency(asked);
    if (!agency) return agency.error();
    if (agency->ended_on) return show_agency(asked, *agency, "Cơ quan này đã chấm dứt.");
    const auto today = day_of(asked.seat.now);
    const auto from =
        text::parse_typed_day(text::clean(asked.request.field("tu-ngay").value_or("")));
    const agency_store::Change change{
        text::clean(asked.request.field("ten").value_or("")),
        text::clean(asked.request.field("tren").value_or("")), from.value_or(today),
        text::clean(asked.request.field("van-ban").value_or(""))};
    if (change.name.empty() || text::length(change.name) > name_length_max)
        return show_agency(
            asked, *agency, fmt::format("Ghi tên, không quá {} chữ.", name_length_max)
        );
    const auto all = agency_store::all(asked.tx);
    const auto above = std::ranges::find(all, change.parent_code, &Agency::code);
    const bool known = change.parent_code.empty() || change.parent_code == agency->parent_code ||
                       (above != all.end() && !above->ended_on);
    if (!known || agency_store::stands_below(all, change.parent_code, agency->code))
        return show_agency(
            asked, *agency, "Chọn cơ quan cấp trên trong danh sách, không phải đơn vị thuộc nó."
        );
    if (const auto problem = document_problem(asked, *agency, from, change.document);
        !problem.empty())
        return show_agency(asked, *agency, problem);
    agency_store::change(asked.tx, *agency, change, asked.seat.staff.id, asked.seat.now);
    note(asked, "agency.change", {}, {{"agency", agency->code}});
    return http::see_other(address_of(agency->code));
}

http::Response RegistryDesk::end_agency(const Asked& asked)
{
    const auto agency = asked_agency(asked);
    if (!agency) return agency.error();
    if (agency->ended_on) return show_agency(asked, *agency, "Cơ quan này đã chấm dứt.");
    const auto on =
        text::parse_typed_day(text::clean(asked.request.field("cham-dut").value_or("")));
    const agency_store::Ending ending{
        on.value_or(day_of(asked.seat.now)),
        text::clean(asked.request.field("tiep-nhan").value_or("")),
        text::clean(asked.request.field("quyet-dinh").value_or(""))};
    const auto successor = ending.successor_code.empty()
                               ? std::nullopt
                               : agency_store::find(asked.tx, ending.successor_code);
    if (!ending.successor_code.empty() &&
        (!successor || successor->ended_on || successor->code == agency->code))
        return show_agency(asked, *agency, "Chọn cơ quan tiếp nhận trong danh sách.");
    if (const auto problem = document_problem(asked, *agency, on, ending.document);
        !problem.empty())
        return show_agency(asked, *agency, problem);
    // The vault first: where it does not answer, nothing has ended.
    if (successor)
        if (auto refusal = say_successor(asked, *agency, ending)) return std::move(*refusal);
    const auto people =
        agency_store::end(asked.tx, *agency, ending, asked.seat.staff.id, asked.seat.now);
    note(asked, "agency.end", {}, {{"agency", agency->code}, {"people", people}});
    return http::see_other(address_of(agency->code));
}

http::Response RegistryDesk::name_successor(const Asked& asked)
{
    const auto agency = asked_agency(asked);
    if (!agency) return agency.error();
    const agency_store::Ending ending{
        agency->ended_on.value_or(Day{}),
        text::clean(asked.request.field("tiep-nhan").value_or("")),
        text::clean(asked.request.field("quyet-dinh").value_or(""))};
    const auto successor = agency_store::find(asked.tx, ending.successor_code);
    if (!agency->ended_on || !successor || successor->ended_on)
        return show_agency(asked, *agency, "Chọn cơ quan tiếp nhận trong danh sách.");
    if (!document_fits(ending.document)) return show_agency(asked, *agency, document_asked());
    const auto before = succession_store::find(asked.tx, agency->code);
    if (auto refusal = say_successor(asked, *agency, ending)) return std::move(*refusal);
    const auto people = agency_store::succeed(
        asked.tx, *agency, before ? before->document : std::string(), ending, asked.seat.now
    );
    note(asked, "agency.succeed", {}, {{"agency", agency->code}, {"people", people}});
    return http::see_other(address_of(agency->code));
}

std::optional<http::Response> RegistryDesk::say_successor(
    const Asked& asked, const Agency& agency, const agency_store::Ending& ending
) const
{
    const auto refusal = parts_.vault.name_successor(
        asked.session, {agency.code, ending.successor_code, ending.document}
    );
    if (!refusal) return std::nullopt;
    if (*refusal == VaultRefusal::denied) return show_agency(asked, agency, std::string(not_named));
    return vault_said(asked, *refusal);
}

std::string RegistryDesk::document_problem(
    const Asked& asked, const Agency& agency, std::optional<Day> from, const std::string& document
)
{
    const auto today = day_of(asked.seat.now);
    if (!from || *from > today || *from < today - std::chrono::years(change_years_max))
        return fmt::format(
            "Ngày chưa đúng: ghi ngày/tháng/năm, không sau hôm nay, trong vòng {} năm.",
            change_years_max
        );
    if (const auto last = agency_store::changed_last(asked.tx, agency.code); last && *from < *last)
        return fmt::format(
            "Lần đổi trước có hiệu lực từ {}: lần này không trước ngày đó.", date_text(*last)
        );
    return document_fits(document) ? std::string() : document_asked();
}

} // namespace tnung::registry
