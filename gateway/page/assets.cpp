#include "gateway/page/assets.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/embedded.hpp"
#include "foundation/crypto/hash.hpp"

#include <stdexcept>

namespace tnung::embedded {
std::span<const EmbeddedFile> gateway_assets();
}

namespace tnung::gateway {

namespace {

std::string_view file(std::string_view name)
{
    for (const auto& asset : embedded::gateway_assets())
        if (asset.name == name) return asset.bytes;
    return {};
}

} // namespace

Assets::Assets() : icons_(file("icons.svg"))
{
    style_ = std::string(file("tokens.css")) + std::string(file("tnung.css"));
    std::string all = style_;
    for (const auto& asset : embedded::gateway_assets()) all += asset.bytes;
    folder_ = "/assets/" + hex_text(crypto::sha256(all)).substr(0, 16);
    style_path_ = folder_ + "/tnung.css";
}

std::string Assets::font_path(std::string_view name) const
{
    return folder_ + "/fonts/" + std::string(name);
}
std::string Assets::mark_path() const
{
    return folder_ + "/mark.svg";
}

http::Response Assets::serve(const http::Request& request) const
{
    const auto path = request.path_value("path");
    const auto name = path.substr(path.rfind('/') + 1);
    const auto bytes = name == "tnung.css" ? std::string_view(style_) : file(name);
    if (bytes.empty()) return http::text_response(404, "not there\n");
    std::string type = "application/octet-stream";
    if (name.ends_with(".css")) type = "text/css; charset=utf-8";
    if (name.ends_with(".svg")) type = "image/svg+xml";
    if (name.ends_with(".woff2")) type = "font/woff2";
    http::Response response{.body = std::string(bytes)};
    return response.with("Content-Type", type)
        .with("Cache-Control", "public, max-age=31536000, immutable")
        .with("X-Content-Type-Options", "nosniff");
}

} // namespace tnung::gateway
