#include "gateway/dossier_notice/notice_text.hpp"

#include "foundation/text/money_text.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/dossier/dossier_code.hpp"
#include "gateway/sms/sms_client.hpp"
#include "gateway/zalo/zalo_templates.hpp"

#include <array>

namespace tnung::gateway {

namespace {

constexpr std::size_t text_max = 2000; // of a consultation message
constexpr std::size_t detail_max = 400;
constexpr std::size_t status_max = 30;

using Said = std::string (Words::*)() const;

/// The words of each kind, in the order of NoticeKind.
struct KindWords {
    std::string_view name;
    std::string (Words::*lead)(std::string_view tail) const;
    Said status, todo;
};
constexpr std::array<KindWords, notice_kinds> kinds = {{
    {"registered", &Words::registered_lead, &Words::registered_status, &Words::registered_todo},
    {"accepted", &Words::accepted_lead, &Words::accepted_status, &Words::accepted_todo},
    {"refused", &Words::refused_lead, &Words::refused_status, &Words::refused_todo},
    {"handling", &Words::handling_lead, &Words::handling_status, &Words::handling_todo},
    {"supplement_asked", &Words::supplement_asked_lead, &Words::supplement_asked_status,
     &Words::supplement_asked_todo},
    {"payment_asked", &Words::payment_asked_lead, &Words::payment_asked_status,
     &Words::payment_asked_todo},
    {"withdrawal_asked", &Words::withdrawal_asked_lead, &Words::withdrawal_asked_status,
     &Words::withdrawal_asked_todo},
    {"stopped", &Words::stopped_lead, &Words::stopped_status, &Words::stopped_todo},
    {"result_ready", &Words::result_ready_lead, &Words::result_ready_status,
     &Words::result_ready_todo},
    {"result_given", &Words::result_given_lead, &Words::result_given_status,
     &Words::result_given_todo},
    {"delayed", &Words::delayed_lead, &Words::delayed_status, &Words::delayed_todo},
    {"payment_recorded", &Words::payment_recorded_lead, &Words::payment_recorded_status,
     &Words::payment_recorded_todo},
}};

const KindWords& of(NoticeKind kind)
{
    return kinds[std::size_t(kind)];
}

std::string spoken_day(Day day, const Words& words)
{
    return words.language() == Language::vi ? text::weekday_date(day) : date_text(day);
}

std::string until(const NoticeFacts& facts, const Words& words)
{
    return facts.act_by ? words.until_day(spoken_day(*facts.act_by, words)) : words.until_paper();
}

std::string due(const NoticeFacts& facts, const Words& words)
{
    return facts.due ? words.due_day(spoken_day(*facts.due, words)) : words.due_paper();
}

std::string agency(const NoticeFacts& facts, const Words& words)
{
    return facts.agency.empty() ? words.somewhere() : facts.agency;
}

std::string procedure(const NoticeFacts& facts, const Words& words)
{
    return facts.procedure.empty() ? words.some_procedure() : facts.procedure;
}

/// The whole code stands before the procedure where the place for codes is too short for it: it can
/// be copied, and looked up.
std::string procedure_of_template(const NoticeFacts& facts, const Words& words)
{
    const auto named = procedure(facts, words);
    return code_in_template(facts.code) == facts.code ? named : facts.code + " · " + named;
}

std::string body(NoticeKind kind, const NoticeFacts& facts, const Words& words)
{
    const auto who = agency(facts, words);
    const auto day = date_text(facts.happened);
    switch (kind) {
    case NoticeKind::registered: return words.registered_body(who);
    case NoticeKind::accepted: return words.accepted_body(who, due(facts, words));
    case NoticeKind::refused: return words.refused_body(who);
    case NoticeKind::handling: return words.handling_body(who, due(facts, words));
    case NoticeKind::supplement_asked: return words.supplement_asked_body(who, until(facts, words));
    case NoticeKind::payment_asked: return words.payment_asked_body(who, until(facts, words));
    case NoticeKind::withdrawal_asked: return words.withdrawal_asked_body(who);
    case NoticeKind::stopped: return words.stopped_body(who);
    case NoticeKind::result_ready: return words.result_ready_body(who);
    case NoticeKind::result_given: return words.result_given_body(who, day);
    case NoticeKind::delayed: return words.delayed_body(who, due(facts, words));
    case NoticeKind::payment_recorded: return words.payment_recorded_body(who, day);
    }
    std::abort();
}

/// The date that stands in the template's table: the last day to act, else when the result is due.
std::string table_date(NoticeKind kind, const NoticeFacts& facts, const Words& words)
{
    if (kind == NoticeKind::result_given || kind == NoticeKind::payment_recorded)
        return date_text(facts.happened);
    if (facts.act_by) return date_text(*facts.act_by);
    // Until when somebody has to act stands on the office's paper, not where the result is due.
    if (kind == NoticeKind::payment_asked || kind == NoticeKind::supplement_asked)
        return words.date_on_paper();
    if (facts.due) return date_text(*facts.due);
    return words.date_on_paper();
}

std::string without_full_stop(std::string_view text)
{
    auto out = text::shortened(text, detail_max);
    while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
    return out;
}

void add_details(std::string& text, const NoticeFacts& facts, const Words& words)
{
    const auto add = [&](const std::string& line) { text += "\n" + line; };
    if (facts.amount) add(words.detail_amount(text::money(*facts.amount)));
    if (!facts.papers.empty()) {
        std::string papers;
        for (const auto& paper : facts.papers) papers += (papers.empty() ? "" : "; ") + paper;
        add(words.detail_papers(without_full_stop(papers)));
    }
    if (!facts.reason.empty()) add(words.detail_reason(without_full_stop(facts.reason)));
    if (!facts.place.empty()) add(words.detail_place(without_full_stop(facts.place)));
    if (!facts.handler.empty()) add(words.detail_handler(without_full_stop(facts.handler)));
}

bool has_details(const NoticeFacts& facts)
{
    return facts.amount || !facts.papers.empty() || !facts.reason.empty() || !facts.place.empty() ||
           !facts.handler.empty();
}

} // namespace

std::string_view notice_kind_name(NoticeKind kind)
{
    return of(kind).name;
}

std::optional<NoticeKind> parse_notice_kind(std::string_view name)
{
    for (std::size_t i = 0; i < kinds.size(); ++i)
        if (kinds[i].name == name) return NoticeKind(int(i));
    return std::nullopt;
}

std::string notice_status(NoticeKind kind, const Words& words)
{
    return (words.*of(kind).status)();
}

std::string notice_todo(NoticeKind kind, const Words& words)
{
    return (words.*of(kind).todo)();
}

NoticeKind kind_of(DossierState state)
{
    return NoticeKind(int(state) - state_min); // the kinds begin with the ten states, in order
}

NoticeFacts example_facts()
{
    return {
        .code = "H21.12.34-260901-0007",
        .procedure = "Đăng ký biến động quyền sử dụng đất",
        .agency = "Trung tâm Phục vụ hành chính công Phường Pleiku",
        .due = parse_iso_day("2026-12-17"),
        .act_by = parse_iso_day("2026-12-25"),
        .happened = *parse_iso_day("2026-11-25"),
        .amount = Money{31'635'000},
        .reason = "Hợp đồng chuyển nhượng chưa được công chứng",
        .place = "Quầy 3, 12 Lê Lợi",
        .handler = "Lê Thị Mỹ Duyên",
        .papers = {"Bản chính giấy chứng nhận quyền sử dụng đất"}};
}

std::map<std::string, std::string> template_values(
    NoticeKind kind, const NoticeFacts& facts, const Words& words, const std::string& link_token
)
{
    const auto status = notice_status(kind, words);
    return {
        {"dossier_code", facts.code},
        {"procedure", procedure_of_template(facts, words)},
        {"agency", agency(facts, words)},
        {"status",
         text::shortened(facts.repeats ? words.reminder_status(status) : status, status_max)},
        {"date", table_date(kind, facts, words)},
        {"todo", notice_todo(kind, words)},
        {"link", link_token}};
}

std::string
sms_notice(NoticeKind kind, const NoticeFacts& facts, const Words& words, const std::string& link)
{
    const auto status = notice_status(kind, words);
    const auto said = facts.repeats ? words.reminder_status(status) : status;
    // Plain letters have no sign for "the end of": the number alone.
    const auto number = facts.code.substr(facts.code.rfind('-') + 1);
    const auto full = text::unaccented(words.sms(number, said, notice_todo(kind, words), link));
    if (full.size() <= sms_letters_max) return full;
    return text::unaccented(words.sms_short(number, said, link));
}

ChatMessage chat_notice(
    NoticeKind kind, const NoticeFacts& facts, const Words& words, Disclosure disclosure,
    Instant details_from, const std::string& link
)
{
    ChatMessage message;
    const auto first = (words.*of(kind).lead)(code_tail(facts.code));
    message.text = facts.repeats ? words.reminder(first) : first;
    message.text += "\n" + body(kind, facts, words);
    message.text += "\n" + words.detail_procedure(without_full_stop(procedure(facts, words)));
    if (disclosure.level == Level::owner)
        add_details(message.text, facts, words);
    else if (disclosure.ground == Ground::waits && has_details(facts))
        message.text += "\n" + words.detail_waits(text::spoken_time(details_from));
    else if (disclosure.ground == Ground::intermediary && has_details(facts))
        message.text += "\n" + words.detail_intermediary();
    else if (disclosure.ground == Ground::other_owner && has_details(facts))
        message.text += "\n" + words.detail_owner();
    message.text = text::clean_lines(message.text);
    if (text::length(message.text) > text_max)
        message.text = text::shortened(message.text, text_max);
    message.buttons = {
        {ChatButton::Does::open_page, words.button_details(), link},
        {ChatButton::Does::say, words.button_not_me(), "#KHONGPHAITOI " + facts.code}};
    return message;
}

} // namespace tnung::gateway
