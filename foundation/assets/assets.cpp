#include "foundation/assets/assets.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace tnung {

namespace {

constexpr std::string_view style_name = "tnung.css";
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> types = {{
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".woff2", "font/woff2"},
}};

std::string_view type_of(std::string_view name)
{
    for (const auto& [ending, type] : types)
        if (name.ends_with(ending)) return type;
    return "application/octet-stream";
}

/// A style sheet without its comments and the blanks that only people need: a citizen's phone loads
/// it on a slow line. Our own sheets have no blank that counts behind these marks.
std::string tight(std::string_view sheet)
{
    constexpr std::string_view marks = "{};,:";
    std::string out;
    for (std::size_t i = 0; i < sheet.size(); ++i) {
        if (sheet.substr(i, 2) == "/*") {
            i = std::min(sheet.find("*/", i + 2), sheet.size() - 2) + 1;
            continue;
        }
        const char c = sheet[i];
        const bool blank = c == ' ' || c == '\n';
        if (blank && (out.empty() || out.back() == ' ' || marks.find(out.back()) != marks.npos))
            continue;
        if ((c == '{' || c == '}') && !out.empty() && out.back() == ' ') out.pop_back();
        if (c == '}' && !out.empty() && out.back() == ';') out.pop_back();
        out.push_back(blank ? ' ' : c);
    }
    return out;
}

} // namespace

Assets::Assets(std::span<const EmbeddedFile> files) : files_(files), icons_(file("icons.svg"))
{
    std::string all;
    for (const auto& one : files_) {
        all += one.bytes;
        if (one.name.ends_with(".css")) style_ += tight(one.bytes);
    }
    constexpr std::size_t hash_shown = 16;
    folder_ = "/assets/" + hex_text(crypto::sha256(all)).substr(0, hash_shown);
    style_path_ = folder_ + "/" + std::string(style_name);
    keep(style_name, style_);
    for (const auto& one : files_) keep(one.name, one.bytes);
}

void Assets::keep(std::string_view name, std::string_view bytes)
{
    http::Response made{.body = std::string(bytes)};
    made.with("Content-Type", std::string(type_of(name)))
        .with("Cache-Control", "public, max-age=31536000, immutable")
        .with("X-Content-Type-Options", "nosniff");
    kept_.emplace(std::string(name), http::Representation(std::move(made)));
}

std::string_view Assets::file(std::string_view name) const
{
    for (const auto& one : files_)
        if (one.name == name) return one.bytes;
    return {};
}

std::string Assets::path_of(std::string_view name) const
{
    if (file(name).empty()) throw std::logic_error("no asset " + std::string(name));
    const bool font = name.ends_with(".woff2");
    return folder_ + (font ? "/fonts/" : "/") + std::string(name);
}

http::Response Assets::serve(const http::Request& request) const
{
    const auto path = request.path_value("path");
    const auto name = path.substr(path.rfind('/') + 1);
    const auto found = kept_.find(name);
    return found == kept_.end() ? http::text_response(404, "not there\n")
                                : found->second.answer(request);
}

} // namespace tnung
