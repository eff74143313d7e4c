#include "foundation/http/router.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::http {

namespace {

std::vector<std::string> segments_of(std::string_view path)
{
    std::vector<std::string> segments;
    while (!path.empty()) {
        path.remove_prefix(1); // the slash
        const auto end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

using PathValues = std::vector<std::pair<std::string, std::string>>;

bool matches(
    const std::vector<std::string>& pattern, const std::vector<std::string>& path,
    PathValues& values
)
{
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const std::string_view part = pattern[i];
        if (part.ends_with("...}")) {
            std::string rest;
            for (std::size_t j = i; j < path.size(); ++j) rest += (j > i ? "/" : "") + path[j];
            values.emplace_back(part.substr(1, part.size() - 5), rest);
            return path.size() > i;
        }
        if (i >= path.size()) return false;
        if (part.starts_with('{')) {
            if (path[i].empty()) return false;
            values.emplace_back(part.substr(1, part.size() - 2), path[i]);
        } else if (part != path[i]) {
            return false;
        }
    }
    return pattern.size() == path.size();
}

} // namespace

Router::Router(std::vector<Route> routes) : routes_(std::move(routes))
{
    for (const auto& route : routes_) patterns_.push_back(segments_of(route.pattern));
}

Router::Match Router::match(Method method, std::string_view path) const
{
    Match found;
    if (path.empty() || path.front() != '/') return found;
    const auto segments = segments_of(path);
    const auto wanted = method == Method::head ? Method::get : method;
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        PathValues values;
        if (routes_[i].method != wanted || !matches(patterns_[i], segments, values)) continue;
        found.route = &routes_[i];
        found.path_values = std::move(values);
        return found;
    }
    return found;
}

std::string Router::allowed(std::string_view path) const
{
    std::string methods;
    if (path.empty() || path.front() != '/') return methods;
    const auto segments = segments_of(path);
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        PathValues values;
        const auto method = method_text(routes_[i].method);
        if (!matches(patterns_[i], segments, values) || methods.find(method) != std::string::npos)
            continue;
        methods += fmt::format("{}{}", methods.empty() ? "" : ", ", method);
        if (routes_[i].method == Method::get) methods += ", HEAD";
    }
    return methods;
}

} // namespace tnung::http
