#include "tests/attack/walls.hpp"

#include "foundation/authority/authority_client.hpp"
#include "foundation/authority/taken_over_pages.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/http/client.hpp"
#include "foundation/pg/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace tnung::attack {

namespace {

constexpr const char* log_statements[] = {
    "UPDATE audit_head SET size = 0",
    "UPDATE audit_head SET public_key = ''",
    "UPDATE audit_head SET stopped_at = NULL",
    "UPDATE audit_entry SET leaf_index = NULL",
    "INSERT INTO audit_entry (body, leaf_index) VALUES ('', 1000000)",
    "INSERT INTO audit_hash (level, index, hash) VALUES (0, 1000000, '')",
    "DELETE FROM audit_entry"};

constexpr const char* gateway_statements[] = {
    "INSERT INTO correction_word (dossier_id, staff_id, at) VALUES (1, 1, now())",
    "INSERT INTO number_correction (dossier_id, new_phone_id, reason, staff_id, at) VALUES (1, 1, "
    "'x', 1, now())",
    "UPDATE number_correction SET staff_id = staff_id"};

constexpr const char* registry_statements[] = {
    "SELECT wrapped FROM vault_record",
    "SELECT sealed FROM vault_version",
    "UPDATE vault_record SET wrapped = NULL",
    "INSERT INTO vault_read (record_id, version, reader, at) VALUES (1, 1, 'x', now())",
    "UPDATE reading_permit SET given = true",
    "UPDATE recusal SET lifted_at = now()",
    "UPDATE provision_request SET given = true",
    "UPDATE erasure_list SET given = true",
    "UPDATE erasure_list SET seen = 'x'",
    "UPDATE erasure_record SET erased_at = now()",
    "INSERT INTO stand_in (unit_code, staff_id, from_on, until_on, document, named_at, named_by) "
    "VALUES ('H21.5', 1, now(), now(), 'x', now(), 1)",
    "UPDATE stand_in SET ended_at = NULL",
    "INSERT INTO unit_succession (from_code, to_code, document, named_at, named_by) VALUES "
    "('H21.5', 'H21.9', 'x', now(), 1)",
    "UPDATE declarant SET staff_id = 1",
    "UPDATE reading_alarm SET kind = 'x'",
    "SET ROLE tnung_vault"};

/// The pattern with a number in place of each `{name}`.
std::string with_values(const std::string& pattern)
{
    std::string path;
    bool inside = false;
    for (const char letter : pattern) {
        if (letter == '{') path.push_back('1');
        inside = letter == '{' || (inside && letter != '}');
        if (!inside && letter != '}') path.push_back(letter);
    }
    return path;
}

template <std::size_t count>
void say_all(const std::string& target, const char* const (&statements)[count], Report& report)
{
    for (const char* statement : statements) {
        report.tried();
        pg::Connection taken(target);
        try {
            taken.script(statement);
            report.limit_passed(fmt::format("the pages' role may: {}", statement));
        } catch (const pg::Error&) {
            // A wall that stands.
        }
    }
}

} // namespace

void take_over_pages_of_gateway(const std::string& target, Report& report)
{
    say_all(target, authority::taken_over_statements, report);
    say_all(target, log_statements, report);
    say_all(target, gateway_statements, report);
}

void take_over_pages_of_registry(const std::string& target, Report& report)
{
    say_all(target, authority::taken_over_statements, report);
    say_all(target, log_statements, report);
    say_all(target, registry_statements, report);
}

void ask_for_rights(const std::filesystem::path& socket, const std::string& session, Report& report)
{
    authority::AuthorityClient client(socket);
    for (const auto& token : {std::string(), std::string("guessed"), session}) {
        report.tried(4);
        if (client.make_staff({token, "mine", "mine", "administrator", std::nullopt}))
            report.limit_passed("an account made without an administrator's session");
        if (!client.set_disabled(token, Id<Staff>{1}, true))
            report.limit_passed("an account locked without an administrator's session");
        if (client.say(token, "correct_number", 999'999))
            report.limit_passed("a word about a dossier that is not there");
        if (!client.confirm(token, "x", "000000"))
            report.limit_passed("an act confirmed without a password");
    }
}

void flood_sign_in(
    const std::string& origin, const std::string& path, const std::string& login, Report& report
)
{
    const auto attempt = [&](const std::string& name) {
        http::Client client;
        const auto answer = client.call(
            {.method = http::Method::post,
             .url = origin + path,
             .headers = {{"Origin", origin}, {"Content-Type", "application/x-www-form-urlencoded"}},
             .body = fmt::format("login={}&password=guess&code=000000", name)}
        );
        return answer ? answer->status : 0;
    };
    for (int i = 0; i < 3; ++i) {
        report.tried();
        if (const auto status = attempt(std::string(12'000, 'a')); status != 401 && status != 413)
            report.wrong_answer(fmt::format("a login of 12,000 letters: {}", status));
    }
    std::atomic<int> looked_at{0}, refused{0};
    std::vector<std::thread> at_once;
    for (int i = 0; i < 12; ++i)
        at_once.emplace_back([&] {
            const auto status = attempt(login);
            if (status == 401) ++looked_at;
            if (status == 429 || status == 503) ++refused;
        });
    for (auto& one : at_once) one.join();
    report.tried(12);
    if (looked_at > 5)
        report.limit_passed(fmt::format("{} tries at once were looked at", looked_at.load()));
    if (looked_at + refused != 12) report.wrong_answer("a try to sign in got another answer");
}

void try_routes(
    const std::string& origin, const std::string& sign_in, const std::vector<std::string>& routes,
    const std::vector<Seat>& seats, Report& report
)
{
    http::Client client;
    const auto call = [&](const std::string& method, const std::string& path,
                          const std::string& cookie) {
        report.tried();
        http::Call one{
            .method = method == "POST" ? http::Method::post : http::Method::get,
            .url = origin + path,
            .headers = {{"Origin", origin}, {"Content-Type", "application/x-www-form-urlencoded"}}};
        if (!cookie.empty()) one.headers.push_back({"Cookie", cookie});
        const auto answer = client.call(one);
        return answer ? answer->status : 0;
    };
    for (const auto& line : routes) {
        const auto words = words_of(line); // method, pattern, roles
        if (words.size() < 3 || words[2] == "anybody" || words[1] == sign_in) continue;
        const auto path = with_values(words[1]);
        const bool is_act = words[0] == "POST";
        const auto nobody = call(words[0], path, "");
        if (is_act ? nobody != 401 && nobody != 403 : nobody != 303)
            report.limit_passed(fmt::format("{} {} without a session: {}", words[0], path, nobody));
        for (const auto& seat : seats) {
            const bool may = std::find(words.begin() + 2, words.end(), seat.role) != words.end();
            const auto status = call(words[0], path, seat.cookie);
            // 404: of what is not there, whatever the form bears.
            if (is_act ? status != 403 && status != 404 : !may && status != 403)
                report.limit_passed(
                    fmt::format("{} {} by {}: {}", words[0], path, seat.role, status)
                );
            if (status == 0 || status == 500)
                report.wrong_answer(
                    fmt::format("{} {} by {}: {}", words[0], path, seat.role, status)
                );
        }
    }
}

} // namespace tnung::attack
