#include "gateway/zalo/token_copy.hpp"

#include "foundation/base/durable_file.hpp"
#include "foundation/json/json.hpp"

namespace tnung::gateway {

namespace {

constexpr std::string_view place = "zalo_token.copy";
constexpr std::size_t token_bytes_max = 4000;

} // namespace

void TokenCopy::keep(const TokenPair& pair) const
{
    if (file_.empty()) return;
    const json::Object text{
        {"access", pair.access},
        {"refresh", pair.refresh},
        {"renewed_at", iso_text(pair.renewed_at)},
        {"expires_at", iso_text(pair.expires_at)}};
    replace_durably(file_, sealer_.seal(json::text(text), place));
}

std::optional<TokenPair> TokenCopy::kept() const
{
    const auto sealed = file_.empty() ? std::nullopt : whole_file(file_);
    const auto text = sealed ? sealer_.open(*sealed, place) : std::nullopt;
    const auto body =
        text ? json::parse(*text) : Result<json::Value, json::ParseError>(json::Value());
    if (!body || !body->is_object()) return std::nullopt;
    json::Reader reader(*body);
    const auto access = reader.optional_text("access", token_bytes_max);
    const auto refresh = reader.optional_text("refresh", token_bytes_max);
    const auto renewed_at = parse_iso(reader.optional_text("renewed_at", 40).value_or(""));
    const auto expires_at = parse_iso(reader.optional_text("expires_at", 40).value_or(""));
    if (!access || !refresh || !renewed_at || !expires_at) return std::nullopt;
    return TokenPair{*access, *refresh, *renewed_at, *expires_at};
}

} // namespace tnung::gateway
