#include "gateway/case/case_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/case/case_parts.hpp"
#include "gateway/case/case_view.hpp"
#include "gateway/case/search_views.hpp"
#include "gateway/citizen/typed_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tnung::gateway {

namespace {

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

DeskRoutes CasePages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo/ho-so", .roles = may::serve},
         door::at(this, &CasePages::search)},
        // Its answer leads to what was typed, perhaps a number, which is kept nowhere in the clear.
        {{.method = Method::post,
          .pattern = "/can-bo/ho-so",
          .roles = may::serve,
          .repeatable = true},
         door::at(this, &CasePages::state_search_purpose)},
        {{.method = Method::get, .pattern = "/can-bo/ho-so/{id}", .roles = may::serve},
         door::at(this, &CasePages::dossier)},
        {{.method = Method::post, .pattern = "/can-bo/ho-so/{id}/ly-do", .roles = may::serve},
         door::at(this, &CasePages::state_purpose)},
        {{.method = Method::post, .pattern = "/can-bo/ho-so/{id}/so", .roles = may::serve},
         door::at(this, &CasePages::correct_number)},
        {{.method = Method::post, .pattern = "/can-bo/ho-so/{id}/ma-tai-quay", .roles = may::serve},
         door::at(this, &CasePages::counter_code)},
        {{.method = Method::post, .pattern = "/can-bo/ho-so/{id}/gui-lai", .roles = may::serve},
         door::at(this, &CasePages::resend)},
        {{.method = Method::get,
          .pattern = "/can-bo/ho-so/{id}/giay-xac-nhan",
          .roles = may::serve},
         door::at(this, &CasePages::notice_proof)},
        {{.method = Method::post, .pattern = "/can-bo/ho-so/{id}/du-lieu", .roles = may::serve},
         door::at(this, &CasePages::data_request)},
        {{.method = Method::get,
          .pattern = "/can-bo/ho-so/{id}/du-lieu/{phieu}",
          .roles = may::serve},
         door::at(this, &CasePages::data_receipt)},
        {{.method = Method::post, .pattern = "/can-bo/ho-so/{id}/nguoi-cu", .roles = may::serve},
         door::at(this, &CasePages::name_staff)},
        {{.method = Method::post, .pattern = "/can-bo/ho-so/{id}/thoi-cu", .roles = may::serve},
         door::at(this, &CasePages::end_named_staff)},
    };
}

Result<case_store::Case, http::Response>
CasePages::open_case(const DeskRequest& asked, std::int64_t dossier_id) const
{
    auto one = case_store::load_case(asked.tx, parts_.keys, dossier_id, asked.desk.now);
    // Another unit's looks like none: who walks through the numbers learns nothing.
    if (!one || !asked.desk.serves(one->unit_code)) {
        if (one) door::note(asked, "desk.denied", fmt::format("dossier:{}", dossier_id));
        return refuse(frame_.refused(
            asked, 404,
            "Không có hồ sơ này ở đơn vị của anh (chị). Hồ sơ nộp ở nơi khác thì hỏi trung tâm ở "
            "đó."
        ));
    }
    const auto refusal =
        case_store::may_open(asked.tx, asked.desk.staff.id, dossier_id, asked.desk.now);
    if (!refusal) return std::move(*one);
    if (*refusal == case_store::OpenRefusal::too_many) {
        door::note(asked, "console.too_many_opened", staff_subject(asked));
        return refuse(frame_.refused(
            asked, 429,
            fmt::format(
                "Anh (chị) đã mở {} hồ sơ trong một giờ. Mời chờ, hoặc báo người phụ trách.",
                case_store::opened_per_hour_max
            )
        ));
    }
    return refuse(frame_.page(
        asked, {.title = "Vì sao anh (chị) xem hồ sơ này?",
                .here = "/can-bo/ho-so",
                .content = purpose_content(frame_.assets, asked.desk, *one, "")}
    ));
}

http::Response CasePages::search(const DeskRequest& asked) const
{
    SearchView view{.typed = text::clean(asked.request.query_value("q").value_or(""))};
    const auto shown = [&](html::Node content, int status) {
        return frame_.page(
            asked, {.title = "Hồ sơ",
                    .here = "/can-bo/ho-so",
                    .typed = view.typed,
                    .content = std::move(content),
                    .status = status}
        );
    };
    if (view.typed.empty()) return shown(search_content(frame_.assets, asked.desk, view), 200);
    if (const auto code = parse_dossier_code(view.typed, day_of(asked.desk.now))) {
        view.found = case_store::find_by_code(asked.tx, code->text);
        door::note(asked, "console.search", "by:code", {{"found", view.found.size()}});
    } else if (const auto number = text::parse_phone(view.typed)) {
        const auto& staff = asked.desk.staff.id;
        const auto refusal =
            case_store::may_search(asked.tx, parts_.keys, staff, number->digits, asked.desk.now);
        if (refusal == case_store::OpenRefusal::too_many) {
            door::note(asked, "console.too_many_searched", staff_subject(asked));
            return frame_.refused(
                asked, 429,
                fmt::format(
                    "Anh (chị) đã tìm theo {} số trong một giờ. Mời chờ, hoặc báo người phụ trách.",
                    case_store::searched_per_hour_max
                )
            );
        }
        if (refusal)
            return shown(search_purpose_content(frame_.assets, asked.desk, view.typed, ""), 200);
        view.found = case_store::find_by_number(asked.tx, parts_.keys, number->digits);
        door::note(asked, "console.search", "by:number", {{"found", view.found.size()}});
    } else {
        view.problem = "Ghi mã hồ sơ (ví dụ H21.12.34-261124-0007) hoặc số điện thoại đủ 10 số.";
    }
    std::erase_if(view.found, [&](const auto& one) { return !asked.desk.serves(one.unit_code); });
    for (const auto& one : view.found) view.unit_names.push_back(frame_.unit_name(one.unit_code));
    if (view.found.size() == 1)
        return http::see_other(fmt::format("/can-bo/ho-so/{}", view.found.front().id));
    return shown(search_content(frame_.assets, asked.desk, view), 200);
}

http::Response CasePages::state_search_purpose(const DeskRequest& asked) const
{
    const auto typed = text::clean(asked.request.field("q").value_or(""));
    const auto purpose = asked.request.field("ly-do").value_or("");
    const auto number = text::parse_phone(typed);
    if (number && !is_one_of(purposes, purpose))
        return frame_.page(
            asked, {.title = "Hồ sơ",
                    .here = "/can-bo/ho-so",
                    .typed = typed,
                    .content = search_purpose_content(
                        frame_.assets, asked.desk, typed, "Anh (chị) chọn một lý do rồi tìm."
                    ),
                    .status = 422}
        );
    const auto& staff = asked.desk.staff;
    if (number && case_store::state_search(
                      asked.tx, parts_.keys, staff.id, number->digits, purpose, asked.desk.now
                  ))
    {
        // The one that is found is opened for the same reason.
        auto found = case_store::find_by_number(asked.tx, parts_.keys, number->digits);
        std::erase_if(found, [&](const auto& one) { return !asked.desk.serves(one.unit_code); });
        if (found.size() == 1 &&
            case_store::may_open(asked.tx, staff.id, found.front().id, asked.desk.now) ==
                case_store::OpenRefusal::no_purpose)
            case_store::state_purpose(
                asked.tx, staff.id, found.front().id, purpose, asked.desk.now
            );
    }
    return http::see_other("/can-bo/ho-so?q=" + http::url_encoded(typed));
}

http::Response CasePages::state_purpose(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    const auto one = case_store::load_case(asked.tx, parts_.keys, id, asked.desk.now);
    if (!one || !asked.desk.serves(one->unit_code))
        return frame_.refused(asked, 404, "Không có hồ sơ này ở đơn vị của anh (chị).");
    const auto purpose = asked.request.field("ly-do").value_or("");
    if (!is_one_of(purposes, purpose))
        return frame_.page(
            asked, {.title = "Vì sao anh (chị) xem hồ sơ này?",
                    .here = "/can-bo/ho-so",
                    .content = purpose_content(
                        frame_.assets, asked.desk, *one, "Anh (chị) chọn một lý do rồi xem."
                    ),
                    .status = 422}
        );
    case_store::state_purpose(asked.tx, asked.desk.staff.id, id, purpose, asked.desk.now);
    return http::see_other(fmt::format("/can-bo/ho-so/{}", id));
}

http::Response CasePages::dossier(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    const auto one = open_case(asked, id);
    if (!one) return one.error();
    door::note(asked, "console.open", fmt::format("dossier:{}", id));
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
    const auto corrections = case_store::corrections(asked.tx, id);
    view.needs_second_person =
        !corrections.empty() && corrections.back().staff == asked.desk.staff.id;
    if (one->owner_is_business)
        view.named_staff = case_store::named_staff(asked.tx, parts_.keys, id);
    return frame_.page(
        asked, {.title = view.why.headline,
                .here = "/can-bo/ho-so",
                .typed = one->code,
                .content = case_content(frame_.assets, asked.desk, view)}
    );
}

http::Response CasePages::correct_number(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    const auto typed = asked.request.field("so").value_or("");
    const auto reason = asked.request.field("ly-do").value_or("");
    const auto corrections = case_store::corrections(asked.tx, id);
    const bool own_again = !corrections.empty() && corrections.back().staff == asked.desk.staff.id;
    const auto word = [&]() -> std::optional<std::int64_t> {
        const auto said = parts_.authority.say(asked.session, case_store::correction_word, id);
        return said ? std::optional(*said) : std::nullopt;
    };
    std::string problem;
    const auto correct = [&] {
        return case_store::correct_number(
            asked.tx, parts_.keys, parts_.rules, id, typed, reason, asked.desk.staff.id, word,
            asked.desk.now
        );
    };
    if (!is_one_of(reasons, reason)) {
        problem = "Anh (chị) chọn lý do sửa số.";
    } else {
        switch (own_again ? case_store::Correcting::needs_another_person : correct()) {
        case case_store::Correcting::done: break;
        case case_store::Correcting::no_number:
            problem = "Số này chưa đúng. Số di động có 10 chữ số, ví dụ 0914 630 552.";
            break;
        case case_store::Correcting::needs_another_person:
            problem = "Chính anh (chị) đã sửa số của hồ sơ này. Lần sửa nữa cần một cán bộ khác.";
            break;
        }
    }
    if (problem.empty()) {
        door::note(
            asked, "console.correct_number", fmt::format("dossier:{}", id), {{"reason", reason}}
        );
        return http::see_other(fmt::format("/can-bo/ho-so/{}?xong=da-sua", id));
    }
    const auto one = case_store::load_case(asked.tx, parts_.keys, id, asked.desk.now);
    const CaseView view{
        .one = *one,
        .why = explain(one->facts),
        .said = problem,
        .said_is_error = true,
        .typed_reason = reason,
        .typed_number = typed,
        .needs_second_person = own_again};
    return frame_.page(
        asked, {.title = "Sửa số chưa xong",
                .here = "/can-bo/ho-so",
                .typed = one->code,
                .content = case_content(frame_.assets, asked.desk, view),
                .status = 422}
    );
}

http::Response CasePages::counter_code(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    const auto code = typed_code::make(
        asked.tx, parts_.keys, TypedCodeKind::counter, id, asked.desk.staff.id.value, asked.desk.now
    );
    door::note(asked, "console.counter_code", fmt::format("dossier:{}", id));
    const auto one = case_store::load_case(asked.tx, parts_.keys, id, asked.desk.now);
    return frame_.page(
        asked,
        {.title = "Mã tại quầy",
         .here = "/can-bo/ho-so",
         .typed = one->code,
         .content = case_content(
             frame_.assets, asked.desk,
             {.one = *one, .why = explain(one->facts), .counter_code = short_code::shown(code)}
         )}
    );
}

http::Response CasePages::resend(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    const bool sent = case_store::resend(asked.tx, id, asked.desk.now);
    if (sent) door::note(asked, "console.resend", fmt::format("dossier:{}", id));
    return http::see_other(
        fmt::format("/can-bo/ho-so/{}?xong={}", id, sent ? "da-gui-lai" : "da-nhac")
    );
}

http::Response CasePages::name_staff(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    const auto name = text::clean(asked.request.field("ten").value_or(""));
    constexpr std::size_t name_max = 100;
    if (name.empty() || text::length(name) > name_max ||
        !case_store::name_staff(
            asked.tx, parts_.keys, id, name, asked.request.field("so-cu").value_or(""),
            asked.desk.staff.id, asked.desk.now
        ))
        return frame_.refused(
            asked, 422,
            "Ghi họ tên người được cử và số di động 10 chữ số, ví dụ 0914 630 552, rồi gửi lại."
        );
    door::note(asked, "console.name_staff", fmt::format("dossier:{}", id));
    return http::see_other(fmt::format("/can-bo/ho-so/{}?xong=da-cu", id));
}

http::Response CasePages::end_named_staff(const DeskRequest& asked) const
{
    const auto id = id_of(asked.request);
    if (const auto one = open_case(asked, id); !one) return one.error();
    case_store::end_named_staff(
        asked.tx, id, parse_integer(asked.request.field("ai").value_or("")).value_or(0),
        asked.desk.now
    );
    door::note(asked, "console.end_named_staff", fmt::format("dossier:{}", id));
    return http::see_other(fmt::format("/can-bo/ho-so/{}", id));
}

} // namespace tnung::gateway
