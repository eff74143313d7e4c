// The people of a unit: what the register knows of them, where other lists differ, and what each
// owes beside the yearly declaration.
#include "foundation/base/bytes.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/reading/reading_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view people_path = "/don-vi/nguoi";
constexpr std::int64_t people_on_page = 100, pages_max = 1000;
constexpr std::size_t differences_on_page = 20;
constexpr std::size_t name_length_max = 100, post_length_max = 200, number_length_max = 30,
                      occasion_length_max = 200, ground_length_max = 200;
/// Of somebody's own: with a day of their own.
constexpr std::array<std::string_view, 2> own_day_kinds = {first_kind, personnel_kind};
/// Days between an event and today, either way, that are no slip.
constexpr int event_days_max = 366;

std::string address_of(Id<Declarant> id)
{
    return fmt::format("{}/{}", people_path, id.value);
}

std::string annual_words(bool annual)
{
    return annual ? "Kê khai hằng năm" : "Không thuộc diện hằng năm";
}

/// Where a list says otherwise: what the register has, what the list says.
Markup difference_lines(const PersonDifference& one)
{
    std::vector<Markup> lines;
    const auto put = [&](const char* what, const std::string& known, const std::string& said) {
        if (known == said) return;
        lines.push_back(dt({what}));
        lines.push_back(dd({element("s", {known}), " → ", strong({said})}));
    };
    put("Họ và tên", one.declarant.name, one.name);
    put("Chức vụ", one.declarant.post, one.post);
    put("Cơ quan", one.declarant.agency_name, one.agency_name);
    if (one.annual) put("Diện", annual_words(one.declarant.annual), annual_words(*one.annual));
    return dl({cls("facts side"), lines});
}

Markup difference_card(const Seat& seat, const PersonDifference& one)
{
    const bool leaves = one.declarant.agency_code == seat.staff.unit_code &&
                        one.agency_code != one.declarant.agency_code;
    const auto action = fmt::format("/don-vi/khac-biet/{}", one.id.value);
    const auto press = [&](const char* act, const char* look, const std::string& words) {
        return button({cls(look), attr("name", "viec"), attr("value", act), words});
    };
    return section(
        {cls("card stack s"), attr("data-tone", "sun"), h3({one.declarant.name}),
         p({cls("small muted"), fmt::format(
                                    "Mã số {}. Nguồn: {}, {}.", one.declarant.number, one.source,
                                    date_text(day_of(one.seen_at))
                                )}),
         difference_lines(one),
         leaves ? p({cls("small"), fmt::format(
                                       "{} nhận người này ở trang của họ; ở đây chỉ ghi được là "
                                       "người này vẫn ở đơn vị.",
                                       one.agency_name
                                   )})
                : Markup{},
         act_form(
             seat, action,
             {p({cls("row"), leaves ? Markup{} : press("theo", "btn sm", "Sửa sổ theo danh sách"),
                 press("giu", "btn plain sm", leaves ? "Vẫn ở đơn vị tôi" : "Sổ đúng, giữ nguyên")}
             )}
         )}
    );
}

Markup annual_choice(bool annual)
{
    return label(
        {cls("choice"),
         input(
             {attr("type", "checkbox"), attr("name", "hang-nam"), attr("value", "1"),
              flag("checked", annual)}
         ),
         span({"Thuộc diện kê khai hằng năm"})}
    );
}

std::string move_words(people_store::MoveObstacle why, const PersonDifference& one)
{
    using people_store::MoveObstacle;
    switch (why) {
    case MoveObstacle::under_way:
        return fmt::format(
            "{} còn bản kê khai chưa bàn giao ở {}: cơ quan đó bàn giao xong, hoặc bỏ khỏi danh "
            "sách của mình, rồi anh (chị) mới nhận về được.",
            one.declarant.name, one.declarant.agency_name
        );
    case MoveObstacle::approved:
        return fmt::format(
            "{} đang ở trong một danh sách đã duyệt: trước hết, cơ quan cũ và đơn vị anh (chị) mở "
            "lại danh sách đã duyệt.",
            one.declarant.name
        );
    case MoveObstacle::office:
        return fmt::format(
            "Tài khoản của {} có quyền của bộ phận tổ chức cán bộ ở cơ quan cũ: đề nghị người quản "
            "trị của tỉnh bỏ quyền đó trước.",
            one.declarant.name
        );
    }
    throw std::logic_error("no obstacle");
}

/// Whether one declares every year is not one's own to say.
constexpr std::string_view own_words =
    "Đây là sổ của chính anh (chị): đồng nghiệp trong đơn vị phải sửa, quyết định.";

/// What was typed for the register; a sentence where it does not fit.
Result<PersonLine, std::string>
typed_person(const http::Request& request, const std::string& number)
{
    PersonLine line{
        number,
        text::clean(request.field("ten").value_or("")),
        text::clean(request.field("chuc-vu").value_or("")),
        "",
        "",
        request.field("hang-nam").has_value()};
    if (line.name.empty() || text::length(line.name) > name_length_max)
        return refuse(fmt::format("Ghi họ và tên, không quá {} chữ.", name_length_max));
    if (line.post.empty() || text::length(line.post) > post_length_max)
        return refuse(fmt::format("Ghi chức vụ, chức danh, không quá {} chữ.", post_length_max));
    return line;
}

} // namespace

bool RegistryDesk::is_me(const Asked& asked, const Declarant& one)
{
    return asked.me && asked.me->id == one.id;
}

http::Response RegistryDesk::show_people(const Asked& asked, const std::string& problem) const
{
    const auto unit = asked.seat.staff.unit_code.value_or("");
    const auto typed = text::clean(asked.request.query_value("q").value_or(""));
    const auto number = std::clamp<std::int64_t>(
        parse_integer(asked.request.query_value("trang").value_or("")).value_or(1), 1, pages_max
    );
    const auto found = people_store::of_agency(
        asked.tx, {unit, typed, (number - 1) * people_on_page, people_on_page}
    );
    const auto differences = people_store::differences(asked.tx, unit);
    std::vector<Markup> parts{
        h1({typed.empty() ? fmt::format("{} người kê khai của đơn vị", found.all)
                          : fmt::format("{} người tên hoặc mã số “{}”", found.all, typed)}),
        problem_note(parts_.assets, problem)};
    if (!differences.empty()) {
        std::vector<Markup> cards;
        for (const auto& one : differences) {
            if (cards.size() == differences_on_page) break;
            cards.push_back(difference_card(asked.seat, one));
        }
        const auto more = differences.size() - cards.size();
        parts.push_back(section(
            {cls("stack"),
             h2({fmt::format("{} chỗ danh sách khác sổ, chờ đơn vị quyết định", differences.size())}
             ),
             cards,
             more ? p({cls("muted"),
                       fmt::format("Còn {} chỗ nữa hiện ra khi các chỗ trên đã quyết định.", more)})
                  : Markup{}}
        ));
    }
    parts.push_back(person_search(parts_.assets, std::string(people_path), "Tên hoặc mã số", typed)
    );
    if (found.people.empty())
        parts.push_back(empty_card(
            parts_.assets, "users",
            typed.empty() ? "Sổ chưa có ai ở đơn vị. Thêm người dưới đây, hoặc đề nghị người "
                            "quản trị của tỉnh nhập danh sách."
                          : "Không có ai tên hoặc mã số như vậy ở đơn vị."
        ));
    else {
        std::vector<DeskRow> rows;
        for (const auto& one : found.people)
            rows.push_back(DeskRow{
                cell(a({attr("href", address_of(one.id)), strong({one.name})})), cell(one.post),
                cell(one.number), cell(annual_words(one.annual)),
                cell(one.staff ? "Đã có tài khoản" : "Chưa có tài khoản")});
        parts.push_back(desk_table(
            "Người kê khai của đơn vị", {"Họ và tên", "Chức vụ", "Mã số", "Diện", "Tài khoản"}, rows
        ));
    }
    parts.push_back(page_turning(
        parts_.assets, number, pages_of(found.all, people_on_page),
        fmt::format("{}?q={}&trang=", people_path, http::url_encoded(typed))
    ));
    const auto again = [&](const char* name) { return asked.request.field(name).value_or(""); };
    parts.push_back(element(
        "details",
        {cls("card stack"), flag("open", !problem.empty() && asked.request.field("ma-so")),
         element("summary", {"Thêm người vào sổ"}),
         act_form(
             asked.seat, std::string(people_path),
             {text_field(
                  "ma-so", "Mã số (như trong hồ sơ công chức)", again("ma-so"), number_length_max
              ),
              text_field("ten", "Họ và tên", again("ten"), name_length_max),
              text_field("chuc-vu", "Chức vụ, chức danh", again("chuc-vu"), post_length_max),
              annual_choice(asked.request.field("ma-so") ? !again("hang-nam").empty() : false),
              p({button({cls("btn"), desk_icon(parts_.assets, "plus"), " Thêm người"})})}
         )}
    ));
    return page(
        asked, "Người kê khai", std::string(people_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::people(const Asked& asked)
{
    return show_people(asked, "");
}

http::Response RegistryDesk::add_person(const Asked& asked)
{
    const auto number = text::clean(asked.request.field("ma-so").value_or(""));
    if (number.empty() || text::length(number) > number_length_max)
        return show_people(asked, fmt::format("Ghi mã số, không quá {} chữ.", number_length_max));
    auto line = typed_person(asked.request, number);
    if (!line) return show_people(asked, line.error());
    if (const auto there = people_store::find_number(asked.tx, number)) {
        const bool ours = there->agency_code == asked.seat.staff.unit_code;
        return show_people(
            asked, ours ? fmt::format("Mã số {} là của {}, đã ở đơn vị.", number, there->name)
                        : fmt::format(
                              "Mã số {} đã có trong sổ ở cơ quan khác. Người chuyển công tác đến: "
                              "đề nghị người quản trị của tỉnh nhập danh sách mới, rồi nhận về ở "
                              "trang này.",
                              number
                          )
        );
    }
    line->agency_code = asked.seat.staff.unit_code.value_or("");
    if (const auto ended_on = agency_store::hold_ended_on(asked.tx, line->agency_code))
        return show_people(
            asked,
            fmt::format(
                "Đơn vị đã chấm dứt từ {}: thêm người ở cơ quan tiếp nhận.", date_text(*ended_on)
            )
        );
    line->agency_name = asked.seat.unit_name;
    people_store::import_person(asked.tx, *line, "đơn vị", asked.seat.now);
    const auto added = people_store::find_number(asked.tx, number);
    if (!added) throw std::logic_error("somebody who was added is not there");
    note(asked, "people.add", {}, {{"declarant", added->id.value}});
    return http::see_other(address_of(added->id));
}

Result<Declarant, http::Response> RegistryDesk::unit_person(const Asked& asked) const
{
    const Id<Declarant> id{id_of(asked.request)};
    auto found = people_store::find_to_change(asked.tx, id);
    // Whoever did not come along yet with what a unit left is looked after by who holds that.
    if (found && is_ours(asked, found->agency_code)) return std::move(*found);
    note(asked, "desk.denied", {}, {{"declarant", id.value}});
    return refuse(sorry(
        asked, 404, "Không có người này ở đơn vị của anh (chị)",
        "Có thể người này đã chuyển sang cơ quan khác. Về trang Người kê khai để tìm lại."
    ));
}

http::Response RegistryDesk::show_person(
    const Asked& asked, const Declarant& one, const std::string& problem
) const
{
    const auto today = day_of(asked.seat.now);
    std::vector<Markup> parts{
        h1({one.name}),
        p({fmt::format(
            "{}. Mã số {}. {}. {}.", one.post, one.number, annual_words(one.annual),
            one.staff ? "Đã có tài khoản" : "Chưa có tài khoản: người quản trị của tỉnh mở"
        )}),
        problem_note(parts_.assets, problem)};
    std::vector<DeskRow> rows;
    for (const auto& filing : filing_store::of_declarant(asked.tx, one.id)) {
        if (filing.agency_code != asked.seat.staff.unit_code) continue; // one's own, elsewhere
        rows.push_back(DeskRow{
            cell(
                a({attr("href", fmt::format("/don-vi/{}", filing.id.value)),
                   strong({title_of(filing)})})
            ),
            cell(filing.occasion), cell(date_text(filing.declare_by)),
            cell(filing_state_chip(parts_.assets, filing.state))});
    }
    parts.push_back(section(
        {cls("stack"), h2({"Bản kê khai ở đơn vị"}),
         rows.empty() ? p({cls("muted"), "Chưa có bản nào."})
                      : desk_table(
                            "Bản kê khai ở đơn vị",
                            {"Bản kê khai", "Nhân việc", "Hạn nộp", "Tình trạng"}, rows
                        )}
    ));
    const auto again = [&](const char* name) { return asked.request.field(name).value_or(""); };
    std::vector<Markup> kinds;
    for (const auto kind : own_day_kinds) {
        const auto form = parts_.forms.of(kind, today);
        if (!form) continue;
        const auto& rule = parts_.deadlines.rule(kind, today);
        kinds.push_back(label(
            {cls("choice"),
             input(
                 {attr("type", "radio"), attr("name", "loai"), attr("value", std::string(kind)),
                  flag("required", true), flag("checked", again("loai") == kind)}
             ),
             span(
                 {strong({"Kê khai " + form->words}), element("br", {}),
                  span(
                      {cls("small muted"),
                       kind == first_kind
                           ? fmt::format("Nộp trong {} ngày kể từ ngày nhận chức vụ", rule.number)
                           : fmt::format(
                                 "Nộp trước ngày dự kiến bổ nhiệm ít nhất {} ngày", rule.number
                             )}
                  )}
             )}
        ));
    }
    parts.push_back(section(
        {cls("card stack"), h2({"Yêu cầu kê khai"}),
         act_form(
             asked.seat, address_of(one.id) + "/them",
             {element("fieldset", {cls("stack"), element("legend", {"Kê khai nào?"}), kinds}),
              text_field(
                  "viec", "Chức vụ mới, hoặc chức vụ dự kiến bổ nhiệm", again("viec"),
                  occasion_length_max
              ),
              day_field("ngay", "Ngày nhận chức vụ, hoặc ngày dự kiến bổ nhiệm", again("ngay")),
              p({button({cls("btn"), desk_icon(parts_.assets, "plus"), " Yêu cầu kê khai"})})}
         )}
    ));
    if (is_me(asked, one))
        parts.push_back(
            p({cls("muted"), "Sổ của chính anh (chị): đồng nghiệp trong đơn vị sửa khi cần."})
        );
    else
        parts.push_back(element(
            "details",
            {cls("card stack"), flag("open", asked.request.field("chuc-vu").has_value()),
             element("summary", {"Sửa họ tên, chức vụ, diện kê khai"}),
             act_form(
                 asked.seat, address_of(one.id) + "/sua",
                 {text_field(
                      "ten", "Họ và tên", asked.request.field("ten").value_or(one.name),
                      name_length_max
                  ),
                  text_field(
                      "chuc-vu", "Chức vụ, chức danh",
                      asked.request.field("chuc-vu").value_or(one.post), post_length_max
                  ),
                  annual_choice(
                      asked.request.field("chuc-vu") ? asked.request.field("hang-nam").has_value()
                                                     : one.annual
                  ),
                  p({cls("hint"),
                     "Đổi diện không đổi danh sách của đợt đang mở: thêm, bỏ ở trang Danh sách."}),
                  p({button({cls("btn plain"), desk_icon(parts_.assets, "save"), " Lưu"})})}
             )}
        ));
    parts.push_back(control_section(asked, one));
    std::vector<DeskRow> before;
    for (const auto& past : people_store::past(asked.tx, one.id))
        before.push_back(DeskRow{
            cell(date_text(day_of(past.until))), cell(past.name), cell(past.post),
            cell(past.agency_name), cell(annual_words(past.annual)), cell(past.changed_by)});
    if (!before.empty())
        parts.push_back(section(
            {cls("stack"), h2({"Trước đây"}),
             desk_table(
                 "Trước đây", {"Đến ngày", "Họ và tên", "Chức vụ", "Cơ quan", "Diện", "Người sửa"},
                 before
             )}
        ));
    return page(
        asked, one.name, std::string(people_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::person(const Asked& asked)
{
    const auto one = unit_person(asked);
    return one ? show_person(asked, *one, "") : one.error();
}

http::Response RegistryDesk::change_person(const Asked& asked)
{
    const auto one = unit_person(asked);
    if (!one) return one.error();
    if (is_me(asked, *one)) return show_person(asked, *one, std::string(own_words));
    const auto line = typed_person(asked.request, one->number);
    if (!line) return show_person(asked, *one, line.error());
    people_store::change(asked.tx, *one, *line, asked.seat.staff.id, asked.seat.now);
    note(asked, "people.change", {}, {{"declarant", one->id.value}});
    return http::see_other(address_of(one->id));
}

html::Node RegistryDesk::control_section(const Asked& asked, const Declarant& one) const
{
    const auto today = day_of(asked.seat.now);
    const auto& bodies = parts_.control_bodies;
    const auto name_of = [&](const std::string& id, Day day) {
        const auto* body = bodies.find(id, day);
        return body ? body->name : id;
    };
    const auto history = control_store::history(asked.tx, one.id);
    const auto now = control_store::of(asked.tx, {one.id}, today);
    const auto current = now.empty() ? bodies.own().id : now.begin()->second;
    std::vector<DeskRow> rows;
    for (const auto& said : history)
        rows.push_back(DeskRow{
            cell(strong({name_of(said.body, std::max(said.from, today))})),
            cell(date_text(said.from)), cell(said.ground),
            cell(fmt::format("{}, {}", said.set_by, date_text(day_of(said.set_at))))});
    std::vector<Option> options;
    for (const auto* body : bodies.on(today)) options.push_back({body->id, body->name});
    const auto again = [&](const char* name) { return asked.request.field(name).value_or(""); };
    return section(
        {cls("card stack"), h2({"Cơ quan kiểm soát tài sản, thu nhập"}),
         p({strong({name_of(current, today)}),
            current == bodies.own().id
                ? ": bản kê khai bàn giao qua cơ sở dữ liệu này."
                : ": bản kê khai giao bằng bản giấy; Thanh tra tỉnh không mở được."}),
         rows.empty()
             ? Markup{}
             : desk_table("Đã ghi", {"Cơ quan kiểm soát", "Từ ngày", "Căn cứ", "Người ghi"}, rows),
         is_me(asked, one)
             ? Markup{}
             : element(
                   "details",
                   {flag("open", asked.request.field("co-quan").has_value()),
                    element("summary", {"Ghi cơ quan kiểm soát khác"}),
                    act_form(
                        asked.seat, address_of(one.id) + "/kiem-soat",
                        {select_field(
                             "co-quan", "Cơ quan kiểm soát", options,
                             asked.request.field("co-quan").value_or(current)
                         ),
                         day_field("tu-ngay", "Từ ngày", again("tu-ngay")),
                         text_field(
                             "can-cu", "Căn cứ (văn bản số, ngày)", again("can-cu"),
                             ground_length_max
                         ),
                         p({cls("hint"),
                            "Ví dụ: đảng viên thuộc diện cấp ủy quản lý. Bản đã bàn giao không "
                            "đổi."}),
                         p({button({cls("btn plain"), desk_icon(parts_.assets, "save"), " Ghi"})})}
                    )}
               )}
    );
}

http::Response RegistryDesk::set_control_body(const Asked& asked)
{
    const auto one = unit_person(asked);
    if (!one) return one.error();
    if (is_me(asked, *one)) return show_person(asked, *one, std::string(own_words));
    if (reading_store::recused_from(asked.tx, asked.seat.staff.id).contains(one->staff))
        return show_person(
            asked, *one, "Anh (chị) đã từ chối đọc bản của người này: đồng nghiệp khác ghi."
        );
    const auto today = day_of(asked.seat.now);
    const auto* body =
        parts_.control_bodies.find(asked.request.field("co-quan").value_or(""), today);
    if (!body) return show_person(asked, *one, "Chọn cơ quan kiểm soát trong danh sách.");
    const auto from =
        text::parse_typed_day(text::clean(asked.request.field("tu-ngay").value_or("")));
    const std::chrono::days far{event_days_max};
    if (!from || *from < today - far || *from > today + far)
        return show_person(
            asked, *one, "Từ ngày chưa đúng: ghi ngày/tháng/năm, trong vòng một năm."
        );
    const auto ground = text::clean(asked.request.field("can-cu").value_or(""));
    if (ground.empty() || text::length(ground) > ground_length_max)
        return show_person(
            asked, *one, fmt::format("Ghi căn cứ, không quá {} chữ.", ground_length_max)
        );
    control_store::set(
        asked.tx, one->id, {.body = body->id, .from = *from, .ground = ground}, asked.seat.staff.id,
        asked.seat.now
    );
    note(asked, "people.control", {}, {{"declarant", one->id.value}, {"body", body->id}});
    return http::see_other(address_of(one->id));
}

http::Response RegistryDesk::add_filing(const Asked& asked)
{
    auto one = unit_person(asked);
    if (!one) return one.error();
    // Who did not come along yet with what a unit left declares here too.
    one->agency_code = asked.seat.staff.unit_code.value_or("");
    const auto kind = asked.request.field("loai").value_or("");
    const auto known = std::ranges::find(own_day_kinds, kind);
    if (known == own_day_kinds.end())
        return show_person(asked, *one, "Chọn kê khai lần đầu hay phục vụ công tác cán bộ.");
    const auto occasion = text::clean(asked.request.field("viec").value_or(""));
    if (occasion.empty() || text::length(occasion) > occasion_length_max)
        return show_person(
            asked, *one, fmt::format("Ghi chức vụ, không quá {} chữ.", occasion_length_max)
        );
    const auto today = day_of(asked.seat.now);
    const auto event = text::parse_typed_day(text::clean(asked.request.field("ngay").value_or("")));
    const std::chrono::days far{event_days_max};
    if (!event || *event < today - far || *event > today + far)
        return show_person(asked, *one, "Ngày chưa đúng: ghi ngày/tháng/năm, trong vòng một năm.");
    if (*known == personnel_kind && *event <= today)
        return show_person(
            asked, *one, "Ngày dự kiến bổ nhiệm phải sau hôm nay: bản kê khai nộp trước ngày đó."
        );
    const auto year = int(std::chrono::year_month_day(*event).year());
    const auto added = list_store::add(
        asked.tx, *one,
        {.kind = *known,
         .year = year,
         .campaign_due_on = *make_day(year, 12, 31),
         .event_on = *event,
         // What is asked for late is late through no fault of theirs: they have today.
         .declare_by = std::max(parts_.deadlines.due(*known, *event), today),
         .occasion = occasion},
        asked.seat.staff.id, asked.seat.now
    );
    if (!added)
        return show_person(
            asked, *one,
            fmt::format(
                "{} đã có bản kê khai loại này của ngày {}, ở đây hoặc ở cơ quan trước.", one->name,
                date_text(*event)
            )
        );
    note(asked, "filing.list", *added);
    return http::see_other(fmt::format("/don-vi/{}", added->value));
}

http::Response RegistryDesk::decide_difference(const Asked& asked)
{
    const auto& unit = asked.seat.staff.unit_code;
    const auto found =
        people_store::find_difference(asked.tx, Id<PersonDifference>{id_of(asked.request)});
    if (!found || (unit != found->declarant.agency_code && unit != found->agency_code)) {
        note(asked, "desk.denied", {}, {{"difference", id_of(asked.request)}});
        return sorry(
            asked, 404, "Không có chỗ khác biệt này ở đơn vị của anh (chị)",
            "Có thể đồng nghiệp đã quyết định rồi. Về trang Người kê khai để xem lại."
        );
    }
    if (is_me(asked, found->declarant)) return show_people(asked, std::string(own_words));
    const auto act = asked.request.field("viec").value_or("");
    const auto here = agency_store::find(asked.tx, unit.value_or(""));
    if (here && here->ended_on)
        return show_people(
            asked, fmt::format(
                       "Đơn vị đã chấm dứt từ {}: người về cơ quan tiếp nhận, quyết định ở đó.",
                       date_text(*here->ended_on)
                   )
        );
    if (act == "giu") {
        people_store::keep(asked.tx, *found, asked.seat.staff.id, asked.seat.now);
    } else if (act == "theo" && unit == found->agency_code) {
        if (const auto why =
                people_store::take(asked.tx, *found, asked.seat.staff.id, asked.seat.now))
            return show_people(asked, move_words(*why, *found));
    } else {
        return show_people(asked, "Chọn sửa sổ theo danh sách, hoặc giữ nguyên.");
    }
    note(
        asked, "people.decide", {},
        {{"declarant", found->declarant.id.value}, {"taken", act == "theo"}}
    );
    return http::see_other(std::string(people_path));
}

} // namespace tnung::registry
