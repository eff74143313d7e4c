#include "tests/attack/floods.hpp"

#include "foundation/base/clock.hpp"
#include "foundation/http/client.hpp"
#include "foundation/http/server.hpp"
#include "foundation/photo/camera.hpp"
#include "foundation/qr/qr_code.hpp"
#include "foundation/testing/data_file.hpp"
#include "sandbox/people/people.hpp"
#include "sandbox/zalo/zalo_sandbox.hpp"
#include "tests/attack/becomes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace tnung::attack {

namespace {

constexpr int writers = 300, senders_of_pictures = 20, pictures_each = 3;
/// As many points as a paper may have, so that one takes its reader seconds: more would be refused
/// unread.
constexpr int windows_at_once = 6, pages_each = 7;
/// Much less than the flood takes where it goes first: sixty pictures of a third of a second each.
constexpr std::chrono::seconds patience{15};
constexpr int wall_side = 9'000; ///< a picture of a wall of 81 megapixels, in less than a megabyte

std::string number_of(int index)
{
    for (int i = index * 10;; ++i)
        if (auto number = fmt::format("84905{:06}", i); sandbox::has_zalo_account(number))
            return number;
}

bool comes(const std::function<bool()>& true_)
{
    return becomes(true_, patience);
}

std::string wall()
{
    const auto side = std::size_t(wall_side);
    return photo::as_jpeg({wall_side, wall_side, std::vector<unsigned char>(side * side, 200)}, 60);
}

std::string slip(const std::string& dossier)
{
    const auto code = qr::encode(dossier, qr::Correction::medium);
    return photo::as_jpeg(photo::photographed(code.dark, code.size, {}), 75);
}

} // namespace

void flood_papers(
    const std::string& origin, const std::string& cookie, const PaperForm& form,
    const std::function<bool()>& others_are_served, Report& report
)
{
    const std::string boundary = "tep-va-tep";
    const auto picture = wall();
    auto body = fmt::format(
        "--{}\r\nContent-Disposition: form-data; name=\"the\"\r\n\r\n{}\r\n", boundary, form.token
    );
    for (int i = 0; i < pages_each; ++i)
        body += fmt::format(
            "--{}\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"{}.jpg\"\r\n"
            "Content-Type: image/jpeg\r\n\r\n{}\r\n",
            boundary, i, picture
        );
    body += fmt::format("--{}--\r\n", boundary);
    std::atomic<int> told_to_wait{0}, wrong{0};
    std::vector<std::thread> windows;
    for (int i = 0; i < windows_at_once; ++i)
        windows.emplace_back([&] {
            http::Client client;
            const auto answer = client.call(
                {.method = http::Method::post,
                 .url = origin + form.address,
                 .headers =
                     {{"Origin", origin},
                      {"Cookie", cookie},
                      {"Content-Type", "multipart/form-data; boundary=" + boundary}},
                 .body = body,
                 .time_max = std::chrono::seconds(60)}
            );
            const auto status = answer ? answer->status : 0;
            if (status == 429) ++told_to_wait;
            if (status == 0 || status == 500) ++wrong;
        });
    const bool served = others_are_served();
    for (auto& window : windows) window.join();
    report.tried(windows_at_once);
    if (!served) report.limit_passed("one person's papers hold everybody's pages up");
    if (told_to_wait == 0) report.limit_passed("papers of one person are looked at side by side");
    if (wrong > 0) report.wrong_answer(fmt::format("{} papers got no answer", wrong.load()));
}

void flood_chat(
    const testing::Stage& stage, const std::function<std::string(const std::string& phone)>& owe,
    Report& report
)
{
    const SystemClock clock{std::chrono::seconds(stage.clock_shift)};
    sandbox::ZaloSandboxSettings settings;
    settings.webhook_url = stage.gateway_origin() + "/webhooks/zalo";
    sandbox::ZaloSandbox zalo(settings, clock, testing::data_file("zalo-templates.tsv"));
    http::Server server({.port = stage.sandbox_port}, zalo.lanes(), zalo.routes());
    zalo.set_photo_origin(server.origin());

    const auto widow = number_of(writers + senders_of_pictures + 1);
    zalo.follow(widow);
    const auto dossier = owe(widow);
    if (!comes([&] { return !zalo.inbox(widow).empty(); }))
        return report.wrong_answer("nobody is told before the flood");
    const auto picture = wall();
    for (int i = 0; i < senders_of_pictures; ++i) {
        const auto number = number_of(writers + i);
        zalo.follow(number);
        for (int k = 0; k < pictures_each; ++k) zalo.send_photo(number, picture);
    }
    for (int i = 0; i < writers; ++i) {
        const auto number = number_of(i);
        zalo.follow(number);
        zalo.say(number, "hi");
    }
    report.tried(writers + senders_of_pictures * pictures_each);
    const auto told_of = [&](const std::string& code) {
        return std::ranges::any_of(zalo.received(), [&](const auto& message) {
            const auto found = message.parameters.find("dossier_code");
            return found != message.parameters.end() && found->second == code;
        });
    };
    const auto another = owe(number_of(writers + senders_of_pictures + 2));
    if (!comes([&] { return told_of(another); }))
        report.limit_passed("a flood of chat and pictures holds an obligation up");
    const auto before = zalo.inbox(widow).size();
    zalo.send_photo(widow, slip(dossier));
    // Her photo, then our answer.
    if (!comes([&] { return zalo.inbox(widow).size() >= before + 2; }))
        report.limit_passed("a flood of pictures holds a photo of a slip up");
    server.stop();
}

} // namespace tnung::attack
