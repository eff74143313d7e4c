// What a unit hands over to control bodies, and the minutes of it.
#include "foundation/base/bytes.hpp"
#include "foundation/document/paper.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/reading/reading_store.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <stdexcept>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view handovers_path = "/don-vi/ban-giao",
                           taken_over_path = "/thanh-tra/ban-giao";
constexpr std::size_t signer_length_max = 120;

/// Which of them somebody sees.
std::string_view path_for(const Staff& staff)
{
    return of_control_body(staff) ? taken_over_path : handovers_path;
}

} // namespace

RegistryDesk::ToHandOver RegistryDesk::to_hand_over(const Asked& asked) const
{
    const auto today = day_of(asked.seat.now);
    auto filings = filing_store::to_hand_over(asked.tx, asked.seat.staff.unit_code.value_or(""));
    std::vector<Id<Declarant>> people;
    for (const auto& one : filings) people.push_back(one.declarant.id);
    const auto controlled = control_store::of(asked.tx, people, today);
    const auto recused = reading_store::recused_from(asked.tx, asked.seat.staff.id);
    ToHandOver found;
    for (auto& one : filings) {
        if (is_me(asked, one.declarant) || recused.contains(one.declarant.staff)) {
            found.by_others.push_back(std::move(one));
            continue;
        }
        const auto said = controlled.find(one.declarant.id);
        const auto body = said == controlled.end() ? parts_.control_bodies.own().id : said->second;
        if (parts_.control_bodies.find(body, today))
            found.by_body[body].push_back(std::move(one));
        else
            found.by_nobody.push_back(std::move(one)); // never to another by mistake
    }
    return found;
}

std::string RegistryDesk::handed_to(const std::string& passed_to, Day day) const
{
    if (passed_to.empty()) return parts_.control_bodies.own().name;
    const auto* body = parts_.control_bodies.find(passed_to, day);
    return body ? body->name : passed_to;
}

html::Node
RegistryDesk::handover_table(const Asked& asked, const std::vector<Handover>& handovers) const
{
    const bool control = of_control_body(asked.seat.staff);
    std::vector<DeskRow> rows;
    for (const auto& one : handovers)
        rows.push_back(DeskRow{
            cell(join(
                {strong({control ? one.agency_name : handed_to(one.passed_to, day_of(one.made_at))}
                 ),
                 control || one.agency_code == asked.seat.staff.unit_code
                     ? Markup{}
                     : p({cls("small muted"), fmt::format("{} giao", one.agency_name)})}
            )),
            cell(fmt::format("{} {}", clock_text(one.made_at), date_text(day_of(one.made_at)))),
            cell(cls("num"), fmt::format("{}", one.filings)), cell(one.given_by),
            cell(one.taken_by),
            cell(
                a({attr("href", fmt::format("{}/{}", path_for(asked.seat.staff), one.id.value)),
                   desk_icon(parts_.assets, "printer"), " Biên bản (PDF)"})
            )});
    return desk_table(
        "Các lần giao nhận",
        {control ? "Cơ quan giao" : "Bên nhận", "Lúc", "Số bản", "Người giao", "Người nhận",
         "Biên bản"},
        rows
    );
}

http::Response RegistryDesk::show_handovers(const Asked& asked, const std::string& problem) const
{
    const auto unit = asked.seat.staff.unit_code.value_or("");
    const auto today = day_of(asked.seat.now);
    const auto before = handover_store::all(asked.tx, unit);
    const auto chosen = http::form_values(asked.request.body);
    const auto asked_body = asked.request.field("cho").value_or("");
    const auto alone = parse_integer(asked.request.query_value("ban").value_or(""));
    auto waiting = to_hand_over(asked);
    auto count = waiting.by_others.size() + waiting.by_nobody.size();
    for (const auto& [body, group] : waiting.by_body) count += group.size();
    std::vector<Markup> parts{
        h1({count == 0 ? std::string("Không có bản kê khai nào chờ bàn giao")
                       : fmt::format("{} bản đã tiếp nhận, chờ bàn giao", count)}),
        problem_note(parts_.assets, problem)};
    if (const auto made = parse_integer(asked.request.query_value("da-giao").value_or("")))
        parts.push_back(done_note(
            parts_.assets,
            fmt::format("Đã bàn giao {} bản. Tải biên bản dưới đây để hai bên ký.", *made)
        ));
    if (count == 0 && before.empty())
        parts.push_back(empty_card(
            parts_.assets, "inbox",
            fmt::format(
                "Bản nào đơn vị tiếp nhận xong sẽ hiện ở đây để bàn giao, chậm nhất {} ngày kể từ "
                "ngày tiếp nhận.",
                parts_.deadlines.rule("hand_over", today).number
            )
        ));
    for (const auto* body : parts_.control_bodies.on(today)) {
        auto group = waiting.by_body.find(body->id);
        if (group == waiting.by_body.end()) continue;
        const bool again = asked_body == body->id;
        const auto field = [&](const char* name, const std::string& otherwise) {
            const auto value = chosen.find(name);
            return again && value != chosen.end() ? value->second : otherwise;
        };
        auto& filings = group->second;
        if (alone) // the one that was asked for stands among those that are shown
            std::ranges::stable_partition(filings, [&](const Filing& one) {
                return one.id.value == *alone;
            });
        const auto due = std::ranges::min(filings, {}, &Filing::due_on).due_on;
        const auto shown = std::min(filings.size(), std::size_t(filing_store::listed_max));
        std::vector<Markup> choices;
        for (const auto& one : std::span(filings).first(shown)) {
            choices.push_back(filing_choice(
                one,
                fmt::format(
                    "{}. {}; hạn {}", one.declarant.post, title_of(one), date_text(one.due_on)
                ),
                again ? chosen.contains(filing_box(one)) : !alone || *alone == one.id.value
            ));
        }
        const auto last = std::ranges::find_if(before, [&](const Handover& one) {
            return one.agency_code == unit &&
                   one.passed_to == (body->of_register ? std::string() : body->id);
        });
        const auto signer = [&](const char* name, const char* words, const std::string& value) {
            return text_field(
                name, words, value, signer_length_max, fmt::format("{}-{}", name, body->id)
            );
        };
        parts.push_back(section(
            {cls("card stack"), attr("data-tone", due < today ? "danger" : "earth"),
             h2({"Bàn giao cho " + body->name}),
             p({cls("small muted"),
                body->of_register
                    ? "Sau khi bàn giao, chỉ Thanh tra tỉnh mở được; đơn vị không mở được nữa."
                    : "Cơ quan này không dùng cơ sở dữ liệu ở đây: in bản kê khai, giao bản giấy "
                      "đã "
                      "ký theo biên bản. Thanh tra tỉnh không mở được các bản này."}),
             act_form(
                 asked.seat, std::string(handovers_path),
                 {hidden("cho", body->id),
                  element(
                      "fieldset", {cls("stack"),
                                   element(
                                       "legend", {fmt::format(
                                                     "Bàn giao bản nào? Hạn sớm nhất {}, {}",
                                                     date_text(due), time_left(due, asked.seat.now)
                                                 )}
                                   ),
                                   choices}
                  ),
                  shown == filings.size()
                      ? Markup{}
                      : p({cls("muted"), fmt::format(
                                             "Còn {} bản nữa hiện ra khi các bản này đã bàn giao.",
                                             filings.size() - shown
                                         )}),
                  signer(
                      "nguoi-giao", "Người giao (họ tên, chức vụ)",
                      field(
                          "nguoi-giao",
                          last == before.end() ? asked.seat.staff.name : last->given_by
                      )
                  ),
                  signer(
                      "nguoi-nhan", "Người nhận (họ tên, chức vụ)",
                      field("nguoi-nhan", last == before.end() ? "" : last->taken_by)
                  ),
                  p({button({cls("btn"), desk_icon(parts_.assets, "send"), " Bàn giao"})})}
             )}
        ));
    }
    if (!waiting.by_nobody.empty()) {
        std::vector<Markup> names;
        for (const auto& one : waiting.by_nobody)
            names.push_back(li(
                {a({attr("href", fmt::format("/don-vi/nguoi/{}", one.declarant.id.value)),
                    one.declarant.name})}
            ));
        parts.push_back(section(
            {cls("card stack"), attr("data-tone", "danger"),
             h2({"Chưa biết bàn giao cho cơ quan nào"}),
             p({"Cơ quan kiểm soát đã ghi của những người này không còn. Ghi lại ở trang của từng "
                "người rồi bàn giao."}),
             ul({names})}
        ));
    }
    if (!waiting.by_others.empty()) {
        std::vector<Markup> names;
        for (const auto& one : waiting.by_others) names.push_back(li({one.declarant.name}));
        parts.push_back(section(
            {cls("card stack"), h2({"Người khác trong đơn vị bàn giao"}),
             p({cls("small muted"),
                "Bản của chính anh (chị), hoặc của người anh (chị) đã từ chối đọc."}),
             ul({names})}
        ));
    }
    if (!before.empty())
        parts.push_back(
            section({cls("stack"), h2({"Các lần bàn giao"}), handover_table(asked, before)})
        );
    return page(
        asked, "Bàn giao", std::string(handovers_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::handovers(const Asked& asked)
{
    return show_handovers(asked, "");
}

http::Response RegistryDesk::hand_over(const Asked& asked)
{
    const auto today = day_of(asked.seat.now);
    const auto* body = parts_.control_bodies.find(asked.request.field("cho").value_or(""), today);
    if (!body) return show_handovers(asked, "Chọn lại cơ quan nhận: danh sách vừa thay đổi.");
    Handover handover{
        .agency_code = asked.seat.staff.unit_code.value_or(""),
        .passed_to = body->of_register ? std::string() : body->id,
        .given_by = text::clean(asked.request.field("nguoi-giao").value_or("")),
        .taken_by = text::clean(asked.request.field("nguoi-nhan").value_or(""))};
    for (const auto* name : {&handover.given_by, &handover.taken_by})
        if (name->empty() || text::length(*name) > signer_length_max)
            return show_handovers(
                asked,
                fmt::format(
                    "Ghi người giao và người nhận, mỗi người không quá {} chữ. Chưa bàn giao bản "
                    "nào.",
                    signer_length_max
                )
            );
    auto boxes = http::form_values(asked.request.body);
    std::vector<Filing> filings;
    auto waiting = to_hand_over(asked); // lives as long as what is gone through
    for (const auto& one : waiting.by_body[body->id]) {
        if (!boxes.contains(filing_box(one))) continue;
        auto held = filing_store::find(asked.tx, one.id); // whoever is at it waits here
        if (!held || held->state != FilingState::received) continue;
        filings.push_back(std::move(*held));
        boxes.erase(filing_box(one));
    }
    // What was chosen and is not theirs to hand over, or not to that body, or not any more.
    const bool other = std::ranges::any_of(boxes, [](const auto& field) {
        return field.first.starts_with("f") && is_digits(std::string_view(field.first).substr(1));
    });
    if (filings.empty() || other)
        return show_handovers(
            asked, other ? "Có bản vừa được người khác bàn giao, hoặc cơ quan kiểm soát vừa được "
                           "sửa. Xem lại rồi bàn giao. Chưa bàn giao bản nào."
                         : "Chọn ít nhất một bản đã tiếp nhận. Chưa bàn giao bản nào."
        );
    // All that was handed in, what was returned too. Again after a crash between the two: the vault
    // answers that it lies there already.
    const auto moved = [&](const Filing& one) -> std::optional<VaultRefusal> {
        if (!body->of_register) return std::nullopt;
        for (const auto& step : filing_store::steps(asked.tx, one.id)) {
            if (step.state != FilingState::submitted) continue;
            const auto refusal = parts_.vault.hand_over(
                asked.session, step.record, std::string(inspectorate_domain)
            );
            if (refusal) return refusal;
        }
        return std::nullopt;
    };
    int done = 0;
    std::string left_out;
    for (const auto& one : filings) {
        if (const auto refusal = moved(one)) {
            if (done == 0 && filings.size() == 1) throw Unopened{*refusal};
            left_out += fmt::format(
                " {} ({});", one.declarant.name,
                *refusal == VaultRefusal::tampered ? "bản ghi không còn nguyên vẹn"
                                                   : "kho không chuyển được, thử lại sau"
            );
            continue;
        }
        if (!handover.id)
            handover.id =
                handover_store::make(asked.tx, handover, asked.seat.staff.id, asked.seat.now);
        if (!filing_store::hand_over(asked.tx, one, handover, asked.seat.staff.id, asked.seat.now))
            throw std::logic_error("a declaration that is held is not where it was");
        note(
            asked, "filing.hand_over", one.id, {{"handover", handover.id.value}, {"to", body->id}}
        );
        ++done;
    }
    if (!left_out.empty())
        return show_handovers(
            asked, fmt::format("Đã bàn giao {} bản. Chưa bàn giao được:{}", done, left_out)
        );
    return http::see_other(fmt::format("{}?da-giao={}", handovers_path, done));
}

http::Response RegistryDesk::handovers_taken(const Asked& asked)
{
    const auto all = handover_store::all(asked.tx, "");
    std::vector<DeskRow> elsewhere;
    for (const auto& one : handover_store::passed_elsewhere(asked.tx))
        elsewhere.push_back(DeskRow{
            cell(strong({one.name})), cell(one.post), cell(one.number), cell(one.agency_name),
            cell(handed_to(one.passed_to, day_of(one.made_at))), cell(one.ground),
            cell(date_text(day_of(one.made_at)))});
    return page(
        asked, "Giao nhận", std::string(taken_over_path),
        div(
            {cls("stack l"),
             h1({all.empty() ? std::string("Chưa đơn vị nào bàn giao")
                             : fmt::format("{} lần giao nhận bản kê khai", all.size())}),
             all.empty() ? empty_card(
                               parts_.assets, "inbox",
                               "Đơn vị bàn giao lần nào, biên bản lần đó hiện ở đây."
                           )
                         : handover_table(asked, all),
             elsewhere.empty()
                 ? Markup{}
                 : section(
                       {cls("stack"), h2({"Đơn vị giao cho cơ quan kiểm soát khác"}),
                        p({cls("small muted"), "Chỉ ghi ai và căn cứ; nội dung không mở được ở "
                                               "đây. Căn cứ không đúng thì hỏi đơn vị."}),
                        desk_table(
                            "Giao cho cơ quan kiểm soát khác",
                            {"Người kê khai", "Chức vụ", "Mã số", "Cơ quan", "Bên nhận", "Căn cứ",
                             "Giao ngày"},
                            elsewhere
                        )}
                   )}
        )
    );
}

http::Response RegistryDesk::handover_minutes(const Asked& asked)
{
    const auto found = handover_store::find(asked.tx, Id<Handover>{id_of(asked.request)});
    if (!found) {
        note(asked, "desk.denied", {}, {{"handover", id_of(asked.request)}});
        return sorry(
            asked, 404, "Không có biên bản này ở nơi của anh (chị)",
            "Mở lại trang giao nhận để thấy các lần đã ghi."
        );
    }
    const auto& one = *found;
    const auto giver = agency_store::name_on(asked.tx, one.agency_code, day_of(one.made_at));
    const auto taker = handed_to(one.passed_to, day_of(one.made_at));
    document::Paper paper({"Biên bản giao nhận bản kê khai", giver, one.made_at});
    paper.letterhead("", giver);
    paper.place_and_day("Gia Lai", day_of(one.made_at));
    paper.title("BIÊN BẢN GIAO NHẬN", "Bản kê khai tài sản, thu nhập");
    paper.facts(
        {{"Bên giao", giver},
         {"Người giao", one.given_by},
         {"Bên nhận", taker},
         {"Người nhận", one.taken_by},
         {"Thời gian",
          fmt::format("{} ngày {}", clock_text(one.made_at), date_text(day_of(one.made_at)))}}
    );
    std::vector<std::vector<std::string>> rows;
    for (const auto& line : handover_store::lines(asked.tx, one.id))
        rows.push_back(
            {fmt::format("{}", rows.size() + 1), line.name, line.post, title_of(line.campaign),
             date_text(day_of(line.submitted_at))}
        );
    paper.paragraph(
        fmt::format("Hai bên giao, nhận {} bản kê khai tài sản, thu nhập sau đây:", rows.size())
    );
    paper.table(
        {{"STT", 0.07},
         {"Họ và tên", 0.28},
         {"Chức vụ, chức danh", 0.29},
         {"Loại kê khai", 0.22},
         {"Nộp ngày", 0.14}},
        rows
    );
    paper.paragraph(
        one.passed_to.empty()
            ? "Dữ liệu của các bản này trong cơ sở dữ liệu về kiểm soát tài sản, thu nhập đã được "
              "chuyển sang bên nhận; bên giao không mở được nữa. Bản giấy có chữ ký, nếu có, giao "
              "kèm biên bản này."
            : "Các bản này được giao bằng bản giấy có chữ ký của người kê khai."
    );
    paper.paragraph("Biên bản lập thành hai bản, mỗi bên giữ một bản.");
    paper.signatures(
        {"", "BÊN GIAO", "(Ký, ghi rõ họ tên)", one.given_by},
        {"", "BÊN NHẬN", "(Ký, ghi rõ họ tên)", one.taken_by}
    );
    return http::file_response(
        paper.finish(), "application/pdf", fmt::format("giao-nhan-{}.pdf", one.id.value)
    );
}

} // namespace tnung::registry
