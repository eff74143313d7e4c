#include "gateway/lookup/lookup_pages.hpp"

#include "gateway/dossier/dossier_code.hpp"
#include "gateway/page/state_look.hpp"

#include <fmt/format.h>

#include <array>

namespace tnung::gateway {

using namespace html;

namespace {

/// What happened, without name, procedure, amount or reason: level 0.
std::string heading_of(DossierState state, const std::string& tail, const Words& words)
{
    switch (state) {
    case DossierState::registered: return words.registered_lead(tail);
    case DossierState::accepted: return words.accepted_lead(tail);
    case DossierState::refused: return words.refused_lead(tail);
    case DossierState::handling: return words.handling_lead(tail);
    case DossierState::supplement_asked: return words.supplement_asked_lead(tail);
    case DossierState::payment_asked: return words.payment_asked_lead(tail);
    case DossierState::withdrawal_asked: return words.withdrawal_asked_lead(tail);
    case DossierState::stopped: return words.stopped_lead(tail);
    case DossierState::result_ready: return words.result_ready_lead(tail);
    case DossierState::result_given: return words.result_given_lead(tail);
    }
    std::abort();
}

std::string todo_of(DossierState state, const Words& words)
{
    switch (state) {
    case DossierState::registered: return words.lookup_todo_registered();
    case DossierState::accepted:
    case DossierState::handling: return words.lookup_todo_due();
    case DossierState::refused: return words.lookup_todo_refused();
    case DossierState::supplement_asked: return words.lookup_todo_supplement();
    case DossierState::payment_asked: return words.lookup_todo_payment();
    case DossierState::withdrawal_asked: return words.lookup_todo_withdrawal();
    case DossierState::stopped: return words.lookup_todo_stopped();
    case DossierState::result_ready: return words.lookup_todo_result();
    case DossierState::result_given: return words.lookup_todo_given();
    }
    std::abort();
}

/// Earth marks the step that waits for the citizen and nothing else.
std::string current_class(const StateLook& look)
{
    if (look.tone == "danger") return "now bad";
    return look.turn == Turn::citizen ? "now" : "now theirs";
}

Node road(DossierState state, const Words& words)
{
    const auto look = look_of(state);
    const std::array<std::pair<std::string, const char*>, 4> steps = {
        {{words.step_sent(), "send"},
         {words.step_accepted(), "inbox"},
         {words.step_handled(), "hourglass"},
         {words.step_result(), "package-check"}}};
    std::vector<Node> items;
    for (int i = 0; i < int(steps.size()); ++i) {
        const auto& [name, symbol] = steps[std::size_t(i)];
        const bool done = i < look.step;
        const bool now = i == look.step;
        const auto said = done  ? words.step_done()
                          : now ? status_of(state, words)
                                : words.step_to_come();
        items.push_back(
            li({now    ? cls(current_class(look))
                : done ? flag("class", false)
                       : cls("next"),
                now ? attr("aria-current", "step") : flag("aria-current", false),
                span({cls("dot"), icon(done ? "check" : symbol)}), h3({name}),
                p({cls("small muted"), said})})
        );
    }
    return section(
        {cls("stack"), attr("aria-labelledby", "road"), h2({attr("id", "road"), words.road()}),
         ol({cls("timeline"), items})}
    );
}

Node find_form(const LookupView& view, const Words& words)
{
    const bool bad =
        view.problem == LookupProblem::not_a_code || view.problem == LookupProblem::not_found;
    std::vector<Node> error;
    if (bad)
        error.push_back(
            p({cls("error"), attr("id", "ma-e"), icon("circle-alert"),
               view.problem == LookupProblem::not_a_code ? words.lookup_not_a_code()
                                                         : words.dossier_unknown(view.code)})
        );
    return form(
        {cls("stack"), attr("action", "/tra-cuu"), attr("method", "get"), attr("role", "search"),
         div(
             {cls(bad ? "field bad" : "field"), label({attr("for", "ma"), words.fact_code()}),
              p({cls("hint"), attr("id", "ma-h"), words.lookup_hint()}), join(error),
              input(
                  {attr("id", "ma"), attr("name", "ma"), attr("type", "text"),
                   attr("value", view.typed), attr("autocomplete", "off"),
                   attr("autocapitalize", "characters"), attr("spellcheck", "false"),
                   attr("maxlength", "100"), flag("required", true),
                   attr("aria-describedby", bad ? "ma-h ma-e" : "ma-h"),
                   bad ? attr("aria-invalid", "true") : flag("aria-invalid", false)}
              )}
         ),
         button({cls("btn block"), icon("search"), words.lookup_do()})}
    );
}

/// Of a dossier that was found: a code for it; else the account itself.
Node told_card(const LookupView& view, const Words& words)
{
    const auto way =
        view.state
            ? form(
                  {attr("action", "/tra-cuu/nhan-tin"), attr("method", "post"),
                   input({attr("type", "hidden"), attr("name", "ma"), attr("value", view.code)}),
                   button({cls("btn block"), icon("message-circle"), words.told_do()})}
              )
            : p(
                  {a({cls("btn plain block"), attr("href", view.account_page),
                      icon("message-circle"), words.start_open()})}
              );
    return section(
        {cls("card stack s"), attr("aria-labelledby", "told"),
         h2({attr("id", "told"), words.told_h()}), p({words.told_what()}), way}
    );
}

} // namespace

std::string lookup_title(const LookupView& view, const Words& words)
{
    return view.state ? words.public_state(view.code, status_of(*view.state, words))
                      : words.lookup_title();
}

std::vector<std::string> lookup_icons()
{
    auto icons = state_icons();
    for (const auto* name :
         {"search", "circle-alert", "message-circle", "check", "info", "map-pin", "lock", "send",
          "inbox", "hourglass", "package-check"})
        icons.emplace_back(name);
    return icons;
}

Node lookup_content(const LookupView& view, const Words& words)
{
    if (!view.state) {
        std::vector<Node> note;
        if (view.problem == LookupProblem::too_often)
            note.push_back(div(
                {cls("note"), attr("data-tone", "sun"), attr("role", "status"), icon("info"),
                 div({p({words.lookup_too_often()})})}
            ));
        return join(
            {section({cls("stack"), h1({words.lookup_h1()}), join(note), find_form(view, words)}),
             told_card(view, words)}
        );
    }
    return join({
        section(
            {cls("stack s"), p({turn_chip(*view.state, words)}),
             h1({heading_of(*view.state, code_tail(view.code), words)}),
             p({todo_of(*view.state, words)}),
             p({cls("small muted"), words.fact_code() + " ", span({cls("code"), view.code})})}
        ),
        told_card(view, words),
        road(*view.state, words),
        section(
            {cls("card stack s"), attr("aria-labelledby", "ask"),
             h2({attr("id", "ask"), words.ask_where()}),
             p({cls("row keep"), icon("map-pin"), span({words.lookup_ask()})}),
             p({cls("row keep small muted"), icon("lock"), span({words.lookup_public()})})}
        ),
        p({a({attr("href", "/"), words.lookup_other()})}),
    });
}

Node start_content(const StartView& view, const Words& words)
{
    return join({section(
        {cls("stack"),
         p(
             {a({cls("row keep small"), attr("href", view.dossier_path), icon("arrow-left"),
                 words.start_back()})}
         ),
         h1({words.start_h1(view.code)}), p({cls("code big"), attr("id", "start-code"), view.code}),
         ol({cls("steps"), li({words.start_step_1()}), li({words.start_step_2(view.code)}),
             li({words.start_step_3()})}),
         p(
             {a({cls("btn block"), attr("href", view.account_page), icon("message-circle"),
                 words.start_open()})}
         ),
         p({cls("small muted"), words.start_until(clock_text(view.until))})}
    )});
}

} // namespace tnung::gateway
