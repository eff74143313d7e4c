#include "foundation/http/representation.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

#include <zlib.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace tnung::http {

namespace {

constexpr std::size_t worth_zipping_bytes = 500; // below, the head is most of what is sent
constexpr std::size_t tag_shown = 22;

bool is_text(std::string_view type)
{
    return type.starts_with("text/") || type.starts_with("application/json") ||
           type.starts_with("image/svg+xml");
}

std::string zipped(std::string_view text)
{
    constexpr int gzip_window = MAX_WBITS + 16;
    constexpr int memory_level = 9;
    z_stream stream{};
    if (deflateInit2(
            &stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY
        ) != Z_OK)
        throw std::runtime_error("zlib does not begin");
    std::string out(deflateBound(&stream, uLong(text.size())), '\0');
    std::string in(text); // zlib takes no constant
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = uInt(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = uInt(out.size());
    const auto ended = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (ended != Z_STREAM_END) throw std::runtime_error("zlib does not end");
    return out;
}

/// Calls `take` with each part of a list in a header, until it says true; whether it did.
template <class Take>
bool any_of_list(std::string_view list, const Take& take)
{
    while (!list.empty()) {
        const auto comma = std::min(list.find(','), list.size());
        if (take(trimmed(list.substr(0, comma)))) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

/// Whether a coding is taken, where the list names it: `gzip;q=0` says no.
std::optional<bool> takes(std::string_view accepted, std::string_view coding)
{
    std::optional<bool> taken;
    any_of_list(accepted, [&](std::string_view one) {
        const auto semicolon = std::min(one.find(';'), one.size());
        if (!same_name(trimmed(one.substr(0, semicolon)), coding)) return false;
        const auto weight = trimmed(one.substr(std::min(semicolon + 1, one.size())));
        taken = weight.find_first_of("123456789") != std::string_view::npos ||
                !weight.starts_with("q=");
        return true;
    });
    return taken;
}

bool takes_gzip(std::string_view accepted)
{
    return takes(accepted, "gzip").value_or(takes(accepted, "*").value_or(false));
}

/// Compared weakly, as for a request that only reads (RFC 9110, 13.1.2).
bool has_tag(std::string_view known, std::string_view tag)
{
    return any_of_list(known, [&](std::string_view one) {
        if (one == "*") return true;
        if (one.starts_with("W/")) one.remove_prefix(2);
        return one == tag;
    });
}

} // namespace

Representation::Representation(Response made) : plain_(std::move(made))
{
    tag_ = base64url_text(crypto::sha256(plain_.body)).substr(0, tag_shown);
    if (plain_.body.size() >= worth_zipping_bytes &&
        is_text(find_header(plain_.headers, "Content-Type")))
        zipped_ = zipped(plain_.body);
    if (zipped_.size() >= plain_.body.size()) zipped_.clear();
}

Response Representation::answer(const Request& request) const
{
    const bool zip = !zipped_.empty() && takes_gzip(request.header("accept-encoding"));
    const auto tag = "\"" + tag_ + (zip ? "-gzip\"" : "\"");
    Response response{.status = 200, .headers = plain_.headers};
    response.with("ETag", tag);
    if (!zipped_.empty()) response.with("Vary", "Accept-Encoding");
    if (has_tag(request.header("if-none-match"), tag)) {
        response.status = 304;
        std::erase_if(response.headers, [](const auto& one) { return one.name == "Content-Type"; });
        return response;
    }
    if (zip) response.with("Content-Encoding", "gzip");
    response.body = zip ? zipped_ : plain_.body;
    return response;
}

} // namespace tnung::http
