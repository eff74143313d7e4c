#include "gateway/timeline/citizen_pages.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/json/json.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/web_guard/web_guard.hpp"
#include "gateway/citizen/number_stop.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

constexpr std::string_view token_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::string_view cookie_name = "hs";
constexpr int dossiers_shown = 50;
constexpr std::chrono::minutes undo_within{10};
constexpr std::size_t digits_count = 4;

/// Notes in the log what was done or seen with a private address; the entry names its dossier and
/// the id of its number.
void note(
    pg::Transaction& tx, const PageLink& link, std::string act, Instant now, json::Object more = {}
)
{
    audit::append(
        tx,
        {.act = std::move(act),
         .actor = link.follower_id ? fmt::format("follower:{}", *link.follower_id)
                                   : fmt::format("phone:{}", link.phone_id.value_or(0)),
         .subject = link.dossier_id ? fmt::format("dossier:{}", *link.dossier_id)
                                    : fmt::format("follower:{}", link.follower_id.value_or(0)),
         .note = std::move(more)},
        now
    );
}

std::string path_of_link(const std::string& token)
{
    return "/hs/" + token;
}

} // namespace

std::optional<CitizenPages::Opened>
CitizenPages::opened(pg::Transaction& tx, const http::Request& request)
{
    // What a phone took for a part of the address: a full stop, a bracket, a line's end.
    const auto typed = request.path_value("token");
    const std::string token(
        typed.substr(0, std::min(typed.find_first_not_of(token_letters), typed.size()))
    );
    auto link = page_link::find(tx, keys_, token, clock_.now());
    if (!link) return std::nullopt;
    if (link->to_account && link->dossier_id && link->follower_id &&
        !is_told(tx, *link->follower_id, *link->dossier_id))
        link->let_go = true; // six months went by
    auto language = Language::vi;
    if (link->follower_id)
        language = follower_store::language_of(tx, {*link->follower_id}).value_or(language);
    return Opened{token, *link, reader_of(request, language)};
}

std::optional<CitizenSession>
CitizenPages::session(pg::Transaction& tx, const http::Request& request)
{
    const auto cookie = request.cookie(fmt::format("__Host-{}", cookie_name));
    if (cookie.empty()) return std::nullopt;
    const auto open = page_link::session(tx, cookie, clock_.now());
    if (open && open->dossier_id && !open->phone_id && open->follower_id &&
        !is_told(tx, *open->follower_id, *open->dossier_id))
        return std::nullopt;
    return open;
}

bool CitizenPages::is_told(pg::Transaction& tx, std::int64_t follower_id, std::int64_t dossier_id)
{
    const auto known = follower_store::disclosure(
        tx, {follower_id}, dossier_id, clock_.now(), settings_.disclosure
    );
    return known.level != Level::code;
}

std::string CitizenPages::token_for(const http::Request& request, std::string_view act) const
{
    return form_token(form_key_, request.cookie(fmt::format("__Host-{}", cookie_name)), act);
}

bool CitizenPages::token_fits(const http::Request& request, std::string_view act) const
{
    return form_token_fits(
        form_key_, request.cookie(fmt::format("__Host-{}", cookie_name)), act,
        request.field("the").value_or("")
    );
}

http::Response CitizenPages::gone(const http::Request& request)
{
    const auto reader = reader_of(request);
    return plain_response(
        404, assets_, reader,
        {.path = "/",
         .heading = reader.words.gone_h1(),
         .sentences = {reader.words.gone()},
         .way = reader.words.lookup_title(),
         .way_path = "/"}
    );
}

http::Response CitizenPages::closed(const http::Request& request)
{
    const auto reader = reader_of(request);
    return plain_response(
        401, assets_, reader,
        {.path = "/",
         .heading = reader.words.closed_h1(),
         .sentences = {reader.words.closed()},
         .way = reader.words.start_open(),
         .way_path = settings_.account_page}
    );
}

std::string CitizenPages::number_of(pg::Transaction& tx, std::int64_t phone_id)
{
    return phone_link::number_of(tx, keys_, phone_id);
}

std::optional<Instant> CitizenPages::stopped_lately(pg::Transaction& tx, const Opened& opened)
{
    if (!opened.link.phone_id) return std::nullopt;
    const auto at = number_stop::stopped_by(tx, *opened.link.phone_id, opened.token);
    if (!at || *at <= clock_.now() - undo_within) return std::nullopt;
    return *at + undo_within;
}

http::Response CitizenPages::link_page(
    pg::Transaction& tx, const Opened& opened, int status, const std::string& digits_problem
)
{
    const auto& words = opened.reader.words;
    DigitsForm digits{.action = path_of_link(opened.token), .problem = digits_problem};
    if (opened.link.tries >= page_link::tries_max) digits.kind = DigitsForm::Kind::locked;
    if (!opened.link.dossier_id) { // a follower's own list: nothing of it is shown before
        digits.opens_list = true;
        const auto form = DossierFile{};
        return citizen_response(
            status, assets_, opened.reader,
            {.title = words.my_dossiers_h1(),
             .path = path_of_link(opened.token),
             .icons = dossier_icons(),
             .content = dossier_content(
                 {.file = form,
                  .digits = digits,
                  .account_page = settings_.account_page,
                  .now = clock_.now()},
                 calendar_, words
             )}
        );
    }
    const auto file = load_dossier_file(tx, keys_, units_, *opened.link.dossier_id, Level::number);
    if (file->owner_is_business)
        digits.kind = DigitsForm::Kind::business;
    else if (!file->owner_has_identity)
        digits.kind = DigitsForm::Kind::none_on_file;
    return citizen_response(
        status, assets_, opened.reader,
        {.title = dossier_heading(*file, calendar_, clock_.now(), words),
         .path = path_of_link(opened.token),
         .icons = dossier_icons(),
         .content = dossier_content(
             {.file = *file,
              .digits = digits,
              .not_mine_path =
                  opened.link.phone_id ? path_of_link(opened.token) + "/khong-phai-toi" : "",
              .warns = opened.link.warns_of.has_value(),
              .account_page = settings_.account_page,
              .now = clock_.now()},
             calendar_, words
         ),
         .foot_note = words.private_link(),
         .wide = true}
    );
}

http::Response CitizenPages::open_link(const http::Request& request)
{
    auto tx = pool_.begin();
    const auto good = opened(tx, request);
    if (!good) return gone(request);
    if (good->link.let_go) return let_go_page(tx, *good, request);
    // This browser gave the digits a while ago: no need to ask again.
    const auto open = session(tx, request);
    const bool same = open && open->dossier_id == good->link.dossier_id &&
                      open->follower_id == good->link.follower_id;
    auto response =
        same ? http::see_other(
                   good->link.dossier_id ? fmt::format("/ho-so/{}", *good->link.dossier_id)
                                         : "/ho-so"
               )
             : link_page(tx, *good, 200, "");
    tx.commit();
    return response;
}

http::Response CitizenPages::give_digits(const http::Request& request)
{
    auto tx = pool_.begin();
    auto good = opened(tx, request);
    if (!good || good->link.let_go) return gone(request);
    const auto& words = good->reader.words;
    std::string digits;
    for (const char c : request.field("so").value_or(""))
        if (c != ' ') digits.push_back(c);
    if (digits.size() != digits_count || !is_digits(digits))
        return link_page(tx, *good, 422, words.digits_shape());
    const auto result = page_link::try_digits(tx, keys_, good->token, digits, clock_.now());
    if (result == page_link::DigitsResult::right) {
        const auto token = page_link::begin_session(tx, good->link, clock_.now());
        note(tx, good->link, "citizen.opened", clock_.now());
        tx.commit();
        return http::see_other(
                   good->link.dossier_id ? fmt::format("/ho-so/{}", *good->link.dossier_id)
                                         : "/ho-so"
        )
            .with("Set-Cookie", session_cookie(cookie_name, token, page_link::session_life));
    }
    good->link.tries =
        result == page_link::DigitsResult::locked ? page_link::tries_max : good->link.tries + 1;
    if (good->link.tries >= page_link::tries_max)
        note(tx, good->link, "citizen.digits_locked", clock_.now());
    auto response = link_page(
        tx, *good, result == page_link::DigitsResult::locked ? 429 : 422,
        result == page_link::DigitsResult::wrong
            ? words.digits_wrong(fmt::format("{}", page_link::tries_max - good->link.tries))
            : ""
    );
    tx.commit(); // the try counts
    return response;
}

http::Response CitizenPages::ask_not_mine(const http::Request& request)
{
    auto tx = pool_.begin();
    const auto good = opened(tx, request);
    if (!good || !good->link.phone_id) return gone(request);
    if (good->link.let_go) return let_go_page(tx, *good, request);
    const auto& words = good->reader.words;
    const auto path = path_of_link(good->token);
    const auto action = path + "/khong-phai-toi";
    const bool warns = good->link.warns_of.has_value();
    const auto heading = warns ? words.account_h1() : words.not_mine_h1();
    const bool by_account =
        good->link.to_account &&
        !phone_link::speaks_for_number(
            tx, {*good->link.follower_id}, *good->link.phone_id, clock_.now(), settings_.disclosure
        );
    const auto what =
        by_account
            ? words.not_me_ask_account(text::masked_phone(number_of(tx, *good->link.phone_id)))
            : words.not_mine_what();
    std::vector<html::Node> account; // whose link was told of: it can end alone
    if (warns)
        account = {
            html::p({words.account_what()}),
            html::form(
                {html::attr("method", "post"), html::attr("action", action),
                 html::input(
                     {html::attr("type", "hidden"), html::attr("name", "chi"),
                      html::attr("value", "tai-khoan")}
                 ),
                 html::button({html::cls("btn danger block"), words.account_do()})}
            ),
            html::h2({words.not_mine_h1()})};
    return citizen_response(
        200, assets_, good->reader,
        {.title = heading,
         .path = action,
         .content = html::section(
             {html::cls("stack"), html::h1({heading}), account, html::p({what}),
              html::form(
                  {html::attr("method", "post"), html::attr("action", action),
                   html::button(
                       {html::cls(warns ? "btn plain block" : "btn danger block"),
                        words.not_mine_do()}
                   )}
              ),
              html::p({html::a(
                  {html::cls("btn plain block"), html::attr("href", path), words.not_mine_back()}
              )})}
         )}
    );
}

http::Response CitizenPages::end_account(pg::Transaction& tx, const Opened& opened)
{
    const Id<Follower> account{*opened.link.warns_of};
    number_stop::cut_off(tx, *opened.link.phone_id, account, clock_.now());
    note(
        tx, opened.link, "citizen.account_ended", clock_.now(),
        {{"account", fmt::format("follower:{}", account.value)}}
    );
    const auto shown = text::masked_phone(number_of(tx, *opened.link.phone_id));
    tx.commit();
    return plain_response(
        200, assets_, opened.reader,
        {.path = path_of_link(opened.token),
         .heading = opened.reader.words.account_done_h1(shown),
         .sentences = {opened.reader.words.account_done()},
         .way = opened.reader.words.start_back(),
         .way_path = path_of_link(opened.token)}
    );
}

/// The address was sent to an account: whoever reads it is that account, not the number.
http::Response CitizenPages::said_by_account(pg::Transaction& tx, const Opened& opened)
{
    const bool stopped = number_stop::said_by_account(
        tx, *opened.link.phone_id, {*opened.link.follower_id}, "link", clock_.now(),
        settings_.disclosure, opened.token
    );
    note(tx, opened.link, stopped ? "citizen.not_me" : "citizen.disowned", clock_.now());
    const auto shown = text::masked_phone(number_of(tx, *opened.link.phone_id));
    tx.commit();
    const auto& words = opened.reader.words;
    if (stopped) return stopped_page(opened, shown, clock_.now() + undo_within);
    return plain_response(
        200, assets_, opened.reader,
        {.path = path_of_link(opened.token),
         .heading = words.account_done_h1(shown),
         .sentences = {words.not_me_account_done(shown)},
         .way = words.start_back(),
         .way_path = path_of_link(opened.token)}
    );
}

http::Response
CitizenPages::stopped_page(const Opened& opened, const std::string& shown, Instant undo_until)
{
    const auto& words = opened.reader.words;
    return citizen_response(
        200, assets_, opened.reader,
        {.title = words.not_mine_done_h1(shown),
         .path = path_of_link(opened.token),
         .content = html::section(
             {html::cls("stack"), html::h1({words.not_mine_done_h1(shown)}),
              html::p({words.not_mine_done()}),
              html::p({words.not_mine_undo_what(clock_text(undo_until))}),
              html::form(
                  {html::attr("method", "post"),
                   html::attr("action", path_of_link(opened.token) + "/nhan-lai"),
                   html::button({html::cls("btn plain block"), words.not_mine_undo()})}
              )}
         )}
    );
}

http::Response CitizenPages::stop_number(const http::Request& request)
{
    auto tx = pool_.begin();
    const auto good = opened(tx, request);
    if (!good || !good->link.phone_id) return gone(request);
    if (good->link.warns_of && !good->link.let_go &&
        request.field("chi").value_or("") == "tai-khoan")
        return end_account(tx, *good);
    if (!good->link.let_go && good->link.to_account) return said_by_account(tx, *good);
    if (good->link.let_go) return let_go_page(tx, *good, request); // a second press
    number_stop::stop(tx, *good->link.phone_id, "link", clock_.now(), good->token);
    note(tx, good->link, "citizen.not_me", clock_.now());
    const auto shown = text::masked_phone(number_of(tx, *good->link.phone_id));
    tx.commit();
    return stopped_page(*good, shown, clock_.now() + undo_within);
}

/// Whoever stopped the number by this address sees the way back, for as long as there is one.
http::Response
CitizenPages::let_go_page(pg::Transaction& tx, const Opened& opened, const http::Request& request)
{
    const auto undo_until = opened.link.phone_id ? stopped_lately(tx, opened) : std::nullopt;
    if (!undo_until) return gone(request);
    return stopped_page(
        opened, text::masked_phone(number_of(tx, *opened.link.phone_id)), *undo_until
    );
}

http::Response CitizenPages::undo_stop(const http::Request& request)
{
    auto tx = pool_.begin();
    const auto good = opened(tx, request);
    if (!good || !good->link.phone_id) return gone(request);
    if (!stopped_lately(tx, *good) ||
        !number_stop::undo(tx, *good->link.phone_id, good->token, clock_.now()))
        return http::see_other(path_of_link(good->token));
    note(tx, good->link, "citizen.not_me_undone", clock_.now());
    const auto shown = text::masked_phone(number_of(tx, *good->link.phone_id));
    tx.commit();
    return plain_response(
        200, assets_, good->reader,
        {.path = path_of_link(good->token),
         .heading = good->reader.words.not_mine_undone(shown),
         .sentences = {},
         .way = good->reader.words.start_back(),
         .way_path = path_of_link(good->token)}
    );
}

http::Response CitizenPages::my_dossiers(const http::Request& request)
{
    auto tx = pool_.begin();
    const auto open = session(tx, request);
    if (!open || !open->follower_id || open->dossier_id) return closed(request);
    const Id<Follower> follower{*open->follower_id};
    MyDossiersView view{
        .dossiers = follower_store::dossiers_of(
            tx, follower, dossiers_shown, clock_.now(), settings_.disclosure
        ),
        .numbers = phone_link::numbers_of(tx, keys_, follower),
        .unlink_token = token_for(request, "unlink")};
    tx.commit();
    view.more = view.dossiers.size() > std::size_t(dossiers_shown);
    if (view.more) view.dossiers.pop_back();
    const auto reader = reader_of(request);
    return citizen_response(
        200, assets_, reader,
        {.title = reader.words.my_dossiers_h1(),
         .path = "/ho-so",
         .icons = dossier_icons(),
         .content = my_dossiers_content(view, reader.words),
         .foot_note = reader.words.private_until(clock_text(open->expires_at)),
         .plain_address = true}
    );
}

http::Response CitizenPages::dossier(const http::Request& request)
{
    auto tx = pool_.begin();
    const auto open = session(tx, request);
    const auto id = parse_integer(request.path_value("id"));
    if (!open || !id) return closed(request);
    // The digits of a dossier's owner open that dossier; on a follower's own list each dossier
    // opens at the level that his link has for it.
    auto level = Level::code; // its own was noted when the digits opened it
    if (open->dossier_id)
        level = *open->dossier_id == *id ? Level::owner : Level::code;
    else if (open->follower_id)
        level = follower_store::disclosure(
                    tx, {*open->follower_id}, *id, clock_.now(), settings_.disclosure
        )
                    .level;
    if (level == Level::code) return closed(request);
    const auto file = load_dossier_file(tx, keys_, units_, *id, level);
    if (!file) return closed(request);
    if (!open->dossier_id && level == Level::owner)
        note(
            tx, {.dossier_id = *id, .phone_id = {}, .follower_id = open->follower_id},
            "citizen.opened", clock_.now()
        );
    tx.commit();
    const auto reader = reader_of(request);
    return citizen_response(
        200, assets_, reader,
        {.title = dossier_heading(*file, calendar_, clock_.now(), reader.words),
         .path = fmt::format("/ho-so/{}", *id),
         .icons = dossier_icons(),
         .content = dossier_content(
             {.file = *file,
              .back_path = open->dossier_id ? "" : "/ho-so",
              .account_page = settings_.account_page,
              .now = clock_.now()},
             calendar_, reader.words
         ),
         .foot_note = reader.words.private_until(clock_text(open->expires_at)),
         .wide = true,
         .plain_address = true}
    );
}

http::Response CitizenPages::unlink(const http::Request& request)
{
    auto tx = pool_.begin();
    const auto open = session(tx, request);
    const auto phone_id = parse_integer(request.field("so").value_or(""));
    if (!open || !open->follower_id || !phone_id || !same_origin(request, settings_.page_origin) ||
        !token_fits(request, "unlink"))
        return closed(request);
    phone_link::unlink(tx, {*open->follower_id}, *phone_id, clock_.now());
    tx.commit();
    return http::see_other("/ho-so");
}

} // namespace tnung::gateway
