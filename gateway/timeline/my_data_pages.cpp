#include "gateway/timeline/citizen_pages.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/web_guard/web_guard.hpp"
#include "gateway/dossier_notice/notice_text.hpp"
#include "gateway/timeline/my_data.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::size_t lines_shown = 20; ///< of each kind on the page; the file has all

void note(
    pg::Transaction& tx, std::int64_t follower, std::string act, json::Object more, Instant now
)
{
    audit::append(
        tx,
        {.act = std::move(act),
         .actor = fmt::format("follower:{}", follower),
         .subject = fmt::format("follower:{}", follower),
         .note = std::move(more)},
        now
    );
}

std::string way_words(const std::string& way, const Words& words)
{
    if (way == "chat") return words.way_chat();
    if (way == "sms") return words.way_sms();
    if (way.starts_with("template")) return words.way_template();
    return way.empty() ? words.way_waiting() : words.way_call();
}

std::string purpose_words(const std::string& purpose, const Words& words)
{
    if (purpose == "counter") return words.purpose_counter();
    if (purpose == "phone") return words.purpose_phone();
    if (purpose == "task") return words.purpose_task();
    return words.purpose_check();
}

std::string request_words(DataRequestKind kind, const Words& words)
{
    switch (kind) {
    case DataRequestKind::copy: return words.data_request_copy();
    case DataRequestKind::erase: return words.data_request_erase();
    case DataRequestKind::stop: return words.data_request_stop();
    }
    std::abort();
}

std::string state_words(const DataRequest& request, const Words& words)
{
    if (request.taken_back_at) return words.data_state_back();
    if (request.done_at) return words.data_state_done(date_text(day_of(*request.done_at)));
    return words.data_state_open(date_text(day_of(request.due_at)));
}

/// A card with a heading and lines, or that there are none.
Node card_of(
    const char* id, const std::string& heading, std::vector<Node> lines, const Words& words
)
{
    if (lines.size() > lines_shown) lines.resize(lines_shown);
    if (lines.empty()) lines.push_back(element("li", {cls("muted"), words.data_none()}));
    return section(
        {cls("card stack s"), attr("aria-labelledby", id), h2({attr("id", id), heading}),
         element("ul", {cls("plain stack s"), lines})}
    );
}

Node li(std::string text)
{
    return element("li", {std::move(text)});
}

struct MyDataView {
    const MyData& data;
    std::chrono::days keep_messages{0}, keep_dossiers{0};
    std::string form_token;
};

Node account_card(const MyData& data, const Words& words)
{
    const auto fact = [](const std::string& name, const std::string& value) {
        return div({element("dt", {name}), element("dd", {value})});
    };
    return section(
        {cls("card stack s"), attr("aria-labelledby", "account"),
         h2({attr("id", "account"), words.data_account_h()}),
         element(
             "dl",
             {cls("facts"),
              fact(
                  words.data_name(), data.zalo_name.empty() ? words.data_no_name() : data.zalo_name
              ),
              fact(words.data_language(), Words(data.language).language_name()),
              data.followed_at ? fact(words.data_followed(), date_text(day_of(*data.followed_at)))
                               : Node{}}
         )}
    );
}

/// What was asked to be erased and can still be kept.
const DataRequest* erasure_asked(const MyData& data)
{
    for (const auto& one : data.requests)
        if (one.kind == DataRequestKind::erase && one.open()) return &one;
    return nullptr;
}

Node act(const std::string& path, const std::string& token, Node button_node)
{
    return form(
        {attr("method", "post"), attr("action", path),
         input({attr("type", "hidden"), attr("name", "the"), attr("value", token)}),
         std::move(button_node)}
    );
}

Node erase_card(const MyDataView& view, const Words& words)
{
    if (const auto* asked = erasure_asked(view.data))
        return section(
            {cls("card stack s"), attr("data-tone", "earth"), attr("role", "status"),
             p({words.erase_taken(asked->number(), text::spoken_time(asked->not_before))}),
             p({words.erase_until()}),
             act("/ho-so/du-lieu/giu-lai", view.form_token,
                 button({cls("btn block"), words.button_keep()}))}
        );
    return element(
        "details", {cls("card"), element("summary", {words.button_erase()}),
                    div(
                        {cls("stack s"), p({words.erase_ask()}), p({words.erase_stays()}),
                         act("/ho-so/du-lieu/xoa", view.form_token,
                             button({cls("btn danger block"), words.button_yes_erase()}))}
                    )}
    );
}

Node my_data_content(const MyDataView& view, const Words& words)
{
    const auto& data = view.data;
    std::vector<Node> numbers, dossiers, notices, readers, requests;
    for (const auto& one : data.numbers)
        numbers.push_back(li(words.data_number_line(
            text::masked_phone(one.number), date_text(day_of(one.proved_at)), one.consent_version
        )));
    for (const auto& one : data.dossiers)
        dossiers.push_back(element(
            "li", {a({attr("href", fmt::format("/ho-so/{}", one.id)),
                      one.procedure.empty() ? words.some_procedure() : one.procedure}),
                   element("br", {}), span({cls("small muted code"), one.code})}
        ));
    for (const auto& one : data.notices)
        if (const auto kind = parse_notice_kind(one.kind))
            notices.push_back(li(words.data_notice_line(
                date_text(day_of(one.at)), notice_status(*kind, words), way_words(one.way, words)
            )));
    for (const auto& one : data.readers)
        readers.push_back(li(words.data_reader_line(
            date_text(day_of(one.at)), one.office.empty() ? words.data_province() : one.office,
            purpose_words(one.purpose, words)
        )));
    for (const auto& one : data.requests)
        requests.push_back(li(words.data_request_line(
            one.number(), date_text(day_of(one.asked_at)), request_words(one.kind, words),
            state_words(one, words)
        )));
    const auto count = data.messages.size() + data.talks.size();
    std::vector<Node> messages = {li(words.data_messages_line(
        fmt::format("{}", count), fmt::format("{}", view.keep_messages.count())
    ))};
    return join(
        {p({cls("small"),
            a({cls("row keep"), attr("href", "/ho-so"), icon("arrow-left"), words.my_back()})}),
         section(
             {cls("stack s"), h1({words.data_h1()}), p({words.data_why()}),
              p({words.data_shared()})}
         ),
         section(
             {cls("card stack s"),
              p(
                  {a({cls("btn block"), attr("href", "/ho-so/du-lieu/tai-ve"),
                      attr("download", "du-lieu-cua-toi.json"), words.data_take()})}
              ),
              p({cls("small muted"), words.data_take_what()})}
         ),
         account_card(data, words), card_of("numbers", words.data_numbers_h(), numbers, words),
         card_of("dossiers", words.data_dossiers_h(), dossiers, words),
         p({cls("small muted"),
            words.data_dossiers_keep(fmt::format("{}", view.keep_dossiers.count()))}),
         card_of("notices", words.data_notices_h(), notices, words),
         card_of("messages", words.data_messages_h(), messages, words),
         card_of("readers", words.data_readers_h(), readers, words),
         card_of("requests", words.data_requests_h(), requests, words), erase_card(view, words)}
    );
}

} // namespace

http::Response CitizenPages::my_data(const http::Request& request)
{
    auto tx = pool_.begin();
    const auto open = session(tx, request);
    if (!open || !open->follower_id || open->dossier_id) return closed(request);
    const auto now = clock_.now();
    const auto data =
        load_my_data(tx, keys_, units_, {*open->follower_id}, now, settings_.disclosure);
    note(tx, *open->follower_id, "data.seen", {}, now);
    tx.commit();
    const auto reader = reader_of(request);
    const auto today = day_of(now);
    return citizen_response(
        200, assets_, reader,
        {.title = reader.words.data_h1(),
         .path = "/ho-so/du-lieu",
         .icons = dossier_icons(),
         .content = my_data_content(
             {.data = data,
              .keep_messages = retention_.days_of("chat_message", today),
              .keep_dossiers = retention_.days_of("dossier", today),
              .form_token = token_for(request, "data")},
             reader.words
         ),
         .foot_note = reader.words.private_until(clock_text(open->expires_at)),
         .plain_address = true}
    );
}

http::Response CitizenPages::take_my_data(const http::Request& request)
{
    auto tx = pool_.begin();
    const auto open = session(tx, request);
    if (!open || !open->follower_id || open->dossier_id) return closed(request);
    const auto now = clock_.now();
    const Id<Follower> follower{*open->follower_id};
    const auto asked = data_request::ask(tx, rights_, DataRequestKind::copy, follower, now);
    data_request::mark_done(tx, asked.id, now);
    const auto data = load_my_data(tx, keys_, units_, follower, now, settings_.disclosure);
    note(tx, follower.value, "data.taken", {{"request", asked.number()}}, now);
    tx.commit();
    return http::file_response(
        json::text(my_data_json(data, now)), "application/json", "du-lieu-cua-toi.json"
    );
}

http::Response CitizenPages::change_my_data(const http::Request& request, bool erase)
{
    auto tx = pool_.begin();
    const auto open = session(tx, request);
    if (!open || !open->follower_id || open->dossier_id ||
        !same_origin(request, settings_.page_origin) || !token_fits(request, "data"))
        return closed(request);
    const auto now = clock_.now();
    const Id<Follower> follower{*open->follower_id};
    if (erase) {
        const auto asked = data_request::ask(tx, rights_, DataRequestKind::erase, follower, now);
        note(tx, follower.value, "data.erase_asked", {{"request", asked.number()}}, now);
    } else if (data_request::take_back(tx, follower, DataRequestKind::erase, now)) {
        note(tx, follower.value, "data.erase_taken_back", {}, now);
    }
    tx.commit();
    return http::see_other("/ho-so/du-lieu");
}

} // namespace tnung::gateway
