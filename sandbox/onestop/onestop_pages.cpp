#include "sandbox/onestop/onestop_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <array>

namespace tnung::sandbox {

using namespace html;

namespace {

constexpr std::size_t dossiers_shown = 30;
constexpr std::array<std::pair<int, const char*>, 10> states = {{
    {1, "Mới đăng ký"},
    {2, "Được tiếp nhận"},
    {3, "Không được tiếp nhận"},
    {4, "Đang xử lý"},
    {5, "Yêu cầu bổ sung giấy tờ"},
    {6, "Yêu cầu thực hiện nghĩa vụ tài chính"},
    {7, "Công dân yêu cầu rút hồ sơ"},
    {8, "Dừng xử lý"},
    {9, "Đã xử lý xong"},
    {10, "Đã trả kết quả"},
}};

const char* state_word(int state)
{
    for (const auto& [number, word] : states)
        if (number == state) return word;
    return "";
}

Node move_form(const OneStopDossier& dossier)
{
    std::vector<Node> options;
    for (const auto& [number, word] : states)
        options.push_back(element(
            "option", {attr("value", fmt::format("{}", number)),
                       flag("selected", number == std::min(10, dossier.state + 2)), word}
        ));
    return form(
        {cls("row"), attr("method", "post"),
         attr("action", fmt::format("/mot-cua/{}/chuyen", dossier.code)),
         label({cls("sr"), attr("for", "s-" + dossier.code), "Chuyển đến trạng thái"}),
         element("select", {attr("id", "s-" + dossier.code), attr("name", "state"), options}),
         button({cls("btn plain"), "Chuyển"})}
    );
}

Node board(OneStop& onestop, const std::vector<Person>& people, const std::string& typed)
{
    std::vector<Node> rows, options, procedure_options;
    for (const auto& dossier : onestop.newest(dossiers_shown))
        rows.push_back(element(
            "tr",
            {element(
                 "td", {a({cls("code"), attr("href", fmt::format("/mot-cua/{}/giay", dossier.code)),
                           dossier.code})}
             ),
             element(
                 "td", {dossier.owner.name, element("br", {}),
                        span({cls("small muted"), dossier.owner.phone})}
             ),
             element(
                 "td", {dossier.procedure_name, element("br", {}),
                        span({cls("small muted"), dossier.unit_name})}
             ),
             element("td", {state_word(dossier.state)}), element("td", {move_form(dossier)})}
        ));
    constexpr std::size_t people_offered = 60;
    for (std::size_t i = 0; i < people.size() && options.size() < people_offered; ++i)
        if (!people[i].phone.empty())
            options.push_back(
                element("option", {attr("value", people[i].name + ", " + people[i].phone)})
            );
    for (std::size_t i = 0; i < procedures().size(); ++i)
        procedure_options.push_back(
            element("option", {attr("value", fmt::format("{}", i)), procedures()[i].name})
        );
    return section(
        {cls("stack wrap wide"), h1({"Hệ thống một cửa (sân tập)"}),
         p({a({attr("href", "/"), "Về danh sách điện thoại"})}),
         form(
             {cls("card stack s"), attr("method", "post"), attr("action", "/mot-cua/nop"),
              h2({"Nộp một hồ sơ"}),
              div(
                  {cls("field"), label({attr("for", "who"), "Chủ hồ sơ, số điện thoại"}),
                   p({cls("hint"), attr("id", "who-h"),
                      "Gõ vài chữ của tên rồi chọn, hoặc ghi tên mới và số, ví dụ: Rơ Châm H’Hoa, "
                      "0914 630 552"}),
                   input(
                       {attr("id", "who"), attr("name", "who"), attr("list", "people"),
                        attr("value", typed), attr("autocomplete", "off"),
                        attr("aria-describedby", "who-h"), flag("required", true)}
                   ),
                   element("datalist", {attr("id", "people"), options})}
              ),
              div(
                  {cls("field"), label({attr("for", "identity"), "Số căn cước (không bắt buộc)"}),
                   input(
                       {attr("id", "identity"), attr("name", "identity"),
                        attr("inputmode", "numeric"), attr("autocomplete", "off")}
                   )}
              ),
              div(
                  {cls("field"), label({attr("for", "procedure"), "Thủ tục"}),
                   element(
                       "select",
                       {attr("id", "procedure"), attr("name", "procedure"), procedure_options}
                   )}
              ),
              button({cls("btn"), "Tiếp nhận hồ sơ"})}
         ),
         rows.empty()
             ? section({cls("card empty"), p({"Chưa có hồ sơ nào. Nộp một hồ sơ ở trên."})})
             : div(
                   {cls("card flush scroll"), attr("tabindex", "0"), attr("role", "region"),
                    attr("aria-label", "Hồ sơ mới nhất"),
                    element(
                        "table",
                        {cls("data"),
                         element(
                             "thead",
                             {element(
                                 "tr", {element("th", {attr("scope", "col"), "Mã hồ sơ"}),
                                        element("th", {attr("scope", "col"), "Chủ hồ sơ"}),
                                        element("th", {attr("scope", "col"), "Thủ tục"}),
                                        element("th", {attr("scope", "col"), "Trạng thái"}),
                                        element("th", {attr("scope", "col"), "Việc kế tiếp"})}
                             )}
                         ),
                         element("tbody", {join(rows)})}
                    )}
               )}
    );
}

Node slip(const OneStopDossier& dossier, const std::string& gateway_origin)
{
    const auto address = slip_address(gateway_origin, dossier.code);
    const auto fact = [](const char* name, const std::string& value) {
        return join({dt({name}), dd({value})});
    };
    return section(
        {cls("slip stack"),
         div(
             {cls("row apart"),
              div(
                  {p({strong({dossier.agency_name})}),
                   h1({"Giấy tiếp nhận hồ sơ và hẹn trả kết quả"}),
                   p({"Mã hồ sơ: ", span({cls("code big"), dossier.code})})}
              ),
              qr::picture(address, qr::Correction::medium, "Mã QR tra cứu hồ sơ " + dossier.code)}
         ),
         dl({cls("facts side"), fact("Chủ hồ sơ", dossier.owner.name),
             fact("Số điện thoại", dossier.owner.phone), fact("Thủ tục", dossier.procedure_name),
             fact("Tiếp nhận lúc", text::spoken_time(dossier.filed_at)),
             fact("Hẹn trả lúc", text::spoken_time(dossier.due_at)),
             fact("Nhận kết quả tại", dossier.agency_name)}),
         p({"Quét mã để xem hồ sơ đến đâu và được báo qua Zalo, không phải đi hỏi."})}
    );
}

/// "Rơ Châm H’Hoa, 0914 630 552": somebody known, or somebody new.
Person
person_of(const std::vector<Person>& people, const std::string& typed, const std::string& identity)
{
    const auto comma = typed.rfind(',');
    Person person{.name = text::clean(typed.substr(0, comma)), .identity_number = identity};
    // Somebody new without a number: one of his own, the same each time his name is typed.
    if (identity.empty()) {
        std::uint32_t hash = 0;
        for (const char c : person.name) hash = hash * 31 + static_cast<unsigned char>(c);
        person.identity_number = fmt::format("064179{:06}", hash % 1'000'000);
    }
    if (comma != std::string::npos) person.phone = text::clean(typed.substr(comma + 1));
    for (const auto& known : people)
        if (known.name == person.name && known.phone == person.phone) return known;
    return person;
}

} // namespace

std::string slip_address(const std::string& gateway_origin, const std::string& code)
{
    return gateway_origin + "/tra-cuu?ma=" + http::url_encoded(code);
}

std::vector<http::Route> onestop_routes(
    OneStop& onestop, const std::vector<Person>& people, const Assets& assets,
    const std::string& gateway_origin, PageFrame frame
)
{
    using http::Method;
    return {
        {Method::get, "/mot-cua", "sandbox",
         [&onestop, &people, &assets, frame](const auto& request) {
             return frame(
                 assets, "Hệ thống một cửa",
                 board(onestop, people, request.query_value("ai").value_or(""))
             );
         }},
        {Method::post, "/mot-cua/nop", "sandbox",
         [&onestop, &people](const auto& request) {
             const auto index = parse_integer(request.field("procedure").value_or("0"));
             const auto& all = procedures();
             const auto chosen =
                 index && *index >= 0 && std::size_t(*index) < all.size() ? std::size_t(*index) : 0;
             const auto person = person_of(
                 people, request.field("who").value_or(""), request.field("identity").value_or("")
             );
             const auto code = onestop.file(person, all[chosen], 0);
             if (!request.asks_for_page()) return http::text_response(200, code + "\n");
             return http::see_other("/mot-cua");
         }},
        {Method::post, "/mot-cua/{code}/chuyen", "sandbox",
         [&onestop](const auto& request) {
             const auto state = parse_integer(request.field("state").value_or(""));
             if (!state || *state < 1 || *state > 10 ||
                 !onestop.move(std::string(request.path_value("code")), int(*state)))
                 return http::text_response(404, "no such dossier or state\n");
             return http::see_other("/mot-cua");
         }},
        {Method::post, "/sandbox/one-stop/rest", "sandbox",
         [&onestop](const auto&) {
             onestop.rest();
             return http::text_response(200, "ok\n");
         }},
        {Method::get, "/sandbox/one-stop/acknowledged", "sandbox",
         [&onestop](const auto&) {
             return http::text_response(200, fmt::format("{}\n", onestop.acknowledged()));
         }},
        {Method::get, "/mot-cua/{code}/giay", "sandbox",
         [&onestop, &assets, frame, gateway_origin](const auto& request) {
             const auto dossier = onestop.find(std::string(request.path_value("code")));
             if (!dossier) return http::text_response(404, "no such dossier\n");
             return frame(assets, "Giấy tiếp nhận", slip(*dossier, gateway_origin));
         }},
    };
}

} // namespace tnung::sandbox
