#include "tests/attack/connections.hpp"

#include "tests/attack/socket.hpp"

#include <fmt/format.h>

#include <random>
#include <vector>

namespace tnung::attack {

namespace {

using std::chrono::steady_clock;
constexpr int alive_every = 40; ///< tries
constexpr std::size_t shown = 160;

/// What each answer of ours bears.
constexpr const char* guards[] = {
    "\r\nDate: ", "\r\nX-Content-Type-Options: nosniff\r\n",
    "\r\nReferrer-Policy: ", "\r\nContent-Security-Policy: ", "\r\nCache-Control: "};

std::vector<std::string> requests_of(const Door& door)
{
    return {
        fmt::format("GET {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", door.page),
        "GET / HTTP/1.1\r\nHost: x\r\nCookie: __Host-can-bo=x; __Host-ke-khai=x\r\n\r\n",
        "POST /webhooks/zalo HTTP/1.1\r\nHost: x\r\nX-ZEvent-Signature: mac=00\r\nContent-Type: "
        "application/json\r\nContent-Length: 2\r\n\r\n{}",
        "POST /api/v1/dossier-events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
        "x\r\nContent-Length: 13\r\n\r\n{\"events\":[]}",
        "POST /api/v1/national HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
        "chunked\r\n\r\n10\r\n{\"session\":\"x\",}\r\n0\r\n\r\n",
        "POST /can-bo/vao HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nContent-Type: "
        "application/x-www-form-urlencoded\r\nContent-Length: 23\r\n\r\nlogin=a&password=b&code=c",
        "POST /vao HTTP/1.1\r\nHost: x\r\nContent-Length: 7\r\nExpect: "
        "100-continue\r\n\r\nlogin=a",
        "POST /don-vi/1/ban-ky?the=x HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; "
        "boundary=a\r\nContent-Length: 30\r\n\r\n--a\r\nContent-Disposition: x\r\n\r\n",
        "HEAD / HTTP/1.0\r\n\r\n",
        "GET /hs/AAAAAAAAAAAAAAAAAAAAAAAAA?x=%00 HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: "
        "1.2.3.4, ::1\r\n\r\n"};
}

class Mutator {
public:
    explicit Mutator(std::uint32_t seed) : random_(seed) {}

    std::string of(const std::vector<std::string>& requests)
    {
        auto bytes = requests[below(requests.size())];
        for (auto times = below(4) + 1; times > 0; --times) change(bytes);
        if (below(4) == 0) bytes += requests[below(requests.size())]; // pipelined
        return bytes;
    }

private:
    std::size_t below(std::size_t end)
    {
        return std::uniform_int_distribution<std::size_t>(0, end - 1)(random_);
    }
    void change(std::string& bytes)
    {
        const auto at = below(bytes.size() + 1);
        switch (below(8)) {
        case 0:
            if (at < bytes.size()) bytes[at] = char(below(256));
            break;
        case 1: bytes.insert(at, 1, char(below(256))); break;
        case 2: bytes.resize(at); break;
        case 3: bytes.insert(at, bytes.substr(at, below(40) + 1)); break;
        case 4: bytes.insert(at, std::string(below(18'000), 'a')); break;
        case 5: bytes.insert(at, "\r\n"); break;
        case 6: bytes.insert(at, "Content-Length: 99999999999\r\n"); break;
        case 7: bytes.erase(at, below(12) + 1); break;
        }
        if (bytes.empty()) bytes = "\r\n";
    }

    std::mt19937 random_;
};

int status_at(const std::string& answer, std::size_t at)
{
    constexpr std::size_t digits_from = 9;
    return answer.size() >= at + 12 ? std::atoi(answer.c_str() + at + digits_from) : 0;
}

/// One answer after another, each whole: a head with its guards, and as many bytes as it says.
void judge(const std::string& sent, const std::string& answer, Report& report)
{
    for (std::size_t at = 0; at < answer.size();) {
        const auto status = status_at(answer, at);
        const auto head_end = answer.find("\r\n\r\n", at);
        const auto about = [&](const char* what) {
            return fmt::format(
                "{}: {:?}… got {:?}", what, std::string_view(sent).substr(0, shown),
                std::string_view(answer).substr(at, shown)
            );
        };
        if (answer.compare(at, 9, "HTTP/1.1 ") != 0 || head_end == std::string::npos)
            return report.wrong_answer(about("no head"));
        const auto head = answer.substr(at, head_end + 4 - at);
        at = head_end + 4;
        if (status == 100) continue;
        if (status == 500 || status < 200) report.wrong_answer(about("status"));
        for (const char* guard : guards)
            if (head.find(guard) == std::string::npos) report.wrong_answer(about(guard));
        const auto length = head.find("Content-Length: ");
        const auto body = length == std::string::npos
                              ? 0
                              : std::strtoull(head.c_str() + length + 16, nullptr, 10);
        if (answer.size() - at >= body)
            at += body;
        else if (answer.size() != at) // else the answer to HEAD
            return report.wrong_answer(about("cut short"));
    }
}

} // namespace

bool is_alive(const Door& door, Report& report, const std::string& after)
{
    const auto answer = exchange(
        door.port, fmt::format("GET {} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", door.page)
    );
    if (answer.starts_with("HTTP/1.1 200 ")) return true;
    report.wrong_answer(fmt::format(
        "{} does not open its page after {}: {:?}", door.name, after, answer.substr(0, shown)
    ));
    return false;
}

void send_hostile_bytes(
    const Door& door, std::chrono::milliseconds time, std::uint32_t seed, Report& report
)
{
    Mutator mutator(seed);
    const auto requests = requests_of(door);
    const auto until = steady_clock::now() + time;
    for (int tries = 0; steady_clock::now() < until; ++tries) {
        const auto bytes = mutator.of(requests);
        judge(bytes, exchange(door.port, bytes), report);
        report.tried();
        if (tries % alive_every == 0 && !is_alive(door, report, bytes.substr(0, shown))) return;
    }
    is_alive(door, report, "hostile bytes");
}

void send_known_wrong(const Door& door, Report& report)
{
    const std::string much(17'000, 'a');
    const std::vector<std::pair<std::string, int>> cases = {
        {"GET / HTTP/1.1\r\nHost: x\r\nX: " + much + "\r\n\r\n", 431},
        {"GET /" + much + " HTTP/1.1\r\nHost: x\r\n\r\n", 431},
        {"GET / HTTP/1.1\r\nHost: x\r\nX: " + much, 431},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
        {"POST /vao HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nGET / HTTP/1.1\r\n\r\n",
         501},
        {"nonsense\r\n\r\n", 400},
        {"PATCH / HTTP/1.1\r\nHost: x\r\n\r\n", 405},
        {"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 404},
        {"GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400}};
    for (const auto& [bytes, status] : cases) {
        const auto answer = exchange(door.port, bytes);
        report.tried();
        judge(bytes, answer, report);
        if (status_at(answer, 0) != status || answer.find("HTTP/1.1 ", 1) != std::string::npos)
            report.wrong_answer(fmt::format(
                "{}: {:?} must get {} once and got {:?}", door.name, bytes.substr(0, shown), status,
                answer.substr(0, shown)
            ));
        is_alive(door, report, bytes.substr(0, shown));
    }
}

void hold_connections(const Door& door, int count, Report& report)
{
    constexpr int asked = 20;
    std::vector<Socket> held;
    for (int i = 0; i < count; ++i) {
        held.emplace_back(door.port);
        (void)held.back().send("GET / HT"); // never its end
        report.tried();
    }
    for (int i = 0; i < asked; ++i)
        if (!is_alive(door, report, fmt::format("{} connections with half a head", count))) return;
    for (char letter : std::string("TP/1.1\r\nHost: x")) {
        for (const auto& one : held) (void)one.send({&letter, 1});
        if (!is_alive(door, report, "clients that send a letter at a time")) return;
    }
}

} // namespace tnung::attack
