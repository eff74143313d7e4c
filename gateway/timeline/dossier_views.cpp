#include "gateway/timeline/citizen_pages.hpp"

#include "foundation/text/money_text.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "gateway/dossier/dossier_code.hpp"
#include "gateway/dossier_notice/notice_text.hpp"
#include "gateway/page/state_look.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

using namespace html;

namespace {

std::string day_text(Day day, const Words& words)
{
    return words.language() == Language::vi ? text::weekday_date(day) : date_text(day);
}

std::string until(const DossierFile& file, const Words& words)
{
    return file.act_by ? words.until_day(day_text(*file.act_by, words)) : words.until_paper();
}

/// As a page may say it: of a second at most three digits (HTML, 2.3.5), here none.
std::string html_time(Instant at)
{
    constexpr std::size_t fraction_at = 19, fraction_letters = 7;
    return iso_text(at).erase(fraction_at, fraction_letters);
}

std::string due(const DossierFile& file, const Words& words)
{
    return file.due_at ? words.due_day(day_text(day_of(*file.due_at), words)) : words.due_paper();
}

/// Working days that the agency is late, by now; 0 where it is not.
int days_late(const DossierFile& file, const calendar::WorkingDays& calendar, Instant now)
{
    const bool runs = file.state == DossierState::accepted || file.state == DossierState::handling;
    if (!runs || !file.due_at || now <= *file.due_at) return 0;
    return std::max(1, calendar.between(day_of(*file.due_at), day_of(now)));
}

/// The date that matters: to act, where it is the citizen's turn; else when the result is due.
std::optional<Day> deadline_of(const DossierFile& file)
{
    if (file.state == DossierState::supplement_asked || file.state == DossierState::payment_asked)
        return file.act_by;
    const bool runs = file.state == DossierState::accepted || file.state == DossierState::handling;
    return runs && file.due_at ? std::optional(day_of(*file.due_at)) : std::nullopt;
}

/// One tick a working day, a gap at week-ends and holidays, today and before pale: as many dark
/// ticks as there are days left. The last is earth where it is the citizen's turn.
Node day_ruler(
    Day from, Day to, Day today, bool theirs, const calendar::WorkingDays& calendar,
    std::string said
)
{
    constexpr int days_max = 92;
    const int days = std::min(days_max, int((to - from).count()) + 1);
    const double width = 320.0 / days;
    std::vector<Node> ticks;
    for (int i = 0; i < days; ++i) {
        const auto day = from + std::chrono::days(i);
        const bool last = i == days - 1;
        if (!calendar.is_working(day) && !last) continue;
        const auto x = fmt::format("{:.1f}", i * width);
        if (last)
            ticks.push_back(element(
                "rect", {cls(theirs ? "end theirs" : "end"),
                         attr("x", fmt::format("{:.1f}", 320 - std::max(width, 8.0))),
                         attr("y", "0"), attr("width", fmt::format("{:.1f}", std::max(width, 8.0))),
                         attr("height", "16"), attr("rx", "2")}
            ));
        else
            ticks.push_back(element(
                "rect", {cls(day <= today ? "gone" : "left"), attr("x", x), attr("y", "4"),
                         attr("width", fmt::format("{:.1f}", std::max(1.0, width - 2))),
                         attr("height", "8"), attr("rx", "2")}
            ));
    }
    return svg(
        {cls("days"), attr("viewBox", "0 0 320 16"), attr("role", "img"),
         attr("aria-label", std::move(said)), ticks}
    );
}

Node deadline(
    const DossierPageView& view, const calendar::WorkingDays& calendar, const Words& words
)
{
    const auto last = deadline_of(view.file);
    if (!last) return {};
    const auto today = day_of(view.now);
    const auto told = day_of(view.file.state_at);
    const int left = calendar.between(today, *last);
    const auto said = left > 0    ? words.days_left(fmt::format("{}", left))
                      : left == 0 ? words.days_last()
                                  : words.days_late(fmt::format("{}", -left));
    constexpr int soon = 3;
    const auto unconfirmed =
        calendar.unconfirmed_in(std::min(today, *last), std::max(today, *last));
    return div(
        {cls("deadline stack s"),
         day_ruler(
             std::min(told, *last), *last, today, look_of(view.file.state).turn != Turn::citizen,
             calendar, said
         ),
         p({cls("row apart small"), span({cls("muted"), words.told_on(short_date_text(told))}),
            left < 0
                ? span({cls("chip sm"), attr("data-tone", "danger"), icon("circle-alert"), said})
            : left <= soon ? span({cls("chip sm"), attr("data-tone", "sun"), icon("clock"), said})
                           : strong({said})}),
         unconfirmed
             ? p({cls("small muted"), words.days_unconfirmed(fmt::format("{}", *unconfirmed))})
             : Node{}}
    );
}

std::string lead_of(const DossierFile& file, const Words& words)
{
    const auto agency = file.agency.empty() ? words.somewhere() : file.agency;
    switch (file.state) {
    case DossierState::supplement_asked: return words.lead_supplement(agency);
    case DossierState::payment_asked: return words.lead_payment(agency);
    case DossierState::refused: return words.lead_refused(agency);
    case DossierState::stopped: return words.lead_stopped(agency);
    case DossierState::result_ready:
        return words.lead_result(
            file.detail.result_place.empty() ? agency : file.detail.result_place
        );
    case DossierState::registered:
    case DossierState::accepted:
    case DossierState::handling:
    case DossierState::withdrawal_asked:
    case DossierState::result_given: return words.lead_nothing();
    }
    std::abort();
}

/// The card that asks: what must be paid, brought or read. Level 2.
Node asking_card(const DossierFile& file, const Words& words)
{
    if (file.level != Level::owner) return {};
    std::vector<Node> lines;
    if (file.state == DossierState::payment_asked) {
        lines.push_back(h2({words.payment_h()}));
        if (file.detail.amount)
            lines.push_back(join(
                {p({cls("money big"), text::money(*file.detail.amount)}),
                 p({cls("words"), words.in_words(text::money_in_words(*file.detail.amount))})}
            ));
        lines.push_back(p({words.payment_how()}));
        lines.push_back(p({cls("small muted"), words.payment_warning()}));
    }
    if (!file.detail.papers.empty()) {
        std::vector<Node> papers;
        for (const auto& paper : file.detail.papers) papers.push_back(li({paper}));
        lines.push_back(join({h2({words.papers_h()}), ul({papers}), p({words.papers_how()})}));
    }
    if (!file.detail.reason.empty())
        lines.push_back(join({h2({words.reason_h()}), p({file.detail.reason})}));
    if (lines.empty()) return {};
    const auto look = look_of(file.state);
    return section(
        {cls("card stack"),
         look.turn == Turn::citizen ? attr("data-tone", "earth") : flag("data-tone", false), lines}
    );
}

/// Heading of a step. A request for papers or for payment has other words once a later step
/// follows.
std::string step_heading(const DossierFile::Step& step, bool now, const Words& words)
{
    if (!now && step.kind == EventKind::state) {
        if (step.state == DossierState::supplement_asked) return words.step_supplement_asked();
        if (step.state == DossierState::payment_asked) return words.step_payment_asked();
    }
    switch (step.kind) {
    case EventKind::delayed: return words.delayed_status();
    case EventKind::payment_recorded: return words.payment_recorded_status();
    case EventKind::state: return status_of(step.state, words);
    }
    std::abort();
}

Node step_item(const DossierFile& file, std::size_t at, const Words& words)
{
    const auto& step = file.steps[at];
    const bool now = at + 1 == file.steps.size();
    const auto look = look_of(step.state);
    const bool ended = look.turn == Turn::nobody;
    std::string kind;
    if (now && !ended) {
        kind = "now";
        if (look.tone == "danger")
            kind += " bad";
        else if (look.turn != Turn::citizen)
            kind += " theirs";
    }
    std::vector<Node> more;
    if (step.detail.amount && step.kind == EventKind::payment_recorded)
        more.push_back(p({cls("small"), text::money(*step.detail.amount)}));
    if (!step.detail.reason.empty() && !now)
        more.push_back(p({cls("small"), words.detail_reason(step.detail.reason)}));
    if (!step.detail.handler.empty())
        more.push_back(p({cls("small muted"), words.detail_handler(step.detail.handler)}));
    return li(
        {kind.empty() ? flag("class", false) : cls(kind),
         now ? attr("aria-current", "step") : flag("aria-current", false),
         span({cls("dot"), icon(now ? look.icon : "check")}), h3({step_heading(step, now, words)}),
         element(
             "time", {attr("datetime", html_time(step.at)),
                      fmt::format("{}, {}", day_text(day_of(step.at), words), clock_text(step.at))}
         ),
         join(more)}
    );
}

Node road(const DossierFile& file, const Words& words)
{
    if (file.steps.empty()) return {};
    std::vector<Node> items;
    for (std::size_t i = 0; i < file.steps.size(); ++i) items.push_back(step_item(file, i, words));
    const auto to_come = [&](const std::string& name, const char* symbol) {
        items.push_back(
            li({cls("next"), span({cls("dot"), icon(symbol)}), h3({name}),
                p({cls("small muted"), words.step_to_come()})})
        );
    };
    const bool waits =
        file.state == DossierState::supplement_asked || file.state == DossierState::payment_asked;
    const bool goes_on = waits || file.state == DossierState::registered ||
                         file.state == DossierState::accepted ||
                         file.state == DossierState::handling;
    if (waits || file.state == DossierState::registered || file.state == DossierState::accepted)
        to_come(words.next_handling(), "hourglass");
    if (goes_on) to_come(words.next_result(), "package-check");
    return section(
        {cls("stack"), attr("aria-labelledby", "road"), h2({attr("id", "road"), words.road()}),
         ol({cls("timeline"), items})}
    );
}

Node facts(const DossierFile& file, const Words& words)
{
    std::vector<Node> rows;
    const auto row = [&](const std::string& name, const std::string& value, const char* kind = "") {
        if (value.empty()) return;
        rows.push_back(dt({name}));
        rows.push_back(dd({*kind ? cls(kind) : flag("class", false), value}));
    };
    row(words.fact_code(), file.code, "code");
    row(words.fact_procedure(), file.procedure);
    row(words.fact_owner(), file.owner_name);
    row(words.fact_agency(), file.agency);
    row(words.fact_unit(), file.unit_name);
    if (file.received_at) row(words.fact_received(), date_text(day_of(*file.received_at)));
    const bool waits =
        file.state == DossierState::supplement_asked || file.state == DossierState::payment_asked;
    const bool ended = look_of(file.state).turn == Turn::nobody ||
                       file.state == DossierState::refused ||
                       file.state == DossierState::result_ready;
    if (waits)
        row(words.fact_due(), words.due_suspended());
    else if (file.due_at && !ended)
        row(words.fact_due(), date_text(day_of(*file.due_at)));
    row(words.fact_state(),
        fmt::format("{}. {}", int(file.state), std::string(state_name(file.state))));
    return section(
        {cls("card stack s"), attr("aria-labelledby", "file"),
         h2({attr("id", "file"), words.this_dossier()}), dl({cls("facts"), rows})}
    );
}

Node ask_card(const DossierPageView& view, const Words& words)
{
    return section(
        {cls("card stack s"), attr("aria-labelledby", "ask"),
         h2({attr("id", "ask"), words.ask_where()}),
         view.file.agency.empty() ? Node{} : p({view.file.agency}),
         p({cls("small muted"), words.ask_hours()}),
         p(
             {a({cls("btn plain block"), attr("href", view.account_page), icon("message-circle"),
                 words.ask_chat()})}
         )}
    );
}

Node digits_card(const DigitsForm& form_data, const Words& words)
{
    const auto told = [&](const std::string& sentence) {
        return section(
            {cls("card stack s"), attr("aria-labelledby", "digits"),
             h2({attr("id", "digits"), words.digits_h()}),
             p({cls("row keep"), icon("lock"), span({sentence})})}
        );
    };
    switch (form_data.kind) {
    case DigitsForm::Kind::locked: return told(words.digits_locked());
    case DigitsForm::Kind::none_on_file: return told(words.digits_none());
    case DigitsForm::Kind::business: return told(words.digits_business());
    case DigitsForm::Kind::ask: break;
    }
    const bool bad = !form_data.problem.empty();
    const bool list = form_data.opens_list;
    return section(
        {cls("card stack"), attr("aria-labelledby", "digits"),
         h2({attr("id", "digits"), list ? words.digits_list_h() : words.digits_h()}),
         form(
             {cls("stack"), attr("method", "post"), attr("action", form_data.action),
              div(
                  {cls(bad ? "field bad" : "field"),
                   label({attr("for", "so"), words.digits_label()}),
                   p({cls("hint"), attr("id", "so-h"),
                      list ? words.digits_list_what() : words.digits_what()}),
                   bad ? p({cls("error"), attr("id", "so-e"), icon("circle-alert"),
                            form_data.problem})
                       : Node{},
                   input(
                       {attr("id", "so"), attr("name", "so"), attr("type", "text"),
                        attr("inputmode", "numeric"), attr("autocomplete", "off"),
                        attr("maxlength", "7"), flag("required", true),
                        attr("aria-describedby", bad ? "so-h so-e" : "so-h"),
                        bad ? attr("aria-invalid", "true") : flag("aria-invalid", false),
                        flag("autofocus", bad)}
                   )}
              ),
              button(
                  {cls("btn block"), icon("lock"),
                   list ? words.digits_list_do() : words.digits_do()}
              )}
         )}
    );
}

} // namespace

std::string dossier_heading(
    const DossierFile& file, const calendar::WorkingDays& calendar, Instant now, const Words& words
)
{
    if (const int late = days_late(file, calendar, now))
        return words.h1_late(fmt::format("{}", late));
    switch (file.state) {
    case DossierState::registered: return words.h1_registered();
    case DossierState::accepted: return words.h1_accepted(due(file, words));
    case DossierState::refused: return words.h1_refused();
    case DossierState::handling: return words.h1_handling(due(file, words));
    case DossierState::supplement_asked:
        return file.detail.papers.empty()
                   ? words.h1_supplement(until(file, words))
                   : words.h1_supplement_papers(
                         fmt::format("{}", file.detail.papers.size()), until(file, words)
                     );
    case DossierState::payment_asked:
        return file.detail.amount
                   ? words.h1_payment_amount(text::money(*file.detail.amount), until(file, words))
                   : words.h1_payment(until(file, words));
    case DossierState::withdrawal_asked: return words.h1_withdrawal();
    case DossierState::stopped: return words.h1_stopped();
    case DossierState::result_ready: return words.h1_result();
    case DossierState::result_given: return words.h1_given();
    }
    std::abort();
}

std::vector<std::string> dossier_icons()
{
    auto icons = state_icons();
    for (const auto* name :
         {"check", "circle-alert", "clock", "lock", "message-circle", "arrow-left", "hourglass",
          "package-check", "phone", "chevron-right", "info"})
        icons.emplace_back(name);
    return icons;
}

Node dossier_content(
    const DossierPageView& view, const calendar::WorkingDays& calendar, const Words& words
)
{
    const auto& file = view.file;
    if (file.id == 0) // a follower's own list, before the digits
        return section(
            {cls("stack"), h1({words.my_dossiers_h1()}), digits_card(*view.digits, words)}
        );
    const auto back = view.back_path.empty()
                          ? Node{}
                          : p({cls("small"), a({cls("row keep"), attr("href", view.back_path),
                                                icon("arrow-left"), words.my_back()})});
    const auto first = section(
        {cls("stack s"), p({turn_chip(file.state, words)}),
         h1({dossier_heading(file, calendar, view.now, words)}), p({lead_of(file, words)}),
         deadline(view, calendar, words)}
    );
    // The address came to warn of an account: what can be done about it stands first.
    const auto warning =
        view.warns
            ? section(
                  {cls("card stack s"), attr("data-tone", "sun"),
                   attr("aria-labelledby", "warning"),
                   h2({attr("id", "warning"), words.account_h1()}), p({words.account_warns()}),
                   p(
                       {a({cls("btn block"), attr("href", view.not_mine_path),
                           words.account_not_mine()})}
                   )}
              )
            : Node{};
    const auto digits = view.digits ? digits_card(*view.digits, words) : Node{};
    const auto not_mine =
        view.not_mine_path.empty() || view.warns
            ? Node{}
            : p({cls("small"), a({attr("href", view.not_mine_path), words.not_mine()})});
    return join(
        {back,
         div(
             {cls("cols"),
              div(
                  {cls("stack l"), warning, first, asking_card(file, words), digits,
                   road(file, words)}
              ),
              element("aside", {cls("stack"), facts(file, words), ask_card(view, words), not_mine})}
         )}
    );
}

Node my_dossiers_content(const MyDossiersView& view, const Words& words)
{
    std::vector<Node> mine, open, ended, numbers;
    for (const auto& dossier : view.dossiers) {
        const auto state = DossierState(dossier.state);
        const auto turn = look_of(state).turn;
        auto& group = turn == Turn::citizen ? mine : turn == Turn::agency ? open : ended;
        group.push_back(a(
            {cls("card stack s"), attr("href", fmt::format("/ho-so/{}", dossier.dossier_id)),
             turn == Turn::citizen ? attr("data-tone", "earth") : flag("data-tone", false),
             p({cls("row apart"), status_chip(state, words), icon("chevron-right")}),
             p({dossier.procedure_name.empty() ? words.some_procedure() : dossier.procedure_name}),
             turn == Turn::citizen ? p({strong({notice_todo(kind_of(state), words)})}) : Node{},
             p({cls("small muted"), span({cls("code"), dossier.code}), " · ",
                words.told_on(short_date_text(day_of(dossier.state_at)))})}
        ));
    }
    for (const auto& number : view.numbers)
        numbers.push_back(form(
            {cls("row apart"), attr("method", "post"), attr("action", "/ho-so/bo-noi"),
             span(
                 {icon("phone"), " " + text::masked_phone(number.number) + " ",
                  span({cls("small muted"), words.my_since(date_text(day_of(number.proved_at)))})}
             ),
             input(
                 {attr("type", "hidden"), attr("name", "so"),
                  attr("value", fmt::format("{}", number.phone_id))}
             ),
             input({attr("type", "hidden"), attr("name", "the"), attr("value", view.unlink_token)}),
             button(
                 {cls("btn text"),
                  attr("aria-label", words.button_unlink(text::masked_phone(number.number))),
                  words.my_unlink()}
             )}
        ));
    std::vector<Node> parts;
    parts.push_back(section(
        {cls("stack s"), h1({mine.empty() ? words.my_dossiers_h1()
                                          : words.my_turn_h1(fmt::format("{}", mine.size()))})}
    ));
    if (view.dossiers.empty())
        parts.push_back(section(
            {cls("card empty stack s"), icon("inbox"), p({words.my_none()}),
             p({cls("small muted"), words.my_none_do()})}
        ));
    const auto group = [&](const std::string& name, const char* id, std::vector<Node>& cards) {
        if (cards.empty()) return;
        parts.push_back(
            section({cls("stack"), attr("aria-labelledby", id), h2({attr("id", id), name}), cards})
        );
    };
    group(words.my_turn(), "mine", mine);
    group(words.my_open(), "open", open);
    group(words.my_ended(), "ended", ended);
    if (!numbers.empty())
        parts.push_back(section(
            {cls("card stack s"), attr("aria-labelledby", "numbers"),
             h2({attr("id", "numbers"), words.my_numbers()}), numbers}
        ));
    parts.push_back(p({a({cls("btn text"), attr("href", "/ho-so/du-lieu"), words.data_link()})}));
    return join(parts);
}

} // namespace tnung::gateway
