#include "gateway/console/clerk_parts.hpp"
#include "gateway/console/console.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/chat/reply.hpp"
#include "gateway/citizen/typed_code.hpp"
#include "gateway/console/case_view.hpp"
#include "gateway/console/clerk_views.hpp"
#include "gateway/task/task_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tnung::gateway {

namespace {

constexpr std::size_t text_max = 1500;
constexpr std::array<std::string_view, 4> purposes = {"counter", "phone", "task", "check"};
constexpr std::array<std::string_view, 4> reasons = {
    "identity_seen", "called_back", "shop_wrote_its_own", "other"};

template <class List>
bool is_one_of(const List& list, std::string_view value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

std::string staff_subject(const DeskRequest& asked)
{
    return fmt::format("staff:{}", asked.desk.staff.id.value);
}

} // namespace

Result<console_store::Case, http::Response>
Console::open_case(const DeskRequest& asked, std::int64_t dossier_id)
{
    auto one = console_store::load_case(asked.tx, parts_.keys, dossier_id, asked.desk.now);
    // Another unit's looks like none: who walks through the numbers learns nothing.
    if (!one || !in_scope(asked.desk.staff, one->unit_code)) {
        if (one) note(asked, "console.denied", fmt::format("dossier:{}", dossier_id));
        return refuse(refused(
            asked, 404,
            "Không có hồ sơ này ở đơn vị của anh (chị). Hồ sơ nộp ở nơi khác thì hỏi trung tâm ở "
            "đó."
        ));
    }
    const auto refusal =
        console_store::may_open(asked.tx, asked.desk.staff.id, dossier_id, asked.desk.now);
    if (!refusal) return std::move(*one);
    if (*refusal == console_store::OpenRefusal::too_many) {
        note(asked, "console.too_many_opened", staff_subject(asked));
        return refuse(refused(
            asked, 429,
            fmt::format(
                "Anh (chị) đã mở {} hồ sơ trong một giờ. Mời chờ, hoặc báo người phụ trách.",
                console_store::opened_per_hour_max
            )
        ));
    }
    return refuse(desk_response(
        parts_.assets, asked.desk,
        {.title = "Vì sao anh (chị) xem hồ sơ này?",
         .here = "/can-bo/ho-so",
         .content = purpose_content(parts_.assets, asked.desk, *one, "")}
    ));
}

http::Response Console::tasks(const DeskRequest& asked)
{
    const auto& unit = asked.desk.staff.unit_code;
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Việc cần làm",
         .here = "/can-bo/viec",
         .content = tasks_content(
             parts_.assets, console_store::count_tasks(asked.tx, unit),
             console_store::open_tasks(asked.tx, parts_.keys, unit, "wrong_number"),
             console_store::open_tasks(asked.tx, parts_.keys, unit, "ask_number"),
             console_store::open_tasks(asked.tx, parts_.keys, unit, "talk")
         )}
    );
}

http::Response Console::calls(const DeskRequest& asked)
{
    note(asked, "console.call_list", "unit:" + asked.desk.staff.unit_code.value_or("all"));
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Danh sách gọi",
         .here = "/can-bo/goi",
         .content = calls_content(
             parts_.assets, asked.desk,
             console_store::open_tasks(asked.tx, parts_.keys, asked.desk.staff.unit_code, "call")
         )}
    );
}

http::Response Console::record_call(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    const auto task = console_store::find_task(asked.tx, parts_.keys, id);
    const auto result = asked.request.field("ket-qua").value_or("");
    if (!task || task->kind != "call" || !in_scope(asked.desk.staff, task->unit_code))
        return refused(asked, 404, "Cuộc gọi này đã có người ghi kết quả.");
    using console_store::CallResult;
    const auto what = result == "gap"          ? std::optional(CallResult::reached)
                      : result == "khong-nghe" ? std::optional(CallResult::no_answer)
                      : result == "sai-nguoi"  ? std::optional(CallResult::wrong_person)
                                               : std::nullopt;
    if (!what) return refused(asked, 422, "Anh (chị) chọn một trong ba kết quả của cuộc gọi.");
    console_store::record_call(asked.tx, id, *what, asked.desk.staff.id, asked.desk.now);
    note(asked, "console.call", fmt::format("task:{}", id), {{"result", result}});
    return http::see_other("/can-bo/goi");
}

http::Response Console::search(const DeskRequest& asked)
{
    SearchView view{.typed = text::clean(asked.request.query_value("q").value_or(""))};
    const auto shown = [&](html::Node content, int status) {
        return desk_response(
            parts_.assets, asked.desk,
            {.title = "Hồ sơ",
             .here = "/can-bo/ho-so",
             .typed = view.typed,
             .content = std::move(content),
             .status = status}
        );
    };
    if (view.typed.empty()) return shown(search_content(parts_.assets, asked.desk, view), 200);
    if (const auto code = parse_dossier_code(view.typed, day_of(asked.desk.now))) {
        view.found = console_store::find_by_code(asked.tx, code->text);
        note(asked, "console.search", "by:code", {{"found", view.found.size()}});
    } else if (const auto number = text::parse_phone(view.typed)) {
        const auto& staff = asked.desk.staff.id;
        const auto refusal =
            console_store::may_search(asked.tx, parts_.keys, staff, number->digits, asked.desk.now);
        if (refusal == console_store::OpenRefusal::too_many) {
            note(asked, "console.too_many_searched", staff_subject(asked));
            return refused(
                asked, 429,
                fmt::format(
                    "Anh (chị) đã tìm theo {} số trong một giờ. Mời chờ, hoặc báo người phụ trách.",
                    console_store::searched_per_hour_max
                )
            );
        }
        if (refusal)
            return shown(search_purpose_content(parts_.assets, asked.desk, view.typed, ""), 200);
        view.found = console_store::find_by_number(asked.tx, parts_.keys, number->digits);
        note(asked, "console.search", "by:number", {{"found", view.found.size()}});
    } else {
        view.problem = "Ghi mã hồ sơ (ví dụ H21.12.34-261124-0007) hoặc số điện thoại đủ 10 số.";
    }
    std::erase_if(view.found, [&](const auto& one) {
        return !in_scope(asked.desk.staff, one.unit_code);
    });
    for (const auto& one : view.found) view.unit_names.push_back(unit_name(one.unit_code));
    if (view.found.size() == 1)
        return http::see_other(fmt::format("/can-bo/ho-so/{}", view.found.front().id));
    return shown(search_content(parts_.assets, asked.desk, view), 200);
}

http::Response Console::state_search_purpose(const DeskRequest& asked)
{
    const auto typed = text::clean(asked.request.field("q").value_or(""));
    const auto purpose = asked.request.field("ly-do").value_or("");
    const auto number = text::parse_phone(typed);
    if (number && !is_one_of(purposes, purpose))
        return desk_response(
            parts_.assets, asked.desk,
            {.title = "Hồ sơ",
             .here = "/can-bo/ho-so",
             .typed = typed,
             .content = search_purpose_content(
                 parts_.assets, asked.desk, typed, "Anh (chị) chọn một lý do rồi tìm."
             ),
             .status = 422}
        );
    const auto& staff = asked.desk.staff;
    if (number && console_store::state_search(
                      asked.tx, parts_.keys, staff.id, number->digits, purpose, asked.desk.now
                  ))
    {
        // The one that is found is opened for the same reason.
        auto found = console_store::find_by_number(asked.tx, parts_.keys, number->digits);
        std::erase_if(found, [&](const auto& one) { return !in_scope(staff, one.unit_code); });
        if (found.size() == 1 &&
            console_store::may_open(asked.tx, staff.id, found.front().id, asked.desk.now) ==
                console_store::OpenRefusal::no_purpose)
            console_store::state_purpose(
                asked.tx, staff.id, found.front().id, purpose, asked.desk.now
            );
    }
    return http::see_other("/can-bo/ho-so?q=" + http::url_encoded(typed));
}

http::Response Console::state_purpose(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    const auto one = console_store::load_case(asked.tx, parts_.keys, id, asked.desk.now);
    if (!one || !in_scope(asked.desk.staff, one->unit_code))
        return refused(asked, 404, "Không có hồ sơ này ở đơn vị của anh (chị).");
    const auto purpose = asked.request.field("ly-do").value_or("");
    if (!is_one_of(purposes, purpose))
        return desk_response(
            parts_.assets, asked.desk,
            {.title = "Vì sao anh (chị) xem hồ sơ này?",
             .here = "/can-bo/ho-so",
             .content = purpose_content(
                 parts_.assets, asked.desk, *one, "Anh (chị) chọn một lý do rồi xem."
             ),
             .status = 422}
        );
    console_store::state_purpose(asked.tx, asked.desk.staff.id, id, purpose, asked.desk.now);
    return http::see_other(fmt::format("/can-bo/ho-so/{}", id));
}

http::Response Console::dossier(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    const auto one = open_case(asked, id);
    if (!one) return one.error();
    note(asked, "console.open", fmt::format("dossier:{}", id));
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> acts = {{
        {"da-cu",
         "Đã ghi người được cử. Số này nối với Zalo rồi thì xem được hồ sơ của doanh nghiệp."},
        {"da-sua", "Đã sửa số và gửi lại. Tin cũ không gửi lại."},
        {"da-gui-lai", "Đã gửi lại một tin nhắc."},
        {"da-nhac", "Tin này đang gửi hoặc đã được nhắc lại, không gửi thêm."},
    }};
    CaseView view{.one = *one, .why = explain(one->facts)};
    for (const auto& [word, sentence] : acts)
        if (asked.request.query_value("xong") == word) view.said = sentence;
    const auto corrections = console_store::corrections(asked.tx, id);
    view.needs_second_person =
        !corrections.empty() && corrections.back().staff == asked.desk.staff.id;
    if (one->owner_is_business)
        view.named_staff = console_store::named_staff(asked.tx, parts_.keys, id);
    return desk_response(
        parts_.assets, asked.desk,
        {.title = view.why.headline,
         .here = "/can-bo/ho-so",
         .typed = one->code,
         .content = case_content(parts_.assets, asked.desk, view)}
    );
}

http::Response Console::correct_number(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    const auto typed = asked.request.field("so").value_or("");
    const auto reason = asked.request.field("ly-do").value_or("");
    const auto corrections = console_store::corrections(asked.tx, id);
    const bool own_again = !corrections.empty() && corrections.back().staff == asked.desk.staff.id;
    const auto word = [&]() -> std::optional<std::int64_t> {
        const auto said = parts_.authority.say(
            sign_in_.session_of(asked.request), console_store::correction_word, id
        );
        return said ? std::optional(*said) : std::nullopt;
    };
    std::string problem;
    const auto correct = [&] {
        return console_store::correct_number(
            asked.tx, parts_.keys, parts_.rules, id, typed, reason, asked.desk.staff.id, word,
            asked.desk.now
        );
    };
    if (!is_one_of(reasons, reason)) {
        problem = "Anh (chị) chọn lý do sửa số.";
    } else {
        switch (own_again ? console_store::Correcting::needs_another_person : correct()) {
        case console_store::Correcting::done: break;
        case console_store::Correcting::no_number:
            problem = "Số này chưa đúng. Số di động có 10 chữ số, ví dụ 0914 630 552.";
            break;
        case console_store::Correcting::needs_another_person:
            problem = "Chính anh (chị) đã sửa số của hồ sơ này. Lần sửa nữa cần một cán bộ khác.";
            break;
        }
    }
    if (problem.empty()) {
        note(asked, "console.correct_number", fmt::format("dossier:{}", id), {{"reason", reason}});
        return http::see_other(fmt::format("/can-bo/ho-so/{}?xong=da-sua", id));
    }
    const auto one = console_store::load_case(asked.tx, parts_.keys, id, asked.desk.now);
    const CaseView view{
        .one = *one,
        .why = explain(one->facts),
        .said = problem,
        .said_is_error = true,
        .typed_reason = reason,
        .typed_number = typed,
        .needs_second_person = own_again};
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Sửa số chưa xong",
         .here = "/can-bo/ho-so",
         .typed = one->code,
         .content = case_content(parts_.assets, asked.desk, view),
         .status = 422}
    );
}

http::Response Console::counter_code(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    const auto code = typed_code::make(
        asked.tx, parts_.keys, TypedCodeKind::counter, id, asked.desk.staff.id.value, asked.desk.now
    );
    note(asked, "console.counter_code", fmt::format("dossier:{}", id));
    const auto one = console_store::load_case(asked.tx, parts_.keys, id, asked.desk.now);
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Mã tại quầy",
         .here = "/can-bo/ho-so",
         .typed = one->code,
         .content = case_content(
             parts_.assets, asked.desk,
             {.one = *one, .why = explain(one->facts), .counter_code = code}
         )}
    );
}

http::Response Console::resend(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    const bool sent = console_store::resend(asked.tx, id, asked.desk.now);
    if (sent) note(asked, "console.resend", fmt::format("dossier:{}", id));
    return http::see_other(
        fmt::format("/can-bo/ho-so/{}?xong={}", id, sent ? "da-gui-lai" : "da-nhac")
    );
}

http::Response Console::name_staff(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    const auto name = text::clean(asked.request.field("ten").value_or(""));
    constexpr std::size_t name_max = 100;
    if (name.empty() || text::length(name) > name_max ||
        !console_store::name_staff(
            asked.tx, parts_.keys, id, name, asked.request.field("so-cu").value_or(""),
            asked.desk.staff.id, asked.desk.now
        ))
        return refused(
            asked, 422,
            "Ghi họ tên người được cử và số di động 10 chữ số, ví dụ 0914 630 552, rồi gửi lại."
        );
    note(asked, "console.name_staff", fmt::format("dossier:{}", id));
    return http::see_other(fmt::format("/can-bo/ho-so/{}?xong=da-cu", id));
}

http::Response Console::end_named_staff(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    console_store::end_named_staff(
        asked.tx, id, parse_integer(asked.request.field("ai").value_or("")).value_or(0),
        asked.desk.now
    );
    note(asked, "console.end_named_staff", fmt::format("dossier:{}", id));
    return http::see_other(fmt::format("/can-bo/ho-so/{}", id));
}

Result<console_store::Talk, http::Response>
Console::open_talk(const DeskRequest& asked, std::int64_t task_id)
{
    auto talk = console_store::load_talk(asked.tx, parts_.keys, task_id);
    if (!talk || !in_scope(asked.desk.staff, talk->unit_code))
        return refuse(refused(asked, 404, "Không có cuộc trò chuyện này ở đơn vị của anh (chị)."));
    return std::move(*talk);
}

http::Response Console::talk(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    const auto talk = open_talk(asked, id);
    if (!talk) return talk.error();
    note(asked, "console.talk", fmt::format("task:{}", id));
    return desk_response(
        parts_.assets, asked.desk,
        {.title = "Trò chuyện",
         .here = "/can-bo/viec",
         .content = talk_content(parts_.assets, asked.desk, *talk, "")}
    );
}

http::Response Console::answer_talk(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    const auto talk = console_store::load_talk(asked.tx, parts_.keys, id);
    if (!talk || !talk->open || !in_scope(asked.desk.staff, talk->unit_code))
        return refused(
            asked, 404, "Cuộc trò chuyện này đã xong hoặc không ở đơn vị của anh (chị)."
        );
    const auto said = text::clean_lines(asked.request.field("tra-loi").value_or(""));
    if (said.empty() || text::length(said) > text_max)
        return desk_response(
            parts_.assets, asked.desk,
            {.title = "Trò chuyện",
             .here = "/can-bo/viec",
             .content = talk_content(
                 parts_.assets, asked.desk, *talk,
                 said.empty() ? "Anh (chị) chưa ghi câu trả lời."
                              : "Câu trả lời dài quá 1.500 chữ, Zalo không gửi được."
             ),
             .status = 422}
        );
    const Words words(parse_language(talk->language).value_or(Language::vi));
    const auto unit = talk->unit_code ? parts_.units.resolve(*talk->unit_code) : ResolvedUnit{};
    const auto office = unit.unit ? words.unit_office(unit.unit->name) : words.province_office();
    if (!task_store::answer(
            asked.tx, id, asked.desk.staff.id.value,
            Bytes{parts_.keys.message.seal(said, "task_message.text")}, asked.desk.now
        ))
        return refused(asked, 404, "Cuộc trò chuyện này vừa xong. Câu trả lời chưa gửi.");
    reply::enqueue(
        asked.tx, parts_.keys, {talk->follower_id}, {.text = words.talk_answer(office, said)},
        asked.desk.now
    );
    note(asked, "console.answer", fmt::format("task:{}", id));
    return http::see_other(fmt::format("/can-bo/viec/{}", id));
}

http::Response Console::close_talk(const DeskRequest& asked)
{
    const auto id = id_of(asked.request);
    const auto talk = open_talk(asked, id);
    if (!talk) return talk.error();
    console_store::close_task(asked.tx, id, asked.desk.staff.id, "answered", asked.desk.now);
    note(asked, "console.close_talk", fmt::format("task:{}", id));
    return http::see_other("/can-bo/viec");
}

} // namespace tnung::gateway
