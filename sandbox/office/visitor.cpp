#include "sandbox/office/visitor.hpp"

#include "foundation/crypto/password.hpp"
#include "foundation/csv/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <thread>

namespace tnung::sandbox {

namespace {

constexpr int redirects_max = 5;
constexpr std::chrono::seconds code_step{30}, answer_max{30};
constexpr std::size_t page_bytes_max = 8u << 20;

/// Without tags, blanks joined.
std::string words_of(std::string_view markup)
{
    std::string text;
    bool tag = false;
    for (const char c : markup) {
        if (c == '<')
            tag = true;
        else if (c == '>')
            tag = false;
        else if (!tag && (c != ' ' || (!text.empty() && text.back() != ' ')))
            text += c;
    }
    return text;
}

std::string unescaped(std::string text)
{
    const std::pair<std::string_view, std::string_view> names[] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}};
    for (const auto& [escaped, plain] : names)
        for (std::size_t at = 0; (at = text.find(escaped, at)) != std::string::npos;
             at += plain.size())
            text.replace(at, escaped.size(), plain);
    return text;
}

/// Of one tag: attributes by name; those without a value have an empty one.
std::map<std::string, std::string> attributes_of(std::string_view tag)
{
    std::map<std::string, std::string> all;
    std::size_t at = tag.find(' ');
    while (at < tag.size()) {
        at = tag.find_first_not_of(' ', at);
        if (at == std::string_view::npos) break;
        const auto end = std::min(tag.find_first_of(" =", at), tag.size());
        auto& value = all[std::string(tag.substr(at, end - at))];
        at = end;
        if (at + 1 < tag.size() && tag[at] == '=' && tag[at + 1] == '"') {
            const auto close = std::min(tag.find('"', at + 2), tag.size());
            value = unescaped(std::string(tag.substr(at + 2, close - at - 2)));
            at = std::min(close + 1, tag.size());
        }
    }
    return all;
}

/// What stands between two marks behind `at`.
std::string_view
between(std::string_view text, std::size_t at, std::string_view from, std::string_view until)
{
    const auto begin = text.find(from, at);
    if (begin == std::string_view::npos) return {};
    const auto inside = begin + from.size();
    return text.substr(inside, std::min(text.find(until, inside), text.size()) - inside);
}

/// RFC 4648 without padding, as authenticator apps take it; nothing where a letter is foreign.
std::optional<std::string> from_base32(std::string_view text)
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string bytes;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char letter : text) {
        const auto value = letters.find(letter);
        if (value == std::string_view::npos) return std::nullopt;
        bits = bits << 5 | std::uint32_t(value);
        if ((held += 5) < 8) continue;
        held -= 8;
        bytes += char(bits >> held & 0xff);
    }
    return bytes;
}

std::int64_t step_of(Instant at)
{
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch() / code_step;
}

} // namespace

std::vector<Account> read_accounts(std::string_view csv)
{
    const auto file = read_csv(csv);
    if (file.rows.empty()) throw std::runtime_error("the accounts have no heading row");
    const auto& heads = file.rows[0].cells;
    const auto column = [&](std::string_view name) {
        const auto found = std::ranges::find(heads, name);
        if (found == heads.end())
            throw std::runtime_error(fmt::format("the accounts' heading row lacks {}", name));
        return std::size_t(found - heads.begin());
    };
    const auto login = column("login"), password = column("password"), totp = column("totp");
    std::vector<Account> accounts;
    for (std::size_t i = 1; i < file.rows.size(); ++i) {
        const auto& cells = file.rows[i].cells;
        if (cells.size() != heads.size())
            throw std::runtime_error(fmt::format("line {}: not as many cells as heads", i + 1));
        const auto secret = from_base32(between(cells[totp], 0, "secret=", "&"));
        if (!secret || secret->empty())
            throw std::runtime_error(fmt::format("line {}: totp has no secret", i + 1));
        accounts.push_back({cells[login], cells[password], *secret});
    }
    return accounts;
}

std::string Page::heading() const
{
    const auto at = body.find("<h1");
    return at == std::string::npos ? "" : words_of(between(body, at, ">", "</h1>"));
}

std::string Page::words() const
{
    const auto at = body.find("<main");
    return at == std::string::npos ? "" : words_of(between(body, at, ">", "</main>"));
}

std::vector<std::string> Page::links(std::string_view prefix) const
{
    std::vector<std::string> all;
    const auto beginning = fmt::format("href=\"{}", prefix);
    for (std::size_t at = 0; (at = body.find(beginning, at)) != std::string::npos; ++at)
        all.push_back(unescaped(std::string(between(body, at, "\"", "\""))));
    return all;
}

std::vector<Input> Page::inputs() const
{
    std::string_view text = body;
    text = text.substr(std::min(text.find("<main"), text.size()));
    std::map<std::string, std::string> labels;
    for (std::size_t at = 0; (at = text.find("<label", at)) != std::string_view::npos; ++at) {
        const auto tag = attributes_of(text.substr(at + 1, text.find('>', at) - at - 1));
        if (const auto found = tag.find("for"); found != tag.end())
            labels[found->second] = words_of(between(text, at, ">", "</label>"));
    }
    std::vector<Input> all;
    for (std::size_t at = 0; (at = text.find('<', at)) != std::string_view::npos; ++at) {
        const auto tag = text.substr(at + 1, text.find('>', at) - at - 1);
        const auto what = tag.substr(0, std::min(tag.find(' '), tag.size()));
        if (what != "input" && what != "select" && what != "button" && what != "option") continue;
        auto attributes = attributes_of(tag);
        if (what == "option") {
            if (all.empty()) continue;
            all.back().options.push_back(attributes["value"]);
            if (attributes.contains("selected")) all.back().value = attributes["value"];
            continue;
        }
        if (attributes["name"].empty()) continue;
        all.push_back(
            {.name = attributes["name"],
             .value = attributes["value"],
             .type = what == "input" ? attributes["type"] : std::string(what),
             .label = labels[attributes["id"]],
             .checked = attributes.contains("checked")}
        );
    }
    return all;
}

std::string Visitor::next_code(Account& account) const
{
    account.step_used = std::max(account.step_used + 1, step_of(clock_.now()) - 1);
    while (step_of(clock_.now()) < account.step_used)
        std::this_thread::sleep_for(std::chrono::milliseconds(200)); // as somebody waits for it
    return crypto::totp(account.totp_secret, Instant(account.step_used * code_step));
}

Page Visitor::ask(http::Method method, std::string path, std::string body)
{
    for (int i = 0; i < redirects_max; ++i) {
        std::vector<http::Header> headers{{"Cookie", cookie_}};
        if (method == http::Method::post) {
            headers.push_back({"Origin", origin_});
            headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
        }
        const auto answer = client_.call(
            {.method = method,
             .url = origin_ + path.substr(0, path.find('#')),
             .headers = std::move(headers),
             .body = body,
             .time_max = answer_max,
             .answer_bytes_max = page_bytes_max}
        );
        if (!answer) return {.path = path};
        const std::string set(http::find_header(answer->headers, "set-cookie"));
        if (!set.empty()) cookie_ = set.substr(0, set.find(';'));
        if (answer->status != 303) {
            // Takes the form token of the page: all its forms have the same one.
            if (const auto token = between(answer->body, 0, "name=\"the\" value=\"", "\"");
                !token.empty())
                token_ = token;
            return {answer->status, path, answer->body};
        }
        method = http::Method::get;
        body.clear();
        path = http::find_header(answer->headers, "location");
    }
    throw std::runtime_error("the pages lead in circles");
}

Page Visitor::get(const std::string& path)
{
    return ask(http::Method::get, path, "");
}

Page Visitor::post(const std::string& path, Fields fields)
{
    std::string body = "the=" + http::url_encoded(token_);
    for (const auto& [name, value] : fields)
        body += "&" + http::url_encoded(name) + "=" + http::url_encoded(value);
    return ask(http::Method::post, path, body);
}

bool Visitor::sign_in(Account& account)
{
    cookie_.clear();
    auto page = post(
        "/vao",
        {{"login", account.login}, {"password", account.password}, {"code", next_code(account)}}
    );
    if (page.path == "/quy-che") { // the first time
        Fields fields;
        for (const auto& input : page.inputs())
            if (input.name == "ban") fields.emplace_back(input.name, input.value);
        page = post("/quy-che", std::move(fields));
    }
    return page.status == 200 && page.path != "/vao" && page.path != "/quy-che";
}

} // namespace tnung::sandbox
