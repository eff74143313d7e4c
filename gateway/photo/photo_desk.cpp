#include "gateway/photo/photo_desk.hpp"

#include "foundation/helper/helper_program.hpp"
#include "foundation/log/log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

namespace {

constexpr std::chrono::seconds lease{60}; // more than fetching and reading may take
constexpr std::size_t photo_bytes_max = 10u << 20;
constexpr std::size_t codes_max = 8;
/// A photo of a phone takes a fifth of a second; the reader's own bound is three seconds of CPU.
constexpr HelperLimits reader_limits{.time_max = std::chrono::seconds(5)};

/// What tnung-photo-reader writes: texts, each ended by a zero byte.
std::vector<std::string> codes_in(std::string_view said)
{
    std::vector<std::string> codes;
    while (codes.size() < codes_max) {
        const auto end = said.find('\0');
        if (end == std::string_view::npos) break;
        codes.emplace_back(said.substr(0, end));
        said.remove_prefix(end + 1);
    }
    return codes;
}

} // namespace

bool may_fetch(const std::string& address, const PhotoSettings& settings)
{
    const auto place = http::place_of(address);
    if (!place || place->scheme != settings.scheme) return false;
    return std::ranges::any_of(settings.hosts, [&](const std::string& host) {
        return place->host == host || place->host.ends_with("." + host);
    });
}

PhotoDesk::PhotoDesk(
    pg::Pool& pool, const Clock& clock, const PersonKeys& keys, http::Client& client,
    const Chat& chat, PhotoSettings settings, std::function<void()> answered,
    metrics::Registry& metrics
)
    : pool_(pool), clock_(clock), keys_(keys), client_(client), chat_(chat),
      settings_(std::move(settings)), answered_(std::move(answered)), metrics_(metrics),
      loop_(
          {.name = "photos",
           .turn = [this] { return work_once(); },
           .trouble =
               [](const std::exception& error) {
                   log::error("photo.desk", {{"what", error.what()}});
               }}
      )
{
}

std::size_t PhotoDesk::work_once()
{
    auto claiming = pool_.begin();
    const auto now = clock_.now();
    const auto photo = sent_photo::claim(claiming, keys_, now, now + lease);
    claiming.commit();
    if (!photo) return 0;
    const bool useful = now - photo->sent_at < sent_photo::useful;
    const auto begun = std::chrono::steady_clock::now();
    const auto codes = useful ? read(photo->address) : std::vector<std::string>{};
    const auto time = std::chrono::steady_clock::now() - begun;
    if (!useful) count("too_late");
    auto tx = pool_.begin();
    if (useful)
        sent_photo::spend(
            tx, photo->follower, std::chrono::duration_cast<std::chrono::milliseconds>(time),
            clock_.now()
        );
    // Whoever deletes it answers: another may have read it after the lease.
    if (sent_photo::forget(tx, photo->id) && useful)
        chat_.read_photo(tx, photo->follower, codes, clock_.now());
    tx.commit();
    answered_();
    return 1;
}

std::vector<std::string> PhotoDesk::read(const std::string& address)
{
    const auto nothing = [&](std::string_view why) {
        count(why);
        return std::vector<std::string>{};
    };
    if (!may_fetch(address, settings_)) return nothing("address_refused");
    const auto fetched = client_.call(
        {.url = address, .time_max = settings_.fetch_time_max, .answer_bytes_max = photo_bytes_max}
    );
    if (!fetched || fetched->status != 200) return nothing("not_fetched");
    const auto said = run_helper(settings_.reader, fetched->body, reader_limits);
    if (!said) {
        if (said.error() == HelperFailure::not_started)
            log::error("photo.reader_missing", {{"program", settings_.reader.string()}});
        return nothing("not_decoded");
    }
    auto codes = codes_in(*said);
    count(codes.empty() ? "no_code" : "read");
    return codes;
}

void PhotoDesk::count(std::string_view result)
{
    metrics_
        .counter(
            "tnung_photos_total", "Photos sent in the chat, by what became of them",
            fmt::format("result=\"{}\"", result)
        )
        .add();
}

} // namespace tnung::gateway
